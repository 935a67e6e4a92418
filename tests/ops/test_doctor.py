"""`python -m assistant doctor`: what it finds, what it advises, and what it mends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from fakes import FakeEncoder
from standin import serving
from zoo import REPOSITORY

from assistant.config import DEFAULT_MODEL, Settings
from assistant.index.locks import writing
from assistant.index.snapshot import current_snapshot
from assistant.ops.doctor import Finding, examine, to_text
from assistant.ops.hosts import contacts
from assistant.services import ENDPOINTS
from ingest.pipeline import ingest
from ingest.syncing import requested, sync

CHECKS = [
    "directory",
    "lock",
    "snapshot",
    "files",
    "answers",
    "model",
    "documents",
    "disk",
    "leftovers",
    "hosts",
]


@pytest.fixture
def index(zoo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(zoo, tmp_path / "index"))


def look(index: Path, **options: object) -> dict[str, Finding]:
    """The first finding of each check that is not ok, else the last."""
    found: dict[str, Finding] = {}
    for finding in examine(Settings(index=index, **options), encoder=FakeEncoder):  # type: ignore[arg-type]
        if finding.check not in found or found[finding.check].state == "ok":
            found[finding.check] = finding
    return found


def test_a_whole_index_is_healthy(index: Path) -> None:
    findings = examine(Settings(index=index), encoder=FakeEncoder)
    assert list(dict.fromkeys(f.check for f in findings)) == CHECKS
    assert {f.state for f in findings} == {"ok"}
    assert to_text(findings).endswith("\nHealthy.")
    assert all("\n" not in f.found for f in findings)


def test_no_index(tmp_path: Path) -> None:
    found = look(tmp_path / "none")
    assert found["directory"].state == "problem"
    assert "python -m ingest" in found["directory"].mend


def test_somebody_elses_directory(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    assert look(tmp_path)["directory"].found == f"{tmp_path} holds other files and no index"


def test_who_is_writing(index: Path) -> None:
    with writing(index):
        found = look(index)
    assert found["lock"].found.startswith(f"Process {os.getpid()}, since 2")
    assert look(index)["lock"].found == "nobody is writing"


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("lexical/terms.npz", "doctor --repair"),
        ("papers.jsonl", "python -m ingest "),
        ("vectors/0000.npy", "zoo.jsonl"),
    ],
)
def test_a_damaged_file(index: Path, name: str, command: str) -> None:
    snapshot = current_snapshot(index)
    assert snapshot
    path = snapshot.directory / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    found = look(index)["files"]
    assert (found.state, found.found) == ("problem", f"{name} has other contents than were written")
    assert command in found.mend


def test_a_lost_pointer(index: Path) -> None:
    (index / "CURRENT").unlink()
    found = look(index)["snapshot"]
    assert (found.state, found.found) == ("problem", "CURRENT is missing")
    assert "--repair" in found.mend


def test_another_schema(index: Path) -> None:
    snapshot = current_snapshot(index)
    assert snapshot
    record = json.loads(snapshot.manifest.read_text())
    snapshot.manifest.write_text(json.dumps(record | {"schema": 99}))
    assert "has schema 99" in look(index)["snapshot"].found


def test_another_model_and_another_dimension(index: Path) -> None:
    found = look(index, embedding_model="other")["model"]
    assert found.found == "the index was made with 'all-MiniLM-L6-v2', 'other, centred' is configured"
    assert "--embedding-model other" in found.mend
    snapshot = current_snapshot(index)
    assert snapshot
    record = json.loads(snapshot.manifest.read_text())
    record = {name: value for name, value in record.items() if name != "sum"} | {"dimension": 7}
    snapshot.manifest.write_text(json.dumps(record))
    assert look(index)["model"].found == "'all-MiniLM-L6-v2' gives vectors of 64 numbers, the index has 7"


def test_a_model_that_does_not_load(index: Path) -> None:
    def broken(name: str) -> FakeEncoder:
        raise OSError("no such file")

    (found,) = [f for f in examine(Settings(index=index), encoder=broken) if f.check == "model"]
    assert (found.state, found.found) == ("problem", "'all-MiniLM-L6-v2' does not load (no such file)")


def test_a_store_that_does_not_answer(index: Path) -> None:
    snapshot = current_snapshot(index)
    assert snapshot
    (snapshot.chroma / "chroma.sqlite3").write_bytes(b"no database")
    found = look(index)
    assert found["answers"].state == "problem"
    assert "--repair" in found["answers"].mend


def test_documents_that_changed(index: Path) -> None:
    snapshot = current_snapshot(index)
    assert snapshot
    (given,) = json.loads(snapshot.manifest.read_text())["given"]
    content = Path(given).read_bytes()
    try:
        Path(given).write_bytes(content + b"\n")
        found = look(index)["documents"]
    finally:
        Path(given).write_bytes(content)
    assert (found.state, found.found) == ("note", "1 changed since the index was made (zoo.jsonl)")
    assert found.mend == f"python -m ingest {given} --index {index}"


def test_each_document_is_read_once(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = current_snapshot(index)
    assert snapshot
    read_bytes, read = Path.read_bytes, list[str]()
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(str(path)) or read_bytes(path))
    assert look(index)["documents"].state == "ok"
    assert [read.count(given) for given in json.loads(snapshot.manifest.read_text())["given"]] == [1]


@pytest.mark.process  # a PDF is read in one of its own
def test_a_document_that_is_new_in_a_folder_of_any_form(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.ris").write_text("TY  - JOUR\nTI  - Lions sleep\nER  - \n")
    (papers / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    with zipfile.ZipFile(papers / "b.zip", "w") as archive:
        archive.writestr("b.ris", "TY  - JOUR\nTI  - Tigers swim\nER  - \n")
    for path in papers.iterdir():
        os.utime(path, (0, 0))
    index = tmp_path / "index"
    ingest([papers], index, FakeEncoder())
    assert look(index)["documents"].found == "2, unchanged since the index was made"
    (papers / "c.ris").write_text("TY  - JOUR\nTI  - Bears climb\nER  - \n")
    os.utime(papers / "c.ris", (1e11, 1e11))
    assert look(index)["documents"].found == "1 changed since the index was made (c.ris)"


@pytest.mark.parametrize("sources", ["5", "['~nobody-of-this-name/a.bib']", f"['{'x' * 5000}']"])
def test_a_group_that_was_changed_into_one_that_cannot_be_read(sources: str, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - Lions sleep\nER  - \n")
    group = tmp_path / "group.toml"
    group.write_text("sources = ['a.ris']")
    sync(requested([str(group)]), tmp_path / "index", FakeEncoder(), environ={})
    group.write_text(f"sources = {sources}")
    assert look(tmp_path / "index")["documents"].state in ("ok", "note")


def test_a_finding_gives_a_terminal_no_order() -> None:
    assert "\x1b" not in to_text([Finding("documents", "note", "1 changed (\x1b[31m.bib)")])


def test_leftovers(index: Path) -> None:
    half = index / "snapshots" / "20200101T000000-0123456789ab"
    half.mkdir()
    foreign = index / "snapshots" / "holidays"
    foreign.mkdir()
    found = look(index)["leftovers"]
    assert (found.state, found.found[:1]) == ("note", "1")


@pytest.mark.model
@pytest.mark.process
def test_the_command_repairs(index: Path) -> None:
    def doctor(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "assistant", "doctor", "--index", str(index), *options]
        return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)

    snapshot = current_snapshot(index)
    assert snapshot
    (snapshot.words / "stems.txt").unlink()
    (index / "snapshots" / "20200101T000000-0123456789ab").mkdir()
    told = doctor()
    assert told.returncode == 1
    assert "words/stems.txt is missing -> python -m assistant doctor --repair --index" in told.stdout
    record = json.loads(doctor("--repair", "--json").stdout)
    # The zoo's vectors come from a fake of 64 numbers under the real model's name.
    assert [f["check"] for f in record["findings"] if f["state"] == "problem"] == ["model"]
    assert current_snapshot(index) != snapshot
    assert len(list((index / "snapshots").iterdir())) == 1


class TestHosts:
    def hosts(
        self, *, share: bool = False, environ: dict[str, str] | None = None, **options: object
    ) -> list[str]:
        settings = Settings(**options)  # type: ignore[arg-type]
        return [c.host for c in contacts(settings, share=share, environ=environ or {}) if not c.here]

    def test_none_by_default(self) -> None:
        assert self.hosts() == []
        assert self.hosts(model="ollama:llama3.2") == []

    @pytest.mark.parametrize(
        ("model", "host"),
        [
            ("openai:gpt-5", "api.openai.com"),
            ("gpt-5", "api.openai.com"),
            ("anthropic:claude-opus", "api.anthropic.com"),
            ("claude-opus", "api.anthropic.com"),
            ("google_genai:gemini", "generativelanguage.googleapis.com"),
            ("somebody:model", "the servers of somebody (not known here)"),
        ],
    )
    def test_the_models_provider(self, model: str, host: str) -> None:
        assert self.hosts(model=model) == [host]

    @pytest.mark.parametrize(
        ("origin", "host"),
        [
            ("https://ada:secret@papers.example.org:8443/group?key=secret", "papers.example.org:8443"),
            ("s3://bucket/papers", "*.amazonaws.com"),
            ("gs://bucket/papers", "storage.googleapis.com"),
            ("sftp://ada@disk.lan/papers", "disk.lan"),
            ("oss://bucket/papers", "the servers of oss (not known here)"),
        ],
    )
    def test_where_a_read_only_page_has_its_papers_from(self, origin: str, host: str) -> None:
        assert self.hosts(origin=origin) == [host]

    def test_an_object_store_of_ones_own_and_a_disk(self) -> None:
        environ = {"AWS_ENDPOINT_URL": "https://minio.lan:9000"}
        assert self.hosts(origin="s3://bucket/papers", environ=environ) == ["minio.lan:9000"]
        assert self.hosts(origin="/shared/papers") == []
        assert self.hosts(origin="http://127.0.0.1:8000/papers") == []

    def test_a_server_of_ones_own(self) -> None:
        assert self.hosts(model="openai:x", model_url="http://user:secret@gpu.lan:8000/v1") == [
            "gpu.lan:8000"
        ]
        assert self.hosts(model="openai:x", model_url="http://localhost:8000/v1") == []
        assert self.hosts(model="openai:x", environ={"OPENAI_BASE_URL": "https://proxy.lan/v1"}) == [
            "proxy.lan"
        ]
        assert self.hosts(model="ollama:x", environ={"OLLAMA_HOST": "gpu.lan:11434"}) == ["gpu.lan:11434"]

    def test_a_judge_beside_the_model(self) -> None:
        assert self.hosts(model="ollama:x", judge="openai:gpt-5-mini") == ["api.openai.com"]

    def test_models_of_the_hub(self, tmp_path: Path) -> None:
        assert self.hosts(embedding_model="org/model") == ["huggingface.co"]
        assert self.hosts(embedding_model=str(tmp_path)) == []
        assert self.hosts(nli="org/nli", environ={"HF_HUB_OFFLINE": "1"}) == []

    def test_a_public_link_and_tracing(self) -> None:
        assert "api.gradio.app" in self.hosts(share=True)
        assert self.hosts(environ={"LANGSMITH_TRACING": "true"}) == ["api.smith.langchain.com"]
        assert self.hosts(environ={"LANGCHAIN_TRACING_V2": "false", "LANGSMITH_TRACING": "true"}) == []
        own = {"LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": "https://smith.lan/api"}
        assert self.hosts(environ=own) == ["smith.lan"]
        assert (
            self.hosts(share=True, environ={"HTTPS_PROXY": "http://proxy.lan:3128"})[-1] == "proxy.lan:3128"
        )

    def test_services_that_a_group_names(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        group = tmp_path / "group.toml"
        group.write_text("sources = ['dblp:65/9612', 'zotero:local', 'mine.bib']\nfill = false")
        assert self.hosts(index=tmp_path) == ["dblp.org"]
        group.write_text("sources = ['mine.bib']\n[[people]]\norcid = '0000-0002-1825-0097'")
        found = self.hosts(index=tmp_path)
        assert found[:3] == ["pub.orcid.org", "api.openalex.org", "api.crossref.org"]
        assert {"export.arxiv.org", "eutils.ncbi.nlm.nih.gov", "api.semanticscholar.org"} < {*found}
        group.write_text("sources = ['mine.bib']")
        assert self.hosts(index=tmp_path) == []
        group.write_text("sources = ['mine.bib']\nfill = true")
        assert len(self.hosts(index=tmp_path)) == 5
        group.write_text("sources = 3\npeople = [3]")
        assert self.hosts(index=tmp_path) == []

    def test_services_that_an_index_is_from(self, tmp_path: Path) -> None:
        with serving() as server:
            environ = {ENDPOINTS: server.url}
            request = requested(["dblp:65/9612"], contact="ada@example.org", fill=False)
            sync(request, tmp_path, FakeEncoder(DEFAULT_MODEL), environ=environ)
        assert "dblp.org" in self.hosts(index=tmp_path)
        found = look(tmp_path)
        assert found["documents"].found == "1, unchanged since the index was made"
        assert "api.openalex.org" in self.hosts(index=tmp_path)
        (path,) = (tmp_path / "fetched").glob("dblp*/*.bib")
        path.write_text(path.read_text() + " ")
        found = look(tmp_path)
        assert found["documents"].found == f"1 changed since the index was made ({path.name})"
        assert "ingest dblp:65/9612 --index" in found["documents"].mend
