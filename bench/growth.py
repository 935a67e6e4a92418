"""`python -m bench growth`: what more papers cost: to build, to open, to ask, and to add some to.

Papers are made of real sentences, recombined. Up to `EMBEDDED` of them are embedded; above that the vectors
are made too, from real ones (`Likely`). All else is the product's own: `ingest`, `Search`, `Assistant`. Each
step runs in a process of its own, as an ingest and a server are.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import SEEDS
from assistant.errors import UsageError
from assistant.models.encoders import Encoder, Vectors, open_encoder
from assistant.text.sentences import sentence_texts
from bench import beir
from bench.memory import megabytes
from bench.options import Say, add_json

SIZES = (1_000, 10_000, 100_000)
EMBEDDED = 10_000
COMPARED = 10_000
"""The size beside which the largest is put: a smaller one fits into the caches of a processor."""

ADDED = 1_000
"""Papers that are added, at most; else a hundredth of those that are there, or 10."""

_NOISE = 0.35  # length of what is added to a made vector: its cosine to the real one is about 0.94
_QUERIES = 200
_NAMES = "Ada Kurt Emmy Alan Grace Max Lise Niels Marie Paul Rosa Carl Ines Otto Vera Hans".split()
_SYLLABLES = "ba ber cor den el fer gra hol in jan kel lu mar nor ost per ros sel tan ul vor wen".split()
_CATEGORIES = "LG NE CV CL AI RO ML NC SY IV".split()


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--beir", type=Path, metavar="DIR", help="texts of a BEIR folder (default: seeds/)")
    sizes = f"numbers of papers (default: {' '.join(map(str, SIZES))})"
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help=sizes)
    parser.add_argument("--to", type=int, default=0, metavar="N", help="go on to N papers, tenfold each time")
    kept = "keep the indexes and numbers in this folder, and go on from those that are there"
    parser.add_argument("--into", type=Path, metavar="DIR", help=kept)
    parser.add_argument(
        "--embedded",
        type=int,
        default=EMBEDDED,
        metavar="N",
        help="make up vectors above this (default: %(default)s)",
    )
    parser.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    sizes = sorted(options.sizes)
    while sizes[-1] < options.to:
        sizes.append(min(10 * sizes[-1], options.to))
    rows = run(options.beir, sizes=sizes, embedded=options.embedded, into=options.into)
    say(json.dumps(result(rows)) if options.json else report(rows))
    if options.figure:
        from bench.figures import draw_growth

        draw_growth(rows, options.figure)
    return 0


def run(
    folder: Path | None,
    *,
    sizes: Sequence[int] = SIZES,
    embedded: int = EMBEDDED,
    into: Path | None = None,
) -> list[Mapping[str, float]]:
    """A row for each of `sizes`, ascending. The texts are those of a BEIR folder, else of seeds/.

    What was measured before in the folder `into` is not measured again.
    """
    if into is None:
        with tempfile.TemporaryDirectory() as directory:
            return run(folder, sizes=sizes, embedded=embedded, into=Path(directory))
    into.mkdir(parents=True, exist_ok=True)
    texts = _texts(folder)
    queries = _queries(folder, texts)
    real: Path | None = None  # the largest index whose vectors are not made
    rows = []
    for size in sizes:
        if size > embedded and real is None:
            raise UsageError(f"Vectors are made from real ones: give a size of {embedded} or less as well.")
        rows.append(_row(into, size, texts, queries, real if size > embedded else None))
        real = into / f"index-{size}" if size <= embedded else real
    return rows


def _row(
    into: Path, size: int, texts: Sequence[tuple[str, list[str]]], queries: Sequence[str], like: Path | None
) -> Mapping[str, float]:
    """What an index of `size` papers costs; its vectors are like those of the index `like`, if given."""
    index, source, kept = into / f"index-{size}", into / f"{size}.jsonl", into / f"{size}.json"
    added = min(ADDED, max(10, size // 100))
    known: dict[str, dict[str, float]] = json.loads(kept.read_text()) if kept.exists() else {}

    def measured(name: str, step: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:
        if name not in known:
            known[name] = _apart(step, *arguments)
            kept.write_text(json.dumps(known, indent=1))
        return known[name]

    if "ingested" not in known:
        _write_lines(source, texts, size, 0)
    row: dict[str, float] = {"papers": size, "embedded": like is None}
    row |= measured("ingested", _ingested, source, index, like)
    row |= measured("asked", _asked, index, queries)
    if "added" not in known:
        _write_lines(source, texts, size, added)
    row |= measured("added", _added, source, index, like, added)
    source.unlink(missing_ok=True)
    return row


def result(rows: Sequence[Mapping[str, float]]) -> Mapping[str, Any]:
    """What is printed: the rows, and the largest size beside COMPARED, or the smallest."""
    first = next((row for row in rows if row["papers"] == COMPARED), rows[0])
    last = rows[-1]
    return {
        "p95_ratio": round(last["p95_ms"] / first["p95_ms"], 2),
        "open_s": last["open_s"],
        "rss_anon_mb": last["rss_anon_mb"],
        "add_s": last["add_s"],
        "sizes": rows,
    }


def report(rows: Sequence[Mapping[str, float]]) -> str:
    """The rows as a Markdown table, a size a column."""
    lines = ["| | " + " | ".join(f"{row['papers']:,}" for row in rows) + " |", "|---" * (len(rows) + 1) + "|"]
    lines += [f"| {key} | " + " | ".join(str(row[key]) for row in rows) + " |" for key in rows[0]]
    return "\n".join(lines)


def _apart(step: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:
    """What `step` returns, run in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, *arguments).result()


def _ingested(source: Path, index: Path, like: Path | None) -> dict[str, float]:
    """The product's ingest of `source`, with vectors like those of the index `like` where one is given."""
    from ingest.pipeline import ingest

    encoder = _encoder(like)
    started = time.perf_counter()
    ingest([source], index, encoder)
    return {"build_s": round(time.perf_counter() - started, 2), "build_rss_mb": megabytes(field="VmHWM")}


def _encoder(like: Path | None) -> Encoder:
    """What makes vectors like those of the index `like`; without one the real encoder, loaded."""
    if like:
        return Likely(like)
    encoder = open_encoder()
    encoder.encode(["the model is loaded before the clock starts"])
    return encoder


def _added(source: Path, index: Path, like: Path | None, added: int) -> dict[str, float]:
    """The product's ingest of `source` once more, some papers longer: what is read, and what is built of it.

    `add_s` is what making and publishing the new snapshot takes, `reingest_s` the whole command.
    """
    from ingest import pipeline

    seconds: list[float] = []

    def timed(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            started = time.perf_counter()
            try:
                return step(*arguments, **options)
            finally:
                seconds.append(time.perf_counter() - started)

        return run

    for name in ("read_published", "build", "publish"):
        setattr(pipeline, name, timed(getattr(pipeline, name)))
    encoder = _encoder(like)
    started = time.perf_counter()
    report = pipeline.ingest([source], index, encoder)
    assert (report.added, report.removed, report.updated) == (added, 0, 0), report
    whole = time.perf_counter() - started
    return {
        "added": added,
        "add_s": round(sum(seconds), 2),
        "reingest_s": round(whole, 2),
        "add_rss_mb": megabytes(field="VmHWM"),
    }


def _asked(index: Path, queries: Sequence[str]) -> dict[str, float]:
    """What a reader of `index` waits for and holds in memory."""
    from assistant.answering import open_assistant
    from assistant.config import Settings
    from assistant.retrieval.search import Search

    started = time.perf_counter()
    assistant = open_assistant(Settings(index=index))
    opened = time.perf_counter() - started
    at_rest = megabytes(field="VmRSS")
    corpus = assistant.corpus
    corpus.check(wait=True)  # its files are read once in the background, for a minute where there are many
    verified = time.perf_counter() - started
    started = time.perf_counter()
    assistant.ask(f"What related work deals with {_topic(queries[0])}?")
    first = time.perf_counter() - started
    search = Search(corpus, open_encoder())
    searches = _times([lambda q=q: search.search(q) for q in queries])  # type: ignore[misc]
    asked = list(_questions(queries, corpus.papers.columns.authors.names))
    answers = _times([lambda q=q: assistant.ask(q) for q in asked])  # type: ignore[misc]
    files = {(s := path.stat()).st_ino: s.st_size for path in index.rglob("*") if path.is_file()}
    return {
        "open_s": round(opened, 3),
        "verified_s": round(verified, 1),
        "p50_ms": _percentile(searches, 50),
        "p95_ms": _percentile(searches, 95),
        "first_answer_s": round(first, 3),
        "answer_p50_ms": _percentile(answers, 50),
        "answer_p95_ms": _percentile(answers, 95),
        "open_rss_mb": at_rest,
        "rss_mb": megabytes(field="VmRSS"),
        "rss_anon_mb": megabytes(field="RssAnon"),
        "disk_mb": round(sum(files.values()) / 1e6, 1),
    }


def _times(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Seconds that each call takes, after a tenth of them have run unmeasured."""
    for call in calls[: len(calls) // 10]:
        call()
    seconds = []
    for call in calls:
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return seconds


def _percentile(seconds: Sequence[float], percent: int) -> float:
    return round(float(np.percentile(np.array(seconds) * 1000, percent)), 2)


class Likely:
    """An encoder of papers that makes vectors which lie like those of an index: they have its neighbourhoods.

    Each paper is near a paper of the index, and its passages near passages of that one.
    """

    def __init__(self, index: Path) -> None:
        from assistant.index.corpus import open_corpus

        corpus = open_corpus(index)
        corpus.close()
        self.name = corpus.manifest.embedding_model
        self._vectors, self._blocks = corpus.vectors, corpus.blocks
        self._random = np.random.default_rng(0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        raise NotImplementedError("papers are encoded by their spans")

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[Vectors]:
        return [self._like(int(self._random.integers(len(self._blocks) - 1)), len(own)) for own in spans]

    def _like(self, paper: int, count: int) -> Vectors:
        first, last = int(self._blocks[paper]), int(self._blocks[paper + 1])
        rows = self._random.integers(first, last, size=count)
        rows[0] = first  # an abstract is like an abstract
        vectors = self._vectors[rows]
        noise = self._random.standard_normal(vectors.shape, dtype=np.float32)
        made = vectors + noise * (_NOISE / np.sqrt(vectors.shape[1]))
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def _texts(folder: Path | None) -> list[tuple[str, list[str]]]:
    """Title and sentences of every document to make papers from."""
    if folder:
        documents = [(d.title, d.text) for d in beir.corpus(folder).values()]
    else:
        from ingest.sources import find_sources, read_source

        papers = [p for path in find_sources([SEEDS]) for p in read_source(path).papers]
        documents = [(p.title, p.abstract) for p in papers]
    return [(title, found) for title, text in documents if title and (found := sentence_texts(text))]


def _write_lines(path: Path, texts: Sequence[tuple[str, list[str]]], size: int, added: int) -> None:
    """Write the first `size` papers, and with them those that are `added`; the first stay the same."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(islice(_lines(texts, size + ADDED), size + added))


def _lines(texts: Sequence[tuple[str, list[str]]], count: int) -> Iterator[str]:
    """`count` records in the form of docs/formats.md, half the sentences of each from one text."""
    choose = random.Random(0)
    for number in range(count):
        (one, first), (other, second), (_, third) = (choose.choice(texts) for _ in range(3))
        head, tail = one.split(), other.split()
        sentences = [
            *choose.sample(first, min(len(first), 5)),
            *choose.sample(second, min(len(second), 3)),
            *choose.sample(third, min(len(third), 2)),
        ]
        title = " ".join([*head[: len(head) // 2 + 1], *tail[len(tail) // 2 :], f"({number})"])
        record = {
            "title": title,
            "abstract": " ".join(sentences),
            "authors": [_name(choose, count) for _ in range(choose.randint(1, 6))],
            "date": f"{choose.randint(2000, 2026)}-{choose.randint(1, 12):02}-{choose.randint(1, 28):02}",
            "category": choose.choice(_CATEGORIES),
            "scope": "group" if number % 20 == 0 else "related",
        }
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _name(choose: random.Random, papers: int) -> str:
    """One of about as many people as there are papers."""
    person = random.Random(choose.randrange(papers))
    return f"{person.choice(_NAMES)} {''.join(person.choices(_SYLLABLES, k=4)).capitalize()}"


def _queries(folder: Path | None, texts: Sequence[tuple[str, list[str]]]) -> list[str]:
    if folder:
        asked, judged = beir.queries(folder), beir.qrels(folder)
        return [asked[query_id] for query_id in judged][:_QUERIES]
    return [title for title, _ in texts][:_QUERIES]


def _questions(queries: Sequence[str], names: Sequence[str]) -> Iterator[str]:
    """Questions of every kind, most of them for a topic."""
    for number, query in enumerate(queries[:60]):
        topic = _topic(query)
        yield (
            f"What has this group done on {topic}?",
            f"What related work deals with {topic}?",
            f"papers on {topic} since {2000 + number % 25}",
            query,
            f"How many papers were published in {2000 + number % 25}?",
            f"papers by {names[number * 7 % len(names)]}",
        )[number % 6]


def _topic(query: str) -> str:
    """The first words of a query."""
    return " ".join(query.rstrip(".?!").split()[:3])
