"""Two searches fused to one ranking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder

from assistant.index.corpus import open_corpus
from assistant.retrieval.fusion import FEEDBACK, LEXICAL, fuse, with_feedback
from assistant.retrieval.search import Search, by_words
from assistant.text.analysis import terms


def test_each_search_is_scaled_to_its_best() -> None:
    scores = fuse(np.array([8.0, 4.0, 0.0]), np.array([0.1, 0.3, 0.5]), best=8.0, most=8.0, floor=0.1)
    assert scores == pytest.approx([LEXICAL, LEXICAL / 2 + (1 - LEXICAL) / 2, 1 - LEXICAL])


def test_words_count_less_where_no_document_has_them_all() -> None:
    scores = fuse(np.array([8.0, 0.0]), np.array([0.1, 0.5]), best=8.0, most=24.0, floor=0.1)
    assert scores == pytest.approx([LEXICAL / 2, 1 - LEXICAL])  # 8 of (8 + 24) / 2


def test_a_search_that_finds_nothing_leaves_it_to_the_other() -> None:
    assert fuse(np.zeros(2), np.array([0.2, 0.4]), best=0.0, most=3.0, floor=0.0) == pytest.approx(
        [(1 - LEXICAL) / 2, 1 - LEXICAL]
    )
    scores = fuse(np.array([1.0]), np.array([0.3]), best=2.0, most=2.0, floor=0.3)
    assert scores == pytest.approx([LEXICAL / 2])


def test_of_two_equals_the_one_like_the_best_comes_first() -> None:
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)
    best, other, like = with_feedback(np.array([1.0, 0.5, 0.5]), vectors)
    assert best == pytest.approx(1.0)
    assert like == pytest.approx((0.5 + FEEDBACK) / (1 + FEEDBACK))
    assert other == pytest.approx(0.5 / (1 + FEEDBACK), abs=1e-6)  # the best is far ahead: it counts alone


def test_documents_that_are_about_as_good_say_together_what_is_like_them() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    scores = with_feedback(np.array([0.9, 0.9, 0.1]), vectors)
    assert scores[0] == pytest.approx(scores[1])
    assert scores[2] > (0.1 + FEEDBACK * 0.98) / (1 + FEEDBACK)  # between the two, it is nearly what both are
    assert with_feedback(np.empty(0), np.empty((0, 2), dtype=np.float32)).tolist() == []


def test_search_ranks_the_papers_of_a_scope(zoo: Path) -> None:
    corpus = open_corpus(zoo)
    search = Search(corpus, FakeEncoder())
    assert search.search("swimming tigers")[0].paper.title == "Swimming Tigers"
    assert len(search.search("swimming tigers", top_k=2)) == 2
    assert [e.paper.title for e in search.search("tigers", scope="related")] == ["Whale Songs"]
    assert search.search(" ") == []
    assert search.search("the")  # no term at all: the vectors decide
    corpus.close()


class Asked:
    """A vector store that notes what it is asked, and finds nothing."""

    def __init__(self, *, on_server: bool = False) -> None:
        self.on_server = on_server
        self.asked: list[str] = []

    def search(self, vector: object, *, top_k: int, scope: str = "all") -> list[tuple[str, float]]:
        self.asked.append(scope)
        return []


@pytest.mark.parametrize(
    ("most", "on_server", "asked"),
    [
        (4, False, []),
        (3, False, ["all"]),  # four papers, three of them the group's
        (2, False, ["all", "group"]),
        (4, True, ["all", "group", "related"]),  # which tells where the server is away
    ],
)
def test_few_papers_are_compared_without_the_vector_store(
    zoo: Path, monkeypatch: pytest.MonkeyPatch, most: int, on_server: bool, asked: list[str]
) -> None:
    monkeypatch.setattr("assistant.retrieval.search._WHOLE", most)
    corpus = open_corpus(zoo)
    corpus.close()
    corpus.store = store = Asked(on_server=on_server)  # type: ignore[assignment]
    search = Search(corpus, FakeEncoder())
    vector = FakeEncoder().encode(["swimming tigers"])[0]
    for scope in ("all", "group", "related"):
        mask = search.mask(scope)  # type: ignore[arg-type]
        found = search.by_meaning(vector, scope, top_k=2)  # type: ignore[arg-type]
        true = np.where(mask, corpus.paper_vectors @ vector, -2)
        if scope not in asked:
            assert found.tolist() == np.argsort(-true, kind="stable")[: min(2, mask.sum())].tolist()
    assert store.asked == asked


def test_the_best_by_words_among_very_many_are_those_of_a_sort() -> None:
    choose = np.random.default_rng(0)
    scores = np.where(choose.random(20_000) < 0.1, choose.random(20_000), 0.0).astype(np.float32)
    assert by_words(scores, top_k=40).tolist() == np.argsort(-scores, kind="stable")[:40].tolist()
    few = np.zeros(20_000, dtype=np.float32)
    few[[19_999, 7]] = 1.0, 2.0
    assert by_words(few, top_k=40).tolist() == [7, 19_999]
    assert by_words(np.zeros(20_000, dtype=np.float32), top_k=40).tolist() == []


def test_what_is_like_the_best_paper_is_found_before_what_is_not(zoo: Path) -> None:
    corpus = open_corpus(zoo)
    found = {e.paper.title: e.score for e in Search(corpus, FakeEncoder()).search("rest by day")}
    corpus.close()
    assert max(found, key=lambda title: found[title]) == "Lions at Night"
    # Neither has a word of the question, but lions rest "in" the shade, and sparrows nest "in" hedges.
    assert found["Sparrow Nests"] > found["Swimming Tigers"]


def test_words_that_no_paper_has_together_leave_more_to_the_vectors(zoo: Path) -> None:
    corpus = open_corpus(zoo)
    search = Search(corpus, FakeEncoder())
    asked = "antelopes sparrows whales hedges"
    best = search.search(asked)[0].score
    lexical, most = corpus.lexical.scores(terms(asked)), corpus.lexical.highest(terms(asked))
    corpus.close()
    assert most > 2 * lexical.max()  # no paper has more than two of the four words
    assert best < 0.8  # of scores up to 1
