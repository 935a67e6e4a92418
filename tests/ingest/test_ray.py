"""An ingest by the workers of a real Ray cluster: the same as without, and what is told where it fails."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from waiting import PATIENCE, free_port
from zoo import REPOSITORY

from bench.ray import differences
from bench.ray_cluster import RayCluster, processes_below, ray_cluster
from ingest import cli

pytestmark = pytest.mark.process

PDFS = REPOSITORY / "tests" / "pdfs"


@pytest.fixture(scope="module")
def cluster() -> Iterator[RayCluster]:
    with ray_cluster(2, PYTHONPATH=os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])) as made:
        yield made


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Documents in several forms, and such as can't be read."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for name in ("owls-columns.pdf", "memory-ligatures.pdf"):
        shutil.copy(PDFS / name, folder)
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.4 and no more")
    (folder / "damaged.zip").write_bytes(b"PK\x03\x04 and no more")
    (folder / "mine.bib").write_text(
        "".join(f"@article{{a{n}, title={{Owls of Valley {n}}}, year={{{1990 + n}}}}}\n" for n in range(20)),
        encoding="utf-8",
    )
    (folder / "theirs.ris").write_text(
        "TY  - JOUR\nTI  - Hares at Dusk\nPY  - 2001\nER  -\n", encoding="utf-8"
    )
    return folder


def run(cluster: RayCluster, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=REPOSITORY,
        env=cluster.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The report without what differs from one run to the next, and where."""
    return re.sub(r"in \S+/snapshots/\S+|\s+\d+\.\d$", "", done.stdout, flags=re.MULTILINE)


@pytest.mark.model
def test_a_cluster_writes_and_reports_what_one_process_does(
    cluster: RayCluster, sources: Path, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    command = ("-m", "ingest", sources, "--retrieved", "2026-11-01", "--index")
    one = run(cluster, *command, here)
    other = run(cluster, *command, there, "--ray", cluster.address)
    assert (one.returncode, other.returncode) == (0, 0), other.stderr
    assert list(differences(here, there)) == []
    assert told(other) == told(one)
    assert "damaged.pdf" in told(one)
    assert "damaged.zip" in told(one)
    assert all(line.startswith("ingest: ") for line in other.stderr.splitlines()), other.stderr
    assert "the Ray cluster has machines: 2, processors: 2" in other.stderr
    # A document that is named must be readable.
    command = ("-m", "ingest", sources / "damaged.zip", "--index", tmp_path / "none")
    other = run(cluster, *command, "--ray", cluster.address)
    assert other.returncode == 1
    assert f"ingest: {sources}/damaged.zip is a damaged zip (File is not a zip file); pack" in other.stderr


ENDED = """
import sys
from ending_stage import Ending
from assistant.errors import WorkersError
from ingest import ray_workers
with ray_workers.on_ray(sys.argv[1]) as workers:
    try:
        print(list(workers.map(Ending(), range(4))), file=sys.stderr)
    except WorkersError as problem:
        print(problem, file=sys.stderr)
theirs = ray_workers.versions()
ray_workers.versions = lambda: theirs | {"numpy": "0.1", "Python": "2.7.18"}
try:
    with ray_workers.on_ray(sys.argv[1]):
        pass
except WorkersError as problem:
    print(problem, file=sys.stderr)
"""


def test_a_batch_that_ends_every_worker_ends_and_other_versions_are_told(cluster: RayCluster) -> None:
    said = run(cluster, "-c", ENDED, cluster.address).stderr.splitlines()
    assert len(said) == 2, said
    assert "could not do a batch in 4 attempts" in said[0]
    assert re.search(
        r"The machine \S+ of the Ray cluster has Python 3\S+ where this one has 2.7.18, numpy \S+ where this "
        r"one has 0.1: the result would be another one. Install the same there.",
        said[1],
    )


@pytest.mark.model
def test_a_head_that_is_lost_is_told_and_nothing_is_published(
    cluster: RayCluster, sources: Path, tmp_path: Path
) -> None:
    command = ["-m", "ingest", sources, "--index", tmp_path / "index", "--ray", cluster.address]
    with subprocess.Popen(
        [sys.executable, *command],
        cwd=REPOSITORY,
        env=cluster.environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "the Ray cluster has machines" in process.stderr.readline()
        for head in processes_below({node.pid for node in cluster.nodes}, "gcs_server"):
            os.kill(head, signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert said.splitlines()[-1] == (
        f"ingest: The Ray cluster ({cluster.address}) is lost, or this process was killed. What was "
        "published still is; start the cluster again and run the same command."
    )
    assert not (tmp_path / "index" / "CURRENT").exists()


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_an_address_without_a_cluster_is_told_within_seconds(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = HTTPServer(("127.0.0.1", 0), Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    silent = socket.create_server(("127.0.0.1", 0))
    began = time.monotonic()
    for port, reason in (
        (free_port(), "connection refused"),
        (server.server_address[1], "something else does"),
        (silent.getsockname()[1], "timed out"),
    ):
        address = f"127.0.0.1:{port}"
        assert cli.main([str(sources), "--index", str(tmp_path / "index"), "--ray", address]) == 1
        said = capsys.readouterr().err.strip()
        assert said == (
            f"ingest: No Ray cluster answers at {address} ({reason}); nothing was read. Give the address "
            "that `ray start --head` printed, or --ray local for this machine alone."
        )
    assert time.monotonic() - began < PATIENCE
    assert not (tmp_path / "index").exists()
    server.shutdown()
    server.server_close()
    silent.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ray://10.0.0.5:10001", "a client of Ray has no machine in the cluster"),
        ("10.0.0.5", "expected HOST:PORT, such as 10.0.0.5:6379, or local."),
    ],
)
def test_what_is_no_address_is_told(
    address: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--index", str(tmp_path / "index"), "--ray", address]) == 1
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "index").exists()
