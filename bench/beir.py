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
    path = _either(folder, "corpus.jsonl")
    if path is None:
        raise UsageError(f"{folder} has no corpus.jsonl or corpus.jsonl.gz; give a folder in BEIR's layout.")
    return {
        str(r["_id"]): Document(str(r["_id"]), r.get("title") or "", r.get("text") or "")
        for r in _records(path)
    }


def queries(folder: Path, *, part: str = "test") -> dict[str, str]:
    """The queries by id, of a file of their own where `part` has one, such as `queries_train.jsonl`."""
    own = _either(folder, f"queries_{part}.jsonl")
    path = own or _either(folder, "queries.jsonl")
    if path is None:
        raise UsageError(f"{folder} has no queries.jsonl; give a folder in BEIR's layout.")
    return {str(r["_id"]): r["text"] for r in _records(path)}


def qrels(folder: Path, *, part: str = "test") -> dict[str, dict[str, int]]:
    """How relevant each judged document is to each query, by id; queries with none are left out."""
    path = _either(folder / "qrels", f"{part}.tsv")
    if path is None:
        raise UsageError(f"{folder} has no qrels/{part}.tsv; give a folder in BEIR's layout.")
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path)):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            if number == 0 or not line.strip():
                continue  # the header
            raise UsageError(f"{path}, line {number + 1}: expected query, document and score, got {line!r}.")
        found.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return {query: judged for query, judged in found.items() if max(judged.values()) > 0}


def marked(folder: Path, *, part: str = "") -> list[Marked]:
    """The marked sentences of the test claims, or with `part="_train"` of the training claims."""
    claims = {r["_id"]: r["text"] for r in _records(folder / f"queries{part}.jsonl")}
    return [
        Marked(claims[r["query_id"]], r["doc_id"], r["label"] == "SUPPORT", tuple(r["sentences"]))
        for r in _records(folder / f"evidence{part}.jsonl")
    ]


def _either(folder: Path, name: str) -> Path | None:
    """The file `name` in `folder`, or the same compressed."""
    return next((p for n in (name, f"{name}.gz") if (p := folder / n).is_file()), None)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        for line in _lines(path):
            if line.strip():
                yield json.loads(line)
    except ValueError as problem:
        raise UsageError(f"{path} can't be read: {problem}") from problem


def _lines(path: Path) -> Iterator[str]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            yield from file
    except (OSError, EOFError, ValueError) as problem:
        raise UsageError(f"{path} can't be read: {problem}") from problem
