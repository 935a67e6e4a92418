"""What an ingest that changes nothing loads and reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from zoo import REPOSITORY

from assistant.config import DEFAULT_MODEL
from assistant.index import integrity
from assistant.index.snapshot import current_snapshot, read_manifest
from ingest.pipeline import ingest


def test_each_byte_of_a_small_index_is_read_once_and_no_text_is_encoded(
    zoo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    ingest([zoo_file], index, FakeEncoder(DEFAULT_MODEL))
    read: list[str] = []
    is_as_written = integrity._is_as_written

    def noted(path: Path, name: str, expected: Any) -> bool:
        read.append(name)
        return is_as_written(path, name, expected)

    monkeypatch.setattr(integrity, "_is_as_written", noted)
    monkeypatch.setattr("ingest.pipeline._read", None)  # nothing is parsed
    monkeypatch.setattr("assistant.index.chroma_embedded._client", None)
    encoder = FakeEncoder(DEFAULT_MODEL)
    report = ingest([zoo_file], index, encoder)
    snapshot = current_snapshot(index)
    assert snapshot
    assert (report.unchanged, report.encoded, encoder.encoded) == (4, 0, [])
    assert sorted(read) == sorted(read_manifest(snapshot).files)


@pytest.mark.process
def test_it_imports_no_encoder_no_store_and_no_client(real_zoo: Path, tmp_path: Path) -> None:
    code = "import json, sys; from ingest.cli import main; status = main(sys.argv[1:]); "
    code += "print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)"
    source = real_zoo.parent / "zoo.jsonl"
    command = [sys.executable, "-c", code, str(source), "--index", str(real_zoo)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert (status, "unchanged" in done.stdout) == (0, True)
    assert {"chromadb", "openvino", "tokenizers", "httpx", "torch", "scipy"} & set(modules) == set()
