"""Keywords: read as sources print them, kept with the paper, searched, and exported again."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder, make_paper

from assistant.datamodels import Paper
from assistant.explore.bibtex import to_bibtex
from assistant.explore.exports import to_ris
from assistant.index.corpus import open_corpus
from assistant.retrieval.search import Search
from assistant.web.papers.card import card_html
from ingest.passages import passages
from ingest.pipeline import ingest
from ingest.sources import bibtex, read_source
from ingest.sources.document import Document
from ingest.sources.keywords import keywords_of
from ingest.sources.records import Context, ParsedSource
from ingest.versions import paper_of

PAPER = make_paper("A Title", "One is here.", id="a", keywords=("noise", "deep sleep"))


@pytest.mark.parametrize(
    ("printed", "keywords"),
    [
        (["noise; deep  sleep; Noise"], ("noise", "deep sleep")),
        (["*Brain/*physiology, Cues, 3D, 7"], ("Brain/physiology", "Cues", "3D")),
        (["Imaging, Three-Dimensional", "noise"], ("Imaging, Three-Dimensional", "noise")),
        (["()", ""], ()),
        ([""], ()),
    ],
)
def test_lists_of_keywords(printed: list[str], keywords: tuple[str, ...]) -> None:
    assert keywords_of(printed) == keywords


def test_bibtex() -> None:
    text = "@article{a, title={A}, keywords={noise, deep sleep}}\n@article{b, title={B}, keyword={one; two}}"
    found = bibtex.parse(Document("x.bib", text), Context(scope="group", retrieved=date(2026, 1, 1)))
    assert [paper.keywords for paper in found.papers] == [("noise", "deep sleep"), ("one", "two")]


@pytest.mark.parametrize(
    "fields",
    [
        {"keywords": ["noise", "deep sleep"]},
        {"keywords": "noise; deep sleep"},
        {"keyword": "noise, deep sleep", "issued": {"date-parts": [[2020]]}},  # CSL
        {"keywords": [{"display_name": "noise"}, {"display_name": "deep sleep"}], "authorships": []},
    ],
)
def test_json(tmp_path: Path, fields: dict[str, object]) -> None:
    (paper,) = read(tmp_path, title="A", **fields).papers
    assert paper.keywords == ("noise", "deep sleep")
    assert paper.origins["keywords"].line == 1


def test_keywords_that_are_none_cost_no_paper(tmp_path: Path) -> None:
    source = read(tmp_path, title="A", keywords=[1, 2])
    assert [paper.keywords for paper in source.papers] == [()]
    assert [s.reason for s in source.skipped] == [
        "its keywords are neither a list of strings nor one string; they are left out"
    ]


def read(folder: Path, **fields: object) -> ParsedSource:
    (folder / "a.jsonl").write_text(json.dumps(fields))
    return read_source(folder / "a.jsonl")


def test_the_longest_list_of_a_work_is_kept() -> None:
    few, many = (make_paper("A", keywords=words) for words in (("one",), ("one", "two")))
    assert paper_of([few, many]).keywords == ("one", "two")


def test_keywords_are_embedded_with_the_title() -> None:
    texts = {passage.kind: text for passage, text in passages(PAPER)}
    assert texts["keywords"] == "A Title. Keywords: noise, deep sleep."
    assert texts["abstract"] == "A Title. One is here. Keywords: noise, deep sleep."
    assert texts["sentence"] == "One is here."


def test_a_paper_is_found_by_a_keyword(tmp_path: Path) -> None:
    records = [{"title": "Owls", "keywords": ["hibernation"]}, {"title": "Bears"}, {"title": "Bats"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, records)))
    ingest([tmp_path / "a.jsonl"], tmp_path / "index", FakeEncoder())
    with closing(open_corpus(tmp_path / "index")) as corpus:
        found = Search(corpus, FakeEncoder()).search("hibernation", top_k=1)
        assert [(e.paper.title, e.paper.keywords) for e in found] == [("Owls", ("hibernation",))]


def test_new_keywords_are_read(tmp_path: Path) -> None:
    for keywords in (["sleep"], ["hibernation"]):
        (tmp_path / "a.jsonl").write_text(json.dumps({"title": "Owls", "keywords": keywords}))
        ingest([tmp_path / "a.jsonl"], tmp_path / "index", FakeEncoder())
    with closing(open_corpus(tmp_path / "index")) as corpus:
        assert corpus.lexical.document_count("hibern") == 1
        assert corpus.lexical.document_count("sleep") == 0


def test_a_card_and_exports_print_them() -> None:
    assert "Keywords: noise, deep sleep." in card_html(PAPER)
    assert "keywords = {noise, deep sleep}" in to_bibtex([PAPER])
    assert to_ris([PAPER]).count("KW  - ") == 2
    assert "Keywords" not in card_html(Paper(id="b", title="B", abstract="", scope="group"))
