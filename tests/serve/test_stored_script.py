"""Hostile words in every field that a case keeps, over every page."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from agreement_terms import terms
from corrobora.case import Case
from corrobora.model import (
    Actor,
    Candidate,
    Claim,
    Conflict,
    Count,
    Derivation,
    Draft,
    Event,
    Furniture,
    Ghost,
    Independence,
    Instrument,
    Judgement,
    Origin,
    Refusal,
    Report,
    Side,
    Stance,
    Toll,
    Voice,
    When,
    Where,
)
from corrobora.serve.pages.overseeing import VIEWS
from corrobora.share.agreements import Act
from corrobora.share.diligence import Assessment
from corrobora.share.labels import Purpose, read_label
from corrobora.sharing import Approvals, ConsentQueue, SharingDesk
from corrobora.store import Draft as BriefDraft
from corrobora.store import Extraction, Intake
from corrobora.text import sha256_of
from serve.browser import NOW, opened, token
from serve.people import form_token, people, signed_in, teamed

MARK = "xq7"
BREAKS = ("", '"', "'", "-->", "</title>", "</textarea>", '"/>', "]]>", "</script>", "</style>")
VECTORS = (
    f"<{MARK} onclick={MARK}()>",
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f"<iframe srcdoc='<b id={MARK}>'></iframe>",
    f"<a href='javascript:{MARK}()'>x</a>",
    f"<math><mtext><{MARK}></mtext></math>",
    f"<base href=//{MARK}.example><link rel=stylesheet href=//{MARK}.example>",
    f"<form action=//{MARK}.example><input name={MARK} autofocus onfocus={MARK}()>",
    f" autofocus onfocus={MARK}() x=",
    f" style=background:url(//{MARK}.example) ",
    f"javascript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f"{{{{ {MARK} }}}}{{% {MARK} %}}${{{MARK}}}",
    f"&lt;{MARK}&gt;&#60;{MARK}&#62;\\u003c{MARK}\\u003e",
    f"\x3c!--#exec {MARK}--\x3e<!--{MARK}",
    f"<meta http-equiv=refresh content=0;//{MARK}.example>",
    f"<{MARK}\x0bonclick={MARK}()><\x00script>{MARK}()",
    f"\u202e<{MARK}>\u2066",
    f"<object data=//{MARK}.example><embed src=//{MARK}.example>",
)
PAYLOADS = [f"{b}{v}" for b, v in itertools.product(BREAKS, VECTORS)]
assert len(PAYLOADS) == 200
MORE = [p.replace("<", "\uff1c") for p in PAYLOADS[:100]] + [p.upper() for p in PAYLOADS[:100]]

TAGS = frozenset(
    """
    html head meta title link body a header p span nav ul li main h1 h2 h3 footer form label input
    small select option button section ol table caption thead tbody tr th td dl div dt dd details
    summary article blockquote q mark code strong b br svg line text rect circle path fieldset
    legend bdi textarea pre script kbd ins del
    """.split()
)
ATTRIBUTES = frozenset(
    """
    lang data-theme charset name content rel href type class accesskey aria-label aria-current role
    tabindex id hreflang method action for value aria-describedby aria-labelledby selected start
    enctype multiple required min maxlength autocomplete title dir scope width height viewbox x x1
    x2 y y1 y2 rx cx cy r d stroke-width minlength checked download rows spellcheck accesskey
    data-check data-well data-found data-failed data-line src defer form formaction hidden
    data-keys open data-first
    data-last data-from data-to data-label-from data-label-to data-label-shift data-open data-days
    """.split()
)


def write(path: Path, payloads: list[str]) -> None:
    """A case in which every text of every row is hostile."""
    with Case.open(path, clock=lambda: NOW, fast=True) as case:
        events: list[Event] = []
        derivations: list[Derivation] = []
        for number, evil in enumerate(payloads):
            report, claims = _said(number, evil)
            draft = Draft(
                name=evil, text=report.text, media_type=evil, raw_sha256=report.raw_sha256,
                stated={evil: evil},
            )  # fmt: skip
            refusal = Refusal(name=evil, reason=evil, remedy=evil, place=evil)
            intake = Intake(report=report, draft=draft, raw=str(number).encode())
            case.store.add_reports([intake], [refusal])
            run = Extraction(report=report.id, method=evil, vocabulary=evil, claims=claims)
            case.store.add_extractions([run])
            events.append(_event(number, evil, report, claims))
            derivations += _taken(number, evil, report)
            for kind, subject in (("claim", claims[0].id), ("event", f"e{number}")):
                case.judge(_word(kind, subject, evil))
        case.store.replace_derived(derivations, events, payloads[0])
        desk = SharingDesk(case, clock=lambda: NOW, random=lambda n: b"5" * n)
        evil = payloads[1]
        text = terms(
            id="evil-ew", partner=evil, unit=evil, actors=[evil], compartments=[evil],
            onward="listed", onward_to=[evil],
        )  # fmt: skip
        desk.propose(text, by=payloads[2], why=payloads[3])
        desk.act("evil-ew", Act.ACTIVATE, by=payloads[4], why=payloads[5])
        for number, evil in enumerate(payloads):
            cited = (
                f"{evil} [r{number}]. {evil} [{evil}]. It is confirmed that {evil} [c{number}-0]."
            )
            quote = f"They said “never {evil} so it is here” [r{number}]."
            text = f"{cited}\n{quote}\n"
            made = BriefDraft(id=f"d{number}", title=evil, text=text, by=evil, at=NOW)
            case.store.drafts.add(made)
        _propose(case, payloads)


def _propose(case: Case, payloads: list[str]) -> None:
    """Proposals and requests, each with an answer and without, all of them hostile."""
    evil, day = payloads[1], dt.date(2026, 6, 30)
    drawn = itertools.count(1)
    desk = SharingDesk(case, clock=lambda: NOW, random=lambda n: next(drawn).to_bytes(n, "big"))
    label = read_label({"tlp": "CLEAR", "controllers": [evil]})
    first, second = [report.id for report in case.reports()][:2]
    desk.label("report", [first, second], label, by=evil, why=evil)
    # Each unit is looked into first, so that consent alone is missing.
    desk.assess(
        Assessment(
            agreement="evil-ew", result="cleared", by=evil, at=NOW, findings=evil, review_by=day
        )
    )
    queue, acts = ConsentQueue(desk), Approvals(desk)
    for report in (first, second):
        made = queue.ask(
            "evil-ew", Purpose.EARLY_WARNING, until=day, by=evil, why=evil, reports=[report]
        )
        assert made
    queue.grant(queue.requests()[0].request.id, by=payloads[2], why=payloads[3])
    desk.require_two_persons(by=evil, why=evil)
    acts.decline(acts.one_person(by=evil, why=evil).id, by=payloads[2], why=payloads[3])
    acts.share("evil-ew", Purpose.EARLY_WARNING, by=evil, why=evil)
    assert {one.state for one in acts.proposals()} == {"open", "declined"}


def _word(kind: Any, subject: str, evil: str) -> Judgement:
    return Judgement(
        subject_kind=kind, subject=subject, verdict="accept", by=evil, at=NOW, why=evil, value=None
    )


def _said(number: int, evil: str) -> tuple[Report, tuple[Claim, ...]]:
    text = f"{number} {evil}\n{evil} and {evil}"
    day = dt.date(2025, 9, 1 + number % 28)
    actor = Actor(id="ML", name=evil, kind="state", text=evil, start=0, end=1)
    other = Actor(id=f"GROUP{number % 3}", name=evil, kind="armed-group", text=evil, start=0, end=1)
    claims = tuple(
        Claim(
            id=f"c{number}-{i}",
            report=f"r{number}",
            start=start,
            end=end,
            quote=text[start:end],
            type=evil if i else "ASSAULT",
            mode=evil,
            contexts=(evil,),
            actors=(actor,),
            targets=(other,),
            instrument=Instrument(text=evil, start=0, end=1),
            date=When(start=day, end=day, precision="day", text=evil),
            date_kind="event",
            place=Where(
                name=evil, admin1=evil, country="ML", lat=12.0 + number / 50, lon=-8.0,
                precision="town", text=evil,
                others=(Candidate(name=evil, admin1=evil, country="ML", lat=1, lon=1, score=1),),
            ),
            deaths=Count(min=i, max=None, text=evil, scope=evil),
            wounded=Count(min=i, max=i, text=evil, scope=evil),
            speakers=(
                Voice(name=evil, kind="person", anonymous=bool(i), text=evil, start=0, end=1),
            ),
            stance=list(Stance)[(number + i) % 6],
            negated=bool(i),
            method=evil,
            confidence=0.9,
        )
        for i, (start, end) in enumerate(((0, len(text)), (1, min(9, len(text)))))
    )  # fmt: skip
    report = Report(
        id=f"r{number}",
        name=evil,
        text=text,
        sha256=sha256_of(text),
        raw_sha256=sha256_of(str(number)),
        media_type=evil,
        title=evil,
        publisher=evil,
        carrier=evil,
        author=evil,
        published=day,
        published_rule=evil,
        collected=evil,
        url=evil if number % 2 else f"http://{evil}",
        language=evil,
        marking=evil,
        furniture=(Furniture(start=2, end=5, kind=evil),),
        extra={evil: evil},
    )
    return report, claims


def _event(number: int, evil: str, report: Report, claims: tuple[Claim, ...]) -> Event:
    ids = tuple(claim.id for claim in claims)
    side = Side(value=evil, origins=(evil,), claims=ids)
    about: Any = ("date", "place", "deaths", "actor", "order", "agency", "other")[number % 7]
    return Event(
        id=f"e{number}",
        type=claims[number % 2].type,
        mode=evil,
        actors=claims[0].actors,
        targets=claims[0].targets,
        date=claims[0].date,
        place=claims[0].place,
        deaths=Toll(low=0, best=1, high=None, rule=evil),
        claims=ids,
        reports=(report.id,),
        report_names=(evil,),
        origins=(Origin(name=evil, speakers=(evil,), reports=(report.id,), claims=ids),),
        independent=Independence(min=1, max=2),
        conflicts=(Conflict(about=about, sides=(side, side), kind="denial"),),
        credibility="3",
        gist=evil,
    )


def _taken(number: int, evil: str, report: Report) -> Iterator[Derivation]:
    if number:
        yield Derivation(
            report=report.id, source="r0", ghost=None, how="quotation", cues=(evil,),
            spans=((0, 4, 0, 4), (2, 6, 1, 5)),
        )  # fmt: skip
    ghost = Ghost(publisher=evil, date=None, topic=evil)
    yield Derivation(report=report.id, source=None, ghost=ghost, how="write-up", cues=(evil,))


def faults(page: str) -> list[str]:
    """Elements, attributes and addresses that no template of ours writes."""
    found = []
    for element in html.document_fromstring(
        page.encode(), parser=html.HTMLParser(encoding="utf-8")
    ).iter():
        if not isinstance(element.tag, str):
            found.append(f"comment {element.text!r}")
            continue
        if element.tag not in TAGS:
            found.append(element.tag)
        for name, value in element.items():
            if name not in ATTRIBUTES:
                found.append(f"{element.tag}[{name}]")
            own = value.startswith(("/", "#", "?", "http://", "https://"))
            if name in ("href", "action", "formaction") and (not own or value.startswith("//")):
                found.append(f"{element.tag}[{name}={value}]")
            if name in ("action", "formaction") and value.startswith("http"):
                found.append(f"{element.tag}[{name}={value}]")
        if element.tag == "script" and not re.fullmatch(r"/static/\w+\.js", element.get("src", "")):
            found.append("foreign script")
        if element.tag == "script" and element.text:
            found.append("script of its own")
        if element.tag == "link" and not element.get("href", "").startswith("/static/"):
            found.append("foreign style")
    return found


def views(number: int) -> Iterator[str]:
    yield from (
        f"/events/e{number}",
        f"/reports/r{number}",
        f"/reports/r{number}?claim=c{number}-1",
    )
    if number:
        yield f"/reports/r{number}/copied/r0"


def look(path: Path, payloads: list[str]) -> None:
    with opened(path) as client:
        addresses = [view for number in range(len(payloads)) for view in views(number)]
        addresses += [f"/?page={n}" for n in range(1, len(payloads) // 20 + 2)]
        addresses += [f"/reports?page={n}" for n in range(1, len(payloads) // 20 + 2)]
        addresses += [f"/claims?page={n}" for n in range(1, len(payloads) // 20 + 2)]
        addresses += [
            "/timeline",
            "/network",
            "/?unread=1&pick=all",
            "/brief",
            "/brief/changes?since=1970-01-01",
            "/sharing",
            "/sharing/evil-ew",
            "/journal",
        ]
        addresses += ["/sharing/evil-ew/preview/early-warning", "/sharing/evil-ew/suspend"]
        made = client.app.state.room.store.ledger.subjects("proposal")  # type: ignore[attr-defined]
        drafts = client.app.state.room.store.drafts.all()  # type: ignore[attr-defined]
        addresses += ["/drafts", *(f"/drafts/{one.id}" for one in drafts)]
        addresses += ["/proposals", "/consents", *(f"/proposals/{one}" for one in made)]
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.text[:300])
            assert faults(answer.text) == [], address
        for first in range(0, len(payloads), 100):
            events = [f"e{n}" for n in range(first, min(first + 100, len(payloads)))]
            assert faults(asked_back(client, "/judge/claims", verdict="reject", event=events)) == []
        for evil in payloads:
            page = asked_back(client, "/marks", to="read", all="yes", selection=evil, view=evil)
            assert faults(page) == [], evil
            for name in ("q", "actor", "type", "since", "lang", "done", "section", "reports_in",
                         "source", "collected_from",
                         "between", "way", "from"):  # fmt: skip
                for address in ("/", "/timeline", "/network"):
                    answer = client.get(address, params={name: evil})
                    assert faults(answer.text) == [], (address, name, evil)
            cookies = {"cookie": f"corrobora_by={MARK}<b>; corrobora_theme={MARK}"}
            assert faults(client.get("/reports/r0", headers=cookies).text) == []
            unknown = quote(evil.replace("/", ""), safe="")
            for address in (f"/events/{unknown}", f"/drafts/{unknown}", f"/reports/{unknown}"):
                answer = client.get(address)
                assert answer.status_code == 404
                assert faults(answer.text) == [], address


def asked_back(client: Any, action: str, **fields: object) -> str:
    """The page that a form leads to before anything is done."""
    answer = client.post(action, data={"token": token(client), **fields})
    assert answer.status_code == 200, answer.text[:300]
    return str(answer.text)


def test_a_planted_fault_is_seen() -> None:
    assert faults(f"<html><body><p>{PAYLOADS[0]}</p></body></html>")
    assert faults("<html><body><a href='javascript:x()'>x</a></body></html>")
    assert faults("<html><body><p style='x'>x</p></body></html>")


def test_no_word_of_a_case_becomes_markup(tmp_path: Path) -> None:
    some = PAYLOADS[::3]
    assert len(some) >= 40
    write(tmp_path / "evil.db", some)
    look(tmp_path / "evil.db", some)


def test_no_word_of_a_case_becomes_markup_for_oversight(tmp_path: Path) -> None:
    path = tmp_path / "evil.db"
    write(path, PAYLOADS[::9])
    people(path)
    with teamed(path) as app:
        client = signed_in(app, "U. Auditor")
        fields = {"token": form_token(client, "/account"), "why": PAYLOADS[0]}
        assert client.post("/oversight", data=fields).status_code == 303
        for address in (
            "/oversight", *(f"/oversight/{one}" for one in VIEWS),
            "/oversight/decisions/evil-ew/early-warning",
        ):  # fmt: skip
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.text[:300])
            assert faults(answer.text) == [], address


@pytest.mark.slow
def test_no_word_of_a_case_becomes_markup_in_any_of_400(tmp_path: Path) -> None:
    payloads = PAYLOADS + MORE
    assert len(payloads) == 400
    write(tmp_path / "evil.db", payloads)
    look(tmp_path / "evil.db", payloads)
