"""Floors under the figures of the gate, their history, and the one way to change them.

``floors.json`` holds, for each corpus, the fingerprint of its gold and a list for each figure. The
last entry of a list is in force. Entries are only ever added; one that is lower than the entry
before it must say why (``reason``). From the root of the project::

    python tests/gate/floors.py show            measure now, beside the floors in force
    python tests/gate/floors.py raise           add higher floors, a little under what is measured
    python tests/gate/floors.py renew           take the changed gold as the new gold, on purpose
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from gate_corpus import Row, fingerprint, read_corpus, read_rows
from score import score

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXAMPLES = ROOT / "examples"
FLOORS = HERE / "floors.json"
MARGIN = 0.01
"""How far under the measured figure a new floor is set."""
RENEW = (
    "The gold of examples/{corpus} is not the gold that the floors were measured on. If the change "
    "is meant, run `python examples/make_samples.py` and `python tests/gate/floors.py renew`, "
    "and say in the commit why the gold changed."
)
_RUN = "from corrobora.cli import main; main()"


def read_floors() -> Row:
    """The whole of ``floors.json``."""
    floors: Row = json.loads(FLOORS.read_text(encoding="utf-8"))
    return floors


def in_force(floors: Row, corpus: str) -> dict[str, float]:
    """Figure to the floor that holds today."""
    return {name: entries[-1]["floor"] for name, entries in floors[corpus]["floors"].items()}


def unexplained(entries: list[Row]) -> list[Row]:
    """Entries that lie under the one before them without a reason."""
    return [
        later
        for earlier, later in itertools.pairwise(entries)
        if later["floor"] < earlier["floor"] and not str(later.get("reason", "")).strip()
    ]


def rewritten(before: Row, after: Row) -> list[str]:
    """Figures whose earlier entries were changed or dropped instead of added to."""
    out = []
    for corpus, old in before.items():
        for name, entries in old["floors"].items():
            now = after.get(corpus, {"floors": {}})["floors"].get(name, [])
            if now[: len(entries)] != entries:
                out.append(f"{corpus}.{name}")
    return out


def _call(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", _RUN, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"corrobora {arguments[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def measure(corpus: str) -> Row:
    """Run the product over the reports of one corpus and score what it exports."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "gate.db"
        _call("brief", EXAMPLES / corpus / "reports", "--case", case, "--to", "json",
              "-o", Path(folder) / "brief.json")  # fmt: skip
        rows = {}
        for kind in ("claims", "events", "reports"):
            path = Path(folder) / f"{kind}.jsonl"
            path.write_text(_call(kind, "--case", case, "--to", "jsonl"), encoding="utf-8")
            rows[kind] = read_rows(path)
    figures, _, _ = score(
        read_corpus(EXAMPLES / corpus), rows["claims"], rows["events"], rows["reports"]
    )
    return figures


def main() -> int:
    """Show, raise or renew."""
    verb = sys.argv[1] if len(sys.argv) == 2 else "help"
    if verb not in ("show", "raise", "renew"):
        sys.stdout.write(__doc__ or "")
        return 2
    floors = read_floors()
    for corpus, kept in floors.items():
        if verb == "renew":
            kept["fingerprint"] = fingerprint(EXAMPLES / corpus)
            continue
        figures = measure(corpus)
        for name, entries in kept["floors"].items():
            sys.stdout.write(
                f"{corpus:10}{name:22}{figures[name]:.3f}  floor {entries[-1]['floor']:.3f}\n"
            )
            floor = round(max(figures[name] - MARGIN, 0.0), 3)
            if verb == "raise" and floor > entries[-1]["floor"]:
                entries.append({"floor": floor})
    if verb != "show":
        FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
