"""Function words and cues of one language: who speaks, what is hedged, negated, planned."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from typing import Literal, get_args

from corrobora.errors import VocabularyError
from corrobora.model import ActorKind
from corrobora.text import caseless, small_letters
from corrobora.vocab.language_files import language_file

Manner = Literal["say", "claim", "announce", "think", "fear", "deny"]
MANNERS: tuple[Manner, ...] = ("say", "claim", "announce", "think", "fear", "deny")


class Language:
    """The attribution and grammar cues of ``vocab/languages/<code>/attribution.toml``.

    Args:
        code: ISO 639-1 code of the language.
        data: The parsed TOML file.
    """

    def __init__(self, code: str, data: dict[str, dict[str, str]]) -> None:
        self.code = code
        self._data = data
        self._sets: dict[tuple[str, str], frozenset[str]] = {}

    def words(self, section: str, key: str) -> frozenset[str]:
        """The set under ``[section] key``; underscores in an entry stand for spaces."""
        known = self._sets.get((section, key))
        if known is not None:
            return known
        try:
            words = frozenset(w.replace("_", " ") for w in self._data[section][key].split())
        except KeyError as missing:
            raise VocabularyError(
                f"The {self.code} attribution vocabulary has no [{section}] {key}.",
                hint="Add the entry; docs/add/language.md lists what a language needs.",
            ) from missing
        self._sets[section, key] = words
        return words

    def phrases(self, section: str, key: str) -> tuple[str, ...]:
        """Multi-word entries, separated by ``|``, longest first."""
        found = (" ".join(p.split()) for p in self._data[section][key].split("|"))
        return tuple(sorted((p for p in found if p), key=lambda p: (-len(p), p)))

    @cached_property
    def manner_of(self) -> dict[str, Manner]:
        """Lemma of a speech verb to how its content stands; the first class listed wins."""
        out: dict[str, Manner] = {}
        for manner in MANNERS:
            for lemma in self.words("verbs", manner):
                out.setdefault(lemma, manner)
        return out

    @cached_property
    def kinds(self) -> dict[str, frozenset[str]]:
        """Kind of actor (or "place") to the lemmas that one may be called by."""
        return {kind: frozenset(words.split()) for kind, words in self._data["kinds"].items()}

    @cached_property
    def doers(self) -> dict[str, ActorKind]:
        """Noun of somebody or some body that acts, to the kind of actor that it is."""
        kinds: dict[str, ActorKind] = {kind: kind for kind in get_args(ActorKind)}
        return {n: kinds[k] for k in self._data["doers"] for n in sorted(self.words("doers", k))}

    @cached_property
    def plan_verbs(self) -> frozenset[str]:
        """Verbs that make what depends on them a plan of their subject."""
        return self.words("verbs", "plan")

    @cached_property
    def weighing_verbs(self) -> frozenset[str]:
        """Verbs that make what depends on them an option."""
        return self.words("verbs", "weigh")

    @cached_property
    def charging_verbs(self) -> frozenset[str]:
        """Verbs that lay what depends on them to somebody's charge ("accused of spying")."""
        return self.words("verbs", "charge")

    @cached_property
    def attributing_verbs(self) -> frozenset[str]:
        """Verbs that lay their object to somebody ("attributed the attack to X")."""
        return self.words("verbs", "attribute")

    @cached_property
    def answerable(self) -> frozenset[str]:
        """Adjectives and the like for those who did what follows ("responsible for")."""
        return self.words("words", "answerable")

    @cached_property
    def demand_verbs(self) -> frozenset[str]:
        """Verbs that make what depends on them a demand of their subject."""
        return self.words("verbs", "demand")

    @cached_property
    def negating_verbs(self) -> frozenset[str]:
        """Verbs whose complement did not happen."""
        return self.words("verbs", "negate") | self.words("verbs", "prevent")

    @cached_property
    def witnessing_verbs(self) -> frozenset[str]:
        """Verbs whose subject did not do what their object names ("observers saw clashes")."""
        return self.words("words", "witnessed")

    @cached_property
    def undergoing_verbs(self) -> frozenset[str]:
        """Verbs whose subject suffers what their object names ("the town endured an attack")."""
        return self.words("words", "undergone")

    @cached_property
    def claiming_verbs(self) -> frozenset[str]:
        """Verbs whose subject says that a deed was its own ("an attack claimed by the group")."""
        return self.words("words", "claimed")

    @cached_property
    def voiced(self) -> frozenset[str]:
        """Verbs of doing something by saying it, such as praise: their subject is who speaks."""
        return self.words("words", "voiced")

    @cached_property
    def harming_verbs(self) -> frozenset[str]:
        """Verbs that always tell whom they harm, so that a lone subject is the one harmed."""
        return self.words("words", "harming")

    @cached_property
    def wielding_verbs(self) -> frozenset[str]:
        """Verbs for what is done with a weapon ("used rifles", "planted a bomb")."""
        return self.words("words", "wielding")

    @cached_property
    def sizing_words(self) -> frozenset[str]:
        """Words that say of a weapon how strong or how many, but not which kind."""
        return self.words("words", "sizing")

    @cached_property
    def partaking_verbs(self) -> frozenset[str]:
        """Verbs whose subject has a part in the deed that they govern ("masterminded")."""
        return self.words("words", "partaking")

    @cached_property
    def harmed(self) -> frozenset[str]:
        """Words for those whom violence has hit ("victim", "wounded")."""
        return self.words("words", "harmed")

    @cached_property
    def identifying_verbs(self) -> frozenset[str]:
        """Verbs between such words and the names of those hit ("identified as", "are")."""
        return self.words("words", "identifying")

    @cached_property
    def light_verbs(self) -> frozenset[str]:
        """Verbs that lend a subject to the deed named by their object."""
        return self.words("verbs", "light")

    @cached_property
    def according(self) -> re.Pattern[str]:
        """Prepositional attributions ("according to", "selon"), for ``caseless`` text."""
        parts = "|".join(re.escape(caseless(p)) for p in self.phrases("phrases", "according"))
        return re.compile(rf"(?<!\w)(?:{parts})(?!\w)")

    @cached_property
    def owned(self) -> tuple[re.Pattern[str], ...]:
        """Phrases that have who says so in them ("by the army's count"), for ``caseless`` text."""
        return tuple(
            re.compile(r"(?<!\w)" + small_letters(p.replace("{owner}", _OWNER)) + r"(?!\w)")
            for p in self._data["phrases"]["owned"]
        )

    @cached_property
    def no_comment(self) -> re.Pattern[str]:
        """Stretches of a ``caseless`` text that only say that somebody said nothing."""
        source = small_letters("|".join(self._data["phrases"]["no_comment"]))
        return re.compile(rf"(?<!\w)(?:{source})")

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Words that end in a full stop without ending a sentence."""
        return self.words("words", "abbreviations")


_OWNER = r"(?P<owner>[^,;:.\"\n]{2,60}?)"
"""Whoever a phrase names."""


@lru_cache(maxsize=8)
def load_language(code: str) -> Language | None:
    """The cues of one language, or ``None`` when the vocabulary does not have it."""
    path = language_file(code, "attribution.toml")
    if not path.is_file():
        return None
    return Language(code, tomllib.loads(path.read_text(encoding="utf-8")))
