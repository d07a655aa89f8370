"""Whether a change meant to be of speed alone leaves every claim as it was.

    python benchmarks/same_claims.py FILE           keep a hash of the claims of each text in FILE,
                                                    or compare with it when it exists
    python benchmarks/same_claims.py FILE --fast    the same with the rule-based parser

Reads all coded passages of ``corpus/`` and the plain-text sample reports, each also in lower and in
upper case. Exits with 1 when a text has other claims than those kept.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "gate"))
import gate_passages as gate  # noqa: E402
import msgspec  # noqa: E402

from corrobora.collect.language import find_language  # noqa: E402
from corrobora.extract import extract, load_resources  # noqa: E402
from corrobora.model import Report  # noqa: E402


def reports() -> Iterator[Report]:
    """Every text that is read, in a fixed order."""
    rows = [gate.report_of(r) for split in ("dev", "gate") for r in gate.passages(split)]
    for path in sorted((ROOT / "examples").glob("*/reports/*.txt")):
        text = path.read_text(encoding="utf-8")
        row = {"id": path.stem, "text": text, "published": "2025-06-01", "publisher": None}
        rows.append(gate.report_of(row | {"language": find_language(text)}))
    for report in rows:
        yield report
        for name, text in (("lower", report.text.lower()), ("upper", report.text.upper())):
            yield msgspec.structs.replace(report, id=f"{report.id}-{name}", text=text)


def main() -> None:
    """Keep or compare the hashes."""
    kept = Path(sys.argv[1])
    resources = load_resources(fast="--fast" in sys.argv)
    hashes = {
        r.id: hashlib.sha256(msgspec.json.encode(extract(r, resources))).hexdigest()
        for r in reports()
    }
    if not kept.exists():
        kept.write_text(json.dumps(hashes, indent=0))
        sys.stdout.write(f"{len(hashes)} texts kept\n")
        return
    before = json.loads(kept.read_text())
    changed = sorted(i for i in hashes.keys() | before.keys() if hashes.get(i) != before.get(i))
    sys.stdout.write(f"{len(hashes)} texts, {len(changed)} changed: {' '.join(changed[:20])}\n")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()
