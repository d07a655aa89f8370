"""A brief with everything that writers must cope with: hostile words, odd spans, no dates."""

from __future__ import annotations

import datetime as dt

from corrobora.model import (
    Brief,
    Citation,
    Derivation,
    Furniture,
    Ghost,
    Independence,
    Report,
    Section,
    Sentence,
    Source,
)

HOSTILE = '<script>alert("x")</script> [link](javascript:void) **bold** `code` <img src=//x.test>'


def report(id_: str, text: str, **fields: object) -> Report:
    return Report(
        id=id_,
        name=f"{id_}_file.txt",
        text=text,
        sha256=f"sha of {id_}",
        raw_sha256=f"raw of {id_}",
        media_type="text/plain",
        **fields,  # type: ignore[arg-type]
    )


BODY = f"Ségou, 🛰 noon. The bridge was closed by the army. {HOSTILE} "
TEASER = "Read also: other news."

A = report(
    "a",
    BODY + TEASER,
    title="The bridge",
    publisher="Delta Press",
    author="A. Writer",
    carrier="Mirror",
    published=dt.date(2024, 2, 3),
    url="https://delta.example/bridge",
    language="en",
    furniture=(Furniture(start=len(BODY), end=len(BODY) + len(TEASER), kind="teaser"),),
)
B = report("b", "Le pont a été fermé par l'armée.", url="javascript:alert(1)", language="fr")


def cite(one: Report, words: str) -> Citation:
    start = one.text.index(words)
    return Citation(report=one.id, start=start, end=start + len(words), claim=f"c-{words[:3]}")


BRIDGE = cite(A, "The bridge was closed by the army")
ARMY = cite(A, "closed by the army")
PONT = cite(B, "Le pont a été fermé")
BAD = cite(A, HOSTILE)

BRIEF = Brief(
    title="Brief: the <river>",
    scope="the <river>",
    as_of=dt.date(2024, 2, 4),
    summary="Two reports & no more.",
    independent=Independence(min=1, max=2),
    sections=(
        Section(
            id="happened",
            title="What happened",
            sentences=(
                Sentence(
                    kind="reported",
                    text="3 February 2024: “The bridge was closed by the army” (Delta Press).",
                    citations=(BRIDGE, PONT, BRIDGE),
                    events=("e1",),
                ),
                Sentence(kind="claimed", text=f"Alleged by x: “{HOSTILE}”.", citations=(BAD,)),
            ),
        ),
        Section(
            id="gaps",
            title="Gaps",
            sentences=(Sentence(kind="gap", text="No toll: none.", citations=(ARMY,)),),
        ),
    ),
    sources=(
        Source(number=1, report=A, derivations=()),
        Source(
            number=2,
            report=B,
            derivations=(
                Derivation(
                    report="b", source="a", ghost=None, how="translation", cues=("selon Delta",),
                    spans=((0, 10, 18, 30),),
                ),
                Derivation(
                    report="b", source=None, ghost=Ghost(publisher="Far Agency"), how="write-up",
                    cues=(),
                ),
            ),
        ),
    ),
    method="brief/1",
)  # fmt: skip
