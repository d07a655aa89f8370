"""Who must have done it when the clause does not say: the doer that the text itself supplies.

"French troops were expelled from Mali" leaves Mali's government out; "he was dismissed in May" has
it from the sentence before. Only deeds that authorities alone do are completed so, and such an
actor lowers the claim's confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corrobora.extract.attribution import Attribution
from corrobora.extract.parts import Mention, PlaceMention
from corrobora.extract.roles import Parties
from corrobora.extract.serving import body_of
from corrobora.extract.triggers import Trigger

OFFICIAL = frozenset(("government", "state", "military", "police"))
"""Kinds of actor that arrest, expel, convict and charge."""
_RANK = {"government": 2, "state": 1, "police": 1, "military": 0}
_ONLY_AUTHORITIES = {
    "COERCE": frozenset(("arrest", "restrict", "deport", "censor", "curfew", "martial-law", None)),
    "SANCTION": frozenset(("expel", "convict")),
    "ACCUSE": frozenset(("investigate",)),
}
_UNARMED = (".par", ".emb")
"""How identifiers end of bodies of a state that arrest nobody: parliaments, embassies."""
_REACH = 1200
"""Characters back to the last authority named: about a paragraph and a half."""


_FIRST = frozenset("i we me us je j' nous".split())
_WE = frozenset("we us nous".split())
_ONE = frozenset("he she il elle".split())
_BODY = frozenset("it elle".split())
_MANY = frozenset("they ils elles".split())
_SINGLE = frozenset(("person", "people"))


def speaking_doers(
    trigger: Trigger, covering: Sequence[Attribution], mentions: Sequence[Mention]
) -> list[Mention]:
    """Who does what a pronoun is the subject of, in words that somebody is quoted or reported with.

    "We will not yield", said the minister; the army said on Monday it would pull back: with no
    nearer reading, the pronoun is whoever speaks, if number and kind agree. Who says "we" for a
    body speaks of it before himself.

    Args:
        trigger: The deed.
        covering: Who says so, the innermost last.
        mentions: All mentions of the text.
    """
    words = {t.lower for t in trigger.arguments.subjects if t.pos == "PRON"}
    if not words:
        return []
    for attribution in reversed(covering):
        for source in attribution.sources:
            mention = source.mention
            if mention is None:
                continue
            single = mention.kind in _SINGLE
            fits = (words & _FIRST or (words & _ONE and single) or (words & _BODY and not single)
                    or (words & _MANY and (not single or mention.number != 1)))  # fmt: skip
            if fits:
                body = body_of(mention, mentions) if words & _WE else None
                return [mention] if body is None else [body, mention]
    return []


_FIGHTING = frozenset(("military", "armed-group", "police"))


def fighting_side(
    parties: Parties, covering: Sequence[Attribution], mentions: Sequence[Mention], foes: bool
) -> Mention | None:
    """Who must have killed those whom a warring side counts as its dead foes.

    An army that says that "forty insurgents were killed" has killed them; for a government or an
    officer its forces have, if the text names them.

    Args:
        parties: Those of the deed, with nobody who does it.
        covering: Who says so, the innermost last.
        mentions: All mentions of the text.
        foes: Whether those killed are told by a word for enemies.
    """
    if parties.actors or not covering:
        return None
    hit = {m.country for m in parties.targets if m.country} | {m.id for m in parties.targets}
    for source in covering[-1].sources:
        speaker = source.mention
        if speaker is None or speaker.id in hit or (speaker.country in hit and speaker.country):
            continue
        hostile = foes or any(m.kind in ("armed-group", "military") for m in parties.targets)
        if not hostile:
            continue
        named = not speaker.id.startswith("~:")
        if speaker.kind in _FIGHTING and named:
            return speaker
        armies = [m for m in mentions if m.kind == "military" and m.country and m.id not in hit]
        forces = [m for m in armies if m.country == speaker.country]
        if not named and speaker.kind == "military" and len({m.id for m in armies}) == 1:
            forces = armies  # "the colonel" where the text has one army
        if forces:
            return forces[-1]
        if speaker.kind in OFFICIAL:
            return speaker
    return None


def needs_authority(type_: str, mode: str | None, parties: Parties) -> bool:
    """Whether a deed without a doer is one that only authorities do."""
    return not parties.actors and mode in _ONLY_AUTHORITIES.get(type_, frozenset())


def authority(
    type_: str,
    parties: Parties,
    mentions: Sequence[Mention],
    places: Sequence[PlaceMention],
    clause: tuple[int, int],
) -> Mention | None:
    """The authority that a deed without a doer is laid to, or ``None``.

    First a country named in the clause as the place of the deed; then, of the authorities named in
    the paragraphs before, the one of the country that the text speaks of most, the last mention of
    it. It is never the side that the deed befalls, but for a state that holds or restrains its own
    officers: there it is rather that state than another.
    """
    forces = {m.country for m in parties.targets if m.kind in OFFICIAL}
    abroad = {m.country for m in parties.targets if m.form == "nationality"} - forces
    own = forces if type_ == "COERCE" else set()
    hit = abroad | (forces - own)
    inside = [
        m for m in mentions
        if clause[0] <= m.start < clause[1] and m.metonym and m.kind in ("state", "government")
        and any(p.start <= m.start < p.end and p.locative >= 0.5 for p in places)
    ]  # fmt: skip
    for mention in inside:
        if mention.country not in hit:
            return mention
    before = [
        m for m in mentions
        if clause[0] - _REACH < m.start < clause[0] and m.kind in OFFICIAL
        and m.form not in ("adjective", "pronoun") and not m.anonymous
        and m.country not in hit and m not in parties.targets and not m.id.endswith(_UNARMED)
    ]  # fmt: skip
    named = Counter(m.country for m in mentions if m.kind in OFFICIAL)
    return max(
        before,
        key=lambda m: (m.country in own, named[m.country], _RANK[m.kind], m.start),
        default=None,
    )
