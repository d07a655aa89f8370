"""Who stands where around a deed: subject, object and prepositional phrases of a word.

The rules read Universal Dependencies through passives, participles, relative clauses, controlled
infinitives and gerunds, shared subjects of coordinated verbs, and the phrases of a noun.
"""

from __future__ import annotations

from itertools import islice

from msgspec import Struct, field

from corrobora.extract.syntax import Sentence, Token, once_a_word

_RELATIVE = frozenset(
    "who which that whom qui que dont lequel laquelle lesquels lesquelles".split()
)
_BE = frozenset(("is", "are", "was", "were", "be", "been", "being"))
_COUNTED_IN = frozenset(("including", "y compris"))
"""Prepositions behind which stand some of those told just before."""
_ESTIMATING = frozenset(("about", "around", "over", "under", "nearly", "up", "at", "some"))
_SELF = frozenset(("se", "s'"))
_REFLEXIVE = frozenset(("expl:pv", "expl:comp"))
_ALONE = frozenset(("that", "que", "whom", "dont"))
"""Relative words that often join no noun ("said that")."""
_RELATIVE_REACH = 3
"""Words before a relative pronoun among which its noun stands, where the parse does not tell."""
_SUBJECT_CONTROL = frozenset(
    """use uses used using promise promises promised promising threaten threatens threatened
    utilise utilisent utilisé utilisant promet promettent promis""".split()
)
"""Verbs with an object and an infinitive whose subject is theirs ("used a bomb to blow up")."""
_MAKES_OTHERS_DO = (
    "ask", "tell", "told", "urg", "order", "allow", "forc", "prompt", "press", "persuad", "invit",
    "permit", "enabl", "instruct", "compel", "push", "encourag", "authori", "lead", "led",
    "call", "oblig",
)  # fmt: skip
"""How verbs begin whose object does what an infinitive behind it tells ("asked X to leave")."""
_OBJECT_CONTROL_MARKS = frozenset(("of", "for", "from", "into", "with", "de", "d'", "pour", "à"))
_CLITICS = frozenset("se s' en y le la l' les lui leur ne n' me m' nous vous".split())
"""French pronouns that stand between a subject and its verb."""
_ASIDE = 14
"""Words between two commas that may part a subject from its verb."""
_PHRASE = 8
"""Words of a noun phrase before such a stretch."""
_MAX_CLIMB = 6
"""Governors followed in search of a subject; deeper chains are parse errors more often than not."""


class Arguments(Struct):
    """The phrases around one word, as head tokens (coordinated heads included).

    ``obliques`` holds (preposition in lower case, head token). ``passive`` is true where the
    grammatical subject undergoes the deed; ``subjects`` is always who does it.
    """

    subjects: list[Token] = field(default_factory=list)
    objects: list[Token] = field(default_factory=list)
    obliques: list[tuple[str, Token]] = field(default_factory=list)
    passive: bool = False


def conjuncts(sentence: Sentence, token: Token) -> list[Token]:
    """The token and what is coordinated with it ("Mali, Niger and Chad")."""
    found = [token]
    below = sentence.below(token)
    if not below:
        return found
    for child in below.get("conj", ()):
        if child.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM"):
            found.extend(conjuncts(sentence, child))
    for part in below.get("flat", ()):  # "Ana Ruiz and Hilda Flor"
        for child in sentence.children(part, "conj"):
            if child.pos in ("NOUN", "PROPN"):
                found.extend(conjuncts(sentence, child))
    for child in below.get("nmod", ()):
        if preposition(sentence, child) in _COUNTED_IN:
            found.extend(conjuncts(sentence, child))
    return found


def preposition(sentence: Sentence, token: Token) -> str:
    """The preposition that brings in a phrase, in lower case; empty when there is none."""
    cases = sentence.below(token).get("case")
    if not cases:
        return ""
    first = cases[0]
    fixed = sentence.below(first).get("fixed")
    return " ".join([first.lower, *(c.lower for c in fixed)]) if fixed else first.lower


@once_a_word
def is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb is passive: by auxiliary, by subject label, or a participle alone."""
    deps = {t.dep for t in sentence.children(verb)}
    if deps & _REFLEXIVE:  # "se sont emparés" has the auxiliary of a passive
        return False
    if "expl:pass" in deps and _is_named(sentence, verb) and not _has_agent(sentence, verb):
        return False  # "M. Diallo se rendra à Paris"
    if "obj" in deps and not deps & {"aux:pass", "cop"}:  # "men gunned down a judge"
        return False
    if "aux:pass" in deps or "nsubj:pass" in deps or _is_copular_passive(sentence, verb):
        return True
    if verb.dep == "conj" and verb.has("VerbForm=Part") and _has_agent(sentence, verb):
        governor = sentence.head(verb)
        return governor is not None and is_passive(sentence, governor)
    if "nsubj" in deps or "aux" in deps or verb.lower.endswith(("ing", "ant")):
        return False
    if "obj" in deps or told_as_modifier(sentence, verb):
        return False
    if verb.dep == "acl":  # taggers take the participle of "men accused of" for a past tense
        return not verb.has("VerbForm=Inf") and "mark" not in deps
    return verb.dep.startswith(("acl", "advcl", "amod")) and verb.has("VerbForm=Part")


def _is_named(sentence: Sentence, verb: Token) -> bool:
    """Whether the subject of a verb is a proper name."""
    return any(
        t.pos == "PROPN" or sentence.children(t, "flat:name")
        for t in sentence.children(verb, "nsubj", "nsubj:pass")
    )


def _has_agent(sentence: Sentence, verb: Token) -> bool:
    """Whether a phrase with "by" hangs on a verb."""
    return any(
        preposition(sentence, t) in ("by", "par")
        for t in sentence.children(verb, "obl", "obl:agent")
    )


def _is_copular_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether the parse has taken the auxiliary of an English passive for a copula."""
    if verb.pos != "VERB" or verb.lower.endswith("ing") or verb.has("VerbForm=Inf"):
        return False
    if sentence.children(verb, "aux") or any(
        t.lower == "to" for t in sentence.children(verb, "mark")
    ):
        return False
    return any(t.lower in _BE for t in sentence.children(verb, "cop"))


def told_as_modifier(sentence: Sentence, verb: Token) -> Token | None:
    """The subject of a verb that the parse has taken for an adjective of its own object.

    In "Somaliland declared independence" some parses make "independence" the head of all.
    """
    if verb.dep != "amod" or verb.pos != "VERB" or verb.i == 0 or verb.head < verb.i:
        return None
    before = sentence.tokens[verb.i - 1]
    if before.lower in ("have", "has", "had") and before.pos in ("VERB", "AUX"):
        return sentence.child(before, "nsubj")
    joined = before.head in (verb.head, verb.i) and before.pos in ("PROPN", "NOUN")
    return before if joined else None


@once_a_word
def arguments_of_verb(sentence: Sentence, verb: Token) -> Arguments:
    """The arguments of a verb, with subjects and objects that it shares or inherits."""
    found = Arguments(passive=is_passive(sentence, verb))
    own_subject: list[Token] = []
    for child in sentence.children(verb):
        if child.lower in _SELF:
            continue
        label = child.dep.partition(":")[0]
        if label == "aux":  # "the firm has since left": the subject hung on the helper
            own_subject += sentence.children(child, "nsubj")
        if label in ("nsubj", "csubj"):
            own_subject += conjuncts(sentence, child)
        elif (
            child.dep in ("obj", "iobj")
            or (label == "obl" and _is_estimated_object(sentence, verb, child))
            or (child.dep == "parataxis" and found.objects and _continues_list(sentence, child))
        ):
            found.objects += conjuncts(sentence, child)
        elif label == "obl":
            _add_oblique(sentence, child, found)
        elif found.passive and child.i > verb.i:  # "tuées jeudi par le gang"
            found.subjects += _agents_below(sentence, child)
    if not own_subject and not found.passive and (
        verb.dep == "root"
        or (verb.dep != "conj" and verb.has("VerbForm=Fin"))
        or (verb.dep in ("ccomp", "parataxis") and verb.has("Tense=Past"))
    ):  # fmt: skip
        own_subject = _stranded_subject(sentence, verb)
    if not own_subject and not found.passive and found.objects:
        own_subject = _inverted(sentence, verb, found.objects)
        found.objects = [t for t in found.objects if t not in own_subject]
    if not own_subject:
        _inherit(sentence, verb, found)
    elif found.passive:
        found.objects = [*own_subject, *found.objects]
    else:
        found.subjects = own_subject
    found.objects = found.objects or _partitive(sentence, verb, passive=found.passive)
    found.subjects = [_antecedent(sentence, verb, t) for t in found.subjects]
    found.objects = [_antecedent(sentence, verb, t) for t in found.objects]
    return found


def _partitive(sentence: Sentence, verb: Token, *, passive: bool) -> list[Token]:
    """French objects without number that the parse takes for phrases ("livrer des drones")."""
    brought = sentence.children(verb, "obl:arg")
    if not brought or passive or sentence.children(verb, *_REFLEXIVE, "expl:subj"):
        return []
    return [
        t for child in brought
        if child.i > verb.i and preposition(sentence, child) in ("", "des")
        for t in conjuncts(sentence, child)
    ]  # fmt: skip


def _continues_list(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun in parataxis, which the parse leaves loose, goes on with a list.

    As in "burned a farm, the mill".
    """
    if noun.pos not in ("NOUN", "PROPN"):
        return False
    if sentence.children(noun, "nsubj", "cop", "aux", "case", "mark"):
        return False
    before = [t for t in sentence.subtree(noun) if t.text != ","]
    first = min(t.i for t in before)
    return first > 0 and sentence.tokens[first - 1].text == ","


def _inverted(sentence: Sentence, verb: Token, objects: list[Token]) -> list[Token]:
    """What the parse takes for the object of an inverted verb, and is its subject.

    Behind a quotation ("», a déploré la mission"), and where "que" is the object ("que conteste la
    mission").
    """
    behind = [t for t in objects if t.i > verb.i and t.pos in ("NOUN", "PROPN")]
    finite = verb.has("VerbForm=Fin") or bool(sentence.children(verb, "aux", "aux:tense"))
    if not (behind and finite):
        return []
    at = verb.i - 1
    while at >= 0 and sentence.tokens[at].pos in ("AUX", "PRON", "ADV"):
        if sentence.tokens[at].lower in _OBJECT_RELATIVES and verb.dep == "acl:relcl":
            return behind
        at -= 1
    while at >= 0 and sentence.tokens[at].text == ",":
        at -= 1
    return behind if at >= 0 and sentence.tokens[at].text == _CLOSING_MARK else []


_OBJECT_RELATIVES = frozenset(("que", "qu'"))
_CLOSING_MARK = "\u00bb"
"""Of French alone: behind English quotations a verb with an object has its subject before them."""


def _is_estimated_object(sentence: Sentence, verb: Token, noun: Token) -> bool:
    """Whether a preposition only makes a number vague ("killed about twelve miners")."""
    if not sentence.children(noun, "nummod"):
        return False
    if sentence.children(verb, "obj"):
        return False
    case = sentence.child(noun, "case")
    return case is not None and case.i == verb.i + 1 and case.lower in _ESTIMATING


def _stranded_subject(sentence: Sentence, verb: Token) -> list[Token]:
    """A noun that stands as the subject of a finite verb though the parse does not call it so.

    In "two were expelled by France and Bamako retaliated" Bamako is taken for a second agent; in
    "Paris, which sends the pictures, has condemned" for a clause before the main one.
    """
    bare = [
        t for t in sentence.children(
            verb, "advcl", "dislocated", "vocative", "dep", "obl:unmarked"
        )
        if t.i < verb.i and t.pos in ("NOUN", "PROPN") and not sentence.children(t, "case", "mark")
    ]  # fmt: skip
    if bare:
        return bare[:1]
    at = verb.i - 1
    while at >= 0 and (
        sentence.tokens[at].pos in ("AUX", "ADV") or sentence.tokens[at].lower in _CLITICS
    ):
        at -= 1
    if at < 0:
        return []
    noun = sentence.tokens[at]
    if noun.pos == "ADJ" and noun.head == at - 1:  # "des soldats ivres ont pillé"
        noun = sentence.tokens[at - 1]
    if noun.text == ",":
        return _before_aside(sentence, at)
    if noun.pos not in ("NOUN", "PROPN"):
        return []
    if noun.dep.startswith("flat") and sentence.tokens[noun.head].lower in _RELATIVE:
        return [noun]  # "to which Burundi objects"
    if noun.head == verb.i and noun.dep in ("compound", "nmod", "dep", "advmod"):  # headlines
        return [noun] if not sentence.children(noun, "case") else []
    if noun.dep != "conj":
        return []
    phrase = sentence.subtree(noun)
    opens = phrase[0].i > 0 and sentence.tokens[phrase[0].i - 1].text == ","
    listed = opens and bool(sentence.children(noun, "det")) and noun.head < phrase[0].i
    return [noun] if sentence.children(noun, "cc") or listed else []


def _before_aside(sentence: Sentence, comma: int) -> list[Token]:
    """The noun with its article before a stretch between commas, joined to the words before it.

    In "À Kigali, le Front patriotique, maître du pays, a formé" the Front is taken for a part of
    the name "Kigali".
    """
    opening = next(
        (i for i in range(comma - 1, max(0, comma - _ASIDE), -1) if sentence.tokens[i].text == ","),
        0,
    )
    for at in range(opening - 1, max(-1, opening - _PHRASE), -1):
        token = sentence.tokens[at]
        if token.pos in ("PUNCT", "VERB", "AUX", "ADP"):
            return []
        if token.pos in ("NOUN", "PROPN") and sentence.children(token, "det"):
            return [token] if token.dep.startswith(("flat", "appos", "conj", "obl", "nmod")) else []
    return []


def _add_oblique(sentence: Sentence, child: Token, found: Arguments) -> None:
    word = preposition(sentence, child)
    heads = conjuncts(sentence, child)
    if word in _COUNTED_IN and (found.passive or found.objects):
        found.objects += heads
    elif child.dep == "obl:agent" or (word in ("by", "par") and found.passive):
        found.subjects += heads
    else:
        found.obliques += [(word, head) for head in heads]
        if found.passive:
            found.subjects += _agents_below(sentence, child)


def _agents_below(sentence: Sentence, child: Token) -> list[Token]:
    """The agent of a passive that hangs on another of its phrases ("riddled with bullets by")."""
    if child.pos in ("VERB", "AUX"):
        return []
    return [
        head
        for agent in sentence.children(child, "nmod", "obl")
        if agent.dep == "obl:agent" or preposition(sentence, agent) in ("by", "par")
        for head in conjuncts(sentence, agent)
    ]


def _antecedent(sentence: Sentence, verb: Token, token: Token) -> Token:
    """The noun that a relative pronoun stands for."""
    if token.lower not in _RELATIVE:
        return token
    return _stood_for(sentence, verb, token, unseen=token.lower not in _ALONE)


def _whose(sentence: Sentence, noun: Token, token: Token) -> Token:
    """The noun that "whose" stands for ("China, whose trade with"), else the word itself."""
    if token.lower != "whose":
        return token
    return _stood_for(sentence, noun, token, unseen=True)


def _stood_for(sentence: Sentence, below: Token, token: Token, *, unseen: bool) -> Token:
    """The noun on which the clause of a relative word hangs, else the word itself.

    With ``unseen`` the noun before it where the parse did not see that it is a relative clause.
    """
    for clause in (below, *sentence.ancestors(below)):
        if clause.dep.startswith("acl"):
            return sentence.tokens[clause.head]
    before = sentence.tokens[max(0, token.i - _RELATIVE_REACH) : token.i]
    nouns = [t for t in before if t.pos in ("NOUN", "PROPN")]
    return nouns[-1] if unseen and nouns else token


def _inherit(sentence: Sentence, verb: Token, found: Arguments) -> None:
    """Subjects (of a passive: objects) that the verb has from a word above it."""
    governor = sentence.head(verb)
    if governor is None:
        return
    subject = told_as_modifier(sentence, verb)
    if subject is not None:
        found.subjects, found.objects = [subject], conjuncts(sentence, governor)
        return
    if verb.dep.startswith("acl"):
        heads = conjuncts(sentence, governor) if verb.dep == "acl:relcl" else [governor]
        if found.passive:
            found.objects = heads + found.objects
        elif verb.has("VerbForm=Inf") and _is_told_to(sentence, governor):
            found.subjects = found.subjects or conjuncts(sentence, governor)
        elif verb.has("VerbForm=Inf") and governor.pos == "NOUN":
            found.subjects = found.subjects or shared_subjects(sentence, governor)
        elif verb.dep == "acl:relcl" and any(
            t.dep.startswith("nsubj") for t in sentence.children(verb)
        ):
            found.objects = found.objects or heads
        else:
            found.subjects = found.subjects or heads
        return
    if verb.dep == "conj" and verb.has("VerbForm=Fin") and governor.has("VerbForm=Inf"):
        above = sentence.head(governor)  # "urged both to stop, and threw its weight behind"
        if above is not None and above.has("VerbForm=Fin"):
            governor = above
    if verb.dep in ("xcomp", "advcl", "ccomp", "conj", "parataxis", "obl", "csubj", "advcl:relcl"):
        shared = _controller(sentence, verb, governor)
        if found.passive:
            found.objects = shared + found.objects
        else:
            found.subjects = found.subjects or shared


def _is_told_to(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun is the object of a verb that has it do something ("let a priest mediate")."""
    above = sentence.tokens[noun.head]
    return noun.dep in ("obj", "iobj") and above.lower.startswith(_MAKES_OTHERS_DO)


def _controller(sentence: Sentence, verb: Token, governor: Token) -> list[Token]:
    """Who is understood as the subject of a clause without one."""
    if governor.pos not in ("VERB", "AUX"):
        return shared_subjects(sentence, governor)
    above = arguments_of_verb(sentence, governor) if verb.head != verb.i else Arguments()
    marks = {t.lower for t in sentence.children(verb, "mark", "case")}
    if verb.dep == "xcomp" and governor.lower in _SUBJECT_CONTROL:
        return above.objects if above.passive else above.subjects
    if verb.dep == "xcomp" or (verb.dep in ("advcl", "obl") and marks & _OBJECT_CONTROL_MARKS):
        return above.objects or above.subjects
    if "to" in marks and above.objects and governor.lower.startswith(_MAKES_OTHERS_DO):
        return above.objects
    if verb.dep == "conj" and above.passive and not is_passive(sentence, verb):
        return above.objects if not verb.has("VerbForm=Part") else above.subjects
    if above.passive:
        return above.objects
    return above.subjects


def controlling_subjects(sentence: Sentence, verb: Token) -> list[Token]:
    """The subject above an infinitive of purpose whose nearer reading is a thing.

    In "shared their intelligence to evacuate foreigners" those who shared evacuate.
    """
    governor = sentence.head(verb)
    if governor is None or verb.dep not in ("advcl", "obl", "xcomp", "acl"):
        return []
    if not verb.has("VerbForm=Inf") or governor.pos not in ("VERB", "AUX"):
        return []
    above = arguments_of_verb(sentence, governor)
    return [] if above.passive else above.subjects


def shared_subjects(sentence: Sentence, token: Token) -> list[Token]:
    """The subject that a noun or predicate has from its clause ("X has plans to", "X is ready")."""
    own = sentence.children(token, "nsubj", "nmod:poss")
    if own:
        return [_whose(sentence, token, h) for child in own for h in conjuncts(sentence, child)]
    for above in islice(sentence.ancestors(token), _MAX_CLIMB):
        if above.pos in ("VERB", "AUX"):
            arguments = arguments_of_verb(sentence, above)
            return arguments.subjects or (arguments.objects if arguments.passive else [])
        subject = sentence.children(above, "nsubj")
        if subject:
            return [h for child in subject for h in conjuncts(sentence, child)]
    return []


def arguments_of_noun(sentence: Sentence, noun: Token) -> Arguments:
    """The phrases of a noun: possessor as subject, the rest as obliques.

    Compounds and adjectives come as obliques under the preposition ``"+"``: what they mean depends
    on who they are ("French strikes", "convoy attack").
    """
    found = Arguments()
    for child in sentence.children(noun):
        if child.dep == "nmod:poss" or (child.dep.startswith("det") and child.has("Poss=Yes")):
            found.subjects += [_whose(sentence, noun, t) for t in conjuncts(sentence, child)]
        elif child.dep.startswith(("nmod", "obl")):
            word = preposition(sentence, child)
            found.obliques += [(word, head) for head in conjuncts(sentence, child)]
        elif child.dep.startswith(("compound", "amod", "flat", "appos")):
            found.obliques += [("+", head) for head in conjuncts(sentence, child)]
    return found


def arguments_of_adjective(sentence: Sentence, adjective: Token) -> Arguments:
    """What a predicate or attribute qualifies, as subject; its phrases as obliques."""
    found = Arguments()
    own = sentence.children(adjective, "nsubj")
    if own:
        found.subjects = [h for child in own for h in conjuncts(sentence, child)]
    elif not sentence.children(adjective, "nummod"):  # "counted 44 dead" says so of nobody named
        governor = sentence.head(adjective)
        if governor is not None and adjective.dep == "amod":
            found.subjects = [governor]
        elif governor is not None:
            found.subjects = shared_subjects(sentence, adjective)
    found.subjects = [_antecedent(sentence, adjective, t) for t in found.subjects]
    for child in sentence.children(adjective, "obl", "nmod"):
        word = preposition(sentence, child)
        found.obliques += [(word, head) for head in conjuncts(sentence, child)]
    return found
