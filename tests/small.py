"""An assistant over a few papers that a test makes up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.index.corpus import open_corpus
from ingest.pipeline import ingest


@contextmanager
def assistant_on(directory: Path, records: Sequence[Mapping[str, object]]) -> Iterator[Assistant]:
    """An assistant over the papers of `records`, lines of JSON Lines; its index lies in `directory`."""
    source = directory / "papers.jsonl"
    source.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    ingest([source], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()
