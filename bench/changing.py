"""Documents that change from version to version, and whether an index has the papers of one of them."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.datamodels import Paper
from assistant.errors import AssistantError
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import current_snapshot, read_papers

log = logging.getLogger(__name__)

PAPERS = 40
"""In each version of the documents: few, so that the moments of writing are a large part of an ingest."""

Texts = Mapping[str, str]
"""Abstracts by title: what is in an index, or should be."""


def unlike(index: Path, papers: Texts) -> int:
    """How many papers of an index, which may be damaged, are other ones, or missing."""
    try:
        snapshot = current_snapshot(index)
        found = {paper.title: paper.abstract for paper in read_papers(snapshot.papers)} if snapshot else {}
    except AssistantError as problem:
        log.warning("%s", problem)
        found = {}
    return len(papers.items() ^ found.items())


def write(
    source: Path, pool: Sequence[Paper], rng: random.Random, version: int, old: Texts, *, size: int = PAPERS
) -> Texts:
    """Other documents than `old`: some papers come, some go, some have another abstract.

    Every second time they are few, so that Chroma's store is carried on, else so many that it is built anew.
    """
    abstracts = {paper.title: paper.abstract for paper in pool}
    changed = size // 4 if version % 2 or not old else 1
    staying = rng.sample(sorted(old), size - changed) if old else []
    coming = rng.sample(sorted(abstracts.keys() - old.keys()), size - len(staying))
    chosen = {title: old[title] for title in staying} | {title: abstracts[title] for title in coming}
    for title in rng.sample(staying or coming, changed):
        chosen[title] += f" This is version {version}."
    lines = [json.dumps({"title": title, "abstract": abstract}) for title, abstract in chosen.items()]
    (source / "papers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return chosen


def lost(index: Path, old: Texts, new: Texts) -> tuple[int, bool]:
    """How many papers are missing or other than they were, and whether the new ones are published."""
    try:
        corpus = open_corpus(index)
    except AssistantError as problem:
        log.warning("%s", problem)
        return len(old), False
    try:
        found = {paper.title: paper.abstract for paper in corpus.papers}
        rows = enumerate(corpus.papers)
        unfound = sum(
            paper.id not in [i for i, _ in corpus.store.search(corpus.paper_vectors[row], top_k=3)]
            for row, paper in rows
        )
    finally:
        corpus.close()
    wrong = [len(expected.items() ^ found.items()) for expected in (old, new)]
    return min(wrong) + unfound, wrong[1] == 0
