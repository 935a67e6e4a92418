"""The labelled data beside the benchmarks: topics with their papers, questions with their sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.datamodels import Scope

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class LabelledTopic:
    """A topic and the titles of all papers on it; `arguable` ones count neither way."""

    text: str
    relevant: tuple[str, ...]
    arguable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """A question as people ask it about the papers of one scope, and the titles of those on its topic."""

    question: str
    scope: Scope
    relevant: tuple[str, ...]
    arguable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelledFact:
    """A question, the title of the paper that answers it (None: no paper does), and the sentences that do.

    `scope` is whose papers it is asked of.
    """

    question: str
    title: str | None
    sentences: tuple[str, ...]
    scope: Scope


def topics(folder: Path = HERE) -> list[LabelledTopic]:
    return [
        LabelledTopic(r["topic"], tuple(r["relevant"]), tuple(r["arguable"]))
        for r in _records(folder / "topics.jsonl")
    ]


def asked(folder: Path = HERE) -> list[AskedTopic]:
    return [
        AskedTopic(r["question"], r["scope"], tuple(r["relevant"]), tuple(r["arguable"]))
        for r in _records(folder / "asked.jsonl")
    ]


def facts(folder: Path = HERE) -> list[LabelledFact]:
    return [
        LabelledFact(r["question"], r["title"], tuple(r["sentences"]), r.get("scope", "related"))
        for r in _records(folder / "facts.jsonl")
    ]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
