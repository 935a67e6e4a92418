"""What travels to the workers of an ingest, and what is told where there is no Ray."""

from __future__ import annotations

import errno
import pickle
import sys
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.models.bert import BertEncoder
from assistant.models.encoders import SentenceTransformerEncoder, open_encoder
from ingest import cli
from ingest.workers import File


def test_without_ray_it_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert cli.main(["--index", str(tmp_path / "index"), "--ray", "local"]) == 1
    said = capsys.readouterr().err
    assert "--ray needs a package that is not installed (ray): " in said
    assert "pip install" in said
    assert not (tmp_path / "index").exists()


def test_a_file_travels_with_its_bytes_or_with_why_they_can_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_bytes(b"@article")
    file = pickle.loads(pickle.dumps(File(path).packed()))
    lost = pickle.loads(pickle.dumps(File(tmp_path / "none").packed()))
    path.unlink()
    assert file.read() == b"@article"
    with file.on_disk() as there:
        assert there.read_bytes() == b"@article"
    assert not there.exists()
    with pytest.raises(FileNotFoundError) as told:
        lost.read()
    assert (told.value.errno, told.value.strerror) == (errno.ENOENT, "No such file or directory")


def test_an_encoder_travels_as_its_name(tmp_path: Path) -> None:
    encoder = open_encoder()
    again = pickle.loads(pickle.dumps(encoder))
    assert (type(again), again.name) == (type(encoder), encoder.name)
    assert len(pickle.dumps(encoder)) < 1000
    other = pickle.loads(pickle.dumps(SentenceTransformerEncoder("BAAI/bge-m3")))
    assert other.name == "BAAI/bge-m3"
    away = pickle.dumps(BertEncoder(str(tmp_path), tmp_path))
    with pytest.raises(
        ModelError, match=f"There is no embedding model in {tmp_path} that OpenVINO can run; "
    ):
        pickle.loads(away)
