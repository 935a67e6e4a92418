"""`app.py` over an index, as a process of its own: the page as visitors have it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from assistant.config import REPOSITORY
from assistant.errors import UsageError

_PATIENCE = 120.0  # seconds
_START = 300.0


@contextmanager
def served(index: Path) -> Iterator[tuple[str, int]]:
    """The address of the page and the id of its process, ready to answer."""
    command = [sys.executable, "-u", "app.py", "--index", str(index.absolute())]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = next((line for line in process.stdout if line.startswith("Chat: ")), None)
            if line is None:
                raise UsageError("app.py ended before its page was up; run it by hand to see why.")
            url = line.split()[1]
            _wait_until_ready(url)
            yield url, process.pid
        finally:
            process.terminate()


def _wait_until_ready(url: str) -> None:
    until = time.monotonic() + _START
    while (health := httpx.get(f"{url}health", timeout=_PATIENCE)).status_code != 200:
        if health.json()["status"] == "failed" or time.monotonic() > until:
            raise UsageError(f"The page at {url} does not get ready: {health.text}")
        time.sleep(0.2)
