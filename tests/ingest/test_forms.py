"""Files as programs and services write them: all that they state is read, and their faults are reported.

The files in forms/ follow the public documentation of each form, with invented papers.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.datamodels import CitationCount, Paper, PaperDate, Person
from assistant.errors import SourceError
from assistant.explore.exports import FORMATS
from ingest.merge import merge
from ingest.sources import ParsedSource, read_source

FORMS = Path(__file__).with_name("forms")
ORCID = "0000-0002-1825-0097"
DAY = date(2026, 11, 20)

SLEEP: dict[str, Any] = {
    "title": "Sleep and memory in mice",
    "abstract": "We studied sleep in mice.",
    "authors": ("Jane Doe", "Rick Roe"),
    "date": "2020-03-01",
    "venue": "Journal of Sleep",
    "volume": "12",
    "issue": "3",
    "pages": "5-17",
    "doi": "10.1000/182",
    "kind": "article",
    "language": "en",
}
JANE = Person("Jane Doe", ORCID, ("University of Nowhere",))
CITED = CitationCount(7, "2026-11-20")

EXPECTED: dict[str, tuple[str, dict[str, Any], dict[str, int], list[int]]] = {
    # file: the kind; the first paper's values; lines of some; lines that are reported
    "zotero.ris": (
        "ris",
        SLEEP
        | {
            "abstract": "We studied sleep in mice. The mice slept.",
            "authors": ("Jane Doe", "Rick van der Roe"),
            "keywords": ("sleep", "memory"),
            "url": "https://example.org/sleep",
        },
        {"title": 2, "authors": 3, "abstract": 7, "doi": 11},
        [23, 31, 36, 44],
    ),
    "pubmed.nbib": (
        "medline",
        SLEEP
        | {
            "abstract": "BACKGROUND: Sleep matters. RESULTS: We studied sleep in mice.",
            "authors": ("Jane A Doe", "Rick Roe", "Mouse Consortium"),
            "date": "2020-03",
            "venue": "Journal of sleep",
            "language": "de",
            "keywords": ("replay", "Sleep/physiology"),
            "people": (
                Person("Jane A Doe", ORCID, ("Department of Sleep, University of Nowhere, Nowhere.",)),
                Person("Rick Roe", None, ("Zoo, Zurich, Switzerland.",)),
            ),
            "identifiers": {"pmid": "31234567", "pmcid": "PMC7654321"},
        },
        {"title": 10, "abstract": 14, "authors": 17},
        [42],
    ),
    "pubmed.xml": (
        "pubmed",
        SLEEP
        | {
            "title": "Sleep & memory in Mus musculus",
            "abstract": "BACKGROUND: Sleep matters (p < 0.05). RESULTS: We studied sleep.",
            "authors": ("Jane A Doe", "Mouse Consortium"),
            "authors_complete": False,
            "venue": "Journal of sleep",
            "keywords": ("replay", "Sleep"),
            "people": (Person("Jane A Doe", ORCID, ("University of Nowhere.",)),),
            "identifiers": {"pmid": "31234567", "pmcid": "PMC7654321"},
        },
        {"title": 4},
        [17, 18],
    ),
    "endnote.xml": (
        "endnote-xml",
        SLEEP
        | {
            "title": "Sleep and memory in Mus musculus",
            "affiliations": ("University of Nowhere",),
            "keywords": ("sleep", "memory"),
            "url": "https://example.org/sleep",
        },
        {"title": 2},
        [4],
    ),
    "endnote.enw": (
        "endnote",
        SLEEP | {"keywords": ("sleep", "memory"), "url": "https://example.org/sleep"},
        {"title": 2, "authors": 3, "abstract": 12},
        [24],
    ),
    "zotero.rdf": (
        "zotero-rdf",
        SLEEP
        | {
            "authors": ("Jane Doe", "Mouse Consortium"),
            "keywords": ("sleep", "memory"),
            "licence": "CC BY 4.0",
            "url": "https://example.org/sleep",
        },
        {"title": 10},
        [62],
    ),
    "zotero.csv": (
        "table",
        SLEEP
        | {
            "title": 'Sleep and "memory" in mice',
            "abstract": "We studied sleep in mice.\nThe mice slept.",
            "authors": ("Jane Doe", "Mouse Consortium"),
            "keywords": ("sleep", "memory", "replay"),
            "licence": "CC BY 4.0",
            "url": "https://example.org/sleep",
        },
        {"title": 2},
        [5, 6],
    ),
    "scopus.csv": (
        "table",
        SLEEP
        | {
            "abstract": "We studied sleep in mice.",  # without the line of the copyright
            "authors": ("Jane A. Doe", "Rick Roe"),
            "date": "2020",
            "keywords": ("replay", "sleep", "Animals", "Mice"),
            "citations": CITED,
            "people": (
                Person("Jane A. Doe", None, ("University of Nowhere, Nowhere",)),
                Person("Rick Roe", None, ("Zoo, Zurich, Switzerland",)),
            ),
            "identifiers": {"scopus": "2-s2.0-85012345678"},
        },
        {"title": 2},
        [],
    ),
    "ieee.csv": (
        "table",
        {
            "title": "Noise in cities",
            "authors": ("J. Doe", "R. Roe"),
            "date": "2019-08-01",
            "venue": "2019 IEEE International Conference on Noise (ICN)",
            "kind": "conference paper",
            "pages": "5-17",
            "keywords": ("noise", "cities", "Acoustics"),
            "citations": CITED,
            "people": (
                Person("J. Doe", None, ("University of Nowhere, Nowhere",)),
                Person("R. Roe", None, ("Zoo, Zurich, Switzerland",)),
            ),
        },
        {},
        [],
    ),
    "scholar.csv": (
        "table",
        {name: SLEEP[name] for name in "title authors venue volume issue pages".split()} | {"date": "2020"},
        {"title": 2},
        [],
    ),
    "excel.csv": (
        "table",
        {
            "title": "Sleep and memory in mice",
            "authors": ("Jane Doe", "Rick Roe", "Ann Poe"),
            "date": "2020",
            "venue": "Journal of Sleep",
        },
        {"title": 3},
        [],
    ),
    "wos.txt": (
        "wos",
        SLEEP
        | {
            "date": "2020-03",
            "venue": "JOURNAL OF SLEEP",
            "keywords": ("replay", "sleep", "HIPPOCAMPUS"),
            "citations": CITED,
            "people": (
                Person("Jane Doe", ORCID, ("Univ Nowhere, Nowhere, Switzerland",)),
                Person("Rick Roe", None, ("Univ Nowhere, Nowhere, Switzerland", "Zoo, Zurich, Switzerland")),
            ),
            "identifiers": {"wos": "WOS:000500000000001", "pmid": "31234567"},
        },
        {"title": 8, "authors": 6, "abstract": 15},
        [40],
    ),
    "wos.tsv": (
        "table",
        SLEEP
        | {
            "venue": "JOURNAL OF SLEEP",
            "keywords": ("replay", "sleep", "HIPPOCAMPUS"),
            "citations": CITED,
            "people": (
                Person("Jane Doe", ORCID, ("Univ Nowhere, Nowhere, Switzerland",)),
                Person("Rick Roe", None, ("Univ Nowhere, Nowhere, Switzerland", "Zoo, Zurich, Switzerland")),
            ),
        },
        {"title": 2},
        [],
    ),
    "zotero.json": (
        "json",
        SLEEP
        | {
            "title": "Sleep and memory in Mus musculus",
            "authors": ("Jane Doe", "Rick van der Roe", "Mouse Consortium"),
            "url": "https://example.org/sleep",
            "identifiers": {"pmid": "31234567"},
        },
        {"title": 2},
        [30, 36],
    ),
    "openalex.json": (
        "json",
        SLEEP
        | {
            "title": "Sleep & memory in mice",
            "abstract": "We studied sleep.",
            "keywords": ("Sleep",),
            "licence": "cc-by",
            "citations": CITED,
            "people": (JANE,),
            "url": "https://example.org/sleep",
            "identifiers": {"openalex": "W2741809807", "pmid": "31234567"},
        },
        {"title": 3},
        [11],
    ),
    "crossref.json": (
        "json",
        SLEEP
        | {
            "title": "Sleep and memory in Mus musculus",
            "abstract": "We studied sleep (p < 0.05).",
            "authors": ("Jane Doe", "Mouse Consortium"),
            "date": "2020-03",
            "keywords": ("Sleep",),
            "licence": "https://creativecommons.org/licenses/by/4.0/",
            "citations": CITED,
            "people": (JANE,),
            "url": None,
        },
        {"title": 2},
        [4],
    ),
    "semantic_scholar.json": (
        "json",
        SLEEP
        | {
            "issue": None,
            "language": None,
            "arxiv_id": "1906.00695",
            "citations": CITED,
            "identifiers": {"pmid": "31234567", "s2": "649def34f8be52c8b66281af98ae884c09aef38b"},
        },
        {"title": 2},
        [],
    ),
    "orcid.json": (
        "json",
        {
            "title": "Sleep and memory: A study in mice",
            "date": "2020-03",
            "venue": "Journal of Sleep",
            "doi": "10.1000/182",
            "url": "https://example.org/sleep",
            "kind": "article",
            "identifiers": {"pmid": "31234567"},
        },
        {"title": 2},
        [6],
    ),
    "orcid_work.json": (
        "jsonl",
        {
            "title": "Sleep and memory",
            "abstract": "We studied sleep.",
            "authors": ("Jane Doe", "Rick Roe"),
            "date": "2020-03-01",
            "arxiv_id": "1906.00695",
            "kind": "preprint",
            "people": (Person("Jane Doe", ORCID),),
        },
        {},
        [],
    ),
    "dblp.json": (
        "json",
        SLEEP
        | {
            "abstract": "",
            "date": "2020",
            "venue": "J. Sleep",
            "language": None,
            "identifiers": {"dblp": "journals/jsleep/DoeR20"},
        },
        {"title": 2},
        [],
    ),
    "dblp.xml": (
        "dblp",
        SLEEP
        | {
            "abstract": "",
            "authors": ("Jane Doe", "Jürgen Roe"),
            "date": "2020",
            "venue": "J. Sleep",
            "language": None,
            "people": (Person("Jane Doe", ORCID),),
        },
        {"title": 4},
        [],
    ),
    "arxiv.xml": (
        "arxiv",
        {
            "title": "Continual sleep with hypermice",
            "abstract": "We studied sleep in mice, $x < 2$.",
            "authors": ("Jane Doe", "Rick Roe"),
            "date": "2019-06-03",
            "category": "cs.LG",
            "venue": "arXiv",
            "arxiv_id": "1906.00695",
            "url": None,
            "kind": "preprint",
            "people": (Person("Jane Doe", None, ("University of Nowhere",)),),
        },
        {"title": 7},
        [],
    ),
    "inspire.json": (
        "jsonl",
        SLEEP
        | {
            "title": "Sleep of quarks: A review",
            "abstract": "We studied quarks.",
            "authors": ("Jane Doe",),
            "authors_complete": False,
            "date": "2020",
            "category": "hep-ph",
            "venue": "J.Sleep",
            "language": None,
            "arxiv_id": "1906.00695",
            "citations": CITED,
            "people": (Person("Jane Doe", ORCID, ("Nowhere U.",)),),
            "identifiers": {"inspire": "1234567"},
        },
        {},
        [],
    ),
    "hal.json": (
        "jsonl",
        SLEEP
        | {
            "title": "Sommeil et mémoire",
            "abstract": "Nous étudions le sommeil.",
            "date": "2020-03",
            "language": "fr",
            "keywords": ("sommeil",),
            "url": "https://hal.science/hal-01234567",
            "identifiers": {"hal": "hal-01234567"},
        },
        {},
        [],
    ),
    "datacite.json": (
        "jsonl",
        {
            "title": "Recordings of sleeping mice",
            "abstract": "Data of mice.",
            "authors": ("Jane Doe",),
            "date": "2020-03-01",
            "venue": "Zenodo",
            "doi": "10.5281/zenodo.1",
            "kind": "dataset",
            "language": "en",
            "licence": "cc-by-4.0",
            "citations": CITED,
            "people": (JANE,),
        },
        {},
        [],
    ),
    "europe_pmc.json": (
        "json",
        SLEEP
        | {
            "abstract": "Background We studied sleep.",
            "authors": ("Jane Doe", "Mouse Consortium"),
            "venue": "Journal of sleep",
            "keywords": ("sleep",),
            "licence": "cc by",
            "citations": CITED,
            "people": (Person("Jane Doe", ORCID, ("University of Nowhere.",)),),
            "identifiers": {"pmid": "31234567", "pmcid": "PMC7654321"},
        },
        {"title": 1},
        [],
    ),
    "jabref.bib": (
        "bibtex",
        SLEEP
        | {
            "title": "Sleep and memory in Mus musculus",
            "authors": ("Jane Doe", "Rick van der Roe"),
            "date": "2020-03",
            "pages": "5–17",
            "url": "https://example.org/sleep",
            "keywords": ("sleep", "memory"),
            "language": None,
        },
        {"title": 5, "authors": 4, "abstract": 15},
        [],
    ),
    "ours.jsonl": (
        "jsonl",
        SLEEP
        | {
            "category": "q-bio",
            "url": "https://example.org/sleep",
            "arxiv_id": "1906.00695",
            "keywords": ("sleep", "memory"),
            "affiliations": ("Zoo",),
            "licence": "cc-by",
            "citations": CITED,
            "people": (JANE,),
            "identifiers": {"pmid": "31234567", "openalex": "W1"},
        },
        {"title": 1},
        [],
    ),
    "references.md": (
        "references",
        {
            "title": "Sleep and memory in mice",
            "abstract": "",
            "authors": ("Jane Doe", "Rick Roe"),
            "date": "2020-03-01",
            "venue": "Journal of Sleep",
            "url": "https://example.org/sleep",
        },
        {"title": 1},
        [],
    ),
    "researcher.txt": (
        "researcher",
        {
            "title": "Sleep and memory in mice",
            "authors": ("Jane Doe", "Rick Roe"),
            "authors_complete": False,
            "affiliations": ("University of Nowhere",),
            "date": "2020-03-01",
            "category": "IR",
            "has_code": True,
        },
        {"title": 10, "authors": 12, "abstract": 14},
        [],
    ),
    "profile.txt": (
        "profile",
        {"title": "Sleep and memory in mice", "date": "2020", "venue": "arXiv", "kind": "preprint"},
        {"title": 15, "abstract": 17},
        [],
    ),
    "feed.txt": (
        "feed",
        {
            "title": "Sleep and memory in mice",
            "date": "2020-03-01",
            "organisation": "sleep-lab The Sleep Lab",
            "upvotes": 2,
            "scope": "related",
        },
        {"title": 7, "abstract": 9},
        [],
    ),
}


def read(path: Path) -> ParsedSource:
    return read_source(path, retrieved=DAY)


def value(paper: Paper, name: str) -> Any:
    found = getattr(paper, name)
    return found.isoformat() if isinstance(found, PaperDate) else found


def test_every_file_is_looked_at() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in FORMS.iterdir())


@pytest.mark.parametrize("name", EXPECTED)
def test_all_that_a_file_states_is_read(name: str) -> None:
    kind, values, lines, reported = EXPECTED[name]
    source = read(FORMS / name)
    first = source.papers[0]
    assert source.info.kind == kind
    assert {field: value(first, field) for field in values} == values
    assert {field: first.origins[field].line for field in lines} == lines
    assert [skipped.line for skipped in source.skipped] == reported
    assert first.authors_complete == values.get("authors_complete", bool(first.authors))


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("zotero.ris", {"kind": "conference paper", "date": "2019", "venue": "Proceedings of NoiseCon"}),
        ("pubmed.nbib", {"title": "Schlaf und Larm", "kind": "preprint", "date": "2021-07-05"}),
        ("pubmed.xml", {"title": "Noise at night", "date": "2021-07", "kind": "preprint"}),
        ("endnote.xml", {"kind": "thesis", "venue": "University of Nowhere", "date": "2019"}),
        ("endnote.enw", {"kind": "conference paper", "venue": "Proceedings of NoiseCon"}),
        ("zotero.rdf", {"kind": "conference paper", "venue": "Proceedings of NoiseCon", "authors": ()}),
        ("zotero.csv", {"kind": "thesis", "authors": ("Ann Poe",), "venue": "University of Nowhere"}),
        ("scopus.csv", {"abstract": "", "authors": ("Ann Poe",), "language": "de", "pages": "101"}),
        ("excel.csv", {"title": "Noise; in cities", "authors": ("Ann Poe",)}),
        ("wos.txt", {"pages": "101", "kind": "conference paper", "authors": ("A Poe",)}),
        ("zotero.json", {"kind": "thesis", "venue": "University of Nowhere"}),
        ("crossref.json", {"title": "Noise: in cities", "venue": "bioRxiv", "date": "2019-07-05"}),
        ("orcid.json", {"title": "Noise in cities", "kind": "thesis", "date": None}),
        ("dblp.json", {"kind": "conference paper", "url": "https://example.org/noise"}),
        ("dblp.xml", {"kind": "preprint", "arxiv_id": "1906.00695", "volume": None}),
        ("europe_pmc.json", {"kind": "preprint", "venue": "bioRxiv", "authors": ("Poe A",)}),
        ("jabref.bib", {"title": "Noise in cities", "kind": "thesis", "authors": ("Ann Poe",)}),
        ("ours.jsonl", {"scope": "related", "date": "2019", "authors_complete": False}),
        ("references.md", {"arxiv_id": "1906.00695", "date": "2019", "authors_complete": False}),
        ("researcher.txt", {"date": "2019-05-05", "category": "LG", "authors": ()}),
        ("profile.txt", {"kind": "thesis", "date": "2019", "venue": None}),
        ("feed.txt", {"author_count": 4, "date": "2019-05-02"}),
    ],
)
def test_the_second_record(name: str, second: dict[str, Any]) -> None:
    paper = read(FORMS / name).papers[1]
    assert {field: value(paper, field) for field in second} == second


@pytest.mark.parametrize("name", EXPECTED)
def test_a_name_of_a_file_says_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes((FORMS / name).read_bytes())
    assert read(tmp_path / "download").info.kind == EXPECTED[name][0]


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_and_line_ends(name: str, encoding: str, tmp_path: Path) -> None:
    text = (FORMS / name).read_text(encoding="utf-8-sig").replace("\n", "\r\n")
    (tmp_path / name).write_bytes(text.encode(encoding))
    found, plain = read(tmp_path / name), read(FORMS / name)
    assert [(p.title, p.authors, p.records) for p in found.papers] == [
        (p.title, p.authors, p.records) for p in plain.papers
    ]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_that_is_cut_anywhere_is_read_up_to_there(name: str, tmp_path: Path) -> None:
    data = (FORMS / name).read_bytes()
    whole = [paper.title for paper in read(FORMS / name).papers]
    for share in range(1, 20):
        (tmp_path / name).write_bytes(data[: len(data) * share // 20])
        try:
            found = [paper.title for paper in read(tmp_path / name).papers]
        except SourceError:
            assert share < 12  # only what says what a file is may be missed so much
            continue
        assert found[:-1] == whole[: len(found)][:-1]


def test_an_answer_on_one_line_is_read(tmp_path: Path) -> None:
    for name in ("openalex.json", "crossref.json", "europe_pmc.json", "dblp.json"):
        spread = read(FORMS / name)
        answer = json.dumps(json.loads((FORMS / name).read_text()))
        (tmp_path / name).write_text(f"{answer}\n{answer}\n")
        again = read(tmp_path / name)
        assert [p.title for p in again.papers] == [p.title for p in spread.papers] * 2
        assert {p.records[0].line for p in again.papers} == {1, 2}


def test_one_work_alone_is_an_answer_too(tmp_path: Path) -> None:
    for name, path in {
        "openalex.json": ("results", 0),
        "crossref.json": ("message", "items", 0),
        "inspire.json": ("hits", "hits", 0),
        "datacite.json": ("data", 0),
    }.items():
        record = json.loads((FORMS / name).read_text())
        for step in path:
            record = record[step]
        wrapped = {"crossref.json": {"status": "ok", "message": record}, "datacite.json": {"data": record}}
        (tmp_path / name).write_text(json.dumps(wrapped.get(name, record), indent=1))
        (paper,) = read(tmp_path / name).papers
        assert paper.title == EXPECTED[name][1]["title"]


ALL = Paper(
    id="",
    title="Sleep & memory: 5% of <mice> in $x^2$",
    abstract="We studied sleep; it “helps” [1], mostly.",
    scope="group",
    authors=("Jane Doe", "Rick van der Roe", "Martin King, Jr.", "Mouse Consortium"),
    authors_complete=False,
    affiliations=("University of Nowhere", "Zoo"),
    date=PaperDate(2020, 3, 1),
    category="q-bio",
    venue="Journal of Sleep",
    url="https://example.org/sleep?a=1&b=2",
    doi="10.1000/182",
    arxiv_id="1906.00695",
    kind="article",
    volume="12",
    issue="3",
    pages="5–17",
    keywords=("sleep", "memory"),
    language="de",
    licence="cc-by",
    citations=CITED,
    people=(Person("Jane Doe", ORCID, ("Zoo",)), Person("Rick van der Roe", None, ("Zoo", "ETH"))),
    identifiers={"pmid": "31234567", "openalex": "W1"},
)
MANY = (
    ALL,
    Paper(id="", title="Untitled thoughts", abstract="", scope="related"),
    Paper(
        id="",
        title="=Noise+1",
        abstract="",
        scope="group",
        authors=("Ann Poe",),
        authors_complete=True,
        date=PaperDate(2019),
        arxiv_id="1906.00696",
        kind="preprint",
        venue="arXiv",
        category="cs.LG",
    ),
    Paper(
        id="",
        title="Noise of cities",
        abstract="Loud.",
        scope="group",
        authors=("Ann Poe", "李明"),
        authors_complete=True,
        date=PaperDate(2018, 7),
        kind="thesis",
        venue="University of Nowhere",
    ),
)
DETAILS = {"affiliations", "language", "licence", "citations", "people", "identifiers", "scope"}
SHORT = {"abstract", "category", "doi", "arxiv_id", "kind", "volume", "issue", "pages", "keywords"}
LOST: dict[str, set[str]] = {
    "csv": set(),
    "ris": DETAILS - {"affiliations", "language"},
    "markdown": DETAILS | SHORT,
    "bibtex": DETAILS,
}
"""The fields that a form has no place for."""


@pytest.mark.parametrize("name", FORMATS)
def test_our_own_exports_come_back(name: str, tmp_path: Path) -> None:
    form = FORMATS[name]
    path = tmp_path / f"papers.{form.suffix}"
    path.write_text(form.write(MANY), encoding="utf-8", newline="")
    source = read(path)
    assert source.skipped == ()
    assert len(source.papers) == len(MANY)
    kept = [field for field in Paper.__slots__ if field not in {"id", "origins", "records", *LOST[name]}]
    for before, after in zip(MANY, source.papers, strict=True):
        for field in kept:
            if (name, before.kind, field) == ("bibtex", "thesis", "venue"):
                continue  # which BibTeX writes for readers alone
            assert _alike(value(after, field)) == _alike(value(before, field)), (field, before.title)


def _alike(found: Any) -> Any:
    """Dashes between pages, and a comma before "Jr.", are written in one way or another."""
    if isinstance(found, tuple):
        return tuple(map(_alike, found))
    return found.replace("–", "-").replace(", Jr", " Jr") if isinstance(found, str) else found


def test_what_records_of_a_work_tell_is_put_together(tmp_path: Path) -> None:
    first = {
        "title": "Sleep and memory in mice",
        "authors": [{"name": "J. Doe", "orcid": ORCID}, "Rick Roe"],
        "doi": "10.1000/182",
        "identifiers": {"pmid": 1},
        "citations": 9,
    }
    second = first | {
        "authors": [{"name": "Jane Doe", "affiliations": ["Zoo"]}, "Rick Roe", "Ann Poe"],
        "identifiers": {"pmid": 2, "openalex": "W1"},
        "citations": 7,
        "citations_day": "2026-12-24",
        "language": "English",
    }
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, (first, second))))
    (paper,) = merge([read(tmp_path / "a.jsonl")]).papers
    assert paper.people == (Person("Jane Doe", ORCID, ("Zoo",)),)
    assert paper.identifiers == {"pmid": "1", "openalex": "W1"}
    assert paper.citations == CitationCount(7, "2026-12-24")
    assert paper.language == "en"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Needs &amp; &#38; motives &lt;5", "Needs & & motives <5"),
        ("R&D at AT&T; 2 < 3 > 1, a<b and c>d", "R&D at AT&T; 2 < 3 > 1, a<b and c>d"),
        ("CO<sub>2</sub> in <i class='x'>E. coli</i>", "CO2 in E. coli"),
        (
            "<jats:title>Abstract</jats:title><jats:p>We did.</jats:p><jats:p>It is so.</jats:p>",
            "We did. It is so.",
        ),
        ("&amp;lt;i&amp;gt;E. coli&amp;lt;/i&amp;gt; &amp;amp; mice", "E. coli & mice"),
        ("<mml:math><mml:mi>x</mml:mi></mml:math> <p>y<br/>z", "x y z"),
    ],
)
def test_markup_in_texts(written: str, plain: str, tmp_path: Path) -> None:
    link = "https://example.org/?a=1&copy=2&amp=3"
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": written, "venue": written, "url": link}))
    (paper,) = read(tmp_path / "a.jsonl").papers
    assert (paper.title, " ".join((paper.venue or "").split()), paper.url) == (plain, plain, link)


def test_numbers_that_are_none_cost_no_paper(tmp_path: Path) -> None:
    line = {
        "title": "Mice",
        "citations": "many",
        "identifiers": {"pmid": "x", "hal": "hal-1"},
        "language": "?",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    source = read(tmp_path / "a.jsonl")
    (paper,) = source.papers
    assert (paper.citations, paper.identifiers, paper.language) == (None, {"hal": "hal-1"}, None)
    assert [s.reason for s in source.skipped] == [
        "its citations 'many' are no number; the paper is kept without it"
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_with_quotation_marks_that_never_close(mark: str, tmp_path: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=mark)
    writer.writerows([["Title", "Year"], ["First", "2001"]])
    (tmp_path / "a.csv").write_text(
        f'{out.getvalue()}"never closed{mark}2002\nMore "or" less{mark}2003\nLast{mark}2004\n'
    )
    source = read(tmp_path / "a.csv")
    assert {"First", 'More "or" less', "Last"} <= {paper.title for paper in source.papers}
    assert [s.line for s in source.skipped][:1] == [3]


BOMB = """<?xml version="1.0"?>
<!DOCTYPE dblp [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
<dblp><article><title>&c;</title></article></dblp>"""
OUTSIDE = """<!DOCTYPE dblp [<!ENTITY a SYSTEM "file:///etc/passwd">]><dblp><article><title>&a;</title></article></dblp>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE])
def test_entities_of_a_document_are_not_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(text)
    source = read(tmp_path / "a.xml")
    assert source.papers == ()
    assert ["entities" in skipped.reason for skipped in source.skipped] == [True]


def test_what_is_too_deep_ends_in_a_sentence(tmp_path: Path) -> None:
    good = "<article><title>Mice</title></article>"
    (tmp_path / "a.xml").write_text(f"<dblp>{good}{'<b>' * 100_000}")
    source = read(tmp_path / "a.xml")
    assert [paper.title for paper in source.papers] == ["Mice"]
    assert len(source.skipped) == 1
    (tmp_path / "a.json").write_text('[\n{"title": "Mice"},\n{"title": "Cats", "x": ' + "[" * 100_000)
    source = read(tmp_path / "a.json")
    assert [paper.title for paper in source.papers] == ["Mice"]
    assert len(source.skipped) == 1


def test_a_bracket_of_answers_in_answers_has_an_end(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"results": ' * 5_000 + '[{"title": "Mice"}]' + "}" * 5_000)
    assert replace(read(tmp_path / "a.json"), skipped=()).papers == ()
