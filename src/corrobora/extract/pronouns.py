"""Who a pronoun stands for: subjects, objects, and the speaker in reported speech."""

from __future__ import annotations

from corrobora.extract.candidate import Candidate, Lexicon, Words
from corrobora.extract.parts import THINGS

_ACTS = frozenset(
    {"government", "state", "military", "police", "armed-group", "party", "company", "ngo", "igo",
     "media"}
)  # fmt: skip
TIES = frozenset(
    "linked affiliated affiliate tied loyal allegiance aligned allied affilie affilies affiliee "
    "affiliees lie lies liee liees allie allies allegeance".split()
)
PREPOSITIONS = frozenset("in at from to with of by against for near into en au a de".split())


def fits_pronoun(word: str, earlier: Candidate) -> bool:
    """Agreement in kind and number of a pronoun with an earlier mention."""
    if earlier.kind in THINGS or earlier.kind == "place" or earlier.form == "adjective":
        return False
    person = earlier.kind == "person"
    if word in {"he", "she"}:
        return person or (earlier.kind == "people" and not earlier.plural)
    if word in {"il", "elle"}:
        return person or (not earlier.plural and earlier.kind in _ACTS and word != "il")
    if word == "it":
        return earlier.kind in _ACTS and not earlier.plural
    return not person and (
        earlier.plural or earlier.kind in {"armed-group", "police", "military"}
        or earlier.sector == "armed"
        or earlier.id.endswith(".gov")
    )  # fmt: skip


_AS_SUBJECT = {"ils": "they", "elles": "they", "him": "he", "them": "they"}
_ABOUT_IDEAS = frozenset(
    "denied denies deny denying rejected rejects called calls said says confirmed confirms do did "
    "does made makes make saw see believe doubt regret regretted condemned".split()
)
"""Verbs whose "it" is more often what was said than somebody."""
_CLAUSE_OPENERS = frozenset(
    "that and but or when where while as after before because if although though since until so "
    "than whether which what who how why yet nor once unless said".split()
)
_REPORTED = 9
"""Words between a verb of speech and the pronoun that takes up its subject, at most."""


def pronoun_target(
    words: Words, lex: Lexicon, pronoun: Candidate, seen: list[Candidate]
) -> Candidate | None:
    """Who a pronoun stands for.

    In reported speech the speaker ("X said it had"); as an object somebody else than the subject
    of its clause; else the first fitting mention of the same sentence or, nearest first, of the
    ones before: the first is most often the subject, and subjects are what pronouns take up.
    """
    here = words.sentence[pronoun.first]
    word = words.tokens[pronoun.first].fold
    fold = _AS_SUBJECT.get(word, word)
    gerund = _after_gerund(words, pronoun)
    is_object = word in {"him", "them"} or (
        word == "it" and (gerund or _after_verb(words, lex, pronoun))
    )
    speaker = None if is_object else _speaker(words, lex, pronoun, fold, seen)
    if speaker is not None:
        return speaker
    if word == "it" and is_object and words.tokens[pronoun.first - 1].fold in _ABOUT_IDEAS:
        return None
    for back in range(2 if fold == "it" else 3):
        fitting = [
            earlier
            for earlier in seen
            if words.sentence[earlier.first] == here - back and fits_pronoun(fold, earlier)
        ]
        if fold == "il":
            fitting += [
                m
                for m in seen
                if words.sentence[m.first] == here - back and _may_be_il(words, fold, m)
            ]
        if gerund and back == 0:  # "X imposed an embargo on Y, accusing it of"
            fitting = [m for m in fitting[::-1] if m.id != fitting[0].id]
        elif is_object and back == 0:
            fitting = _not_subject(words, pronoun, seen, fitting)
        if not is_object and lex.language == "en":
            fitting.sort(key=lambda earlier: is_governed(words, earlier))
        if fold in {"he", "she"}:
            fitting.sort(key=lambda earlier: earlier.kind != "person")
        if fitting:
            return fitting[0]
    return None


def _after_verb(words: Words, lex: Lexicon, pronoun: Candidate) -> bool:
    """Whether "it" follows a verb or a preposition and so is no subject."""
    before = words.tokens[pronoun.first - 1] if pronoun.first else None
    if before is None or words.gap(pronoun.first) != " " or words.opens[pronoun.first]:
        return False
    after = pronoun.first + 1
    closed = words.gap(after) != " " or words.tokens[after].fold in _CLAUSE_OPENERS
    return before.fold not in _CLAUSE_OPENERS and (closed or before.fold not in lex.sets["speech"])


def _after_gerund(words: Words, pronoun: Candidate) -> bool:
    """Whether a pronoun is the object of a gerund, whose subject is that of its clause."""
    return pronoun.first > 0 and words.tokens[pronoun.first - 1].fold.endswith("ing")


def _not_subject(
    words: Words, pronoun: Candidate, seen: list[Candidate], fitting: list[Candidate]
) -> list[Candidate]:
    """Those that may be the object, nearest first: not who stands right before the verb."""
    nearest = max((m for m in seen if m.last <= pronoun.first), key=lambda m: m.last, default=None)
    if nearest is None:
        return fitting[::-1]
    between = words.tokens[nearest.last : pronoun.first]
    joined = any(t.fold in {"and", "or", "but", "to"} for t in between)
    near = len(between) <= _VERB_GROUP and not joined
    return [m for m in reversed(fitting) if not (near and m.id == nearest.id)]


_VERB_GROUP = 3


def is_governed(words: Words, earlier: Candidate) -> bool:
    """Whether a preposition stands before a mention, which so is no subject."""
    index = earlier.first
    if index and words.tokens[index - 1].fold in {"the", "le", "la", "les", "its", "their"}:
        index -= 1
    return index > 0 and words.tokens[index - 1].fold in PREPOSITIONS | TIES


_NO_SPEECH = frozenset(
    "is was has had will who met visited arrived took became won died signed resigned ordered a "
    "est etait avait sera qui".split()
)


def _before_aside(words: Words, index: int) -> int:
    """Where the words before a verb end, without a stretch between commas right before it.

    In "the group, which has fought Iran, said it" those who fight say so.
    """
    if words.gap(index)[:1] != ",":
        return index
    for at in range(index - 1, max(0, index - _ASIDE), -1):
        if words.gap(at)[:1] == ",":
            return at
    return index


_ASIDE = 14
"""Words between two commas that may part a subject from its verb of speech."""


def _may_be_il(words: Words, fold: str, earlier: Candidate) -> bool:
    """Whether "il" may take up a body: a capital that acts, a masculine country or force."""
    if fold != "il" or earlier.plural or earlier.kind not in _ACTS or earlier.form == "adjective":
        return False
    article = words.tokens[earlier.first - 1].fold if earlier.first else ""
    return earlier.metonym or article == "le"


def _speaker(
    words: Words, lex: Lexicon, pronoun: Candidate, fold: str, seen: list[Candidate]
) -> Candidate | None:
    """The subject of the verb of speech that brings in the pronoun's clause."""
    here, first = words.sentence[pronoun.first], pronoun.first
    linked = first > 0 and words.tokens[first - 1].fold in {"that", "que", "qu'"}
    for index in range(first - 1, max(-1, first - _REPORTED), -1):
        if words.sentence[index] != here or words.gap(index + 1) not in {" ", "\n", ""}:
            return None
        if words.tokens[index].fold in lex.sets["speech"] - _NO_SPEECH:
            if not (linked or index == first - 1):
                return None
            end = _before_aside(words, index)
            close = [
                earlier
                for earlier in reversed(seen)
                if words.sentence[earlier.first] == here
                and 0 <= end - earlier.last <= _REPORTED
                and (fits_pronoun(fold, earlier) or _may_be_il(words, fold, earlier))
            ]
            free = [m for m in close if not is_governed(words, m)]
            return next(iter(free or close), None)
    return None
