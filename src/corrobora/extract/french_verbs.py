"""French verbs that a parser took for nouns or adjectives, and the clauses that they head.

A treebank of fifty thousand words shows few of the verbs of war and diplomacy, so the parser often
takes "pilonne", "récuse" or "accusaient" for a noun and hangs subject and object on one another.
Where the vocabulary knows a form as a verb and nothing else, the words around it tell what it is: a
subject, a clitic or an auxiliary before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.rewriting import Rewriting
from corrobora.extract.syntax import Sentence, Token
from corrobora.vocab.french_forms import verb_forms

_NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM", "X"))
_MISTAKEN = frozenset(("NOUN", "ADJ", "ADV", "PROPN", "X", "DET"))
_OBJECTS = frozenset(("le", "la", "l'", "les"))
_CLITICS = _OBJECTS | frozenset("se s' en y lui leur ne n' me m' nous vous".split())
_QUE = frozenset(("que", "qu'"))
_SUBJECT_RELATIVES = frozenset(("qui",))
_RELATIVES = frozenset("qui que qu' dont où lequel laquelle lesquels lesquelles".split())
_PAST = ("ait", "aient", "èrent", "irent", "urent")
_FUTURE = ("ra", "ront")
_CONDITIONAL = ("rait", "raient")
_PARTICIPLE = "Tense=Past|VerbForm=Part"
_GERUND = "Tense=Pres|VerbForm=Part"
_NEAR = 5
"""Words behind a verb within which its object stands."""
_LOOSE = frozenset(("nmod", "flat", "appos", "dep", "obl:mod", "obl:arg", "compound", "xcomp"))
"""Relations in which a parse leaves the object of what it takes for a noun."""


def with_verbs(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """The sentence with such words as verbs; the same object where there are none."""
    repair = _Repair(sentence, lexicon)
    for token in sentence.tokens:
        repair.look_at(token.i)
    return repair.sentence()


@lru_cache(maxsize=8192)
def _is_finite(form: str, verb: str) -> bool:
    """Whether a form of a verb is neither its infinitive nor one of its participles."""
    forms = verb_forms(verb)
    women = forms[-1]
    participles = {women, women[:-1], women[:-2], women[:-2] + "s"}
    if not verb.endswith("er"):  # "faites" and "dites" are also of the present
        participles |= {f for f in forms if f.endswith(("ite", "ites"))}
    return form in forms and form != verb and not form.endswith("ant") and form not in participles


class _Repair(Rewriting):
    """Words that may be verbs after all."""

    def look_at(self, i: int) -> None:
        """Make a word the verb that it is, if it is one."""
        token = self._tokens[i]
        if token.pos == "VERB":
            if token.dep.startswith(("acl", "conj")):
                self._raise_perfect(i)
            elif token.dep.startswith(("flat", "nmod", "compound")) and "Fin" in token.morph:
                self._as_finite(i)
            self._take_from_aside(i)
            return
        if token.pos not in _MISTAKEN or not token.text.islower() or i == 0:
            return
        verbs = self._verbs_only(token)
        if not verbs:
            return
        if self._is_helped(i):
            self._set(i, pos="VERB", morph=_PARTICIPLE)
        elif any(_is_finite(token.lower, verb) for verb in verbs):
            self._as_finite(i)
        elif token.lower.endswith("ant"):
            self._as_gerund(i)
        elif any(t.dep == "obl:agent" for t in self._below(i)):
            dep = "acl" if token.dep in ("amod", "nmod", "flat", "appos") else token.dep
            self._set(i, pos="VERB", morph=_PARTICIPLE, dep=dep)

    # --- what a word is --------------------------------------------------------------------------

    def _verbs_only(self, token: Token) -> Sequence[str]:
        """The verbs that a word may be a form of, where it can be nothing else here.

        Between a name and a noun phrase no noun stands ("Quito chasse deux diplomates").
        """
        parts = set(self._lexicon.parts(token.lower))
        after = self._tokens[token.i + 1 : token.i + 2]
        opens = any(t.pos in ("DET", "NUM") and t.lower not in _CLITICS for t in after)
        framed = opens and self._tokens[token.i - 1].pos == "PROPN" and "verb" in parts
        if framed and any(t.dep in ("det", "case") for t in self._below(token.i)):
            framed = False
        if parts != {"verb"} and not (framed and parts == {"verb", "noun"}):
            return ()
        return self._lexicon.lemmas(token.lower, "verb")

    def _is_helped(self, i: int) -> bool:
        """Whether an auxiliary hangs on a word or stands right before it."""
        if any(t.dep.startswith("aux") for t in self._below(i)):
            return True
        at = i - 1
        while at > 0 and self._tokens[at].pos == "ADV":
            at -= 1
        before = self._tokens[at]
        return before.pos == "AUX" and before.dep.startswith("aux") and before.head == i

    # --- finite verbs ----------------------------------------------------------------------------

    def _as_finite(self, i: int) -> None:
        at = i - 1
        while at > 0 and self._tokens[at].lower in _CLITICS:
            at -= 1
        subject = self._subject(i, at)
        if subject is None:
            return
        before = list(self._tokens)
        self._hang(i, subject)
        for k in range(at + 1, i):
            self._hang_clitic(k, i)
        self._set(i, pos="VERB", morph=_morph(self._tokens[i].lower))
        self._take_object(i)
        if not self._is_tree():
            self._tokens = before

    def _subject(self, i: int, at: int) -> int | None:
        """The head of the noun phrase that ends at a word, where it may be the subject of ``i``."""
        word = self._tokens[at]
        if word.lower in _SUBJECT_RELATIVES:
            return at
        if word.pos == "VERB" and at > 0 and self._tokens[at - 1].pos in _NOMINAL:
            if "verb" not in self._lexicon.parts(word.lower) and not self._helpers(at):
                return self._adjective_after_all(at)
            return None
        if word.pos not in _NOMINAL and not (word.pos == "ADJ" and word.head < at):
            own = [t.i for t in self._below(i) if t.dep.startswith("nsubj") and t.i < i]
            return own[0] if own and word.text == "," else None
        chain = [at]
        while True:
            head = self._tokens[chain[-1]].head
            between = self._tokens[head + 1 : chain[-1]]
            if head >= chain[-1] or self._tokens[head].pos not in _NOMINAL:
                break
            if any(t.text == "," or t.pos in ("VERB", "AUX") for t in between):
                break
            if any(_is_case_que(t) for t in self._below(chain[-1])):
                break
            chain.append(head)
        free = [k for k in chain if self._tokens[k].pos in _NOMINAL and not self._governed(k)]
        if not free or self._belongs_elsewhere(free[-1], i):
            return None
        return free[-1]

    def _governed(self, k: int) -> bool:
        """Whether a preposition brings in a noun; "que", taken for one, does not."""
        return any(t.dep == "case" and t.lower not in _QUE for t in self._below(k))

    def _belongs_elsewhere(self, subject: int, i: int) -> bool:
        """Whether a noun is the subject of another verb, or the object of one before it."""
        token = self._tokens[subject]
        head = self._tokens[token.head]
        if token.head in (i, subject) or head.pos not in ("VERB", "AUX"):
            return False
        if token.dep.startswith("nsubj"):
            return True
        return token.dep in ("obj", "obl:agent") and token.head < subject

    def _adjective_after_all(self, at: int) -> int:
        """Give a word taken for a verb back to the noun before it ("un pays voisin les armait")."""
        noun, word = at - 1, self._tokens[at]
        root = word.head == at
        for child in self._below(at):
            self._set(child.i, head=noun)
        self._set(noun, head=noun if root else word.head, dep="root" if root else word.dep)
        self._set(at, pos="ADJ", dep="amod", head=noun)
        return noun

    def _hang(self, i: int, subject: int) -> None:
        """Put a verb where the phrase of its subject hung, and the subject below it."""
        verb, noun = self._tokens[i], self._tokens[subject]
        que = next((t for t in self._below(subject) if _is_case_que(t)), None)
        if noun.lower in _SUBJECT_RELATIVES:
            antecedent = self._antecedent(subject)
            if antecedent is not None:
                self._set(i, head=antecedent, dep="acl:relcl")
        elif self._is_below(i, subject):
            root = noun.head == subject
            self._set(i, head=i if root else noun.head, dep="root" if root else noun.dep)
            if not root and noun.head > i and noun.dep in _LOOSE and not que:
                self._replace_head(i, noun.head)
        elif verb.head == noun.head and verb.head > i and noun.head != subject:
            self._replace_head(i, verb.head)
        elif verb.dep in _LOOSE or verb.dep in ("amod", "conj", "obj"):
            self._set(i, dep="conj" if verb.dep == "conj" else "parataxis")
        self._set(subject, head=i, dep="nsubj")
        if que is not None:
            self._set(que.i, head=i, dep="obj", pos="PRON")
            self._set(i, dep="acl:relcl")

    def _antecedent(self, relative: int) -> int | None:
        before = self._tokens[relative - 1] if relative else None
        if before is not None and before.text == "," and relative > 1:
            before = self._tokens[relative - 2]
        return before.i if before is not None and before.pos in _NOMINAL else None

    def _replace_head(self, i: int, noun: int) -> None:
        """Put a verb in the place of the noun behind it, which is its object."""
        token = self._tokens[noun]
        if token.pos in ("VERB", "AUX"):
            self._set(i, dep="advcl")
            return
        root = token.head == noun
        governed = self._governed(noun)
        for child in self._below(noun):
            if child.i < i:
                self._set(child.i, head=i)
        self._set(i, head=i if root else token.head, dep="root" if root else token.dep)
        self._set(noun, head=i, dep="obl:arg" if governed else "obj")

    def _hang_clitic(self, k: int, i: int) -> None:
        word = self._tokens[k].lower
        if word in _OBJECTS:
            self._set(k, pos="PRON", dep="obj", head=i)
        elif word in ("lui", "leur"):
            self._set(k, pos="PRON", dep="iobj", head=i)
        elif word in ("se", "s'"):
            self._set(k, pos="PRON", dep="expl:pv", head=i)
        else:
            self._set(k, head=i)

    def _take_object(self, i: int) -> None:
        """The noun phrase right behind a verb as its object, unless it has one."""
        if any(t.dep in ("obj", "ccomp", "xcomp") for t in self._below(i)):
            return
        behind = next(
            (t for t in self._tokens[i + 1 : i + _NEAR] if t.pos not in ("DET", "NUM", "ADJ")), None
        )
        loose = behind is not None and behind.head < i and behind.dep in _LOOSE
        if (
            behind is not None
            and loose
            and behind.pos in ("NOUN", "PROPN")
            and not self._governed(behind.i)
        ):
            self._set(behind.i, head=i, dep="obj")
            return
        for child in self._below(i):
            plain = child.pos in ("NOUN", "PROPN") and child.dep in _LOOSE
            if plain and child.i > i and not self._governed(child.i):
                if not any(t.text == "," for t in self._tokens[i : child.i]):
                    self._set(child.i, dep="obj")
                return

    # --- participles -----------------------------------------------------------------------------

    def _as_gerund(self, i: int) -> None:
        before = self._tokens[i - 1]
        if before.text != "," and before.pos not in ("NOUN", "PROPN", "CCONJ", "ADJ"):
            return
        token = self._tokens[i]
        verbal = self._tokens[token.head].pos in ("VERB", "AUX")
        dep = token.dep if token.dep in ("root", "conj") else "advcl" if verbal else "acl"
        self._set(i, pos="VERB", morph=_GERUND, dep=dep)

    def _raise_perfect(self, i: int) -> None:
        """A perfect on a noun with no relative word between is what the noun is the subject of."""
        token = self._tokens[i]
        noun = token.head
        if token.dep == "conj":  # taken for a second participle behind the one set off
            first = self._tokens[noun]
            joined = any(t.dep == "cc" for t in self._below(i))
            if joined or not first.dep.startswith("acl") or self._helpers(noun):
                return
            noun = first.head
        helped = [t for t in self._below(i) if t.dep.startswith("aux") and "Fin" in t.morph]
        if noun >= i or not helped or self._tokens[noun].pos not in _NOMINAL:
            return
        between = {t.lower for t in self._tokens[noun + 1 : i]}
        own = any(t.dep.startswith(("nsubj", "mark", "csubj")) for t in self._below(i))
        if own or between & _RELATIVES or self._governed(noun):
            return
        if self._belongs_elsewhere(noun, i):
            return
        head = self._tokens[noun]
        root = head.head == noun
        passive = any(t.dep == "aux:pass" for t in self._below(i))
        self._set(i, head=i if root else head.head, dep="root" if root else head.dep)
        self._set(noun, head=i, dep="nsubj:pass" if passive else "nsubj")

    def _take_from_aside(self, i: int) -> None:
        """The subject that the parse gives to a participle set off ("Les hommes, venus ici, ont").

        Only where the verb has a subject neither of its own nor of a verb beside it.
        """
        children = self._below(i)
        finite = "Fin" in self._tokens[i].morph or any("Fin" in t.morph for t in children)
        if not finite or any(t.dep.startswith(("nsubj", "csubj", "expl:subj")) for t in children):
            return
        for aside in children:
            if aside.dep not in ("advcl", "acl") or aside.i > i or "Part" not in aside.morph:
                continue
            nouns = [
                t for t in self._below(aside.i)
                if t.dep.startswith("nsubj") and t.pos in _NOMINAL and t.i < aside.i
            ]  # fmt: skip
            if self._helpers(aside.i) or not nouns:
                continue
            noun = nouns[0].i
            if any(t.text == "," for t in self._tokens[noun : aside.i]):
                passive = any(t.dep == "aux:pass" for t in children)
                self._set(noun, head=i, dep="nsubj:pass" if passive else "nsubj")
                self._set(aside.i, head=noun, dep="acl")
                return

    # --- the tree --------------------------------------------------------------------------------

    def _helpers(self, i: int) -> bool:
        return any(t.dep.startswith("aux") for t in self._below(i))

    def _is_below(self, i: int, above: int) -> bool:
        seen = {i}
        while self._tokens[i].head not in seen:
            i = self._tokens[i].head
            if i == above:
                return True
            seen.add(i)
        return False

    def _is_tree(self) -> bool:
        """Whether every word leads to one root."""
        roots = [t.i for t in self._tokens if t.head == t.i]
        return len(roots) == 1 and all(
            t.i == roots[0] or self._is_below(t.i, roots[0]) for t in self._tokens
        )


def _is_case_que(token: Token) -> bool:
    """Whether a word is a relative "que" that the parse takes for a preposition."""
    return token.lower in _QUE and token.dep == "case"


def _morph(form: str) -> str:
    """The features of a finite form of the third person, by its ending."""
    if form.endswith(_CONDITIONAL):
        return "Mood=Cnd|Tense=Pres|VerbForm=Fin"
    if form.endswith(_PAST):
        return "Mood=Ind|Tense=Past|VerbForm=Fin"
    if form.endswith(_FUTURE):
        return "Mood=Ind|Tense=Fut|VerbForm=Fin"
    return "Mood=Ind|Tense=Pres|VerbForm=Fin"
