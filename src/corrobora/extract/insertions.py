"""Speech set off beside what is said: "..., the army said", "», a déclaré un porte-parole".

The parse of such clauses changes from one training run to the next, so they are found by pattern:
between two marks of punctuation stand a verb of saying, who says it, and at most a few words of
when, where and to whom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from corrobora.extract.syntax import Sentence, Token

_MARKS = frozenset(
    (",", ";", "(", ")", "-", "--", "–", "—", ".", "?", "!", '"', "«", "»", "''", ":")
)
_NOMINAL = frozenset(("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "ADP", "PART", "X", "CCONJ"))
_HEADS = ("NOUN", "PROPN", "PRON", "NUM")
_LONGEST_TAIL = 10
"""Words of when, where and to whom after the source and the verb; more is another clause."""
_LONGEST_NAME = 14
"""Words of a source that stands before its verb."""
_ENCLITIC = (
    "-t-il",
    "-t-elle",
    "-t-on",
    "-il",
    "-elle",
    "-on",
    "-ils",
    "-elles",
    "-t-ils",
    "-t-elles",
)
_MOST_ASIDES = 3
"""Stretches between commas that may part a source from its verb ("X (R), a member of Y, said")."""
_PARTICIPLES = ("é", "ée", "és", "ées")
_SELF = frozenset(("se", "s'"))
_BEEN = "été"
_HEARING = frozenset(("à", "au", "auprès", "sur"))
"""Prepositions before who heard it or where it was said, when that is a name."""
_TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday yesterday today tonight earlier
    later morning afternoon evening night week month year weekend day lundi mardi mercredi jeudi
    vendredi samedi dimanche hier matin soir midi semaine mois année""".split()
)
_JOINING = frozenset("and but or because if unless et mais ou car si or".split())


class Insertion(Struct, frozen=True):
    """A clause of saying that is set off.

    Attributes:
        cue: The verb.
        source: The words of the source.
        start: Offset where what is said breaks off.
        end: Offset where it goes on, or the end of the sentence.
        goes_on: Whether it goes on after the insertion.
    """

    cue: Token
    source: tuple[Token, ...]
    start: int
    end: int
    goes_on: bool


def insertions(
    sentence: Sentence,
    *,
    is_cue: Callable[[Token], bool],
    is_quoted: Callable[[int], bool],
    has_hearer: Callable[[Token], bool],
    inverts: Callable[[Token, Sequence[Token]], bool],
    relative: frozenset[str],
    behind_quote: bool,
) -> list[Insertion]:
    """The clauses of saying that are set off in a sentence.

    Args:
        sentence: The sentence.
        is_cue: Whether a word is a form of a verb of saying.
        is_quoted: Whether an offset lies inside quotation marks.
        has_hearer: Whether the object of a verb is the hearer ("told reporters").
        inverts: Whether words behind a verb are who says it, whatever the parse makes of them
            ("a annoncé le ministre").
        relative: Relative pronouns.
        behind_quote: Whether quoted words end right before the sentence.
    """
    segments = _segments(sentence, is_quoted)
    if segments and behind_quote:
        segments[0] = (segments[0][0], True)
    found = []
    for n, (segment, behind) in enumerate(segments):
        if n == 0 and not behind:
            continue
        for token in segment:
            if not is_cue(token):
                continue
            parts = [words for words, _ in segments]
            first = n
            hearer = has_hearer(token)
            broken = n + 1 < len(parts) and parts[n + 1][0].pos in ("AUX", "VERB")
            if behind or broken or not _has_subject_before(sentence, segment, token):
                source = _source(segment, token, relative, hearer=hearer)
            else:
                before = _source(segment, token, relative, hearer=hearer)
                opens = segment[0].pos == "AUX" and before and before[0].i > token.i
                stands = before and before[0].i < token.i
                source = before if stands or (opens and inverts(token, before)) else ()
            if not source and _is_tail([t for t in segment if t.i > token.i], hearer=hearer):
                first, source = _name_before(parts, n, token, relative)
            if source:
                found.append(
                    _insertion(sentence, parts, (first, n), token, source, is_cue, relative)
                )
                break
    return found


def _has_subject_before(sentence: Sentence, segment: Sequence[Token], verb: Token) -> bool:
    return any(t.i < segment[0].i for t in sentence.children(verb, "nsubj", "nsubj:pass"))


def _name_before(
    parts: Sequence[Sequence[Token]], n: int, verb: Token, relative: frozenset[str]
) -> tuple[int, tuple[Token, ...]]:
    """A source parted from its verb by an apposition ("..., X, the mayor, said").

    Returns:
        The number of the segment where the source begins, and its words.
    """
    if any(t.i < verb.i and t.pos not in ("AUX", "ADV") for t in parts[n]):
        return n, ()
    first = n
    while first > max(1, n - _MOST_ASIDES) and (
        _is_name(parts[first - 1], relative) or parts[first - 1][0].lower in relative
    ):
        first -= 1
    words = [t for part in parts[first:n] for t in part]
    return (first, tuple(words)) if first < n else (n, ())


def _segments(
    sentence: Sentence, is_quoted: Callable[[int], bool]
) -> list[tuple[list[Token], bool]]:
    """The words outside quotation marks between marks, and whether quoted words end before them."""
    segments: list[tuple[list[Token], bool]] = []
    words: list[Token] = []
    quoted = False
    for token in sentence.tokens:
        inside = is_quoted(token.start)
        if inside or _is_mark(sentence, token):
            if words:
                segments.append((words, quoted))
                words, quoted = [], False
            quoted = quoted or inside
        else:
            words.append(token)
    return [*segments, (words, quoted)] if words else segments


def _is_mark(sentence: Sentence, token: Token) -> bool:
    """Whether a word is punctuation that parts clauses; a hyphen inside a word is none."""
    if token.text not in ("-", "--"):
        return token.text in _MARKS
    before = sentence.tokens[token.i - 1].end if token.i else -1
    return before != token.start


def _source(
    segment: Sequence[Token],
    cue: Token,
    relative: frozenset[str],
    *,
    hearer: bool,
) -> tuple[Token, ...]:
    """The words of the source, before or after its verb; empty when this is no insertion."""
    before = [t for t in segment if t.i < cue.i]
    after = [t for t in segment if t.i > cue.i]
    if before and cue.has("VerbForm=Inf") and before[-1].pos in ("VERB", "AUX"):
        before.pop()  # "a fait savoir le ministre"
    while before and before[-1].pos in ("AUX", "ADV") and before[-1].lower not in relative:
        before.pop()
    if before and before[-1].lower in _SELF:
        before.pop()  # "s'est félicité le ministre"
    if any(t.lower == _BEEN for t in segment[len(before) : len(before) + 3]):
        return ()  # "le couvre-feu a été avancé"
    enclitic = [t for t in segment if t.lower.endswith(_ENCLITIC) and abs(t.i - cue.i) <= 2]
    if enclitic:
        return (enclitic[-1],)
    if before and before[0].lower in ("as", "comme"):
        before, segment = before[1:], segment[1:]
    if before:
        helped = any(
            t.pos == "AUX" for t in segment[len(before) : len(before) + 2]
        ) or not cue.lower.endswith(_PARTICIPLES)
        fits = helped and _is_name(before, relative) and _is_tail(after, hearer=hearer)
        return tuple(before) if fits else ()
    return _name_after(after, relative)


def _is_name(words: Sequence[Token], relative: frozenset[str]) -> bool:
    """Whether words before a verb of saying are one noun phrase."""
    if len(words) > _LONGEST_NAME or words[0].pos in ("ADP", "SCONJ", "CCONJ", "PART", "PUNCT"):
        return False
    if words[0].lower in relative:
        return False
    for n, word in enumerate(words):
        if n and word.lower in relative:
            return any(w.pos in ("VERB", "AUX") for w in words[n:])
        if word.pos in ("AUX", "SCONJ") or (word.pos == "VERB" and not word.text[0].isupper()):
            return False
    return any(w.pos in _HEADS or w.text[0].isupper() for w in words)


def _is_tail(words: Sequence[Token], *, hearer: bool) -> bool:
    """Whether only when, where, how and to whom follow the verb."""
    if not words:
        return True
    if len(words) > _LONGEST_TAIL:
        return False
    first = words[0]
    timed = any(w.lower in _TIMES for w in words[:3])
    if first.pos not in ("ADP", "ADV") and not hearer and not timed:
        return False
    return all(w.pos in _NOMINAL or w.pos == "ADV" or w.text[0].isupper() for w in words)


def _name_after(words: Sequence[Token], relative: frozenset[str]) -> tuple[Token, ...]:
    """The noun phrase right behind the verb ("said X", "a déclaré à la presse le ministre")."""
    start = _past_phrases(words)
    name: list[Token] = []
    for word in words[start:]:
        if word.lower in relative:
            break
        if word.pos in ("AUX", "SCONJ") or (word.pos == "VERB" and not word.text[0].isupper()):
            if not name or not word.has("VerbForm=Part"):
                return ()  # what follows is a clause: "said seven men had died"
            break
        name.append(word)
    if not any(w.pos in _HEADS or w.text[0].isupper() for w in name):
        return ()
    if any(w.lower in ("that", "que", "qu'") for w in words[start + len(name) :]):
        return ()
    return () if name[-1].lower in _TIMES else tuple(name)


def _past_phrases(words: Sequence[Token]) -> int:
    """How many words of when, where and to whom stand before the source."""
    at = 0
    while at < len(words):
        if words[at].pos == "ADV" or words[at].lower in _TIMES:
            at += 1
        elif words[at].pos == "ADP" and words[at].lower != "des":
            at += 1
            while at < len(words) and words[at].pos in ("DET", "NUM"):
                at += 1
            named = at
            while at < len(words) and words[at].pos in ("ADJ", "NOUN"):
                at += 1
            if at == named and words[at - 1].lower in _HEARING.union(("l'", "la", "le")):
                at = _past_name(words, at)  # "raconte à RFI un témoin"
        else:
            break
    return at


def _past_name(words: Sequence[Token], at: int) -> int:
    """Where a name ends behind which another noun phrase stands; where it began if none does."""
    end = at
    while end < len(words) and words[end].pos == "PROPN":
        end += 1
    if end < len(words) and words[end].pos in ("DET", "NUM"):
        return end
    if end - at > 1 and words[at].text.isupper():  # "a dit à RFI Ali Omar"
        return at + 1
    return at


def _insertion(
    sentence: Sentence,
    segments: Sequence[Sequence[Token]],
    held: tuple[int, int],
    cue: Token,
    source: tuple[Token, ...],
    is_cue: Callable[[Token], bool],
    relative: frozenset[str],
) -> Insertion:
    start, end = segments[held[0]][0].start, segments[held[1]][-1].end
    complete = any(t.pos in ("VERB", "AUX") and t.start < start for t in sentence.tokens)
    for following in segments[held[1] + 1 :]:
        if not _is_aside(following, relative):
            first = following[0]
            outcome = first.lower.endswith(("ing", "ant")) and not is_cue(first)
            goes_on = not complete or first.lower in _JOINING or outcome
            return Insertion(cue, source, start, end, goes_on)
        if complete:
            end = following[-1].end
    return Insertion(cue, source, start, end, goes_on=not complete)


def _is_aside(words: Sequence[Token], relative: frozenset[str]) -> bool:
    """Whether words after an insertion still speak of its source ("an analyst at the bank")."""
    if words[0].lower in relative:
        return True
    return not any(w.pos in ("VERB", "AUX") for w in words) and words[0].lower not in _JOINING
