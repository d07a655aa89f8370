"""STIX 2.1: what partners share, as a bundle or as what a TAXII server answers.

Reports, notes, incidents and opinions are texts of their own. Markings are kept, never widened:
what is marked with anything but levels of TLP gets a marking that nobody can read as one, so that
it stays closed until a person has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeGuard

import msgspec

from corrobora.errors import LimitReached, UnreadableInput
from corrobora.model import Draft, Json, Refusal
from corrobora.readers.items import SKIPPED, Given, Output
from corrobora.readers.limits import Limits, megabytes
from corrobora.text import sha256_of
from corrobora.vocab.stix_ids import stix_ids

Stix = dict[str, Json]

_TEXTS = {
    "report": ("description", "name"),
    "note": ("content", "abstract"),
    "incident": ("description", "name"),
    "opinion": ("explanation",),
}
"""The types that are read, and their fields for the text: the first that holds any."""
_DATED = {"report": ("published", "stix: published")}
_CREATED = ("created", "stix: created")
"""The field that tells when a text was published, and how that is told as a rule."""
_ID = re.compile(r"[a-z][a-z0-9-]{0,249}--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNREADABLE = "STIX marking that cannot be read"
_KEPT = ("confidence", "labels", "report_types", "object_refs", "opinion", "modified")
"""Fields that are kept beside the text as they are."""
_LEVELS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
_LARGEST = 1 << 53
"""Beyond this, whole numbers of JSON are not the same in every program."""
_decode = msgspec.json.Decoder().decode


def warm() -> None:
    """Read one document, so that the identifiers are loaded before files are given up."""
    raw = b'{"type": "bundle", "objects": [{"type": "note", "content": "t"}]}'
    list(read(Given(name="warm.json", raw=raw), Limits()))


def read(given: Given, limits: Limits) -> Iterator[Output]:
    """One draft for each report, note, incident and opinion that is not taken back.

    Stated: id, title, author, publisher (who wrote it, else who made the object), carrier,
    published, published_rule, url, language. Kept beside: the markings as given.

    Of what another Corrobora made, claims and events are passed over where the reports that they
    rest on are in the same document: they would count as one more voice. A report that came
    without its text is read as the words that its claims quote.

    Raises:
        UnreadableInput: It is no JSON, no bundle or answer, or holds no objects.
        LimitReached: It is too long.
    """
    if len(given.raw) > limits.unpacked_bytes:
        raise LimitReached(
            f"The document holds {megabytes(len(given.raw))}; one may hold "
            f"{megabytes(limits.unpacked_bytes)}.",
            hint="Ask for it in pages.",
        )
    document = _Document(_objects(given.raw))
    taken = 0
    for number, one in enumerate(document.objects, start=1):
        output = document.output(one, number, given, limits)
        if output is not None:
            taken += 1
            yield output
    if not taken:
        raise UnreadableInput(
            "It holds no report, note, incident or opinion.",
            hint="Indicators and the like are not read; give what is written about them.",
        )


def _objects(raw: bytes) -> list[Json]:
    try:
        whole = _decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise UnreadableInput(
            f"It is not JSON ({error}).", hint="Check that it was saved whole."
        ) from error
    objects = whole.get("objects") if isinstance(whole, dict) else None
    if not isinstance(objects, list):
        raise UnreadableInput(
            "It is no STIX bundle and no answer of a TAXII server: it has no list of objects.",
            hint='Give {"type": "bundle", "objects": [...]}.',
        )
    return objects


class _Document:
    """The objects of a document, with what they say of one another."""

    def __init__(self, objects: list[Json]) -> None:
        self.objects = objects
        self._names: dict[str, str] = {}
        self._levels: dict[str, set[str | None]] = {}
        self._statements: dict[str, str] = {}
        self._excerpts: dict[str, list[str]] = {}
        self._texts: set[str] = set()
        self._latest: dict[str, str] = {}
        for one in objects:
            if isinstance(one, dict) and _is_id(one.get("id")):
                self._learn(one, one["id"])
        self._texts |= set(self._excerpts) & set(self._latest)

    def _learn(self, one: Stix, id_: str) -> None:
        kind = one.get("type")
        if kind == "identity" and (name := _words(one.get("name"))):
            self._names[id_] = name
        elif kind == "marking-definition":
            self._levels.setdefault(id_, set()).add(_level(one))
            definition = one.get("definition")
            if isinstance(definition, dict) and (told := _words(definition.get("statement"))):
                self._statements[id_] = told
        elif kind == "report" and _text(one.get("description")):
            self._texts.add(id_)
        elif kind == "note" and len(refs := _report_refs(one)) == 1:
            self._excerpts.setdefault(refs[0], []).append(_text(one.get("content")))
        if isinstance(kind, str) and kind in _TEXTS:
            self._latest[id_] = max(self._latest.get(id_, ""), _version(one))

    def output(self, one: Json, number: int, given: Given, limits: Limits) -> Output | None:
        """The draft of an object, or why there is none; None for what is no text."""
        kind = one.get("type") if isinstance(one, dict) else None
        if not isinstance(one, dict) or not isinstance(kind, str):
            return _refusal(given, number, "It is no STIX object.", "Have it written anew.")
        if kind not in _TEXTS:
            return None
        id_ = one.get("id")
        if _is_id(id_):
            if one.get("revoked") is not None and one.get("revoked") is not False:
                return _skipped(given, number, "Its author took it back.")
            if self._latest[id_] != _version(one):
                return _skipped(given, number, "The document holds a later version of it.")
        refs = _report_refs(one)
        if refs and self._texts.issuperset(refs):
            return _skipped(given, number, "It was made of texts that are in the document.")
        text = self._text_of(one, kind)
        if not text:
            return _refusal(given, number, f"The {kind} holds no text.", "Ask for its text.")
        if len(text) > limits.text_bytes // 4 and len(text.encode()) > limits.text_bytes:
            why = f"The text of the {kind} is longer than {megabytes(limits.text_bytes)}."
            return _refusal(given, number, why, "Have it split.", code="input.limit")
        stated = self._stated(one, kind)
        return Draft(
            name=stated.get("id") or f"{given.name}#{number}",
            text=text,
            media_type="application/stix+json",
            raw_sha256=sha256_of(given.raw),
            stated=stated,
            marking=self._marking(one),
            extra={"stix": self._kept(one, kind)},
        )

    def _text_of(self, one: Stix, kind: str) -> str:
        """The first field that holds any; a report without its text is what its claims quote."""
        first, *others = (_text(one.get(key)) for key in _TEXTS[kind])
        id_ = one.get("id")
        quoted = self._excerpts.get(id_, []) if kind == "report" and _is_id(id_) else []
        return first or "\n\n".join(filter(None, quoted)) or "".join(others)

    def _stated(self, one: Stix, kind: str) -> dict[str, str]:
        by = one.get("created_by_ref")
        maker = self._names.get(by, "") if isinstance(by, str) else ""
        url, reference = _reference(one)
        source = _extension(one, "source")
        authors = one.get("authors")
        field, rule = _DATED.get(kind, _CREATED)
        stated = {
            "id": one["id"] if _is_id(one.get("id")) else "",
            "title": _words(one.get("name") or one.get("abstract")),
            "author": "; ".join(map(_words, authors)) if isinstance(authors, list) else "",
            "publisher": maker or reference,
            "published": _words(one.get(field)),
            "url": url,
            "language": _words(one.get("lang")),
        }
        if source is not None:
            stated |= {key: _words(source.get(key)) for key in ("publisher", "author", "published")}
            stated["carrier"] = _words(source.get("carrier")) or maker
        if _extension(one, "happening") is not None:
            # When it was released, which says nothing of when it was first told.
            stated["published"] = ""
        if stated["published"]:
            stated["published_rule"] = rule
        return {key: value for key, value in stated.items() if value}

    def _kept(self, one: Stix, kind: str) -> Stix:
        refs = [ref for ref in _marking_refs(one) if _is_id(ref)]
        markings: Stix = {ref: self._statements.get(ref) or self._level_of(ref) for ref in refs}
        kept = {key: _plain(one[key]) for key in _KEPT if key in one}
        return {"type": kind, "markings": markings, **kept}

    # --- markings --------------------------------------------------------------------------------

    def _marking(self, one: Stix) -> str | None:
        """The strictest level of TLP, or words that name no level; None where there is none."""
        refs = _marking_refs(one)
        levels = [self._level_of(ref) for ref in refs]
        if not refs:
            return None
        readable = [level for level in levels if level is not None]
        if len(readable) == len(levels):
            return max(readable, key=_LEVELS.index)
        # Words of a statement stay out of it: "not TLP:CLEAR" would be read as a level.
        ids = sorted({ref for ref in refs if _is_id(ref)})
        return f"{_UNREADABLE}: {', '.join(ids)}" if ids else _UNREADABLE

    def _level_of(self, ref: Json) -> str | None:
        if not isinstance(ref, str):
            return None
        known = stix_ids().level_of(ref)
        if known is not None:
            return known
        told = self._levels.get(ref, {None})
        readable = [level for level in told if level is not None]
        return max(readable, key=_LEVELS.index) if len(readable) == len(told) else None


def _marking_refs(one: Stix) -> list[Json]:
    """All that an object or a part of it is marked with; what is no list or id is kept as it is."""
    refs: list[Json] = []
    whole = one.get("object_marking_refs")
    if whole is not None:
        refs += whole if isinstance(whole, list) else [whole]
    parts = one.get("granular_markings")
    if parts is not None:
        for part in parts if isinstance(parts, list) else [parts]:
            if not isinstance(part, dict):
                refs.append(part)
            elif "marking_ref" in part or "lang" not in part:
                refs.append(part.get("marking_ref"))
    return refs


def _level(definition: Stix) -> str | None:
    """The TLP level that a marking definition tells and nothing else; None for any other."""
    inner = definition.get("definition")
    told: list[Json] = []
    if definition.get("definition_type") == "tlp" and isinstance(inner, dict):
        told.append(inner.get("tlp") if set(inner) == {"tlp"} else None)
    elif inner is not None:
        return None
    extensions = definition.get("extensions")
    for id_, fields in extensions.items() if isinstance(extensions, dict) else ():
        known = id_ == stix_ids().tlp_extension and isinstance(fields, dict)
        told.append(fields.get("tlp_2_0") if known else None)
    levels = {_as_level(word) for word in told}
    return levels.pop() if len(levels) == 1 else None


def _as_level(word: Json) -> str | None:
    if not isinstance(word, str):
        return None
    level = f"TLP:{'CLEAR' if word.upper() == 'WHITE' else word.upper()}"
    return level if level in _LEVELS else None


# --- fields --------------------------------------------------------------------------------------


def _is_id(value: Json) -> TypeGuard[str]:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _version(one: Stix) -> str:
    # Without the Z, so that a time with fractions of a second comes after the one without.
    modified = one.get("modified")
    return modified.rstrip("Z") if isinstance(modified, str) else ""


def _extension(one: Stix, name: str) -> Mapping[str, Json] | None:
    extensions = one.get("extensions")
    found = extensions.get(stix_ids().extensions[name].id) if isinstance(extensions, dict) else None
    return found if isinstance(found, dict) else None


def _report_refs(one: Stix) -> list[str]:
    """The reports that a claim, event or conflict rests on, where another Corrobora made it."""
    refs = (_extension(one, "happening") or {}).get("report_refs")
    return [ref for ref in refs if isinstance(ref, str)] if isinstance(refs, list) else []


def _reference(one: Stix) -> tuple[str, str]:
    """Address and source of the first external reference that has an address."""
    references = one.get("external_references")
    for each in references if isinstance(references, list) else ():
        if isinstance(each, dict) and (url := _words(each.get("url"))):
            return url, _words(each.get("source_name"))
    return "", ""


def _text(value: Json) -> str:
    return value if isinstance(value, str) and value.strip() else ""


def _plain(value: Json) -> Json:
    """A word, a number or a list of words as it is; null for what no such field may hold."""
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        return None
    return value if isinstance(value, (str, int)) else None


def _words(value: Json) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _refusal(
    given: Given, number: int, reason: str, remedy: str, code: str = "input.unreadable"
) -> Refusal:
    return Refusal(
        name=given.name, place=f"object {number}", reason=reason, remedy=remedy, code=code
    )


def _skipped(given: Given, number: int, reason: str) -> Refusal:
    return _refusal(given, number, reason, "Nothing is to be done.", SKIPPED)
