"""An ingest as a process of its own: one that has written a Chroma store must not read it.

And `assistant` does not import `ingest`. The process ends with this one, even where this one is killed: the
pipe to its standard input tells (ingest/ending.py), on every system.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

from assistant.config import REPOSITORY, Settings, in_checkout
from assistant.errors import SourceError

log = logging.getLogger(__name__)

_PATIENCE = 5.0
"""Seconds that a process may take to end once it is told."""
_NAME = "ingest: "
"""What stands before every line that the command says."""


def run_ingest(settings: Settings, *arguments: str) -> int:
    """The exit status of an ingest with `arguments` into the index of `settings`, with the same encoder.

    Its output goes to stderr, since answers own stdout.
    """
    return _Child().run(_command(settings, arguments), _environment(), output=sys.stderr)


def ask_ingest(settings: Settings, *arguments: str, say: Callable[[str], None]) -> dict[str, Any]:
    """The report of an ingest with `arguments` (`ingest --json`); `say` gets its lines as they come.

    Raises SourceError with the sentence that the ingest ended with.
    """
    last = ""

    def hear(line: str) -> None:
        nonlocal last
        if line.startswith(_NAME):
            last = line.removeprefix(_NAME)
            say(last)
        else:  # of a library, or of a bug
            last = ""
            log.warning("%s", line, extra={"of": "ingest"})

    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        command = _command(settings, [*arguments, "--json", "--no-wait"])
        status = _Child().run(command, _environment(), output=output, hear=hear)
        output.seek(0)
        said = output.read()
    try:
        report = json.loads(said)
    except ValueError:
        why = last or f"The ingest ended with the status {status}; the server's log says why."
        raise SourceError(why) from None
    return dict(report)


def _command(settings: Settings, arguments: Sequence[str]) -> list[str]:
    """What stands in the working directory is not mistaken for our packages (-P)."""
    command = [sys.executable, "-P", "-m", "ingest", *arguments, "--index", str(settings.index.absolute())]
    command += ["--store", settings.store] if settings.store else []
    return [*command, "--embedding-model", settings.embedding_model, "--with-parent"]


def _environment() -> dict[str, str]:
    """A checkout need not be installed."""
    environment = dict(os.environ)
    if in_checkout():
        paths = filter(None, [str(REPOSITORY), environment.get("PYTHONPATH")])
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment


class _Child:
    """A process that ends with this one, also where this one ends while the other is being started."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = True

    def run(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        output: IO[str],
        hear: Callable[[str], None] | None = None,
    ) -> int:
        """The exit status of `command`, its stdout in `output`; `hear` gets the lines of its stderr."""
        errors = subprocess.PIPE if hear else None
        atexit.register(self._end)
        try:
            with self._starting:
                if not self._wanted:
                    return -signal.SIGTERM
                self._process = subprocess.Popen(
                    command, env=environment, stdin=subprocess.PIPE, stdout=output, stderr=errors
                )
            if hear and self._process.stderr:
                with self._process.stderr as lines:
                    for line in lines:
                        hear(line.decode("utf-8", "replace").rstrip())
            return self._process.wait()
        finally:
            atexit.unregister(self._end)
            self._end()
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.close()

    def _end(self) -> None:
        """End the process, if it has not ended by itself: what it leaves behind, the next ingest removes."""
        with self._starting:
            self._wanted = False
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
