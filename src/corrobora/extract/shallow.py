"""Words and their likely relations by rule, for where no parser is installed.

Parts of speech come from closed lists, the vocabulary's own word forms and word endings; relations
from the order of noun phrases, verb groups and prepositions. Wrong more often than a trained
parser, never absent, and some times faster.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

from corrobora.extract.lexicon import Remembered
from corrobora.extract.syntax import Sentence, Token

_LONGEST_ASIDE = 12
"""Words between the two commas that part a subject from its verb."""
_WORD = re.compile(
    r"""(?=\S)(?:  # what stands between is passed quickly
    [^\W\d_]++(?![\w'.-])  # most words; what they may be part of follows
    |n't(?!\w)|'(?:s|re|ve|ll|d|m)(?!\w)|(?:[ldnmtsjc]|qu|lorsqu|jusqu|puisqu)'(?=\w)
    |(?:[A-Z]\.){2,}|\d+(?:[.,]\d+)*|\w+(?:[-']\w+)*(?=n't)|\w+(?:-\w+)*|[^\w\s])""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Closed:
    """The closed word classes of a language (``languages/<xx>/grammar.toml``)."""

    tags: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]
    be: frozenset[str]
    have: frozenset[str]
    by: frozenset[str]
    of: frozenset[str]
    relative: frozenset[str]
    complementizers: frozenset[str]
    head_first: bool


@lru_cache(maxsize=4)
def load_closed(code: str) -> Closed:
    """The closed word classes of a language."""
    path = files("corrobora.vocab").joinpath("languages", code, "grammar.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    tags = {w: tag for tag, words in data["tags"].items() for w in words.split()}
    endings = tuple(
        (ending, tag) for tag, words in data["endings"].items() for ending in words.split()
    )
    words = {k: frozenset(v.split()) for k, v in data["words"].items()}
    return Closed(
        tags=tags,
        endings=tuple(sorted(endings, key=lambda e: (-len(e[0]), e[0]))),
        be=words["be"], have=words["have"], by=words["by"], of=words["of"],
        relative=words["relative"], complementizers=words["complementizers"],
        head_first=bool(data["head_first"]),
    )  # fmt: skip


class _Word(Struct, gc=False):
    start: int
    end: int
    text: str
    lower: str
    pos: str = "X"
    dep: str = "dep"
    head: int = 0
    morph: str = ""


class ShallowParser:
    """Fills the shape of a parse by rule; see ``corrobora.extract.syntax.Parser``.

    Args:
        code: Language.
        verbs: Forms that may be verbs, with whether they may also be nouns.
        nouns: Forms that may be nouns.
    """

    def __init__(self, code: str, verbs: frozenset[str], nouns: frozenset[str]) -> None:
        self.name = f"{code}-shallow-1"
        self._closed = load_closed(code)
        self._verbs = verbs
        self._nouns = nouns
        self._endings = Remembered(self._by_ending)
        self._settled = Remembered(self._settled_tag)

    def parse(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
        """One sentence for each span that holds a word."""
        out = []
        for start, end in spans:
            words = [
                _Word(m.start(), m.end(), word := m[0], word.lower())
                for m in _WORD.finditer(text, start, end)
            ]
            if words:
                self._tag(words)
                self._relate(words)
                out.append(
                    Sentence([
                        Token(i, w.start, w.end, w.text, w.lower, w.pos, w.dep, w.head, w.morph)
                        for i, w in enumerate(words)
                    ])
                )  # fmt: skip
        return out

    # --- parts of speech -------------------------------------------------------------------------

    def _tag(self, words: list[_Word]) -> None:
        long = [w for w in words if len(w.text) > 3 and w.text[0].isalpha()]
        cased = sum(w.text[0].isupper() for w in long) < 0.6 * len(long)
        settled = self._settled
        for i, word in enumerate(words):
            word.pos = settled[word.lower] or self._tag_of(word, i, words, cased=cased)
            if word.pos in ("VERB", "AUX"):
                word.morph = self._morph(word, i, words)

    def _settled_tag(self, lower: str) -> str:
        """The tag of a sign, a figure or a word of a closed class; empty for any other word."""
        sign = not lower[0].isalnum()
        found = "PUNCT" if sign else "NUM" if lower[0].isdigit() else ""
        return self._closed.tags.get(lower, found)

    def _tag_of(self, word: _Word, i: int, words: list[_Word], *, cased: bool) -> str:
        """The tag of a word of an open class, from its form and the words before it."""
        before = words[i - 1].pos if i else ""
        verb, noun = word.lower in self._verbs, word.lower in self._nouns
        opens = i == 0 and noun  # a report does not begin with a finite verb
        if verb and noun and before == "NOUN":  # "attacked a police station"
            opens = any(w.pos == "VERB" for w in words[max(0, i - 4) : i])
        if verb and not opens and self._verb_fits(word, before, noun=noun, cased=cased):
            return "VERB"
        if noun:
            return "NOUN"
        if word.text[0].isupper() and i:
            return "PROPN"
        verbal, other = self._endings[word.lower]
        tag = verbal if before in ("PRON", "PROPN", "NOUN", "AUX", "PART", "ADV") else other
        return tag or ("PROPN" if word.text[0].isupper() else "NOUN")

    def _by_ending(self, lower: str) -> tuple[str, str]:
        """The tag by the longest known ending, where a verb may stand and where none may."""
        tags = [
            tag for ending, tag in self._closed.endings
            if len(lower) > len(ending) + 2 and lower.endswith(ending)
        ]  # fmt: skip
        return next(iter(tags), ""), next((t for t in tags if t != "VERB"), "")

    @staticmethod
    def _verb_fits(word: _Word, before: str, *, noun: bool, cased: bool) -> bool:
        """Whether a form that may be a verb is one after a word of this class."""
        if noun and before == "NOUN" and word.lower.endswith("ing"):
            return False
        if before in ("DET", "NUM") or (noun and before in ("ADP", "ADJ")):
            return False
        if before == "ADP" and not word.lower.endswith("ing"):
            return False
        return not (cased and word.text[0].isupper() and before == "PROPN")

    def _morph(self, word: _Word, i: int, words: list[_Word]) -> str:
        if word.lower.endswith("ing"):
            return "VerbForm=Ger"
        helpers = [w.lower for w in words[max(0, i - 3) : i] if w.pos in ("AUX", "PART")]
        if helpers and helpers[-1] == "to":
            return "VerbForm=Inf"
        if word.pos == "VERB" and any(h in self._closed.be | self._closed.have for h in helpers):
            return "Tense=Past|VerbForm=Part"
        if word.lower.endswith(("ed", "é", "ée", "és", "ées")) or word.lower in (
            "was", "were", "had", "did", "said", "told", "était", "étaient", "avait", "avaient",
        ):  # fmt: skip
            return "Mood=Ind|Tense=Past|VerbForm=Fin"
        if word.lower.endswith(("er", "ir")) and self._closed.head_first:
            return "VerbForm=Inf"
        return "Mood=Ind|Tense=Pres|VerbForm=Fin"

    # --- relations -------------------------------------------------------------------------------

    def _relate(self, words: list[_Word]) -> None:
        for i, word in enumerate(words):
            word.head = i
        phrases = self._noun_phrases(words)
        verbs = [i for i, w in enumerate(words) if w.pos == "VERB"] or [
            i for i, w in enumerate(words) if w.pos == "AUX"
        ][:1]
        if not verbs:
            self._verbless(words, phrases)
            return
        self._join_verbs(words, verbs)
        self._join_phrases(words, phrases, verbs)
        root = verbs[0]
        for i, word in enumerate(words):
            if word.head == i and i != root:
                word.head = _nearest(i, verbs)
                if word.dep == "dep" and word.pos == "PUNCT":
                    word.dep = "punct"
        words[root].dep, words[root].head = "root", root
        _break_cycles(words, root)

    def _noun_phrases(self, words: list[_Word]) -> list[tuple[int, int, int]]:
        """(first, last, head) of each noun phrase, its inner relations filled in."""
        found = []
        i = 0
        while i < len(words):
            if words[i].pos not in ("DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON"):
                i += 1
                continue
            last = i
            while last + 1 < len(words) and (
                words[last + 1].pos in ("ADJ", "NUM", "NOUN", "PROPN")
                or words[last + 1].lower == "'s"
            ):
                last += 1
            found += self._phrase(words, i, last)
            i = last + 1
        return found

    def _phrase(self, words: list[_Word], first: int, last: int) -> list[tuple[int, int, int]]:
        """A run of nominal words as one phrase; possessors become dependents of what follows."""
        cut = next((k for k in range(first, last + 1) if words[k].lower == "'s"), None)
        if cut is not None and first < cut < last:
            owner = self._phrase(words, first, cut - 1)
            rest = self._phrase(words, cut + 1, last)
            words[cut].dep, words[cut].head = "case", owner[-1][2]
            words[owner[-1][2]].dep, words[owner[-1][2]].head = "nmod:poss", rest[0][2]
            return [(first, last, rest[0][2])]
        nominal = [k for k in range(first, last + 1) if words[k].pos in ("NOUN", "PROPN")]
        if self._closed.head_first:
            head = nominal[0] if nominal else last
        else:
            head = nominal[-1] if nominal else last
        names = {"DET": "det", "NUM": "nummod", "ADJ": "amod", "PRON": "det"}
        for k in range(first, last + 1):
            if k != head:
                words[k].head = head
                words[k].dep = names.get(words[k].pos, "compound")
                if words[k].pos == "PROPN" and words[head].pos == "PROPN" and k > head:
                    words[k].dep = "flat"
        return [(first, last, head)]

    def _verbless(self, words: list[_Word], phrases: list[tuple[int, int, int]]) -> None:
        root = phrases[0][2] if phrases else 0
        self._join_phrases(words, phrases, [])
        for i, word in enumerate(words):
            if word.head == i and i != root:
                word.head = root
        words[root].dep, words[root].head = "root", root
        _break_cycles(words, root)

    def _join_verbs(self, words: list[_Word], verbs: list[int]) -> None:
        """Auxiliaries, negation and particles of each verb; each verb to the one before it."""
        for n, verb in enumerate(verbs):
            k = verb - 1
            passive = False
            while k >= 0 and words[k].pos in ("AUX", "ADV", "PART"):
                if words[k].pos == "AUX":
                    passive |= words[k].lower in self._closed.be
                    words[k].dep = "aux"
                elif words[k].lower == "to":
                    words[k].dep = "mark"
                else:
                    words[k].dep = "advmod"
                words[k].head = verb
                k -= 1
            if passive and words[verb].morph.endswith("Part"):
                for j in range(k + 1, verb):
                    if words[j].lower in self._closed.be:
                        words[j].dep = "aux:pass"
            if n:
                words[verb].dep = self._link(words, verbs[n - 1], verb, k)
                words[verb].head = verbs[n - 1]

    def _link(self, words: list[_Word], earlier: int, verb: int, before: int) -> str:
        between = [words[k].lower for k in range(earlier + 1, before + 1)]
        if "VerbForm=Inf" in words[verb].morph:
            return "xcomp"
        if any(w in self._closed.relative for w in between[-4:]):
            return "acl:relcl"
        if any(w in self._closed.complementizers for w in between):
            return "ccomp"
        if "VerbForm=Ger" in words[verb].morph:
            return "advcl"
        if any(words[k].pos == "CCONJ" for k in range(earlier + 1, before + 1)):
            return "conj"
        if words[verb].morph.endswith("Part") and words[before].pos in ("NOUN", "PROPN"):
            return "acl"
        return "parataxis"

    def _join_phrases(
        self, words: list[_Word], phrases: list[tuple[int, int, int]], verbs: list[int]
    ) -> None:
        """Subjects before verbs, objects after, the rest by preposition or coordination."""
        previous: int | None = None
        has_object: set[int] = set()
        for first, last, head in phrases:
            lead = words[first - 1] if first else None
            at = bisect_left(verbs, first)
            left = verbs[at - 1] if at else None
            at = bisect_right(verbs, last)
            right = verbs[at] if at < len(verbs) else None
            if lead is not None and lead.pos == "ADP":
                lead.head, lead.dep = head, "case"
                self._oblique(words, head, lead.lower, previous, left, right, first)
            elif lead is not None and lead.pos == "CCONJ" and previous is not None and not (
                right is not None and self._is_subject(words, last, right) and left is not None
            ):  # fmt: skip
                lead.head, lead.dep = head, "cc"
                words[head].head, words[head].dep = previous, "conj"
            elif right is not None and self._is_subject(words, last, right):
                words[head].head = right
                passive = any(
                    w.dep == "aux:pass" and w.head == right for w in words[last + 1 : right]
                )
                words[head].dep = "nsubj:pass" if passive else "nsubj"
            elif left is not None and left not in has_object and first - left <= 3:
                words[head].head, words[head].dep = left, "obj"
                has_object.add(left)
            elif previous is not None and lead is not None and lead.text == ",":
                words[head].head, words[head].dep = previous, "conj"
            previous = head

    def _oblique(
        self, words: list[_Word], head: int, preposition: str, previous: int | None,
        left: int | None, right: int | None, first: int,
    ) -> None:  # fmt: skip
        if preposition in self._closed.of and previous is not None:
            words[head].head, words[head].dep = previous, "nmod"
        elif left is not None:
            by = preposition in self._closed.by
            words[head].head, words[head].dep = left, "obl:agent" if by else "obl"
        elif previous is not None and (right is None or first - previous <= 2):
            words[head].head, words[head].dep = previous, "nmod"
        elif right is not None:
            words[head].head, words[head].dep = right, "obl"

    def _is_subject(self, words: list[_Word], last: int, verb: int) -> bool:
        """Whether only auxiliaries, adverbs or a set-off aside stand between phrase and verb."""
        between = words[last + 1 : verb]
        if all(
            w.pos in ("AUX", "ADV", "PART") or w.lower in self._closed.relative for w in between
        ):
            return not any(w.lower == "to" for w in between)
        if between[0].text == "," == between[-1].text:  # "the minister, on a visit, said"
            inner = between[1:-1]
            set_off = 0 < len(inner) <= _LONGEST_ASIDE
            return set_off and not any(w.pos == "VERB" or w.text == "," for w in inner)
        return len(between) <= 8 and between[0].pos == "ADP" and not any(
            w.pos in ("PUNCT", "VERB") for w in between
        )  # fmt: skip


def _nearest(i: int, places: list[int]) -> int:
    """Of ascending places the nearest; of two equally near ones the first."""
    at = bisect_left(places, i)
    if at == len(places) or (at and i - places[at - 1] <= places[at] - i):
        at -= 1
    return places[at]


def _break_cycles(words: list[_Word], root: int) -> None:
    """Hang every word that does not reach the root on the root itself."""
    reaching = {root}
    for i, word in enumerate(words):
        if word.head in reaching:  # most words hang on one that is known to reach it
            reaching.add(i)
            continue
        seen = set()
        k = i
        while k not in reaching and k not in seen:
            seen.add(k)
            k = words[k].head
        if k in reaching:
            reaching |= seen
        else:
            word.head = root
            reaching.add(i)
