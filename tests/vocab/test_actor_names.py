"""Actors by the names that French has for them."""

from __future__ import annotations

import pytest

from corrobora.vocab.actor_book import load_actors
from corrobora.vocab.actor_names import joined, name_in


@pytest.mark.parametrize(
    ("identifier", "name", "bare", "prose"),
    [
        ("ML", "Mali", "Mali", "le Mali"),
        ("DZ", "Algeria", "Algérie", "l'Algérie"),
        ("FR", "France", "France", "la France"),
        ("US", "United States", "États-Unis", "les États-Unis"),
        ("MX", "Mexico", "Mexique", "le Mexique"),
        ("IL", "Israel", "Israël", "Israël"),
        ("ML.gov", "Mali government", "gouvernement malien", "le gouvernement malien"),
        ("DE.mil", "German military", "armée allemande", "l'armée allemande"),
        ("GB.pol", "British police", "police britannique", "la police britannique"),
        ("US.mil", "US military", "armée américaine", "l'armée américaine"),
        ("FR.people:envoys", "French envoys", "émissaires français", "des émissaires français"),
        ("BE.people:soldiers", "Belgian soldiers", "soldats belges", "des soldats belges"),
        ("ML.people", "Malians", "Maliens", "les Maliens"),
        ("JNIM", "JNIM", "GSIM", "GSIM"),
        ("AFUNION", "African Union", "Union africaine", "l'Union africaine"),
        ("WAGNER", "Wagner Group", "groupe Wagner", "le groupe Wagner"),
        ("US.gov", "Trump administration", "Trump administration", "Trump administration"),
        ("?:yann dox", "Yann Dox", "Yann Dox", "Yann Dox"),
        ("~:drivers", "drivers", "drivers", "drivers"),
    ],
)  # fmt: skip
def test_names_in_french(identifier: str, name: str, bare: str, prose: str) -> None:
    assert name_in(identifier, name, "fr") == bare
    assert name_in(identifier, name, "fr", article=True) == prose
    assert name_in(identifier, name, "en", article=True) == name


def test_every_state_has_a_french_name_and_adjectives_that_agree() -> None:
    book = load_actors()
    for code, entry in book.entries.items():
        if entry.kind != "state":
            continue
        for noun in ("military", "diplomats", "security forces", "official"):
            for start in (entry.name, *entry.adjectives.get("en", ())):
                told = name_in(f"{code}.x", f"{start} {noun}", "fr", article=True)
                assert told
                if entry.adjectives.get("fr"):
                    assert noun not in told, (code, told)


@pytest.mark.parametrize(
    ("link", "name", "said"),
    [
        ("de", "le Mali", "du Mali"),
        ("de", "les États-Unis", "des États-Unis"),
        ("de", "l'Algérie", "de l'Algérie"),
        ("de", "des diplomates", "de diplomates"),
        ("de", "des insurgés", "d'insurgés"),
        ("de", "Assimi Goïta", "d'Assimi Goïta"),
        ("de", "Yann Dox", "de Yann Dox"),
        ("à", "le Mali", "au Mali"),
        ("à", "les États-Unis", "aux États-Unis"),
        ("à", "des diplomates", "à des diplomates"),
        ("", "le Mali", "le Mali"),
    ],
)
def test_de_and_a_run_together_with_the_article(link: str, name: str, said: str) -> None:
    assert joined(link, name) == said
