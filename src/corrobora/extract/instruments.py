"""With what violence was done: the weapon that the words around a deed name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from corrobora.extract.arguments import preposition
from corrobora.extract.deeds import Deed
from corrobora.extract.lexicon import Lexicon
from corrobora.extract.parts import Mention
from corrobora.extract.syntax import Token

_HOLDERS = frozenset(("of", "de", "d'", "du", "des"))
_WITH = frozenset(("with", "by", "using", "avec", "par", "à", "au"))
_BARE = frozenset(("charge", "device", "engin"))
"""Nouns that name a weapon only with a word that says so ("an explosive device")."""
_PARTED = frozenset(("wound", "hole", "casing", "blessure", "impact", "douille", "plaie"))
"""What a bullet leaves is not what it was."""
_NOT_USED = frozenset(("facility", "military", "police", "people", "armed-group", "company"))
_OPENS = ("amod", "compound", "nmod", "flat")
_NAMES = ("NOUN", "PROPN")
_NO_PART = ("NUM", "DET", "ADP", "PUNCT", "VERB", "AUX", "PRON", "ADV", "CCONJ")


def weapon_words(
    deed: Deed,
    lexicon: Lexicon,
    weapons: frozenset[str],
    mention_at: Callable[[Token], Mention | None],
) -> tuple[int, int] | None:
    """Where the reading names the weapon of a deed, without article and number.

    Args:
        deed: A deed of violence.
        lexicon: Words of the language.
        weapons: Lemmas of nouns for weapons.
        mention_at: The mention that a word belongs to.
    """
    reader = _Weapons(deed, lexicon, weapons, mention_at)
    found = next(reader.candidates(), None)
    return None if found is None else reader.extent(found)


class _Weapons:
    def __init__(
        self,
        deed: Deed,
        lexicon: Lexicon,
        weapons: frozenset[str],
        mention_at: Callable[[Token], Mention | None],
    ) -> None:
        self._deed = deed
        self._sentence = deed.sentence
        self._lexicon = lexicon
        self._weapons = weapons
        self._mention_at = mention_at

    def candidates(self) -> Iterator[Token]:
        """The words for weapons in the clause of the deed, then those it was done with."""
        deed = self._deed
        named = [t for t in self._sentence.tokens if self._is_weapon(t) and not self._is_hit(t)]
        inside = [t for t in named if deed.start <= t.start < deed.end]
        yield from inside
        yield from (t for t in named if t not in inside and self._is_used(t))

    def _is_weapon(self, token: Token) -> bool:
        before = self._sentence.tokens[token.i - 1] if token.i else None
        after = self._sentence.tokens[token.i + 1 : token.i + 2]
        if token.pos == "ADJ":  # "a dynamite attack", as taggers have it
            if not after or after[0].pos not in _NAMES or self._names_weapon(after[0]):
                return False
        elif token.pos not in _NAMES:
            # taggers read "a car bomb exploded" as if the car did
            return before is not None and f"{before.lower} {token.lower}" in self._weapons
        if not self._names_weapon(token):
            return False
        lemmas = self._lexicon.lemmas(token.lower, "noun")
        if after and not _PARTED.isdisjoint(self._lexicon.lemmas(after[0].lower, "noun")):
            return False
        if _BARE.isdisjoint(lemmas):
            return True
        held = self._held(token)
        told = before is not None and (
            before.lower in self._weapons or f"{before.lower} {lemmas[0]}" in self._weapons
        )
        return told or held is not None

    def _held(self, token: Token) -> Token | None:
        """The weapon that a noun measures or shapes ("charges of dynamite")."""
        for child in self._sentence.children(token, "nmod"):
            if preposition(self._sentence, child) not in _HOLDERS:
                continue
            if self._names_weapon(child):
                return child
        return None

    def _names_weapon(self, token: Token) -> bool:
        return any(x in self._weapons for x in self._lexicon.lemmas(token.lower, "noun"))

    def _is_hit(self, token: Token) -> bool:
        """Whether a word is what is hit, or part of the name of something else."""
        if token.i in {t.i for t in self._deed.trigger.objects} and self._hits_objects():
            return True
        if any(m.start <= token.start < m.end for m in self._deed.parties.targets):
            return True
        mention = self._mention_at(token)
        return mention is not None and mention.kind in _NOT_USED

    def _hits_objects(self) -> bool:
        entry = self._deed.trigger.entry
        return entry.object_role == "target" and not self._deed.trigger.absorbed

    def _is_used(self, token: Token) -> bool:
        """Whether something is done with a thing: "with rifles", "used explosives to"."""
        sentence, language = self._sentence, self._lexicon.language
        if preposition(sentence, token) in _WITH or token.i == self._deed.trigger.token.head:
            return True
        governor = sentence.head(token)
        return (
            governor is not None
            and token.dep in ("obj", "nsubj:pass")
            and self._lexicon.is_form_of(governor, language.wielding_verbs)
        )

    def extent(self, token: Token) -> tuple[int, int]:
        """The noun with the words before it that say which weapon it is."""
        token = self._held(token) or token
        tokens = self._sentence.tokens
        first = token.i
        while first > 0 and self._belongs(tokens, first, token):
            first -= 1
        return tokens[first].start, token.end

    def _belongs(self, tokens: tuple[Token, ...], first: int, noun: Token) -> bool:
        before, word = tokens[first - 1], tokens[first]
        if before.text == "-":
            return before.end == word.start
        if word.text == "-":
            return before.end == word.start
        if f"{before.lower} {word.lower}" in self._weapons:
            return True
        if before.pos in _NO_PART and not (before.dep == "amod" and tokens[first - 2].text == "-"):
            return False
        if before.dep.split(":")[0] not in _OPENS or before.head not in (noun.i, word.i):
            return False
        if self._is_general(before):
            return False
        joined = f"{before.lower} {self._lexicon.lemmas(noun.lower, 'noun')[0]}"
        return before.pos in (*_NAMES, "ADJ", "VERB") or joined in self._weapons

    def _is_general(self, word: Token) -> bool:
        return word.lower in self._lexicon.language.sizing_words
