"""Who took what from whom: a function of the set of reports, whatever order they came in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from corrobora.collect.bones import Bones, bones_of, retold, retold_span
from corrobora.collect.citations import CitationCue
from corrobora.collect.cited import best_match
from corrobora.collect.edges import (
    Edge,
    Span,
    cue_texts,
    direct,
    join_spans,
    passage_edge,
    said_to_all,
    source_order,
    with_sentences,
)
from corrobora.collect.ghosts import ghost_derivations
from corrobora.collect.oddities import shared_oddities
from corrobora.collect.outlets import outlet_book, outlet_key
from corrobora.collect.passages import (
    MOST_SHARE,
    Pair,
    Prepared,
    find_pairs,
    find_reposts,
    near,
    prepare,
)
from corrobora.collect.quotations import quotation_hashes
from corrobora.collect.revisions import link_revisions
from corrobora.collect.topics import Topics, close_in_time, firm_terms
from corrobora.collect.translations import (
    RARE_TERMS,
    cited_as_translation,
    enough_terms,
    one_outlet,
    telling_terms,
    translation_evidence,
)
from corrobora.collect.winnowing import Aligned, align, given_spans
from corrobora.model import Derivation, Report, Reuse
from corrobora.sightings import merge_sightings

RARE_BONES = 4
"""Two texts must share so many rare names and numbers before they are compared for retelling."""
NEW_WORDS = 8
"""A second source must account for so many words that the first does not."""


def derive(
    reports: Sequence[Report], publishers: Mapping[str, str] | None = None
) -> tuple[Derivation, ...]:
    """Find reposts, reused passages, citations, shared quotations, translations and revisions.

    Args:
        reports: All reports of a case. The order does not matter, and leaving one out gives what
            would have been found had it never been there.
        publishers: Alias to canonical name of known outlets; the built-in ones when None.

    Returns:
        Derivations in order of report, source and ghost. A report has at most one per source.
    """
    by_id: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_id[report.id].append(report)
    unique = [merge_sightings(by_id[i]) for i in sorted(by_id)]
    book = outlet_book(publishers, [r.publisher for r in unique if r.publisher])
    ordered = sorted((prepare(r, book) for r in unique), key=lambda p: p.order)
    graph = _Graph(ordered, link_revisions(unique))
    graph.build()
    return graph.derivations()


class _Graph:
    """The edges found so far."""

    def __init__(self, ordered: Sequence[Prepared], revisions: Mapping[str, str]) -> None:
        self.ordered = ordered
        self.by_id = {p.report.id: p for p in ordered}
        self.revisions = revisions
        self.edges: dict[tuple[str, str], Edge] = {}
        self.sources: dict[str, list[str]] = defaultdict(list)
        self.ghosts: list[tuple[Prepared, CitationCue]] = []
        self.topics = Topics.of(())

    def build(self) -> None:
        for later, earlier in sorted(self.revisions.items()):
            one, two = self.by_id[later], self.by_id[earlier]
            spans = given_spans(align(one.words, two.words), one.words, two.words)
            self._put(Edge(one, two, "revision", ["same address"], spans))
        distinct, reposts = find_reposts(self.ordered)
        for repost in reposts:
            self._add_repost(repost.copy, repost.original, repost.share)
        self._add_passages(find_pairs(distinct))
        self.topics = Topics.of(distinct)
        # Translations under one name come first: whoever cites the translation means the original.
        self._add_translations(distinct, credited=True)
        self._add_citations(distinct)
        self._add_translations(distinct, credited=False)
        self._add_retold(distinct)
        self._add_oddities(distinct)
        self._add_quotations(distinct)

    def _put(self, edge: Edge) -> None:
        here, there = edge.derived.report.id, edge.source.report.id
        if (here, there) not in self.edges and (there, here) not in self.edges:
            self.edges[here, there] = edge
            self.sources[here].append(there)

    def linked(self, one: Prepared, two: Prepared) -> bool:
        """True when one derives from the other, directly or through others."""
        return self._reaches(one, two) or self._reaches(two, one)

    def _reaches(self, start: Prepared, goal: Prepared) -> bool:
        wanted = goal.report.id
        seen, todo = set(), [start.report.id]
        while todo:
            here = todo.pop()
            if here == wanted:
                return True
            if here not in seen:
                seen.add(here)
                todo += self.sources.get(here, ())
        return False

    def _add_repost(self, copy: Prepared, original: Prepared, share: float) -> None:
        spans = given_spans(align(copy.words, original.words), copy.words, original.words)
        cues = [f"{share:.0%} of its five-word runs stand in the source"]
        if copy.report.carrier and copy.publisher == original.publisher:
            cues.append(f"credit to {copy.report.publisher}")
        cues += cue_texts(copy, original)
        self._put(Edge(copy, original, "repost", cues, spans))

    # --- passages --------------------------------------------------------------------------------

    def _add_passages(self, pairs: Sequence[Pair]) -> None:
        directed: dict[str, list[tuple[Prepared, Prepared, tuple[Aligned, ...]]]] = defaultdict(
            list
        )
        for pair in pairs:
            derived, source, passages = direct(pair)
            directed[derived.report.id].append((derived, source, passages))
        for derived_id in sorted(directed):
            rivals = directed[derived_id]
            covered: set[int] = set()
            for derived, source, passages in sorted(rivals, key=source_order):
                words = {n for p in passages for n in range(p.start, p.end)}
                cited = source.publisher in derived.cited
                if len(words - covered) < NEW_WORDS and not cited:
                    continue
                covered |= words
                edge = passage_edge(derived, source, passages)
                if cited or not said_to_all(edge):
                    self._put(edge)

    # --- citations -------------------------------------------------------------------------------

    def _add_citations(self, distinct: Sequence[Prepared]) -> None:
        by_publisher: dict[str, list[Prepared]] = defaultdict(list)
        by_address: dict[str, Prepared] = {}
        for item in distinct:
            if item.publisher:
                by_publisher[item.publisher].append(item)
            if item.report.url:
                by_address.setdefault(item.report.url.rstrip("/"), item)
        for item in distinct:
            for cue in item.cues:
                linked = by_address.get(cue.address.rstrip("/")) if cue.address else None
                rivals = [linked] if linked else by_publisher.get(outlet_key(cue.publisher), [])
                source = linked or self._resolve(item, cue, rivals)
                if source is not None and source is not item:
                    self._add_citation(item, cue, source)
                elif cue.kind != "link":
                    self.ghosts.append((item, cue))

    def _resolve(
        self, item: Prepared, cue: CitationCue, rivals: Sequence[Prepared]
    ) -> Prepared | None:
        """The collected report of the cited outlet that a citation means, if there is one."""
        for rival in rivals:
            if (item.report.id, rival.report.id) in self.edges and close_in_time(item, rival):
                return rival
        best = best_match(item, cue, rivals, self.topics)
        return self._original(best, rivals) if best else None

    def _original(self, found: Prepared, rivals: Sequence[Prepared]) -> Prepared:
        """What a text of the same outlet was reposted or translated from, if that was collected."""
        known = {rival.report.id: rival for rival in rivals}
        seen: set[str] = set()
        while found.report.id not in seen:
            seen.add(found.report.id)
            for source in self.sources.get(found.report.id, ()):
                edge = self.edges[found.report.id, source]
                if source in known and edge.how in {"repost", "translation"}:
                    found = known[source]
                    break
        return found

    def _add_citation(self, item: Prepared, cue: CitationCue, source: Prepared) -> None:
        key = (item.report.id, source.report.id)
        back = self.edges.get((source.report.id, item.report.id))
        if back is not None:
            return
        edge = self.edges.get(key)
        if edge is None:
            how: Reuse = "quotation" if cue.kind == "told" else "write-up"
            other = item.report.language != source.report.language
            if other and cited_as_translation(item, cue, source):
                how = "translation"
            edge = Edge(item, source, how)
            self._put(edge)
        elif edge.how == "quotation" and cue.kind != "told":
            edge.how = "write-up"
        edge.add(f"{cue.kind}: {' '.join(cue.text.split())}")
        if (
            edge.how not in {"repost", "revision"}
            and item.report.language == source.report.language
        ):
            edge.spans = with_sentences(item, source, edge.spans)

    # --- translations and quotations -------------------------------------------------------------

    def _add_translations(self, distinct: Sequence[Prepared], *, credited: bool) -> None:
        """Two languages, one outlet (or one cited outlet), and the same names and numbers."""
        holders: dict[str, list[int]] = defaultdict(list)
        terms = [firm_terms(item) for item in distinct]
        for index, found in enumerate(terms):
            for word in sorted(found):
                holders[word].append(index)
        for index, item in enumerate(distinct):
            shared: dict[int, list[str]] = defaultdict(list)
            for word in sorted(terms[index]):
                if len(holders[word]) <= RARE_TERMS:
                    for other in holders[word]:
                        if other < index:
                            shared[other].append(word)
            for other, words in sorted(shared.items()):
                pair = distinct[other], item
                if credited is one_outlet(*pair):
                    self._add_translation(*pair, words)

    def _add_translation(self, one: Prepared, two: Prepared, words: list[str]) -> None:
        known = one.report.language and two.report.language
        if not known or one.report.language == two.report.language or self.linked(one, two):
            return
        words = telling_terms(one, two, words)
        if not enough_terms(one, two, words) or not near(one, two):
            return
        # Two write-ups of one report share its names, and neither is a translation of the other.
        common = set(self.sources[one.report.id]) & set(self.sources[two.report.id])
        evidence = None if common else translation_evidence(one, two)
        if evidence is None:
            return
        derived, source = (one, two) if two.publisher in one.cited else (two, one)
        shown = ", ".join(words[:12])
        cues = [evidence, f"weak: {len(words)} rare names and numbers shared ({shown})"]
        self._put(Edge(derived, source, "translation", cues))

    def _add_retold(self, distinct: Sequence[Prepared]) -> None:
        """Texts that keep the names and numbers of an earlier one in order, in whatever words."""
        bones = [bones_of(item) for item in distinct]
        holders: dict[str, list[int]] = defaultdict(list)
        for index, found in enumerate(bones):
            for bone in found.order:
                holders[bone].append(index)
        most = max(RARE_TERMS, int(MOST_SHARE * len(distinct)))
        for index, item in enumerate(distinct):
            shared: Counter[int] = Counter()
            for bone in bones[index].order:
                if len(holders[bone]) <= most:
                    shared.update(other for other in holders[bone] if other < index)
            # The earliest comes first: of an original and its copies the original is meant.
            for other in sorted(o for o, n in shared.items() if n >= RARE_BONES):
                source = distinct[other]
                if self.linked(item, source) or not near(item, source):
                    continue
                if one_outlet(item, source) and item.report.language == source.report.language:
                    continue
                share = retold(bones[index], bones[other])
                if share is not None:
                    self._add_retelling(item, source, bones[index], bones[other], share)
                    break

    def _add_retelling(
        self, item: Prepared, source: Prepared, here: Bones, there: Bones, share: float
    ) -> None:
        if source.publisher in item.cited or item.publisher not in source.cited:
            derived, origin = (item, here), (source, there)
        else:
            derived, origin = (source, there), (item, here)
        other = item.report.language != source.report.language
        shown = ", ".join(b for b in here.order if b in there.distinct)
        cues = [f"weak: {share:.0%} of the names and numbers kept in order ({shown})"]
        texts = derived[0].report.text, origin[0].report.text
        spans = (retold_span(derived[1], origin[1], texts),)
        how: Reuse = "translation" if other else "write-up"
        self._put(Edge(derived[0], origin[0], how, cues, spans))

    def _add_oddities(self, distinct: Sequence[Prepared]) -> None:
        """Texts that share slips: a cue more where they are linked already, else a link."""
        for found in shared_oddities(distinct):
            derived, source, _ = direct(Pair(found.one, found.two, (), 0))
            key = derived.report.id, source.report.id
            edge = self.edges.get(key) or self.edges.get(key[::-1])
            if edge is None:
                if self.linked(derived, source) or one_outlet(derived, source):
                    continue
                spans = found.spans_from(derived)
                edge = Edge(derived, source, "write-up", spans=spans)
                self._put(edge)
            for cue in found.cues:
                edge.add(cue)

    def _add_quotations(self, distinct: Sequence[Prepared]) -> None:
        first: dict[int, tuple[Prepared, tuple[int, int]]] = {}
        for item in distinct:
            spans: dict[str, tuple[Prepared, list[Span]]] = {}
            for value, place in quotation_hashes(item.report).items():
                holder = first.setdefault(value, (item, place))
                if holder[0] is not item:
                    known = spans.setdefault(holder[0].report.id, (holder[0], []))
                    known[1].append((*place, *holder[1]))
            for _, (source, found) in sorted(spans.items()):
                # An outlet that quotes again what it quoted before takes nothing from anybody.
                if not (self.linked(item, source) or one_outlet(item, source)):
                    cues = ["the same words in quotation marks"]
                    edge = Edge(item, source, "quotation", cues, join_spans(found))
                    if not said_to_all(edge):
                        self._put(edge)

    # --- the result ------------------------------------------------------------------------------

    def derivations(self) -> tuple[Derivation, ...]:
        found = [
            Derivation(
                report=here,
                source=there,
                ghost=None,
                how=edge.how,
                cues=tuple(edge.cues),
                spans=tuple(sorted(set(edge.spans))),
            )
            for (here, there), edge in self.edges.items()
        ]
        found += ghost_derivations(self.ghosts, self.topics)
        return tuple(sorted(found, key=lambda d: (d.report, d.source or "~", str(d.ghost), d.how)))
