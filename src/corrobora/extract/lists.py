"""Lists of those hit, read from the order of the words.

Parsers join the parts of a list to this or that word: in "Ana Ruiz, mayor of Lae, two guards and
her driver were shot" only the last may be left to the verb. Whom a list names with one who is hit
is hit as well, also those told "along with" him.
"""

from __future__ import annotations

from collections.abc import Sequence

from corrobora.extract.parts import THINGS, Mention
from corrobora.extract.syntax import Sentence, Token

_PERSONS = frozenset(("person", "people"))
_AND = frozenset(("and", "et", "&", "plus"))
_COMPANY = (
    ("along", "with"), ("together", "with"), ("as", "well", "as"), ("alongside",),
    ("ainsi", "que"), ("avec",), ("aux", "côtés", "de"), ("including",), ("among", "them"),
    ("y", "compris"), ("parmi", "eux"), ("parmi", "elles"),
)  # fmt: skip
_BEFORE_NAME = frozenset(("DET", "ADJ", "NOUN", "NUM", "PROPN", "PRON", "PART", "X"))
_WITHIN = 12
"""Words that may stand between commas behind a name and say who it is."""
_MOST = 40
"""Parts of a list."""


def listed_with(
    sentence: Sentence, mentions: Sequence[Mention], hit: Sequence[Mention], verb: Token
) -> list[Mention]:
    """The mentions that a list names with those who are hit, in text order, without these.

    Args:
        sentence: The sentence.
        mentions: The mentions inside it, in text order.
        hit: Those who are known to be hit.
        verb: The word that tells the deed.
    """
    reader = _Reader(sentence, mentions, verb)
    known = {(m.start, m.end) for m in hit}
    found: dict[tuple[int, int], Mention] = {}
    for mention in hit:
        if _side(mention) is None or mention not in reader.mentions:
            continue
        for other in (*reader.behind(mention), *reader.before(mention)):
            if (other.start, other.end) not in known:
                found.setdefault((other.start, other.end), other)
    return sorted(found.values(), key=lambda m: m.start)


def _side(mention: Mention) -> str | None:
    if mention.form in ("pronoun", "adjective"):
        return None
    if mention.kind in _PERSONS:
        return "persons"
    return "things" if mention.kind in THINGS else None


class _Reader:
    def __init__(self, sentence: Sentence, mentions: Sequence[Mention], verb: Token) -> None:
        self._sentence = sentence
        self.mentions = [m for m in mentions if _side(m) is not None]
        self._verb = verb

    def _between(self, one: Mention, other: Mention) -> list[Token]:
        return [t for t in self._sentence.tokens if one.end <= t.start and t.end <= other.start]

    def behind(self, mention: Mention) -> list[Mention]:
        """What a list goes on with behind a mention, as far as it ends with "and" or in company."""
        chain: list[Mention] = []
        sure = 0
        at = self.mentions.index(mention)
        for other in self.mentions[at + 1 : at + 1 + _MOST]:
            if other.start < mention.end:
                continue
            words = self._between(mention, other)
            if mention.end <= self._verb.start < other.start:
                words = [t for t in words if t.start > self._verb.start]
                join = _join(words) if _is_company(words) else ""
            else:
                join = "" if self._acts(other) else _join(words)
            if not join or _side(other) != _side(mention):
                break
            chain.append(other)
            if join != ",":
                sure = len(chain)
            mention = other
        return chain[:sure]

    def before(self, mention: Mention) -> list[Mention]:
        """What stands before the last part of a list whose verb comes behind it."""
        if mention.start > self._verb.start:
            return []
        chain: list[Mention] = []
        at = self.mentions.index(mention)
        closed = False
        for other in reversed(self.mentions[:at]):
            if other.end > mention.start:
                continue
            join = _join(self._between(other, mention))
            closed = closed or join == "and"
            if not (join and closed) or _side(other) != _side(mention):
                break
            chain.append(other)
            mention = other
        return chain

    def _acts(self, mention: Mention) -> bool:
        """Whether it is the subject of a clause of its own ("shot X, and Y fled")."""
        after = [t for t in self._sentence.tokens if t.start >= mention.end][:1]
        acting = bool(after) and after[0].pos in ("VERB", "AUX")
        return mention.start > self._verb.start and acting and not after[0].has("VerbForm=Part")


def _is_company(words: Sequence[Token]) -> bool:
    """Whether the words right behind a verb bring in who shared its fate ("along with")."""
    lower = tuple(t.lower for t in words)
    return any(lower[: len(c)] == c for c in _COMPANY if len(c) > 1 or c[0] != "avec")


def _join(words: Sequence[Token]) -> str:
    """How two parts of a list are joined by the words between them: "and", "with", "," or not."""
    lower = [t.lower for t in words]
    for company in _COMPANY:
        for at in range(len(lower) - len(company) + 1):
            if tuple(lower[at : at + len(company)]) == company:
                rest = [*words[:at], *words[at + len(company) :]]
                return "with" if _is_plain(rest) else ""
    if any(t.lower in _AND for t in words):
        kept = [t for t in words if t.lower not in _AND]
        return "and" if _is_plain(kept) else ""
    return "," if words and words[0].text == "," and _is_plain(words) else ""


def _is_plain(words: Sequence[Token]) -> bool:
    """Whether words only say who the next is, or stand between commas and say who the last was."""
    commas = [i for i, t in enumerate(words) if t.text == ","]
    if len(commas) == 2 and commas[0] == 0:
        inside = words[1 : commas[1]]
        told = len(inside) <= _WITHIN and not any(t.pos in ("VERB", "AUX", "SCONJ") for t in inside)
        return told and all(t.pos in _BEFORE_NAME for t in words[commas[1] + 1 :])
    if len(commas) > 1 or (commas and commas[0] != 0):
        return False
    return all(t.pos in _BEFORE_NAME or t.text == "," for t in words)
