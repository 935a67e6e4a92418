"""An index in step with its sources: what is new, changed, gone; and what fails costs no paper."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder
from standin import Fault, Standin, serving
from standin_works import AUTHOR, ORCID, PID, WORKS, Work
from waiting import PATIENCE, until

import ingest.cli
from assistant.errors import SnapshotError, SourceError, UsageError
from assistant.index.corpus import open_corpus
from assistant.index.locks import writing
from assistant.index.snapshot import current_snapshot, read_manifest
from assistant.services import ENDPOINTS
from ingest.cli import table
from ingest.group import read_group
from ingest.pipeline import Report
from ingest.starting import QUESTIONS, from_answers, from_id
from ingest.syncing import requested, sync
from ingest.watching import watch

BIB = "@article{mine,\n  title = {Pots of My Own},\n  author = {Carberry, Josiah},\n  year = {2023}\n}\n"


def bring(server: Standin | None, index: Path, *given: str, **options: object) -> Report:
    request = requested(given, contact="ada@example.org", **options)  # type: ignore[arg-type]
    return sync(
        request, index, FakeEncoder(), environ={ENDPOINTS: server.url if server else "http://127.0.0.1:9"}
    )


def titles(index: Path, scope: str = "group") -> set[str]:
    corpus = open_corpus(index)
    corpus.close()
    return {paper.title for paper in corpus.papers if paper.scope == scope}


def test_the_second_time_is_no_work(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with serving() as server:
        first = bring(server, index, f"orcid:{ORCID}")
        assert (first.added, first.filled, first.bare) == (5, 3, 1)
        server.forget()
        again = bring(server, index, f"orcid:{ORCID}")
    assert [name for name, _, _ in server.asked] == ["orcid", "openalex"]
    assert (again.snapshot, again.encoded, again.unchanged) == (first.snapshot, 0, 5)
    assert (again.filled, again.bare) == (3, 1)


def test_the_report_names_what_is_new_changed_and_gone(tmp_path: Path) -> None:
    new = Work("Something New About Pots", "Pots are new.", doi="10.5555/new", at=WORKS[0].at)
    changed = replace(WORKS[1], date="2021-09-09")
    with serving() as server:
        first = bring(server, tmp_path / "index", f"openalex:{AUTHOR}", fill=False)
        assert first.news.new == ()
        server.works[:] = [*WORKS[2:], changed, new]
        report = bring(server, tmp_path / "index", f"openalex:{AUTHOR}", fill=False)
    assert report.news.new == (new.title,)
    assert report.news.changed == (changed.title,)
    assert report.news.gone == (WORKS[0].title,)
    assert f"new: {new.title}\nchanged: {changed.title}\ngone: {WORKS[0].title}\n" in table(report)


def test_a_source_that_fails_keeps_its_papers(tmp_path: Path) -> None:
    bib = tmp_path / "mine.bib"
    bib.write_text(BIB)
    given = (str(bib), f"openalex:{AUTHOR}", f"dblp:{PID}")
    with serving() as server:
        bring(server, tmp_path / "index", *given, fill=False)
        before = titles(tmp_path / "index")
        server.faults.append(Fault("openalex", 401, times=99))
        bib.write_text(BIB.replace("My Own", "Nobody"))
        report = bring(server, tmp_path / "index", *given, fill=False)
    assert titles(tmp_path / "index") == before - {"Pots of My Own"} | {"Pots of Nobody"}
    assert [problem[:8] for problem in report.problems] == ["OpenAlex"]
    assert "not fetched: OpenAlex (127.0.0.1" in table(report)


def test_a_source_that_fails_the_first_time_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    with serving(Fault("openalex", 401, times=99)) as server:
        report = bring(server, tmp_path / "index", f"openalex:{AUTHOR}", f"dblp:{PID}", fill=False)
        assert "OpenAlex" in report.problems[0]
        assert len(titles(tmp_path / "index")) == 2
        with pytest.raises(SourceError, match="OpenAlex"):
            bring(server, tmp_path / "other", f"openalex:{AUTHOR}")


def test_papers_do_not_go_because_a_copy_is_gone_and_its_service_fails(tmp_path: Path) -> None:
    given = (f"openalex:{AUTHOR}", f"dblp:{PID}")
    with serving() as server:
        bring(server, tmp_path / "index", *given, fill=False)
        before = titles(tmp_path / "index")
        for path in (tmp_path / "index/fetched").glob("openalex*/*"):
            path.unlink()
        server.faults.append(Fault("openalex", 401, times=99))
        with pytest.raises(SourceError, match="OpenAlex"):
            bring(server, tmp_path / "index", *given, fill=False)
    assert titles(tmp_path / "index") == before


def test_offline_takes_what_was_fetched_before(tmp_path: Path) -> None:
    with serving() as server:
        bring(server, tmp_path / "index", f"openalex:{AUTHOR}")
        server.forget()
        report = bring(server, tmp_path / "index", f"openalex:{AUTHOR}", offline=True)
        assert (report.unchanged, server.asked) == (5, [])
    with pytest.raises(SourceError, match="was not fetched yet, and --offline asks no service"):
        bring(None, tmp_path / "other", f"openalex:{AUTHOR}", offline=True)


def test_nobody_is_asked_while_another_ingest_writes(tmp_path: Path) -> None:
    request = requested([f"dblp:{PID}"], contact="ada@example.org")
    with serving() as server, writing(tmp_path):
        with pytest.raises(SnapshotError, match=r"is writing to .* --no-wait"):
            sync(request, tmp_path, FakeEncoder(), environ={ENDPOINTS: server.url}, wait=False)
        assert server.asked == []


def test_a_contact_that_is_none_is_an_error() -> None:
    with pytest.raises(UsageError, match="expected an address such as"):
        requested(["dblp:65/9612"], contact="ada\n@example.org")


class TestAGroup:
    @pytest.fixture
    def group(self, tmp_path: Path) -> Path:
        (tmp_path / "mine.bib").write_text(BIB)
        (tmp_path / "others.bib").write_text(BIB.replace("Pots of My Own", "Pots of Others"))
        path = tmp_path / "group.toml"
        path.write_text(
            'name = "The Carberry group"\ncontact = "ada@example.org"\nfill = false\n'
            f'sources = ["mine.bib"]\nrelated = ["others.bib"]\n\n[[people]]\nname = "J"\norcid = "{ORCID}"\n'
        )
        return path

    def test_it_says_what_is_read(self, group: Path, tmp_path: Path) -> None:
        with serving() as server:
            report = bring(server, tmp_path / "index", str(group))
            assert (report.group, report.related) == (6, 1)
            assert server.services_asked() == {"orcid", "openalex"}
            server.forget()
            assert bring(server, tmp_path / "index", str(group)).unchanged == 7
            assert len(server.asked) == 2
        assert titles(tmp_path / "index", "related") == {"Pots of Others"}
        snapshot = current_snapshot(tmp_path / "index")
        assert snapshot
        assert read_manifest(snapshot).given == (str(group),)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("name = ", "is no valid TOML"),
            ('name = "x"', "names no source"),
            ('name = "x"\nsource = ["a.bib"]', ":2: the key 'source' is unknown, known are name, contact"),
            ("sources = 'a.bib'", ":1: the key 'sources' is 'a.bib', expected is a list"),
            ("\nsources = ['a.bib']", ":2: 'a.bib' is neither there nor begins with one of orcid:"),
            ("sources = ['orcit:1']", ":1: 'orcit:1' is neither there nor begins with one of orcid:"),
            (
                "fill = 'yes'\nsources = ['dblp:65/9612']",
                ":1: the key 'fill' is 'yes', expected is true or false",
            ),
            ("name = 3\nsources = ['dblp:65/9612']", ":1: the key 'name' is 3, expected is a text"),
            ("[people]\norcid = 'x'", "write \\[\\[people\\]\\] on a line of its own"),
            ("[[people]]\norcid = '0000-0002-1825-0098'", ":2: '0000-0002-1825-0098' is no ORCID iD"),
            ("[[people]]\nemail = 'x'", ":2: the key 'email' is unknown, known are name, orcid"),
        ],
    )
    def test_what_is_wrong_is_said_in_a_sentence_with_the_line(
        self, text: str, said: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "group.toml"
        path.write_text(text)
        with pytest.raises(SourceError, match=said) as problem:
            read_group(path)
        assert str(problem.value).startswith(str(path))
        assert "\n" not in str(problem.value).partition("TOML")[0]


class TestInit:
    def test_three_answers_make_a_group(self, tmp_path: Path) -> None:
        (tmp_path / "mine.bib").write_text(BIB)
        answers = dict(
            zip(
                QUESTIONS,
                ('The "Pot" group', f"https://orcid.org/{ORCID}, a5000000001, mine.bib", "ada@example.org"),
                strict=True,
            )
        )
        group = read_group(from_answers(tmp_path, answers.__getitem__))
        assert (group.name, group.contact) == ('The "Pot" group', "ada@example.org")
        sources = [source.text for source in group.sources]
        assert sources == [f"orcid:{ORCID}", f"openalex:{AUTHOR}", str(tmp_path / "mine.bib")]

    @pytest.mark.parametrize("id", [ORCID, f"orcid:{ORCID}", f"https://orcid.org/{ORCID}", AUTHOR])
    def test_one_id_is_enough(self, id: str, tmp_path: Path) -> None:
        with serving() as server:
            group = read_group(from_id(tmp_path, id, {ENDPOINTS: server.url}))
            assert group.name == "The group of Josiah Carberry"
            assert len(server.asked) == 1
            report = bring(server, tmp_path / "index", str(tmp_path / "group.toml"), fill=False)
            assert report.group == 5

    def test_a_service_that_fails_costs_only_the_name(self, tmp_path: Path) -> None:
        with serving(Fault("orcid", 401)) as server:
            group = read_group(from_id(tmp_path, ORCID, {ENDPOINTS: server.url}))
        assert (group.name, group.sources[0].text) == ("", f"orcid:{ORCID}")

    @pytest.mark.parametrize("id", ["0000-0002-1825-0098", "Josiah"])
    def test_what_is_no_id_is_refused(self, id: str, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="expected"):
            from_id(tmp_path, id, {})
        assert list(tmp_path.iterdir()) == []

    def test_a_group_that_is_there_is_kept(self, tmp_path: Path) -> None:
        (tmp_path / "group.toml").write_text("mine")
        with pytest.raises(SourceError, match="is there already"):
            from_id(tmp_path, ORCID, {})
        assert (tmp_path / "group.toml").read_text() == "mine"

    def test_answers_that_name_no_papers_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"group\.toml names no source"):
            from_answers(tmp_path, lambda question: "")
        with pytest.raises(SourceError, match=r"'none\.bib' is neither there"):
            from_answers(tmp_path, lambda question: "none.bib")
        assert list(tmp_path.iterdir()) == []

    def test_the_command_says_what_is_next(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with serving() as server:
            monkeypatch.setenv(ENDPOINTS, server.url)
            assert ingest.cli.main(["init", ORCID]) == 0
            assert "group.toml is written; `python -m ingest` reads" in capsys.readouterr().out
            monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)
            assert ingest.cli.main(["--index", "index", "--no-fill"]) == 0
            assert "5 group, 0 related papers" in capsys.readouterr().out
            server.faults.append(Fault("orcid", 401, times=9))
            assert ingest.cli.main(["--index", "index", "--no-fill"]) == 1
            assert "not fetched: ORCID" in capsys.readouterr().out


class TestWatch:
    @pytest.mark.parametrize("what", ["mine.bib", "."])
    def test_a_change_is_ingested(self, what: str, tmp_path: Path) -> None:
        bib = tmp_path / "watched" / "mine.bib"
        bib.parent.mkdir()
        bib.write_text(BIB)
        index, stop, times = tmp_path / "index", threading.Event(), []
        request = requested([str(bib.parent / what)])

        def again() -> None:
            times.append(sync(request, index, FakeEncoder(), environ={}).news.new)

        again()
        thread = threading.Thread(
            target=watch, args=(request, again), kwargs={"stop": stop, "sleep": lambda seconds: None}
        )
        thread.start()

        def written() -> bool:  # until the watch has begun, nobody sees a change
            new = tmp_path / "mine.new"  # not in the folder, of which all files are read
            new.write_text(BIB + BIB.replace("mine", "next").replace("My Own", f"Others {len(times)}"))
            new.replace(bib)
            threading.Event().wait(0.2)
            return len(times) > 1

        try:
            until(written)
        finally:
            stop.set()
            thread.join(PATIENCE)
        assert times[1] == ("Pots of Others 1",)
        assert "Pots of My Own" in titles(index)

    def test_what_lies_elsewhere_can_not_be_watched(self) -> None:
        with pytest.raises(UsageError, match="needs a file or a folder"):
            watch(requested([f"orcid:{ORCID}"]), lambda: None)
