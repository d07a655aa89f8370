"""Score exported claims, events and reports against a corpus whose gold was made by hand.

A predicted claim is first laid onto the plain source text of its report by its quoted words (white
space and the shapes of quotation marks do not count), so that offsets of every format compare. It
can match a gold claim when the two spans share at least half of the shorter one; matching is
one-to-one, best agreement first.

From the root of the project::

    python tests/gate/score.py examples/sahel CLAIMS.jsonl EVENTS.jsonl REPORTS.jsonl --misses 20
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gate_corpus import Corpus, Names, Row, Squeezed, folded, read_corpus, read_rows, wordings

FIELDS = (
    "type", "mode", "actors", "targets", "date", "place", "deaths", "wounded", "speaker", "chain",
    "anonymous", "stance", "negated",
)  # fmt: skip
RECORD = ("type", "actors", "date", "speaker")
_SAME_TYPE = {"CONCEDE": "YIELD"}


# --- one claim against another -------------------------------------------------------------------


def interval(date: Any) -> tuple[str, str] | None:
    """First and last day of ``2025``, ``2025-08``, ``2025-08-15``, ``a/b`` or start and end."""
    if not date:
        return None
    if isinstance(date, dict):
        low, high = date.get("start"), date.get("end") or date.get("start")
        return (low[:10], high[:10]) if low and high else None
    low, _, high = str(date).partition("/")
    high = high or low
    return (low + "-01-01"[len(low) - 4 :])[:10], (high + "-12-31"[len(high) - 4 :])[:10]


def dates_agree(gold: Any, found: Any) -> bool:
    """True when ``found`` lies within the gold date, or holds it and is at most a month longer."""
    wanted, given = interval(gold), interval(found)
    if wanted is None or given is None:
        return wanted is None
    inside = wanted[0] <= given[0] and given[1] <= wanted[1]
    around = given[0] <= wanted[0] and wanted[1] <= given[1] and given[0][:7] == given[1][:7]
    return inside or around


def _places_agree(gold: Sequence[str], found: Any) -> bool:
    if isinstance(found, dict):
        found = [found.get(key) for key in ("name", "text", "admin1", "country")]
    names = [folded(name) for name in found or () if name]
    wanted = folded(gold[0])
    return any(name and (name in wanted or wanted in name) for name in names)


def _counts_agree(gold: Sequence[int | None] | None, found: Any) -> bool:
    given = [found.get("min"), found.get("max")] if isinstance(found, dict) else found
    if not gold or not given:
        return not gold and not given
    open_ended = len(gold) < 2 or gold[1] is None
    # "More than thirty" is 31 to some readers and 30 to others; both have understood it.
    return abs(int(given[0] or 0) - int(gold[0] or 0)) <= int(open_ended)


def _chain_agrees(gold: Row, found: Row, names: Names) -> bool:
    voices = found.get("speakers") or []
    return len(voices) == len(gold["speakers"]) and all(
        names.meet([name], wordings([voice]))
        for name, voice in zip(gold["speakers"], voices, strict=True)
    )


def _speaker_agrees(gold: Row, found: Row, names: Names) -> bool:
    said = wordings(found.get("speakers"))
    return names.meet(gold["speakers"], said) if gold["speakers"] else not said


def compare(gold: Row, found: Row, names: Names) -> dict[str, bool | None]:
    """Which fields agree; None where the gold leaves the field open, so that it is not judged."""
    voices = found.get("speakers") or []
    kinds = [_SAME_TYPE.get(row.get("type") or "", row.get("type")) for row in (gold, found)]
    ok: dict[str, bool | None] = {
        "type": kinds[0] == kinds[1],
        "mode": gold["mode"] == found.get("mode") if gold.get("mode") else None,
        "actors": names.meet(gold["actors"], wordings(found.get("actors")))
        if gold["actors"]
        else None,
        "targets": names.meet(gold["targets"], wordings(found.get("targets")))
        if gold["targets"]
        else None,
        "date": dates_agree(gold["date"], found.get("date")) if gold.get("date") else None,
        "place": _places_agree(gold["place"], found.get("place")) if gold.get("place") else None,
        "speaker": _speaker_agrees(gold, found, names),
        "chain": _chain_agrees(gold, found, names) if gold["speakers"] else None,
        "anonymous": any(v.get("anonymous") for v in voices if isinstance(v, dict))
        == gold["anonymous"]
        if gold["speakers"] and voices
        else None,
        "stance": (found.get("stance") or "asserted") == gold["stance"],
        "negated": bool(found.get("negated")) == gold["negated"],
    }
    for toll in ("deaths", "wounded"):
        judged = gold.get(toll) or found.get(toll)
        ok[toll] = _counts_agree(gold.get(toll), found.get(toll)) if judged else None
    return ok


# --- claims --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A gold claim and the prediction matched to it, by position in their lists."""

    gold: int
    found: int
    fields: dict[str, bool | None]

    @property
    def record(self) -> bool:
        """True when type, one actor, date and speaker are all right (or not judged)."""
        return all(self.fields[name] is not False for name in RECORD)


def lay(corpus: Corpus, claims: Iterable[Row], reports: Iterable[Row] = ()) -> list[Row]:
    """Predictions with the gold ``key`` of their report and their span in its source text.

    ``span`` is None for words that the source text does not hold (page furniture, hidden text).
    Claims marked as furniture, of reports outside the corpus, or resting on a title that is not
    part of the text, are left out.
    """
    known = {row["id"]: row for row in reports}
    squeezed = {key: Squeezed.of(text) for key, text in corpus.texts.items()}
    titles = {row["report"]: Squeezed.of(row["title"] or "").text for row in corpus.reports}
    ends: dict[str, int] = {}
    laid = []
    for claim in claims:
        report = known.get(claim.get("report"), {})
        key = corpus.key_of(
            claim.get("report_name"), report.get("name"), report.get("title"), report.get("url")
        )
        if key is not None and not claim.get("in_furniture"):
            ends[key] = max(ends.get(key, 1), int(claim.get("end") or 1))
            laid.append({**claim, "key": key})
    for claim in laid:
        near = int(claim.get("start") or 0) / ends[claim["key"]]
        claim["span"] = squeezed[claim["key"]].find(claim["quote"], near)
    return [c for c in laid if c["span"] or Squeezed.of(c["quote"]).text not in titles[c["key"]]]


def match(gold: Sequence[Row], laid: Sequence[Row], names: Names) -> list[Pair]:
    """One-to-one matching: best agreement first, then the larger overlap, then gold order."""
    by_report: dict[str, list[int]] = {}
    for n, claim in enumerate(laid):
        if claim["span"]:
            by_report.setdefault(claim["key"], []).append(n)
    candidates = []
    for g, row in enumerate(gold):
        for n in by_report.get(row["report"], ()):
            start, end = laid[n]["span"]
            shared = min(row["end"], end) - max(row["start"], start)
            lengths = sorted((row["end"] - row["start"], end - start))
            if lengths[0] > 0 and shared * 2 >= lengths[0]:
                fields = compare(row, laid[n], names)
                right = sum(value is True for value in fields.values()) + 2 * bool(fields["type"])
                candidates.append((-right, -shared / lengths[1], g, n, fields))
    candidates.sort(key=lambda c: c[:4])
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, _, g, n, fields in candidates:
        if g not in used_gold and n not in used_found:
            used_gold.add(g)
            used_found.add(n)
            pairs.append(Pair(g, n, fields))
    return pairs


def share(part: float, whole: float) -> float:
    """``part / whole``, 0 for an empty whole."""
    return part / whole if whole else 0.0


def harmonic(precision: float, recall: float) -> float:
    """F1."""
    return share(2 * precision * recall, precision + recall)


def score_claims(gold: Sequence[Row], laid: Sequence[Row], pairs: Sequence[Pair]) -> Row:
    """Found precision, recall, F1; agreement by field; record F1; share of clean claims.

    Recall counts gold of salience 2 and 3. A prediction that matches gold of salience 1 is right.
    ``clean`` is the share of predictions whose words stand in the report's own text.
    """
    must = [n for n, row in enumerate(gold) if row["salience"] >= 2]
    wanted = set(must)
    got = [pair for pair in pairs if pair.gold in wanted]
    precision, recall = share(len(pairs), len(laid)), share(len(got), len(must))
    out: Row = {
        "precision": precision,
        "recall": recall,
        "found_f1": harmonic(precision, recall),
        "record_f1": harmonic(
            share(sum(pair.record for pair in pairs), len(laid)),
            share(sum(pair.record for pair in got), len(must)),
        ),
        "clean": share(sum(claim["span"] is not None for claim in laid), len(laid)),
    }
    for name in FIELDS:
        judged = [pair.fields[name] for pair in pairs if pair.fields[name] is not None]
        out[name] = share(sum(bool(value) for value in judged), len(judged))
    return out


# --- events, conflicts, derivations, reports -----------------------------------------------------


def score_events(corpus: Corpus, gold_to_found: Mapping[str, str], events: Sequence[Row]) -> Row:
    """B-cubed and pairwise F over matched claims; tolls and origins of the best-fitting events."""
    cluster_of = {c: f"event {n}" for n, event in enumerate(events) for c in event["claims"]}
    gold_of = {c: e["event"] for e in corpus.events for c in e["claims"] if c in gold_to_found}
    found_of = {c: cluster_of.get(gold_to_found[c], f"alone {c}") for c in gold_of}
    both, only_gold, only_found = 0, 0, 0
    precision = recall = 0.0
    for one in gold_of:
        same_gold = {c for c in gold_of if gold_of[c] == gold_of[one]}
        same_found = {c for c in gold_of if found_of[c] == found_of[one]}
        shared = len(same_gold & same_found)
        precision += shared / len(same_found)
        recall += shared / len(same_gold)
        both += shared - 1
        only_gold += len(same_gold) - 1
        only_found += len(same_found) - 1
    lows, bests, independent = [], [], []
    for gold in corpus.events:
        fits = [found_of[c] for c in gold["claims"] if c in found_of]
        best = max(sorted(set(fits)), key=fits.count, default="")
        if not best.startswith("event"):
            continue
        event = events[int(best.split()[1])]
        if gold["deaths"]:
            toll = event.get("deaths") or {}
            lows.append(abs((toll.get("low") or 0) - gold["deaths"]["low"]) <= 1)
            if gold["deaths"]["best"] is not None:
                bests.append(toll.get("best") == gold["deaths"]["best"])
        if len(gold["reports"]) > 1:
            low, high = gold["independent"]
            independent.append(low <= (event.get("independent") or {}).get("min", 0) <= high)
    return {
        "bcubed_f1": harmonic(share(precision, len(gold_of)), share(recall, len(gold_of))),
        "pairwise_f1": harmonic(share(both, only_found), share(both, only_gold)),
        "toll_low": share(sum(lows), len(lows)),
        "toll_best": share(sum(bests), len(bests)),
        "independent": share(sum(independent), len(independent)),
    }


def _sides_met(gold: Row, found: Row, gold_to_found: Mapping[str, str]) -> int:
    """How many sides of the gold conflict are met by a side of their own."""
    free = [set(side["claims"]) for side in found["sides"]]
    met = 0
    for side in gold["sides"]:
        wanted = {gold_to_found[c] for c in side["claims"] if c in gold_to_found}
        hit = next((have for have in free if have & wanted), None)
        if hit is not None:
            free.remove(hit)
            met += 1
    return met


def score_conflicts(corpus: Corpus, gold_to_found: Mapping[str, str], events: Sequence[Row]) -> Row:
    """Precision and recall of conflicts: same matter (or both denials) and two sides told apart.

    Gold marked ``optional`` may be found but need not be.
    """
    found = [conflict for event in events for conflict in event.get("conflicts") or ()]
    right: set[int] = set()
    met: set[int] = set()
    for n, conflict in enumerate(found):
        for g, gold in enumerate(corpus.conflicts):
            alike = gold["about"] == conflict["about"] or (
                gold["kind"] == conflict["kind"] == "denial"
            )
            if alike and _sides_met(gold, conflict, gold_to_found) >= 2:
                right.add(n)
                met.add(g)
    must = {g for g, gold in enumerate(corpus.conflicts) if not gold.get("optional")}
    return {
        "conflict_precision": share(len(right), len(found)),
        "conflict_recall": share(len(met & must), len(must)),
    }


def score_derivations(corpus: Corpus, reports: Sequence[Row]) -> Row:
    """Precision and recall of (report, source); a copy of the source stands for the source."""
    key_of = {r["id"]: corpus.key_of(r.get("name"), r.get("title"), r.get("url")) for r in reports}
    original = {d["report"]: d["source"] for d in corpus.derivations if d["how"] == "repost"}
    wanted = {
        (d["report"], d["source"] or folded(d["ghost"])): d["how"] for d in corpus.derivations
    }
    found: dict[tuple[str, str], str] = {}
    for report in reports:
        key = key_of[report["id"]]
        for derived in report.get("derived_from") or ():
            source = key_of.get(derived.get("report") or "")
            source = original.get(source or "", source)
            ghost = (derived.get("ghost") or {}).get("publisher")
            if key and source != key:
                found[key, source or folded(ghost)] = derived.get("how")
    right = [pair for pair in found if pair in wanted]
    return {
        "derivation_precision": share(len(right), len(found)),
        "derivation_recall": share(len(right), len(wanted)),
        "derivation_how": share(sum(found[p] == wanted[p] for p in right), len(right)),
    }


def score_reports(corpus: Corpus, reports: Sequence[Row]) -> Row:
    """Shares of reports collected, and of collected ones with the right header fields."""
    by_key: dict[str, Row] = {}
    for report in reports:
        key = corpus.key_of(report.get("name"), report.get("title"), report.get("url"))
        if key:
            by_key.setdefault(key, report)
    out: Row = {"collected": share(len(by_key), len(corpus.reports))}
    for name in ("language", "published", "publisher"):
        judged = [(row[name], by_key[row["report"]].get(name)) for row in corpus.reports
                  if row["report"] in by_key]  # fmt: skip
        same = [
            corpus.names.same(want, have or "") if name == "publisher" else want == have
            for want, have in judged
        ]
        out[name] = share(sum(same), len(same))
    return out


def score(
    corpus: Corpus, claims: Iterable[Row], events: Sequence[Row], reports: Sequence[Row]
) -> tuple[Row, list[Pair], list[Row]]:
    """All figures of one corpus, with the pairs and laid predictions that they rest on."""
    laid = lay(corpus, claims, reports)
    pairs = match(corpus.claims, laid, corpus.names)
    gold_to_found = {corpus.claims[pair.gold]["id"]: laid[pair.found]["id"] for pair in pairs}
    figures = {
        **score_claims(corpus.claims, laid, pairs),
        **score_events(corpus, gold_to_found, events),
        **score_conflicts(corpus, gold_to_found, events),
        **score_derivations(corpus, reports),
        **score_reports(corpus, reports),
    }
    return figures, pairs, laid


def main() -> int:
    """Print the figures, and on request what was missed and what was too much."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n", maxsplit=1)[0])
    parser.add_argument("corpus", type=Path, help="folder with gold/ and sources/")
    parser.add_argument("claims", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("reports", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="show up to N of each kind of error")
    args = parser.parse_args()
    corpus = read_corpus(args.corpus)
    figures, pairs, laid = score(
        corpus, read_rows(args.claims), read_rows(args.events), read_rows(args.reports)
    )
    out = sys.stdout
    for name, value in figures.items():
        out.write(f"{name:22}{value:.3f}\n")
    hit = {pair.gold for pair in pairs}
    must = [n for n, row in enumerate(corpus.claims) if row["salience"] >= 2]
    missed = [corpus.claims[n] for n in must if n not in hit]
    for row in missed[: args.misses]:
        out.write(f"missed    {row['id']} {row['type']} {row['quote']!r}\n")
    used = {pair.found for pair in pairs}
    for claim in [c for n, c in enumerate(laid) if n not in used][: args.misses]:
        out.write(f"too much  {claim['key']} {claim['type']} {claim['quote']!r}\n")
    for pair in [p for p in pairs if False in p.fields.values()][: args.misses]:
        wrong = [name for name, value in pair.fields.items() if value is False]
        row = corpus.claims[pair.gold]
        out.write(f"differs   {row['id']} {', '.join(wrong)} {row['quote']!r}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
