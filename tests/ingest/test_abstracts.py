"""Missing abstracts are looked up, by identifier and by title; nothing twice, and nobody else's."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from asking import client_of
from fakes import FakeEncoder
from standin import Fault, Standin, serving
from standin_works import NAMESAKE, WORKS, Work, of

from assistant.datamodels import Paper
from assistant.index.corpus import open_corpus
from assistant.services import ENDPOINTS, FILLING
from ingest.online.abstracts import Abstracts
from ingest.pipeline import Report
from ingest.syncing import requested, sync


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The papers of the stand-in in a file of one's own, without their abstracts."""
    path = tmp_path / "mine.jsonl"
    write(path, WORKS)
    return path


def write(path: Path, works: tuple[Work, ...]) -> None:
    lines = [
        {"title": w.title, "authors": list(w.authors), "date": w.date, "doi": w.doi, "arxiv_id": w.arxiv}
        for w in works
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


def bring(server: Standin, source: Path, *, fill: bool | None = True) -> Report:
    request = requested([str(source)], contact="ada@example.org", fill=fill)
    environ = {ENDPOINTS: server.url}
    return sync(request, source.parent / "index", FakeEncoder(), environ=environ)


def papers(source: Path) -> dict[str, Paper]:
    corpus = open_corpus(source.parent / "index")
    corpus.close()
    return {paper.title: paper for paper in corpus.papers}


def test_each_abstract_says_where_it_is_from(mine: Path) -> None:
    with serving() as server:
        report = bring(server, mine)
    assert (report.filled, report.bare, report.problems) == (4, 1, ())
    found = papers(mine)
    assert [found[work.title].abstract for work in WORKS] == [work.abstract for work in WORKS]
    origins = [found[work.title].origins.get("abstract") for work in WORKS]
    documents = ["arxiv", "crossref", "arxiv", "semanticscholar"]
    assert [o and o.document for o in origins] == [*(f"{name}-abstracts.jsonl" for name in documents), None]
    for work, origin in zip(WORKS, origins, strict=True):
        if origin:
            lines = (mine.parent / "index/fetched/abstracts" / origin.document).read_text().split("\n")
            record = json.loads(lines[origin.line - 1])
            assert record["abstract"] == work.abstract
            assert record["url"].startswith("http")


def test_the_services_are_asked_in_order_and_only_for_what_is_still_missing(mine: Path) -> None:
    with serving() as server:
        bring(server, mine)
        order = list(dict.fromkeys(name for name, _, _ in server.asked))
        assert order == [*FILLING]
        by_identifier = [params["id_list"] for params in server.asked_of("arxiv") if "id_list" in params]
        assert by_identifier == ["2001.00001,2207.00003"]
        assert [p["filter"] for p in server.asked_of("crossref") if "filter" in p] == [
            "doi:10.5555/666655554444"
        ]


def test_a_rerun_asks_nothing_and_changes_nothing(mine: Path) -> None:
    with serving() as server:
        first = bring(server, mine)
        server.forget()
        again = bring(server, mine)
        assert server.asked == []
        assert (again.snapshot, again.encoded) == (first.snapshot, 0)
        assert (again.filled, again.bare) == (4, 1)
        new = replace(WORKS[0], title="Another Theory of Pots", doi="10.5555/another", arxiv="2001.00009")
        server.works.append(new)
        write(mine, (*WORKS, new))
        assert bring(server, mine).filled == 5
        assert {params.get("id_list") for params in server.asked_of("arxiv")} == {"2001.00009"}
        assert server.services_asked() == {"arxiv"}


@pytest.mark.parametrize("fill", [False, None])
def test_nobody_is_asked_unless_it_is_wanted(mine: Path, fill: bool | None) -> None:
    with serving() as server:
        report = bring(server, mine, fill=fill)
        assert (report.filled, report.bare) == (0, 5)
        assert server.asked == []


def test_what_was_found_stays_without_asking_and_goes_where_it_is_not_wanted(mine: Path) -> None:
    with serving() as server:
        bring(server, mine)
        server.forget()
        assert bring(server, mine, fill=None).filled == 4
        assert bring(server, mine, fill=False).filled == 0
        assert server.asked == []


def test_an_abstract_of_another_author_is_refused(mine: Path) -> None:
    title = NAMESAKE.title
    with serving() as server:
        bring(server, mine)
        assert "query" in server.asked_of("semanticscholar")[-1]
        assert papers(mine)[title].abstract == ""
    taken = replace(NAMESAKE, authors=("Josiah Carberry",), date="2018-01-01")
    mine.parent.joinpath("index/fetched/abstracts/asked.jsonl").unlink()
    with serving(works=(taken,)) as server:
        bring(server, mine)
        assert papers(mine)[title].abstract == NAMESAKE.abstract


def test_an_abstract_under_a_mistyped_identifier_is_refused(mine: Path) -> None:
    other = Work(
        "Migrating Birds Over the Baltic Sea",
        "Birds migrate over the sea in autumn, as radar shows for nine years and forty species.",
        authors=("Ada Byron",),
        doi=WORKS[1].doi,
        at=of("crossref openalex pubmed semanticscholar"),
        told=of("crossref openalex pubmed semanticscholar"),
        pmid="31000077",
    )
    with serving(works=(other,)) as server:
        report = bring(server, mine)
        assert report.filled == 0
        assert papers(mine)[WORKS[1].title].abstract == ""


def test_a_service_that_fails_is_asked_again_by_the_next_run_and_the_others_are_not(mine: Path) -> None:
    with serving(Fault("crossref", 401, times=99)) as server:
        report = bring(server, mine)
        assert report.filled == 3
        assert [problem for problem in report.problems if "Crossref" in problem]
        server.faults.clear()
        server.forget()
        again = bring(server, mine)
        assert (again.filled, again.problems) == (4, ())
        assert server.services_asked() == {"crossref"}


def test_a_run_that_was_killed_goes_on(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with serving() as server:
        monkeypatch.setattr("ingest.online.pubmed.by_dois", killed)
        with pytest.raises(KeyboardInterrupt):
            bring(server, mine)
        monkeypatch.undo()
        with (mine.parent / "index/fetched/abstracts/arxiv-abstracts.jsonl").open("a") as file:
            file.write('{"key": "half a li')
        server.forget()
        assert bring(server, mine).filled == 4
        assert not [params for params in server.asked_of("arxiv") if "id_list" in params]


def test_what_is_no_abstract_is_none(mine: Path) -> None:
    empty = replace(WORKS[0], abstract="No abstract available.")
    with serving(works=(empty,)) as server:
        assert bring(server, mine).filled == 0


def test_a_paper_is_known_by_the_identifiers_of_all_its_forms(tmp_path: Path) -> None:
    source = tmp_path / "mine.jsonl"
    forms = [
        {"title": WORKS[0].title, "authors": ["Josiah Carberry"], "date": "2020", "arxiv_id": WORKS[0].arxiv},
        {"title": WORKS[0].title, "authors": ["Josiah Carberry"], "date": "2021", "doi": "10.5555/final",
         "venue": "Journal of Pots", "type": "article-journal"},
    ]  # fmt: skip
    source.write_text("\n".join(map(json.dumps, forms)), encoding="utf-8")
    with serving() as server:
        assert bring(server, source).filled == 1
        (paper,) = papers(source).values()
        assert paper.doi == "10.5555/final"
        assert server.services_asked() == {"arxiv"}


def test_nothing_is_written_where_nobody_is_asked(tmp_path: Path) -> None:
    paper = Paper(id="p", title="Pots", abstract="", scope="group")
    filling = Abstracts(tmp_path).fill([paper])
    assert (filling.papers, filling.filled, filling.remain) == ((paper,), 0, 1)
    assert list(tmp_path.iterdir()) == []
    with serving() as server:
        assert Abstracts(tmp_path, client_of(server)).fill([paper]).remain == 1
        assert server.asked == []  # its author can't be checked
