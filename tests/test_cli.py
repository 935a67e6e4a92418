"""The command lines: `python -m assistant` and `python -m ingest`."""

from __future__ import annotations

import gc
import io
import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fakes import FakeEncoder
from waiting import PATIENCE
from zoo import REPOSITORY, FirstAsk

import assistant.cli
import ingest.cli
from assistant.config import DEFAULT_MODEL, Settings, command_line, default_index, installing
from assistant.models.encoders import Vectors
from ingest.progress import estimate, lines

ANSWER_KEYS = [
    "id",
    "question",
    "answer",
    "abstained",
    "reason",
    "citations",
    "suggestions",
    "query",
    "seconds",
]
MORE_ANSWER_KEYS = ["writer", "support", "usage", "told", "verbatim", "note"]
CITATION_KEYS = ["number", "paper_id", "title", "authors", "year", "scope"]
CITATION_KEYS += ["field", "quote", "start", "end", "source", "line", "url"]
MORE_CITATION_KEYS = ["url_is_search", "section", "page"]
SUGGESTION_KEYS = ["paper_id", "title", "scope"]
TIGERS = "What has the group done on swimming tigers?"


class Run(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Fragile(FakeEncoder):
    """Breaks down over one word."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        if any("whale" in text.lower() for text in texts):
            raise RuntimeError("out of water")
        return super().encode(texts)


@pytest.fixture
def run(zoo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs `python -m assistant` over the zoo, in this process and without a model."""
    monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)
    monkeypatch.setattr("assistant.answering.open_encoder", FakeEncoder)
    monkeypatch.delenv("ASSISTANT_MODEL", raising=False)

    def run(*arguments: str, index: Path | None = zoo, stdin: bytes | str = "") -> Run:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        status = assistant.cli.main([*arguments, *(["--index", str(index)] if index else [])])
        return Run(status, *capsys.readouterr())

    return run


@pytest.fixture
def run_ingest(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs `python -m ingest`, in this process and without a model."""
    monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)

    def run(*arguments: str | Path) -> Run:
        status = ingest.cli.main([*map(str, arguments)])
        return Run(status, *capsys.readouterr())

    return run


class TestAsk:
    def test_json_has_the_documented_keys(self, run: Callable[..., Run]) -> None:
        status, out, _ = run("ask", TIGERS, "--json")
        answer = json.loads(out)
        assert status == 0
        assert sorted(answer) == sorted(ANSWER_KEYS + MORE_ANSWER_KEYS)
        assert answer["question"] == TIGERS
        assert (answer["abstained"], answer["reason"]) == (False, None)
        assert answer["citations"]
        for citation in answer["citations"]:
            assert sorted(citation) == sorted(CITATION_KEYS + MORE_CITATION_KEYS)
        assert answer["seconds"] >= 0

    def test_an_abstention_has_the_same_keys(self, run: Callable[..., Run]) -> None:
        status, out, _ = run("ask", "What has the group done on singing whales?", "--json")
        answer = json.loads(out)
        assert status == 0
        assert sorted(answer) == sorted(ANSWER_KEYS + MORE_ANSWER_KEYS)
        assert (answer["abstained"], answer["reason"], answer["citations"]) == (True, "nothing_found", [])
        assert all(sorted(suggestion) == sorted(SUGGESTION_KEYS) for suggestion in answer["suggestions"])

    def test_the_text_shows_answer_and_sources(self, run: Callable[..., Run]) -> None:
        status, out, _ = run("ask", TIGERS)
        assert status == 0
        assert "Tigers swim across 3 rivers. [1]" in out
        assert "Swimming Tigers" in out

    def test_the_scope_that_the_asker_chose(self, run: Callable[..., Run]) -> None:
        def scopes(*options: str) -> set[str]:
            answer = json.loads(run("ask", "list all papers", "--json", *options).out)
            return {citation["scope"] for citation in answer["citations"]}

        assert scopes() == scopes("--scope", "group") == {"group"}
        assert scopes("--scope", "related") == {"related"}
        assert scopes("--scope", "all") == {"group", "related"}

    @pytest.mark.parametrize("arguments", [[], ["ask"], ["sing"], ["ask", "q", "--scope", "mine"]])
    def test_wrong_usage_is_status_2(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as stopped:
            assistant.cli.main(arguments)
        assert stopped.value.code == 2
        assert "usage:" in capsys.readouterr().err

    def test_it_says_which_index_it_uses_unless_that_was_given(
        self, run: Callable[..., Run], zoo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert run("ask", TIGERS).err == ""
        monkeypatch.setenv("ASSISTANT_INDEX", str(zoo))
        assert run("ask", TIGERS, index=None).err == f"Index: {zoo}\n"

    def test_a_broken_index_is_one_line_and_status_1(self, run: Callable[..., Run], tmp_path: Path) -> None:
        (tmp_path / "CURRENT").write_text("gone")
        status, out, err = run("ask", TIGERS, index=tmp_path)
        assert (status, out) == (1, "")
        assert re.fullmatch(r"assistant: .*'gone'.*\n", err)

    def test_an_index_of_another_model_is_one_line_and_status_1(
        self, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ASSISTANT_EMBEDDING_MODEL", "another-model")
        status, out, err = run("ask", TIGERS)
        assert (status, out) == (1, "")
        assert re.fullmatch(rf"assistant: .*'{DEFAULT_MODEL}'.*'another-model, centred'.*\n", err)

    def test_a_model_that_can_not_be_set_up_is_one_line_and_status_1(self, run: Callable[..., Run]) -> None:
        status, out, err = run("ask", TIGERS, "--model", "nobody:knows-it")
        assert (status, out) == (1, "")
        assert re.fullmatch(r"assistant: .*'nobody:knows-it'.*\n", err)


class TestBatch:
    def test_an_answer_for_each_line_under_its_id(self, run: Callable[..., Run]) -> None:
        questions = [
            {"id": "q-1", "question": TIGERS},
            {"id": 7, "question": "How many papers are there?"},
            {"question": "papers by Ada Byron"},
            {"id": "Ünï", "question": "papers by Gödel", "history": []},
        ]
        done = run("batch", stdin="\n".join(json.dumps(q, ensure_ascii=False) for q in questions))
        assert done.status == 0
        assert [answer["id"] for answer in done.lines] == ["q-1", 7, 3, "Ünï"]
        assert [answer["question"] for answer in done.lines] == [q["question"] for q in questions]
        assert all(sorted(answer) == sorted(ANSWER_KEYS + MORE_ANSWER_KEYS) for answer in done.lines)

    def test_empty_lines_are_passed_over(self, run: Callable[..., Run]) -> None:
        done = run("batch", stdin=f"\n\n{json.dumps({'question': TIGERS})}\r\n  \n")
        assert (done.status, [answer["id"] for answer in done.lines]) == (0, [3])
        assert run("batch") == Run(0, "", "")

    @pytest.mark.parametrize(
        ("bad", "identity"),
        [
            ("{not json", 2),
            ('"only text"', 2),
            ("[1, 2]", 2),
            ("null", 2),
            ('{"id": "b"}', "b"),
            ('{"id": "b", "question": 7}', "b"),
            ('{"id": "b", "question": null}', "b"),
            ('{"id": "b", "question": "q", "history": "earlier"}', "b"),
            ('{"id": "b", "question": "q", "history": [{"role": "system", "content": "x"}]}', "b"),
            ('{"id": "b", "question": "q", "history": [{"role": "user"}]}', "b"),
            ('{"id": "b", "question": "q", "history": ["x"]}', "b"),
            (
                '{"id": "b", "question": "q", "history": [{"role": "user", "content": "x", "citations": 3}]}',
                "b",
            ),
            (b'{"id": "b", "question": "caf\xe9"}', "b"),  # not UTF-8
            ('{"id": "b", "question": "half a character: \\ud800"}', "b"),
            ("[" * 100_000, 2),
        ],
        ids=lambda value: str(value)[:60],
    )
    def test_a_bad_line_is_an_error_and_costs_the_others_nothing(
        self, run: Callable[..., Run], bad: str | bytes, identity: object
    ) -> None:
        gc.collect()  # else other tests may leave objects that are finalised deep in the brackets, and fail
        good = json.dumps({"id": "a", "question": TIGERS}).encode()
        line = bad.encode() if isinstance(bad, str) else bad
        done = run("batch", stdin=b"\n".join([good, line, good.replace(b'"a"', b'"c"')]))
        first, second, third = done.lines
        assert done.status == 1
        assert sorted(second) == ["error", "id"]
        assert second["id"] == identity
        assert second["error"]
        assert (first["id"], third["id"], first["answer"]) == ("a", "c", third["answer"])
        assert first["citations"]

    def test_whatever_the_id_is_the_line_is_valid_json(self, run: Callable[..., Run]) -> None:
        done = run(
            "batch", stdin='{"id": "\\ud800", "question": "tigers"}\n{"id": [1], "question": "tigers"}'
        )
        assert [line["id"] for line in done.lines] == ["\ud800", [1]]

    def test_a_failure_inside_is_an_error_of_its_line(
        self, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.models.encoders.open_encoder", Fragile)
        questions = ["papers about whale songs by others", TIGERS]
        done = run("batch", stdin="\n".join(json.dumps({"id": q, "question": q}) for q in questions))
        assert done.status == 1
        failed, answered = done.lines
        assert sorted(failed) == ["error", "id"]
        assert "out of water" in failed["error"]
        assert answered["citations"]

    @pytest.mark.parametrize("cited", [True, False])
    def test_a_history_says_what_those_are(self, run: Callable[..., Run], cited: bool) -> None:
        (before,) = run("batch", stdin=json.dumps({"question": "papers by Ada Byron"})).lines
        reply: dict[str, Any] = {"role": "assistant", "content": before["answer"]}
        if cited:
            reply["citations"] = [citation["paper_id"] for citation in before["citations"]]
        history = [{"role": "user", "content": "papers by Ada Byron"}, reply]
        question = {"question": "Which of those are from 2021?", "history": history}
        (after,) = run("batch", stdin=json.dumps(question)).lines
        assert [citation["title"] for citation in after["citations"]] == ["Swimming Tigers"]


class TestReferences:
    def test_all_papers_of_the_group_the_newest_first(self, run: Callable[..., Run]) -> None:
        listed = run("references")
        assert listed.status == 0
        assert listed.out.splitlines() == [
            "Gödel, K., & Byron, A. (2021, March 4). Swimming Tigers.",
            "Byron, A. (2020, January 2). Lions at Night.",
            "Sparrow Nests. (2019).",
        ]
        assert "Whale Songs" in run("references", "--scope", "related", "--style", "ieee").out

    @pytest.mark.parametrize(
        ("form", "begins"),
        [("html", "<!DOCTYPE html>"), ("markdown", "- "), ("bibtex", "@"), ("ris", "TY  - ")],
    )
    def test_the_papers_of_an_answer_in_all_forms(
        self, run: Callable[..., Run], form: str, begins: str
    ) -> None:
        listed = run("references", "--question", TIGERS, "--format", form)
        assert listed.out.startswith(begins)
        assert "Swimming Tigers" in listed.out
        assert "Sparrow" not in listed.out

    def test_who_is_set_in_bold(self, run: Callable[..., Run]) -> None:
        bold = run("references", "--format", "html", "--bold", "K. Gödel").out
        assert "<b>Gödel, K.</b>, &amp; Byron, A." in bold
        assert "<b>" not in run("references", "--format", "html", "--bold", "").out

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--style", "Nature"], "There is no style 'Nature'; expected APA, IEEE, Vancouver"),
            (["--style", "README.md"], "is not XML, as a CSL file must be"),
            (["--bold", "Nobody"], "No author of these papers is called 'Nobody'."),
            (["--question", "Who works on sharks?"], "I found nothing on “sharks”"),
        ],
    )
    def test_what_can_not_be_done_is_one_line(
        self, run: Callable[..., Run], options: list[str], said: str
    ) -> None:
        refused = run("references", *options)
        assert (refused.status, refused.out) == (1, "")
        assert said in refused.err
        assert len(refused.err.splitlines()) == 1


class TestIngest:
    def test_a_short_table(self, run_ingest: Callable[..., Run], tmp_path: Path) -> None:
        source = tmp_path / "zoo.jsonl"
        source.write_text('{"title": "Cats"}\n{"title": 3}\n{"title": "Owls", "scope": "related"}\n')
        status, out, err = run_ingest(source, "--index", tmp_path / "index")
        skipped, total, abstracts, names, values = out.splitlines()
        assert (status, err) == (0, "ingest: 2 passages to read\n")
        assert skipped.startswith("zoo.jsonl:2: skipped: ")
        assert total.startswith(f"1 group, 1 related papers in {tmp_path / 'index' / 'snapshots'}")
        assert abstracts == "abstracts: 0 missing ones filled in, 2 still missing"
        table = dict(zip(names.split(), values.split(), strict=True))
        seconds = table.pop("seconds")
        assert table == {"added": "2", "updated": "0", "unchanged": "0", "removed": "0", "skipped": "1"}
        assert 0 <= float(seconds) < 60

    def test_scope_and_day_of_capture(self, run_ingest: Callable[..., Run], tmp_path: Path) -> None:
        source = tmp_path / "zoo.jsonl"
        source.write_text('{"title": "Cats", "date": "Feb 4"}\n')
        options = ("--scope", "related", "--retrieved", "2020-03-01")
        status, out, _ = run_ingest(source, "--index", tmp_path / "index", *options)
        assert (status, out.splitlines()[0][:26]) == (0, "0 group, 1 related papers ")
        (papers,) = (tmp_path / "index").rglob("papers.jsonl")
        assert json.loads(papers.read_text())["date"]["year"] == 2020

    @pytest.mark.parametrize(
        ("name", "content"), [("a.txt", b"just words"), ("b.bin", b"\x00\x01"), ("c.txt", b"")]
    )
    def test_a_document_in_no_known_form_is_one_line_and_status_1(
        self, run_ingest: Callable[..., Run], tmp_path: Path, name: str, content: bytes
    ) -> None:
        (tmp_path / name).write_bytes(content)
        status, out, err = run_ingest(tmp_path / name, "--index", tmp_path / "index")
        assert (status, out) == (1, "")
        assert re.fullmatch(rf"ingest: .*{re.escape(name)}.*\n", err)
        assert not (tmp_path / "index").exists()

    def test_a_source_that_is_not_there_is_one_line_and_status_1(
        self, run_ingest: Callable[..., Run], tmp_path: Path
    ) -> None:
        status, out, err = run_ingest(tmp_path / "gone.txt", "--index", tmp_path / "index")
        assert (status, out) == (1, "")
        assert re.fullmatch(r"ingest: .*gone\.txt.*\n", err)

    def test_another_groups_index_answers_questions(
        self, run: Callable[..., Run], run_ingest: Callable[..., Run], tmp_path: Path
    ) -> None:
        (tmp_path / "cats.bib").write_text(
            "@article{c, title = {Climbing Cats}, abstract = {Cats climb oak trees.}}"
            "@article{d, title = {Barking Dogs}, abstract = {Dogs bark at the moon.}}"
            "@article{e, title = {Flying Geese}, abstract = {Geese fly to Africa.}}"
        )
        assert run_ingest(tmp_path / "cats.bib", "--index", tmp_path / "index").status == 0
        answer = json.loads(run("ask", "papers about climbing cats", "--json", index=tmp_path / "index").out)
        assert [citation["quote"] for citation in answer["citations"]] == ["Cats climb oak trees."]


class TestSettings:
    def test_an_option_beats_the_environment_and_that_the_default(self, tmp_path: Path) -> None:
        environment = {"ASSISTANT_INDEX": "there", "ASSISTANT_MODEL": "a:b", "ASSISTANT_EMBEDDING_MODEL": "m"}
        read = Settings.read(index=tmp_path, environ=environment)
        assert (read.index, read.model, read.embedding_model) == (tmp_path, "a:b", "m")
        assert Settings.read(environ=environment).index == Path("there")
        assert Settings.read(environ={}) == Settings()
        assert Settings.read(environ={"ASSISTANT_MODEL": ""}).model is None

    def test_the_index_of_a_checkout_is_its_own_from_everywhere(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(REPOSITORY)
        assert Settings.read(environ={}).index == Path("data")
        monkeypatch.chdir(tmp_path)
        assert Settings.read(environ={}).index == REPOSITORY / "data"

    def test_an_installed_index_lies_among_the_users_data(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assistant.config.REPOSITORY", tmp_path)  # a folder of packages, no checkout
        monkeypatch.setattr("sys.platform", "linux")
        monkeypatch.setenv("HOME", "/home/ada")
        monkeypatch.delenv("XDG_DATA_HOME", raising=False)
        assert default_index() == Path("/home/ada/.local/share/group-research-assistant")
        monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
        assert default_index() == Path("/elsewhere/group-research-assistant")
        monkeypatch.setattr("sys.platform", "darwin")
        assert default_index() == Path("/home/ada/Library/Application Support/group-research-assistant")

    def test_commands_are_named_as_they_can_be_typed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert command_line("doctor") == "python -m assistant doctor"
        assert installing("mcp", extra="mcp").endswith("-e '.[mcp]'")
        monkeypatch.setattr("sys.argv", ["/checkout/.venv/bin/group-assistant", "ask"])
        assert command_line("doctor") == "group-assistant doctor"
        monkeypatch.setattr("sys.argv", ["python"])
        monkeypatch.setattr("assistant.config.REPOSITORY", tmp_path)
        assert command_line("doctor") == "group-assistant doctor"
        assert installing("mcp", extra="mcp") == "pip install mcp"

    def test_a_file_of_settings_is_read_where_the_environment_says_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".env").write_text("ASSISTANT_MODEL=of:file\nASSISTANT_INDEX=of-file\n")
        monkeypatch.delenv("ASSISTANT_MODEL", raising=False)
        monkeypatch.setenv("ASSISTANT_INDEX", "of-environment")
        read = Settings.read()
        assert (read.model, read.index) == ("of:file", Path("of-environment"))


@pytest.mark.timeout(600)
def test_the_first_ask_reads_the_seeds_by_itself_and_says_so(first_ask: FirstAsk) -> None:
    assert first_ask.returncode == 0, first_ask.stderr
    assert f"{first_ask.index} holds no index yet" in first_ask.stderr
    assert "seeds/" in first_ask.stderr
    answer = json.loads(first_ask.stdout)  # nothing but the answer stands on standard output
    assert len({citation["paper_id"] for citation in answer["citations"]}) == 7


def test_ctrl_c_is_the_end_and_no_traceback(real_zoo: Path) -> None:
    command = [sys.executable, "-m", "assistant", "batch", "--index", str(real_zoo)]
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # which may be ignored here
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"question": TIGERS}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["citations"]
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (-signal.SIGINT, "")


class TestProgress:
    def test_how_long_it_takes_is_said_before_it_begins(self) -> None:
        assert estimate("papers", 500, busy=1.0) == "500 papers to read, about 10 seconds"
        assert estimate("papers", 500, busy=4.0) == "500 papers to read, about 40 seconds"
        assert estimate("papers", 30_000, busy=1.0) == "30,000 papers to read, about 10 minutes"
        assert estimate("papers", 3, busy=1.0) == "3 papers to read"
        assert estimate("passages", 3_000, busy=1.0) == "3,000 passages to read"  # of another model

    def test_a_log_gets_a_line_now_and_then(self) -> None:
        times, said = iter([0.0, 1.0, 6.0, 7.0, 12.0]), list[str]()
        show = lines(said.append, clock=lambda: next(times))
        for done in (10, 20, 30, 40):
            show("papers", done, 2000)
        assert said == ["20 of 2,000 papers read", "40 of 2,000 papers read"]
