"""What a first start needs: an index, made from the documents that ship with the project."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence

from assistant.config import REPOSITORY, SEEDS, Settings, command_line, in_checkout
from assistant.errors import SnapshotError
from assistant.index.cleanup import snapshots
from assistant.index.snapshot import SnapshotFiles, current_snapshot, read_manifest

_PATIENCE = 5.0
"""Seconds that a process may take to end once it is told."""


def ensure_snapshot(settings: Settings, *, say: Callable[[str], None]) -> None:
    """Ingest `seeds/` where `settings.index` holds no snapshot yet; `say` is told so first.

    The ingest is a process of its own, because a process must not read a Chroma store that it has written.
    Raises SnapshotError where that fails.
    """
    if current_snapshot(settings.index) is not None:
        return
    if not all(map(_is_of_seeds, snapshots(settings.index))):
        raise SnapshotError(
            f"{settings.index} holds an index, but CURRENT, which names it, is missing. "
            f"Run `{command_line('doctor')} --repair --index {settings.index}`."
        )
    seeds = f"the documents that ship with the project ({SEEDS.name}/)"
    say(f"{settings.index} holds no index yet: reading {seeds} into it. This happens once.")
    status = run_ingest(settings, str(SEEDS))
    if status:
        why = f"signal {-status} ended that" if status < 0 else "the lines above say why"
        raise SnapshotError(f"{seeds} could not be read into {settings.index}: {why}.")


def run_ingest(settings: Settings, *arguments: str) -> int:
    """The exit status of an ingest with `arguments` into the index of `settings`, with the same encoder.

    The process ends with this one: nobody waits for an ingest without its app. What stands in the working
    directory is not mistaken for our packages (-P), and a checkout need not be installed.
    """
    command = [sys.executable, "-P", "-m", "ingest", *arguments, "--index", str(settings.index.absolute())]
    command += ["--embedding-model", settings.embedding_model]
    environment = dict(os.environ)
    if in_checkout():
        paths = filter(None, [str(REPOSITORY), environment.get("PYTHONPATH")])
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return _Child().run(command, environment)


class _Child:
    """A process that ends with this one, also where this one ends while the other is being started."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = True

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """The exit status of `command`; its output goes to stderr, since answers own stdout."""
        atexit.register(self._end)
        try:
            with self._starting:
                if not self._wanted:
                    return -signal.SIGTERM
                self._process = subprocess.Popen(command, env=environment, stdout=sys.stderr)
            return self._process.wait()
        finally:
            atexit.unregister(self._end)
            self._end()

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


def _is_of_seeds(snapshot: SnapshotFiles) -> bool:
    """Whether a first ingest left it that was killed: papers of one's own are not to be replaced."""
    try:
        return read_manifest(snapshot).given == (str(SEEDS.absolute()),)
    except SnapshotError:
        return True  # half-built
