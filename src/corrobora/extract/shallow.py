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
from itertools import accumulate

from msgspec import Struct

from corrobora.extract.lexicon import Remembered
from corrobora.extract.syntax import Sentence, Token

_LONGEST_ASIDE = 12
"""Words between the two commas that part a subject from its verb."""
_CUT = re.compile(
    r"""(?=\S)((?:  # what stands between is passed quickly
    [^\W\d_]++(?![\w'.-])  # most words; what they may be part of follows
    |n't(?!\w)|'(?:s|re|ve|ll|d|m)(?!\w)|(?:[ldnmtsjc]|qu|lorsqu|jusqu|puisqu)'(?=\w)
    |(?:[A-Z]\.){2,}|\d+(?:[.,]\d+)*|\w+(?:[-']\w+)*(?=n't)|\w+(?:-\w+)*|[^\w\s]))""",
    re.VERBOSE | re.IGNORECASE,
)
_NOMINAL = frozenset(("DET", "ADJ", "NUM", "NOUN", "PROPN", "PRON"))
"""Parts of speech with which a noun phrase may begin."""
_IN_PHRASE = frozenset(("ADJ", "NUM", "NOUN", "PROPN"))
"""Parts of speech that go on with it."""
_BESIDE_VERBS = frozenset(("AUX", "ADV", "PART"))
_INNER = {"DET": "det", "NUM": "nummod", "ADJ": "amod", "PRON": "det"}
"""Relation of a word of a noun phrase to its head; of any other a compound."""


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


class _Form(Struct, frozen=True, gc=False):
    """What a word as written may be, whatever stands around it.

    ``settled`` is the tag of a sign, a figure or a word of a closed class, empty for any other;
    ``verbal`` and ``other`` are the tags of its ending where a verb may stand and where none may.
    """

    lower: str
    capital: bool
    long: bool
    settled: str
    verb: bool
    noun: bool
    verbal: str
    other: str


class _Words(Struct, gc=False):
    """The words of a sentence as far as they are known, in columns."""

    texts: list[str]
    lowers: list[str]
    pos: list[str]
    morphs: list[str]
    deps: list[str]
    heads: list[int]


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
        self._helping = self._closed.be | self._closed.have
        self._verbs = verbs
        self._nouns = nouns
        self._forms = Remembered(self._read)

    def parse(self, text: str, spans: Sequence[tuple[int, int]]) -> list[Sentence]:
        """One sentence for each span that holds a word."""
        out = []
        for start, end in spans:
            pieces = _CUT.split(text[start:end])
            texts = pieces[1::2]
            if not texts:
                continue
            words = self._tagged(texts)
            self._relate(words)
            bounds = list(accumulate(map(len, pieces), initial=start))
            tokens = map(
                Token, range(len(texts)), bounds[1::2], bounds[2::2], texts, words.lowers,
                words.pos, words.deps, words.heads, words.morphs,
            )  # fmt: skip
            out.append(Sentence(tuple(tokens)))
        return out

    # --- parts of speech -------------------------------------------------------------------------

    def _tagged(self, texts: list[str]) -> _Words:
        """The words with their parts of speech, each still its own head."""
        forms = list(map(self._forms.__getitem__, texts))
        lowers = [form.lower for form in forms]
        long = [form.capital for form in forms if form.long]
        cased = sum(long) < 0.6 * len(long)
        pos: list[str] = []
        morphs: list[str] = []
        for i, form in enumerate(forms):
            tag = form.settled or self._tag_of(form, i, pos, cased=cased)
            pos.append(tag)
            verbal = tag in ("VERB", "AUX")
            morphs.append(self._morph(form.lower, tag, i, pos, lowers) if verbal else "")
        size = len(texts)
        return _Words(texts, lowers, pos, morphs, ["dep"] * size, list(range(size)))

    def _read(self, word: str) -> _Form:
        """What a word may be by its form alone."""
        lower = word.lower()
        sign = not lower[0].isalnum()
        settled = "PUNCT" if sign else "NUM" if lower[0].isdigit() else ""
        verbal, other = self._by_ending(lower)
        return _Form(
            lower, word[0].isupper(), len(word) > 3 and word[0].isalpha(),
            self._closed.tags.get(lower, settled), lower in self._verbs, lower in self._nouns,
            verbal, other,
        )  # fmt: skip

    def _tag_of(self, word: _Form, i: int, pos: Sequence[str], *, cased: bool) -> str:
        """The tag of a word of an open class, from its form and the tags of the words before it."""
        before = pos[-1] if i else ""
        verb, noun = word.verb, word.noun
        if verb:
            opens = i == 0 and noun  # a report does not begin with a finite verb
            if noun and before == "NOUN":  # "attacked a police station"
                opens = "VERB" in pos[-4:]
            if not opens and self._verb_fits(word, before, cased=cased):
                return "VERB"
        if noun:
            return "NOUN"
        if word.capital and i:
            return "PROPN"
        verb_fits = before in ("PRON", "PROPN", "NOUN", "AUX", "PART", "ADV")
        tag = word.verbal if verb_fits else word.other
        return tag or ("PROPN" if word.capital else "NOUN")

    def _by_ending(self, lower: str) -> tuple[str, str]:
        """The tag by the longest known ending, where a verb may stand and where none may."""
        tags = [
            tag for ending, tag in self._closed.endings
            if len(lower) > len(ending) + 2 and lower.endswith(ending)
        ]  # fmt: skip
        return next(iter(tags), ""), next((t for t in tags if t != "VERB"), "")

    @staticmethod
    def _verb_fits(word: _Form, before: str, *, cased: bool) -> bool:
        """Whether a form that may be a verb is one after a word of this class."""
        if word.noun and before == "NOUN" and word.lower.endswith("ing"):
            return False
        if before in ("DET", "NUM") or (word.noun and before in ("ADP", "ADJ")):
            return False
        if before == "ADP" and not word.lower.endswith("ing"):
            return False
        return not (cased and word.capital and before == "PROPN")

    def _morph(self, lower: str, tag: str, i: int, pos: list[str], lowers: list[str]) -> str:
        if lower.endswith("ing"):
            return "VerbForm=Ger"
        helpers = [lowers[k] for k in range(max(0, i - 3), i) if pos[k] in ("AUX", "PART")]
        if helpers and helpers[-1] == "to":
            return "VerbForm=Inf"
        if tag == "VERB" and helpers and not self._helping.isdisjoint(helpers):
            return "Tense=Past|VerbForm=Part"
        if lower.endswith(("ed", "é", "ée", "és", "ées")) or lower in (
            "was", "were", "had", "did", "said", "told", "était", "étaient", "avait", "avaient",
        ):  # fmt: skip
            return "Mood=Ind|Tense=Past|VerbForm=Fin"
        if lower.endswith(("er", "ir")) and self._closed.head_first:
            return "VerbForm=Inf"
        return "Mood=Ind|Tense=Pres|VerbForm=Fin"

    # --- relations -------------------------------------------------------------------------------

    def _relate(self, words: _Words) -> None:
        pos, heads, deps = words.pos, words.heads, words.deps
        phrases = self._noun_phrases(words)
        verbs = [i for i, tag in enumerate(pos) if tag == "VERB"] or [
            i for i, tag in enumerate(pos) if tag == "AUX"
        ][:1]
        if not verbs:
            self._verbless(words, phrases)
            return
        self._join_verbs(words, verbs)
        self._join_phrases(words, phrases, verbs)
        root = verbs[0]
        for i, head in enumerate(heads):
            if head == i and i != root:
                heads[i] = _nearest(i, verbs)
                if pos[i] == "PUNCT" and deps[i] == "dep":
                    deps[i] = "punct"
        deps[root], heads[root] = "root", root
        _break_cycles(heads, root)

    def _noun_phrases(self, words: _Words) -> list[tuple[int, int, int]]:
        """(first, last, head) of each noun phrase, its inner relations filled in."""
        found: list[tuple[int, int, int]] = []
        pos, lowers, size = words.pos, words.lowers, len(words.pos)
        last = -1
        for i in [i for i, tag in enumerate(pos) if tag in _NOMINAL]:
            if i <= last:
                continue
            last = i
            while last + 1 < size and (pos[last + 1] in _IN_PHRASE or lowers[last + 1] == "'s"):
                last += 1
            found += self._phrase(words, i, last)
        return found

    def _phrase(self, words: _Words, first: int, last: int) -> list[tuple[int, int, int]]:
        """A run of nominal words as one phrase; possessors become dependents of what follows."""
        if first == last:
            return [(first, last, first)]
        pos, deps, heads = words.pos, words.deps, words.heads
        run = range(first, last + 1)
        if "'s" in words.lowers[first : last + 1]:
            cut = words.lowers.index("'s", first)
            if first < cut < last:
                owner = self._phrase(words, first, cut - 1)[-1][2]
                rest = self._phrase(words, cut + 1, last)[0][2]
                deps[cut], heads[cut] = "case", owner
                deps[owner], heads[owner] = "nmod:poss", rest
                return [(first, last, rest)]
        order = run if self._closed.head_first else reversed(run)
        head = next((k for k in order if pos[k] in ("NOUN", "PROPN")), last)
        for k in run:
            if k != head:
                heads[k] = head
                named = k > head and pos[k] == "PROPN" == pos[head]
                deps[k] = "flat" if named else _INNER.get(pos[k], "compound")
        return [(first, last, head)]

    def _verbless(self, words: _Words, phrases: list[tuple[int, int, int]]) -> None:
        heads = words.heads
        root = phrases[0][2] if phrases else 0
        self._join_phrases(words, phrases, [])
        for i, head in enumerate(heads):
            if head == i:
                heads[i] = root
        words.deps[root], heads[root] = "root", root
        _break_cycles(heads, root)

    def _join_verbs(self, words: _Words, verbs: list[int]) -> None:
        """Auxiliaries, negation and particles of each verb; each verb to the one before it."""
        pos, lowers, deps, heads = words.pos, words.lowers, words.deps, words.heads
        be = self._closed.be
        for n, verb in enumerate(verbs):
            k = verb - 1
            passive = False
            while k >= 0 and pos[k] in _BESIDE_VERBS:
                if pos[k] == "AUX":
                    passive |= lowers[k] in be
                    deps[k] = "aux"
                elif lowers[k] == "to":
                    deps[k] = "mark"
                else:
                    deps[k] = "advmod"
                heads[k] = verb
                k -= 1
            if passive and words.morphs[verb].endswith("Part"):
                for j in range(k + 1, verb):
                    if lowers[j] in be:
                        deps[j] = "aux:pass"
            if n:
                deps[verb] = self._link(words, verbs[n - 1], verb, k)
                heads[verb] = verbs[n - 1]

    def _link(self, words: _Words, earlier: int, verb: int, before: int) -> str:
        morph = words.morphs[verb]
        if "VerbForm=Inf" in morph:
            return "xcomp"
        between = words.lowers[earlier + 1 : before + 1]
        if not self._closed.relative.isdisjoint(between[-4:]):
            return "acl:relcl"
        if not self._closed.complementizers.isdisjoint(between):
            return "ccomp"
        if "VerbForm=Ger" in morph:
            return "advcl"
        if "CCONJ" in words.pos[earlier + 1 : before + 1]:
            return "conj"
        if morph.endswith("Part") and words.pos[before] in ("NOUN", "PROPN"):
            return "acl"
        return "parataxis"

    def _join_phrases(
        self, words: _Words, phrases: list[tuple[int, int, int]], verbs: list[int]
    ) -> None:
        """Subjects before verbs, objects after, the rest by preposition or coordination."""
        pos, deps, heads = words.pos, words.deps, words.heads
        previous: int | None = None
        has_object: set[int] = set()
        for first, last, head in phrases:
            lead = pos[first - 1] if first else ""
            at = bisect_left(verbs, first)
            left = verbs[at - 1] if at else None
            at = bisect_right(verbs, last)
            right = verbs[at] if at < len(verbs) else None
            if lead == "ADP":
                heads[first - 1], deps[first - 1] = head, "case"
                self._oblique(words, head, words.lowers[first - 1], previous, left, right, first)
            elif lead == "CCONJ" and previous is not None and not (
                right is not None and left is not None and self._is_subject(words, last, right)
            ):  # fmt: skip
                heads[first - 1], deps[first - 1] = head, "cc"
                heads[head], deps[head] = previous, "conj"
            elif right is not None and self._is_subject(words, last, right):
                heads[head] = right
                passive = any(
                    deps[k] == "aux:pass" and heads[k] == right for k in range(last + 1, right)
                )
                deps[head] = "nsubj:pass" if passive else "nsubj"
            elif left is not None and left not in has_object and first - left <= 3:
                heads[head], deps[head] = left, "obj"
                has_object.add(left)
            elif previous is not None and first and words.texts[first - 1] == ",":
                heads[head], deps[head] = previous, "conj"
            previous = head

    def _oblique(
        self, words: _Words, head: int, preposition: str, previous: int | None,
        left: int | None, right: int | None, first: int,
    ) -> None:  # fmt: skip
        deps, heads = words.deps, words.heads
        if preposition in self._closed.of and previous is not None:
            heads[head], deps[head] = previous, "nmod"
        elif left is not None:
            by = preposition in self._closed.by
            heads[head], deps[head] = left, "obl:agent" if by else "obl"
        elif previous is not None and (right is None or first - previous <= 2):
            heads[head], deps[head] = previous, "nmod"
        elif right is not None:
            heads[head], deps[head] = right, "obl"

    def _is_subject(self, words: _Words, last: int, verb: int) -> bool:
        """Whether only auxiliaries, adverbs or a set-off aside stand between phrase and verb."""
        pos, lowers = words.pos[last + 1 : verb], words.lowers[last + 1 : verb]
        relative = self._closed.relative
        if all(
            tag in _BESIDE_VERBS or lower in relative
            for tag, lower in zip(pos, lowers, strict=True)
        ):
            return "to" not in lowers
        texts = words.texts[last + 1 : verb]
        if texts[0] == "," == texts[-1]:  # "the minister, on a visit, said"
            set_off = 0 < len(texts) - 2 <= _LONGEST_ASIDE
            return set_off and "VERB" not in pos[1:-1] and "," not in texts[1:-1]
        return len(pos) <= 8 and pos[0] == "ADP" and "PUNCT" not in pos and "VERB" not in pos


def _nearest(i: int, places: list[int]) -> int:
    """Of ascending places the nearest; of two equally near ones the first."""
    at = bisect_left(places, i)
    if at == len(places) or (at and i - places[at - 1] <= places[at] - i):
        at -= 1
    return places[at]


def _break_cycles(heads: list[int], root: int) -> None:
    """Hang every word that does not reach the root on the root itself."""
    reaching = {root}
    for i, head in enumerate(heads):
        if head in reaching:  # most words hang on one that is known to reach it
            reaching.add(i)
            continue
        seen = set()
        k = i
        while k not in reaching and k not in seen:
            seen.add(k)
            k = heads[k]
        if k in reaching:
            reaching |= seen
        else:
            heads[i] = root
            reaching.add(i)
