"""French clauses that a parser hangs together wrongly, by the few words that show it.

The trees of the treebanks are sound, but small; some turns of news language come out wrong nearly
every time: two joined subjects that open a sentence, an object behind "des", a number of people
behind "plus de", "faire" with a bare noun.
"""

from __future__ import annotations

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.rewriting import Rewriting
from corrobora.extract.syntax import Sentence, Token

_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
_NAMED = frozenset(("NOUN", "PROPN"))
_HAVING = frozenset(
    "a ai as ont avons avez avait avaient aura auront aurait auraient eut eurent ait aient".split()
)
_BEING = frozenset(
    "est sont était étaient fut furent sera seront serait seraient soit soient être étant".split()
)
_MOVING = frozenset(
    """tomber aller venir arriver partir sortir entrer rentrer revenir naître mourir décéder rester
    devenir parvenir intervenir survenir retourner repartir ressortir remonter redescendre advenir
    redevenir retomber""".split()
)
"""Verbs whose perfect has the helper of a passive."""
_DOING = frozenset(
    "fait font faisait faisaient fit firent fera feront ferait feraient faire".split()
)
_COMPARING = frozenset(("plus", "moins", "près"))
_TAKES_DE = frozenset(
    """parler discuter débattre disposer bénéficier user abuser profiter manquer douter dépendre
    changer souffrir traiter décider répondre jouir hériter témoigner rêver venir sortir partir
    revenir rentrer provenir émaner descendre résulter découler convenir rire tenir relever être
    participer sembler rester naître mourir menacer accuser""".split()
)
"""Verbs behind which "des" is "de" with an article and brings in no object."""
_TIMES = frozenset(
    """jour mois an année semaine heure minute matin soir nuit après-midi fois moment instant temps
    peu lundi mardi mercredi jeudi vendredi samedi dimanche veille lendemain week-end""".split()
)


def mended(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    """The sentence with such clauses put right; the same object where there are none."""
    mending = _Mending(sentence, lexicon)
    mending.mend()
    return mending.sentence()


class _Mending(Rewriting):
    """Clauses that may hang together otherwise."""

    def mend(self) -> None:
        """Put right what is wrong."""
        words = self._given.words
        if "et" in words:
            self._join_subjects()
        for token in self._given.tokens:
            if token.dep == "aux:caus" or (token.lower in _DOING and token.dep.startswith("aux")):
                self._light_verb(token.i)
            elif token.dep == "aux:pass" and token.lower in _BEING:
                self._moved(token.i)
            elif token.dep == "nsubj:pass":
                self._active_subject(token.i)
            elif token.lower in _COMPARING:
                self._counted_object(token.i)
        for token in self._given.tokens:
            if token.lower == "des" and token.dep == "case":
                self._object_behind_des(token.i)
            elif token.lower in ("un", "une") and token.dep == "det":
                self._bare_object(token.i)

    # --- subjects --------------------------------------------------------------------------------

    def _join_subjects(self) -> None:
        """Two joined subjects, the first of which the parse takes for the head of the sentence.

        "Le Niger et le Mali ont lancé": the verb hangs on "Niger", with "Mali" alone as subject.
        """
        root = next((t for t in self._tokens if t.head == t.i), None)
        if root is None or root.pos not in _NAMED or self._below(root.i, "cop", "case"):
            return
        verb = next((t for t in self._below(root.i, "conj") if t.pos == "VERB"), None)
        if verb is None or verb.i < root.i or not self._is_plural(verb):
            return
        second = next((t for t in self._below(verb.i, "nsubj", "nsubj:pass")), None)
        joint = next((t for t in self._below(verb.i, "cc") if t.i < verb.i), None)
        if second is None or joint is None or not root.i < joint.i < second.i < verb.i:
            return
        between = self._tokens[joint.i + 1 : second.i]
        if any(t.pos not in ("DET", "ADJ", "NUM", "PROPN") for t in between):
            return
        if any(t.pos in ("VERB", "AUX") for t in self._tokens[: joint.i]):
            return
        for child in self._below(root.i):
            if child.i > verb.i or child.dep == "punct":
                self._set(child.i, head=verb.i)
        self._set(verb.i, head=verb.i, dep="root")
        self._set(root.i, head=verb.i, dep=second.dep)
        self._set(second.i, head=root.i, dep="conj")
        self._set(joint.i, head=second.i)

    def _is_plural(self, verb: Token) -> bool:
        helpers = self._below(verb.i, "aux:tense", "aux:pass", "aux")
        words = [t.lower for t in helpers] or [verb.lower]
        return any(word.endswith("nt") for word in words)

    def _active_subject(self, i: int) -> None:
        """The subject of an active perfect, which the parse takes for that of a passive."""
        subject = self._tokens[i]
        helpers = [t.lower for t in self._below(subject.head, "aux:tense", "aux:pass", "aux")]
        if helpers and "été" not in helpers and _HAVING.issuperset(helpers):
            self._set(i, dep="nsubj")

    def _moved(self, i: int) -> None:
        """The perfect of a verb such as "tomber", which the parse takes for a passive."""
        verb = self._tokens[self._tokens[i].head]
        if _MOVING.isdisjoint(self._lexicon.lemmas(verb.lower, "verb")):
            return
        if any(t.lower == "été" for t in self._below(verb.i)):
            return
        self._set(i, dep="aux:tense")
        for subject in self._below(verb.i, "nsubj:pass"):
            self._set(subject.i, dep="nsubj")

    # --- objects ---------------------------------------------------------------------------------

    def _light_verb(self, i: int) -> None:
        """A form of "faire" with a noun, which the parse takes for its helper."""
        faire, noun = self._tokens[i], self._tokens[self._tokens[i].head]
        if noun.pos not in _NAMED or noun.i < i or self._below(noun.i, "det", "case"):
            return
        own = [
            t for t in self._below(noun.i)
            if t.dep.startswith(("nsubj", "aux", "advmod", "obl", "advcl", "mark", "expl", "punct"))
            or t.dep in ("cc", "ccomp", "parataxis", "parataxis:insert")
        ]  # fmt: skip
        root = noun.head == noun.i
        for child in own:
            if child.i != i:
                self._set(child.i, head=i)
        self._set(i, pos="VERB", head=i if root else noun.head, dep="root" if root else noun.dep)
        self._set(noun.i, head=i, dep="obj")
        if not faire.morph:
            self._set(i, morph="VerbForm=Fin")

    def _counted_object(self, i: int) -> None:
        """Those counted behind "plus de", which the parse hangs on the adverb."""
        adverb = self._tokens[i]
        verb = self._tokens[adverb.head]
        if verb.pos != "VERB" or adverb.i < verb.i or adverb.dep == "conj":
            return
        if any(t.i != i for t in self._below(verb.i, "obj")):
            return
        for noun in self._below(i):
            case = next((t for t in self._below(noun.i, "case")), None)
            if case is None or case.lower not in ("de", "d'") or noun.pos not in _NAMED:
                continue
            if case.i == i + 1 and self._below(noun.i, "nummod", "det"):
                self._set(noun.i, head=verb.i, dep="obj")
                self._set(i, head=noun.i, dep="advmod")
                self._set(case.i, head=i, dep="fixed")
                return

    def _object_behind_des(self, i: int) -> None:
        """A plural object, whose article the parse takes for the preposition "de"."""
        noun = self._tokens[self._tokens[i].head]
        verb = self._verb_before(i)
        if noun.pos not in _NOMINAL or noun.i < i or verb is None:
            return
        if noun.head != verb.i or noun.dep not in ("nmod", "obl:arg", "obl:mod", "obl"):
            return
        if self._below(
            verb.i, "obj", "expl:pv", "expl:pass", "expl:comp", "aux:pass", "nsubj:pass"
        ):
            return
        lemmas = self._lexicon.lemmas(verb.lower, "verb")
        if not lemmas or any(lemma in _TAKES_DE for lemma in lemmas):
            return
        if verb.dep == "acl" and "Part" in verb.morph and not self._below(verb.i, "aux:tense"):
            return
        self._set(i, pos="DET", dep="det")
        self._set(noun.i, dep="obj")

    def _bare_object(self, i: int) -> None:
        """An object with "un" or "une" that the parse takes for a time or a place."""
        noun = self._tokens[self._tokens[i].head]
        verb = self._verb_before(i)
        if noun.dep not in ("obl:mod", "nmod", "xcomp") or noun.i < i or verb is None:
            return
        if noun.head != verb.i or noun.pos not in _NAMED or noun.lower in _TIMES:
            return
        if self._below(noun.i, "case", "cop") or self._below(verb.i, "obj", "aux:pass", "expl:pv"):
            return
        if noun.dep == "xcomp" and "être" in self._lexicon.lemmas(verb.lower, "verb"):
            return
        self._set(noun.i, dep="obj")

    def _verb_before(self, i: int) -> Token | None:
        """The verb that stands right before a word, adverbs aside."""
        at = i - 1
        while at > 0 and self._tokens[at].pos == "ADV":
            at -= 1
        token = self._tokens[at] if at >= 0 else None
        return token if token is not None and token.pos == "VERB" else None
