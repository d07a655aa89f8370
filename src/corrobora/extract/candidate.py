"""A text as words, and the working form of a mention before it is final."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from typing import Literal

from msgspec import Struct

from corrobora.extract.parts import Mention, Served
from corrobora.model import ActorKind
from corrobora.vocab.actor_book import ActorBook, Head, Wording, fold_words
from corrobora.vocab.spelling import Token, cut, fold_word, tokenise
from corrobora.vocab.types import ActorEntry

Form = Literal["name", "nationality", "description", "pronoun", "adjective"]

_ABBREVIATED = frozenset(
    "gen lt col maj capt sgt brig cmdr adm mr mrs ms dr st sen rep gov rev prof jr sr no vs mgr "
    "mm mme etc inc ltd".split()
)
_ENDS = re.compile(r"[.!?\u2026][\"')\]\u00bb]*\s|[:;]\s*\n|\n\s*\n|\n\s*[\u2022\u00b7*-]\s")
_SHORT_LINE, _LONG_LINE = 60, 110
_LONGEST_WRAPPED = 130
"""Characters; a text with longer lines is not hard-wrapped, and its short lines are headlines."""


class Candidate(Struct):
    """Tokens ``first`` to ``last`` (excluded) that may stand for an actor.

    ``sector`` is that of the head noun ("gov", "armed", "person"); ``definite`` and ``plural``
    guide coreference; ``owner`` is the possessive before the noun ("its forces"); ``rank`` decides
    between overlapping candidates of one length; ``military_rule`` marks words such as "junta";
    ``unit`` is what of a country's forces the words name ("presidential guard"); ``shares``
    marks a second party in the same words ("British and Danish forces", the army in "army base");
    ``persons`` marks members of a body, and ``body`` the tokens of its name ("JNIM fighters");
    ``serves`` is the body for which a person acts, ``held`` the titles before a known name.
    """

    first: int
    last: int
    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    form: Form = "name"
    anaphoric: bool = False
    metonym: bool = False
    anonymous: bool = False
    number: int | None = None
    sector: str = ""
    definite: bool = False
    plural: bool = False
    owner: str | None = None
    roles: tuple[str, ...] = ()
    rank: int = 0
    military_rule: bool = False
    unit: str = "military"
    shares: bool = False
    persons: bool = False
    body: tuple[int, int] | None = None
    serves: Candidate | None = None
    held: tuple[str, ...] = ()


@dataclass
class Words:
    """The words of a text with what layout and case say about them.

    Attributes:
        text: The folded text of a reading.
        tokens: Its words.
        gaps: What stands between each word and the one before it; a line end before the first.
        sentence: For each word the number of its sentence.
        opens: Whether the word is the first of its sentence.
        headline: Whether the word stands in a line in Title Case.
        caseless: The whole text is in lower or in upper case.
    """

    text: str
    tokens: list[Token]
    gaps: list[str]
    sentence: list[int] = field(default_factory=list)
    opens: list[bool] = field(default_factory=list)
    headline: list[bool] = field(default_factory=list)
    caseless: bool = False

    def gap(self, index: int) -> str:
        """What stands between word ``index`` and the word before it."""
        return self.gaps[index] if 0 < index < len(self.gaps) else "\n"

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, token in enumerate(self.tokens):
            found.setdefault(token.fold, []).append(index)
        return found

    @cached_property
    def _folds(self) -> frozenset[str]:
        return frozenset(self._places)

    def positions(self, folds: Set[str]) -> list[int]:
        """Where the words stand whose folded form is among ``folds``, in order."""
        return sorted(chain.from_iterable(self._places[fold] for fold in self._folds & folds))

    def joined(self, index: int) -> bool:
        """Whether only a space, a hyphen or nothing parts the word from the one before it."""
        gap = self.gap(index)
        return gap in _JOINS and not ("\n" in gap and self.opens[index : index + 1] == [True])

    def between(self, first: int, last: int) -> str:
        """The words ``first`` to ``last`` (excluded) as written."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]


_JOINS = frozenset({" ", "-", "", "\n", " \n", "\n "})


def read_words(text: str) -> Words:
    """Split a text into words and mark sentences, headlines and case."""
    tokens, gaps = cut(text)
    words = Words(text, tokens, ["\n", *gaps[1:-1]])
    if not tokens:
        return words
    letters = [t for t in tokens if len(t.text) > 1 and t.text[0].isalpha()]
    capitals = sum([t.upper for t in letters])
    most = 0.85 * len(letters)
    words.caseless = len(letters) > 5 and (
        capitals < 0.01 * len(letters)
        or (capitals > most and sum(t.text.isupper() for t in letters) > most)
    )
    words.opens = [
        gap != " " and (index == 0 or _opens(words, index, tokens[index]))
        for index, gap in enumerate(words.gaps)
    ]
    words.sentence = list(accumulate(words.opens, initial=-1))[1:]
    _mark_headlines(words)
    return words


def _opens(words: Words, index: int, token: Token) -> bool:
    gap = words.gap(index)
    if len(gap) == 1 and gap != "\n":
        return False
    before = words.tokens[index - 1]
    if before.dotted and "\n\n" not in gap:
        return gap != " " and token.upper and "\n" in gap
    if _ENDS.search(gap) and (token.upper or words.caseless or not token.text[0].isalpha()):
        short = gap == ". " and (before.fold in _ABBREVIATED or len(before.text) == 1)
        return not short
    if "\n" not in gap:
        return False
    line = before.end - (words.text.rfind("\n", 0, before.end) + 1)
    end = words.text.find("\n", token.end)
    following = (end if end >= 0 else len(words.text)) - token.start
    wrapped = _SHORT_LINE <= line <= _LONG_LINE and following <= _LONGEST_WRAPPED
    return token.upper and not wrapped


def _mark_headlines(words: Words) -> None:
    words.headline = [False] * len(words.tokens)
    if words.caseless:
        return
    first = 0
    breaks = [index for index, gap in enumerate(words.gaps) if index and "\n" in gap]
    for index in (*breaks, len(words.tokens)):
        line = [t for t in words.tokens[first:index] if len(t.text) > 3 and t.text[0].isalpha()]
        end = words.tokens[index - 1].end
        stop = words.text[end : end + 2].strip()[:1] in {".", "!", "?", '"'} and len(line) > 8
        if len(line) >= 4 and not stop and sum(t.upper for t in line) >= 0.7 * len(line):
            words.headline[first:index] = [True] * (index - first)
        first = index


@dataclass(frozen=True)
class Lexicon:
    """A wording in the folded form that tokens carry, ready for look-up."""

    wording: Wording
    book: ActorBook
    language: str
    heads: dict[str, list[tuple[tuple[str, ...], Head, bool]]]
    titles: dict[str, list[tuple[str, ...]]]
    sets: dict[str, frozenset[str]]
    organisation: dict[str, ActorKind]
    numbers: dict[str, int]
    nationalities: dict[str, list[tuple[tuple[str, ...], str, str]]]
    english: dict[str, str]
    surnames: dict[str, list[ActorEntry]]
    offices: dict[str, list[tuple[tuple[str, ...], str, bool]]]

    @cached_property
    def person_nouns(self) -> frozenset[str]:
        """Nouns and titles for persons, folded; of those of several words the last."""
        heads = {
            folds[-1]
            for rows in self.heads.values() for folds, head, _ in rows
            if head.kind in ("person", "people") or head.persons or head.anonymous
        }  # fmt: skip
        titles = {folds[-1] for rows in self.titles.values() for folds in rows}
        return frozenset((heads | titles) - self.sets["common"])


def _folds(phrase: str) -> tuple[str, ...]:
    return tuple(t.fold for t in tokenise(phrase))


_ES = ("s", "x", "ch", "sh")


def plural_forms(noun: str, language: str) -> str:
    """The regular plural of a noun or noun phrase."""
    if language == "fr":
        words = noun.split(" ")
        cut = next((i for i, w in enumerate(words) if w in {"de", "des", "du", "d'", "à"}), None)
        cut = next((i for i, w in enumerate(words) if w.startswith("d'")), cut)
        return " ".join([*map(_french_plural, words[:cut]), *(words[cut:] if cut else [])])
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(_ES) else "s")


def _french_plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return word[:-2] + "aux"
    return word + ("x" if word.endswith(("eau", "eu")) else "s")


_IRREGULAR = {"child": "children", "woman": "women", "person": "people"}


@lru_cache(maxsize=16)
def lexicon(book: ActorBook, language: str) -> Lexicon:
    """The look-up tables of a language, made once a book."""
    wording = book.wording(language)
    heads: dict[str, list[tuple[tuple[str, ...], Head, bool]]] = {}
    seen: dict[tuple[str, ...], None] = {}
    for head in wording.heads:
        forms = [(noun, False) for noun in head.nouns]
        forms += [
            (_IRREGULAR.get(n) or plural_forms(n, wording.language), True) for n in head.nouns
        ]
        forms += [(n[:-3] + "men", True) for n in head.nouns if n.endswith("man")]
        forms += [(noun, True) for noun in head.plurals]
        for noun, plural in forms:
            folds = _folds(noun)
            if folds not in seen:
                seen[folds] = None
                heads.setdefault(folds[0], []).append((folds, head, plural))
    titles: dict[str, list[tuple[str, ...]]] = {}
    for title in wording.titles:
        folds = _folds(title)
        titles.setdefault(folds[-1], []).append(folds)
    nationalities: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for folds, (country, kind) in book.nationalities(language).items():
        nationalities.setdefault(folds[0], []).append((folds, country, kind))
    for table in (heads, nationalities):
        for bucket in table.values():
            bucket.sort(key=lambda row: -len(row[0]))
    for titled in titles.values():
        titled.sort(key=len, reverse=True)
    return Lexicon(
        wording=wording,
        book=book,
        language=wording.language,
        heads=heads,
        titles=titles,
        sets=_sets(wording),
        organisation={
            fold_word(word): _kind(kind)
            for kind, words in wording.organisation_words.items()
            for word in words
        },
        numbers={fold_word(word): value for word, value in wording.numbers.items()},
        nationalities=nationalities,
        english=dict(wording.english),
        surnames=_surnames(book),
        offices=_offices(wording),
    )


def _offices(wording: Wording) -> dict[str, list[tuple[tuple[str, ...], str, bool]]]:
    """First word of an office -> (its words, its English name, whether plural), longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    for name, phrases in wording.offices.items():
        for phrase in phrases:
            for form, plural in ((phrase, False), (plural_forms(phrase, wording.language), True)):
                folds = _folds(form)
                found.setdefault(folds[0], []).append((folds, name, plural))
    for bucket in found.values():
        bucket.sort(key=lambda row: -len(row[0]))
    return found


def _surnames(book: ActorBook) -> dict[str, list[ActorEntry]]:
    """Folded surname -> the persons of the book that bear it."""
    found: dict[str, list[ActorEntry]] = {}
    for entry in book.entries.values():
        if entry.kind == "person":
            found.setdefault(tokenise(entry.name)[-1].fold, []).append(entry)
    return found


_KINDS: dict[str, ActorKind] = {
    "armed-group": "armed-group", "party": "party", "government": "government", "police": "police",
    "military": "military", "igo": "igo", "ngo": "ngo", "company": "company", "media": "media",
}  # fmt: skip


def _kind(name: str) -> ActorKind:
    return _KINDS.get(name, "ngo")


def _sets(wording: Wording) -> dict[str, frozenset[str]]:
    lists: dict[str, Iterable[str]] = {
        "modifiers": [
            part
            for word in wording.modifiers
            if not word.endswith(("backed", "linked", "led", "aligned", "affiliated"))
            for part in re.split(r"[ -]", word)
        ],
        "quantifiers": wording.quantifiers,
        "determiners": wording.determiners,
        "definite": wording.definite,
        "speech": wording.speech,
        "common": wording.common,
        "given": wording.given_names,
        "particles": wording.particles,
        "places": wording.place_words,
        "not_acronyms": wording.not_acronyms,
        "agents": wording.agents,
        "peoples": [
            *wording.peoples,
            *(plural_forms(people, wording.language) for people in wording.peoples),
        ],
    }
    found = {name: fold_words(words) for name, words in lists.items()}
    elided = {word for word in wording.determiners if word.endswith("'")}
    for name in ("determiners", "definite", "common", "particles"):
        kept = {word for word in lists[name] if word.endswith("'")}
        found[name] = found[name] | {fold_word(word) + "'" for word in kept | elided}
    found["possessives"] = frozenset(
        fold_word(w) for words in wording.possessives.values() for w in words
    )
    return found


def nationality_at(lex: Lexicon, words: Words, index: int) -> tuple[int, str, str] | None:
    """(end, country, "adjective" or "people") of a nationality word that begins at ``index``."""
    token = words.tokens[index]
    if lex.language != "fr" and not token.upper and not words.caseless:
        return None
    for folds, country, kind in lex.nationalities.get(token.fold, ()):
        end = index + len(folds)
        if end > len(words.tokens):
            continue
        if len(folds) == 1:
            if len(token.fold) == 2 and not token.text.isupper():
                continue
        elif any(words.tokens[index + i].fold != fold for i, fold in enumerate(folds)):
            continue
        return end, country, kind
    return None


def finished(words: Words, candidate: Candidate, serves: Served | None = None) -> Mention:
    """The mention that a candidate has become, with the body that it acts for."""
    start, end = words.tokens[candidate.first].start, words.tokens[candidate.last - 1].end
    body = candidate.body
    return Mention(
        start=start,
        end=end,
        text=words.text[start:end],
        id=candidate.id,
        name=candidate.name,
        kind=candidate.kind,
        country=candidate.country and candidate.country[:2],  # of a territory: of its state
        form=candidate.form,
        anaphoric=candidate.anaphoric,
        metonym=candidate.metonym,
        anonymous=candidate.anonymous,
        number=candidate.number,
        persons=candidate.persons,
        body=(words.tokens[body[0]].start, words.tokens[body[1] - 1].end) if body else None,
        serves=serves,
    )
