"""How a page goes out: as HTML or JSON, with its hash, in the reader's language and colours."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from babel import Locale
from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import Response

from corrobora.model import When
from corrobora.reconcile.gist import show_day
from corrobora.serve.guard import CSP_WITH_SCRIPT
from corrobora.serve.reasons import in_language
from corrobora.serve.roles import Right, visitor_of
from corrobora.serve.room import room_of
from corrobora.serve.words import LANGUAGES, preferred, texts
from corrobora.vocab.actor_names import name_in
from corrobora.vocab.wording import wording

THEMES = ("auto", "light", "dark")
KEYS = ("on", "off")
LIST_SCRIPT = "triage.js"
"""What makes lists quicker to go through, by single keys that people may turn off."""
_COOKIE_SECONDS = 365 * 24 * 3600
_LONE = re.compile("[\ud800-\udfff]")
_UNSHOWN = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


@dataclass(frozen=True)
class Page:
    """What a route found: data for people (through a template) and for programs (as JSON).

    ``shown`` holds what only the template needs, such as the form token. ``script`` names the
    file of ours that makes the page quicker to work with; the page does without it too.
    """

    template: str
    data: Mapping[str, Any]
    title: str = ""
    status: int = 200
    shown: Mapping[str, Any] = field(default_factory=dict)
    script: str = ""


def language_of(request: Request) -> str:
    """The language asked for: in the address, by an earlier choice, or by the browser."""
    for given in (request.query_params.get("lang"), request.cookies.get("corrobora_lang")):
        if given in LANGUAGES:
            return str(given)
    return preferred(request.headers.get("accept-language", ""))


def theme_of(request: Request) -> str:
    """The colours asked for."""
    for given in (request.query_params.get("theme"), request.cookies.get("corrobora_theme")):
        if given in THEMES:
            return str(given)
    return THEMES[0]


def keys_of(request: Request) -> str:
    """Whether single keys do something on lists: "on" unless somebody turned them off."""
    for given in (request.query_params.get("keys"), request.cookies.get("corrobora_keys")):
        if given in KEYS:
            return str(given)
    return KEYS[0]


def wants_json(request: Request) -> bool:
    """Whether a program asks."""
    asked = request.query_params.get("format")
    if asked is not None:
        return asked == "json"
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted


def answer(request: Request, page: Page) -> Response:
    """The page in the form that was asked for; "not modified" where the reader has it."""
    if wants_json(request):
        body = msgspec.json.format(_json(page.data), indent=2) + b"\n"
        kind = "application/json"
    else:
        body, kind = _html(request, page), "text/html; charset=utf-8"
    mark = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "etag": mark,
        "cache-control": "private, no-cache",
        "vary": "Accept, Accept-Language, Cookie",
    }
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if request.method in ("GET", "HEAD") and page.status == 200 and mark in known:
        response = Response(status_code=304, headers=headers)
    else:
        response = Response(body, status_code=page.status, media_type=kind, headers=headers)
    if _script(request, page):
        response.headers["content-security-policy"] = CSP_WITH_SCRIPT
    for name, values in (("lang", LANGUAGES), ("theme", THEMES), ("keys", KEYS)):
        chosen = request.query_params.get(name)
        if chosen in values:
            response.set_cookie(
                f"corrobora_{name}",
                str(chosen),
                max_age=_COOKIE_SECONDS,
                httponly=True,
                samesite="strict",
            )
    return response


def _script(request: Request, page: Page) -> str:
    return "" if page.script == LIST_SCRIPT and keys_of(request) == "off" else page.script


def _number(given: str) -> str:
    return given if given.isascii() and given.isdecimal() and len(given) < 10 else ""


def _json(data: Mapping[str, Any]) -> bytes:
    try:
        return msgspec.json.encode(data)
    except (UnicodeEncodeError, msgspec.MsgspecError):
        plain = msgspec.to_builtins(data, str_keys=True)
        return msgspec.json.encode(_whole(plain))


def _whole(value: Any) -> Any:
    """The value with half characters, which UTF-8 has no bytes for, marked as unreadable."""
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, list | tuple):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value


def _html(request: Request, page: Page) -> bytes:
    language, room, visitor = language_of(request), room_of(request), visitor_of(request)
    words = texts(language)
    kept = [
        (k, v) for k, v in request.query_params.multi_items() if k not in ("lang", "theme", "keys")
    ]
    here = request.url.path if request.method == "GET" else "/"
    query = kept if request.method == "GET" else []

    def switch(**changes: str) -> str:
        return f"{quote(here)}?{urlencode([*query, *changes.items()])}"

    rendered = (
        _environment(language)
        .get_template(page.template)
        .render(
            **page.data,
            **page.shown,
            # Not the mapping itself: "t.items" has to be a word, never the method.
            t=SimpleNamespace(**words["page"]),
            words=words,
            title=page.title,
            script=_script(request, page),
            language=language,
            theme=theme_of(request),
            themes=THEMES,
            languages=LANGUAGES,
            switch=switch,
            token=room.tokens.of(visitor.cookie),
            case_name=room.name if visitor.may(Right.READ) else "",
            visitor=visitor,
            team=room.team,
            path=request.url.path,
            by=request.cookies.get("corrobora_by", ""),
            done=request.query_params.get("done", ""),
            done_number=_number(request.query_params.get("number", "")),
            single_keys=keys_of(request) if page.script == LIST_SCRIPT else "",
        )
    )
    return _LONE.sub("\ufffd", rendered).encode("utf-8")


def fragment(request: Request, template: str, values: Mapping[str, Any]) -> Markup:
    """A part of a page that is the same for everybody who reads its language."""
    language = language_of(request)
    words = texts(language)
    made = _environment(language).get_template(template)
    page_words = SimpleNamespace(**words["page"])
    rendered = made.render(**values, t=page_words, words=words, language=language)
    return Markup(rendered)  # noqa: S704 - its values were escaped by the template


def load_templates(language: str) -> None:
    """Have the templates of a language ready, and the names that it gives to countries."""
    environment = _environment(language)
    for name in environment.list_templates():
        environment.get_template(name)
    len(Locale(language).territories)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("corrobora.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = texts(language)

    def when(value: When | None) -> str:
        return words["page"]["unknown_date"] if value is None else show_day(value, language)

    def day(value: dt.date | None) -> str:
        if value is None:
            return words["page"]["undated"]
        return show_day(When(start=value, end=value, precision="day", text=""), language)

    def moment(value: str) -> str:
        try:
            at = dt.datetime.fromisoformat(value)
        except ValueError:
            return value
        return f"{day(at.date())}, {at:%H:%M} UTC"

    def word(key: object, table: str) -> str:
        return words[table].get(str(key), str(key))

    def noun(type_: str) -> str:
        return wording(language).nouns.get(type_, type_)

    def month(value: dt.date) -> str:
        return format_date(value, "MMM y", locale=language)

    def count(value: int, key: str) -> str:
        table = words["counts"]
        one = value == 1 or (language == "fr" and value == 0)
        return table[f"{key}_one" if one else key].format(n=value)

    environment.globals["colon"] = wording(language).frame["colon"]
    environment.filters.update(
        when=when,
        day=day,
        moment=moment,
        word=word,
        noun=noun,
        kind=lambda one: wording(language).title(one.type, one.mode).partition("[")[0].lower(),
        called=lambda actor: name_in(actor.id, actor.name, language),
        reason=lambda said: in_language(str(said), language),
        territory=lambda code: Locale(language).territories.get(code, code),
        month=month,
        count=count,
        exact=exact,
        percent=lambda p: f"{100 * p:.0f} %",
        path=lambda part: (
            part if str(part).isalnum() and str(part).isascii() else quote(str(part), safe="")
        ),
    )
    return environment


def exact(text: str) -> Markup:
    """A report's words such that a page shows each of them, and a browser changes none."""
    # A bare carriage return would become a line feed; control characters have no glyph.
    shown = str(escape(_UNSHOWN.sub("\ufffd", text)))
    return Markup(shown.replace("\r", "&#13;"))  # noqa: S704 - escaped just above
