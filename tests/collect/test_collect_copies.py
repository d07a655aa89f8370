from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.collect.copies import check_quotations, citation_spans, derive
from corrobora.collect.furniture import find_furniture
from corrobora.model import Derivation, Ghost, Report
from corrobora.text import sha256_of

OUTLETS = {
    "Reuters": "Reuters", "AFP": "AFP", "Lowland Courier": "Lowland Courier",
    "the Courier": "Lowland Courier",
    "Le Fanal": "Le Fanal", "Radio Oru": "Radio Oru",
}  # fmt: skip
SYLLABLES = "ba ke lo mi nu ra se ti vo zu den gar hol pim".split()
GLUE = "the of to in a that was and with for on by from as at".split()


def prose(seed: int, words: int = 300) -> str:
    """Sentences of made-up words, the same for the same seed."""
    rng = random.Random(seed)
    out: list[str] = []
    while sum(s.count(" ") + 1 for s in out) < words:
        sentence = []
        for _ in range(rng.randint(9, 16)):
            made = "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4)))
            sentence.append(rng.choice(GLUE) if rng.random() < 0.4 else made)
        out.append(" ".join(sentence).capitalize() + ".")
    return " ".join(out)


def edited(text: str, share: float, seed: int = 7) -> str:
    rng = random.Random(seed)
    return " ".join("altered" if rng.random() < share else word for word in text.split(" "))


def report(text: str, day: int | None = 1, **fields: object) -> Report:
    digest = sha256_of(text)
    values: dict[str, object] = {
        "name": digest[:6], "media_type": "text/plain", "raw_sha256": "0", "language": "en",
        "published": dt.date(2025, 9, day) if day else None, "furniture": find_furniture(text,
        "en"), **fields,
    }  # fmt: skip
    return Report(id="r" + digest[:16], text=text, sha256=digest, **values)  # type: ignore[arg-type]


def edges(found: tuple[Derivation, ...]) -> set[tuple[str, str | None, str]]:
    return {(d.report, d.source, d.how) for d in found}


def test_unrelated_texts_share_nothing() -> None:
    assert derive([report(prose(i)) for i in range(12)], OUTLETS) == ()


@pytest.mark.parametrize("share", [0.0, 0.02, 0.05, 0.10])
def test_repost_with_edits(share: float) -> None:
    source = report(prose(1))
    copy = report("Seen elsewhere. " + edited(prose(1), share), 2)
    found = derive([source, copy, *(report(prose(i)) for i in range(10, 20))], OUTLETS)
    assert edges(found) == {(copy.id, source.id, "repost")}
    start, end, start2, end2 = found[0].spans[0]
    assert end - start > 40
    assert abs((end - start) - (end2 - start2)) < 60


@pytest.mark.parametrize(("share", "seed"), [(0.2, 3), (0.2, 4)])
def test_heavily_edited_copy_is_still_found(share: float, seed: int) -> None:
    source, copy = report(prose(1)), report(edited(prose(1), share, seed), 2)
    assert edges(derive([copy, source], OUTLETS)) == {(copy.id, source.id, "write-up")}


@pytest.mark.parametrize("part", [2, 4])
def test_lifted_passage(part: int) -> None:
    whole = prose(1)
    lifted = ". ".join(whole.split(". ")[: len(whole.split(". ")) // part])
    source = report(whole)
    taker = report(prose(2, 200) + " " + lifted + ". " + prose(3, 200), 2)
    found = derive([source, taker], OUTLETS)
    assert edges(found) == {(taker.id, source.id, "write-up")}
    (span,) = [s for s in found[0].spans if s[1] - s[0] > 100]
    assert lifted[30:-30] in taker.text[span[0] : span[1]]
    assert lifted[30:-30] in source.text[span[2] : span[3]]


def test_lists_of_names_and_standing_phrases_make_no_edge() -> None:
    names = "Mali, Burkina Faso, Niger, Chad, Guinea, Ghana, Togo, Benin, Senegal and Ivory Coast"
    phrases = (
        "He spoke on the condition of anonymity because they were not authorized to speak to the "
        "media. "
        "The ministry did not immediately respond to a request for comment. "
        "The report could not be independently verified."
    )
    made = [
        report(f"{prose(i)} Leaders of {names} met. {phrases} {prose(i + 50)}") for i in range(3)
    ]
    assert derive(made, OUTLETS) == ()


def test_background_in_many_reports_makes_no_edge() -> None:
    background = prose(99, 40)
    made = [report(f"{prose(i)} {background} {prose(i + 100)}", 1 + i % 28) for i in range(30)]
    assert derive(made, OUTLETS) == ()


def test_a_crowd_of_copies_does_not_hide_the_copying() -> None:
    core = prose(1, 200)
    source = report(core + " " + prose(500, 60))
    crowd = [report(f"{prose(i, 80)} {edited(core, 0.08, i)}", 2) for i in range(2, 42)]
    found = derive([source, *crowd], OUTLETS)
    derived = {d.report for d in found}
    assert {r.id for r in crowd} <= derived
    assert source.id not in derived


def test_thirty_reposts_point_at_the_original() -> None:
    source = report(prose(1), publisher="Reuters")
    copies = [
        report(f"Item {i} of our list. {prose(1)}", 2, publisher=f"Blog {i}") for i in range(30)
    ]
    found = derive([*copies, source], OUTLETS)
    assert edges(found) == {(c.id, source.id, "repost") for c in copies}


def test_carried_text_derives_from_the_outlet_that_wrote_it() -> None:
    source = report(prose(1), 2, publisher="Reuters")
    blog = report("A word before. " + prose(1), 1, publisher="Reuters", carrier="Echo Blog")
    (found,) = derive([blog, source], OUTLETS)
    assert (found.report, found.source, found.how) == (blog.id, source.id, "repost")
    assert "credit to Reuters" in found.cues


def test_furniture_is_not_compared() -> None:
    teaser = " ".join(prose(77, 60).split()[:55])
    made = [
        report(f"{prose(i)}\n\nRelated content\n\nThe canal nobody wanted to dig\n\n{teaser}…")
        for i in range(2)
    ]
    assert derive(made, OUTLETS) == ()


def test_citation_decides_the_direction_before_time() -> None:
    passage = prose(5, 60)
    early = report(
        f"{prose(1)} The general fled, according to Reuters. {passage}", 1, publisher="Echo"
    )
    late = report(f"{passage} {prose(2)}", 2, publisher="Reuters")
    assert edges(derive([early, late], OUTLETS)) == {(early.id, late.id, "write-up")}


ORIGINAL = (
    "Three mercenary instructors left the port of Oru on a grain ship last week, two customs "
    "officers "
    "told this newspaper. The harbour master, Tomas Ilve, confirmed the departure of the grain "
    "ship. "
    "“We saw crates, and nobody showed us any papers for them,” Ilve said."
)
WRITE_UP = (
    "Mercenary instructors have left Oru aboard a grain ship, according to a report in the Lowland "
    "Courier citing two customs officers. "
    "“We saw crates and weapons, and nobody had papers for any of them,” the harbour master was "
    "quoted as saying.\n\n"
    "A strike in the north\n\n"
    "Miners in the north walked out on Monday. “We will be back when the wages are,” one miner "
    "said."
)


def test_write_up_is_resolved_by_its_citation() -> None:
    source = report(ORIGINAL, 1, publisher="Lowland Courier")
    decoy = report(prose(9), 1, publisher="Lowland Courier")
    taker = report(WRITE_UP, 2, publisher="Echo")
    (found,) = derive([taker, decoy, source], OUTLETS)
    assert (found.report, found.source, found.how) == (taker.id, source.id, "write-up")
    assert any("according to a report in the Lowland Courier" in cue for cue in found.cues)
    assert found.spans
    strike = WRITE_UP.index("A strike")
    assert all(end <= strike for _, end, _, _ in found.spans)


def test_uncollected_source_is_one_ghost_for_two_write_ups() -> None:
    one = report(WRITE_UP, 2, publisher="Echo")
    two = report(
        "Two customs officers said mercenary instructors had left Oru on a grain ship, the "
        "Lowland Courier "
        "reported. The government has not said a word about it since then.", 3,
        publisher="Radio Oru",
    )  # fmt: skip
    other = report(
        "The bridge at Vell has collapsed, the Lowland Courier reported. Nobody was hurt there.", 3
    )
    found = derive([other, two, one], OUTLETS)
    ghosts = {d.ghost: {e.report for e in found if e.ghost == d.ghost} for d in found}
    (ghost,) = [g for g, citing in ghosts.items() if citing == {one.id, two.id}]
    assert ghost is not None
    assert (ghost.publisher, ghost.date) == ("Lowland Courier", dt.date(2025, 9, 2))
    (left,) = [d for d in found if d.report == other.id]
    assert left.ghost == Ghost(
        publisher="Lowland Courier", date=dt.date(2025, 9, 3), topic="bridge vell collapsed"
    )


@pytest.mark.parametrize(
    ("sentence", "publisher", "kind"),
    [
        ("Troops left the base, Reuters reported on Monday.", "Reuters", "report"),
        ("The base is empty, a guard told AFP by telephone.", "AFP", "told"),
        ("The base is empty, the mayor said in an interview with Radio Oru.", "Radio Oru", "told"),
        ("The news was first reported by the Lowland Courier.", "Lowland Courier", "report"),
        ("Documents seen by Reuters show the order.", "Reuters", "report"),
        (
            "The Highland Tribune reported that the base was empty.",
            "The Highland Tribune",
            "report",
        ),
        ("The base is empty, according to the newspaper Morning Bell.", "Morning Bell", "report"),
        ("A Reuters investigation found the order.", "Reuters", "report"),
        ("Details are at https://courier.example.org/a/1 for all.", "courier.example.org", "link"),
    ],
)
def test_citation_phrases(sentence: str, publisher: str, kind: str) -> None:
    text = f"The day was quiet. {sentence} Nothing else is known."
    (cue,) = citation_spans(report(text, publisher="Echo"), OUTLETS)
    assert (cue.publisher, cue.kind) == (publisher, kind)
    assert text[cue.start : cue.end] == cue.text
    assert text[cue.sentence_start : cue.sentence_end] == sentence
    assert cue.section_end == len(text)


@pytest.mark.parametrize(
    ("sentence", "publisher"),
    [
        ("La base est vide, selon l'AFP.", "AFP"),
        ("La base est vide, a indiqué un garde à l'AFP.", "AFP"),
        ("D'après Le Fanal, la base est vide.", "Le Fanal"),
        ("La base est vide, rapporte Le Fanal.", "Le Fanal"),
        ("Selon le quotidien Le Fanal, la base est vide.", "Le Fanal"),
        ("La base est vide, d'après un article du journal Le Fanal.", "Le Fanal"),
        ("Interrogé par Reuters, le maire a nié.", "Reuters"),
    ],
)
def test_french_citation_phrases(sentence: str, publisher: str) -> None:
    made = report(f"La journée fut calme. {sentence}", publisher="Écho", language="fr")
    assert [cue.publisher for cue in citation_spans(made, OUTLETS)] == [publisher]


def test_own_outlet_and_acting_outlets_are_no_citations() -> None:
    made = report("A guard told Reuters that the base was empty.", publisher="Reuters")
    assert citation_spans(made, OUTLETS) == ()
    acting = report("Police closed the offices of Radio Oru and arrested two of its staff.")
    assert citation_spans(acting, OUTLETS) == ()


def test_quotations_are_checked_against_the_report_cited() -> None:
    source = report(ORIGINAL, 1, publisher="Lowland Courier")
    first, second = check_quotations(report(WRITE_UP, 2, publisher="Echo"), source, OUTLETS)
    assert (first.verdict, first.attributed) == ("altered", True)
    assert first.passage is not None
    assert "nobody showed us any papers" in first.passage
    assert (second.verdict, second.attributed) == ("not-found", False)
    faithful = report("“We saw crates … nobody showed us any papers,” he said.", 2)
    (found,) = check_quotations(faithful, source, OUTLETS)
    assert found.verdict == "verbatim"
    assert ORIGINAL[found.source_start : found.source_end].startswith("We saw crates")


@pytest.mark.parametrize(
    ("quoted", "change"),
    [
        ("We lost 17 trucks at the ford and not one driver", "number: 17 for 14"),
        ("We lost 14 trucks at the ford and one driver", "drops: not"),
        ("We lost 14 good trucks at the ford and not one driver", "adds: good"),
        ("Trucks, 14 in all, stayed behind at the ford, though no driver was lost", "reworded"),
    ],
)
def test_what_was_changed_in_a_quotation_is_said(quoted: str, change: str) -> None:
    words = "“We lost 14 trucks at the ford and not one driver,” said the foreman."
    source = report(f"{prose(1, 40)} {words}", 1, publisher="Lowland Courier")
    taker = report(f"“{quoted},” he told the Lowland Courier.", 2, publisher="Echo")
    (found,) = check_quotations(taker, source, OUTLETS)
    assert found.verdict == "altered"
    assert change in found.changes


def test_words_said_to_all_are_taken_from_nobody() -> None:
    words = "“No soldier of mine will cross the river before the harvest is in,”"
    public = f"{words} General Ilve said in a statement."
    one = report(f"{prose(1, 80)} {public} {prose(2, 80)}", 1)
    two = report(f"{prose(3, 80)} {public} {prose(4, 80)}", 2)
    assert derive([one, two], OUTLETS) == ()


def test_formulas_of_reports_far_apart_in_time_are_no_reuse() -> None:
    formula = prose(55, 22)
    one = report(f"{prose(1)} {formula} {prose(2)}", 1)
    late = report(f"{prose(3)} {formula} {prose(4)}", 28)
    soon = report(f"{prose(3)} {formula} {prose(4)}", 3)
    assert derive([one, late], OUTLETS) == ()
    assert edges(derive([one, soon], OUTLETS)) == {(soon.id, one.id, "write-up")}


def test_a_ghost_is_filled_in_when_the_story_arrives() -> None:
    taker = report(WRITE_UP, 2, publisher="Echo")
    (before,) = derive([taker], OUTLETS)
    assert before.ghost is not None
    source = report(ORIGINAL, 1, publisher="Lowland Courier")
    (after,) = derive([taker, source], OUTLETS)
    assert (after.source, after.ghost) == (source.id, None)


def test_a_link_to_a_collected_report_is_a_citation_of_it() -> None:
    url = "https://courier.example.org/a"
    source = report(prose(1), 1, url=url, publisher="Lowland Courier")
    taker = report(f"{prose(2)} See {url} for more.", 2, publisher="Echo")
    (found,) = derive([taker, source], OUTLETS)
    assert (found.report, found.source) == (taker.id, source.id)
    assert any(cue.startswith("link: ") for cue in found.cues)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "BAMAKO (AFP) - Des hommes ont tué dix soldats."),
        ("fr", "Dix soldats sont morts, a indiqué à l'AFP un élu local."),
        ("fr", "Dix soldats sont morts, révélait l'AFP jeudi."),
        ("fr", "L'AFP rapportait jeudi que dix soldats étaient morts."),
        ("fr", "D'après des informations obtenues par l'AFP, dix soldats sont morts."),
        ("en", "Ten soldiers died, an AFP correspondent saw."),
        ("en", "AFP, which first reported the attack, spoke of ten dead."),
        ("en", "Reached by AFP, the mayor spoke of ten dead."),
    ],
)
def test_ways_to_credit_an_agency(language: str, text: str) -> None:
    cues = citation_spans(report(text, language=language, publisher="Echo"), OUTLETS)
    assert [cue.publisher for cue in cues] == ["AFP"]


def test_shared_quotation() -> None:
    words = "“No soldier of mine will cross the river before the harvest is in,”"
    one = report(f"{prose(1, 80)} {words} General Ilve said. {prose(2, 80)}", 1)
    two = report(f"{prose(3, 80)} {words} the commander declared. {prose(4, 80)}", 2)
    (found,) = derive([two, one], OUTLETS)
    assert (found.report, found.source, found.how) == (two.id, one.id, "quotation")
    assert "river before the harvest" in two.text[slice(*found.spans[0][:2])]


def test_a_translation_is_shown_by_a_credit_or_by_names_and_numbers_in_order() -> None:
    english = (
        "Rebels of the Varda Front killed 43 guards at Kerwane and took 17 trucks to Mirepol, "
        "said Colonel "
        "Teodor Halvik. Minister Osric Bellamy flew to Vell."
    )
    french = (
        "Des rebelles du Front Varda ont tué 43 gardes à Kerwane et emmené 17 camions à Mirepol, "
        "selon le "
        "colonel Teodor Halvik. Le ministre Osric Bellamy s'est rendu à Vell."
    )
    one = report(english, 1, publisher="AFP")
    two = report(french, 1, publisher="AFP", language="fr")
    (found,) = derive([one, two], OUTLETS)
    assert found.how == "translation"
    assert any(cue.startswith("weak:") for cue in found.cues)
    apart = report(french, 2, publisher="Le Fanal", language="fr")
    (found,) = derive([one, apart], OUTLETS)
    assert (found.report, found.source, found.how) == (apart.id, one.id, "translation")
    assert found.spans
    own = report(
        "Dix-sept camions ont disparu à Mirepol après l'attaque du Front Varda, selon le ministre "
        "Osric Bellamy, qui parle de 12 morts. À Kerwane, le juge Anselm Doré a ouvert une enquête "
        "et entendu 31 témoins.", 2, publisher="Le Fanal", language="fr",
    )  # fmt: skip
    assert derive([one, own], OUTLETS) == ()


def test_revision() -> None:
    url = "https://courier.example.org/a"
    one = report(prose(1), 1, url=url, collected="2025-09-01T08:00:00Z")
    two = report(prose(1) + " Added later.", 1, url=url, collected="2025-09-01T18:00:00Z")
    assert edges(derive([one, two], OUTLETS)) == {(two.id, one.id, "revision")}


FREED = (
    "Guards of the Varda Front freed 43 miners at Kerwane after 17 days, said Colonel Teodor "
    "Halvik. "
    "Minister Osric Bellamy flew to Vell with 250 blankets."
)
LIBERES = (
    "Des gardes du Front Varda ont libéré 43 mineurs à Kerwane après 17 jours, selon le colonel "
    "Teodor Halvik. Le ministre Osric Bellamy s'est rendu à Vell avec 250 couvertures."
)


def _case() -> list[Report]:
    core, quoted = (
        prose(1),
        "“Nobody will take this valley from the people who live in it,” he said.",
    )
    return [
        report(core, 2, publisher="Reuters"),
        report("Before. " + core, 1, publisher="Reuters", carrier="Echo"),
        report(edited(core, 0.05), 3),
        report(prose(2, 100) + " " + " ".join(core.split()[:90]) + ".", None),
        report(f"{prose(3)} {quoted}", 4),
        report(f"{prose(4)} {quoted}", 4),
        report(ORIGINAL, 1, publisher="Lowland Courier"),
        report(WRITE_UP, 2, publisher="Echo"),
        report(
            "Two customs officers saw the grain ship leave Oru, Reuters reported. It was late.", 5
        ),
        report(prose(6), 5),
        report(FREED, 6, publisher="Radio Oru"),
        report(LIBERES, 7, publisher="Le Fanal", language="fr"),
    ]


CASE = _case()


@settings(max_examples=25, deadline=None)
@given(st.permutations(CASE), st.integers(0, len(CASE)))
def test_order_of_arrival_does_not_matter(arrived: list[Report], again: int) -> None:
    assert derive([*arrived, *arrived[:again]], OUTLETS) == derive(CASE, OUTLETS)


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, len(CASE) - 1)))
def test_removed_reports_leave_no_trace(gone: set[int]) -> None:
    left = [r for i, r in enumerate(CASE) if i not in gone]
    ids = {r.id for r in left}
    found = derive(left, OUTLETS)
    assert {d.report for d in found} <= ids
    assert {d.source for d in found if d.source} <= ids
    assert found == derive(left[::-1], OUTLETS)


def test_no_report_derives_from_itself_and_none_in_a_circle() -> None:
    sources: dict[str, set[str]] = {}
    for d in derive(CASE, OUTLETS):
        if d.source:
            sources.setdefault(d.report, set()).add(d.source)
    for start in sources:
        seen, todo = set(), [start]
        while todo:
            here = todo.pop()
            for there in sources.get(here, ()):
                assert there != start
                if there not in seen:
                    seen.add(there)
                    todo.append(there)


def test_built_in_outlets_are_used_by_default() -> None:
    made = report("The base is empty, Reuters reported. Nothing else is known.", publisher="Echo")
    assert [cue.publisher for cue in citation_spans(made)] == ["Reuters"]
    assert [d.ghost.publisher for d in derive([made]) if d.ghost] == ["Reuters"]


BACKGROUND = (
    "The northern valleys have seen raids on grain convoys since the garrison at Tamsit mutinied "
    "four years ago, and thousands of families have left their farms for camps along the river."
)


def _story(number: int, day: int, publisher: str) -> Report:
    return report(f"{prose(number)}\n\n{BACKGROUND}", day, publisher=publisher)


def test_an_outlet_repeating_its_background_derives_nothing() -> None:
    assert derive([_story(n, n, "Echo") for n in range(1, 4)], OUTLETS) == ()
    assert derive([_story(1, 1, "Echo"), _story(2, 1, "Echo")], OUTLETS) == ()


def test_background_taken_from_another_outlet_is_reuse_until_it_is_a_standing_passage() -> None:
    own = [_story(n, n, "Echo") for n in range(1, 4)]
    taker = _story(7, 9, "Radio Oru")
    (found,) = derive([own[0], taker], OUTLETS)
    assert (found.report, found.source) == (taker.id, own[0].id)
    assert derive([*own, taker], OUTLETS) == ()


def test_a_new_version_under_the_same_name_is_kept() -> None:
    first = report(f"{prose(1)} {prose(2)}", 1, publisher="Echo")
    second = report(f"{prose(1)} {prose(2)} {prose(3)}", 2, publisher="Echo")
    (found,) = derive([first, second], OUTLETS)
    assert (found.report, found.source, found.how) == (second.id, first.id, "repost")


def test_two_stories_of_one_outlet_on_one_day_are_two_ghosts() -> None:
    one = report("The bridge at Vell has collapsed, the Lowland Courier reported.", 3)
    two = report("Miners at Oru have gone on strike, the Lowland Courier reported.", 3)
    ghosts = [d.ghost for d in derive([one, two], OUTLETS) if d.ghost]
    assert len({(g.publisher, g.date) for g in ghosts}) == 1
    assert len(set(ghosts)) == 2


def test_the_day_named_in_a_citation_finds_the_report() -> None:
    source = report(
        "Dockers in Oru stopped work at noon and blocked the gate of the customs house.", 1,
        publisher="Lowland Courier",
    )  # fmt: skip
    later = report(
        "The port of Oru will be closed for another week, its director said in the evening.", 4,
        publisher="Lowland Courier",
    )  # fmt: skip
    taker = report(
        "Work at the customs house of Oru came to a halt, the Lowland Courier reported on Monday, "
        "and ships were turned away.", 5, publisher="Echo",
    )  # fmt: skip
    found = [d.source for d in derive([source, later, taker], OUTLETS)]
    assert found == [source.id]


def test_a_credited_translation_is_linked_and_citations_of_it_mean_the_original() -> None:
    original = report(
        "Envoys of Marland met at Tamsit on 4 March 2024 and freed 120 captives, the mediator "
        "Jorun Vael told the Lowland Courier. Another 35 captives stay in Oru.", 1,
        publisher="Lowland Courier", author="Ada Brack",
    )  # fmt: skip
    translated = report(
        "Des émissaires du Marland se sont vus à Tamsit le 4 mars 2024 et ont libéré 120 captifs, "
        "a dit au Lowland Courier le médiateur Jorun Vael. Les 35 autres restent à Oru.", 2,
        publisher="Lowland Courier", carrier="La Gazette", author="Ada Brack", language="fr",
    )  # fmt: skip
    (found,) = derive([original, translated], OUTLETS)
    assert (found.report, found.source, found.how) == (translated.id, original.id, "translation")
