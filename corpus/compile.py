"""Check the corpus and turn it into rows: one passage, with its claims and their offsets.

python corpus/compile.py                      counts, and every mistake by file and line
python corpus/compile.py --split dev > d.jsonl    rows of one split (dev or gate)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TYPES = frozenset(
    """AGREE CONSULT SUPPORT YIELD COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST
    SANCTION MOBILIZE COERCE ASSAULT STATE OTHER""".split()
)
STANCES = frozenset("asserted alleged denied planned demanded conditional".split())
LATER_SERIES = ("second", "third")
_FIELDS = frozenset("who whom with date place killed wounded says follows".split())
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?")
_COUNT = re.compile(r"(\d+)(?:-(\d+)|([+~]))?")


class Mistake(ValueError):
    """Something in a file that does not follow README.md."""


def passages(path: Path) -> Iterator[dict[str, Any]]:
    """The passages of one file.

    Raises:
        Mistake: A passage does not follow the format; the message names file and passage.
    """
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n===")):
        if block.strip():
            try:
                yield passage(block.strip("\n"))
            except Mistake as mistake:
                raise Mistake(f"{path.name}, passage {number + 1}: {mistake}") from None


def passage(block: str) -> dict[str, Any]:
    """One passage from its text."""
    head, dashes, coded = block.partition("\n---")
    if not dashes:
        raise Mistake("there is no line ---")
    header: dict[str, str] = {}
    lines = head.split("\n")
    while lines and lines[0].startswith("#"):
        key, _, value = lines.pop(0)[1:].partition(":")
        header[key.strip()] = value.strip()
    for key in ("id", "published"):
        if key not in header:
            raise Mistake(f"the header has no {key}")
    text = "\n".join(lines).strip("\n")
    rows = [
        claim(entry, text, header["id"])
        for entry in re.split(r"\n(?==)", coded.strip("\n"))
        if entry.strip()
    ]
    published = None if header["published"] == "none" else header["published"]
    return {
        "id": header["id"],
        "language": header["id"][:2],
        "published": published,
        "publisher": header.get("publisher"),
        "region": header.get("region"),
        "split": split_of(header["id"]),
        "text": text,
        "claims": rows,
    }


def split_of(identifier: str) -> str:
    """A third of the passages is the gate, chosen by hash so that nobody chooses."""
    return "gate" if int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 3 == 0 else "dev"


def claim(entry: str, text: str, where: str) -> dict[str, Any]:
    """One coded claim."""
    first, _, rest = entry.partition("\n")
    match = re.fullmatch(r"=(\d*) (.+)", first.strip())
    if match is None:
        raise Mistake(f"{where}: not a claim line: {first!r}")
    quote = match[2].strip()
    places = [m.start() for m in re.finditer(re.escape(quote), text)]
    nth = int(match[1] or 1)
    if len(places) < nth:
        raise Mistake(f"{where}: these words do not stand in the text: {quote!r}")
    if len(places) > 1 and not match[1]:
        raise Mistake(f"{where}: say which of {len(places)} places is meant: {quote!r}")
    start = places[nth - 1]
    row: dict[str, Any] = {
        "start": start, "end": start + len(quote), "quote": quote, "type": None, "mode": None,
        "actors": [], "targets": [], "instrument": None, "date": None, "date_kind": None,
        "place": None,
        "deaths": None, "wounded": None, "speakers": [], "anonymous": False, "stance": None,
        "negated": False, "follows": None, "salience": None, "unjudged": [],
    }  # fmt: skip
    for number, part in enumerate(p.strip() for p in " ".join(rest.split()).split("|")):
        if number == 0 and part:
            kind, _, mode = part.partition(" ")
            if kind not in TYPES:
                raise Mistake(f"{where}: {kind!r} is no type, at {quote!r}")
            row["type"], row["mode"] = kind, mode.strip() or None
        elif part:
            _field(row, part, f"{where}, at {quote!r}")
    for key in ("type", "stance", "salience"):
        if row[key] is None:
            raise Mistake(f"{where}: no {key}, at {quote!r}")
    return row


def _field(row: dict[str, Any], part: str, where: str) -> None:
    if part in STANCES:
        row["stance"] = part
    elif part in ("1", "2", "3"):
        row["salience"] = int(part)
    elif part == "negated":
        row["negated"] = True
    elif part == "announced":
        row["date_kind"] = "announcement"
    else:
        key, colon, value = part.partition(":")
        value = value.strip()
        if not colon or key not in _FIELDS:
            raise Mistake(f"{where}: {part!r} is no field")
        if value == "?":
            row["unjudged"].append({"who": "actors", "whom": "targets"}.get(key, key))
        else:
            _value(row, key, value, where)


def _value(row: dict[str, Any], key: str, value: str, where: str) -> None:
    if key in ("who", "whom"):
        row["actors" if key == "who" else "targets"] = [v.strip() for v in value.split(";")]
    elif key == "with":
        row["instrument"] = value
    elif key == "date":
        if not _DATE.fullmatch(value):
            raise Mistake(f"{where}: {value!r} is no date")
        row["date"] = value
        row["date_kind"] = row["date_kind"] or "event"
    elif key == "place":
        name, _, country = value.rpartition(",")
        row["place"] = [name.strip() or country.strip(), country.strip()]
    elif key in ("killed", "wounded"):
        found = _COUNT.fullmatch(value)
        if found is None:
            raise Mistake(f"{where}: {value!r} is no count")
        least = int(found[1])
        most = None if found[3] else int(found[2] or least)
        row["deaths" if key == "killed" else "wounded"] = [least, most]
    elif key == "says":
        names = [v.strip() for v in re.split(r"[>;]", value)]
        row["anonymous"] = names[-1].endswith("*")
        row["speakers"] = [n.rstrip("*").strip() for n in names]
    elif key == "follows":
        row["follows"] = int(value)


def read_corpus(split: str | None = None) -> list[dict[str, Any]]:
    """All passages, or those of one split, in the order of their ids.

    Raises:
        Mistake: A file does not follow the format, or an id is used twice.
    """
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(HERE.glob("**/*.claims")):
        for row in passages(path):
            if row["id"] in found:
                raise Mistake(f"{path.name}: the id {row['id']} is used twice")
            parent = path.parent.name
            found[row["id"]] = row | {"series": parent if parent in LATER_SERIES else "first"}
    return [row for _, row in sorted(found.items()) if split in (None, row["split"])]


def main() -> int:
    """Check or print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--split", choices=["dev", "gate"])
    given = parser.parse_args()
    try:
        rows = read_corpus(given.split)
    except Mistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 1
    if given.split:
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        return 0
    for language in sorted({r["language"] for r in rows}):
        mine = [r for r in rows if r["language"] == language]
        sentences = sum(
            len(re.findall(r"[.!?][\"»”]?(?=\s|$)|[^.!?\n]\n", r["text"])) for r in mine
        )
        claims = [c for r in mine for c in r["claims"]]
        types = Counter(c["type"] for c in claims)
        sys.stdout.write(
            f"{language}: {len(mine)} passages, about {sentences} sentences, {len(claims)} claims, "
            f"{sum(r['split'] == 'gate' for r in mine)} passages in the gate\n  "
            + ", ".join(f"{t} {n}" for t, n in types.most_common())
            + "\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
