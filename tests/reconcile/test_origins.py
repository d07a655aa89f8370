from __future__ import annotations

import pytest
from claim_builder import claim, report, town, voice, when

from corrobora.model import Claim, Derivation, Event, Ghost, Judgement, Report
from corrobora.reconcile import reconcile
from corrobora.reconcile.judged import judged_derivations
from corrobora.reconcile.origins import verdict
from corrobora.reconcile.roots import Roots, fold_name
from corrobora.reconcile.vetting import Vetting

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


def vet(*names: str, verdict_: str = "accept", at: str = "2024-01-01") -> tuple[Judgement, ...]:
    return tuple(
        Judgement(
            subject_kind="outlet",
            subject=name,
            verdict=verdict_,  # type: ignore[arg-type]
            by="ana",
            at=at,
            why="visit",
        )
        for name in names
    )


KEITA = attack("1", "a", said_by=(voice("General Keita"),))
DIALLO = attack("2", "b", said_by=(voice("Dr. Awa Diallo"),))


@pytest.mark.parametrize(
    ("vetted", "least", "grade"),
    [((), 1, "3"), (("The Post",), 1, "3"), (("The Post", "Echo Daily"), 2, "1")],
)
def test_two_named_speakers_confirm_where_vetted_outlets_tell_of_them(
    vetted: tuple[str, ...], least: int, grade: str
) -> None:
    event = one_event(KEITA, DIALLO, judgements=vet(*vetted))

    assert (event.independent.min, event.independent.max) == (least, 2)
    assert event.credibility == grade


def test_invented_names_buy_no_confirmation() -> None:
    planted = tuple(report(f"p{i:03d}", f"Planted {i}", "2024-03-15") for i in range(20))
    claims = [attack(f"x{r.id}", r.id, said_by=(voice(f"Colonel Number {r.id}"),)) for r in planted]

    event = one_event(KEITA, *claims, reports=(A, *planted), judgements=vet("The Post"))

    assert event.independent.min == 1
    assert event.independent.max == 21


@pytest.mark.parametrize("cited", ["Echo Daily", "Reuters"])
def test_what_an_unknown_outlet_says_of_a_vetted_one_is_not_vetted(cited: str) -> None:
    invented = attack("2", "c", said_by=(voice(cited, "outlet"),))
    judgements = vet("The Post", "Echo Daily")

    assert one_event(KEITA, invented, judgements=judgements).independent.min == 1
    assert one_event(KEITA, invented, judgements=(*judgements, *vet("Third Wire"))
                     ).independent.min == 2  # fmt: skip


def test_a_text_carried_by_an_unknown_site_is_not_vetted() -> None:
    carried = report("b", "Reuters", carrier="Blog of Blogs")
    own = attack("2", "b", said_by=(voice("Dr. Awa Diallo"),))

    found = one_event(KEITA, own, reports=(A, carried), judgements=vet("The Post"))
    assert found.independent.min == 1
    found = one_event(KEITA, own, reports=(A, report("b", "Reuters")), judgements=vet("The Post"))
    assert found.independent.min == 2


def test_the_reviewed_list_can_be_taken_back_for_a_case() -> None:
    own = attack("2", "b", said_by=(voice("Dr. Awa Diallo"),))
    no = vet("Reuters", verdict_="reject", at="2024-02-01")

    found = one_event(
        KEITA, own, reports=(A, report("b", "Reuters")), judgements=vet("The Post") + no
    )
    assert found.independent.min == 1


def test_planted_words_do_not_fold_two_vetted_origins_into_one() -> None:
    words = "gunmen on motorcycles stormed the market of the town at noon"
    others = "the market of the town was stormed at noon by gunmen on motorcycles"
    honest = (
        attack("1", "a", quote=words, said_by=(voice("General Keita"),)),
        attack("2", "b", quote=others, said_by=(voice("Dr. Awa Diallo"),)),
    )
    planted = tuple(report(f"p{i}", f"Planted {i}", "2024-03-15") for i in range(3))
    claims = (
        attack("3", "p0", quote=words, said_by=(voice("Dr. Awa Diallo"),)),
        attack("4", "p1", quote=others, said_by=(voice("General Keita"),)),
        attack("5", "p2", quote=others, said_by=(voice("Colonel Nobody"),)),
    )

    event = one_event(*honest, *claims, reports=(A, B, *planted),
                      judgements=vet("The Post", "Echo Daily"))  # fmt: skip

    assert event.independent.min == 2


def test_names_that_look_like_a_vetted_one_are_not() -> None:
    none = Vetting((), {})

    assert none.vetted("Reuters")
    assert none.vetted("the BBC")
    for name in ("Reuters.info", "Reuters Mali", "AFP Sahel", "Rеuters", "The Post"):
        assert not none.vetted(name), name


def test_a_text_under_a_forged_earlier_date_does_not_take_the_origin_from_a_vetted_outlet() -> None:
    forged = report("b", "Planted 1", "2024-03-01")
    taken = Derivation(report="a", source="b", ghost=None, how="repost", cues=("same words",))
    judgements = vet("The Post", "Third Wire")
    third = attack("3", "c", said_by=(voice("Dr. Awa Diallo"),))

    event = one_event(attack("1", "a"), attack("2", "b"), third, reports=(A, forged, C),
                      derivations=(taken,), judgements=judgements)  # fmt: skip

    assert event.independent.min == 2


def test_a_partys_own_text_counts_where_its_publisher_is_vetted() -> None:
    ministry = report("b", "Ministry of Defence of Mali")
    said = attack("2", "b", said_by=(voice("ML.gov", "government"),))
    judged = vet("The Post")

    assert one_event(KEITA, said, reports=(A, ministry), judgements=judged).independent.min == 1
    judged += vet("Ministry of Defence of Mali")
    assert one_event(KEITA, said, reports=(A, ministry), judgements=judged).independent.min == 2


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


@pytest.mark.parametrize(("judged", "most"), [("accept", 1), ("reject", 2)])
def test_a_person_may_add_a_derivation_that_was_not_found(judged: str, most: int) -> None:
    said = Judgement(
        subject_kind="derivation",
        subject="b>a",
        verdict=judged,  # type: ignore[arg-type]
        by="ana",
        at="2024",
        why="seen",
    )

    assert one_event(attack("1", "a"), attack("2", "b"), judgements=(said,)).independent.max == most


def test_judged_derivations_say_who_confirmed_them_and_are_the_same_when_judged_twice() -> None:
    taken = Derivation(report="b", source="a", ghost=None, how="repost", cues=("same words",))
    yes = Judgement(
        subject_kind="derivation", subject="b>a", verdict="accept", by="ana", at="2024", why="asked"
    )

    once = judged_derivations((taken,), (yes,), {"a", "b"})

    assert once[0].cues == ("same words", "judged: ana: asked")
    assert judged_derivations(once, (yes,), {"a", "b"}) == once
    assert judged_derivations((taken,), (yes,), {"b"})[0].how == "repost"
    assert judged_derivations((), (yes,), {"b"}) == ()


def test_verdicts_say_how_two_claims_stand_to_each_other() -> None:
    reports: dict[str, Report] = {r.id: r for r in (A, B, C)}
    general = attack("1", "a", said_by=(voice("General Keita"),))
    again = attack("2", "b", said_by=(voice("General Keita"),))
    doctor = attack("3", "b", said_by=(voice("Dr. Awa Diallo"),))
    own, other = attack("4", "a"), attack("5", "b")
    cited = attack("6", "b", said_by=(voice("Post", "outlet"),))
    roots = Roots(
        [general, again, doctor, own, other, cited], reports, (), vet("The Post", "Echo Daily")
    )
    unknown = Roots([general, doctor], reports, ())

    assert verdict(general, again, roots) == "same_speaker"
    assert verdict(general, doctor, roots) == "independent"
    assert verdict(general, doctor, unknown) == "unknown"
    assert verdict(own, other, unknown) == "unknown"
    assert verdict(own, cited, roots) == "derived"


@pytest.mark.parametrize(
    ("one", "other"),
    [("The Washington Post", "washington post"), ("Example.com", "example"), ("Le Fil", "LE FIL")],
)
def test_publishers_are_known_under_their_spellings(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)
