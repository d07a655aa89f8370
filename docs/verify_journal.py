"""Verify what `corrobora journal --export FILE` wrote, without Corrobora.

    python verify_journal.py FILE [SEQ:HASH]

With the head of the journal that you kept, nothing before it can have been changed unseen.
"""

import hashlib
import json
import sys
from collections import Counter
from pathlib import Path

START = "0" * 64
SHOWN = ("feed", "number", "item", "type", "version", "content", "previous")


def sha256(text):
    """Hash of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def digest(parts):
    """Hash of a run of texts."""
    return sha256("".join(map(sha256, parts)))


def canonical(value):
    """The form of a record that hashes cover."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def lines(entries, head):
    """What is wrong with the chain of the journal."""
    previous = START
    for seq, entry in enumerate(entries, 1):
        mark = sha256(canonical({k: v for k, v in entry.items() if k != "hash"}))
        if (entry["seq"], entry["previous"], entry["hash"]) != (seq, previous, mark):
            yield f"Journal line {seq} is not as it was written."
        previous = entry["hash"]
    if head and [(e["seq"], e["hash"]) for e in entries[head[0] - 1 : head[0]]] != [head]:
        yield f"The journal does not lead through line {head[0]} whose hash you kept."


def acts(entries, found):
    """Which acts are not those that the journal tells of."""
    told = Counter()
    for subject in (e["subject"] for e in entries if isinstance(e["subject"], dict)):
        told.update(key for _, _, key in subject.get("acts", ()))
        told.update(subject.get("restated", {}).get("acts", ()))
        told.subtract(subject.get("removed", {}).get("acts", ()))
    last = {}
    for act in found:
        about = act["kind"], act["subject"]
        if digest((*about, act["value"], last.get(about, START))) != act["key"]:
            yield f"The act {act['key']} was altered."
        last[about] = act["key"]
    if +told != Counter(act["key"] for act in found):
        yield "The acts are not those that the journal tells of."


def releases(entries, found):
    """What is wrong with the chains of releases, and with what the journal tells of them."""
    last = {}
    for one in found:
        number, previous = last.get(one["feed"], (0, START))
        mark = sha256(canonical({name: one[name] for name in SHOWN}))
        if (one["number"], one["previous"], one["hash"]) != (number + 1, previous, mark):
            yield f"Release {one['number']} of {one['feed']} is not as it was made."
        last[one["feed"]] = one["number"], one["hash"]
    told = {}
    for batch in (e["subject"] for e in entries if e["act"] == "released"):
        told[batch["feed"]] = batch["to"]
        rows = [r for r in found if r["feed"] == batch["feed"]]
        rows = [r for r in rows if batch["from"] <= r["number"] <= batch["to"]]
        if digest(map(canonical, rows)) != batch["releases"]:
            yield f"Releases of {batch['feed']} are not those that the journal tells of."
    if {feed: number for feed, (number, _) in last.items()} != told:
        yield "There are releases that the journal does not know, or some are missing."


def main(path, head=""):
    """Read the file, and say what is wrong."""
    found = {"entry": [], "act": [], "release": []}
    for line in Path(path).read_text(encoding="utf-8").split("\n"):
        for kind, record in json.loads(line or "{}").items():
            found[kind].append(record)
    seq, _, mark = head.partition(":")
    kept = (int(seq), mark) if head else None
    wrong = [*lines(found["entry"], kept), *acts(found["entry"], found["act"])]
    wrong += releases(found["entry"], found["release"])
    told = f"Whole: {len(found['entry'])} journal lines."
    sys.stdout.write("\n".join(wrong or [told]) + "\n")
    return 1 if wrong or not found["entry"] else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
