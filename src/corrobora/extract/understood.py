"""Who must have done it when the clause does not say: the doer that the text itself supplies.

"French troops were expelled from Mali" leaves Mali's government out; "he was dismissed in May" has
it from the sentence before. Only deeds that authorities alone do are completed so, and such an
actor lowers the claim's confidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corrobora.extract.parts import Mention, PlaceMention
from corrobora.extract.roles import Parties

OFFICIAL = frozenset(("government", "state", "military", "police"))
"""Kinds of actor that arrest, expel, convict and charge."""
_RANK = {"government": 2, "state": 1, "police": 1, "military": 0}
_ONLY_AUTHORITIES = {
    "COERCE": frozenset(("arrest", "restrict", "deport", "censor", "curfew", "martial-law", None)),
    "SANCTION": frozenset(("expel", "convict")),
}
_REACH = 1200
"""Characters back to the last authority named: about a paragraph and a half."""


def needs_authority(type_: str, mode: str | None, parties: Parties) -> bool:
    """Whether a deed without a doer is one that only authorities do."""
    return not parties.actors and mode in _ONLY_AUTHORITIES.get(type_, frozenset())


def authority(
    position: int,
    parties: Parties,
    mentions: Sequence[Mention],
    places: Sequence[PlaceMention],
    clause: tuple[int, int],
) -> Mention | None:
    """The authority that a deed without a doer is laid to, or ``None``.

    First a country named in the clause as the place of the deed; then, of the authorities named in
    the paragraphs before, the one of the country that the text speaks of most, the last mention of
    it; never the side that the deed befalls.
    """
    hit = {m.country for m in parties.targets if m.kind in OFFICIAL or m.form == "nationality"}
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
        if position - _REACH < m.start < position and m.kind in OFFICIAL
        and m.form not in ("adjective", "pronoun") and not m.anonymous
        and m.country not in hit and m not in parties.targets
    ]  # fmt: skip
    named = Counter(m.country for m in mentions if m.kind in OFFICIAL)
    return max(before, key=lambda m: (named[m.country], _RANK[m.kind], m.start), default=None)
