"""`python -m bench retrieval --beir DIR`: how well, and how fast, the product finds what it should.

The documents of a BEIR folder become a snapshot through the same code as an ingest; each query is put to the
product's own search, one at a time, as a question is.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from assistant.config import Settings
from assistant.datamodels import Paper
from assistant.index.corpus import Corpus
from assistant.models.encoders import Encoder, open_encoder
from assistant.retrieval.search import Search
from bench import beir
from bench.options import Say, add_beir, say_result
from ingest.building import build
from ingest.contents import SnapshotContents

DEPTH = 100
"""Documents ranked for a query."""


def add_options(parser: argparse.ArgumentParser) -> None:
    add_beir(parser)
    parser.add_argument("--embedding-model", metavar="MODEL", help="another encoder, by name or directory")


def main(options: argparse.Namespace, say: Say) -> int:
    encoder = open_encoder(options.embedding_model or Settings.read().embedding_model)
    say_result(
        run(options.beir, encoder, part="train" if options.train else "test"), say, as_json=options.json
    )
    return 0


def run(folder: Path, encoder: Encoder, *, part: str = "test") -> Mapping[str, float]:
    """nDCG@10, recall@100 and MRR@10 over the judged queries of `part`, and what indexing and asking took."""
    queries, judged = beir.queries(folder, part=part), beir.qrels(folder, part=part)
    papers = [as_paper(document) for document in beir.corpus(folder).values()]
    with tempfile.TemporaryDirectory() as directory:
        encoder.encode(["the model is loaded before the clock starts"])
        started = time.perf_counter()
        snapshot, _ = build(Path(directory), SnapshotContents.of(papers), encoder)
        building = time.perf_counter() - started
        corpus = Corpus.open(snapshot)
        try:
            search = Search(corpus, encoder)
            search.search("the first question opens files", top_k=DEPTH)
            ranked, seconds = [], []
            for query_id in judged:
                started = time.perf_counter()
                found = search.search(queries[query_id], top_k=DEPTH)
                seconds.append(time.perf_counter() - started)
                # BEIR leaves out the query itself where the queries are documents of the corpus
                ranked += [ScoredDoc(query_id, e.paper.id, e.score) for e in found if e.paper.id != query_id]
        finally:
            corpus.close()
    qrels = [Qrel(q, d, relevance) for q, documents in judged.items() for d, relevance in documents.items()]
    measured = ir_measures.calc_aggregate([nDCG @ 10, R @ 100, RR @ 10], qrels, ranked)
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {
        "documents": len(papers),
        "queries": len(judged),
        "ndcg@10": round(float(measured[nDCG @ 10]), 4),
        "recall@100": round(float(measured[R @ 100]), 4),
        "mrr@10": round(float(measured[RR @ 10]), 4),
        "docs_per_second": round(len(papers) / building, 1),
        "p50_ms": round(float(p50), 2),
        "p95_ms": round(float(p95), 2),
    }


def as_paper(document: beir.Document) -> Paper:
    return Paper(document.id, document.title, document.text, "related")
