"""`python -m bench ray`: the same documents ingested here, by a Ray cluster, and while a worker is killed.

The cluster is real: a process `ray start` for each node, with one processor. The seconds are those of the
whole command, of which some start Python, Ray's part of it and the processes of its workers.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import REPOSITORY, SEEDS
from assistant.errors import UsageError
from bench.options import Say, add_json, say_result
from bench.ray_cluster import RayCluster, ray_cluster

TOLERANCE = 1e-6
"""The most by which two numbers of a vector may differ."""

_DAY = "2026-11-01"  # of documents that do not say when they were saved
_OWN = ("manifest.json", "chroma", "store.json")  # have times and random ids in them


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sources", nargs="*", type=Path, metavar="SOURCE", help="documents to ingest (default: seeds/)"
    )
    parser.add_argument(
        "--pdfs",
        type=Path,
        default=REPOSITORY / "tests" / "pdfs",
        metavar="DIR",
        help="a folder whose PDFs are ingested, too (default: tests/pdfs/)",
    )
    parser.add_argument("--nodes", type=int, default=3, help="of the cluster (default: %(default)s)")
    parser.add_argument(
        "--kills", type=int, default=1, help="workers that are killed in the third run (default: %(default)s)"
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(options.sources or [SEEDS], options.pdfs, nodes=options.nodes, kills=options.kills)
    say_result(result, say, as_json=options.json)
    return int(not (result["identical"] and result["identical_after_kill"]))


def run(sources: Sequence[Path], pdfs: Path, *, nodes: int, kills: int) -> Mapping[str, Any]:
    """Ingest three times and compare what was written."""
    with tempfile.TemporaryDirectory(prefix="ray-bench-") as name:
        folder = Path(name)
        texts = folder / "pdfs"
        texts.mkdir()
        for path in sorted(pdfs.glob("*.pdf")):
            shutil.copy2(path, texts)
        given = [*map(str, sources), *([str(texts)] if any(texts.iterdir()) else [])]
        here, here_s, _ = ingested(given, folder / "here", os.environ)
        with ray_cluster(nodes) as cluster:
            there, there_s, _ = ingested(given, folder / "there", cluster.environment, cluster)
            again, again_s, killed = ingested(given, folder / "killed", cluster.environment, cluster, kills)
        first, second = (
            [*differences(folder / "here", folder / name), *_told(here, report)]
            for name, report in (("there", there), ("killed", again))
        )
    for difference in [*first, *second][:20]:
        print(difference, file=sys.stderr)  # noqa: T201
    return {
        "nodes": nodes,
        "papers": here["group"] + here["related"],
        "identical": not first,
        "killed": killed,
        "identical_after_kill": not second,
        "here_s": round(here_s, 1),
        "ray_s": round(there_s, 1),
        "ray_killed_s": round(again_s, 1),
    }


def ingested(
    given: Sequence[str],
    index: Path,
    environment: Mapping[str, str],
    cluster: RayCluster | None = None,
    kills: int = 0,
) -> tuple[dict[str, Any], float, int]:
    """The report of an ingest in a process of its own, its seconds, and how many workers were killed.

    A worker is killed when it has a batch, the next one a second later. Raises UsageError where it fails.
    """
    command = [sys.executable, "-m", "ingest", *given, "--index", str(index), "--retrieved", _DAY, "--json"]
    command += ["--ray", cluster.address] if cluster else []
    started, killed, last = time.monotonic(), 0, 0.0
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, cwd=REPOSITORY, env=dict(environment), stdout=out, stderr=err)
        while process.poll() is None:
            if cluster and killed < kills and time.monotonic() > last + 1 and cluster.kill_worker():
                killed, last = killed + 1, time.monotonic()
            time.sleep(0.02)
        seconds = time.monotonic() - started
        out.seek(0)
        err.seek(0)
        if process.returncode:
            raise UsageError(f"The ingest failed: {err.read()[-1000:].strip()}")
        return dict(json.loads(out.read())), seconds, killed


def differences(one: Path, other: Path) -> Iterator[str]:
    """Where the published snapshots of two indexes differ, but for times and what Chroma writes."""
    first, second = (index / "snapshots" / (index / "CURRENT").read_text().strip() for index in (one, other))
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (first, second)]
    for name in manifests[0].keys() - {"created", "files", "sum"}:
        if manifests[0][name] != manifests[1][name]:
            yield f"manifest.json has another {name}"
    names = [
        {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        for folder in (first, second)
    ]
    names = [{name for name in some if name.parts[0] not in _OWN} for some in names]
    yield from (f"only one has {name}" for name in sorted(names[0] ^ names[1]))
    for name in sorted(names[0] & names[1]):
        if not _same(first / name, second / name):
            yield f"{name} differs"


def _same(one: Path, other: Path) -> bool:
    if one.read_bytes() == other.read_bytes():
        return True
    if one.suffix not in (".npy", ".npz"):
        return False
    pairs = [np.load(path) for path in (one, other)]
    if one.suffix == ".npy":
        return _near(pairs[0], pairs[1])
    return pairs[0].files == pairs[1].files and all(_near(pairs[0][n], pairs[1][n]) for n in pairs[0].files)


def _near(one: Any, other: Any) -> bool:
    if one.shape != other.shape or one.dtype != other.dtype:
        return False
    if one.dtype.kind != "f":
        return bool((one == other).all())
    return bool(np.abs(one - other).max(initial=0) <= TOLERANCE)


def _told(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [
        f"the report has another {name}" for name in one if name != "snapshot" and one[name] != other[name]
    ]
