"""A real Ray cluster of several nodes on this machine: `ray start` for each, as on a machine of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.config import REPOSITORY
from assistant.errors import UsageError
from bench.ports import free_port

START = 180.0
"""Seconds for a node to be there."""

_PORTS = ["--min-worker-port", "0", "--max-worker-port", "0", "--dashboard-agent-listen-port", "0"]
# 0 is any that is free: several clusters may run on this machine.
_MEMORY = 80 * 1024 * 1024  # bytes of the object store of a node; the least that Ray takes is 75 MB
_WORKS = "(_done)"  # in the title of a process of Ray that parses, reads or encodes just now


@dataclass(frozen=True, slots=True)
class RayCluster:
    """Where it is, the environment of whoever connects to it, and its nodes, the head first."""

    address: str
    environment: Mapping[str, str]
    nodes: tuple[subprocess.Popen[str], ...]

    def kill_worker(self) -> bool:
        """Kill (SIGKILL) a process that has a batch just now; False where none has."""
        for process in processes_below({node.pid for node in self.nodes}, _WORKS):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
                return True
        return False


@contextmanager
def ray_cluster(nodes: int, **more: str) -> Iterator[RayCluster]:
    """A cluster of so many nodes with a processor each; `more` is set in the environment of all.

    Raises UsageError where a node does not start.
    """
    # Not in TMPDIR: the path of a socket in it may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="ray-", dir="/tmp"))
    address = f"127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9",  # else Ray tells its makers that it tells nothing
        **more,
    }
    head = ["--head", "--port", address.rpartition(":")[2], "--temp-dir", str(folder)]
    head += ["--include-dashboard", "false", "--ray-client-server-port", str(free_port())]
    try:
        with ExitStack() as running:

            def start(number: int) -> subprocess.Popen[str]:
                own = ["--address", address] if number else head
                return _started(own, environment, folder / f"{number}.log", running)

            first = start(0)
            with ThreadPoolExecutor(max(1, nodes - 1)) as pool:
                others = tuple(pool.map(start, range(1, nodes)))
            yield RayCluster(address, environment, (first, *others))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(
    own: Sequence[str], environment: Mapping[str, str], log: Path, running: ExitStack
) -> subprocess.Popen[str]:
    """A node that runs. Ray gives one 30 seconds to start, which may be too few: then it is started again.

    Raises UsageError where it does not start.
    """
    until = time.monotonic() + START
    while True:
        process = running.enter_context(_node(own, environment, log))
        while process.poll() is None and time.monotonic() < until:
            if "Ray runtime started" in log.read_text(encoding="utf-8"):
                return process
            time.sleep(0.1)
        if time.monotonic() > until:
            told = log.read_text(encoding="utf-8")
            raise UsageError(f"A node of Ray does not start: {told[-800:].strip()}")


@contextmanager
def _node(own: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    limits = ["--num-cpus", "1", "--object-store-memory", str(_MEMORY), "--disable-usage-stats", *_PORTS]
    command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *own, *limits]
    with log.open("w", encoding="utf-8") as told:
        process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=told, stderr=subprocess.STDOUT, text=True
        )
    try:
        yield process
    finally:
        left = processes_below({process.pid}, "")
        process.kill()
        process.wait()
        for one in left:  # Ray's own way to end them takes ten seconds
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)


def processes_below(ancestors: set[int], title: str) -> list[int]:
    """The processes that come from `ancestors` and have `title` in their command."""
    listed = subprocess.run(
        ["ps", "-axwwo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    parents, titles = {}, {}
    for line in listed.splitlines():
        pid, parent, said = (*line.split(None, 2), "")[:3]
        parents[int(pid)], titles[int(pid)] = int(parent), said
    found = []
    for process in parents:
        at = process
        while at in parents and at not in ancestors:
            at = parents[at]
        if at in ancestors and process not in ancestors and title in titles[process]:
            found.append(process)
    return found
