"""Colours as style sheets write them, as far as needed to see that two of them are one."""

from __future__ import annotations

import re
from collections.abc import Mapping

Colour = tuple[int, int, int, float]
"""Red, green, blue (0..255) and opacity (0..1)."""

_NAMED: dict[str, Colour] = {
    "white": (255, 255, 255, 1.0),
    "snow": (255, 250, 250, 1.0),
    "ivory": (255, 255, 240, 1.0),
    "ghostwhite": (248, 248, 255, 1.0),
    "floralwhite": (255, 250, 240, 1.0),
    "mintcream": (245, 255, 250, 1.0),
    "azure": (240, 255, 255, 1.0),
    "whitesmoke": (245, 245, 245, 1.0),
    "black": (0, 0, 0, 1.0),
    "red": (255, 0, 0, 1.0),
    "lime": (0, 255, 0, 1.0),
    "green": (0, 128, 0, 1.0),
    "blue": (0, 0, 255, 1.0),
    "navy": (0, 0, 128, 1.0),
    "yellow": (255, 255, 0, 1.0),
    "gray": (128, 128, 128, 1.0),
    "grey": (128, 128, 128, 1.0),
    "silver": (192, 192, 192, 1.0),
    "transparent": (0, 0, 0, 0.0),
}
_HEX = re.compile(r"\A#([0-9a-f]{3,8})\Z")
_RGB = re.compile(r"\Argba?\(([^()]*)\)\Z")
_HSL = re.compile(r"\Ahsla?\(([^()]*)\)\Z")
_PER_CHANNEL = 12
"""Difference of one channel, of 255, that the eye does not see as writing."""


def colour_of(value: str) -> Colour | None:
    """A colour from its notation; None when it is unknown or not a colour."""
    value = value.strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    if found := _HEX.match(value):
        digits = found.group(1)
        if len(digits) in {3, 4}:
            digits = "".join(d * 2 for d in digits)
        if len(digits) not in {6, 8}:
            return None
        parts = [int(digits[i : i + 2], 16) for i in range(0, len(digits), 2)]
        return parts[0], parts[1], parts[2], parts[3] / 255 if len(parts) == 4 else 1.0
    if found := _RGB.match(value):
        return _from_rgb(re.split(r"[\s,/]+", found.group(1).strip()))
    if found := _HSL.match(value):
        return _from_hsl(re.split(r"[\s,/]+", found.group(1).strip()))
    return None


def _from_rgb(parts: list[str]) -> Colour | None:
    try:
        red, green, blue = (_scaled(part, 255) for part in parts[:3])
        return round(red), round(green), round(blue), _scaled(parts[3], 1) if parts[3:] else 1.0
    except ValueError:
        return None


def _from_hsl(parts: list[str]) -> Colour | None:
    """Only lightness at its ends gives a colour that is known without the hue."""
    try:
        lightness = _scaled(parts[2], 1)
        opacity = _scaled(parts[3], 1) if parts[3:] else 1.0
    except (ValueError, IndexError):
        return None
    if opacity == 0:
        return 0, 0, 0, 0.0
    if lightness >= 0.98:
        return 255, 255, 255, opacity
    return (0, 0, 0, opacity) if lightness <= 0.02 else None


def _scaled(part: str, whole: float) -> float:
    if part.endswith("%"):
        return float(part[:-1]) * whole / 100
    return float(part)


def background_of(style: Mapping[str, str]) -> Colour | None:
    """The plain colour that a style paints behind its text; None when it is not known."""
    if "background-image" in style and style["background-image"] != "none":
        return None
    value = style.get("background-color") or style.get("background", "")
    if colour := colour_of(value):
        return colour
    if value in {"none", "inherit", "initial", "unset"}:
        return 0, 0, 0, 0.0
    if "url(" in value or "gradient" in value or "var(" in value:
        return None
    return next((c for word in value.split() if (c := colour_of(word))), None)


def same_colour(one: Colour, other: Colour) -> bool:
    """True when writing in one colour cannot be seen on the other."""
    return all(abs(a - b) <= _PER_CHANNEL for a, b in zip(one[:3], other[:3], strict=True))
