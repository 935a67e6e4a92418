"""Commands over hostile documents: what they print gives a terminal no order, and is no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from assistant.config import REPOSITORY
from bench.attack.documents import write_decisions
from bench.attack.outputs import hidden
from bench.attack.servers import PATIENCE, tracebacks
from bench.attack.tally import Tally

_OVER_AN_INDEX = (
    ("ingest", "review", "--all"),
    ("ingest", "review", "--json"),
    ("assistant", "doctor"),
    ("assistant", "ask", "What has the group done on robots?", "--scope", "all"),
)


def ingest_by_command(group: Path, index: Path, tally: Tally) -> None:
    """Make an index of hostile documents, as somebody does who got them; again, with hostile decisions."""
    _tell(tally, "ingest", str(group), "--offline", "--index", str(index))
    write_decisions(index)
    _tell(tally, "ingest", str(group), "--offline", "--index", str(index))
    for command in _OVER_AN_INDEX:
        _tell(tally, *command, "--index", str(index))


def _tell(tally: Tally, *words: str) -> None:
    what = f"python -m {' '.join(words)}"
    try:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=10 * PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        tally.stalled.append(what)
        return
    tally.requests += 1
    tally.scripts_run += hidden(what, done.stdout + done.stderr)
    tally.tracebacks += tracebacks(done.stderr)
