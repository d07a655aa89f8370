"""French words of conflict and diplomacy by grammatical form, from the project's own vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corrobora.extract import load_resources
from corrobora.vocab.event_types import load_event_types
from corrobora.vocab.french_forms import noun_forms, verb_forms
from corrobora.vocab.language import load_language

_VOWELS = frozenset("aeiouyàâéèêëîïôùûh")
_THIRD = "Person=3|Tense={}|VerbForm=Fin"
_ODD = ("être", "avoir", "aller", "faire", "pouvoir", "devoir", "vouloir", "savoir")


@dataclass(frozen=True)
class NewsWords:
    """Words to put into a sentence, by form and by whether they begin with a vowel.

    ``verbs`` take an object, ``verbs_of_speech`` a clause; both are looked up by features of
    Universal Dependencies in their order, as are ``nations``, adjectives like "malienne".
    ``people`` are plural nouns.
    """

    verbs: Mapping[tuple[str, bool], tuple[str, ...]]
    verbs_of_speech: Mapping[tuple[str, bool], tuple[str, ...]]
    people: Mapping[bool, tuple[str, ...]]
    persons: Mapping[bool, tuple[str, ...]]
    places: Mapping[bool, tuple[str, ...]]
    nations: Mapping[tuple[str, bool], tuple[str, ...]]


def news_words() -> NewsWords:
    """The words of the shipped vocabulary."""
    types = load_event_types()
    plain = {
        entry.head
        for entries in types.entries["fr"].values()
        for entry in entries
        if entry.part == "verb" and not (entry.before or entry.after or entry.tail)
        and not entry.reflexive and entry.object_role in ("target", "both")
    }  # fmt: skip
    language = load_language("fr")
    speech = language.words("verbs", "say") | language.words("verbs", "announce")
    actors = load_resources().actors
    heads = [h for h in actors.wording("fr").heads if h.kind != "government"]
    people = [n for h in heads for n in (*(noun_forms(n)[-1] for n in h.nouns), *h.plurals)]
    entries = list(actors.entries.values())
    persons = [w for e in entries if e.kind == "person" for w in e.name.split()]
    names = [n for e in entries for n in (e.name, *e.aliases.get("fr", ())) if e.kind != "person"]
    return NewsWords(
        verbs=_by_form(plain),
        verbs_of_speech=_by_form(speech),
        people=_by_vowel(w for w in people if w.isalpha() and w.islower() and len(w) > 4),
        persons=_by_vowel(w for w in persons if w.isalpha() and w[0].isupper()),
        places=_by_vowel(n for n in names if n.isalpha() and n[0].isupper() and len(n) > 2),
        nations=_nations(e.adjectives.get("fr", ()) for e in entries if e.kind == "state"),
    )


def _by_vowel(words: Iterable[str]) -> dict[bool, tuple[str, ...]]:
    kept = sorted(set(words))
    return {v: tuple(w for w in kept if (w[0].lower() in _VOWELS) == v) for v in (True, False)}


def _nations(lists: Iterable[Sequence[str]]) -> dict[tuple[str, bool], tuple[str, ...]]:
    """Adjectives by gender and number; a list gives m, f, mp, fp, or m, f, fp where m is mp."""
    found: dict[tuple[str, bool], list[str]] = {}
    for forms in lists:
        if len(forms) not in (3, 4) or forms[1] == f"{forms[0]}s":
            continue  # "belge", "belges": one form for men and women, or several adjectives
        man, woman, *plural = forms
        men = plural[0] if len(plural) == 2 else man
        rows = (("Masc", "Sing", man), ("Fem", "Sing", woman), ("Masc", "Plur", men),
                ("Fem", "Plur", plural[-1]))  # fmt: skip
        for gender, number, word in rows:
            if word.isalpha():
                key = f"Gender={gender}|Number={number}", word[0] in _VOWELS
                found.setdefault(key, []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def _by_form(lemmas: Iterable[str]) -> dict[tuple[str, bool], tuple[str, ...]]:
    found: dict[tuple[str, bool], list[str]] = {}
    for lemma in sorted(lemmas):
        if lemma.isalpha() and lemma not in _ODD:
            for form, word in forms_by_feature(lemma).items():
                found.setdefault((form, word[0] in _VOWELS), []).append(word)
    return {key: tuple(words) for key, words in found.items()}


def forms_by_feature(verb: str) -> dict[str, str]:
    """Forms of a verb by their features: infinitive, participles, third persons.

    The features are written as treebanks do, in alphabetical order, joined by "|". A form that
    cannot be told from the list of forms is left out.
    """
    forms = verb_forms(verb)
    found = {"VerbForm=Inf": verb}
    plural = next((f for f in forms[1:] if f.endswith(("ent", "ont"))), None)
    if plural is not None:
        found["Mood=Ind|Number=Plur|" + _THIRD.format("Pres")] = plural
    cut = next((i for i, f in enumerate(forms) if f.endswith("ons")), 0)
    if len(forms) > 1 and (verb.endswith("er") or forms[1].endswith("e")):
        found["Mood=Ind|Number=Sing|" + _THIRD.format("Pres")] = forms[1]
    elif cut > 1:
        found["Mood=Ind|Number=Sing|" + _THIRD.format("Pres")] = forms[cut - 1]
    future = next((f[:-3] for f in forms if f.endswith("ront") and f[:-3] + "aient" in forms), None)
    if future is not None:
        found["Mood=Ind|Number=Sing|" + _THIRD.format("Fut")] = future + "a"
        found["Mood=Ind|Number=Plur|" + _THIRD.format("Fut")] = future + "ont"
        found["Mood=Cnd|Number=Sing|" + _THIRD.format("Pres")] = future + "ait"
        found["Mood=Cnd|Number=Plur|" + _THIRD.format("Pres")] = future + "aient"
    past = next((f[:-5] for f in forms if f.endswith("aient") and f[:-5] + "ant" in forms), None)
    if past is not None:
        found["Mood=Ind|Number=Sing|" + _THIRD.format("Imp")] = past + "ait"
        found["Mood=Ind|Number=Plur|" + _THIRD.format("Imp")] = past + "aient"
        found["Tense=Pres|VerbForm=Part"] = past + "ant"
    women = forms[-1]
    if women.endswith("es"):
        woman = women[:-1]
        man = woman[:-1]
        if man.endswith("sout"):
            man = man[:-1] + "s"  # dissoute, dissous
        men = man if man.endswith("s") else man + "s"
        rows = (("Masc", "Sing", man), ("Masc", "Plur", men), ("Fem", "Sing", woman),
                ("Fem", "Plur", women))  # fmt: skip
        for gender, number, form in rows:
            found[f"Gender={gender}|Number={number}|Tense=Past|VerbForm=Part"] = form
    return found
