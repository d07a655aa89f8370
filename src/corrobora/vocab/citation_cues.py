"""How reports name their sources among the media: ``languages/<xx>/citation.toml``.

A pattern is written in words: ``{outlet}`` is the name of an outlet, ``[words]`` may be missing,
``(a|b)`` is a choice, ``*`` stands for up to four words. ``({outlet})`` means real brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from corrobora.text import FOLD, plain
from corrobora.vocab.language_files import READ_LANGUAGES, decode_language_file

CitationKind = Literal["report", "told"]


class Credits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole lines that name who wrote a text."""

    lines: tuple[str, ...]


class Citations(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Patterns of citing a report, and of words said to an outlet."""

    report: tuple[str, ...]
    told: tuple[str, ...]


class _File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    function_words: str
    standing: tuple[str, ...]
    said_to_all: tuple[str, ...]
    outlet_words: tuple[str, ...]
    outlet_nouns: tuple[str, ...]
    organisation_words: tuple[str, ...]
    masthead_words: tuple[str, ...]
    generic_words: str
    document_kinds: tuple[str, ...]
    translations: tuple[str, ...]
    statements: tuple[str, ...]
    institutions: tuple[str, ...]
    press_offices: tuple[str, ...]
    citations: Citations
    credits: Credits


class HeadWords(Struct, frozen=True, kw_only=True):
    """Words of heads and senders, folded, of all languages: heads mix them.

    Attributes:
        names: Words that make a capitalised name the name of an outlet.
        organisations: Words that show a name to be an organisation's.
        generic: Names made of these only are labels of a page.
        kinds: Kinds of documents that may follow a name ("discussion note").
        translations: Words of a text that was translated.
        statements: What an institution issues.
        institutions: Who issues statements.
        press_offices: Senders that do not name whom they write for.
    """

    names: frozenset[str]
    organisations: frozenset[str]
    generic: frozenset[str]
    kinds: frozenset[str]
    translations: frozenset[str]
    statements: tuple[str, ...]
    institutions: tuple[str, ...]
    press_offices: frozenset[str]


class Pattern(Struct, frozen=True, kw_only=True):
    """A citation pattern as two regular expressions over folded text.

    ``left`` must end where the outlet's name starts, ``right`` must begin where it ends.
    """

    kind: CitationKind
    left: re.Pattern[str]
    right: re.Pattern[str]


class CitationCues(Struct, frozen=True, kw_only=True):
    """Citation words of one or more languages.

    Attributes:
        function_words: Folded words that carry no content.
        standing: Phrases, as folded words, that every newsroom writes.
        said_to_all: Words, folded, by which a sentence says that something was said in public.
        outlet_words: Words that end the names of outlets, as written.
        outlet_nouns: Folded nouns that introduce the name of an outlet.
        organisation_words: Words that show a byline to be no person, as written.
        patterns: Citation patterns.
        credits: Whole-line credits; group ``outlet`` is the name.
    """

    function_words: frozenset[str]
    standing: tuple[str, ...]
    said_to_all: re.Pattern[str]
    outlet_words: frozenset[str]
    outlet_nouns: tuple[str, ...]
    organisation_words: frozenset[str]
    patterns: tuple[Pattern, ...]
    credits: tuple[re.Pattern[str], ...]


_PART = re.compile(r"\(\{outlet\}\)|\{outlet\}|[\[\]()|*]|[^\[\]()|*{}]+")
_BLANKS = re.compile(r"(?:\\s\*){2,}")
_NAME = r"(?P<outlet>[^\W_a-z][^\n:;]{1,60}?)"


def _regex(pattern: str, outlet: str) -> str:
    """The regular expression of a pattern, every blank standing for optional white space."""
    out: list[str] = []
    for part in _PART.findall(pattern):
        if part == "({outlet})":
            out.append(rf"\({outlet}\)")
        elif part == "{outlet}":
            out.append(outlet)
        elif part in "[(":
            out.append("(?:")
        elif part == "]":
            out.append(r"\s*)?")
        elif part == ")":
            out.append(")")
        elif part == "|":
            out.append("|")
        elif part == "*":
            out.append(r"(?:\S+(?:\s+\S+){0,3})")
        else:
            out.append(_words(part))
    return _BLANKS.sub(r"\\s*", "".join(out))


def _words(part: str) -> str:
    body = r"\s+".join(re.escape(w) for w in part.translate(FOLD).split())
    before = r"\s*" if part[0].isspace() else ""
    after = r"\s*" if part[-1].isspace() else ""
    first = rf"(?<!\w){body}" if body and (part.strip()[0].isalnum()) else body
    last = r"(?!\w)" if body and part.strip()[-1].isalnum() else ""
    return before + first + last + after


def _pattern(text: str, kind: CitationKind) -> Pattern:
    bracketed = "({outlet})" in text
    left, _, right = text.partition("({outlet})" if bracketed else "{outlet}")
    opening, closing = (r"\(", r"\)") if bracketed else ("", "")
    return Pattern(
        kind=kind,
        left=re.compile(f"{_regex(left, '')}{opening}$", re.IGNORECASE),
        right=re.compile(f"{closing}{_regex(right, '')}", re.IGNORECASE),
    )


def _credit(text: str) -> re.Pattern[str]:
    """The pattern of a whole line; of two outlets ("X with Y") the last one wrote the text."""
    bracketed = text.startswith("(") and text.endswith(")") and "|" not in text
    if bracketed:
        text = text[1:-1]
    first, _, rest = text.rpartition("{outlet}")
    before = _regex(first.replace("{outlet}", "*"), "")
    body = rf"(?i:{before}){_NAME}(?!\w)(?i:{_regex(rest, '')})"
    return re.compile(rf"\({body}\)" if bracketed else body)


def _any_phrase(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted({plain(phrase) for phrase in phrases}, key=lambda p: (-len(p), p))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)")


@lru_cache(maxsize=8)
def _load(language: str) -> _File:
    return decode_language_file(language, "citation.toml", _File, "citation words")


@lru_cache(maxsize=8)
def citation_cues(language: str | None) -> CitationCues:
    """The citation words of a language; of all languages when it is unknown or has none.

    Raises:
        VocabularyError: A file is missing or malformed.
    """
    chosen = (language,) if language in READ_LANGUAGES else READ_LANGUAGES
    files = [_load(code) for code in chosen if code is not None]
    patterns = [_pattern(p, "report") for f in files for p in f.citations.report]
    patterns += [_pattern(p, "told") for f in files for p in f.citations.told]
    return CitationCues(
        function_words=frozenset(plain(w) for f in files for w in f.function_words.split()),
        standing=tuple(dict.fromkeys(plain(p) for f in files for p in f.standing)),
        said_to_all=_any_phrase(p for f in files for p in f.said_to_all),
        # Reports name outlets of other languages too.
        outlet_words=frozenset(w for code in READ_LANGUAGES for w in _load(code).outlet_words),
        outlet_nouns=tuple(dict.fromkeys(plain(w) for f in files for w in f.outlet_nouns)),
        organisation_words=frozenset(w for f in files for w in f.organisation_words),
        patterns=tuple(patterns),
        credits=tuple(_credit(p) for f in files for p in f.credits.lines),
    )


@lru_cache(maxsize=1)
def head_words() -> HeadWords:
    """The words by which outlets and institutions are known at the head of a text.

    Raises:
        VocabularyError: A file is missing or malformed.
    """
    files = [_load(code) for code in READ_LANGUAGES]

    def folded(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(" ".join(plain(w).split()) for group in groups for w in group))

    return HeadWords(
        names=frozenset(folded((*f.outlet_words, *f.masthead_words) for f in files)),
        organisations=frozenset(folded(f.organisation_words for f in files)),
        generic=frozenset(folded(f.generic_words.split() for f in files)),
        kinds=frozenset(folded(f.document_kinds for f in files)),
        translations=frozenset(folded(f.translations for f in files)),
        statements=folded(f.statements for f in files),
        institutions=folded(f.institutions for f in files),
        press_offices=frozenset(folded(f.press_offices for f in files)),
    )
