"""`python -m bench start`: how long a person waits for the first answer, and what it takes in memory.

Both front doors are started as a person starts them, as processes of their own on an index that is there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from assistant.config import REPOSITORY
from assistant.errors import UsageError

QUESTION = "what has this group done on continual learning"
_PATIENCE = 120.0  # seconds


def run(index: Path, *, times: int = 3) -> Mapping[str, float]:
    """Medians: seconds to the first answer of `assistant ask` and to the page, MB of who answers."""
    asked = [_ask(index) for _ in range(times)]
    return {
        "first_answer_s": round(median(seconds for seconds, _ in asked), 2),
        "page_s": round(median(_page(index) for _ in range(times)), 2),
        "rss_mb": round(median(megabytes for _, megabytes in asked), 1),
    }


def _ask(index: Path) -> tuple[float, float]:
    """Seconds from start to end of one question, and the most memory its process held, in MB."""
    command = [sys.executable, "-m", "assistant", "ask", QUESTION, "--index", str(index.absolute())]
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise UsageError(f"`{' '.join(command[1:])}` failed; run it by hand to see why.")
    kilobytes = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss / 1024
    return time.perf_counter() - started, kilobytes / 1024


def _page(index: Path) -> float:
    """Seconds until the page answers a request."""
    command = [sys.executable, "-u", "app.py", "--index", str(index.absolute())]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("Chat: "):
                    urllib.request.urlopen(line.split()[1], timeout=_PATIENCE).close()
                    return time.perf_counter() - started
        finally:
            process.terminate()
    raise UsageError("app.py ended before its page was up; run it by hand to see why.")
