"""A read-only page follows an index that it can't write to: fetched whole and verified, or not opened."""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fsspec
import pytest
from fakes import FakeEncoder
from zoo import ZOO

from assistant.config import DEFAULT_MODEL, Settings, secrets_in
from assistant.errors import SnapshotError, UsageError
from assistant.index import replica as module
from assistant.index.cleanup import snapshots
from assistant.index.corpus import open_corpus
from assistant.index.origin import Pieces, open_origin
from assistant.index.replica import LONGEST_PAUSE, Replica
from assistant.index.snapshot import (
    FileRecord,
    SnapshotFiles,
    current_snapshot,
    read_manifest,
    write_manifest,
)
from ingest.pipeline import ingest

TITLES = {str(paper["title"]) for paper in ZOO}
NEW = "Hares in Spring"


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An index, and the same after one paper more has come in."""
    folder = tmp_path_factory.mktemp("origins")
    source = folder / "papers.jsonl"
    source.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    ingest([source], folder / "old", FakeEncoder(DEFAULT_MODEL))
    shutil.copytree(folder / "old", folder / "new")
    paper = {"title": NEW, "abstract": "Hares box in spring."}
    source.write_text("\n".join(map(json.dumps, [*ZOO, paper])), encoding="utf-8")
    ingest([source], folder / "new", FakeEncoder(DEFAULT_MODEL))
    return folder / "old", folder / "new"


class There:
    """An index at an origin: its folder, and how a newer one is published in it."""

    def __init__(self, folder: Path, made: tuple[Path, Path]) -> None:
        self.folder, self._made = folder, made
        shutil.copytree(made[0], folder)

    def publish(self, *, remove: bool = True) -> str:
        """Switch to the newer snapshot; its name."""
        old, new = current_snapshot(self.folder), current_snapshot(self._made[1])
        assert old
        assert new
        shutil.copytree(new.directory, self.folder / "snapshots" / new.directory.name, dirs_exist_ok=True)
        (self.folder / "CURRENT").write_text(new.directory.name)
        if remove:
            shutil.rmtree(old.directory)
        return new.directory.name

    def snapshot(self) -> SnapshotFiles:
        found = current_snapshot(self.folder)
        assert found
        return found


@pytest.fixture
def there(tmp_path: Path, _made: tuple[Path, Path]) -> There:
    return There(tmp_path / "there, [1] #%41 ü", _made)


class Watched:
    """An origin that counts what is read, and does what a test says when a file is."""

    def __init__(self, place: str) -> None:
        self._origin = open_origin(place)
        self.told = self._origin.told
        self.read_names: Counter[str] = Counter()
        self.away = False
        self.meanwhile: Callable[[str], object] = lambda name: None
        self.spoil: Callable[[str, bytes], bytes] = lambda name, piece: piece

    def read(self, name: str) -> Pieces:
        if self.away:
            raise OSError("Connection refused")
        self.read_names[name.split("/", 2)[-1]] += 1  # as the snapshot calls it
        self.meanwhile(name)
        for piece in self._origin.read(name):
            yield self.spoil(name, piece)


@pytest.fixture
def origin(there: There) -> Watched:
    return Watched(str(there.folder))


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def replica(origin: Watched, tmp_path: Path, clock: Clock) -> Replica:
    return Replica(origin, tmp_path / "cache", clock=clock)


def titles(index: Path) -> set[str]:
    corpus = open_corpus(index)
    try:
        found = {
            corpus.papers[corpus.rows[id]].title for id, _ in corpus.store.search(_any(corpus), top_k=99)
        }
        assert found == {paper.title for paper in corpus.papers}
        return found
    finally:
        corpus.close()


def _any(corpus: Any) -> Any:
    return corpus.vectors[0]


class Handler(SimpleHTTPRequestHandler):
    """A folder, in which `/moved/...` and `/elsewhere/...` are redirected."""

    def do_GET(self) -> None:
        moved = {"/moved/": "/", "/elsewhere/": "http://127.0.0.2:9/", "/round/": "/round/"}
        for prefix, to in moved.items():
            if self.path.startswith(prefix):
                self.send_response(302)
                self.send_header("location", to + self.path.removeprefix(prefix))
                self.end_headers()
                return
        super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url(there: There) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(there.folder.parent)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{quote(there.folder.name)}"
    server.shutdown()
    server.server_close()


def test_a_directory_is_followed_and_nothing_is_written_into_it(there: There, tmp_path: Path) -> None:
    before = _files(there.folder)
    replica = Replica(open_origin(str(there.folder)), tmp_path / "cache")
    assert replica.look() == there.snapshot().directory.name
    assert titles(tmp_path / "cache") == TITLES
    assert _files(there.folder) == before
    assert replica.look()
    assert _files(there.folder) == before


def _files(folder: Path) -> Mapping[str, tuple[int, int]]:
    found = {str(p): p.stat() for p in [folder, *folder.rglob("*")]}
    return {name: (status.st_size, status.st_mtime_ns) for name, status in found.items()}


def test_a_web_server_is_followed(there: There, tmp_path: Path, url: str) -> None:
    replica = Replica(open_origin(f"{url}/?key=secret"), tmp_path / "cache")
    replica.look()
    assert titles(tmp_path / "cache") == TITLES
    name = there.publish()
    assert replica.look() == name
    assert titles(tmp_path / "cache") == {*TITLES, NEW}


def test_an_object_store_is_followed(there: There, tmp_path: Path) -> None:
    store = fsspec.filesystem("memory")
    _put(store, there.folder)
    try:
        replica = Replica(open_origin("memory://bucket/papers"), tmp_path / "cache")
        replica.look()
        assert titles(tmp_path / "cache") == TITLES
        name = there.publish()
        _put(store, there.folder)
        assert replica.look() == name
        assert titles(tmp_path / "cache") == {*TITLES, NEW}
    finally:
        store.rm("/bucket", recursive=True)


def _put(store: Any, folder: Path) -> None:
    for path in (path for path in folder.rglob("*") if path.is_file()):
        store.pipe_file(f"/bucket/papers/{path.relative_to(folder).as_posix()}", path.read_bytes())


def _under(url: str, folder: str) -> str:
    host, _, path = url.removeprefix("http://").partition("/")
    return f"http://{host}/{folder}/{path}"


def test_redirects_are_followed_on_the_same_host_alone(tmp_path: Path, url: str) -> None:
    replica = Replica(open_origin(_under(url, "moved")), tmp_path / "cache")
    assert replica.look()
    for path, why in (("elsewhere", "redirects to http://127.0.0.2:9"), ("round", "redirects without end")):
        other = Replica(open_origin(_under(url, path)), tmp_path / path)
        assert other.look() == ""
        with pytest.raises(SnapshotError, match=why):
            other.require()


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("s4://bucket/folder", "Protocol not known: s4"),
        ("https:///folder", "names no host"),
        ("http://[::1/folder", "is no address"),
    ],
)
def test_an_address_that_is_none_is_refused(place: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        open_origin(place)


def test_what_is_here_is_not_fetched_again(there: There, origin: Watched, replica: Replica) -> None:
    replica.look()
    vectors = [f"vectors/{path.name}" for path in there.snapshot().vectors.glob("*.npy")]
    origin.read_names.clear()
    replica.look()
    assert origin.read_names == {"CURRENT": 1}
    there.publish()
    origin.read_names.clear()
    replica.look()
    assert set(origin.read_names.values()) == {1}
    assert vectors
    assert not set(vectors) & origin.read_names.keys()
    assert {"manifest.json", "papers.jsonl", "chroma/chroma.sqlite3"} <= origin.read_names.keys()


def test_an_answer_in_flight_keeps_its_snapshot(there: There, replica: Replica, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    replica.look()
    old = open_corpus(cache)
    there.publish()
    replica.look()
    assert {paper.title for paper in old.papers} == TITLES
    assert len(old.store.search(_any(old), top_k=99)) == len(TITLES)
    assert titles(cache) == {*TITLES, NEW}
    assert len(snapshots(cache)) == 2
    replica.tidy()
    assert len(snapshots(cache)) == 2
    old.close()
    replica.tidy()
    assert len(snapshots(cache)) == 1


def test_a_snapshot_that_is_published_again_is_taken_again(
    there: There, origin: Watched, replica: Replica, tmp_path: Path
) -> None:
    first = replica.look()
    reader = open_corpus(tmp_path / "cache")
    there.publish(remove=False)
    assert replica.look() != first
    (there.folder / "CURRENT").write_text(first)
    origin.read_names.clear()
    assert replica.look() == first
    assert origin.read_names == {"CURRENT": 1}
    reader.close()


@pytest.mark.parametrize("file", ["papers.jsonl", "chroma/chroma.sqlite3", "vectors/0000.npy"])
@pytest.mark.parametrize("how", ["half", "changed", "longer", "empty"])
def test_a_damaged_file_is_fetched_again(
    origin: Watched, replica: Replica, tmp_path: Path, file: str, how: str
) -> None:
    def spoil(name: str, piece: bytes) -> bytes:
        if not name.endswith(file) or origin.read_names[file] > 1:
            return piece
        half = len(piece) // 2
        changed = piece[:half] + bytes([piece[half] ^ 1]) + piece[half + 1 :]
        return {"half": piece[:half], "changed": changed, "longer": piece + b"0", "empty": b""}[how]

    if file.startswith("chroma/") and how in ("changed", "longer"):
        return  # bytes of the database that no row has change no answer
    origin.spoil = spoil
    assert replica.look()
    assert origin.read_names[file] == 2
    assert titles(tmp_path / "cache") == TITLES


def test_one_that_stays_damaged_is_never_opened(
    there: There, origin: Watched, replica: Replica, tmp_path: Path, clock: Clock
) -> None:
    old = replica.look()
    name = there.publish()
    origin.spoil = lambda name, piece: piece[:-1] if name.endswith("papers.jsonl") else piece
    for _ in range(3):  # the second and the third within the pause
        assert replica.look() == old
    assert origin.read_names["papers.jsonl"] == 1 + module.TRIES
    assert titles(tmp_path / "cache") == TITLES
    assert replica.health()["origin"] == "away"
    origin.spoil = lambda name, piece: piece
    clock.seconds += LONGEST_PAUSE
    assert replica.look() == name
    assert titles(tmp_path / "cache") == {*TITLES, NEW}
    assert replica.health() == {"origin": "followed", "origin_seen_s": 0.0}


def test_a_fetch_that_was_killed_goes_on(origin: Watched, replica: Replica, tmp_path: Path) -> None:
    def killed(name: str) -> None:
        if name.endswith("papers.jsonl"):
            raise SystemExit

    origin.meanwhile = killed
    with pytest.raises(SystemExit):
        replica.look()
    assert current_snapshot(tmp_path / "cache") is None
    there = set(origin.read_names) - {"CURRENT", "manifest.json", "papers.jsonl"}
    origin.meanwhile = lambda name: None
    origin.read_names.clear()
    assert Replica(origin, tmp_path / "cache").look()
    assert there
    assert not there & origin.read_names.keys()
    assert titles(tmp_path / "cache") == TITLES
    assert not (tmp_path / "cache" / "incoming").exists()


def test_a_snapshot_that_is_removed_while_it_is_fetched_gives_way_to_the_next(
    there: There, origin: Watched, replica: Replica, tmp_path: Path
) -> None:
    names = []

    def publish(name: str) -> None:
        if name.endswith("papers.jsonl") and not names:
            names.append(there.publish())

    origin.meanwhile = publish
    assert [replica.look()] == names
    assert titles(tmp_path / "cache") == {*TITLES, NEW}


def test_an_origin_that_is_away_is_told_once(
    there: There, origin: Watched, replica: Replica, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    name = replica.look()
    origin.away = True
    clock.seconds = 7.5
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            assert replica.look() == name
        assert replica.health() == {"origin": "away", "origin_seen_s": 7.5}
        assert [record.message for record in caplog.records] == [
            f"{there.folder} can't be read (Connection refused). Answers go on with what was fetched before, "
            "if anything was."
        ]
        origin.away = False
        assert replica.look() == name
    assert caplog.messages[1:] == [f"{there.folder} is followed again."]
    assert replica.health() == {"origin": "followed", "origin_seen_s": 0.0}


def test_without_a_snapshot_it_is_said_why(there: There, replica: Replica) -> None:
    assert replica.health() == {"origin": "followed", "origin_seen_s": None}
    (there.folder / "CURRENT").unlink()
    assert replica.look() == ""
    with pytest.raises(SnapshotError, match="publishes no snapshot: it has no file CURRENT"):
        replica.require()
    for wrong in ("../../etc", "one", "20260101T000000-0123456789ab/..", "", "x" * 2000):
        (there.folder / "CURRENT").write_text(wrong)
        assert replica.look() == ""
        with pytest.raises(SnapshotError, match=r"no name of a snapshot|more than"):
            replica.require()


@pytest.mark.parametrize(
    "name", ["../out", "/etc/out", "a/../../out", "a//out", "./out", "a\\out", "a\0out", "", "manifest.json"]
)
def test_a_manifest_that_names_a_file_elsewhere_is_refused(
    there: There, replica: Replica, tmp_path: Path, name: str
) -> None:
    snapshot = there.snapshot()
    manifest = read_manifest(snapshot)
    write_manifest(snapshot, replace(manifest, files={**manifest.files, name: FileRecord(0, "")}))
    assert replica.look() == ""
    with pytest.raises(SnapshotError, match="is none of a snapshot"):
        replica.require()
    assert not list(tmp_path.rglob("out"))


@pytest.mark.parametrize(
    "spoiled",
    [lambda text: text.replace('"papers.jsonl"', '"others.jsonl"'), lambda text: text[:-20], str.upper],
)
def test_a_changed_manifest_is_refused(there: There, replica: Replica, spoiled: Callable[[str], str]) -> None:
    manifest = there.snapshot().manifest
    manifest.write_text(spoiled(manifest.read_text(encoding="utf-8")), encoding="utf-8")
    assert replica.look() == ""
    with pytest.raises(SnapshotError, match=r"The manifest of .* can't be used"):
        replica.require()


def test_replicas_of_one_machine_share_a_cache(
    there: There, origin: Watched, replica: Replica, tmp_path: Path
) -> None:
    second = Replica(origin, tmp_path / "cache")
    replica.look()
    origin.read_names.clear()
    assert second.look() == there.snapshot().directory.name
    assert origin.read_names == {"CURRENT": 1}


def test_a_cache_that_was_damaged_is_fetched_again(origin: Watched, replica: Replica, tmp_path: Path) -> None:
    name = replica.look()
    assert not replica.heal()
    papers = SnapshotFiles(tmp_path / "cache" / "snapshots" / name).papers
    papers.write_bytes(papers.read_bytes().replace(b"Lions", b"Pumas", 1))
    assert replica.heal()
    assert replica.look() == name
    assert titles(tmp_path / "cache") == TITLES


class TestRoom:
    def test_a_disk_with_too_little_room_is_told(
        self, replica: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "free", lambda place: 1_000_000)
        assert replica.look() == ""
        with pytest.raises(SnapshotError, match=r"has 1\.0 MB free, and .* MB are to be fetched: make room"):
            replica.require()

    def test_a_disk_that_is_full_meanwhile_is_told(
        self, origin: Watched, replica: Replica, tmp_path: Path, clock: Clock
    ) -> None:
        def full(name: str) -> None:
            if name.endswith("papers.jsonl"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        origin.meanwhile = full
        assert replica.look() == ""
        with pytest.raises(SnapshotError, match=r"The disk of .* is full: make room, or .* --cache"):
            replica.require()
        assert not list((tmp_path / "cache").glob("incoming/*"))
        origin.meanwhile = lambda name: None
        clock.seconds += LONGEST_PAUSE
        assert replica.look()

    def test_a_cache_that_cannot_be_made_is_refused(self, origin: Watched, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(UsageError, match=r"The cache .* can't be written .* --cache"):
            Replica(origin, tmp_path / "file" / "cache")


class TestSettings:
    def test_of_a_read_only_page(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        address = "https://ada:secret@papers.example.org/group?key=secret"
        read = Settings.read(environ={}, read_only=True, index=address, cache=tmp_path / "cache")
        assert (read.origin, read.look_every, read.index.parent) == (address, 5.0, tmp_path / "cache")
        environment = {"ASSISTANT_INDEX": "there", "ASSISTANT_CACHE": "kept", "ASSISTANT_LOOK_EVERY": "2.5"}
        read = Settings.read(environ=environment, read_only=True)
        assert (read.origin, read.look_every) == (str(tmp_path / "there"), 2.5)
        assert read.index.parent == Path("kept")
        assert Settings.read(environ=environment).index == Path("there")

    def test_the_cache_lies_among_those_of_the_user(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.platform", "linux")
        monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
        one, other = (
            Settings.read(environ={}, read_only=True, index=f"s3://papers/{name}").index for name in "ab"
        )
        assert one.parent == Path("/caches/group-research-assistant")
        assert one != other

    def test_an_address_is_for_read_only_pages(self) -> None:
        with pytest.raises(UsageError, match=r"https://papers\.example\.org/a is an address") as told:
            Settings.read(environ={}, index="https://ada:secret@papers.example.org/a?key=secret")
        assert "secret" not in str(told.value)

    @pytest.mark.parametrize(
        ("place", "secrets"),
        [
            ("https://ada:pass@papers.example.org/a?key=1", ("pass", "key=1")),
            ("https://papers.example.org/a@b:c", ()),
            ("s3://bucket/a", ()),
            ("/shared/ada:pass@papers?key=1", ()),
        ],
    )
    def test_the_log_hides_what_is_secret_in_an_address(self, place: str, secrets: tuple[str, ...]) -> None:
        assert secrets_in(place) == secrets
