"""Writing an index: one at a time, only where it is ours, and whole or not at all."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder
from waiting import PATIENCE
from zoo import REPOSITORY, ZOO

from assistant.errors import SnapshotError
from assistant.index.cleanup import tidy
from assistant.index.corpus import open_corpus
from assistant.index.locks import writing
from assistant.index.snapshot import current_snapshot
from ingest.pipeline import ingest


@pytest.fixture
def index(zoo_file: Path, tmp_path: Path) -> Path:
    ingest([zoo_file], tmp_path / "index", FakeEncoder())
    return tmp_path / "index"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may read. pytest closes its own to others whenever a session begins."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def add_a_paper(zoo_file: Path) -> Path:
    with zoo_file.open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps({"title": "Owls", "abstract": "Owls hear mice."}))
    return zoo_file


def run(code: str, *arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'tests'}", "HOME": "/tmp"}
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


INGEST = """
    import sys
    from pathlib import Path
    from assistant.errors import AssistantError
    from fakes import FakeEncoder
    from ingest.pipeline import ingest
    try:
        print(ingest([Path(sys.argv[1])], Path(sys.argv[2]), FakeEncoder()).snapshot)
    except AssistantError as problem:
        print(problem)
"""


class TestTwoAtOnce:
    def test_the_second_says_who_writes_and_since_when(self, zoo_file: Path, index: Path) -> None:
        with writing(index), pytest.raises(SnapshotError) as told:
            ingest([zoo_file], index, FakeEncoder(), wait=False)
        assert str(told.value).startswith(f"Process {os.getpid()}, since 2")
        assert str(told.value).endswith(f"is writing to {index}. Wait for it, or leave out --no-wait.")

    def test_the_second_waits(self, zoo_file: Path, index: Path) -> None:
        said: list[str] = []
        waits = threading.Event()

        def say(line: str) -> None:
            said.append(line)
            waits.set()

        with writing(index):
            thread = threading.Thread(
                target=ingest, args=([add_a_paper(zoo_file)], index, FakeEncoder()), kwargs={"say": say}
            )
            thread.start()
            assert waits.wait(PATIENCE)
        thread.join(PATIENCE)
        assert said[0].endswith("waiting for it.")
        assert len(open_corpus(index).papers) == len(ZOO) + 1

    @pytest.mark.process
    def test_a_killed_writer_holds_no_lock(self, index: Path) -> None:
        code = """
            import os, sys
            from pathlib import Path
            from assistant.index.locks import writing
            with writing(Path(sys.argv[1])):
                os.kill(os.getpid(), 9)
        """
        assert run(code, index).returncode == -9
        with writing(index, wait=False):
            pass


class TestOldSnapshots:
    @pytest.mark.process
    def test_a_reader_in_another_process_keeps_its_own(self, zoo_file: Path, index: Path) -> None:
        code = """
            import sys
            from pathlib import Path
            from assistant.index.corpus import open_corpus
            corpus = open_corpus(Path(sys.argv[1]))
            print(len(corpus.papers), flush=True)
            sys.stdin.readline()
            found = corpus.store.search(corpus.paper_vectors[0], top_k=9)
            print(len(found), corpus.vocabulary.has_word("lions"))
        """
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        old = current_snapshot(index)
        assert old
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code), str(index)],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as reader:  # fmt: skip
            assert reader.stdout
            assert reader.stdout.readline() == "4\n"
            ingest([add_a_paper(zoo_file)], index, FakeEncoder())
            assert old.directory.exists()
            out, _ = reader.communicate("go on\n", timeout=PATIENCE)
        assert out == "4 True\n"
        tidy(index)
        assert not old.directory.exists()
        assert current_snapshot(index)

    def test_what_is_not_ours_is_never_removed(self, zoo_file: Path, index: Path) -> None:
        (index / "notes.txt").write_text("mine")
        tidy(index)
        ingest([add_a_paper(zoo_file)], index, FakeEncoder())
        assert (index / "notes.txt").read_text() == "mine"


class TestADirectoryThatIsNotOurs:
    @pytest.mark.parametrize("name", ["thesis.docx", "snapshots/holidays/beach.jpg"])
    def test_is_refused_and_left_alone(self, zoo_file: Path, tmp_path: Path, name: str) -> None:
        mine = tmp_path / "mine" / name
        mine.parent.mkdir(parents=True)
        mine.write_text("dear")
        before = sorted((tmp_path / "mine").rglob("*"))
        with pytest.raises(SnapshotError, match=r"holds other files .* with --index\.$"):
            ingest([zoo_file], tmp_path / "mine", FakeEncoder())
        assert sorted((tmp_path / "mine").rglob("*")) == before

    def test_foreign_snapshots_beside_ours_stop_an_ingest(self, zoo_file: Path, index: Path) -> None:
        (index / "snapshots" / "backup of mine").mkdir()
        with pytest.raises(SnapshotError, match="'snapshots/backup of mine'"):
            ingest([zoo_file], index, FakeEncoder())


@pytest.mark.parametrize("limit", [2_000, 20_000, 150_000])
@pytest.mark.process
def test_a_full_disk_is_said_and_leaves_the_old_snapshot(zoo_file: Path, index: Path, limit: int) -> None:
    before = current_snapshot(index)
    with zoo_file.open("a", encoding="utf-8") as file:
        for n in range(60):
            file.write(
                "\n" + json.dumps({"title": f"Owl {n}", "abstract": f"Owl {n} hears {n} mice at night."})
            )

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))  # the system then refuses to write on

    done = run(INGEST, zoo_file, index, preexec_fn=small_files)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{index} can't be written: the disk is full")
    assert done.stdout.count("\n") == 1
    assert current_snapshot(index) == before
    assert len(open_corpus(index).papers) == len(ZOO)
    assert len(list((index / "snapshots").iterdir())) == 1
    ingest([zoo_file], index, FakeEncoder())
    assert len(open_corpus(index).papers) == len(ZOO) + 60


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone can become nobody")
@pytest.mark.process
def test_a_read_only_index_is_read_and_not_written(
    zoo_file: Path, index: Path, open_folder: Path, tmp_path: Path
) -> None:
    code = """
        import os, shutil, sys
        from pathlib import Path
        from assistant.index.corpus import open_corpus
        from assistant.errors import AssistantError
        from fakes import FakeEncoder
        from ingest.pipeline import ingest

        zoo_file, index, copy = map(Path, sys.argv[1:])
        shutil.copytree(index, copy)
        ingest([zoo_file], copy, FakeEncoder())  # what is imported late is now: nobody may not read it
        corpus = open_corpus(copy)
        corpus.store.search(corpus.paper_vectors[0], top_k=1)

        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        corpus = open_corpus(index)
        print(len(corpus.store.search(corpus.paper_vectors[0], top_k=9)))
        try:
            ingest([zoo_file], index, FakeEncoder())
        except AssistantError as problem:
            print(problem)
    """
    zoo_file = Path(shutil.copy(zoo_file, open_folder))
    index = Path(shutil.copytree(index, open_folder / "index"))
    for path in open_folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    done = run(code, zoo_file, index, tmp_path / "copy")
    assert done.returncode == 0, done.stderr
    papers, told = done.stdout.splitlines()
    assert papers == "4"
    assert told.startswith(f"{index} can't be written (Permission denied)")
