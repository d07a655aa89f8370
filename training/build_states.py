"""Write the vocabulary of states from a table of our own and the Unicode CLDR names in Babel.

Run from the repository root: ``python training/build_states.py``. The table ``states.tsv`` holds,
separated by ``|``: ISO 3166-1 code, English name, French name (empty: CLDR's), English adjectives,
French adjectives (masculine singular), capitals and seats of government, more English and more
French names; ``;`` separates items.
"""

from __future__ import annotations

import json
from pathlib import Path

from babel import Locale

TABLE = Path(__file__).with_name("states.tsv")
TARGET = Path("src/corrobora/vocab/actors/states.toml")

PEOPLE = {
    "FR": ("Frenchmen", "Frenchman", "Frenchwoman"),
    "GB": ("Britons", "Briton", "Brits"),
    "ES": ("Spaniards", "Spaniard"),
    "DK": ("Danes", "Dane"),
    "SE": ("Swedes", "Swede"),
    "FI": ("Finns",),
    "PL": ("Poles",),
    "TR": ("Turks", "Turk"),
    "PH": ("Filipinos", "Filipina", "Filipinas"),
    "IE": ("Irishmen", "Irishman"),
    "NL": ("Dutchmen", "Dutchman"),
    "NZ": ("New Zealanders", "New Zealander"),
    "SA": ("Saudis",),
    "KZ": ("Kazakhs",),
    "US": ("Americans",),
}
"""Nouns for nationals that do not come from the adjective by adding an s."""

UNTIL = {"YU": 2006}
PARENT = {"SOL": "SO"}


def items(cell: str) -> list[str]:
    return [item for item in cell.split(";") if item]


def feminine(adjective: str) -> str:
    """The feminine singular of a French adjective of nationality."""
    special = {"grec": "grecque", "turc": "turque", "letton": "lettonne"}
    if adjective in special:
        return special[adjective]
    if adjective.endswith(("ien", "éen", "yen", "ïen")):
        return adjective + "ne"
    if adjective.endswith("e"):
        return adjective
    if adjective.endswith(("bè", "bé")):
        return adjective
    return adjective + "e"


def french_forms(adjective: str) -> list[str]:
    """The four forms of a French adjective of nationality, without repeats."""
    female = feminine(adjective)
    plural = adjective if adjective.endswith("s") else adjective + "s"
    return list(dict.fromkeys([adjective, female, plural, female + "s"]))


def nationals(code: str, adjectives: list[str]) -> list[str]:
    """English nouns for the people of a state ("Malians"; none for "French" or "Chinese")."""
    bare = ("ese", "ish", "ch", "ss", "is", "ans", "oy", "US", "UK", ".", "UAE", "land", "var")
    made = [a + "s" for a in adjectives if not a.endswith(bare) and code not in {"MM", "VA"}]
    return list(dict.fromkeys([*PEOPLE.get(code, ()), *made]))


def quoted(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def entry(row: str) -> str:
    code, name, name_fr, adj_en, adj_fr, seats, more_en, more_fr = row.split("|")
    english, french = Locale("en").territories, Locale("fr").territories
    name = name or english[code].replace("\u2019", "'").replace("&", "and").replace("St.", "Saint")
    name_fr = name_fr or french[code].replace("\u2019", "'")
    adjectives = items(adj_en)
    lines = [
        "[[actor]]",
        f"id = {json.dumps(code)}",
        f"name = {json.dumps(name, ensure_ascii=False)}",
        'kind = "state"',
        f"country = {json.dumps(PARENT.get(code, code))}",
        f"aliases.en = {quoted(list(dict.fromkeys([name, *items(more_en)])))}",
        f"aliases.fr = {quoted(list(dict.fromkeys([name_fr, *items(more_fr)])))}",
    ]
    if seats:
        lines.append(f'metonyms."*" = {quoted(items(seats))}')
    if adjectives:
        lines.append(f"adjectives.en = {quoted(adjectives)}")
        people = nationals(code, adjectives)
        if people:
            lines.append(f"adjectives.en-people = {quoted(people)}")
    forms = [form for adjective in items(adj_fr) for form in french_forms(adjective)]
    lines.append(f"adjectives.fr = {quoted(list(dict.fromkeys(forms)))}")
    if code in PARENT:
        lines.append(f"parent = {json.dumps(PARENT[code])}")
    if code in UNTIL:
        lines.append(f"until = {UNTIL[code]}")
    return "\n".join(lines)


def main() -> None:
    rows = [row for row in TABLE.read_text("utf-8").splitlines() if row]
    head = "# States: written by training/build_states.py from training/states.tsv.\n\n"
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(head + "\n\n".join(entry(row) for row in rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
