from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from cli.program import FRENCH, WIRE
from corrobora.case import Case
from corrobora.model import Claim, Draft, Report
from corrobora.serve.sides import way_of
from corrobora.serve.words import texts
from corrobora.store import Extraction, Intake, Store
from corrobora.text import sha256_of
from corrobora.vocab.event_types import load_event_types
from serve.browser import NOW, STORY, opened, token, version

COOPERATION = {name for name in load_event_types().types if way_of(name) == "cooperation"}


def addresses(client: Any) -> list[str]:
    """Every screen of the case."""
    found = [
        "/",
        "/reports",
        "/timeline",
        "/network",
        "/claims",
        "/brief",
        "/brief/changes",
        "/brief/changes?since=2025-01-01",
        "/sharing",
        "/journal",
        "/import",
    ]
    found += [f"/events/{e['id']}" for e in client.get("/?format=json").json()["events"]]
    lines = client.get("/reports?format=json").json()["reports"]
    return found + [f"/reports/{one['report']['id']}" for one in lines]


def test_every_screen_opens_in_both_languages(client: Any) -> None:
    for address in addresses(client):
        for language in ("en", "fr"):
            answer = client.get(address, params={"lang": language})
            assert answer.status_code == 200, address
            assert html.fromstring(answer.text).get("lang") == language


def test_the_same_words_stand_in_both_languages() -> None:
    english, french = texts("en"), texts("fr")
    assert {k: set(t) for k, t in english.items()} == {k: set(t) for k, t in french.items()}
    for table, words in english.items():
        for key, text in words.items():
            fields = set(re.findall(r"{(\w+)}", text))
            assert fields == set(re.findall(r"{(\w+)}", french[table][key])), (table, key)


def test_browser_language_is_followed_and_a_choice_is_kept(client: Any) -> None:
    answer = client.get("/", headers={"accept-language": "de, fr;q=0.8, en;q=0.2"})
    assert html.fromstring(answer.text).get("lang") == "fr"
    client.get("/?lang=en&theme=dark")
    page = html.fromstring(client.get("/", headers={"accept-language": "fr"}).text)
    assert (page.get("lang"), page.get("data-theme")) == ("en", "dark")


def test_desk_tells_reports_apart_from_origins_and_shows_disputes(client: Any) -> None:
    page = client.get("/?type=ASSAULT").text
    assert re.search(r"2 reports, 1(–2)? independent", page)
    assert re.search(r"How many died: (contradiction|later update)", page)


def test_desk_filters_narrow_to_what_fits(client: Any) -> None:
    everything = client.get("/?format=json").json()
    assert everything["matching"] == everything["counts"]["events"]
    cases: dict[str, Callable[[Any], bool]] = {
        "type=ASSAULT": lambda e: e["type"] == "ASSAULT",
        "country=ML": lambda e: (e["place"] or {}).get("country") == "ML",
        "reports_in=fr": lambda e: "fr" in e["languages"],
        "conflicts=1": lambda e: bool(e["conflicts"]),
        "source=Harbour Wire": lambda e: "Harbour Wire" in e["sources"],
        "collected_from=2025-10-02": lambda e: e["last_collected"] >= "2025-10-02",
        "collected_from=2025-10-02&collected_to=2025-10-02": lambda e: (
            e["first_collected"] <= "2025-10-02" <= e["last_collected"]
        ),
        "grade=3": lambda e: e["credibility"] == "3",
        "q=diplomates": lambda e: "fr" in e["languages"],
        "since=2025-09-07": lambda e: e["last_published"] >= "2025-09-07",
        "until=2025-09-05": lambda e: e["first_published"] <= "2025-09-05",
        "from=2025-09-04": lambda e: e["date"] is not None and e["date"]["end"] >= "2025-09-04",
        "to=2025-09-03": lambda e: e["date"] is not None and e["date"]["start"] <= "2025-09-03",
        "way=rupture": lambda e: e["type"] not in COOPERATION,
    }
    for query, fits in cases.items():
        found = client.get(f"/?format=json&{query}").json()["events"]
        assert found, query
        assert all(map(fits, found)), query
        wanted = {e["id"] for e in everything["events"] if fits(e)}
        assert {e["id"] for e in found} == wanted, query


def test_days_of_event_publication_and_collection_are_kept_apart(tmp_path: Path) -> None:
    times = {"Harbour Wire": "2025-09-20T10:00:00Z", "Le Courrier": "2025-09-22T23:30:00Z"}
    stated = [
        {"id": who, "text": text, "publisher": who, "collected": times[who]}
        for who, text in (("Harbour Wire", WIRE), ("Le Courrier", FRENCH))
    ]
    (tmp_path / "both.jsonl").write_text("\n".join(map(json.dumps, stated)), encoding="utf-8")
    with Case.open(tmp_path / "both.db", clock=lambda: NOW, fast=True) as case:
        case.collect([tmp_path / "both.jsonl"], now=NOW)
        case.update()
    with opened(tmp_path / "both.db") as client:

        def sources(query: str) -> set[str]:
            found = client.get(f"/?format=json&{query}").json()["events"]
            return {source for event in found for source in event["sources"]}

        assert sources("") == {"Harbour Wire", "Le Courrier"}
        assert sources("collected_to=2025-09-20") == {"Harbour Wire"}
        assert sources("collected_from=2025-09-21&collected_to=2025-09-22") == {"Le Courrier"}
        assert sources("collected_from=2025-09-23") == set()
        # They happened and were published before they were collected.
        for name in ("since", "from"):
            assert sources(f"{name}=2025-09-20") == set(), name
        page = html.fromstring(
            client.get("/timeline?source=Le Courrier&collected_to=2025-09-22").text
        )
        chosen = page.xpath("//select[@name='source']/option[@selected]/@value")
        assert (chosen, page.xpath("//input[@name='collected_to']/@value")) == (
            ["Le Courrier"], ["2025-09-22"],
        )  # fmt: skip
        links = page.xpath("//nav[@class='views']//a/@href")
        assert links
        assert all("source=Le+Courrier&collected_to=2025-09-22" in link for link in links)
        story = html.fromstring(client.get("/?collected_to=2025-09-20").text)
        assert "collected 20 September 2025" in story.xpath("string(//ol[@class='stories'])")


def test_a_value_that_no_event_has_stays_chosen_in_the_form(client: Any) -> None:
    page = html.fromstring(client.get("/?source=Nobody").text)
    assert page.xpath("//select[@name='source']/option[@selected]/@value") == ["Nobody"]
    assert not page.xpath("//ol[@class='stories']/li")


@pytest.mark.parametrize("name", ["since", "until", "collected_from", "collected_to", "from", "to"])
def test_a_filter_that_is_no_date_is_left_out_and_named(client: Any, name: str) -> None:
    answer = client.get("/", params={name: "yesterday"})
    assert answer.status_code == 200
    assert f"could not be read as a date and was left out: {name}." in answer.text


def test_empty_case_offers_samples_and_says_how_to_collect(tmp_path: Path) -> None:
    with opened(tmp_path / "new.db") as client:
        page = client.get("/").text
        assert "corrobora collect" in page
        assert html.fromstring(page).xpath("//form[@action='/samples']")
        answer = client.post("/samples", data={"token": token(client)})
        assert answer.status_code == 200
        assert len(client.get("/reports?format=json").json()["reports"]) == 19


def test_reader_marks_every_claim_and_links_it_to_its_card(client: Any) -> None:
    for address in addresses(client):
        if not address.startswith("/reports/"):
            continue
        data = client.get(f"{address}?format=json").json()
        page = html.fromstring(client.get(address).text)
        text = page.get_element_by_id("text")
        assert text.text_content() == data["report"]["text"]
        for one in data["claims"]:
            claim = one["claim"]
            assert page.get_element_by_id(f"claim-{claim['id']}") is not None
            assert page.get_element_by_id(f"s{claim['start']}-{claim['end']}") is not None
        linked = set(text.xpath(".//a/@href"))
        assert {f"#claim-{one['claim']['id']}" for one in data["claims"]} >= linked


def test_reader_walks_from_claim_to_claim_without_scripts(client: Any) -> None:
    report = client.get("/reports?format=json").json()["reports"][-1]["report"]["id"]
    address, seen = f"/reports/{report}", []
    while True:
        page = html.fromstring(client.get(address).text)
        following = page.xpath("//nav[@class='steps']/a[@rel='next']/@href")
        if not following:
            break
        address = f"/reports/{report}" + following[0].partition("#")[0]
        seen.append(address)
    claims = client.get(f"/reports/{report}?format=json").json()["claims"]
    assert len(seen) == len(set(seen)) == len(claims)


def test_span_of_an_address_is_shown(client: Any) -> None:
    report = client.get("/reports?format=json").json()["reports"][0]["report"]["id"]
    text = client.get(f"/reports/{report}?format=json").json()["report"]["text"]
    page = html.fromstring(client.get(f"/reports/{report}?span=3-17").text)
    marked = "".join(m.text_content() for m in page.xpath("//mark[@class='pointed']"))
    assert marked == text[3:17]
    assert page.get_element_by_id("s3-17") is not None
    beyond = client.get(f"/reports/{report}?span=3-999999")
    assert "words that the text does not have" in beyond.text


def disputed(client: Any) -> dict[str, Any]:
    found: list[dict[str, Any]] = client.get("/?format=json&type=ASSAULT").json()["events"]
    return next(e for e in found if e["conflicts"])


def test_event_shows_both_quotations_and_explains_the_count(client: Any) -> None:
    event = disputed(client)
    data = client.get(f"/events/{event['id']}?format=json").json()
    sides = data["conflicts"][0]["sides"]
    assert {side["value"] for side in sides} == {"14", "17"}
    page = html.fromstring(client.get(f"/events/{event['id']}").text)
    shown = page.text_content()
    for side in sides:
        for quote in side["quotes"]:
            assert quote["written"] in shown
    assert data["why"]
    for origin in data["why"]:
        assert origin["name"] in shown
    headings = [h.get("id") for h in page.xpath("//h2")]
    assert headings.index("conflicts") < headings.index("matrix")


def test_matrix_leads_to_the_words(client: Any) -> None:
    event = disputed(client)
    page = html.fromstring(client.get(f"/events/{event['id']}").text)
    links = page.xpath("//table[@class='matrix']//a[@class='quote']/@href")
    assert links
    for link in links:
        address, _, anchor = link.partition("#")
        target = html.fromstring(client.get(address).text)
        assert target.get_element_by_id(anchor) is not None


def judge(client: Any, address: str, **fields: object) -> Any:
    kind, identifier = address.split("/")[2:]
    given = {
        "token": token(client), "by": "A. Diallo", "why": "Read it again",
        "seen": version(client, kind, identifier), **fields,
    }  # fmt: skip
    return client.post(address, data=given)


def test_a_rejected_claim_stays_with_name_and_reason(client: Any, case_path: Path) -> None:
    claim = client.get(f"/events/{disputed(client)['id']}?format=json").json()["claims"][0]
    answer = judge(client, f"/judge/claim/{claim['id']}", verdict="reject")
    assert answer.status_code == 303
    page = client.get(answer.headers["location"].partition("#")[0]).text
    assert "rejected by A. Diallo, 2025-10-02: Read it again" in page
    assert "The claim is rejected" in page
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        said = list(store.judgements())
        assert [(j.verdict, j.by, j.why) for j in said] == [
            ("reject", "A. Diallo", "Read it again")
        ]
        assert claim["id"] not in {c for e in store.events() for c in e.claims}
    judge(client, f"/judge/claim/{claim['id']}", verdict="accept")
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        assert claim["id"] in {c for e in store.events() for c in e.claims}


def grouped(client: Any) -> set[frozenset[str]]:
    """Which claims are one event."""
    store = client.app.state.room.store
    return {frozenset(event.claims) for event in store.events()}


def home(client: Any, claim: str) -> str:
    events = client.app.state.room.store.events()
    return str(next(event.id for event in events if claim in event.claims))


def test_joining_and_dividing_are_taken_back(client: Any) -> None:
    before, button = grouped(client), "Take the last word back"
    claim, *rest = [c["id"] for c in _claims(client, disputed(client)["id"])]
    assert rest
    assert button not in client.get(f"/events/{home(client, claim)}?lang=en").text
    for verdict in ("split", "merge"):
        one = home(client, claim)
        other = next(e.id for e in client.app.state.room.store.events() if e.id != one)
        answer = judge(client, f"/judge/event/{one}", verdict=verdict, other=other, apart=[claim])
        assert answer.status_code == 303, answer.text
        changed = grouped(client)
        assert changed != before
        assert button in client.get(f"/events/{home(client, claim)}?lang=en").text
        # Taken back; said again, by taking that back; and taken back once more.
        for expected in (before, changed, before):
            action = f"/judge/event/{home(client, claim)}"
            assert judge(client, action, verdict="undo").status_code == 303
            assert grouped(client) == expected


def test_there_is_nothing_to_take_back_where_nobody_said_anything(client: Any) -> None:
    action = f"/judge/event/{disputed(client)['id']}"
    assert judge(client, action, verdict="undo").status_code == 400


def test_events_are_split_and_joined(client: Any) -> None:
    event = disputed(client)
    claims = client.get(f"/events/{event['id']}?format=json").json()["claims"]
    apart = claims[-1]["id"]
    answer = judge(client, f"/judge/event/{event['id']}", verdict="split", apart=[apart])
    assert answer.status_code == 303
    events = client.get("/?format=json&type=ASSAULT").json()["events"]
    assert len(events) > 1
    homes = {c["id"]: e["id"] for e in events for c in _claims(client, e["id"])}
    assert homes[apart] != homes[claims[0]["id"]]
    one, other = homes[claims[0]["id"]], homes[apart]
    answer = judge(client, f"/judge/event/{one}", verdict="merge", other=other)
    assert answer.status_code == 303
    now = {c["id"] for c in _claims(client, answer.headers["location"].split("?")[0][8:])}
    assert {claims[0]["id"], apart} <= now


def _claims(client: Any, event: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/events/{event}?format=json").json()["claims"]
    return found


@pytest.mark.parametrize("missing", ["by", "why"])
def test_nothing_is_judged_without_name_and_reason(client: Any, missing: str) -> None:
    claim = _claims(client, disputed(client)["id"])[0]
    answer = judge(client, f"/judge/claim/{claim['id']}", verdict="reject", **{missing: " "})
    assert answer.status_code == 400
    assert _claims(client, disputed(client)["id"])[0]["id"] == claim["id"]


def test_uploads_are_taken_under_their_hash_and_refusals_told(tmp_path: Path) -> None:
    with opened(tmp_path / "new.db") as client:
        files = [("files", (name, text.encode())) for name, text in STORY.items()]
        files.append(("files", ("../../../etc/cron.d/evil.pdf", b"%PDF-1.7 nothing")))
        before = set(tmp_path.rglob("*"))
        answer = client.post("/import", data={"token": token(client)}, files=files)
        assert answer.status_code == 200
        assert len(client.get("/reports?format=json").json()["reports"]) == 3
        assert "evil.pdf" in answer.text
        assert not [p for p in set(tmp_path.rglob("*")) - before if "evil" in p.name]
        names = [r["report"]["name"] for r in client.get("/reports?format=json").json()["reports"]]
        assert all(re.fullmatch(r"[0-9a-f]{64}", name) for name in names)


def test_brief_leads_each_sentence_to_its_words(client: Any) -> None:
    page = html.fromstring(client.get("/brief").text)
    sentences = page.xpath("//ul[@class='sentences']/li")
    assert sentences
    for sentence in sentences:
        chips = [h for h in sentence.xpath(".//a/@href") if h.startswith("/reports/")]
        assert chips
        address, _, anchor = chips[0].partition("#")
        assert html.fromstring(client.get(address).text).get_element_by_id(anchor) is not None


@pytest.mark.parametrize("suffix", ["md", "html", "docx", "json"])
def test_brief_is_saved_as_a_file_never_shown(client: Any, suffix: str) -> None:
    answer = client.get(f"/brief.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")


def test_timeline_and_places_say_what_is_not_drawn(client: Any) -> None:
    data = client.get("/timeline?format=json").json()
    drawn = sum(len(lane["marks"]) for lane in data["timeline"]["lanes"])
    line = data["timeline"]
    assert drawn + line["undated"] + line["alone"] + line["left_out"] == data["matching"]
    placed = sum(len(spot["events"]) for spot in data["plot"]["spots"])
    assert placed + data["plot"]["unplaced"] == data["matching"]
    countries = [s for s in data["plot"]["spots"] if s["precision"] == "country"]
    others = [s for s in data["plot"]["spots"] if s["precision"] == "town"]
    assert all(c["r"] > o["r"] for c in countries for o in others)


def test_journal_is_paged_and_checked(client: Any) -> None:
    data = client.get("/journal?format=json&verify=1").json()
    assert data["verified"]
    assert data["findings"] == []
    assert [e["seq"] for e in data["entries"]] == list(range(data["head"]["seq"], 0, -1))
    assert "The chain is whole" in client.get("/journal?verify=1").text


def test_unknown_things_are_pages_with_a_remedy_in_one_shape(client: Any) -> None:
    for address in ("/events/none", "/reports/none", "/nowhere", "/brief.exe", "/sharing/none"):
        answer = client.get(address, headers={"accept": "application/json"})
        assert answer.status_code == 404
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message", "hint"}
        assert answer.json()["error"]["hint"]
        assert html.fromstring(client.get(address).text).xpath("//h1")


def test_a_page_that_the_reader_has_is_not_sent_again(client: Any) -> None:
    for address in addresses(client):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
        assert not again.content
    judge(client, f"/judge/event/{disputed(client)['id']}", verdict="reject")
    changed = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


def test_a_look_reads_only_the_claims_of_its_report(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = addresses(client)
    read: list[str] = []
    store = client.app.state.room.store
    whole = type(store).claims

    def counted(self: Store, report_id: str | None = None) -> Any:
        assert report_id is not None
        read.append(report_id)
        return whole(self, report_id)

    def never(self: Store) -> Any:
        raise AssertionError("all rows are read for one page")

    monkeypatch.setattr(type(store), "claims", counted)
    monkeypatch.setattr(type(store), "reports", never)
    monkeypatch.setattr(type(store), "events", never)
    for address in pages:
        if address not in ("/brief", "/brief/changes?since=2025-01-01"):  # They read it all.
            assert client.get(address).status_code == 200
    assert read


def test_lookup_of_claims_gives_those_of_the_latest_extraction(case_path: Path) -> None:
    with Store.open(case_path, create=False, clock=lambda: NOW) as store:
        held = list(store.claims())
        assert {c.id for c in store.lookup.claims([c.id for c in held])} == {c.id for c in held}
        report = held[0].report
        kept: list[Claim] = [c for c in held if c.report == report][1:]
        run = Extraction(
            report=report, method="another method/1", vocabulary="", claims=tuple(kept)
        )
        store.add_extractions([run])
        assert store.lookup.claims([held[0].id]) == ()
        assert store.lookup.claims([kept[0].id]) == (kept[0],)


def test_half_characters_and_control_characters_are_shown_as_unreadable(tmp_path: Path) -> None:
    text = "Rebels \udc00 attacked\x01 Mopti.\r\nIt \x0bfell."
    report = Report(
        id="r1", name="a\ud800", text=text, sha256=sha256_of(text), raw_sha256=sha256_of("x"),
        media_type="text/plain", title="A \ud800 b\x02",
    )  # fmt: skip
    draft = Draft(name="a", text=text, media_type="text/plain", raw_sha256=sha256_of("x"))
    with Case.open(tmp_path / "odd.db", clock=lambda: NOW, fast=True) as case:
        case.store.add_reports([Intake(report=report, draft=draft, raw=b"x")])
    with opened(tmp_path / "odd.db") as client:
        for address in addresses(client):
            assert client.get(address).status_code == 200, address
            assert client.get(address, params={"format": "json"}).status_code == 200, address
        page = html.document_fromstring(client.get("/reports/r1").text)
        shown = page.get_element_by_id("text").text_content()
        expected = "Rebels \ufffd attacked\ufffd Mopti.\r\nIt \ufffdfell."
        assert shown == expected
