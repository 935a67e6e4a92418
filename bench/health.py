"""How long `/health` takes to answer while something else is measured: asked by a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

EVERY = 0.05
"""Seconds from one answer to the next question."""
_PATIENCE = 120.0


@contextmanager
def probed(url: str) -> Iterator[list[float]]:
    """Ask the server at `url` until the block ends; the list has the seconds of each answer from then on.

    Each question comes through a connection of its own, as those of a proxy or a container do. An answer
    that is an error, or none, counts as infinite.
    """
    waits: list[float] = []
    spawn = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks of the visitors
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_ask, args=(url, theirs), daemon=True)
    process.start()
    theirs.close()  # else its end would be waited for in vain, if it failed
    ours.recv()  # it has begun
    try:
        yield waits
    finally:
        ours.send("end")
        waits += ours.recv()
        process.join()


def _ask(url: str, asked: Connection) -> None:
    host = urlsplit(url).netloc
    waits = []
    asked.send("begun")
    while not asked.poll(EVERY):
        began = time.monotonic()
        connection = HTTPConnection(host, timeout=_PATIENCE)
        try:
            connection.request("GET", "/health")
            reply = connection.getresponse()
            reply.read()
            waits.append(time.monotonic() - began if reply.status == 200 else float("inf"))
        except (OSError, HTTPException):
            waits.append(float("inf"))
        finally:
            connection.close()
    asked.send(waits)
