"""`python -m bench speed --beir DIR`: the product beside the plain LangChain pipeline, with the same weights.

The reference is what LangChain's documentation shows: HuggingFaceEmbeddings, Chroma.add_texts, and an
EnsembleRetriever over Chroma and BM25Retriever, each with its defaults. HuggingFaceEmbeddings is
langchain_community's, since langchain-huggingface wants an older huggingface-hub than transformers 5; both
call `SentenceTransformer.encode` with its defaults and are the same but for the package.

Both sides are timed in turns within one run, so that whatever else the machine does slows both. Both are
given documents that are read already, and both load their model before the clock starts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.embeddings import HuggingFaceEmbeddings
from langchain_community.retrievers import BM25Retriever
from langchain_core.embeddings import Embeddings

from assistant.config import Settings
from assistant.datamodels import Paper
from assistant.index.corpus import Corpus
from assistant.models.centred import model_for
from assistant.models.encoders import Encoder, model_directory, open_encoder
from assistant.retrieval.search import Search
from bench import beir
from bench.options import Say, add_beir, say_result
from bench.retrieval import as_paper
from ingest.building import build
from ingest.contents import SnapshotContents

INGESTED = 1000
"""Documents of the timed ingest."""

TOP_K = 10
"""Papers that either side is asked for."""

AT_A_TIME = 25
"""Queries that either side answers before it is the other's turn: for some ms after each, threads of the one
wait for more work on cores that the other needs."""

TIMES = 3


def add_options(parser: argparse.ArgumentParser) -> None:
    add_beir(parser)
    parser.add_argument("--times", type=int, default=TIMES, help="rounds (default: %(default)s)")


def main(options: argparse.Namespace, say: Say) -> int:
    encoder = open_encoder(Settings.read().embedding_model)
    part = "train" if options.train else "test"
    say_result(run(options.beir, encoder, part=part, times=options.times), say, as_json=options.json)
    return 0


def run(folder: Path, encoder: Encoder, *, part: str = "test", times: int = TIMES) -> Mapping[str, float]:
    """Ratios above 1 say that the product is faster; medians of `times` rounds, and what they are made of."""
    documents = beir.corpus(folder)
    papers = [as_paper(document) for document in documents.values()]
    asked = beir.queries(folder, part=part)
    queries = [asked[query_id] for query_id in beir.qrels(folder, part=part)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that langchain_community will be sunset
        model = model_for(encoder.name) or encoder.name
        embeddings = HuggingFaceEmbeddings(model_name=str(model_directory(model)))
    encoder.encode(["the model is loaded before the clock starts"])
    embeddings.embed_query("the model is loaded before the clock starts")
    ingests = [_ingests(papers[:INGESTED], encoder, embeddings) for _ in range(times)]
    asks = _asks(papers, queries, encoder, embeddings, times)
    theirs, ours = (median(column) for column in zip(*ingests, strict=True))
    their_p50, our_p50 = (median(column) for column in zip(*asks, strict=True))
    count = min(INGESTED, len(papers))
    return {
        "documents": len(papers),
        "queries": len(queries),
        "ingest_ratio": round(median(reference / own for reference, own in ingests), 2),
        "query_ratio": round(median(reference / own for reference, own in asks), 2),
        "docs_per_second": round(count / ours, 1),
        "reference_docs_per_second": round(count / theirs, 1),
        "p50_ms": round(our_p50 * 1000, 2),
        "reference_p50_ms": round(their_p50 * 1000, 2),
    }


def _ingests(papers: Sequence[Paper], encoder: Encoder, embeddings: Embeddings) -> tuple[float, float]:
    """Seconds to make `papers` searchable from disk: the reference, the product."""
    with tempfile.TemporaryDirectory() as directory:
        theirs = _seconds(lambda: _reference(papers, embeddings, Path(directory, "reference")))
        ours = _seconds(lambda: build(Path(directory, "ours"), SnapshotContents.of(papers), encoder))
    return theirs, ours


def _asks(
    papers: Sequence[Paper],
    queries: Sequence[str],
    encoder: Encoder,
    embeddings: HuggingFaceEmbeddings,
    times: int,
) -> list[tuple[float, float]]:
    """Median seconds of a query in each round, encoder included: the reference, the product."""
    with tempfile.TemporaryDirectory() as directory:
        snapshot, _ = build(Path(directory, "ours"), SnapshotContents.of(papers), encoder)
        corpus = Corpus.open(snapshot)
        try:
            search = Search(corpus, encoder)
            known = _Known(corpus.vectors[corpus.blocks[:-1]], embeddings)
            retriever = _reference(papers, known, Path(directory, "reference"))
            search.search("the first question opens files", top_k=TOP_K)
            retriever.invoke("the first question opens files")
            rounds = []
            for _ in range(times):
                theirs: list[float] = []
                ours: list[float] = []
                for first in range(0, len(queries), AT_A_TIME):
                    block = queries[first : first + AT_A_TIME]
                    theirs += [_seconds(partial(retriever.invoke, query)) for query in block]
                    ours += [_seconds(partial(search.search, query, top_k=TOP_K)) for query in block]
                rounds.append((median(theirs), median(ours)))
        finally:
            corpus.close()
    return rounds


class _Known(Embeddings):
    """The reference's embeddings, with the documents' vectors at hand: what a query takes is the same."""

    def __init__(self, vectors: Any, embeddings: Embeddings) -> None:
        self._vectors, self._embeddings = iter(vectors.tolist()), embeddings

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return list(islice(self._vectors, len(texts)))

    def embed_query(self, text: str) -> list[float]:
        return self._embeddings.embed_query(text)


def _reference(papers: Sequence[Paper], embeddings: Embeddings, directory: Path) -> EnsembleRetriever:
    texts = [f"{paper.title} {paper.abstract}".strip() or "empty" for paper in papers]
    store = Chroma(embedding_function=embeddings, persist_directory=str(directory))
    for first in range(0, len(texts), _BATCH):
        store.add_texts(texts[first : first + _BATCH])
    return EnsembleRetriever(
        retrievers=[
            BM25Retriever.from_texts(texts, k=TOP_K),
            store.as_retriever(search_kwargs={"k": TOP_K}),
        ],
        weights=[0.5, 0.5],
    )


_BATCH = 5000  # Chroma refuses more than 5,461 records at once


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
