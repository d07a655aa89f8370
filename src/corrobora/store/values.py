"""What goes in and out of the store beside the nouns of the model."""

from __future__ import annotations

from msgspec import Struct, field

from corrobora.model import Claim, Draft, Furniture, Json, Report


class Intake(Struct, frozen=True, kw_only=True):
    """A report to be kept, the draft it was made of, and the bytes that the draft was read from."""

    report: Report
    draft: Draft
    raw: bytes


class Added(Struct, frozen=True, kw_only=True):
    """What a batch of reports brought, as report identifiers in the order given.

    Attributes:
        new: Texts that the case did not have.
        seen_again: Known texts met under another name, from other bytes or with other metadata.
        unchanged: Known texts met again exactly as before; nothing was written for them.
        revisions: Pairs of a new text and the earlier text at the same address.
        refused: How many refusals were new.
        forgotten: Texts that were forgotten earlier and are not taken in again.
    """

    new: tuple[str, ...] = ()
    seen_again: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    revisions: tuple[tuple[str, str], ...] = ()
    refused: int = 0
    forgotten: tuple[str, ...] = ()


class Forgotten(Struct, frozen=True, kw_only=True):
    """What was taken out of a case with some reports.

    Attributes:
        reports: The reports.
        claims: How many claims, of all extractions.
        judgements: How many judgements on them or quoting them.
        exchanges: How many questions to language models about them.
        releases: How many versions of items given to partners lost their content.
        drafts: How many briefs that people were writing and that cited or quoted them.
        restated: How many rows that stay lost free words that quoted them.
        originals: Hashes of inputs that were emptied though other reports were read from them too.
        scrubbed: Whether nothing is left in the file and its log; False while others read it.
    """

    reports: tuple[str, ...]
    claims: int
    judgements: int
    exchanges: int
    releases: int
    drafts: int
    restated: int
    originals: tuple[str, ...]
    scrubbed: bool = False


class Sighting(Struct, frozen=True, kw_only=True):
    """One time that a report's text was met: under which name, in which bytes, with what stated."""

    report: str
    at: str
    name: str
    raw_sha256: str
    media_type: str
    stated: dict[str, str] = field(default_factory=dict)
    furniture: tuple[Furniture, ...] = ()
    marking: str | None = None
    extra: dict[str, Json] = field(default_factory=dict)


class Extraction(Struct, frozen=True, kw_only=True):
    """All claims that one method with one vocabulary found in one report (perhaps none).

    ``vocabulary`` is the hash of the vocabulary that was used, ``basis`` that of what was known
    about the report (``sightings.basis_of``).
    """

    report: str
    method: str
    vocabulary: str
    claims: tuple[Claim, ...]
    basis: str | None = None


class Head(Struct, frozen=True):
    """A place in the journal to hold on to: who has it later can tell if the past was changed."""

    seq: int
    hash: str


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the journal. ``hash`` covers all other fields, ``previous`` the line before."""

    seq: int
    at: str
    actor: str
    act: str
    subject: Json
    previous: str
    hash: str


class Counts(Struct, frozen=True, kw_only=True):
    """How many rows of each kind a case holds; ``claims`` are those of the latest extractions."""

    reports: int
    sightings: int
    refusals: int
    extractions: int
    claims: int
    judgements: int
    exchanges: int
    derivations: int
    events: int
    journal: int


class Finding(Struct, frozen=True, kw_only=True):
    """Something in a case that is not as it was written.

    ``code`` names the kind (``report.text``, ``claim.quote``, ``journal.chain`` ...), ``subject``
    the row.
    """

    code: str
    subject: str
    message: str


class Checked(Struct, frozen=True, kw_only=True):
    """How many of each were recomputed by a check."""

    raws: int = 0
    reports: int = 0
    sightings: int = 0
    refusals: int = 0
    extractions: int = 0
    claims: int = 0
    judgements: int = 0
    exchanges: int = 0
    acts: int = 0
    releases: int = 0
    entries: int = 0


class CheckResult(Struct, frozen=True, kw_only=True):
    """What a check of a case found; ``head`` is the journal's last line, to be kept elsewhere."""

    path: str
    findings: tuple[Finding, ...]
    checked: Checked
    head: Head | None

    @property
    def clean(self) -> bool:
        """Whether everything was as written."""
        return not self.findings
