"""Folders in BEIR's layout as they come: compressed, with odd ids, empty and long documents."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from fakes import FakeEncoder

from bench import retrieval


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
