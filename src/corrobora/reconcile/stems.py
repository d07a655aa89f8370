"""Stems that mean one thing in English and in French reports, so that words compare across both.

Both columns are the first five letters of a folded word. Only words of the field are here, and none
whose stem is also that of a frequent word of another meaning.
"""

from __future__ import annotations

ONE_STEM: dict[str, str] = {
    "abduc": "kidna",
    "accor": "agree",
    "aerop": "airpo",
    "ambas": "embas",
    "armee": "army",
    "arret": "arres",
    "attaq": "attac",
    "bless": "wound",
    "blocu": "block",
    "bomba": "bomb",
    "bombe": "bomb",
    "bombi": "bomb",
    "brule": "burne",
    "camio": "truck",
    "carbu": "fuel",
    "cesse": "cease",
    "echan": "excha",
    "ecole": "schoo",
    "embus": "ambus",
    "enlev": "kidna",
    "espio": "spy",
    "expul": "expel",
    "frapp": "strik",
    "franc": "frenc",
    "front": "borde",
    "gouve": "gover",
    "hopit": "hospi",
    "incen": "burne",
    "liber": "relea",
    "lorri": "truck",
    "lorry": "truck",
    "maiso": "house",
    "manif": "prote",
    "habit": "resid",
    "otage": "hosta",
    "penur": "short",
    "rappe": "recal",
    "rense": "intel",
    "renvo": "expel",
    "solda": "soldi",
    "spied": "spy",
    "spies": "spy",
    "spyin": "spy",
    "struc": "strik",
    "tuees": "kille",
    "tuent": "kille",
    "tuer": "kille",
    "tues": "kille",
}
"""Stem to the stem that stands for it."""
