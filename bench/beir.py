"""A BEIR folder on disk: corpus, queries and, beside SciFact, the sentences that annotators marked."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a BEIR corpus; `title` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A claim, the document that supports or contradicts it, and the sentences marked as the evidence."""

    claim: str
    document: str
    supports: bool
    sentences: tuple[str, ...]


def corpus(folder: Path) -> dict[str, Document]:
    """The documents of `corpus.jsonl` or `corpus.jsonl.gz` by id. Raises UsageError if neither is."""
    path = next((p for name in ("corpus.jsonl", "corpus.jsonl.gz") if (p := folder / name).is_file()), None)
    if path is None:
        raise UsageError(f"{folder} has no corpus.jsonl or corpus.jsonl.gz; give a folder in BEIR's layout.")
    return {r["_id"]: Document(r["_id"], r.get("title") or "", r["text"]) for r in _records(path)}


def marked(folder: Path, *, part: str = "") -> list[Marked]:
    """The marked sentences of the test claims, or with `part="_train"` of the training claims."""
    claims = {r["_id"]: r["text"] for r in _records(folder / f"queries{part}.jsonl")}
    return [
        Marked(claims[r["query_id"]], r["doc_id"], r["label"] == "SUPPORT", tuple(r["sentences"]))
        for r in _records(folder / f"evidence{part}.jsonl")
    ]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            for line in file:
                yield json.loads(line)
    except (OSError, ValueError) as problem:
        raise UsageError(f"{path} can't be read: {problem}") from problem
