"""`python -m bench start`: how long a person waits for the first answer, and what it takes in memory.

Both front doors are started as a person starts them, as processes of their own on an index that is there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from assistant.config import REPOSITORY, Settings
from assistant.errors import UsageError
from bench.memory import megabytes
from bench.options import Say, add_index, add_json, say_result

QUESTION = "what has this group done on continual learning"
TIMES = 3
_PATIENCE = 120.0  # seconds


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser)
    parser.add_argument("--times", type=int, default=TIMES, help="starts of each (default: %(default)s)")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    index = options.index or Settings.read().index
    say_result(run(index, times=options.times), say, as_json=options.json)
    return 0


def run(index: Path, *, times: int = TIMES) -> Mapping[str, float]:
    """Medians: seconds to the first answer of `assistant ask`, to the page and to its first answer.

    `rss_mb` is the most memory that `assistant ask` held, `page_rss_mb` the server once it has answered.
    """
    asked = [_ask(index) for _ in range(times)]
    served = [_page(index) for _ in range(times)]
    return {
        "first_answer_s": round(median(seconds for seconds, _ in asked), 2),
        "page_s": round(median(up for up, _, _ in served), 2),
        "page_answer_s": round(median(answered for _, answered, _ in served), 2),
        "rss_mb": round(median(megabytes for _, megabytes in asked), 1),
        "page_rss_mb": round(median(megabytes for _, _, megabytes in served), 1),
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


def _page(index: Path) -> tuple[float, float, float]:
    """Seconds from start until the page answers a request, and a question; MB of the server then."""
    command = [sys.executable, "-u", "app.py", "--index", str(index.absolute())]
    started = time.perf_counter()
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("Chat: "):
                    url = line.split()[1].rstrip("/")
                    urllib.request.urlopen(url, timeout=_PATIENCE).close()
                    up = time.perf_counter() - started
                    _answer(url)
                    return up, time.perf_counter() - started, megabytes(process.pid)
        finally:
            process.terminate()
    raise UsageError("app.py ended before its page was up; run it by hand to see why.")


def _answer(url: str) -> None:
    """Ask a question through the page's API and wait for its answer.

    The version of the API that takes arguments by name is called: what `ask` takes besides may change.
    """
    body = json.dumps({"question": QUESTION}).encode()
    headers = {"Content-Type": "application/json"}
    call = f"{url}/gradio_api/call"
    request = urllib.request.Request(f"{call}/v2/ask", body, headers)
    with urllib.request.urlopen(request, timeout=_PATIENCE) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{call}/ask/{event}", timeout=_PATIENCE) as stream:
        said = stream.read().decode()
    if "event: complete" not in said:
        raise UsageError(f"The page did not answer: {said.strip()[:200]!r}.")
