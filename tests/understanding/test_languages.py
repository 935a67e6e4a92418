"""Questions in other languages: recognised, read as far as they share words with the papers, or declined."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from zoo import REPOSITORY

from assistant.datamodels import Intent, Query
from assistant.models.encoders import open_encoder
from assistant.understanding.language import (
    declined,
    foreign_language,
    is_multilingual,
    languages,
    latin,
    understood,
)
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand

FOREIGN = (
    ("Woran forscht diese Gruppe?", "de"),
    ("Quelles recherches a faites le groupe sur la douleur ?", "fr"),
    ("¿En qué trabaja este grupo?", "es"),
    ("Di cosa si occupa questo gruppo?", "it"),
    ("O que este grupo publicou?", "pt"),
    ("Welke artikelen gaan over robotica?", "nl"),
    ("Czym zajmuje się ta grupa?", "pl"),
    ("Hur många artiklar har de publicerat?", "sv"),
    ("Bu grup ne üzerine çalışıyor?", "tr"),
    ("Čím se zabývá tato skupina?", "cs"),
    ("Mitä ryhmä on tehnyt?", "fi"),
    ("学习", "zh"),
    ("このグループは何を研究していますか？", "ja"),
    ("그룹은 무엇을 했습니까", "ko"),
    ("что группа сделала", "ru"),
    ("τι έκανε η ομάδα", "el"),
    ("ماذا فعلت المجموعة", "ar"),
)
SHARED = (
    ("Was hat die Gruppe über Tigers gemacht?", "de", "Tigers"),
    ("Quels articles traitent des tigers ?", "fr", "tigers"),
    ("Was hat Noether geschrieben?", "de", "Noether"),
    ("Welche Arbeiten hat Noether 2019 geschrieben?", "de", "Noether 2019"),
    ("что группа сделала по lions", "ru", "lions"),
    ("Hat diese Gruppe etwas zu swimming lions veröffentlicht?", "de", "swimming lions"),
    ("Was hat der noether geschrieben?", "de", ""),  # no name: a usual word may be somebody's
    ("Welche Arbeiten gibt es seit 2019?", "de", ""),  # whether "since" or "before" is not understood
    ("Worum geht es in der Arbeit „Swimming Tigers“?", "de", "“Swimming Tigers”"),
)


@pytest.mark.parametrize(("question", "language"), FOREIGN)
def test_another_language_without_a_word_of_the_papers(
    lexicon: Lexicon, question: str, language: str
) -> None:
    assert understand(question, lexicon) == Query(question, topic=question, language=language)


@pytest.mark.parametrize(("question", "language", "shared"), SHARED)
def test_what_a_question_shares_with_the_papers(
    lexicon: Lexicon, question: str, language: str, shared: str
) -> None:
    assert lexicon.language_of(question) == language
    assert lexicon.shared(question, language) == shared


def test_names_and_years_carry_over(lexicon: Lexicon) -> None:
    query = understand("Welche Arbeiten hat Noether 2019 geschrieben?", lexicon)
    assert (query.intent, query.authors, query.year_from) == (Intent.LIST, (("Emmy Noether",),), 2019)
    assert query.mended == ((query.text, "Noether 2019"),)


def test_english_questions_are_english() -> None:
    paths = sorted(Path(REPOSITORY, "bench", "groups").glob("*/questions.jsonl"))
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [json.loads(line)["question"] for line in lines]
    assert len(asked) == 600
    english = set("hoverflies syrphidae grup".split())
    foreign = [q for q in asked if foreign_language(q, lambda word: len(word) > 3 or word in english)]
    assert foreign == []


def test_what_is_declined_is_declined_in_the_language() -> None:
    assert declined("de").startswith("Ich verstehe hier leider nur Fragen auf Englisch.")
    assert declined("fi").startswith("This question seems to be in Finnish")
    assert understood("fr", "tigers").startswith("Seuls ces mots de la question ont été compris : tigers.")
    assert all(bool(one.declined) == bool(one.understood) for one in languages().values())


def test_letters_of_other_scripts_are_left_out() -> None:
    assert latin("lionsについて") == "lions    "


def test_an_encoder_is_multilingual_where_translations_are_near() -> None:
    """As an encoder for which a sentence is what it says, and one for which it is its letters."""

    def meaning(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1, 0], [0, 1]] * (len(texts) // 2), np.float32)

    def letters(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[len(text), 1] for text in texts], np.float32)

    assert is_multilingual(meaning)
    assert not is_multilingual(letters)


@pytest.mark.model
def test_the_default_encoder_is_english() -> None:
    assert not is_multilingual(open_encoder().encode)
