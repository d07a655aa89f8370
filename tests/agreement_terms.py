"""Terms of sharing as a file, of what an agreement needs at least."""

from __future__ import annotations

import datetime as dt

LEAST = {
    "id": "harbour-ew",
    "partner": "Harbour Relief",
    "unit": "Early-warning cell",
    "purposes": ["early-warning"],
    "tlp": "GREEN",
    "valid_from": dt.date(2025, 1, 1),
    "valid_until": dt.date(2026, 12, 31),
}


def terms(**changes: object) -> str:
    """The terms as TOML, with other or more keys where they are given."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in {**LEAST, **changes}.items())


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, dt.date)):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    plain = ((c.isascii() and c.isalnum()) or c in " -+" for c in str(value))
    shown = (c if ok else f"\\U{ord(c):08X}" for c, ok in zip(str(value), plain, strict=True))
    return f'"{"".join(shown)}"'
