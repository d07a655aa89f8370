"""What the program says of its own accord, as a key and what is filled in: never a sentence.

The words stand in ``vocab/phrases``, one table for each language, so that a reason is told in any
of them and none is made from another.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from corrobora.errors import VocabularyError
from corrobora.vocab.wording import wording

ReasonKey = Literal[
    "origin.own",
    "origin.itself",
    "origin.named",
    "origin.cited",
    "origin.heading",
    "origin.sentence",
    "origin.charge",
    "origin.repost",
    "origin.quotation",
    "origin.write-up",
    "origin.translation",
    "origin.revision",
    "origin.unnamed",
    "vetting.accepted",
    "vetting.rejected",
    "vetting.agency",
    "vetting.public-broadcaster",
    "vetting.newsroom",
    "vetting.near-war",
    "vetting.monitor",
    "vetting.nameless",
    "vetting.nobody",
    "grade.not-done",
    "grade.hearsay",
    "grade.denied-by-several",
    "grade.denied",
    "grade.doers-differ",
    "grade.one-origin",
    "grade.unsure-origins",
    "grade.origins-agree",
    "grade.origins-differ",
    "proposal.share",
    "proposal.brief",
    "proposal.recall",
    "proposal.activate",
    "proposal.resume",
    "proposal.one-person",
]
"""Every reason there is, save those for joins, which are named after their judgements."""


class Reason(NamedTuple):
    """A reason that the program gives.

    Attributes:
        key: Table and name of its words, as in ``origin.own``.
        fills: What stands in the holes of the sentence: names of the case, days, numbers.
    """

    key: str
    fills: tuple[tuple[str, str], ...] = ()

    def told(self, language: str = "en") -> str:
        """The reason in words, without a full stop.

        Raises:
            VocabularyError: The language has no words for it.
        """
        words = wording(language).reasons.get(self.key)
        if words is None:
            raise VocabularyError(
                f"The reason {self.key!r} has no words in {language!r}.",
                hint=f"Add it to [reasons] of vocab/phrases/{language}.toml.",
                entry=self.key,
            )
        return words.format(**dict(self.fills))


def because(key: ReasonKey, **fills: str) -> Reason:
    """A reason with what is filled in, by the names of the holes."""
    return Reason(key, tuple(sorted(fills.items())))
