"""Which words stand side by side, by texts that one can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.datamodels import Paper
from assistant.index.lexical import LexicalIndex
from assistant.index.tokens import Tokens
from assistant.index.vocabulary import Vocabulary, write_vocabulary


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    papers = [
        Paper("a", "Sleeping cats", "Mice dance. The self-supervised owl of night.", "group"),
        Paper("b", "Red", "foxes \u037a jump", "group"),  # a lone accent is no word
        Paper("c", "", "", "group"),
    ]
    tokens = Tokens.of((paper.title, paper.abstract) for paper in papers)
    directory = tmp_path_factory.mktemp("words") / "words"
    write_vocabulary(directory, papers, tokens)
    return Vocabulary(directory, LexicalIndex.of(tokens))


@pytest.mark.parametrize("pair", ["sleep cat", "mice danc", "self superv", "superv owl", "fox jump"])
def test_words_side_by_side(vocabulary: Vocabulary, pair: str) -> None:
    assert vocabulary.is_phrase(*pair.split())


@pytest.mark.parametrize("pair", ["cat mice", "owl night", "the self", "night red", "red fox", "danc mice"])
def test_words_of_two_texts_or_about_a_stop_word_are_apart(vocabulary: Vocabulary, pair: str) -> None:
    assert not vocabulary.is_phrase(*pair.split())


def test_titles_are_found_in_a_text(vocabulary: Vocabulary) -> None:
    assert vocabulary.titles_in("Is “Red” like “Sleeping Cats”?") == [1, 0]


@pytest.mark.parametrize(("most", "spelt"), [(4, {"now": "night owls watch"}), (3, {})])
def test_what_a_paper_defines_comes_before_what_titles_of_a_few_papers_spell_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, spelt: dict[str, str]
) -> None:
    monkeypatch.setattr("assistant.index.vocabulary._SPELT", most)
    titles = ("Great old owls", "Great old owls again", "Night owls watch", "Night owls watch mice")
    papers = [Paper(title, title, "Good organic oats (GOO) and NOW.", "group") for title in titles]
    papers[0] = Paper("x", titles[0], "GOO was meant, NOW.", "group")
    tokens = Tokens.of((paper.title, paper.abstract) for paper in papers)
    write_vocabulary(tmp_path / "words", papers, tokens)
    found = Vocabulary(tmp_path / "words", LexicalIndex.of(tokens)).acronyms
    assert found == {"goo": "Good organic oats"} | spelt
