"""Each service, asked over HTTP: what is asked, how pages follow, what goes wrong, what is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asking import LISTS, SOURCES, fetched, titles
from standin import Fault, serving
from standin_works import AUTHOR, IDHAL, NAMESAKE, ORCID, PID, WORKS, Work, of

import ingest.online.arxiv
import ingest.online.hal
import ingest.online.inspire
import ingest.online.openalex
import ingest.online.pubmed
import ingest.online.zotero
from assistant.errors import ServiceError, SourceError
from assistant.services import FILLING, SPECS, asked_for, services
from ingest.online.registry import PAGES
from ingest.sources import read_source

DATASET = "Data From Twelve Firings of a Kiln"
PAGED = {
    f"openalex:{AUTHOR}": ingest.online.openalex,
    "arxiv:au:Carberry": ingest.online.arxiv,
    "pubmed:Carberry J[Author]": ingest.online.pubmed,
    "inspire:a J.Carberry.1": ingest.online.inspire,
    f"hal:{IDHAL}": ingest.online.hal,
    "zotero:users/123": ingest.online.zotero,
}


HAS = {"arxiv": lambda work: work.arxiv, "pubmed": lambda work: work.pmid, "crossref": lambda work: work.doi}
"""The services that have only papers with an identifier of theirs."""


def known_to(service: str, works: Sequence[Work] = (*WORKS, NAMESAKE)) -> set[str]:
    has = HAS.get(service, lambda work: True)
    return {work.title for work in works if service in work.at and has(work)}


def test_every_kind_of_source_has_its_module_and_its_services() -> None:
    assert PAGES.keys() == SPECS.keys()
    named = {id for ids in SPECS.values() for id in ids} | {*FILLING, *asked_for("zotero:local")}
    assert named == services({}).keys()


@pytest.mark.parametrize(("spec", "service"), SOURCES.items())
def test_a_source_has_the_papers_of_its_service(spec: str, service: str, tmp_path: Path) -> None:
    with serving() as server:
        first = fetched(server, spec, tmp_path)
        assert first.problem == ""
        assert titles(first.documents) == known_to(service)
        days = [path.stat().st_mtime_ns for path in first.documents]
        server.forget()
        again = fetched(server, spec, tmp_path)
        assert again == first
        assert [path.stat().st_mtime_ns for path in again.documents] == days
        assert len(server.asked) == (2 if service == "orcid" else 1), "each list is asked for its beginning"


def test_documents_that_can_be_told_apart_are_asked_for_by_their_tag(tmp_path: Path) -> None:
    with serving() as server:
        fetched(server, f"dblp:{PID}", tmp_path)
        fetched(server, "zotero:users/123", tmp_path)
        server.forget()
        fetched(server, f"dblp:{PID}", tmp_path)
        fetched(server, "zotero:users/123", tmp_path)
        assert server.statuses == [304, 304]


@pytest.mark.parametrize(
    ("spec", "title"),
    [
        ("doi:10.5555/12345678", WORKS[0].title),
        ("doi:10.5061/dryad.pots", DATASET),
    ],
)
def test_a_doi_is_one_of_crossref_else_of_datacite(spec: str, title: str, tmp_path: Path) -> None:
    with serving() as server:
        assert titles(fetched(server, spec, tmp_path).documents) == {title}


def test_one_paper_of_openalex_and_of_arxiv(tmp_path: Path) -> None:
    with serving() as server:
        assert titles(fetched(server, "arxiv:2001.00001v2", tmp_path).documents) == {WORKS[0].title}
        assert titles(fetched(server, "openalex:https://openalex.org/W1", tmp_path).documents) == set()


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("orcid:0000-0002-1825-0098", "no ORCID iD"),
        ("orcid:Josiah Carberry", "no ORCID iD"),
        ("openalex:X1", "no id of OpenAlex"),
        ("ror:ETH", "no ROR id"),
        ("dblp:Josiah Carberry", "no key of a person"),
        ("zotero:123", "no library"),
        ("doi:ten", "no DOI"),
    ],
)
def test_a_source_that_is_none_is_an_error_before_anybody_is_asked(
    spec: str, said: str, tmp_path: Path
) -> None:
    with serving() as server:
        with pytest.raises(SourceError, match=said) as problem:
            fetched(server, spec, tmp_path)
        assert not isinstance(problem.value, ServiceError)
        assert server.asked == []


def test_an_orcid_brings_what_its_list_has_and_what_openalex_knows_to_be_by_it(tmp_path: Path) -> None:
    in_list = Work("A Paper That Only the List Has", "", doi="10.5555/listed", at=of("orcid crossref"))
    without_doi = Work("A Talk Without Any Identifier", "", at=of("orcid"))
    not_in_list = Work("A Paper That the List Lacks", "", at=of("openalex"))
    with serving(works=(WORKS[0], in_list, without_doi, not_in_list)) as server:
        one = fetched(server, f"orcid:{ORCID}", tmp_path)
        assert titles(one.documents) == {w.title for w in (WORKS[0], in_list, without_doi, not_in_list)}
        assert [params["filter"] for params in server.asked_of("crossref")] == ["doi:10.5555/listed"]


@pytest.mark.parametrize(("spec", "module"), PAGED.items())
def test_pages_follow_one_another(
    spec: str, module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 1)
    service = SOURCES[spec]
    with serving() as server:
        one = fetched(server, spec, tmp_path)
        assert titles(one.documents) == known_to(service)
        assert len(one.documents) == len(known_to(service)) > 1


@pytest.mark.parametrize(("spec", "module"), PAGED.items())
def test_a_run_that_broke_off_goes_on_where_it_was(
    spec: str, module: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 1)
    service, path = LISTS[spec]
    pots = [Work(f"Pots of the Kind {n}", "", pmid=f"3200000{n}", at=of("pubmed")) for n in (1, 2, 3)]
    works = pots if service == "pubmed" else WORKS
    with serving(Fault(service, 500, times=9, after=1, path=path), works=works) as server:
        broken = fetched(server, spec, tmp_path)
        assert broken.documents == ()
        assert "500" in broken.problem
        first = server.asked[0]
        server.faults.clear()
        server.forget()
        whole = fetched(server, spec, tmp_path)
        assert whole.problem == ""
        assert titles(whole.documents) == known_to(service, works)
        assert first not in server.asked


@pytest.mark.parametrize(("spec", "listed"), LISTS.items())
@pytest.mark.parametrize("kind", [429, 500, "cut", "short", "page"])
def test_a_fault_that_passes_costs_only_a_pause(
    spec: str, listed: tuple[str, str], kind: int | str, tmp_path: Path
) -> None:
    naps: list[float] = []
    service, path = listed
    with serving(Fault(service, kind, path=path, retry_after="7" if kind == 429 else "")) as server:
        one = fetched(server, spec, tmp_path, naps=naps)
    assert one.problem == ""
    assert titles(one.documents) == known_to(service)
    assert naps == [7.0 if kind == 429 else 1.0]


@pytest.mark.parametrize(("spec", "listed"), LISTS.items())
@pytest.mark.parametrize("kind", [500, "cut", "deep", "away", 401])
def test_a_fault_that_stays_leaves_the_last_good_copy(
    spec: str, listed: tuple[str, str], kind: int | str, tmp_path: Path
) -> None:
    service, path = listed
    with serving() as server:
        good = fetched(server, spec, tmp_path)
        before = [document.read_bytes() for document in good.documents]
        server.works[:] = [Work("Something New", "", doi="10.5555/new", at=server.works[0].at)]
        server.version += 1
        server.faults.append(Fault(service, kind, times=99, path=path))
        bad = fetched(server, spec, tmp_path)
    assert bad.documents == good.documents
    assert [document.read_bytes() for document in bad.documents] == before
    assert bad.problem.count(". ") == 0
    assert bad.problem.endswith(".")


CHANGED = {
    f"orcid:{ORCID}": ('"group"', '"groups"'),
    f"openalex:{AUTHOR}": ('"results"', '"outcomes"'),
    "arxiv:au:Carberry": ("totalResults", "total"),
    "pubmed:Carberry J[Author]": ('"idlist"', '"ids"'),
    "inspire:a J.Carberry.1": ('"total"', '"count"'),
    f"hal:{IDHAL}": ('"numFound"', '"found"'),
}


@pytest.mark.parametrize(("spec", "renamed"), CHANGED.items())
def test_a_field_that_has_another_name_is_named_and_asked_for_anew(
    spec: str, renamed: tuple[str, str], tmp_path: Path
) -> None:
    service, path = LISTS[spec]
    with serving(Fault(service, "renamed", path=path, renamed=renamed)) as server:
        bad = fetched(server, spec, tmp_path)
        assert "that it documents" in bad.problem
        assert renamed[0].strip('"').lower()[:5] in bad.problem.lower().replace("number of results", "total")
        assert bad.documents == ()
        assert fetched(server, spec, tmp_path).problem == ""


@pytest.mark.parametrize("spec", LISTS)
def test_a_source_without_papers_says_so_and_keeps_those_of_before(spec: str, tmp_path: Path) -> None:
    with serving(works=()) as server:
        if not spec.startswith("dblp"):
            assert "names no paper" in fetched(server, spec, tmp_path).problem
        server.works[:] = WORKS
        server.version += 1
        good = fetched(server, spec, tmp_path)
        assert good.problem == ""
        server.works.clear()
        server.version += 1
        assert fetched(server, spec, tmp_path).documents == good.documents


def test_authors_that_are_empty_or_named_alike_are_as_the_service_has_them(tmp_path: Path) -> None:
    nobody = Work("A Paper by Nobody in Particular", "", authors=(), at=of("openalex"))
    namesakes = Work("Two People of One Name", "", authors=("Wei Wang", "Wei Wang", ""), at=of("openalex"))
    with serving(works=(nobody, namesakes)) as server:
        one = fetched(server, f"openalex:{AUTHOR}", tmp_path)
        authors = {p.title: p.authors for path in one.documents for p in read_source(path).papers}
    assert authors == {nobody.title: (), namesakes.title: ("Wei Wang", "Wei Wang")}


def test_what_is_new_is_fetched_and_what_is_gone_goes(tmp_path: Path) -> None:
    with serving() as server:
        fetched(server, f"orcid:{ORCID}", tmp_path)
        new = Work("Something New About Pots", "", doi="10.5555/new", at=WORKS[0].at)
        server.works[:] = [new, *WORKS[1:]]
        now = titles(fetched(server, f"orcid:{ORCID}", tmp_path).documents)
    assert now == {work.title for work in (new, *WORKS[1:])}


def test_after_a_week_all_pages_are_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.online.openalex, "PAGE", 2)
    now = datetime.now(UTC)
    with serving() as server:
        fetched(server, f"openalex:{AUTHOR}", tmp_path, now=now)
        pages = len(server.asked)
        server.forget()
        fetched(server, f"openalex:{AUTHOR}", tmp_path, now=now + timedelta(days=6))
        assert len(server.asked) == 1
        server.forget()
        fetched(server, f"openalex:{AUTHOR}", tmp_path, now=now + timedelta(days=8))
        assert len(server.asked) == pages == 3
