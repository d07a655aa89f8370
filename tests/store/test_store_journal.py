from __future__ import annotations

import random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.store import Entry, Head, verify
from corrobora.store.journal import START, following, hash_of


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    head = None
    for number in range(length):
        entry = following(
            head, at=f"t{number}", actor="ana", act="noted", subject={"n": number, "é": [None]}
        )
        entries.append(entry)
        head = Head(entry.seq, entry.hash)
    return entries


def rechained(entries: list[Entry]) -> list[Entry]:
    """What a forger does: every number and hash computed anew."""
    head, anew = None, []
    for entry in entries:
        anew.append(
            following(head, at=entry.at, actor=entry.actor, act=entry.act, subject=entry.subject)
        )
        head = Head(anew[-1].seq, anew[-1].hash)
    return anew


def head_of(entries: list[Entry], at: int = -1) -> Head:
    return Head(entries[at].seq, entries[at].hash)


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[Entry], list[Entry]]:
    """A journal, and the same after one to three edits (perhaps with its chain made anew)."""
    entries = chain(draw(st.integers(2, 12)))
    edited = list(entries)
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["flip", "delete", "insert", "swap", "truncate"]))
        place = draw(st.integers(0, max(len(edited) - 1, 0)))
        if not edited:
            break
        if kind == "flip":
            field, value = draw(
                st.sampled_from(
                    [
                        ("at", "x"),
                        ("actor", "x"),
                        ("act", "x"),
                        ("subject", {"n": -1}),
                        ("previous", "1" * 64),
                        ("hash", "1" * 64),
                        ("seq", 99),
                    ]
                )
            )
            edited[place] = msgspec.structs.replace(edited[place], **{field: value})
        elif kind == "delete":
            del edited[place]
        elif kind == "insert":
            edited.insert(place, msgspec.structs.replace(edited[place], actor="eve"))
        elif kind == "swap":
            other = draw(st.integers(0, len(edited) - 1))
            edited[place], edited[other] = edited[other], edited[place]
        else:
            del edited[place:]
    if draw(st.booleans()):
        edited = rechained(edited)
    return entries, edited


@settings(max_examples=600, deadline=None)
@given(edits())
def test_whoever_holds_the_head_detects_every_edit(pair: tuple[list[Entry], list[Entry]]) -> None:
    entries, edited = pair
    found = verify(edited, head_of(entries))
    if edited == entries:
        assert found == ()
    # A line that follows the head, well chained, is how a journal grows.
    elif edited[: len(entries)] != entries:
        assert found


@settings(max_examples=300, deadline=None)
@given(edits(), st.data())
def test_an_older_head_covers_all_lines_up_to_it(
    pair: tuple[list[Entry], list[Entry]], data: st.DataObject
) -> None:
    entries, edited = pair
    at = data.draw(st.integers(0, len(entries) - 1))
    if edited[: at + 1] != entries[: at + 1]:
        assert verify(edited, head_of(entries, at))


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 12), st.integers(0, 11))
def test_without_a_head_only_a_cut_at_the_end_and_a_whole_new_chain_pass(
    length: int, cut: int
) -> None:
    entries = chain(length)
    short = entries[: min(cut, length)]
    assert verify(short) == ()
    assert bool(verify(short, head_of(entries))) == (len(short) < length)
    forged = rechained([msgspec.structs.replace(entries[0], actor="eve"), *entries[1:]])
    assert verify(forged) == ()
    assert verify(forged, head_of(entries))


@pytest.mark.parametrize("length", [1, 5])
def test_a_sound_journal_passes_with_any_of_its_heads(length: int) -> None:
    entries = chain(length)
    for at in range(length):
        assert verify(entries, head_of(entries, at)) == ()


def test_the_hash_is_fixed_for_all_time() -> None:
    """Published: a head handed out today must be computable by any later version."""
    first = chain(1)[0]
    assert first.previous == START
    assert hash_of(first) == first.hash
    assert first.hash == "7c830a4d9a19d29bf34f14f53ecbfdf2f9a312d320e294020c0287c913d35b0a"


def edited_at_random(entries: list[Entry], rng: random.Random) -> list[Entry]:
    """The journal after one edit of the kind that somebody with the file can make."""
    kind = rng.choice(["flip", "delete", "insert", "swap", "truncate", "old copy"])
    place = rng.randrange(len(entries))
    left = list(entries)
    if kind == "flip":
        field = rng.choice(["at", "actor", "act", "previous", "hash"])
        value = getattr(left[place], field)
        at = rng.randrange(len(value))
        flipped = value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]
        left[place] = msgspec.structs.replace(left[place], **{field: flipped})
    elif kind == "delete":
        del left[place]
    elif kind == "insert":
        left.insert(place, msgspec.structs.replace(left[rng.randrange(len(left))], actor="eve"))
    elif kind == "swap":
        other = rng.choice([n for n in range(len(left)) if n != place])
        left[place], left[other] = left[other], left[place]
    elif kind == "truncate":
        del left[place:]
    else:
        # A copy of an earlier day, on which work went on.
        left = chain(place)
        head = head_of(left) if left else None
        left.append(following(head, at="t", actor="eve", act="noted", subject=None))
    return rechained(left) if rng.random() < 0.5 else left


@pytest.mark.parametrize("many", [300, pytest.param(10_000, marks=pytest.mark.slow)])
def test_every_edit_is_seen_by_who_holds_a_later_head(many: int) -> None:
    rng = random.Random(20)
    entries = chain(40)
    held = head_of(entries)
    seen = tried = 0
    while tried < many:
        left = edited_at_random(entries, rng)
        if left != entries:  # To compute the hashes anew undoes the flip of a hash.
            tried += 1
            seen += bool(verify(left, held))
    assert seen == tried == many


def test_a_cut_after_the_last_head_handed_out_is_the_one_thing_not_seen() -> None:
    """Stated as it is: what nobody outside has seen can be taken back unseen."""
    entries = chain(12)
    handed_out = head_of(entries, 7)
    assert verify(entries[:8], handed_out) == ()
    assert verify(entries[:7], handed_out)
    replaced = [*entries[:8], *rechained([*entries[:8], *chain(3)])[8:]]
    assert verify(replaced, handed_out) == (), "and something else put in its place"
