"""A process that asks an index one question after the other, as the page does, while others write to it."""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from assistant.config import Settings
from assistant.index.snapshot import published_name

log = logging.getLogger(__name__)

_PAUSE = 0.02  # seconds between two questions


class Reader:
    """The process that asks; see `_read`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def end(self, newest: str) -> tuple[int, int, bool]:
        """How many questions were asked, how many failed, and whether it came to answer from `newest`."""
        self._connection.send(newest)
        asked, failed, moved = self._connection.recv()
        return int(asked), int(failed), bool(moved)


@contextmanager
def reading(index: Path) -> Iterator[Reader]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_read, args=(index, there), daemon=True)
    process.start()
    try:
        here.recv()  # it is open
        yield Reader(here)
    finally:
        process.terminate()
        process.join()


def _read(index: Path, connection: Connection) -> None:
    """Ask about one paper after the other of the snapshot that the page would answer from, until told to end.

    The answer must cite the paper.
    """
    from assistant.answering import Assistant, open_assistant
    from assistant.index.cleanup import tidy
    from assistant.models.encoders import open_encoder
    from assistant.web.service import Service

    settings = Settings(index=index)
    encoder = open_encoder(settings.embedding_model)
    service = Service(
        lambda: open_assistant(settings, encoder=encoder),
        published=lambda: published_name(index),
        let_go=lambda: tidy(index),
        look_every=0.2,
    ).start()
    asked = failed = 0
    newest: str | None = None
    until = float("inf")
    while True:
        try:
            assistant = service.wait(60)
            assert isinstance(assistant, Assistant)
            paper = assistant.corpus.papers[asked % len(assistant.corpus.papers)]
            answer = assistant.ask(f"What is the paper “{paper.title}” about?", scope="all")
            failed += paper.id not in {citation.paper_id for citation in answer.citations}
            name = assistant.corpus.name
        except Exception as problem:  # noqa: BLE001  whatever it is, a visitor would have seen it
            log.warning("A question failed: %r", problem)
            failed, name = failed + 1, ""
        if not asked:
            connection.send("open")
        asked += 1
        if newest is None and connection.poll():
            newest, until = connection.recv(), time.monotonic() + 30
        if newest is not None and (name == newest or time.monotonic() > until):
            connection.send((asked, failed, name == newest))
            return
        time.sleep(_PAUSE)
