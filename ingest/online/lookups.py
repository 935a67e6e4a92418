"""Who is asked for a missing abstract and how, and whether what is found is the paper that was asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from assistant.datamodels import Paper
from assistant.errors import SourceError
from ingest.online import arxiv, crossref, openalex, pubmed, semanticscholar
from ingest.online.answers import Answer
from ingest.sources import read_source
from ingest.works import author_key, journal_doi, normal_title, works

Look = Callable[[Iterable[Paper], Callable[..., Answer]], Iterator[Answer]]


def _each(by_title: Callable[[str, str, Callable[..., Answer]], Iterator[Answer]]) -> Look:
    """Papers by title, one by one, with the family name of the first author."""

    def look(papers: Iterable[Paper], ask: Callable[..., Answer]) -> Iterator[Answer]:
        for paper in papers:
            yield from by_title(paper.title, paper.authors[0].split()[-1], ask)

    return look


def _of_semantic_scholar(papers: Iterable[Paper], ask: Callable[..., Answer]) -> Iterator[Answer]:
    ids = [[*(f"ARXIV:{id}" for id in arxiv_ids(p)), *(f"DOI:{doi}" for doi in dois(p))][0] for p in papers]
    yield from semanticscholar.by_ids(ids, ask)


BY_IDENTIFIER: Mapping[str, Look] = {
    "arxiv": lambda papers, ask: arxiv.by_ids([id for p in papers for id in arxiv_ids(p)], ask),
    "pubmed": lambda papers, ask: pubmed.by_dois([doi for p in papers for doi in dois(p)], ask),
    "openalex": lambda papers, ask: openalex.by_dois([doi for p in papers for doi in _all_dois(p)], ask),
    "crossref": lambda papers, ask: crossref.by_dois([doi for p in papers for doi in dois(p)], ask),
    "semanticscholar": _of_semantic_scholar,
}
BY_TITLE: Mapping[str, Look] = {
    "arxiv": _each(arxiv.by_title),
    "pubmed": _each(pubmed.by_title),
    "openalex": _each(openalex.by_title),
    "crossref": _each(crossref.by_title),
    "semanticscholar": _each(semanticscholar.by_title),
}


def can_look_up(paper: Paper, way: str, service: str) -> bool:
    """Whether a service can be asked for a paper: by title only where its author can be checked."""
    if way == "title":
        return bool(paper.authors and author_key(paper.authors[0]))
    of_arxiv, others = service in ("arxiv", "openalex", "semanticscholar"), service != "arxiv"
    return bool((of_arxiv and arxiv_ids(paper)) or (others and dois(paper)))


def is_same(paper: Paper, found: Paper, way: str) -> bool:
    """Whether what was found is the paper that was asked for."""
    if way == "title":
        same = normal_title(paper.title) == normal_title(found.title) and bool(found.authors)
        if not same or author_key(paper.authors[0]) != author_key(found.authors[0]):
            return False
    elif not {*_all_dois(paper), *arxiv_ids(paper)} & {*_all_dois(found), *arxiv_ids(found)}:
        return False
    return any(works([form, found]) == [[0, 1]] for form in paper.forms)


def dois(paper: Paper) -> list[str]:
    """The DOIs of all forms of a paper, but for those that arXiv gave."""
    return list(dict.fromkeys(doi for form in paper.forms if (doi := journal_doi(form))))


def arxiv_ids(paper: Paper) -> list[str]:
    """The arXiv identifiers of all forms of a paper."""
    return list(dict.fromkeys(form.arxiv_id for form in paper.forms if form.arxiv_id))


def _all_dois(paper: Paper) -> list[str]:
    return [*dois(paper), *(f"10.48550/arxiv.{id.lower()}" for id in arxiv_ids(paper))]


def papers_in(answer: Answer) -> tuple[Paper, ...]:
    """The papers of an answer, as the parsers of documents read them; none where they can't."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"answer.{answer.form}"
        path.write_bytes(answer.body)
        try:
            return read_source(path).papers
        except SourceError:
            return ()
