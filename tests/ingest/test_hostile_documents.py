"""What `python -m bench attack` found in the reading of documents that mean harm, one test for each kind."""

from __future__ import annotations

import json
import os
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder

from assistant.errors import SourceError, UsageError
from ingest import cli
from ingest.decisions import read_file
from ingest.group import read_group
from ingest.pipeline import ingest
from ingest.sources import ParsedSource, find_sources, names_of, read_documents, read_source, statement_for

PAPER = {"title": "Robots", "abstract": "They obey.", "date": "2020"}
HIDDEN = "\u202ee\u200bvil\u2028"
SLOWEST = 3.0
"""Seconds of computing for 40 KB. What looks at a run again from each of its places takes many times that."""


def read(tmp_path: Path, text: str) -> ParsedSource:
    path = tmp_path / "document"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read_source(path)


def read_object(tmp_path: Path, **values: Any) -> ParsedSource:
    return read(tmp_path, json.dumps(PAPER | values))


# What may be shown


def test_nothing_that_a_paper_tells_is_hidden_or_of_several_lines(tmp_path: Path) -> None:
    (paper,) = read_object(
        tmp_path,
        title=f"Robots {HIDDEN}",
        authors=[
            {"name": f"Eve {HIDDEN}", "affiliations": [f"Lab {HIDDEN}"], "orcid": "0000-0002-1825-0097"}
        ],
        category=f"cs.RO {HIDDEN}x",
        affiliations=[f"Lab\n{HIDDEN}"],
        identifiers={"hal": "hal-1"},
    ).papers
    assert (paper.title, paper.category, paper.affiliations) == ("Robots evil", "cs.RO evil x", ("Lab evil",))
    (person,) = paper.people
    assert (person.name, person.affiliations) == ("Eve evil", ("Lab evil",))
    assert paper.authors == ("Eve evil",)


@pytest.mark.parametrize(
    "values",
    [
        {"url": "https://example.org/\ud800"},
        {"doi": "10.1000/\ud800"},
        {"authors": [{"name": "Eve", "affiliations": ["Lab \ud800"]}]},
        {"venue": "J\x1b[31m"},
    ],
    ids=str,
)
def test_half_a_character_anywhere_costs_its_record_and_is_told(
    values: Mapping[str, Any], tmp_path: Path
) -> None:
    found = read_object(tmp_path, **values)
    assert [skipped.line for skipped in found.skipped] == [1]
    assert not found.papers


@pytest.mark.parametrize(
    ("field", "value"),
    [("abstract", "They obey. " * 20_000), ("venue", "J" * 5000), ("keywords", ["k" * 5000, "swarms"])],
)
def test_a_value_longer_than_any_is_left_out_and_told(field: str, value: object, tmp_path: Path) -> None:
    found = read_object(tmp_path, **{field: value})
    (paper,), (skipped,) = found.papers, found.skipped
    assert getattr(paper, field) in ("", None, ("swarms",))
    assert f"are no {field}; the paper is kept without them" in skipped.reason


def test_a_name_longer_than_any_cuts_the_list_of_authors(tmp_path: Path) -> None:
    (paper,) = read_object(tmp_path, authors=["Ada Byron", "E" * 5000]).papers
    assert (paper.authors, paper.authors_complete) == (("Ada Byron",), False)


def test_a_title_longer_than_any_is_none(tmp_path: Path) -> None:
    found = read_object(tmp_path, title="x" * 100_000)
    assert not found.papers
    assert "100,000 characters of 'xxx" in found.skipped[0].reason


# Names of files


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("esc\x1b[31m.jsonl", r"esc\x1b[31m.jsonl"),
        ("bidi\u202egpj.jsonl", r"bidi\u202egpj.jsonl"),
        ("two\nlines.jsonl", r"two\nlines.jsonl"),
        (os.fsdecode(b"caf\xe9.jsonl"), r"caf\udce9.jsonl"),
        ("café.jsonl", "café.jsonl"),
    ],
)
def test_any_name_of_a_file_is_read_and_shown_with_all_that_is_in_it(
    name: str, shown: str, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    try:
        (folder / name).write_text(json.dumps(PAPER) + "\n{")
    except OSError:
        pytest.skip("no file can have this name here")
    for added in (1, 0):  # the note of the first is found by the second
        report = ingest([folder], tmp_path / "index", FakeEncoder())
        assert (report.added, report.skipped[0].place) == (added, f"{shown}:2")
    report = ingest([folder / name], tmp_path / "index", FakeEncoder())
    assert report.unchanged == 1
    assert list(names_of(find_sources([folder / name])).values()) == [shown]


def test_names_in_a_zip_are_shown_with_all_that_is_in_them(tmp_path: Path) -> None:
    path = tmp_path / "papers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../\x1b[31m\u202e.jsonl", json.dumps(PAPER))
    (source,) = read_documents(path).sources
    assert source.info.document == r"papers.zip/../\x1b[31m\u202e.jsonl"


# Forms


def test_a_prefix_that_is_declared_nowhere_costs_no_other_record(tmp_path: Path) -> None:
    record = "<article><title>{}</title><year>2020</year></article>"
    found = read(tmp_path, f"<dblp>{record.format('Cats')}<x:y/><a: b/>{record.format('Dogs')}</dblp>")
    assert [paper.title for paper in found.papers] == ["Cats", "Dogs"]


def test_a_number_of_many_digits_is_no_part_of_a_date(tmp_path: Path) -> None:
    item = {"DOI": "10.1000/1", "title": ["Cats"], "published": {"date-parts": [[2020]]}}
    text = json.dumps(item).replace("2020", "9" * 5000)
    assert [paper.date for paper in read(tmp_path, text).papers] in ([None], [])
    item["published"] = {"date-parts": [["9" * 5000, 1]]}
    assert [paper.date for paper in read(tmp_path, json.dumps(item)).papers] == [None]


def test_what_is_said_of_a_date_is_one_line(tmp_path: Path) -> None:
    found = read_object(tmp_path, date="soon\n\x1b[31m")
    assert [skipped.reason for skipped in found.skipped] == [
        "'soon??[31m' is no date; the paper is kept without it"
    ]


def test_an_item_of_zotero_that_says_no_type_is_a_paper(tmp_path: Path) -> None:
    sample = (Path(__file__).with_name("forms") / "zotero.rdf").read_text(encoding="utf-8")
    found = read(tmp_path, sample.replace("itemType", "itemtype"))
    assert found.papers[0].title == "Sleep and memory in mice"


RUN = 40_000


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title = {Cats}}" + " " * RUN + "x",
        "@article{a, ?" + "\n" * RUN + "?, title = {Cats}}",
        "@article{a, title = {Cats}, keywords = {a," + " " * RUN + "b}}",
        json.dumps(PAPER | {"authors": "Ada Byron" + " " * RUN + "x"}),
        json.dumps(PAPER | {"authors": ["Ada Byron" + "0" * RUN + "x"]}),
    ],
    ids=lambda text: text[:60],
)
def test_a_long_run_of_anything_is_looked_at_once(text: str, tmp_path: Path) -> None:
    began = time.thread_time()  # what else this machine does is not counted
    read(tmp_path, text)
    assert time.thread_time() - began < SLOWEST


# What people write


@pytest.mark.parametrize(
    ("name", "reads"),
    [("group.toml", read_group), ("sources.toml", lambda path: statement_for(path.with_name("papers.bib")))],
)
def test_a_number_of_many_digits_is_no_toml(
    name: str, reads: Callable[[Path], object], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(f"name = {'9' * 5000}")
    with pytest.raises(SourceError, match="is no valid TOML"):
        reads(tmp_path / name)


@pytest.mark.parametrize("source", ["x" * 5000, "a\0b", "~nobody-of-this-name/papers.bib"])
def test_a_source_that_no_file_can_be_called_is_named_with_its_line(source: str, tmp_path: Path) -> None:
    group = tmp_path / "group.toml"
    group.write_text(f"name = 'We'\nsources = [{json.dumps(source)}]")
    with pytest.raises(SourceError, match=r"group\.toml:[12]: .* is neither there nor begins with"):
        read_group(group)


def test_what_a_command_says_gives_a_terminal_no_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "group.toml").write_text('"\\u001b[31m\\n\\u202e" = 1')
    assert cli.main([str(tmp_path / "group.toml"), "--index", str(tmp_path / "index")]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert r"the key '\x1b[31m\n\u202e' is unknown" in said


def test_a_decision_is_told_in_one_line_of_what_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    said = {"decision": "keep", "day": "2020\x1b[31m", "works": [["a"]], "titles": [f"Cats\n{HIDDEN}"]}
    path.write_text(json.dumps(said))
    assert list(map(str, read_file(path))) == ["keep “Cats evil ” (2020[31m)"]
    path.write_text('{"decision": "keep", "day": "x", "works": [["\\ud800"]]}')
    with pytest.raises(UsageError, match=r"decisions\.jsonl:1: no decision"):
        read_file(path)


def test_a_count_of_thousands_of_digits_is_no_count(tmp_path: Path) -> None:
    text = (Path(__file__).with_name("forms") / "inspire.json").read_text(encoding="utf-8")
    document = tmp_path / "inspire.json"
    document.write_text(
        text.replace('"author_count": 300', f'"author_count": "{"9" * 5000}"'), encoding="utf-8"
    )
    assert len(read_source(document).papers) == 1


def test_a_prefix_without_a_namespace_costs_no_paper(tmp_path: Path) -> None:
    text = (Path(__file__).with_name("forms") / "zotero.rdf").read_text(encoding="utf-8")
    document = tmp_path / "zotero.rdf"
    for said in ('xmlns:bib=""', 'xmlns:bib="&a;&b;"'):
        document.write_text(text.replace('xmlns:bib="http://purl.org/net/biblio#"', said), encoding="utf-8")
        assert {p.title for p in read_source(document).papers} >= {
            "Sleep and memory in mice",
            "Noise in cities",
        }
