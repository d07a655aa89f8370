"""How a claim stands: fact, accusation, denial, plan, demand, option; and whether it is negated.

Read from the deed upwards through the words that govern it, then from who says it. A policy option
read as a fact is the worst error this house can make, so in doubt the weaker stance is taken.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from corrobora.extract.arguments import is_passive
from corrobora.extract.attribution import Attribution
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.syntax import Sentence, Token
from corrobora.model import Stance

_DOWNWARD = frozenset(("obj", "xcomp", "ccomp", "obl", "advcl", "conj", "acl", "nmod", "appos"))
"""Relations through which a governor's mood reaches a deed; a subject stays a fact."""
_STRENGTH = (
    Stance.CONDITIONAL,
    Stance.DEMANDED,
    Stance.PLANNED,
    Stance.DENIED,
    Stance.ALLEGED,
    Stance.ASSERTED,
)
_OWN_SUCCESS = frozenset(("ASSAULT", "COERCE"))


class Standing(Struct, frozen=True):
    """Stance and negation, and whether an "if" governs."""

    stance: Stance
    negated: bool


class Speaker(Struct, frozen=True):
    """How a source stands to a deed.

    Attributes:
        is_party: It is a government, a force, an armed group or a party, not an observer.
        acts: Its side does the deed.
        suffers: Its side undergoes it.
        blames: The doer is another state, government or force, named as such.
        hits_civilians: The deed befalls civilians.
        hits_fighters: The deed befalls fighters who are not of its side.
    """

    is_party: bool = False
    acts: bool = False
    suffers: bool = False
    blames: bool = False
    hits_civilians: bool = False
    hits_fighters: bool = False


def weakest(*stances: Stance) -> Stance:
    """The stance that commits the text least."""
    if len(stances) == 1:
        return stances[0]
    return min(stances, key=_STRENGTH.index)


class Grammar:
    """Mood, tense and negation around a word of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        words = lexicon.language.words
        self._modals = {
            stance: words("modals", key)
            for stance, key in (
                (Stance.CONDITIONAL, "conditional"),
                (Stance.PLANNED, "planned"),
                (Stance.DEMANDED, "demanded"),
            )
        }
        self._nouns = {
            stance: words("phrases", key)
            for stance, key in (
                (Stance.CONDITIONAL, "risk_nouns"),
                (Stance.PLANNED, "plan_nouns"),
                (Stance.DEMANDED, "demand_nouns"),
                (Stance.DENIED, "denial_nouns"),
                (Stance.ALLEGED, "claim_nouns"),
            )
        }
        self._hedges = words("phrases", "hedges")
        self._hedge_adjectives = words("phrases", "hedge_adjectives")
        self._hedge_passives = words("phrases", "hedge_passives")
        self._negation = words("words", "negation")
        self._markers = words("words", "conditional_markers")
        self._planned_phrases = frozenset(
            p.split(" ")[1] for p in lexicon.language.phrases("modals", "planned_phrases")
            if p.startswith("be ")
        )  # fmt: skip

    def standing(self, sentence: Sentence, token: Token, *, spoken: bool) -> Standing:
        """Stance and negation that the words above and beside a deed give it.

        Args:
            sentence: The sentence.
            token: The word that tells the deed.
            spoken: Somebody is said to have said it, so that "would" is a plan told in the past.
        """
        stances = [Stance.ASSERTED, *self._beside(sentence, token, spoken=spoken)]
        negated = self.is_negated(sentence, token)
        node, link = token, token.dep
        for above in sentence.ancestors(token):
            if link.partition(":")[0] not in _DOWNWARD:
                break
            given, denies = self._from_governor(sentence, above, node, link, spoken=spoken)
            stances += given
            negated ^= denies
            if link in ("ccomp", "conj", "acl:relcl", "advcl", "parataxis"):
                stances += self._markers_of(sentence, above, link)
                if link != "conj":
                    break
            node, link = above, above.dep
        stances += self._markers_of(sentence, token, "")
        governor = sentence.head(token)
        if governor is not None and token.dep.startswith("nsubj"):  # "if talks fail"
            stances += self._markers_of(sentence, governor, "")
        return Standing(weakest(*stances), negated)

    def _beside(self, sentence: Sentence, token: Token, *, spoken: bool) -> list[Stance]:
        """From auxiliaries, adverbs, adjectives and mood on the word itself."""
        found: list[Stance] = []
        inside_speech = spoken or token.dep == "ccomp"
        if self._is_to(sentence, token) or self._is_purpose(sentence, token):
            found.append(Stance.PLANNED)
        for child in sentence.children(token):
            if child.dep.startswith("aux"):
                found += self._from_auxiliary(child, inside_speech)
            elif (child.dep == "advmod" and child.lower in self._hedges) or (
                child.dep == "amod" and self._is_hedge(child)
            ):
                found.append(Stance.ALLEGED)
        for word in (token, *sentence.children(token, "aux")):
            if word.has("Mood=Cnd"):
                if self._lexicon.is_form_of(word, self._modals[Stance.CONDITIONAL]):
                    found.append(Stance.CONDITIONAL)
                else:
                    found.append(Stance.PLANNED if inside_speech else Stance.ALLEGED)
            elif word.has("Tense=Fut"):
                found.append(Stance.PLANNED)
        return found

    @staticmethod
    def _is_to(sentence: Sentence, token: Token) -> bool:
        """Whether a form of "be" and "to" stand before the verb ("ministers were to meet")."""
        if not token.i or sentence.lowers[token.i - 1] != "to":
            return False
        before = sentence.lowers[max(0, token.i - 3) : token.i - 1]
        return any(w in ("is", "are", "was", "were", "be") for w in before)

    @staticmethod
    def _is_purpose(sentence: Sentence, token: Token) -> bool:
        """Whether an infinitive tells what something is for ("sent troops to protect")."""
        if not token.dep.startswith(("advcl", "acl")) or token.dep == "acl:relcl":
            return False
        marks = {t.lower for t in sentence.children(token, "mark", "case")}
        return token.has("VerbForm=Inf") and bool(marks & {"to", "pour", "afin", "de", "d'"})

    def _is_hedge(self, word: Token) -> bool:
        if word.lower in self._hedge_adjectives:
            return True
        return any(
            word.lower.removesuffix(end) in self._hedge_adjectives for end in ("s", "es", "e")
        )

    def _from_auxiliary(self, word: Token, inside_speech: bool) -> list[Stance]:
        if word.lower in ("would", "'d") and inside_speech:
            return [Stance.PLANNED]
        for stance, lemmas in self._modals.items():
            if word.lower in lemmas or self._lexicon.is_form_of(word, lemmas):
                return [stance]
        return []

    def is_negated(self, sentence: Sentence, token: Token) -> bool:
        """Whether a word of negation stands on the word itself."""
        return not self._negation.isdisjoint(sentence.words) and any(
            child.lower in self._negation
            and child.dep in ("advmod", "det", "cc", "aux", "neg")
            and not self._is_only(sentence, child)
            for child in sentence.children(token)
        )

    @staticmethod
    def _is_only(sentence: Sentence, word: Token) -> bool:
        """Whether a negation only widens ("not just because", "non seulement")."""
        after = sentence.tokens[word.i + 1].lower if word.i + 1 < len(sentence.tokens) else ""
        return after in ("just", "only", "merely", "simply", "seulement", "uniquement")

    def _markers_of(self, sentence: Sentence, token: Token, link: str) -> list[Stance]:
        if link in ("advcl", "acl:relcl", "parataxis", "ccomp"):
            return []
        if self._markers.isdisjoint(sentence.words):
            return []
        marks = {t.lower for t in sentence.children(token, "mark")}
        return [Stance.CONDITIONAL] if marks & self._markers else []

    def _from_governor(
        self, sentence: Sentence, above: Token, node: Token, link: str, *, spoken: bool
    ) -> tuple[list[Stance], bool]:
        """What a word above contributes: stances, and whether it negates the deed."""
        relation = link.partition(":")[0]
        if above.pos in ("NOUN", "PROPN", "ADJ"):
            if relation in ("acl", "nmod", "ccomp", "appos", "xcomp", "advcl", "obl"):
                lemmas = self._lexicon.lemmas(above.lower, "noun")
                for stance, nouns in self._nouns.items():
                    if any(lemma in nouns for lemma in lemmas):
                        return [stance], False
                if relation != "nmod" and above.lower in self._planned_phrases:
                    return [Stance.PLANNED], False
            return [], False
        if above.pos not in ("VERB", "AUX") or relation in ("acl", "nmod", "appos"):
            return [], False
        found: list[Stance] = []
        denies = False
        if relation in ("obj", "xcomp", "obl", "conj") and link != "acl:relcl":
            found += self._beside(sentence, above, spoken=spoken)
            denies = relation != "conj" and self.is_negated(sentence, above)
        if relation in ("xcomp", "ccomp", "obj", "advcl", "obl"):
            given, turns = self._from_verb(sentence, above, node, relation)
            found += given
            denies ^= turns
        return found, denies

    def _from_verb(
        self, sentence: Sentence, above: Token, node: Token, relation: str
    ) -> tuple[list[Stance], bool]:
        language = self._lexicon.language
        lemmas = self._lexicon.lemmas(above.lower, "verb")
        infinitive = relation == "xcomp" or (
            relation in ("advcl", "ccomp") and node.has("VerbForm=Inf")
        )
        if any(lemma in language.negating_verbs for lemma in lemmas):
            return [], infinitive or relation in ("obj", "advcl")
        if is_passive(sentence, above) and infinitive:
            if any(lemma in self._hedge_passives for lemma in lemmas):
                return [Stance.ALLEGED], False
            if above.lower in self._planned_phrases:
                return [Stance.PLANNED], False
        if relation in ("advcl", "obl", "xcomp", "ccomp") and any(
            lemma in language.charging_verbs for lemma in lemmas
        ):
            return [Stance.ALLEGED], False
        if relation != "obl" and any(lemma in language.weighing_verbs for lemma in lemmas):
            return [Stance.CONDITIONAL], False
        if infinitive or relation == "ccomp":
            demands = [lemma for lemma in lemmas if lemma in language.demand_verbs]
            if any(infinitive or lemma not in language.manner_of for lemma in demands):
                return [Stance.DEMANDED], False
            if infinitive and any(lemma in language.plan_verbs for lemma in lemmas):
                return [Stance.PLANNED], False
            if infinitive and any(lemma in ("be", "go", "aller") for lemma in lemmas):
                return [Stance.PLANNED], False
        return [], False


@lru_cache(maxsize=8)
def load_grammar(lexicon: Lexicon) -> Grammar:
    """The grammar of a language, made once."""
    return Grammar(lexicon)


def from_speech(attribution: Attribution, type_: str, speaker: Speaker) -> Stance:
    """The stance that being said by this source gives a claim.

    Args:
        attribution: The innermost attribution that covers the claim.
        type_: Event type of the claim.
        speaker: How the source stands to the deed.

    Follows the published rules: a speaker on its own acts, decisions, losses and admissions
    asserts; a party on its adversary or its own success alleges; an observer's finding stands.
    """
    if attribution.hold == "deny":
        return Stance.DENIED
    if attribution.hold == "fear":
        return Stance.CONDITIONAL
    if type_ == "ASSAULT" and speaker.is_party:
        if speaker.suffers:
            return Stance.ALLEGED if speaker.blames else Stance.ASSERTED
        success = speaker.acts and not speaker.hits_civilians
        return (
            Stance.ALLEGED
            if success or speaker.blames or speaker.hits_fighters
            else (Stance.ASSERTED)
        )
    if attribution.hold == "claim":
        return Stance.ASSERTED if speaker.acts and type_ not in _OWN_SUCCESS else Stance.ALLEGED
    if speaker.acts:
        return Stance.ASSERTED
    return Stance.ALLEGED if speaker.suffers else Stance.ASSERTED
