from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from corrobora.extract.pipeline import load_parser

_PROGRAM = """
import json
from corrobora.extract.pipeline import load_parser
text = "Gunmen on motorcycles raided Kalo on Monday, killing nine farmers, the mayor said."
parser = load_parser("en")
words = [(t.lower, t.pos, t.dep, t.head, t.morph) for t in parser.parse(text, [(0, len(text))])[0].tokens]
print(json.dumps([parser._nlp.get_pipe("tok2vec").model.ops.use_blis, words]))
"""  # noqa: E501


def _parsed(threads: str | None) -> tuple[bool, list[list[object]]]:
    """Whether spaCy's own library multiplies in a new process, and what the parser reads there."""
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if threads is not None:
        env["OPENBLAS_NUM_THREADS"] = threads
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM], env=env, check=True, capture_output=True, text=True
    )
    own, words = json.loads(ran.stdout)
    return own, words


@pytest.mark.skipif(load_parser("en") is None, reason="the trained parsers are not installed")
def test_the_parse_is_the_same_whichever_library_multiplies() -> None:
    own, words = _parsed(None)
    numpys, same = _parsed("1")
    assert own
    assert not numpys, "with one thread numpy is the faster one"
    assert words == same
    assert next(w[:2] for w in words if w[0] == "killing") == ["killing", "VERB"]
    assert _parsed("2")[0], "with more threads numpy is slower"


@pytest.mark.skipif(load_parser("fr") is None, reason="the trained parsers are not installed")
def test_french_compounds_stay_whole() -> None:
    parser = load_parser("fr")
    assert parser is not None
    text = (
        "L'état-major a-t-il dit - mardi - que le sit-in de Port-au-Prince a eu lieu en 2010-2011 ?"
    )

    words = [token.text for token in parser.parse(text, [(0, len(text))])[0].tokens]

    assert {"état-major", "sit-in", "Port-au-Prince"} <= set(words)
    assert words.count("-") == 2 + ("2010-2011" not in words)
    assert "dit" in words
