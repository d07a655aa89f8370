"""What befell the people of a quantity, told by the words around it."""

from __future__ import annotations

from collections.abc import Sequence

from corrobora.extract.quantities import (
    Quantity,
    Sentence,
    fate_at,
    headed,
    is_surname,
    qualifier_at,
    value_at,
)
from corrobora.vocab.counts import FATES, Fate, Numbers

FAR = 9
"""Most tokens between a quantity and its word of fate."""


def fates_of(
    sentence: Sentence, words: Numbers, quantities: Sequence[Quantity]
) -> list[Fate | None]:
    """What befell those of each quantity of a sentence, in order; None where nothing did."""
    fates: list[Fate | None] = []
    for number, quantity in enumerate(quantities):
        fate = _as_object(sentence, words, quantity) or _as_state(sentence, words, quantity)
        fate = fate or _as_toll(sentence, words, quantity)
        fate = fate or _as_struck(sentence, words, quantity)
        fate = fate or _as_left(sentence, words, quantity)
        fate = fate or _as_patient(sentence, words, quantity)
        previous = quantities[number - 1] if number else None
        if fate is None:
            fate = _as_subject(sentence, words, quantity)
            if fate and quantity.kind == "name" and not quantity.headed:
                fate = fate if _is_surname(sentence, words, quantity) else None
        if fate is None and previous and fates[-1] and _listed(sentence, words, previous, quantity):
            fate = fates[-1]
        if fate is None and quantity.subset:
            fate = next((f for f in reversed(fates) if f), None)
        fates.append(fate)
    in_list = False
    for number in range(len(quantities) - 2, -1, -1):
        one, other = quantities[number], quantities[number + 1]
        listed = _listed(sentence, words, one, other)
        in_list = listed or (in_list and _before_comma(sentence, words, one, other))
        if fates[number] is None and in_list:
            fates[number] = fates[number + 1]
    return fates


def _before_comma(sentence: Sentence, words: Numbers, one: Quantity, other: Quantity) -> bool:
    """Whether a quantity goes before others in a list: "the boy, his aunt and two guards"."""
    before = sentence.word(one.first - 1)
    place = before in words.words["stop"] - words.words["conjunctions"]
    told = one.headed and one.kind not in ("number", "vague", "pronoun")
    return told and not place and not _but_ages(sentence, one.last, other.first)


def _listed(sentence: Sentence, words: Numbers, one: Quantity, other: Quantity) -> bool:
    """Whether two quantities stand in one list: "12 soldiers, two guides and a driver"."""
    if other.first <= one.last or (not one.headed and one.kind not in ("number", "name")):
        return False
    between = _but_ages(sentence, one.last, other.first)
    if one.headed and len(between) > 1 and between[0].endswith(words.adjective_endings):
        del between[0]
    before = sentence.word(one.first - 1)
    place = before in (words.words["stop"] | words.people.definite) - words.words["conjunctions"]
    if one.kind == "name" and (place or (not one.headed and not between)):
        return False  # "ten were shot in Kingston, three died"
    if len(between) > 1 or any(w not in words.words["conjunctions"] for w in between):
        return False
    if not between and other.kind not in ("number", "vague"):
        # "Man, woman killed", but not "rose to 45, a doctor said"
        return one.last - one.first == other.last - other.first == 1 and (
            one.kind == other.kind == "one"
        )
    named = sentence.word(other.last)[:1].isalpha() and bool(between)
    return other.headed or one.kind == "name" or named


def _but_ages(sentence: Sentence, first: int, last: int) -> list[str]:
    """The words between two people without commas, ages and owners: ", 18, and Ruiz's"."""
    return [
        sentence.words[i]
        for i in range(first, last)
        if sentence.words[i] != ","
        and not (i == last - 1 and sentence.words[i].endswith("'s"))
        and not (sentence.tokens[i].is_number and sentence.word(i - 1) == ",")
    ]


def _as_object(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "killed (at least) 14 soldiers", "the deaths of 14 people"."""
    if quantity.kind == "name" and not _ends_object(sentence, words, quantity.last):
        return None
    index = quantity.first
    if sentence.word(index) in words.words["subjects"]:
        return None
    if sentence.word(index) in words.words["of"] and index + 1 < quantity.noun:
        index += 1  # the "de" of "mort de trois soldats" belongs to both
    for _ in range(4):
        for fate in FATES:
            start = words.fates[fate]["active"].ending_at(sentence.words, index)
            if start is not None and sentence.word(start - 1) not in words.words["passive"]:
                if _is_no_deed(sentence, words, fate, start):
                    return None
                if index - start == 1 and _is_noun(sentence, words, start, quantity):
                    return None
                return _by_outcome(sentence, words, quantity, fate)
        if sentence.word(index - 1) not in words.words["fillers"]:
            return None
        if quantity.kind in ("name", "pronoun"):
            return None
        if sentence.word(index - 1) in words.words["downing"] and not quantity.headed:
            return None  # "shot down two light aircraft"
        index -= 1
    return None


def _is_no_deed(sentence: Sentence, words: Numbers, fate: Fate, start: int) -> bool:
    """As in "bullet wounds and two ...", where it is a noun, or "tried to kill two"."""
    before = sentence.word(start - 1)
    if before in words.words["attempts"]:
        return True
    if before in words.words["of"] | {"to", "a"} and (
        sentence.word(start - 2) in words.words["attempts"]
    ):
        return True
    return fate == "wounded" and before in words.words["wound_kinds"]


def _is_noun(sentence: Sentence, words: Numbers, verb: int, quantity: Quantity) -> bool:
    """Whether "shooting" is a noun here: "a shooting victim", but not "shooting two guards"."""
    if sentence.word(verb) not in words.words["verbal_nouns"]:
        return False
    opening = sentence.word(quantity.first)
    closed = words.numerals.articles | words.people.definite | words.people.pronouns
    counted = quantity.kind in ("number", "vague")
    aged = sentence.tokens[quantity.first].is_age
    return not counted and not aged and opening not in closed | words.words["another"]


def _by_outcome(sentence: Sentence, words: Numbers, quantity: Quantity, fate: Fate) -> Fate:
    """The fate of an object with the outcome behind it: "shot two men dead", "stabbed to death"."""
    index = past_of_them(sentence, words, quantity)
    deadly = index < len(sentence.words) and words.fatal.at(sentence.words, index) is not None
    return "killed" if fate == "wounded" and deadly else fate


def _as_struck(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "shots that hit a girl and her aunt", "a bullet struck Ana Ruiz in the leg"."""
    if sentence.word(quantity.first - 1) not in words.words["striking"]:
        return None
    if quantity.kind == "name" and not (quantity.headed or _is_surname(sentence, words, quantity)):
        return None
    before = sentence.words[max(0, quantity.first - _SHOOTING) : quantity.first - 1]
    if not words.words["missiles"].isdisjoint(before):
        return "wounded"
    behind = sentence.words[quantity.last : quantity.last + _IN_THE_LEG]
    return None if words.words["body"].isdisjoint(behind) else "wounded"


_SHOOTING = 14
"""Words before "struck" within which a shot or a bullet stands."""
_IN_THE_LEG = 4
"""Words behind those struck within which a part of the body stands."""


def _as_left(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "leaving Ana Ruiz dead", "found the boy wounded", "turned the gun on himself"."""
    index = quantity.first
    if sentence.word(index) in words.words["reflexive"]:
        if words.aimed.ending_at(sentence.words, index) is None:
            return None
        told = set(sentence.words[index:])
        return "killed" if words.words["more_than_hit"].isdisjoint(told) else "wounded"
    if quantity.kind not in ("name", "definite") or not quantity.headed:
        return None
    joined = sentence.word(index - 1) in words.words["conjunctions"]
    before = (
        sentence.words[max(0, index - _LEAVING) : index] if joined else [sentence.word(index - 1)]
    )
    if words.words["leaving"].isdisjoint(before):
        return None
    behind = _past_parenthesis(sentence, words, quantity)
    while sentence.word(behind) in words.words["auxiliaries"]:
        behind += 1
    found = fate_at(sentence, words, behind, ("participle", "state"))
    if found is None or takes_object(sentence, words, found[2]):
        return None
    return found[0]


_LEAVING = 9
"""Words before the second of those whom something left dead or hurt."""


def _as_patient(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "medics treated nine people at the scene", "soigné 60 personnes pour des brûlures"."""
    if quantity.kind == "name" or sentence.word(quantity.first - 1) not in words.words["treating"]:
        return None
    if sentence.word(quantity.first - 2) in words.words["passive"]:
        return None
    care = words.words["care"] | words.words["harms"]
    return None if care.isdisjoint(sentence.words) else "wounded"


def past_of_them(sentence: Sentence, words: Numbers, quantity: Quantity) -> int:
    """The token behind a quantity and the "of them" that goes with it."""
    index = quantity.last
    found = words.of_them.at(sentence.words, index) if index < len(sentence.words) else None
    return index + found[0] if found else index


def _ends_object(sentence: Sentence, words: Numbers, index: int) -> bool:
    word = sentence.word(index)
    return (
        not word
        or not word[0].isalpha()
        or word in words.words["stop"]
        or (fate_at(sentence, words, index) is not None)
    )


def _as_state(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "12 dead", "30 people wounded", "the 14 deaths"."""
    if quantity.kind in ("name", "definite", "pronoun"):
        return None
    if not quantity.headed and sentence.word(quantity.first - 1) in words.words["firing"]:
        return None  # "fired one shot"
    index = past_of_them(sentence, words, quantity)
    if sentence.word(index) in words.words["after_number"]:
        index += 1
    if quantity.headed and quantity.last - quantity.noun == 1:
        own = fate_at(sentence, words, quantity.noun, ("state",))
        if own and own[0] == "killed":
            return own[0]
    found = fate_at(sentence, words, index, ("state",))
    if found is None:
        return None
    longer = fate_at(sentence, words, index, ("participle",))
    if longer and longer[2] > found[2]:
        return longer[0]
    if takes_object(sentence, words, found[2]) and quantity.headed:
        return None
    if found[0] == "wounded" and sentence.word(quantity.first - 1) in words.words["agents"]:
        return None  # "driven by two friends to hospital"
    later = found[0] == "wounded" and _then_died(sentence, words, found[2])
    return "killed" if later else found[0]


def _as_subject(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "14 soldiers were killed", "14 soldiers killed in an ambush", "two men died"."""
    if not _may_be_subject(sentence, words, quantity):
        return None
    index = max(
        _past_parenthesis(sentence, words, quantity), past_of_them(sentence, words, quantity)
    )
    auxiliary = False
    strange = 0 if quantity.headed or quantity.kind == "name" else _STRANGE_NOUN
    for step in range(FAR):
        word = sentence.word(index)
        if not word or word in ".;:" or word in words.words["not"]:
            return None
        if _bears_harm(sentence, words, index) and (
            auxiliary or not _carries(sentence, words, index)
        ):
            return _overruled(sentence, words, "wounded", index + 1)
        found = fate_at(sentence, words, index, ("intransitive", "participle"))
        if found:
            if step and strange < _STRANGE_NOUN and not quantity.headed and not auxiliary:
                return None
            return _fate_of_subject(sentence, words, quantity, found, step, auxiliary=auxiliary)
        if _helps(sentence, words, index):
            auxiliary = auxiliary or word in words.words["passive"]
        elif auxiliary:
            return _joined_fate(sentence, words, index)
        elif not _in_phrase(sentence, words, quantity, index):
            if not strange or not _may_be_noun(sentence, words, index):
                return None
            strange -= 1
        index += 1
    return None


def _may_be_subject(sentence: Sentence, words: Numbers, quantity: Quantity) -> bool:
    """Whether the word before leaves open that something befell these people."""
    before = sentence.word(quantity.first - 1)
    closed = (words.words["stop"] | words.words["of"]) - words.words["conjunctions"]
    if quantity.kind == "name" and before in closed:
        return False
    return quantity.headed or quantity.kind == "name" or before not in words.words["firing"]


def _is_surname(sentence: Sentence, words: Numbers, quantity: Quantity) -> bool:
    name = sentence.span(quantity.first, quantity.last)
    return is_surname(sentence, words, quantity.first, name)


def _helps(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a word goes with the verb behind it; not "said" before a clause of its own."""
    word, behind = sentence.word(index), sentence.word(index + 1)
    helping = words.words["auxiliaries"]
    return word in helping and (word not in words.words["blockers"] or behind in helping)


_STRANGE_NOUN = 2
"""Words of a noun phrase that no list of people knows ("four elderly parishioners")."""
_JOINED = 7
"""Words after a passive without a fate within which "and killed" or "with injuries" stands."""


def _may_be_noun(sentence: Sentence, words: Numbers, index: int) -> bool:
    word = sentence.word(index)
    closed = words.words["stop"] | words.words["blockers"] | words.people.not_people
    return word.isalpha() and len(word) > 2 and word not in closed


def _bears_harm(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether words tell of harm: "sustained minor injuries", "taken to local hospitals"."""
    if sentence.word(index) in words.words["carried"]:
        care = sentence.words[index + 1 : index + 6]
        stop = next((i for i, w in enumerate(care) if w in (",", ";")), len(care))
        return not words.words["houses_of_care"].isdisjoint(care[:stop])
    if sentence.word(index) not in words.words["bearing"]:
        return False
    if fate_at(sentence, words, index, ("intransitive",)) is not None:
        return False  # "has died of his wounds"
    for at in range(index + 1, index + 5):
        word = sentence.word(at)
        if word in words.words["harms"]:
            return True
        if not word or word in words.words["not"] or word in ",;":
            return False
    return False


def _carries(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether people carry somebody: "his mother rushed him to hospital"."""
    carried = sentence.word(index) in words.words["carried"]
    return carried and takes_object(sentence, words, index + 1)


def _joined_fate(sentence: Sentence, words: Numbers, index: int) -> Fate | None:
    """The fate told behind another passive: "were ambushed and killed", "were found with burns"."""
    for at in range(index + 1, min(index + _JOINED, len(sentence.words))):
        word = sentence.word(at)
        if word in ",;:" or word in words.words["not"]:
            return None
        if _bears_harm(sentence, words, at):
            return "wounded"
        if word not in words.words["conjunctions"] | words.words["after"]:
            continue
        verb = at + 1
        while sentence.word(verb) in words.words["auxiliaries"]:
            verb += 1
        later = fate_at(sentence, words, verb, ("participle", "intransitive"))
        if later and (later[1] == "intransitive" or not takes_object(sentence, words, later[2])):
            return later[0]
        return None
    return None


def _fate_of_subject(
    sentence: Sentence, words: Numbers, quantity: Quantity, found: tuple[Fate, str, int],
    step: int, *, auxiliary: bool,
) -> Fate | None:  # fmt: skip
    fate, kind, after = found
    if kind == "intransitive":
        return fate
    if auxiliary:
        related = sentence.word(quantity.last) in words.words["after_age"]
        if related and fate == "wounded" and _then_died(sentence, words, after):
            return "killed"  # "a boy who was shot on Sunday has died"
        return _overruled(sentence, words, fate, after)
    if quantity.kind in ("definite", "name", "pronoun"):
        return None
    between = sentence.words[quantity.last : quantity.last + step]
    if quantity.kind == "one" and any(w not in words.words["auxiliaries"] for w in between):
        return None
    if takes_object(sentence, words, after):
        return None
    if fate == "wounded" and _then_died(sentence, words, after):
        return "killed"
    return _overruled(sentence, words, fate, after) if sentence.word(after) == "," else fate


def _then_died(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether a clause goes on to a death: "two of the men shot on Sunday died".

    Behind another clause only in the perfect: "a boy hit when he left the bus has died".
    """
    clear = True
    for at in range(index, min(index + _OVERRULED, len(sentence.words))):
        word = sentence.word(at)
        if word in words.words["conjunctions"] or not word[0].isalnum():
            return False
        found = fate_at(sentence, words, at, ("intransitive",))
        if found is not None and (clear or word in words.words["perfect"]):
            return found[0] == "killed"
        clear = clear and word not in words.words["blockers"] and at - index < FAR
    return False


def _overruled(sentence: Sentence, words: Numbers, fate: Fate, after: int) -> Fate:
    """As in "were shot and then killed": the worse fate counts."""
    conjunctions = words.words["conjunctions"]
    for index in range(after, min(after + _OVERRULED, len(sentence.words))):
        joined = sentence.word(index) in conjunctions
        if index == after and sentence.word(index) == ",":
            joined = fate_at(sentence, words, index + 1, ("participle",)) is not None
        if not joined:
            continue
        verb = index + 1
        while sentence.word(verb) in words.words["auxiliaries"]:
            verb += 1
        later = fate_at(sentence, words, verb, ("participle", "intransitive"))
        if later and later[0] == "killed":
            objectless = later[1] == "intransitive" or not takes_object(sentence, words, later[2])
            return "killed" if objectless else fate
        break
    return fate


_OVERRULED = 18
"""Words behind a wound within which "and later died" stands."""


def _past_parenthesis(sentence: Sentence, words: Numbers, quantity: Quantity) -> int:
    """The token after ", three of them officers," or ", 21," behind a quantity."""
    index = quantity.last
    opening = sentence.word(index)
    if opening not in (",", "(", "-"):
        return index
    closing = ")" if opening == "(" else opening
    while sentence.word(index + 1) == "-":
        index += 1
    first = None
    for position in range(index + 1, min(index + _ASIDE, len(sentence.words))):
        if sentence.word(position) != closing:
            continue
        behind = position + 1 + (sentence.word(position + 1) == "-")
        if sentence.word(behind) in words.words["passive"]:
            return behind  # "three others, two women, 28 and 27, and a man, were"
        first = behind if first is None else first
    aged = first == index + 3 and sentence.tokens[index + 1].is_number
    return first if first is not None and (quantity.headed or aged) else index


_ASIDE = 18
"""Most tokens of what stands between a quantity and its verb, set off by commas."""


def _in_phrase(sentence: Sentence, words: Numbers, quantity: Quantity, index: int) -> bool:
    """Whether a token may belong to words that follow a head noun: "from Mopti", "in two cars"."""
    if not quantity.headed or quantity.kind in ("name", "pronoun"):
        return False
    word = sentence.word(index)
    return word not in ",()" and word not in words.words["blockers"] | words.words["subjects"]


def takes_object(sentence: Sentence, words: Numbers, index: int) -> bool:
    """Whether what follows a verb looks like its object: then it is no participle."""
    word = sentence.word(index)
    if not word or not word[0].isalnum():
        return False
    if word in words.people.definite or word in words.people.pronouns:
        return True
    value = value_at(sentence, words, qualifier_at(sentence, words, index)[0])
    if value is not None:
        return headed(sentence, words, index, value[0], value[1], value[2]) is not None
    return word in words.numerals.articles or (
        sentence.capital(index) and word not in words.words["stop"]
    )


def _as_toll(sentence: Sentence, words: Numbers, quantity: Quantity) -> Fate | None:
    """As in "the death toll rose to 45", "bilan de 12 morts"."""
    if quantity.kind not in ("number", "vague"):
        return None
    if sentence.word(quantity.first - 1) not in words.words["toll_links"] | {":"}:
        return None
    for end in range(quantity.first, max(-1, quantity.first - FAR), -1):
        for fate in ("killed", "wounded", "displaced"):
            start = words.fates[fate]["toll"].ending_at(sentence.words, end)
            if start is not None and not any(
                sentence.tokens[i].is_number for i in range(end, quantity.first - 1)
            ):
                single = end - start == 1 and sentence.word(start) in ("dead", "killed")
                if not single:
                    return fate
    return None
