"""`python -m bench limit`: how near the encoder comes to what the processor can do.

The machine's own rates are measured for the matrix products of the encoder: for each shape (tokens x inputs x
outputs) OpenVINO multiplies numbers again and again on one thread, in each arithmetic that the processor has:
`f32`, `bf16`, `int8` as the encoder needs it, where each group of numbers has a scale of its own, and
`int8_fixed`, with one scale for all inputs: the least work that int8 can be, but too coarse for the encoder.
A product of (n, k) by (k, m) is 2nkm operations, so that a text of n tokens takes, in each layer of width d
with an inner width f,

    2n(4d^2 + 2df)    for the products with weights: query, key, value, output, and the two inner ones
    4n^2 d            for the attention: scores, and the mean of the values

and the floor of a text is the time of these at the rates of the arithmetic in use; attention, and the values
where the others are in int8, at the rate of f32. Norms, softmax and the rest count as nothing.

Seconds are of the processor, all threads together (`time.process_time`), so that a machine with other work
gives about the same shares; the least of several tries is taken.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import Settings
from assistant.datamodels import Paper
from assistant.errors import UsageError
from assistant.index.corpus import open_corpus
from assistant.models.bert import GROUP, BertEncoder, multiplies_int8, rounded, without_telemetry
from assistant.models.encoders import Encoder, open_encoder
from assistant.ops.first_run import ensure_snapshot
from bench import beir
from bench.options import Say, add_beir, add_index, say_aside, say_result
from bench.retrieval import as_paper
from ingest.building import build
from ingest.contents import SnapshotContents

DOCUMENTS = 100
"""Documents that are encoded and ingested, evenly from the whole collection."""

TOKENS = 1024
"""Rows of the measured products: about a batch of the encoder."""

TRIES = 5

KINDS = ("f32", "bf16", "int8", "int8_fixed")


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser)
    add_beir(parser, instead="the papers of the index, their titles as queries")
    parser.add_argument("--documents", type=int, default=DOCUMENTS, help="default: %(default)s")


def main(options: argparse.Namespace, say: Say) -> int:
    settings = Settings.read(index=options.index)
    if options.beir:
        papers = [as_paper(document) for document in beir.corpus(options.beir).values()]
        queries = [*beir.queries(options.beir, part="train" if options.train else "test").values()]
    else:
        ensure_snapshot(settings, say=say_aside)
        papers = [*open_corpus(settings.index).papers]
        queries = [paper.title for paper in papers]
    encoder = open_encoder(settings.embedding_model)
    say_result(run(papers, queries, encoder, documents=options.documents), say, as_json=options.json)
    return 0


Rates = Mapping[tuple[int, int], float]
"""Operations a second and core, for products of so many inputs and outputs."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """The layers of a BERT, its width and its inner width."""

    layers: int
    width: int
    inner: int

    def floor(self, tokens: int, rates: Rates, f32: Rates, *, exact: int) -> float:
        """Seconds of one core for `tokens` at `rates`, but `exact` products of a layer at those of `f32`."""
        d, f = self.width, self.inner
        square = (4 - exact) * d * d / rates[d, d] + exact * d * d / f32[d, d]
        weighed = 2 * tokens * (square + d * f / rates[d, f] + d * f / rates[f, d])
        return self.layers * (weighed + 4 * tokens**2 * d / f32[d, d])


def run(
    papers: Sequence[Paper], queries: Sequence[str], encoder: Encoder, *, documents: int = DOCUMENTS
) -> Mapping[str, Any]:
    """Rates in billions of operations a second and core, floors in ms of one core, shares of 0 to 1."""
    if not isinstance(encoder, BertEncoder):
        raise UsageError(
            f"The limit is derived for BERT encoders that OpenVINO runs, {encoder.name!r} is none: "
            "leave out ASSISTANT_EMBEDDING_MODEL."
        )
    shapes = Shapes(*encoder.shape)
    rates = {kind: _rates(shapes, kind) for kind in KINDS}
    used, f32 = encoder.arithmetic, rates["f32"]
    floor = partial(shapes.floor, rates=rates[used], f32=f32, exact=int(used == "int8"))
    papers = papers[:: max(len(papers) // documents, 1)][:documents]
    texts = [f"{paper.title}. {paper.abstract}" for paper in papers]
    lengths = encoder.pieces(texts)
    encoder.encode(["the model is loaded before the clock starts"])
    encoded = _least(lambda: encoder.encode_spans(texts, [[(0, len(text))] for text in texts]), 3)
    asked = np.median([_least(partial(encoder.encode, [query]), TRIES) for query in queries[:documents]])
    with tempfile.TemporaryDirectory() as place:
        ingested = _seconds(lambda: build(Path(place), SnapshotContents.of(papers), encoder))
    least = sum(map(floor, lengths))
    question = float(np.median([floor(n) for n in encoder.pieces(queries[:documents])]))
    return {
        "cores": os.cpu_count() or 1,
        "arithmetic": used,
        "rates": {kind: _named(found) for kind, found in rates.items()},
        "documents": len(papers),
        "tokens_a_document": round(sum(lengths) / len(papers), 1),
        "tokens_quartiles": np.percentile(lengths, (25, 50, 75)).tolist(),
        "document_floor_ms": round(least / len(papers) * 1000, 2),
        "document_floors_ms": {
            kind: round(sum(shapes.floor(n, found, f32, exact=0) for n in lengths) / len(papers) * 1000, 2)
            for kind, found in rates.items()
            if found
        },
        "document_ms": round(encoded / len(papers) * 1000, 2),
        "query_floor_ms": round(question * 1000, 3),
        "query_ms": round(float(asked) * 1000, 3),
        "encoder_share": round(least / encoded, 3),
        "ingest_share": round(least / ingested, 3),
        "query_share": round(question / float(asked), 3),
    }


def _named(rates: Rates) -> Mapping[str, int] | str:
    named = {f"{TOKENS}x{k}x{m}": round(rate / 1e9) for (k, m), rate in rates.items()}
    return named or "the processor has none"


def _rates(shapes: Shapes, kind: str) -> Rates:
    """The rates of each shape of product; empty where the processor has no such `kind`."""
    without_telemetry()
    import openvino

    core = openvino.Core()
    known = core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    if (kind == "bf16" and "BF16" not in known) or ("int8" in kind and not multiplies_int8()):
        return {}
    d, f = shapes.width, shapes.inner
    return {(k, m): _rate(core, k, m, kind) for k, m in ((d, d), (d, f), (f, d))}


def _rate(core: Any, k: int, m: int, kind: str) -> float:
    numbers = np.random.default_rng(0)
    rows = numbers.standard_normal((TOKENS, k), dtype=np.float32)
    weights = numbers.standard_normal((m, k), dtype=np.float32)
    options = {
        "INFERENCE_PRECISION_HINT": "bf16" if kind == "bf16" else "f32",
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if kind == "int8" else 0,
        "INFERENCE_NUM_THREADS": 1,
        "NUM_STREAMS": 1,
    }
    request = core.compile_model(_product(k, weights, kind), "CPU", options).create_infer_request()
    least = _least(partial(request.infer, [rows]), 4 * TRIES)
    return 2 * TOKENS * k * m * _AT_ONCE / least


_AT_ONCE = 4  # products of one run: what a run costs besides is little then


def _product(k: int, weights: Any, kind: str) -> Any:
    """A graph of products of its input with `weights`."""
    import openvino as ov
    import openvino.opset13 as op

    def fixed(values: Any, most: Any, levels: int) -> Any:
        low, high = op.constant(np.float32(-most)), op.constant(np.float32(most))
        return op.fake_quantize(values, low, high, low, high, levels)

    x = op.parameter([-1, k], np.float32)
    rows = fixed(x, 4, 256) if kind == "int8_fixed" else x
    found = []
    for _ in range(_AT_ONCE):
        if kind == "int8":
            matrix = rounded(weights)
        elif kind == "int8_fixed":
            matrix = fixed(op.constant(weights), np.abs(weights).max(axis=1, keepdims=True), 255)
        else:
            matrix = op.constant(weights)
        found.append(op.result(op.matmul(rows, matrix, False, True)))
    return ov.Model(found, [x], "products")


def _least(work: Callable[[], object], tries: int) -> float:
    work()
    return min(_seconds(work) for _ in range(tries))


def _seconds(work: Callable[[], object]) -> float:
    """Seconds of the processor, of all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started
