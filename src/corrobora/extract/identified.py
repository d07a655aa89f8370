"""Victims whom the text names in a sentence of its own: "The dead were identified as X and Y"."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from corrobora.extract.lexicon import Lexicon
from corrobora.extract.participants import actor_of
from corrobora.extract.parts import Mention
from corrobora.extract.roles import MentionIndex
from corrobora.extract.syntax import Sentence, Token
from corrobora.model import Claim, Stance
from corrobora.text import Reading

_REACH = 700
"""Characters after an assault within which its victims are named."""
_THROUGH = frozenset(("as", "comme", "of", "de", "d'", "du", "des"))
"""Prepositions that may stand between "victims" and their names."""
_UNREAL = (Stance.PLANNED, Stance.CONDITIONAL, Stance.DEMANDED)


def with_victims(
    claims: Sequence[Claim],
    sentence: Sentence,
    index: MentionIndex,
    lexicon: Lexicon,
    reading: Reading,
) -> list[Claim]:
    """The claims told so far, the last assault with the victims that a sentence names."""
    at = _last_assault(claims, reading.given_offset(sentence.start))
    named = identified(sentence, index, lexicon) if at is not None else []
    if at is None or not named:
        return list(claims)
    told = claims[at]
    known = {(a.start, a.id) for a in (*told.actors, *told.targets)}
    actors = [actor_of(m, reading) for m in named]
    added = [a for a in actors if (a.start, a.id) not in known]
    return [
        *claims[:at],
        replace(told, targets=(*told.targets, *added)),
        *claims[at + 1 :],
    ]


def identified(sentence: Sentence, index: MentionIndex, lexicon: Lexicon) -> list[Mention]:
    """The persons whom a sentence names as those harmed, in text order.

    They stand behind "the victims", "the dead", "one of the wounded", parted from it by nothing
    but words that say who they are.
    """
    harmed = lexicon.language.harmed
    harmed |= lexicon.forms_of(harmed, "noun")
    found: dict[tuple[int, int], Mention] = {}
    if harmed.isdisjoint(sentence.words):
        return []
    for noun in sentence.tokens:
        if noun.lower not in harmed or not _is_definite(sentence, noun):
            continue
        for token in sentence.tokens[noun.i + 1 :]:
            mention = index.at(token)
            if mention is not None and mention.kind == "person" and mention.form == "name":
                if _speaks(sentence, token):
                    break
                found.setdefault((mention.start, mention.end), mention)
            elif _ends_list(token, lexicon):
                break
    return list(found.values())


def _ends_list(token: Token, lexicon: Lexicon) -> bool:
    if token.pos in ("VERB", "AUX"):
        return not lexicon.is_form_of(token, lexicon.language.identifying_verbs)
    return token.pos == "ADP" and token.lower not in _THROUGH


def _is_definite(sentence: Sentence, noun: Token) -> bool:
    """Whether an article or a demonstrative stands right before, or before one adjective."""
    before = sentence.tokens[max(0, noun.i - 2) : noun.i]
    return any(t.pos == "DET" and not t.has("Definite=Ind") for t in before)


def _speaks(sentence: Sentence, token: Token) -> bool:
    """Whether a name is the subject of a clause of its own ("..., Ana Ruiz said")."""
    return any(
        t.dep.startswith("nsubj") and sentence.tokens[t.head].i > t.i
        for t in (token, *sentence.ancestors(token))
        if abs(t.i - token.i) < _NAME_WORDS and t.pos == "PROPN"
    )


_NAME_WORDS = 4


def _last_assault(claims: Sequence[Claim], before: int) -> int | None:
    """The place of the last assault that happened, told not long before."""
    for at in range(len(claims) - 1, -1, -1):
        claim = claims[at]
        if before - claim.end > _REACH:
            return None
        if claim.type == "ASSAULT" and not claim.negated and claim.stance not in _UNREAL:
            return at
    return None
