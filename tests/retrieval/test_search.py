"""Two searches fused to one ranking, and the bench that measures it on any BEIR folder."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder

from assistant.index.corpus import open_corpus
from assistant.retrieval.fusion import LEXICAL, fuse
from assistant.retrieval.search import Search
from bench import retrieval


def test_each_search_is_scaled_to_its_best() -> None:
    scores = fuse(np.array([8.0, 4.0, 0.0]), np.array([0.1, 0.3, 0.5]), best=8.0, floor=0.1)
    assert scores == pytest.approx([LEXICAL, LEXICAL / 2 + (1 - LEXICAL) / 2, 1 - LEXICAL])


def test_a_search_that_finds_nothing_leaves_it_to_the_other() -> None:
    assert fuse(np.zeros(2), np.array([0.2, 0.4]), best=0.0, floor=0.0) == pytest.approx(
        [(1 - LEXICAL) / 2, 1 - LEXICAL]
    )
    assert fuse(np.array([1.0]), np.array([0.3]), best=2.0, floor=0.3) == pytest.approx([LEXICAL / 2])


def test_search_ranks_the_papers_of_a_scope(zoo: Path) -> None:
    corpus = open_corpus(zoo)
    search = Search(corpus, FakeEncoder())
    assert search.search("swimming tigers")[0].paper.title == "Swimming Tigers"
    assert len(search.search("swimming tigers", top_k=2)) == 2
    assert [e.paper.title for e in search.search("tigers", scope="related")] == ["Whale Songs"]
    assert search.search(" ") == []
    assert search.search("the")  # no term at all: the vectors decide
    corpus.close()


def test_any_beir_folder_is_measured(tmp_path: Path) -> None:
    documents = [
        {"_id": "a/b ü", "title": "", "text": "Lions hunt antelopes at night."},
        {"_id": 7, "title": "Whale songs", "text": ""},
        {"_id": "long", "title": "Nests", "text": "Sparrows build nests in hedges. " * 400},
        {"_id": "empty", "text": ""},
    ]
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(map(json.dumps, documents)))
    asked = [{"_id": "q1", "text": "lions at night"}, {"_id": "q2", "text": "whale songs"}]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\ta/b ü\t1\nq2\t7\t2\nq2\tlong\t0\n", encoding="utf-8"
    )
    result = retrieval.run(tmp_path, FakeEncoder())
    assert (result["documents"], result["queries"]) == (4, 2)
    assert (result["ndcg@10"], result["recall@100"], result["mrr@10"]) == (1, 1, 1)
    assert {"docs_per_second", "p50_ms", "p95_ms"} <= result.keys()
