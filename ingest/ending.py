"""An ingest that a question or the page has begun ends with it, however that ends."""

from __future__ import annotations

import os
import signal
import sys
import threading


def end_with_parent() -> None:
    """End this process as soon as nobody holds the other end of its standard input any more.

    The system closes that end when the process that began this one ends, also by `kill -9`. What has been
    written by then is no snapshot yet, or a whole one.
    """
    threading.Thread(target=_wait, args=(sys.stdin.fileno(),), name="parent", daemon=True).start()


def _wait(descriptor: int) -> None:
    while os.read(descriptor, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
