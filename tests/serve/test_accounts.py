from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, Type
from lxml import html

from corrobora.errors import PolicyError
from corrobora.serve.app import create_app
from corrobora.serve.pages.account import own_path
from corrobora.serve.passwords import Passwords
from corrobora.serve.roles import read_roles
from corrobora.serve.sessions import (
    ALL_GUESSES,
    GUESSES,
    IDLE_SECONDS,
    LONGEST_SECONDS,
    MOST_OF_ONE,
    WINDOW_SECONDS,
)
from corrobora.sharing.witness import write_witness
from corrobora.store import AccountError, Entry, Store
from serve.browser import HOST, NOW
from serve.people import (
    PEOPLE,
    QUICK,
    Ticks,
    browser,
    form_token,
    password_of,
    people,
    sign_in,
    signed_in,
    teamed,
)

COOKIE = "corrobora_session"


@pytest.fixture
def team_path(case_path: Path) -> Path:
    people(case_path)
    return case_path


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def app(team_path: Path, ticks: Ticks) -> Iterator[Any]:
    with teamed(team_path, ticks=ticks) as found:
        yield found


def lines(path: Path, act: str) -> list[Entry]:
    with Store.open(path, create=False, clock=lambda: NOW) as store:
        return [entry for entry in store.journal() if entry.act == act]


def change(path: Path, name: str, **values: Any) -> None:
    from msgspec.structs import replace

    with Store.open(path, create=False, clock=lambda: NOW) as store:
        store.accounts.change(
            name, "changed", lambda a: replace(a, **values), at=NOW, by="K. Keeper", why="test"
        )


# --- signing in ----------------------------------------------------------------------------------


def test_who_signs_in_sees_the_desk_under_their_name(app: Any, team_path: Path) -> None:
    client = browser(app)
    sent = client.get("/reports?q=mopti")
    assert (sent.status_code, sent.headers["location"]) == (
        303, "/sign-in?next=%2Freports%3Fq%3Dmopti",
    )  # fmt: skip
    page = html.fromstring(client.get(sent.headers["location"]).text)
    onward = page.xpath("//input[@name='next']/@value")[0]
    done = sign_in(client, "a.  analyst".upper(), password_of("A. Analyst"), next=onward)
    assert done.headers["location"] == "/reports?q=mopti&done=signed_in"
    assert "A. Analyst" in client.get("/").text
    assert [e.actor for e in lines(team_path, "session.began")] == ["A. Analyst"]


def test_a_program_is_told_that_it_has_to_sign_in(app: Any) -> None:
    answer = browser(app).get("/", headers={"accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "web.sign-in"


def test_a_form_sent_after_the_session_ended_does_nothing_and_says_so(
    app: Any, ticks: Ticks, team_path: Path
) -> None:
    client = signed_in(app, "A. Analyst")
    token = form_token(client, "/import")
    ticks.at += IDLE_SECONDS
    answer = client.post("/samples", data={"token": token})
    assert answer.status_code == 401
    assert "so nothing was done" in answer.text
    assert len(lines(team_path, "reports.added")) == 1


def test_the_cookie_is_for_the_browser_alone(team_path: Path) -> None:
    with teamed(team_path) as app:
        set_ = sign_in(browser(app), "R. Reader").headers["set-cookie"].lower()
        assert {"httponly", "samesite=lax", "path=/"} <= {p.strip() for p in set_.split(";")}
        assert "secure" not in set_
    with teamed(team_path, secure=True) as app:
        client = browser(app)
        client.base_url = HOST.replace("http:", "https:")
        answer = sign_in(client, "R. Reader")
        set_ = answer.headers["set-cookie"]
        assert set_.startswith("__Host-corrobora_session=")
        assert "secure" in set_.lower()
        assert "domain" not in set_.lower()
        assert "max-age=31536000" in answer.headers["strict-transport-security"]


def test_a_session_that_was_planted_before_sign_in_opens_nothing(app: Any) -> None:
    attacker, victim = browser(app), browser(app)
    attacker.get("/sign-in")
    planted = attacker.cookies[COOKIE]
    victim.cookies.update(attacker.cookies)
    assert sign_in(victim, "A. Analyst").status_code == 303
    assert victim.cookies[COOKIE] != planted
    assert victim.get("/").status_code == 200
    assert attacker.get("/").status_code == 303


def test_signing_in_again_ends_what_was_signed_in_with_that_browser(app: Any) -> None:
    client = signed_in(app, "A. Analyst")
    first = client.cookies[COOKIE]
    token = form_token(client, "/account")
    fields = {"token": token, "name": "R. Reader", "password": password_of("R. Reader")}
    assert client.post("/sign-in", data=fields).status_code == 303
    stolen = browser(app)
    stolen.cookies.set(COOKIE, first)
    assert stolen.get("/").status_code == 303


def test_a_stolen_cookie_is_worth_nothing_after_sign_out(app: Any, team_path: Path) -> None:
    client, thief = signed_in(app, "A. Analyst"), browser(app)
    thief.cookies.set(COOKIE, client.cookies[COOKIE])
    assert thief.get("/").status_code == 200
    done = client.post("/sign-out", data={"token": form_token(client, "/account")})
    assert done.headers["clear-site-data"] == '"cache"'
    assert thief.get("/").status_code == 303
    assert client.get("/").status_code == 303
    assert [e.actor for e in lines(team_path, "session.ended")] == ["A. Analyst"]


@pytest.mark.parametrize("secret", ["session", "cookie"])
def test_nothing_that_signs_in_lies_in_the_case(app: Any, team_path: Path, secret: str) -> None:
    client = signed_in(app, "A. Analyst")
    wanted = client.cookies[COOKIE] if secret == "session" else password_of("A. Analyst")
    for file in team_path.parent.glob("story.db*"):
        assert wanted.encode() not in file.read_bytes()


# --- how long it lasts ---------------------------------------------------------------------------


def test_a_session_ends_when_nothing_is_asked_for(app: Any, ticks: Ticks) -> None:
    client = signed_in(app, "R. Reader")
    ticks.at += IDLE_SECONDS - 1
    assert client.get("/").status_code == 200
    ticks.at += IDLE_SECONDS
    assert client.get("/").status_code == 303


def test_a_session_ends_whatever_is_done_in_it(app: Any, ticks: Ticks) -> None:
    client = signed_in(app, "R. Reader")
    for _ in range(LONGEST_SECONDS // (IDLE_SECONDS - 60)):
        ticks.at += IDLE_SECONDS - 60
        assert client.get("/").status_code == 200
    ticks.at += IDLE_SECONDS - 60
    assert client.get("/").status_code == 303


@pytest.mark.parametrize("values", [{"disabled": True}, {"roles": ("reader",)}])
def test_a_change_of_an_account_ends_its_sessions_with_the_next_page(
    app: Any, team_path: Path, values: dict[str, Any]
) -> None:
    client, other = signed_in(app, "A. Analyst"), signed_in(app, "B. Both")
    change(team_path, "A. Analyst", **values)
    assert client.get("/").status_code == 303
    assert other.get("/").status_code == 200
    again = sign_in(browser(app), "A. Analyst")
    assert again.status_code == (403 if "disabled" in values else 303)


def test_so_many_sessions_of_one_account_and_no_more(app: Any) -> None:
    clients = [signed_in(app, "R. Reader") for _ in range(MOST_OF_ONE + 1)]
    assert [c.get("/account").status_code for c in clients] == [303] + [200] * MOST_OF_ONE


# --- passwords -----------------------------------------------------------------------------------


def test_passwords_are_hashed_with_argon2id_and_a_salt_of_their_own() -> None:
    made = Passwords()
    one, other = made.hash("four plain words here"), made.hash("four plain words here")
    assert one != other
    assert one.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert made.fits(one, "four plain words here")
    assert not made.fits(one, "four plain words her")
    assert PasswordHasher().type is Type.ID


def test_an_accent_is_the_same_however_it_is_written() -> None:
    assert QUICK.fits(QUICK.hash("Ségou à quatre heures"), "Se\u0301gou a\u0300 quatre heures")


@pytest.mark.parametrize("given", ["", "short", "aaaaaaaaaaaaaaaaaaaa", "x" * 2000])
def test_easy_passwords_are_refused(given: str) -> None:
    with pytest.raises(AccountError, match="too easy"):
        QUICK.hash(given)


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(app: Any) -> None:
    answers = []
    for name in ("A. Analyst", "N. Nobody"):
        answer = sign_in(browser(app), name, "not the password at all")
        token = html.fromstring(answer.text).xpath("//input[@name='token']/@value")
        assert not token
        answers.append((answer.status_code, answer.text))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


def test_an_unknown_name_costs_as_much_time_as_a_known_one(monkeypatch: Any, app: Any) -> None:
    asked: list[bool] = []
    entrance = app.state.room.entrance
    real = entrance._passwords._hasher.verify

    class Watched:
        def verify(self, secret: str, password: str) -> bool:
            asked.append(secret.startswith("$argon2id$"))
            return bool(real(secret, password))

    monkeypatch.setattr(entrance._passwords, "_hasher", Watched())
    sign_in(browser(app), "N. Nobody", "not the password at all")
    sign_in(browser(app), "A. Analyst", "not the password at all")
    assert asked == [True, True]


def test_at_most_ten_of_a_thousand_guesses_are_tried(app: Any, ticks: Ticks) -> None:
    client = browser(app)
    token = form_token(client)
    found = [
        client.post(
            "/sign-in",
            data={"token": token, "name": "A. Analyst", "password": f"a guess number {n}"},
        ).status_code
        for n in range(1000)
    ]
    assert found == [403] * GUESSES + [429] * (1000 - GUESSES)
    late = {"token": token, "name": "A. Analyst", "password": "one more guess"}
    assert client.post("/sign-in", data=late).headers["retry-after"] == str(WINDOW_SECONDS)
    # Nor is the right one, from another browser, until the time has passed.
    assert sign_in(browser(app), "A. Analyst").status_code == 429
    assert sign_in(browser(app), "R. Reader").status_code == 303
    ticks.at += WINDOW_SECONDS
    assert sign_in(browser(app), "A. Analyst").status_code == 303


def test_guessing_many_names_comes_to_an_end_too(app: Any) -> None:
    client = browser(app)
    token = form_token(client)
    found = [
        client.post(
            "/sign-in", data={"token": token, "name": f"Name {n}", "password": "a guess for it"}
        ).status_code
        for n in range(ALL_GUESSES + 20)
    ]
    assert found.count(403) == ALL_GUESSES


def test_the_right_password_is_no_guess(app: Any) -> None:
    for _ in range(GUESSES + 5):
        assert sign_in(browser(app), "R. Reader").status_code == 303


def test_one_changes_ones_own_password_and_all_other_sessions_end(
    app: Any, team_path: Path
) -> None:
    client, elsewhere = signed_in(app, "A. Analyst"), signed_in(app, "A. Analyst")
    fields = {"token": form_token(client, "/account"), "current": password_of("A. Analyst")}
    new = {"new": "another four plain words", "again": "another four plain words"}
    wrong = [
        {**fields, **new, "current": "not the one I have"},
        {**fields, **new, "again": "another four plain word"},
        {**fields, "new": "short", "again": "short"},
        {**fields, "new": fields["current"], "again": fields["current"]},
    ]
    for one in wrong:
        assert client.post("/account/password", data=one).status_code in (400, 403)
    assert client.post("/account/password", data={**fields, **new}).status_code == 303
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303
    assert sign_in(browser(app), "A. Analyst").status_code == 403
    assert sign_in(browser(app), "A. Analyst", "another four plain words").status_code == 303
    assert [e.actor for e in lines(team_path, "account.password")] == ["A. Analyst"]


def test_the_current_password_cannot_be_guessed_in_its_form_either(app: Any) -> None:
    client = signed_in(app, "A. Analyst")
    token = form_token(client, "/account")
    new = {"new": "another four plain words", "again": "another four plain words"}
    found = [
        client.post(
            "/account/password", data={"token": token, "current": f"a guess number {n}", **new}
        ).status_code
        for n in range(GUESSES + 3)
    ]
    assert found == [403] * GUESSES + [429] * 3


# --- forms ---------------------------------------------------------------------------------------


def test_a_token_is_worth_nothing_in_another_browser(app: Any) -> None:
    mine, yours = signed_in(app, "A. Analyst"), signed_in(app, "B. Both")
    fields = {"token": form_token(yours, "/import")}
    assert mine.post("/samples", data=fields).status_code == 403
    assert mine.post("/sign-out", data=fields).status_code == 403
    stranger = browser(app)
    stranger.get("/sign-in")
    fields = {"token": form_token(browser(app)), "name": "R. Reader", "password": "x"}
    assert stranger.post("/sign-in", data=fields).status_code == 403


def test_a_token_from_before_sign_in_is_worth_nothing_after_it(app: Any) -> None:
    client = browser(app)
    before = form_token(client)
    sign_in(client, "A. Analyst")
    assert client.post("/sign-out", data={"token": before}).status_code == 403


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}]
)
@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/account/password"])
def test_no_form_of_another_site_signs_in_or_out(
    app: Any, address: str, headers: dict[str, str]
) -> None:
    client = signed_in(app, "A. Analyst")
    fields = {"token": form_token(client, "/account"), "name": "R. Reader", "password": "x"}
    assert client.post(address, data=fields, headers=headers).status_code == 403
    assert "A. Analyst" in client.get("/").text


def test_what_is_judged_is_judged_by_whoever_signed_in(app: Any, team_path: Path) -> None:
    client = signed_in(app, "A. Analyst")
    report = client.get("/reports?format=json").json()["reports"][0]["report"]["id"]
    data = client.get(f"/reports/{report}?format=json").json()
    claim = data["claims"][0]["claim"]["id"]
    page = html.fromstring(client.get(f"/reports/{report}").text)
    assert not page.xpath("//input[@name='by']")
    seen = page.xpath(f"//form[@action='/judge/claim/{claim}']//input[@name='seen']/@value")
    fields = {
        "token": form_token(client, "/account"), "by": "S. Somebody Else", "why": "Checked",
        "verdict": "accept", "seen": seen[0],
    }  # fmt: skip
    assert client.post(f"/judge/claim/{claim}", data=fields).status_code == 303
    assert [e.actor for e in lines(team_path, "judgement.added")] == ["A. Analyst"]


@pytest.mark.parametrize(
    "given",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\evil", "evil", "/a\nb", "",
     "/ x", "javascript:x", "/%0a//x y", "/\t/evil.example"],
)  # fmt: skip
def test_sign_in_leads_to_no_other_site(given: str) -> None:
    assert own_path(given) == "/"


def test_sign_in_leads_on_to_a_page_of_ours() -> None:
    assert own_path("/reports/r1?span=1-2#s1-2") == "/reports/r1?span=1-2"


# --- roles and the server ------------------------------------------------------------------------


def test_what_an_auditor_reads_is_in_the_journal(app: Any, team_path: Path) -> None:
    client = signed_in(app, "U. Auditor")
    event = client.get("/?format=json&q=mopti").json()["events"][0]["id"]
    client.get(f"/events/{event}")
    client.get("/events/unknown")
    client.get("/static/reading-room.css")
    found = [(e.actor, e.subject) for e in lines(team_path, "page.read")]
    assert found == [("U. Auditor", {"path": "/"}), ("U. Auditor", {"path": f"/events/{event}"})]
    signed_in(app, "A. Analyst").get("/")
    assert len(lines(team_path, "page.read")) == 2


def test_reading_does_not_make_the_board_anew(app: Any) -> None:
    client, room = signed_in(app, "U. Auditor"), app.state.room
    client.get("/")
    board = room.board()
    client.get("/reports")
    assert room.board() is board


def test_who_audits_does_nothing_else() -> None:
    with pytest.raises(AccountError, match="nothing else"):
        read_roles(["auditor", "analyst"])
    with pytest.raises(AccountError, match="no role"):
        read_roles(["owner"])
    with pytest.raises(AccountError):
        read_roles([])
    assert read_roles(["reader", "reader"]) == ("reader",)


def test_a_team_needs_an_account_that_is_open(case_path: Path) -> None:
    with pytest.raises(AccountError, match="no account"):
        create_app(case_path, clock=lambda: NOW, team=True, passwords=QUICK)
    people(case_path)
    for name in PEOPLE:
        change(case_path, name, disabled=True)
    with pytest.raises(AccountError, match="no account"):
        create_app(case_path, clock=lambda: NOW, team=True, passwords=QUICK)


def test_a_backup_that_revives_a_disabled_account_is_not_served(
    team_path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(team_path, copy)
    change(team_path, "A. Analyst", disabled=True)
    with Store.open(team_path, create=False, clock=lambda: NOW) as store:
        write_witness(store)
    shutil.copy(copy, team_path)
    with pytest.raises(PolicyError, match="backup was restored"):
        create_app(team_path, clock=lambda: NOW, team=True, passwords=QUICK)


def test_alone_there_is_nothing_to_sign_in_to(client: Any) -> None:
    for address in ("/sign-in", "/account"):
        assert client.get(address).status_code == 404
