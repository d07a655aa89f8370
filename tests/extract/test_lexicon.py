from __future__ import annotations

import pytest

from corrobora.extract import load_resources
from corrobora.extract.cues import load_cues
from corrobora.extract.lexicon import Lexicon, Remembered
from corrobora.extract.syntax import Sentence, Token


def _lexicon(language: str) -> Lexicon:
    tongue = load_resources(fast=True).tongue(language)
    assert tongue is not None
    return tongue.lexicon


@pytest.mark.parametrize("language", ["en", "fr"])
def test_forms_of_lemmas_are_those_that_the_lemmas_of_a_form_give(language: str) -> None:
    lexicon = _lexicon(language)
    words = lexicon.language
    unknown = {"zzgrobled", "quorxer"}
    for lemmas, part in (
        (frozenset(words.manner_of), "verb"), (words.harmed, "noun"),
        (words.light_verbs | unknown, "verb"), (frozenset(words.doers), "noun"),
    ):  # fmt: skip
        forms = lexicon.forms_of(lemmas, part)
        told = {f for f in lexicon.forms if not lemmas.isdisjoint(lexicon.lemmas(f, part))}
        assert told == forms & lexicon.forms.keys()
        assert all(lexicon.lemmas(f, part) == (f,) for f in forms - told)
        assert unknown & lemmas <= forms


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_form_needs_a_word_of_each_of_its_entries(language: str) -> None:
    lexicon = _lexicon(language)
    heading = [f for f in lexicon.forms if lexicon.needs[f] != frozenset()]
    assert len(heading) > 1000
    assert lexicon.needs["zzgrobled"] == frozenset()
    for form in heading[:: len(heading) // 500]:
        needs = lexicon.needs[form]
        for ranked in lexicon.ranked(form, lexicon.parts(form)).entries:
            held = needs is None or not needs.isdisjoint(ranked.needed)
            assert held, (form, ranked.entry.text)
        assert (needs is None) == any(
            not ranked.needed for ranked in lexicon.ranked(form, lexicon.parts(form)).entries
        )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_entries_that_stand_are_those_whose_words_the_sentence_holds(language: str) -> None:
    lexicon = _lexicon(language)
    found = 0
    for form in [f for f in lexicon.forms if lexicon.needs[f] != frozenset()][::50]:
        every = lexicon.ranked(form, lexicon.parts(form))
        several = [e.needed for e in every.entries if len(e.needed) > 1]
        for present in (frozenset(), *several[:3], frozenset().union(*several[:3])):
            standing = sorted(every.standing(present))
            held = [e for e in every.entries if e.needed <= present and not e.is_bare]
            assert standing == [e.number for e in held]
            found += len(standing)
        ranks = [e.entry.rank for e in every.entries]
        assert ranks == sorted(ranks, reverse=True)
    assert found > 100


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_word_that_attributes_is_passed_over(language: str) -> None:
    lexicon = _lexicon(language)
    cues = load_cues(lexicon)
    attributing = speaking = 0
    for form in lexicon.forms:
        for pos in ("VERB", "NOUN", "ADJ"):
            token = Token(0, 0, len(form), form, form, pos, "root", 0, "")
            sentence = Sentence([token])
            held = cues.hold(sentence, token) or cues.noun_hold(token) or cues.manner(token)
            if held is not None or cues.wants(token):
                attributing += 1
                assert form in cues.attributing, form
            if cues.speaks(sentence, token):
                speaking += 1
                assert form in cues.speaking, form
    assert attributing > 200
    assert speaking > 50
    assert not cues.attributing >= lexicon.forms.keys()


def test_what_is_remembered_is_worked_out_once() -> None:
    asked = []

    def read(word: str) -> int:
        asked.append(word)
        return len(word)

    remembered = Remembered(read)
    assert [remembered["raid"], remembered["raids"], remembered["raid"]] == [4, 5, 4]
    assert asked == ["raid", "raids"]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_bare_entries_are_found_by_what_their_object_is_called(language: str) -> None:
    lexicon = _lexicon(language)
    found = 0
    for form in ["give", "launch", "send", "donner", "lancer", "envoyer"]:
        ranked = lexicon.ranked(form, lexicon.parts(form))
        for part, bare in ranked.bare.items():
            own = [e for e in ranked.entries if e.is_bare and e.entry.part == part]
            heads = {e.number: e.entry.object for e in own if e.entry.object is not None}
            assert set(bare.open) == {e.number for e in own} - heads.keys()
            for words, kinds in [(h.words, h.kinds) for h in heads.values()]:
                for called, named in ((words, frozenset[str]()), (frozenset[str](), kinds)):
                    fitting = {
                        number for number, h in heads.items()
                        if not (h.words.isdisjoint(called) and h.kinds.isdisjoint(named))
                    }  # fmt: skip
                    assert bare.fitting(called, named) == fitting
                    found += len(fitting)
    assert found > 20
