"""The file of a language says nothing that no rule reads; adding one takes no code."""

from __future__ import annotations

import string

import pytest

from assistant.text.analysis import fold
from assistant.understanding import translating
from assistant.understanding.language import foreign_language, foreign_words, languages
from assistant.understanding.translating import cognates, in_english, word_in_english

FIELDS = [field for rule, _ in translating.RULES for field in string.Formatter().parse(rule)]
MEANINGS = {meaning for _, meaning, _, _ in FIELDS if meaning}


@pytest.mark.parametrize("code", list(languages()))
def test_every_phrase_has_a_rule_and_every_word_can_be_found(code: str) -> None:
    language = languages()[code]
    assert set(language.phrases) <= MEANINGS
    assert [word for word in (*language.words, *language.endings) if word != fold(word)] == []


def test_languages_are_tried_in_their_order() -> None:
    assert list(languages())[:3] == ["de", "fr", "es"]
    orders = [language.order for language in languages().values()]
    assert len(set(orders)) == len(orders)


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Arbeiten seit 2020", "Arbeiten since 2020"),
        ("articles entre 2019 et 2021", "articles entre 2019 to 2021"),
        ("hoeveel artikelen", " how many papers "),
        ("¿quién es?", "¿ who is ?"),
        ("oubli catastrophique", "catastrophic forgetting"),
    ],
)
def test_phrases_and_terms_are_put_into_english(question: str, english: str) -> None:
    assert in_english(question) == english


def test_words_are_those_of_their_language() -> None:
    assert word_in_english("netze", "de") == "networks"
    assert word_in_english("netze", "fr") == word_in_english("netze", "zh") == ""
    assert "robotics" in cognates("robotik")
    assert {"über", "uber"} <= foreign_words()
    assert foreign_language("was macht die Gruppe", lambda word: False) == "de"
    assert foreign_language("what does the group do", lambda word: True) is None
