"""Pages of documents as pictures: the last ones are kept, and few are drawn at a time."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from functools import lru_cache
from pathlib import Path

from assistant.errors import AssistantError
from assistant.explore.saying import say
from assistant.index.bodies import Held
from assistant.web.printed.drawing import CHANGED
from assistant.web.printed.originals import is_pdf

log = logging.getLogger(__name__)

WIDTH = 1400
"""Pixels of a picture: sharp at twice the width that a phone shows, and at the zoom that a desk does."""

KEPT = 64
"""Pictures that are kept, some 150 KB each."""

AT_ONCE = 2
SECONDS = 15
"""Of CPU for one page; an ordinary one takes a third of a second, most of it to begin."""
MEMORY = 2 << 30


class PictureError(AssistantError):
    """Why there is no picture of a page, in a sentence for the reader."""


class Pictures:
    """Draws pages; safe to share between threads."""

    def __init__(self) -> None:
        self._room = threading.Semaphore(AT_ONCE)
        self._drawn = lru_cache(maxsize=KEPT)(self._draw)

    def of(self, held: Held, page: int) -> bytes:
        """A page, counted from 0, as a WebP picture. Raises PictureError where there is none."""
        return self._drawn(held, page)

    def _draw(self, held: Held, page: int) -> bytes:
        if not Path(held.path).is_file():
            raise PictureError(say("printed.not-there", document=held.document))
        if not is_pdf(held):
            raise PictureError(say("printed.no-pages", document=held.document))
        asked = {"path": held.path, "sha256": held.sha256, "page": page, "width": WIDTH}
        command = [sys.executable, "-m", "assistant.web.printed.drawing"]
        limits = {"seconds": SECONDS, "memory": MEMORY}
        with self._room:
            try:
                done = subprocess.run(
                    [*command, json.dumps(asked | limits)], capture_output=True, timeout=4 * SECONDS
                )
            except subprocess.TimeoutExpired as problem:
                raise PictureError(
                    say("printed.too-long", page=str(page + 1), document=held.document)
                ) from problem
        if done.returncode == CHANGED:
            raise PictureError(say("printed.changed", document=held.document))
        if done.returncode:
            log.warning(
                "page %d of %s: %s", page + 1, held.document, done.stderr.decode(errors="replace")[-500:]
            )
            raise PictureError(say("printed.not-drawn", page=str(page + 1), document=held.document))
        return done.stdout
