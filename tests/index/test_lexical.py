"""BM25 on three documents."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest

from assistant.errors import SnapshotError
from assistant.index.lexical import K1, B, LexicalIndex
from assistant.index.tokens import Tokens
from assistant.text.analysis import terms

TEXTS = ["Cats chase mice.", "Dogs chase cats and cats.", "", "Birds fly."]


@pytest.fixture
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def test_scores_of_all_documents(index: LexicalIndex) -> None:
    scores = index.scores(terms("dogs"))
    assert scores.shape == (4,)
    assert scores[1] > 0
    assert np.flatnonzero(scores).tolist() == [1]


def test_a_rarer_term_weighs_more_and_more_terms_score_higher(index: LexicalIndex) -> None:
    assert index.scores(terms("mice"))[0] > index.scores(terms("cats"))[0]
    assert index.scores(terms("mice cats"))[0] > index.scores(terms("mice"))[0]
    assert index.scores(terms("fly birds cats")).argmax() == 3


def test_words_that_no_document_has_score_nothing(index: LexicalIndex) -> None:
    assert index.scores(terms("whales")).tolist() == [0, 0, 0, 0]
    assert index.scores([]).tolist() == [0, 0, 0, 0]
    np.testing.assert_array_equal(index.scores(terms("whales cats")), index.scores(terms("cats")))


def test_which_documents_hold_a_term(index: LexicalIndex) -> None:
    assert index.documents_with("cat").tolist() == [0, 1]
    assert index.documents_with("whale").tolist() == []
    assert {"cat", "dog", "mice", "bird"} <= set(index.vocabulary)


def test_which_titles_have_words_side_by_side() -> None:
    titles = ("Big cats", "Cats, big and small", "The big-cat trade", "", "Small cats", "big")
    index = LexicalIndex.of(Tokens.of((title, "Big cats sleep.") for title in titles))
    assert index.documents_titled(terms("big cat")).tolist() == [0, 2]
    assert index.documents_titled(terms("cats")).tolist() == [0, 1, 2, 4]
    assert index.documents_titled(terms("cats big small")).tolist() == [1]
    assert index.documents_titled(terms("big small cats")).tolist() == []  # not from one title into the next
    assert index.documents_titled(terms("cats sleep")).tolist() == []
    assert index.documents_titled(terms("the")).tolist() == []
    assert LexicalIndex.build(["Big cats"]).documents_titled(["cat"]).tolist() == []


def test_how_telling_a_term_is(index: LexicalIndex) -> None:
    assert index.idf("cat") == pytest.approx(np.log(5 / 2.5))
    assert index.idf("bird") == pytest.approx(np.log(5 / 1.5))
    assert index.idf("whale") == pytest.approx(np.log(5 / 0.5))


def test_the_highest_score_of_a_query_is_reached_by_no_document(index: LexicalIndex) -> None:
    assert index.highest(terms("cats birds")) == pytest.approx(np.log(5 / 2.5) + np.log(5 / 1.5))
    assert index.highest(terms("cats cats")) == pytest.approx(2 * index.highest(terms("cats")))
    assert index.highest(terms("whales")) == 0  # no document has the word, so that none can be scaled by it
    often = LexicalIndex.build(["cats " * 1000, "dogs"])
    assert 0.99 * often.highest(["cat"]) < often.scores(["cat"]).max() < often.highest(["cat"])


def test_saved_and_opened_again(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical")
    opened = LexicalIndex.open(tmp_path / "lexical")
    assert opened.size == 4
    np.testing.assert_allclose(opened.scores(terms("cats mice")), index.scores(terms("cats mice")))
    assert opened.documents_with("cat").tolist() == [0, 1]


def test_titles_are_saved(tmp_path: Path) -> None:
    LexicalIndex.of(Tokens.of([("Dogs", ""), ("Big cats", "")])).save(tmp_path)
    assert LexicalIndex.open(tmp_path).documents_titled(["cat"]).tolist() == [1]


def test_scores_are_those_of_bm25s_and_a_title_counts_twice() -> None:
    papers = [("Big cats", "Cats sleep in trees."), ("", "Well-known dogs bark. Dogs run."), ("Trees", "")]
    reference = bm25s.BM25(method="lucene", k1=K1, b=B)
    reference.index([terms(f"{title} {title} {text}") for title, text in papers], show_progress=False)
    ours = LexicalIndex.of(Tokens.of(papers))
    for query in ("cats", "dogs trees", "known", "trees trees"):
        np.testing.assert_allclose(ours.scores(terms(query)), reference.get_scores(terms(query)), rtol=1e-5)


def test_tokens_carried_on_are_those_read_anew() -> None:
    papers = [("Big cats", "Cats sleep."), ("Dogs", "Dogs bark."), ("", "Trees grow."), ("Whales", "")]
    new = ("Owls", "Owls hunt big mice.")
    carried = Tokens.carried(Tokens.of(papers), [3, -1, 0, 2], [new])
    wanted = Tokens.of([papers[3], new, papers[0], papers[2]])

    def written(tokens: Tokens) -> list[str]:
        return [tokens.vocabulary[i] for i in tokens.ids]

    assert written(carried) == written(wanted)
    assert carried.first.tolist() == wanted.first.tolist()
    assert carried.titles.tolist() == wanted.titles.tolist()
    assert sorted(carried.vocabulary) == sorted(wanted.vocabulary)
    assert written(Tokens.carried(wanted, [], [])) == []


def test_a_missing_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"is damaged.*doctor --repair"):
        LexicalIndex.open(tmp_path / "nothing")


@pytest.mark.parametrize("content", [b"", b"no index"])
def test_a_damaged_index_is_an_error(index: LexicalIndex, tmp_path: Path, content: bytes) -> None:
    index.save(tmp_path)
    names = [path.name for path in tmp_path.iterdir()]
    for name in names:
        index.save(tmp_path)
        (tmp_path / name).write_bytes(content)
        with pytest.raises(SnapshotError, match=r"is damaged.*doctor --repair"):
            LexicalIndex.open(tmp_path)
