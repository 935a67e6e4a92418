"""Papers that come in by the page, with an ingest that follows a script."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from waiting import PATIENCE, until

from assistant.config import Settings
from assistant.errors import SourceError, UsageError
from assistant.index.snapshot import current_snapshot, read_manifest, write_manifest
from assistant.ops.additions import Additions
from assistant.ops.pasted import MOST, Pasted, read_pasted

BIBTEX = "@article{a, title={Zebra stripes confuse flies}}"


class Ingest:
    """Notes what it is asked, and makes the manifest name the sources as an ingest would."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.read: list[str] = []
        self.fails = ""
        self.skipped: list[dict[str, Any]] = []
        self.may_end = threading.Event()
        self.may_end.set()

    def __call__(self, settings: Settings, *arguments: str, say: Callable[[str], None]) -> Mapping[str, Any]:
        self.asked.append(arguments)
        assert self.may_end.wait(PATIENCE)
        say("2 papers to read")
        if self.fails:
            raise SourceError(self.fails)
        also = [word.removeprefix("--also=") for word in arguments if word.startswith("--also=")]
        without = [word.removeprefix("--without=") for word in arguments if word.startswith("--without=")]
        self.read += [Path(source).read_bytes().decode() for source in also if source.startswith("/")]
        if "--preview" not in arguments:
            snapshot = current_snapshot(settings.index)
            assert snapshot is not None
            manifest = read_manifest(snapshot)
            given = [source for source in [*manifest.given, *also] if source not in without]
            write_manifest(snapshot, replace(manifest, given=tuple(given)))
        return {"new": ["Zebra stripes confuse flies"], "arguments": arguments, "skipped": self.skipped}


@pytest.fixture
def ask() -> Ingest:
    return Ingest()


@pytest.fixture
def additions(zoo: Path, tmp_path: Path, ask: Ingest) -> Additions:
    shutil.copytree(zoo, tmp_path / "index")
    return again(tmp_path, ask)


def again(tmp_path: Path, ask: Ingest) -> Additions:
    return Additions(Settings(index=tmp_path / "index"), at_home=True, ask=ask)


def done(additions: Additions) -> Any:
    until(lambda: additions.job and not additions.job.running)
    return additions.job


def added(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "index" / "added").glob("*"))


def test_a_text_is_previewed_added_and_taken_out(additions: Additions, ask: Ingest, tmp_path: Path) -> None:
    additions.preview(BIBTEX)
    job = done(additions)
    assert (job.report["new"], job.lines, job.error) == (
        ["Zebra stripes confuse flies"],
        ["2 papers to read"],
        "",
    )
    assert (ask.read, added(tmp_path), additions.last()) == ([BIBTEX], [], None)

    additions.add(job.key)
    assert done(additions).error == ""
    (file,) = added(tmp_path)
    assert ask.asked[-1] == (f"--also={file}",)
    assert file.read_text() == BIBTEX

    additions = again(tmp_path, ask)  # after a restart
    last = additions.last()
    assert last is not None
    assert last.sources == (str(file),)
    additions.undo()
    assert done(additions).error == ""
    assert ask.asked[-1] == (f"--without={file}",)
    assert (added(tmp_path), additions.last()) == ([], None)
    with pytest.raises(UsageError, match="Nothing that was added here"):
        additions.undo()


def sent(additions: Additions, name: str, text: str) -> str:
    id = additions.uploads.begin(name)
    additions.uploads.append(id, 0, text.encode())
    return id


def test_files_lie_beside_one_another_and_wait_again(
    additions: Additions, ask: Ingest, tmp_path: Path
) -> None:
    ids = [sent(additions, name, name) for name in ("mine.bib", "doe.pdf", "doe.pdf", "scan.pdf")]
    ask.skipped = [
        {"document": "scan.pdf", "line": 0, "reason": "has no text"},
        {"document": "mine.bib", "line": 3, "reason": "no title"},
        {"document": "mine.zip/doe.pdf", "line": 0, "reason": "is a PDF"},
    ]
    additions.preview("", ids)
    key = done(additions).key
    names = ["mine.bib", "doe.pdf", "doe-2.pdf", "scan.pdf"]
    folder = tmp_path / "index" / "added"
    assert ask.asked[-1] == (*(f"--also={folder / name}" for name in names), "--preview")
    assert (added(tmp_path), additions.uploads.missing(ids)) == ([], [])

    ask.fails = "papers.bib is not there any more."
    additions.add(key)
    assert done(additions).error
    assert (added(tmp_path), additions.uploads.missing(ids)) == ([], [])

    ask.fails = ""
    additions.preview("", ids)
    additions.add(done(additions).key)
    assert done(additions).error == ""
    assert [path.name for path in added(tmp_path)] == ["doe-2.pdf", "doe.pdf", "mine.bib"]  # and no scan
    assert additions.uploads.missing(ids) == ids[:3]
    additions.undo()
    assert done(additions).error == ""
    assert (added(tmp_path), additions.last()) == ([], None)


def test_a_text_that_a_known_paper_gets_can_be_added(additions: Additions, ask: Ingest) -> None:
    def report(new: bool) -> Ingest:
        texts = [{"document": "doe.pdf", "title": "Zebras", "by": "doi", "new": new}]
        return lambda *_, **__: {"texts": texts, "skipped": []}  # type: ignore[return-value]

    additions._ask = report(False)
    additions.preview("", [sent(additions, "doe.pdf", "%PDF-")])
    assert done(additions).key == ""
    additions._ask = report(True)
    additions.preview("", [sent(additions, "doe.pdf", "%PDF-")])
    assert done(additions).key


def test_a_file_that_is_gone_is_told(additions: Additions) -> None:
    with pytest.raises(UsageError, match="choose it again"):
        additions.preview(BIBTEX, ["0" * 32])


def test_only_what_was_previewed_is_added(additions: Additions, ask: Ingest) -> None:
    with pytest.raises(UsageError, match="press Preview again"):
        additions.add("")
    additions.preview("doi:10.5555/12345678")
    key = done(additions).key
    additions.preview("doi:10.5555/87654321")
    done(additions)
    with pytest.raises(UsageError, match="press Preview again"):
        additions.add(key)
    additions.add(additions.job.key if additions.job else "")
    done(additions)
    assert ask.asked[-1] == ("--also=doi:10.5555/87654321",)
    with pytest.raises(UsageError, match="among the sources of this index already"):
        additions.preview("10.5555/87654321")


def test_what_fails_leaves_nothing(additions: Additions, ask: Ingest, tmp_path: Path) -> None:
    additions.preview(BIBTEX)
    key = done(additions).key
    ask.fails = "papers.bib is not there any more."
    additions.add(key)
    assert done(additions).error == "papers.bib is not there any more."
    assert (added(tmp_path), additions.last()) == ([], None)
    assert not (tmp_path / "index" / "additions.jsonl").read_text()


def test_one_at_a_time(additions: Additions, ask: Ingest) -> None:
    ask.may_end.clear()
    additions.preview(BIBTEX)
    for again in (lambda: additions.preview(BIBTEX), lambda: additions.preview("orcid:0000-0002-1825-0097")):
        with pytest.raises(UsageError, match="being read in already"):
            again()
    ask.may_end.set()
    done(additions)
    assert len(ask.asked) == 1


def test_an_addition_that_the_index_does_not_have_any_more_is_none(
    additions: Additions, ask: Ingest, tmp_path: Path, zoo: Path
) -> None:
    additions.preview(BIBTEX)
    additions.add(done(additions).key)
    done(additions)
    shutil.rmtree(tmp_path / "index" / "snapshots")  # somebody ingests other sources
    shutil.copytree(zoo / "snapshots", tmp_path / "index" / "snapshots")
    assert additions.last() is None


@pytest.mark.parametrize(
    ("text", "specs"),
    [
        ("0000-0002-1825-009x", ["orcid:0000-0002-1825-009X"]),
        ("https://orcid.org/0000-0002-1825-0097", ["orcid:0000-0002-1825-0097"]),
        ("10.5555/12345678\n\nhttps://doi.org/10.5555/ABC,1 ", ["doi:10.5555/12345678", "doi:10.5555/ABC,1"]),
        ("DOI: 10.5555/12345678", ["doi:10.5555/12345678"]),
        ("arXiv:1906.00695v4\nhttps://arxiv.org/abs/1906.00695", ["arxiv:1906.00695"]),
        (
            'arxiv:"au:Carberry AND cat:cs.LG"\ndblp:65/9612',
            ['arxiv:"au:Carberry AND cat:cs.LG"', "dblp:65/9612"],
        ),
        ("zotero:local", ["zotero:local"]),
    ],
)
def test_sources_are_read_as_people_write_them(text: str, specs: list[str]) -> None:
    assert read_pasted(text, at_home=True) == Pasted(tuple(specs))


@pytest.mark.parametrize(
    "text",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "file:papers.bib",
        "../x",
        "papers.bib",
        "~/papers.bib",
        "-x",
        "--index /tmp",
        "--also=/etc/passwd",
        "https://example.com/",
        "a sentence of words",
        "doi:10.5555/1\n/etc/passwd",
        "/etc/passwd\n../x",
        "doi:10.5555/1\n@article{a, title={b}}",
        "orcid:",
        f"hal:{'x' * 500}",
        "hal:a\x00b",
    ],
)
def test_nothing_of_this_machine_can_be_named(text: str) -> None:
    with pytest.raises(UsageError, match="is no source"):
        read_pasted(text, at_home=True)


@pytest.mark.parametrize(
    "text",
    [
        BIBTEX,
        '{"title":"Zebras"}',
        "TY  - JOUR\nTI  - Zebras\nER  -",
        "Title,Year\nZebras,2021",
        "title\tyear\nZebras\t2021",
        "- a list\n- of Markdown",
    ],
)
def test_what_is_no_list_of_sources_is_a_document(text: str) -> None:
    assert read_pasted(text, at_home=True) == Pasted((), text)


def test_what_else_is_refused(additions: Additions) -> None:
    with pytest.raises(UsageError, match="nothing to read"):
        additions.preview(" \n")
    with pytest.raises(UsageError, match=f"at most {MOST}"):
        read_pasted("\n".join(f"10.5555/{n}" for n in range(MOST + 1)), at_home=True)
    with pytest.raises(UsageError, match="Zotero of the server"):
        read_pasted("zotero:local/collections/ABCD2345", at_home=False)
    assert read_pasted(" \n", at_home=True) == Pasted()
