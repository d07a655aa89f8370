"""Headers inside a text: of mails that were pasted or passed on, and heads made by machines."""

from __future__ import annotations

import re
from functools import lru_cache

from corrobora.model import Furniture
from corrobora.text import Reading, folded
from corrobora.vocab.furniture_cues import FurnitureCues, Headers, furniture_cues

TOP_LINES = 12
"""Lines at the top in which a head made by a machine stands."""
SIGNATURE_LINES = 12
"""A signature after "-- " has at most so many lines."""
RULE_CHARACTERS = 120
"""The longest line that divides a mail from the one it passes on."""
REPLY_CHARACTERS = 160
"""The longest "On 4 May 2025, Name wrote:"."""

_MARKS = r"[ \t>|*_]*"
_RULE = re.compile(rf"{_MARKS}[-=_]{{2,}}\s*(?P<words>[^-=_].*?)\s*[-=_]{{2,}}\s*")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SIGNATURE = re.compile(r"[ >]*--\s*")
_ISO_HEAD = re.compile(
    r"\s*(?:(?:date|published|posted|updated|publie le|mis a jour le)\s*:?\s*)?"
    r"\d{4}-\d\d-\d\d(?:[t ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:z|[+-]\d\d:?\d\d)?)?"
    r"\s*[:|,–—-]?\s+(?=\S)"
)

_Line = tuple[int, int, str]


def find_headers(text: str, language: str | None) -> tuple[Furniture, ...]:
    """Mark header lines of mails, separators, "X wrote:", signatures and machine-made heads.

    Args:
        text: The text as given.
        language: Not used to choose words: headers follow the sender's program, not the text.

    Returns:
        Spans of kind ``header`` (and ``author-box`` for signatures) in order.
    """
    del language
    reading = Reading(text)
    words = furniture_cues(None)
    lines: list[_Line] = []
    position = 0
    for piece in reading.text.split("\n"):
        lines.append((position, position + len(piece), _plain(piece)))
        position += len(piece) + 1
    spans = [*_blocks(lines, words.headers), *_replies(lines, words.headers), *_head(lines, words)]
    marks = [(start, end, "header") for start, end in spans]
    marks += [(start, end, "author-box") for start, end in _signature(lines)]
    out: list[Furniture] = []
    for start, end, kind in sorted(marks):
        first, last = reading.given_span(start, end)
        if first < last and not (out and first < out[-1].end):
            out.append(Furniture(start=first, end=last, kind=kind))
    return tuple(out)


def _plain(line: str) -> str:
    """A line without accents in lower case, one character for one."""
    return line.lower() if line.isascii() else "".join(folded(c)[:1] or c for c in line)


@lru_cache(maxsize=8)
def _field(names: tuple[str, ...]) -> re.Pattern[str]:
    ordered = "|".join(re.escape(n) for n in sorted(names, key=lambda n: (-len(n), n)))
    return re.compile(rf"{_MARKS}(?P<name>{ordered}){_MARKS}:[ \t*_]*(?P<value>.*)")


def _is_rule(line: str, headers: Headers) -> bool:
    """True for "----- Original Message -----" and "Begin forwarded message:"."""
    if len(line) > RULE_CHARACTERS:
        return False
    rule = _RULE.fullmatch(line)
    words = (rule["words"] if rule else line).strip(" >|:*")
    named = any(words == s or words.startswith(f"{s} ") for s in headers.separators)
    return named and (rule is not None or line.rstrip().endswith(":"))


def _blocks(lines: list[_Line], headers: Headers) -> list[tuple[int, int]]:
    """Runs of header lines: two of them, or fewer where a rule or an address leaves no doubt."""
    field = _field(headers.fields)
    out: list[tuple[int, int]] = []
    i = 0
    while i < len(lines):
        ruled = _is_rule(lines[i][2], headers)
        last = i if ruled else i - 1
        j = i + 1 if ruled else i
        names: set[str] = set()
        addressed = False
        while j < len(lines):
            found = field.fullmatch(lines[j][2])
            if found:
                names.add(found["name"])
                addressed = addressed or bool(_ADDRESS.search(found["value"]))
                last = j
            elif not (
                (lines[j][2].strip() == "" and ruled and not names)
                or (names and last == j - 1 and _continues(lines[j][2]))
            ):
                break
            elif names:
                last = j
            j += 1
        sure = ruled or len(names) >= 2 or (len(names) == 1 and addressed)
        if last >= i and (sure or names & set(headers.alone)):
            out.append((lines[i][0], lines[last][1]))
            i = last + 1
        else:
            i += 1
    return out


def _continues(line: str) -> bool:
    """True for a further line of a header: indented, or addresses only."""
    return bool(line.strip()) and (
        line[:1] in " \t" or bool(_ADDRESS.fullmatch(line.strip(" ;,<>")))
    )


def _replies(lines: list[_Line], headers: Headers) -> list[tuple[int, int]]:
    """Find "On Mon, 3 Mar 2025 at 10:00, Name <address> wrote:", on one line or two."""
    ends = tuple(f"{verb}{blank}:" for verb in headers.wrote for blank in ("", " "))
    out: list[tuple[int, int]] = []
    for i, (start, end, line) in enumerate(lines):
        if not line.strip(" >").endswith(ends):
            continue
        whole, first = line.strip(" >"), start
        if not re.match(r"(?:on|le)\s", whole) and i > 0:
            whole, first = f"{lines[i - 1][2].strip(' >')} {whole}", lines[i - 1][0]
        dated = re.search(r"\d{4}|\d{1,2}[:h]\d\d|@", whole)
        if dated and re.match(r"(?:on|le)\s", whole) and len(whole) <= REPLY_CHARACTERS:
            out.append((first, end))
    return out


def _head(lines: list[_Line], words: FurnitureCues) -> list[tuple[int, int]]:
    """Find "date 2025-09-15" before a title; "url: ...", "author: ..." one below the other."""
    out: list[tuple[int, int]] = []
    given = [line for line in lines if line[2].strip()][:TOP_LINES]
    for start, _, line in given[:2]:
        stamp = _ISO_HEAD.match(line)
        if stamp and stamp.end() < len(line):
            out.append((start, start + stamp.end()))
    field = _field(words.headers.machine)
    found = [(line, field.fullmatch(line[2])) for line in given]
    run: list[tuple[_Line, re.Match[str]]] = []
    for entry, match in [*found, ((0, 0, ""), None)]:
        if match and len(match["value"]) <= 200:
            run.append((entry, match))
            continue
        if len(run) >= 2:
            for (start, end, _), one in run:
                titled = one["name"] in words.headers.titles
                out.append((start, start + one.start("value") if titled else end))
        run = []
    return out


def _signature(lines: list[_Line]) -> list[tuple[int, int]]:
    """What follows the last "-- " when it is short and holds no running text."""
    for i in range(len(lines) - 1, -1, -1):
        if _SIGNATURE.fullmatch(lines[i][2]):
            rest = [line for line in lines[i + 1 :] if line[2].strip()]
            short = all(end - start <= 90 for start, end, _ in rest)
            if 1 <= len(rest) <= SIGNATURE_LINES and short and i > 0:
                return [(lines[i][0], rest[-1][1])]
            return []
    return []
