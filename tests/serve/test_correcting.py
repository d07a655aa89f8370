"""Claims corrected, divided and put back in the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html

from corrobora.case import Case
from corrobora.model import Claim
from corrobora.share.labels import read_label
from corrobora.sharing import Outbox, SharingDesk
from corrobora.sharing.forgetting import forget
from corrobora.store import check
from serve.browser import NOW, opened, records, token
from serve.waiting import EARLY, HARBOUR, desk_of, shareable

ATTACK = "Gunmen killed 14 soldiers in an ambush near Mopti on 4 September 2025"


def attack(client: Any) -> Claim:
    """The claim of the wire's attack as it was found."""
    claims: list[Claim] = list(client.app.state.room.store.claims())
    return next(c for c in claims if c.quote.startswith(ATTACK))


def now(client: Any, identifier: str) -> Any:
    """A claim as people judged it."""
    (found,) = client.app.state.room.case.claims_by([identifier])
    return found


def version(client: Any, claim: Claim) -> str:
    page: Any = records(client, f"/reports/{claim.report}")
    return str(next(c["version"] for c in page["claims"] if c["claim"]["id"].startswith(claim.id)))


def say(client: Any, act: str, identifier: str, claim: Claim, **fields: str) -> Any:
    given = {
        "token": token(client), "by": "A. Sow", "why": "Read it again",
        "seen": version(client, claim), **fields,
    }  # fmt: skip
    return client.post(f"/judge/claim/{identifier}/{act}", data=given)


def test_each_field_is_corrected_and_survives_a_rebuild(case_path: Path) -> None:
    with opened(case_path) as client:
        claim = attack(client)
        answer = say(
            client, "edit", claim.id, claim, type="COERCE", stance="alleged",
            actors="Malian military; Lanterns (ngo)", targets="", speakers="Mali; Lanterns (ngo)",
            place="Gao, ML", **{"from": "2025-09-03", "to": "2025-09-05"},
        )  # fmt: skip
        assert answer.status_code == 303, answer.text
        assert f"done=claim_edit#claim-{claim.id}" in answer.headers["location"]
    with Case.open(case_path, clock=lambda: NOW, fast=True) as case:
        case.update()
        (found,) = case.claims_by([claim.id])
        assert (found.type, found.stance.value) == ("COERCE", "alleged")
        assert [(a.id, a.kind) for a in found.actors] == [
            ("ML.mil", "military"),
            ("?:lanterns", "ngo"),
        ]
        assert found.targets == ()
        assert [(v.name, v.kind) for v in found.speakers] == [
            ("Mali", "government"), ("Lanterns", "organisation"),
        ]  # fmt: skip
        assert found.place is not None
        assert (found.place.name, found.place.country) == ("Gao", "ML")
        assert found.date is not None
        assert (str(found.date.start), str(found.date.end), found.date.precision) == (
            "2025-09-03", "2025-09-05", "range",
        )  # fmt: skip
        assert found.quote == claim.quote
        assert any(claim.id in event.claims and event.type == "COERCE" for event in case.events())
    assert check(case_path).findings == ()


def test_what_did_not_happen_makes_no_event(client: Any) -> None:
    claim = attack(client)
    board = client.app.state.room.board
    assert claim.id in board().event_of
    assert say(client, "edit", claim.id, claim, negated="yes").status_code == 303
    assert now(client, claim.id).negated
    assert claim.id not in board().event_of
    assert say(client, "edit", claim.id, claim, negated="no").status_code == 303
    assert claim.id in board().event_of


def test_only_what_was_changed_is_kept(client: Any) -> None:
    claim = attack(client)
    page = html.fromstring(client.get(f"/reports/{claim.report}").text)
    (form,) = page.xpath(f"//form[@action='/judge/claim/{claim.id}/edit']")
    fields = dict(form.form_values())
    fields |= {"by": "A. Sow", "why": "As it is"}
    answer = client.post(f"/judge/claim/{claim.id}/edit", data=fields)
    assert answer.status_code == 400
    assert "Nothing was corrected" in answer.text
    answer = client.post(f"/judge/claim/{claim.id}/edit", data={**fields, "stance": "denied"})
    assert answer.status_code == 303
    (word,) = client.app.state.room.store.judgements()
    assert word.value == {"stance": "denied"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "PARTY"},
        {"stance": "rumoured"},
        {"actors": "Nobody Whatsoever"},
        {"from": "yesterday"},
        {"from": "2025-09-05", "to": "2025-09-04"},
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_kept(
    client: Any, wrong: dict[str, str]
) -> None:
    claim = attack(client)
    assert say(client, "edit", claim.id, claim, **wrong).status_code == 400
    assert list(client.app.state.room.store.judgements()) == []


def test_a_place_that_no_list_knows_is_kept_by_name_alone(client: Any) -> None:
    claim = attack(client)
    assert say(client, "edit", claim.id, claim, place="Well of the Lanterns").status_code == 303
    place = now(client, claim.id).place
    assert (place.name, place.lat, place.country) == ("Well of the Lanterns", None, None)
    assert say(client, "edit", claim.id, claim, place="").status_code == 303
    assert now(client, claim.id).place is None


def test_a_claim_is_divided_and_each_part_corrected_by_itself(client: Any) -> None:
    claim = attack(client)
    first, second = "Gunmen killed 14 soldiers", "in an ambush near Mopti on 4 September 2025"
    answer = say(client, "split", claim.id, claim, first=first, second=second)
    assert answer.status_code == 303, answer.text
    room = client.app.state.room
    one, two = room.case.claims_by([f"{claim.id}.1", f"{claim.id}.2"])
    text = room.store.report(claim.report).text
    assert [text[c.start : c.end] for c in (one, two)] == [c.quote for c in (one, two)]
    assert [c.quote for c in (one, two)] == [first, second]
    assert one.deaths is not None
    assert (one.place, one.date) == (None, None)
    assert two.place is not None
    assert two.date is not None
    assert two.deaths is None
    events = room.board().event_of
    assert {f"{claim.id}.1", f"{claim.id}.2"} <= events.keys()
    assert claim.id not in events
    # Their pages show them, and an old address leads to the first of them.
    for part in (one, two):
        page = client.get(f"/events/{events[part.id]}").text
        assert part.quote in page
    page = html.fromstring(client.get(f"/reports/{claim.report}?claim={claim.id}").text)
    assert page.xpath(f"//article[@id='claim-{claim.id}.1' and contains(@class, 'chosen')]")
    # To accept a part would take the division back; it is corrected, or rejected, by its own form.
    assert not page.xpath(
        f"//form[starts-with(@action, '/judge/claim/{claim.id}') "
        "and not(contains(substring-after(@action, 'claim/'), '/'))]"
    )
    # One part is corrected; the other stays as it is.
    assert say(client, "edit", two.id, claim, stance="alleged").status_code == 303
    assert [now(client, c.id).stance.value for c in (one, two)] == ["asserted", "alleged"]
    assert say(client, "split", claim.id, claim, first=first, second=second).status_code == 400
    assert say(client, "edit", one.id, claim, drop="yes").status_code == 303
    assert [c.id for c in room.case.claims_by([one.id, two.id])] == [two.id]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Gunmen killed 14 soldiers", "words that stand nowhere"),
        ("Gunmen killed", "Gunmen killed"),
        (ATTACK + ", a\nmilitary source said", "Gunmen"),
        ("", "Gunmen"),
    ],
)
def test_a_claim_is_divided_only_at_its_own_words(client: Any, first: str, second: str) -> None:
    claim = attack(client)
    first = claim.quote if first.startswith(ATTACK) else first
    assert say(client, "split", claim.id, claim, first=first, second=second).status_code == 400
    assert list(client.app.state.room.store.judgements()) == []


def test_the_last_word_is_taken_back_step_by_step(client: Any) -> None:
    claim = attack(client)
    assert say(client, "undo", claim.id, claim).status_code == 400
    say(client, "edit", claim.id, claim, stance="alleged")
    say(client, "split", claim.id, claim, first="Gunmen killed", second="near Mopti")
    assert say(client, "undo", f"{claim.id}.1", claim).status_code == 303
    assert now(client, claim.id).stance.value == "alleged"
    # Of the words that were said nothing is lost.
    assert len(list(client.app.state.room.store.judgements())) == 3


def test_a_correction_alone_is_taken_back(client: Any) -> None:
    claim = attack(client)
    say(client, "edit", claim.id, claim, stance="alleged")
    assert say(client, "undo", claim.id, claim).status_code == 303
    assert now(client, claim.id) == claim


def test_two_people_who_correct_one_claim_lose_nothing(client: Any) -> None:
    claim = attack(client)
    seen = version(client, claim)
    assert say(client, "edit", claim.id, claim, stance="alleged").status_code == 303
    answer = say(client, "edit", claim.id, claim, seen=seen, place="Gao, ML", stance="asserted")
    assert answer.status_code == 409
    page = html.fromstring(answer.text)
    (form,) = page.xpath("//form[contains(@action, '/judge/')]")
    assert form.get("action") == f"/judge/claim/{claim.id}/edit"
    fields = dict(form.form_values())
    assert (fields["place"], fields["why"]) == ("Gao, ML", "Read it again")
    assert "Gao, ML" in page.text_content()
    assert now(client, claim.id).place.name == "Mopti"
    again = client.post(form.get("action"), data={**fields, "by": "B. Diop"})
    assert again.status_code == 303
    assert now(client, claim.id).place.name == "Gao"
    gone = say(client, "split", claim.id, claim, seen=seen, first="Gunmen", second="killed")
    assert gone.status_code == 409
    assert "Gunmen" in html.fromstring(gone.text).xpath("string(//main)")


def test_a_part_that_never_was_is_not_found(client: Any) -> None:
    claim = attack(client)
    for part in (".1", ".9", ".x", "."):
        answer = say(client, "edit", f"{claim.id}{part}", claim, stance="denied")
        assert answer.status_code == 404, part


def test_forgetting_the_report_takes_the_parts_with_it(case_path: Path) -> None:
    with opened(case_path) as client:
        claim = attack(client)
        say(client, "split", claim.id, claim, first="Gunmen killed", second="near Mopti")
    with Case.open(case_path, clock=lambda: NOW, fast=True) as case:
        desk = SharingDesk(case, clock=lambda: NOW)
        forget(case, desk, [claim.report], by="A. Sow", why="Asked for")
        assert case.claims_by([f"{claim.id}.1"]) == ()
        assert not any(claim.id in str(j) for j in case.store.judgements())
    assert check(case_path).findings == ()


def test_the_parts_of_a_claim_keep_its_label_and_go_with_it(case_path: Path) -> None:
    shareable(case_path)
    with opened(case_path) as client:
        claim = attack(client)
        room: Any = client.app.state.room  # type: ignore[attr-defined]
        desk = desk_of(room.case)
        # Its report is Alder's in the story; here it may go out, and the claim alone may not.
        green = read_label({"tlp": "GREEN"})
        desk.label("report", [r.id for r in room.case.reports()], green, by="A. Sow", why="Open")
        say(client, "split", claim.id, claim, first="Gunmen killed 14 soldiers", second="Mopti")
        parts = {f"{claim.id}.1", f"{claim.id}.2"}
        seen = desk.preview(HARBOUR, EARLY)
        assert parts <= set(seen.inner.values())
        Outbox(desk).share(HARBOUR, EARLY, by="O. Officer")
        wanted = Outbox(desk).wanted(HARBOUR, [claim.id])
        assert parts <= {one for release in wanted for one in release.inner}
        desk.label("claim", [claim.id], read_label({"tlp": "RED"}), by="A. Sow", why="Named")
        assert not parts & set(desk.preview(HARBOUR, EARLY).inner.values())
        assert all(
            desk.label_of(claim.report, [part]).tlp is desk.label_of(claim.report, [claim.id]).tlp
            for part in parts
        )
