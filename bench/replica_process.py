"""`app.py --read-only` as a process: the copy of one that has imported already what takes its time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from multiprocessing.process import BaseProcess
from pathlib import Path

PRELOADED = ("app", "assistant.answering", "assistant.web.server.server")
"""By their names: whoever starts replicas need not import the page."""


def start_replica(options: Sequence[str], log: Path) -> BaseProcess:
    """Start a replica with the options of the command line; what it says goes to `log`."""
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload([*PRELOADED])
    process = forkserver.Process(target=_serve, args=([*options], log), daemon=True)
    process.start()
    return process


def _serve(options: Sequence[str], log: Path) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())
    sys.exit(import_module("app").main(["--read-only", *options]))
