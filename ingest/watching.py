"""`--watch`: ingests again whenever a document changes.

Such is the file that Better BibTeX for Zotero keeps in step.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from assistant.config import REPOSITORY, in_checkout
from assistant.errors import UsageError
from assistant.services import is_spec
from ingest.syncing import Request

QUIET = 0.5
"""Seconds without a change after which a document is taken to be written."""
PATIENCE = 60
"""Such pauses at most: what is written without end is read as it is."""


def watch(
    request: Request,
    again: Callable[[], object],
    *,
    stop: threading.Event | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Call `again` after every change of the documents and folders of `request`, until `stop` or Ctrl+C.

    Raises UsageError where nothing on this machine can be watched.
    """
    from watchfiles import watch as changes  # 0.1 s, which only this needs

    paths = [Path(text).absolute() for text in (*request.given, *_texts(request)) if not is_spec(text)]
    paths = list(dict.fromkeys(paths))
    if not paths:
        raise UsageError(
            "--watch needs a file or a folder; services are asked again by cron, see docs/sources.md."
        )
    # The folder of a file, for many programs replace a file by a new one instead of writing into it.
    folders = {path if path.is_dir() else path.parent for path in paths}

    def wanted(change: object, name: str) -> bool:
        path = Path(name)
        return path in paths or path.parent in paths

    for _ in changes(*folders, watch_filter=wanted, stop_event=stop, recursive=False, raise_interrupt=False):
        _settle(paths, sleep)
        again()


def command(options: Sequence[str]) -> list[str]:
    """The command of an ingest.

    It is a process of its own, because none may read a Chroma store that it has written.
    """
    return [sys.executable, "-P", "-m", "ingest", *options]


def environment() -> dict[str, str]:
    """The environment of that process, which finds a checkout that is not installed."""
    paths = filter(None, [str(REPOSITORY) if in_checkout() else "", os.environ.get("PYTHONPATH")])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _texts(request: Request) -> Iterable[str]:
    return (source.text for source in request.sources)


def _settle(paths: Sequence[Path], sleep: Callable[[float], None]) -> None:
    """Wait until nothing changes any more: half a BibTeX file is one with half of the papers."""
    before = None
    for _ in range(PATIENCE):
        if (now := _state(paths)) == before:
            return
        before = now
        sleep(QUIET)


def _state(paths: Sequence[Path]) -> list[tuple[str, int, int]]:
    found = []
    for path in paths:
        for one in sorted(path.iterdir()) if path.is_dir() else [path]:
            try:
                about = one.stat()
            except OSError:
                continue
            found.append((str(one), about.st_size, about.st_mtime_ns))
    return found
