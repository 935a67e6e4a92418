"""Papers -> passages with their vectors, what the published snapshot has already not computed again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assistant.corpus import Corpus
from assistant.datamodels import Paper, Passage
from assistant.embedding import Encoder, SpanEncoder, Vectors
from ingest.passages import passages

Progress = Callable[[str, int, int], None]
"""Called with the step, how many are done, and of how many."""

CONTEXT = 0.3
"""How much of the whole abstract is taken off a pooled sentence, whose tokens have read all of it. From 0.2
to 0.4 the best sentences are about as often the marked ones as where each is encoded (docs/benchmarks.md)."""

TITLE = 0.6
"""How much of the title is added to a pooled window, which without it does not say what "it" is about."""

_STEP = 64  # texts from one report of progress to the next


def embed(
    papers: Sequence[Paper], encoder: Encoder, old: Corpus | None, progress: Progress
) -> tuple[list[Passage], Vectors, int]:
    """Every passage of `papers`, its vectors (shape (passages, dim)), and how many texts were encoded.

    An encoder that can read a paper once and pool its passages from that does so; of others each passage is
    encoded by itself. What `old` has of the same model is taken from there.
    """
    same = old if old is not None and old.manifest.embedding_model == encoder.name else None
    if isinstance(encoder, SpanEncoder):
        return _pooled(papers, encoder, same, progress)
    return _one_by_one(papers, encoder, same, progress)


def _pooled(
    papers: Sequence[Paper], encoder: SpanEncoder, old: Corpus | None, progress: Progress
) -> tuple[list[Passage], Vectors, int]:
    found = [[passage for passage, _ in passages(paper)] for paper in papers]
    vectors: dict[int, Vectors] = {}
    for i, paper in enumerate(papers):
        if old is not None and (rows := _rows_of_same_text(old, paper, found[i])):
            vectors[i] = np.asarray(old.vectors[rows])
    missing = sorted(set(range(len(papers))) - vectors.keys(), key=lambda i: len(papers[i].abstract))
    for first in range(0, len(missing), _STEP):  # neighbours in length share a batch: little padding
        batch = missing[first : first + _STEP]
        read = [_text(papers[i]) for i in batch]
        spans = [
            [*(_span(p, at, len(text)) for p in found[i]), (0, at)]
            for i, (text, at) in zip(batch, read, strict=True)
        ]
        pooled = encoder.encode_spans([text for text, _ in read], spans)
        vectors.update((i, _in_context(v, found[i])) for i, v in zip(batch, pooled, strict=True))
        progress("embedding", min(first + _STEP, len(missing)), len(missing))
    stacked = np.concatenate([vectors[i] for i in range(len(papers))])
    return [p for one in found for p in one], np.ascontiguousarray(stacked, dtype=np.float32), len(missing)


def _text(paper: Paper) -> tuple[str, int]:
    """What is read of a paper, and where its abstract begins in that."""
    title = f"{paper.title}. " if paper.title else ""
    return title + paper.abstract, len(title)


def _span(passage: Passage, at: int, length: int) -> tuple[int, int]:
    """Where a passage stands in `_text`; the whole abstract takes the title along."""
    return (0, length) if passage.kind == "abstract" else (at + passage.start, at + passage.end)


def _in_context(vectors: Vectors, found: Sequence[Passage]) -> Vectors:
    """The vectors of one paper's passages; the last of `vectors` is its title's.

    Its windows get a share of the title, its sentences are rid of one of what they all have in common.
    """
    vectors, title = vectors[:-1], vectors[-1]
    kinds = np.array([passage.kind for passage in found])
    changed = vectors + np.outer(kinds == "window", TITLE * title)
    changed -= np.outer(kinds == "sentence", CONTEXT * vectors[0])
    lengths = np.linalg.norm(changed, axis=1, keepdims=True)
    return np.asarray(changed / np.maximum(lengths, 1e-9), dtype=np.float32)


def _rows_of_same_text(old: Corpus, paper: Paper, found: Sequence[Passage]) -> list[int]:
    """The rows of this paper's passages in `old`; none where its title or its abstract was another.

    A pooled vector holds something of the whole text, so a changed word changes all of them.
    """
    if paper.id not in old.rows:
        return []
    before = old.paper(paper.id)
    if (before.title, before.abstract) != (paper.title, paper.abstract):
        return []
    rows = [old.passage_row.get(passage.id, -1) for passage in found]
    return rows if min(rows) >= 0 else []


def _one_by_one(
    papers: Sequence[Paper], encoder: Encoder, old: Corpus | None, progress: Progress
) -> tuple[list[Passage], Vectors, int]:
    found = [pair for paper in papers for pair in passages(paper)]
    known = {p.id: old.vectors[row] for row, p in enumerate(old.passages)} if old is not None else {}
    missing = sorted(
        (i for i, (p, _) in enumerate(found) if p.id not in known), key=lambda i: len(found[i][1])
    )
    fresh: dict[int, Vectors] = {}
    for first in range(0, len(missing), _STEP):
        rows = missing[first : first + _STEP]
        fresh.update(zip(rows, encoder.encode([found[i][1] for i in rows]), strict=True))
        progress("embedding", min(first + _STEP, len(missing)), len(missing))
    in_order = [fresh[i] if i in fresh else known[p.id] for i, (p, _) in enumerate(found)]
    return [p for p, _ in found], np.ascontiguousarray(np.stack(in_order), dtype=np.float32), len(missing)
