from __future__ import annotations

import pytest
from claim_builder import claim, report, town, voice, when

from corrobora.model import Claim, Derivation, Event, Ghost, Judgement, Report
from corrobora.reconcile import reconcile
from corrobora.reconcile.origins import Roots, fold_name, verdict

A, B, C = report("a", "The Post"), report("b", "Echo Daily"), report("c", "Third Wire")
SAME = {"date": when("2024-03-10"), "place": town("Kona"), "dead": 14}


def one_event(*claims: Claim, derivations: tuple[Derivation, ...] = (), **more: object) -> Event:
    reports = more.pop("reports", (A, B, C))
    (event,) = reconcile(claims, reports, derivations, more.pop("judgements", ()))  # type: ignore[arg-type]
    return event


def attack(id_: str, in_: str, **fields: object) -> Claim:
    return claim(id_, in_, **SAME, **fields)  # type: ignore[arg-type]


def test_outlets_with_no_sign_of_own_work_raise_only_the_upper_end() -> None:
    event = one_event(attack("1", "a"), attack("2", "b"), attack("3", "c"))

    assert (event.independent.min, event.independent.max) == (1, 3)
    assert event.credibility == "3"


def test_a_hundred_planted_outlets_buy_no_confirmation() -> None:
    planted = tuple(report(f"p{i:03d}", f"Planted {i}", "2024-03-15") for i in range(100))
    quoted = (voice("a senior officer", anonymous=True),)
    claims = [attack(f"x{r.id}", r.id, said_by=quoted) for r in planted]

    event = one_event(attack("1", "a"), *claims, reports=(A, *planted))

    assert event.independent.min == 1
    assert event.credibility not in "12"


def test_an_outlet_that_is_cited_is_the_origin() -> None:
    cited = (voice("The Post", "outlet"), voice("three officials", anonymous=True))

    event = one_event(attack("1", "a"), attack("2", "b", said_by=cited))

    assert [o.name for o in event.origins] == ["The Post"]
    assert (event.independent.min, event.independent.max) == (1, 1)


def test_what_is_lifted_counts_with_its_source_but_the_rest_does_not() -> None:
    taken = Derivation(
        report="b", source="a", ghost=None, how="write-up", cues=("the Post says",),
        spans=((0, 100, 0, 100),),
    )  # fmt: skip

    lifted = one_event(attack("1", "a"), attack("2", "b", start=20), derivations=(taken,))
    own = one_event(attack("1", "a"), attack("2", "b", start=400), derivations=(taken,))

    assert lifted.independent.max == 1
    assert own.independent.max == 2


def test_copies_of_copies_and_ghosts_lead_to_one_root() -> None:
    ghost = Ghost(publisher="Far Agency")
    chain = (
        Derivation(report="b", source="a", ghost=None, how="repost", cues=()),
        Derivation(report="a", source=None, ghost=ghost, how="translation", cues=()),
        Derivation(report="c", source=None, ghost=ghost, how="repost", cues=()),
    )

    event = one_event(attack("1", "a"), attack("2", "b"), attack("3", "c"), derivations=chain)

    assert [o.name for o in event.origins] == ["Far Agency"]


def test_a_circle_of_copies_ends() -> None:
    circle = (
        Derivation(report="a", source="b", ghost=None, how="repost", cues=()),
        Derivation(report="b", source="a", ghost=None, how="repost", cues=()),
    )

    event = one_event(attack("1", "a"), attack("2", "b"), derivations=circle)

    assert event.independent.min == 1


def test_one_named_speaker_in_two_outlets_is_one_origin() -> None:
    general = (voice("General Keita"),)

    event = one_event(attack("1", "a", said_by=general), attack("2", "b", said_by=general))

    assert (event.independent.min, event.independent.max) == (1, 1)
    assert event.origins[0].speakers == ("General Keita",)


def test_two_named_speakers_are_two_and_confirm() -> None:
    event = one_event(
        attack("1", "a", said_by=(voice("General Keita"),)),
        attack("2", "b", said_by=(voice("Dr. Awa Diallo"),)),
    )

    assert (event.independent.min, event.independent.max) == (2, 2)
    assert event.credibility == "1"


def test_all_voices_of_one_government_are_one_origin() -> None:
    accusation = {"type_": "ACCUSE", "by": ("ML.gov",), "on": ("FR",), "date": when("2024-03-10")}
    event = one_event(
        claim("1", "a", said_by=(voice("Minister Coulibaly"),), **accusation),  # type: ignore[arg-type]
        claim("2", "b", said_by=(voice("ML.gov", "government"),), **accusation),  # type: ignore[arg-type]
    )

    assert event.independent.max == 1


@pytest.mark.parametrize(("judged", "least"), [("accept", 2), ("reject", 1)])
def test_vetting_is_a_judgement_with_a_date_that_may_be_withdrawn(judged: str, least: int) -> None:
    def vet(report_id: str, verdict_: str, at: str) -> Judgement:
        return Judgement(
            subject_kind="report",
            subject=report_id,
            verdict=verdict_,  # type: ignore[arg-type]
            by="ana",
            at=at,
            why="visit",
        )

    judgements = (
        vet("a", "accept", "2024-01-01"),
        vet("b", "accept", "2024-01-01"),
        vet("b", judged, "2024-02-01"),
    )

    event = one_event(attack("1", "a"), attack("2", "b"), judgements=judgements)

    assert event.independent.min == least


def test_the_same_long_words_are_one_text() -> None:
    words = "gunmen on motorcycles stormed the market of the town at noon"
    event = one_event(attack("1", "a", quote=words), attack("2", "b", quote=words.upper()))

    assert event.independent.max == 1


def test_a_rejected_derivation_no_longer_counts() -> None:
    taken = Derivation(report="b", source="a", ghost=None, how="repost", cues=())
    no = Judgement(
        subject_kind="derivation", subject="b>a", verdict="reject", by="ana", at="2024", why="no"
    )

    event = one_event(attack("1", "a"), attack("2", "b"), derivations=(taken,), judgements=(no,))

    assert event.independent.max == 2


def test_verdicts_say_how_two_claims_stand_to_each_other() -> None:
    reports: dict[str, Report] = {r.id: r for r in (A, B, C)}
    general = attack("1", "a", said_by=(voice("General Keita"),))
    again = attack("2", "b", said_by=(voice("General Keita"),))
    doctor = attack("3", "b", said_by=(voice("Dr. Awa Diallo"),))
    own, other = attack("4", "a"), attack("5", "b")
    cited = attack("6", "b", said_by=(voice("Post", "outlet"),))
    roots = Roots([general, again, doctor, own, other, cited], reports, ())

    assert verdict(general, again, roots) == "same_speaker"
    assert verdict(general, doctor, roots) == "independent"
    assert verdict(own, other, roots) == "unknown"
    assert verdict(own, cited, roots) == "derived"


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Washington Post", "washington post"), ("Example.com", "example"), ("Le Fil", "LE FIL")],
)
def test_publishers_are_known_under_their_spellings(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)
