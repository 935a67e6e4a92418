"""BibTeX, JSON Lines, sources.toml, dates; and that no input breaks the parsers."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from fakes import DEEPER
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.datamodels import Paper, PaperDate
from assistant.errors import SourceError
from ingest.dates import parse_date, parse_month
from ingest.sources import ParsedSource, read_source

BIBTEX = r"""% exported on a Friday
@string{nips = "Neural Information Processing"}

@article{mueller,
  title   = {The {B}ayesian {\"u}ber-brain: 5% of $\alpha$},
  author  = {M{\"u}ller, J{\'o}zef and {ETH Team} and von der Berg, Jan and others},
  journal = nips # " Letters",
  year    = 2020, month = jun,
  doi     = {https://doi.org/10.1000/ABC_d},
  url     = {\url{https://example.org/a\_b}},
  colour = {ignored},
  abstract = {We gain 50\% over
              two lines.}
}

@article{broken, title = {no end, year = 2020

@inproceedings{oswald, title="Continual learning with hypernetworks", booktitle={ICLR}, year={in press},
  author={Johannes von Oswald and Łukasz Kaiser}, eprint={1906.00695v4}, archiveprefix={arXiv}}
@misc{untitled, year = 2001}
@misc(oswald, title={The same key}, date={2019-06-03})
"""


def read(folder: Path, text: str | bytes, name: str) -> ParsedSource:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_source(path)


def read_json(folder: Path, **fields: object) -> Paper:
    (paper,) = read(folder, json.dumps({"title": "A title", **fields}), "papers.jsonl").papers
    return paper


def test_bibtex(tmp_path: Path) -> None:
    source = read(tmp_path, BIBTEX, "group.bib")
    first, second, third = source.papers
    assert (source.info.kind, source.info.scope) == ("bibtex", "group")
    assert first.title == r"The Bayesian über-brain: 5% of $\alpha$"
    assert first.authors == ("Józef Müller", "ETH Team", "Jan von der Berg")
    assert not first.authors_complete
    assert first.venue == "Neural Information Processing Letters"
    assert first.date == PaperDate(2020, 6)
    assert (first.doi, first.url) == ("10.1000/abc_d", "https://example.org/a_b")
    assert first.abstract == "We gain 50% over two lines."
    assert {name: first.origins[name].line for name in ("title", "authors", "date", "abstract")} == {
        "title": 5,
        "authors": 6,
        "date": 8,
        "abstract": 12,
    }
    assert (second.venue, second.arxiv_id, second.date) == ("ICLR", "1906.00695", None)
    assert second.authors == ("Johannes von Oswald", "Łukasz Kaiser")
    assert second.authors_complete
    assert (third.title, third.date) == ("The same key", PaperDate(2019, 6, 3))


def test_bad_bibtex_entries_are_reported(tmp_path: Path) -> None:
    broken, in_press, untitled = read(tmp_path, BIBTEX, "group.bib").skipped
    assert (broken.document, broken.line) == ("group.bib", 16)
    assert "brace" in broken.reason
    assert (in_press.line, "'in press' is no date" in in_press.reason) == (18, True)
    assert (untitled.line, untitled.reason) == (20, "entry 'untitled' has no title")


def test_a_paper_inherits_from_the_volume_that_it_names(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        """
@inproceedings{child, title={On hashing}, author={Kid, K.}, crossref={Volume}}
@inproceedings{own, title={On trees}, author={Kid, K.}, year=2010, crossref={volume}, xdata={site}}
@proceedings{volume, title={5th Workshop on Hashing}, year=2011, editor={Ed, E.}, doi={10.1000/5}}
@xdata{site, note={a}, url={https://example.org/}}
@incollection{part, title={A chapter}, author={Kid, K.}, crossref={book}}
@book{book, title={A book}, author={Kid, K.}, year=2012}
@article{lost, title={A lost paper}, crossref={nowhere}}
""",
        "a.bib",
    )
    assert source.skipped == ()
    assert [(p.title, p.year, p.venue, p.doi, p.url) for p in source.papers] == [
        ("On hashing", 2011, "5th Workshop on Hashing", None, None),
        ("On trees", 2010, "5th Workshop on Hashing", None, "https://example.org/"),
        ("A chapter", 2012, "A book", None, None),
        ("A book", 2012, None, None, None),
        ("A lost paper", None, None, None, None),
    ]


def test_where_in_its_venue_a_paper_stands(tmp_path: Path) -> None:
    source = read(
        tmp_path,
        """
@article{a, title={On hashing}, journal={Hash}, volume={12}, number={3--4}, pages={5--17}}
@techreport{b, title={On trees}, number={TR-7}}
""",
        "a.bib",
    )
    article, report = source.papers
    assert (article.volume, article.issue, article.pages) == ("12", "3–4", "5–17")
    assert (report.volume, report.issue, report.pages) == (None, None, None)
    paper = read_json(tmp_path, volume=12, issue=" 3  A", pages=["5"])
    assert (paper.volume, paper.issue, paper.pages) == ("12", "3 A", None)


def test_jsonl(tmp_path: Path) -> None:
    paper = read_json(
        tmp_path,
        abstract=" We do. ",
        authors=["Grewe, Benjamin F.", "Łukasz Kaiser", "李明"],
        date="2019-06-03",
        venue="ICLR",
        url="https://arxiv.org/abs/1906.00695v4",
        doi="doi:10.1000/X",
        colour="red",
    )
    assert (paper.abstract, paper.venue, paper.doi) == ("We do.", "ICLR", "10.1000/x")
    assert paper.authors == ("Benjamin F. Grewe", "Łukasz Kaiser", "李明")
    assert paper.authors_complete
    assert paper.arxiv_id == "1906.00695"
    assert paper.date == PaperDate(2019, 6, 3)
    assert paper.origins["venue"].line == 1


@pytest.mark.parametrize(
    ("authors", "names", "complete"),
    [
        ("Ada Byron, Alan Turing and Kurt Gödel", ("Ada Byron", "Alan Turing", "Kurt Gödel"), True),
        ("Byron, Ada and Turing, Alan", ("Ada Byron", "Alan Turing"), True),
        ("Byron, Ada; Turing, Alan", ("Ada Byron", "Alan Turing"), True),
        ("Ada Byron et al.", ("Ada Byron",), False),
        ("Ada Byron and others", ("Ada Byron",), False),
        (["Ada Byron", "et al."], ("Ada Byron",), False),
        (["Ada Byron", "Sammy Davis, Jr."], ("Ada Byron", "Sammy Davis, Jr."), True),
        (["Ada Byron", "and Kurt Gödel"], ("Ada Byron", "Kurt Gödel"), True),
        (["Byron A", "... Gödel K", "Noether E"], ("Byron A", "Gödel K", "Noether E"), False),
        (["Byron A + 40 co-authors (with Gödel K)"], ("Byron A", "Gödel K"), False),
        (["Byron A", "21 other autors", "Gödel K"], ("Byron A", "Gödel K"), False),
        (["Byron A and Gödel K", "Noether E"], ("Byron A", "Gödel K", "Noether E"), True),
        (["Ada Byron*", "Kurt Gödel1"], ("Ada Byron", "Kurt Gödel"), True),
        (["Byron", "A", "Gödel K"], ("Byron A", "Gödel K"), True),
        (["Gödel K on behalf of the Logic Society"], ("Gödel K", "Logic Society"), True),
        (["Centre for Birds and Small Mammals"], ("Centre for Birds and Small Mammals",), True),
        (["danah boyd", "Mary Smith Jr."], ("danah boyd", "Mary Smith Jr."), True),
        (["Byron A et al.", "Gödel K"], ("Byron A", "Gödel K"), False),
        ("", (), False),
        ([], (), False),
        (None, (), False),
    ],
)
def test_authors_of_a_jsonl_record(
    authors: object, names: tuple[str, ...], complete: bool, tmp_path: Path
) -> None:
    paper = read_json(tmp_path, authors=authors)
    assert (paper.authors, paper.authors_complete) == (names, complete)


BAD_LINES = [
    "{",
    "[1]",
    "null",
    "{}",
    '{"abstract": "no title"}',
    '{"title": ""}',
    '{"title": 3}',
    '{"title": "x", "authors": [1]}',
    '{"title": "x", "authors": {"a": 1}}',
    '{"title": "x", "abstract": []}',
    '{"title": "x", "date": true}',
    '{"title": "x", "date": 2020.5}',
    '{"title": "x", "scope": "ours"}',
    '{"title": "x \\ud800"}',
    '{"title": "\\u200b"}',
    '{"title": "x", "n": ' + "[" * 5000 + "]" * 5000 + "}",
    '{"title": "x", "date": ' + "9" * 5000 + "}",
    "garbage \x00",
]


def test_bad_jsonl_lines_are_reported_and_good_ones_kept(tmp_path: Path) -> None:
    good = ['{"title": "First"}', '{"title": "Last"}']
    source = read(tmp_path, "\n".join([good[0], *BAD_LINES, "", good[1]]), "papers.jsonl")
    assert [paper.title for paper in source.papers] == ["First", "Last"]
    assert [skipped.line for skipped in source.skipped] == list(range(2, len(BAD_LINES) + 2))
    assert source.papers[1].origins["title"].line == len(BAD_LINES) + 3


@pytest.mark.parametrize(
    "item",
    [
        {
            "type": "article-journal",
            "author": [{"family": "Byron", "given": "Ada"}, {"literal": "Zoo Team"}],
            "issued": {"date-parts": [[2020, 3, 1]]},
            "container-title": "J Sleep",
            "DOI": "10.1000/1",
            "abstract": "We slept.",
            "volume": "12",
            "page": "5-17",
        },
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.1000/1",
            "type": "article",
            "publication_date": "2020-03-01",
            "authorships": [{"author": {"display_name": name}} for name in ("Ada Byron", "Zoo Team")],
            "abstract_inverted_index": {"slept.": [1], "We": [0]},
            "primary_location": {"source": {"display_name": "J Sleep"}},
            "biblio": {"volume": "12", "issue": None, "first_page": "5", "last_page": "17"},
        },
        {
            "authors": [{"name": "Ada Byron"}, {"name": "Zoo Team"}],
            "year": 2020,
            "publicationDate": "2020-03-01",
            "venue": "J Sleep",
            "externalIds": {"DOI": "10.1000/1"},
            "publicationTypes": ["JournalArticle"],
            "journal": {"name": "J Sleep", "volume": "12", "pages": "5-17"},
            "abstract": "We slept.",
        },
    ],
    ids=["CSL", "OpenAlex", "Semantic Scholar"],
)
def test_objects_of_other_systems(item: dict[str, object], tmp_path: Path) -> None:
    paper = read_json(tmp_path, **item)
    assert (paper.authors, paper.date, paper.venue) == (
        ("Ada Byron", "Zoo Team"),
        PaperDate(2020, 3, 1),
        "J Sleep",
    )
    assert (paper.doi, paper.kind, paper.abstract) == ("10.1000/1", "article", "We slept.")
    assert (paper.volume, paper.issue, paper.pages) == ("12", None, "5-17")


@pytest.mark.parametrize(
    ("value", "kept", "reported"),
    [
        ({"url": "javascript:alert(1)"}, {"url": None}, "its url 'javascript:alert(1)' is not a web address"),
        ({"url": "10.1000/182"}, {"url": None, "doi": "10.1000/182"}, ""),
        ({"doi": "none"}, {"doi": None}, "its doi 'none' is not a DOI"),
        ({"arxiv_id": "x"}, {"arxiv_id": None}, "its arxiv_id 'x' is not an arXiv identifier"),
        ({"date": "2024,3,12-"}, {"date": PaperDate(2024, text="2024")}, ""),
        ({"date": "2020-02-30"}, {"date": PaperDate(2020, text="2020")}, ""),
        ({"date": "in press"}, {"date": None}, "'in press' is no date"),
    ],
)
def test_a_value_that_cannot_be_read_costs_no_paper(
    value: dict[str, str], kept: dict[str, object], reported: str, tmp_path: Path
) -> None:
    source = read(tmp_path, json.dumps({"title": "Mice", "venue": "Nature", **value}), "papers.jsonl")
    (paper,) = source.papers
    assert {name: getattr(paper, name) for name in kept} == kept
    assert paper.venue == "Nature"
    assert len(source.skipped) == bool(reported)
    assert all(s.reason.startswith(reported) and "is kept" in s.reason for s in source.skipped)


def test_a_day_that_fills_up_a_form_is_no_day(tmp_path: Path) -> None:
    def dates(*days: str) -> list[str]:
        lines = (json.dumps({"title": f"Mice {n}", "date": day}) for n, day in enumerate(days))
        papers = read(tmp_path, "\n".join(lines), "papers.jsonl").papers
        return [paper.date.isoformat() for paper in papers if paper.date]

    one, many = "2020-01-01", [f"20{n:02d}-01-01" for n in range(8)]
    assert dates(one, "2020-03-01", "2020-03-02") == [one, "2020-03-01", "2020-03-02"]
    assert dates(*many, *("2020-03-02", "2020-03-03") * 8, "2020-03-01")[7:10] == [
        "2007", "2020-03-02", "2020-03-03",
    ]  # fmt: skip
    assert dates(*("2020-03-01",) * 5, "2020-03-02", one) == [*("2020-03",) * 5, "2020-03-02", "2020-01"]


def test_scope_precedence(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text('{"title": "A"}\n{"title": "B", "scope": "related"}\n{"title": "C", "scope": "group"}')
    assert [paper.scope for paper in read_source(path).papers] == ["group", "related", "group"]
    (tmp_path / "sources.toml").write_text('["papers.jsonl"]\nscope = "related"\n')
    assert [paper.scope for paper in read_source(path).papers] == ["related", "related", "group"]
    assert [paper.scope for paper in read_source(path, scope="group").papers] == ["group", "related", "group"]


def test_the_day_of_capture(tmp_path: Path) -> None:
    path = tmp_path / "papers.jsonl"
    path.write_text('{"title": "A", "date": "Feb 4"}')
    os.utime(path, (1_600_000_000, 1_600_000_000))  # Sep 13, 2020
    assert read_source(path).papers[0].date == PaperDate(2020, 2, 4)
    assert read_source(path, retrieved=date(2018, 2, 3)).papers[0].date == PaperDate(2017, 2, 4)
    (tmp_path / "sources.toml").write_text('["papers.jsonl"]\nretrieved = 2016-02-04\n')
    assert read_source(path, retrieved=date(2018, 2, 3)).papers[0].date == PaperDate(2016, 2, 4)


@pytest.mark.parametrize(
    ("settings_text", "words"),
    [
        ('["papers.jsonl"]\ncolour = "red"', "key 'colour' is unknown"),
        ('["papers.jsonl"]\nscope = "ours"', "key 'scope'"),
        ('["papers.jsonl"]\nscope = []', "key 'scope'"),
        ('["papers.jsonl"]\nretrieved = "yesterday"', "key 'retrieved'"),
        ('["papers.jsonl"]\nretrieved = 2026-11-20T10:00:00', "key 'retrieved'"),
        ('["papers.jsonl"]\nsubject = 3', "key 'subject'"),
        ('["papers.jsonl"]\nkind = "feed"', "'feed', but its content is 'jsonl'"),
        ("[papers.jsonl]\nscope = 'group'", "quote the file name"),
        ("papers = 3", "a table was expected"),
        ("not toml", "no valid TOML"),
    ],
)
def test_wrong_settings_are_named(settings_text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(settings_text)
    with pytest.raises(SourceError, match=words) as caught:
        read(tmp_path, '{"title": "A"}', "papers.jsonl")
    assert "sources.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022", PaperDate(2022)),
        ("2022-10", PaperDate(2022, 10)),
        ("2022/10/17", PaperDate(2022, 10, 17)),
        ("2022-10-17T08:00:00Z", PaperDate(2022, 10, 17)),
        ("Oct 17, 2022", PaperDate(2022, 10, 17)),
        ("17 October 2022", PaperDate(2022, 10, 17)),
        ("Sept. 2022", PaperDate(2022, 9)),
        ("Nov 20", PaperDate(2026, 11, 20)),
        ("Nov 21", PaperDate(2025, 11, 21)),
        ("Feb 29", PaperDate(2024, 2, 29)),
    ],
)
def test_dates(text: str, expected: PaperDate) -> None:
    found = parse_date(text, reference=date(2026, 11, 20))
    assert found == expected
    assert found.text == text


@pytest.mark.parametrize(
    "text", ["", "soon", "2022-13", "2022-02-30", "Feb 30", "Feb 29, 2023", "0000", "12"]
)
def test_no_dates(text: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        parse_date(text, reference=date(2026, 11, 20))


def test_months() -> None:
    assert [parse_month(text) for text in ("jun", "June", "06", "13", "summer")] == [6, 6, 6, 0, 0]


FUZZ = settings(max_examples=60 * DEEPER)
PIECES = st.sampled_from(
    [
        "Daily Papers", "Mar 11", "• 3 authors", "·", "Dec 16, 2025 2", "h-index11", "LGMay 27",
        "82.4LGMay 27", "26 Papers", "A Title", "We show that this is an abstract.",
        "Ada Byron, Kurt Gödel et al. · eth", "Researcher profile",
        "Trust 19 - UnverifiedVerification L1", "5 published item(s)", "preprint2022arXiv",
        "@article{a,", "title = {T},", "author = {A and B}", "}", "{", '"', "\\verb", "$", "\x00", "\ufeff",
        '{"title": "A"}', "",
    ]
)  # fmt: skip


@contextmanager
def refusal_names(document: str) -> Iterator[None]:
    """Where a document is refused, the reason names it."""
    problem = document
    try:
        yield
    except SourceError as error:
        problem = str(error)
    assert document in problem


@FUZZ
@given(st.binary(max_size=300))
def test_no_bytes_break_a_parser(tmp_path: Path, data: bytes) -> None:
    with refusal_names("papers.txt"):
        read(tmp_path, data, "papers.txt")


@settings(FUZZ, max_examples=200 * DEEPER)
@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=25))
def test_no_lines_break_a_parser(tmp_path: Path, lines: list[str]) -> None:
    with refusal_names("papers.txt"):
        source = read(tmp_path, "\n".join(lines).encode("utf-8", "replace"), "papers.txt")
        for paper in source.papers:
            assert paper.title.strip()
            repr(paper).encode()  # no lone surrogate is left


@FUZZ
@given(st.lists(st.binary(max_size=40).filter(lambda data: b"\n" not in data and b"\r" not in data)))
def test_good_jsonl_lines_survive_beside_garbage(tmp_path: Path, garbage: list[bytes]) -> None:
    lines = [b'{"title": "First"}']
    for data in garbage:
        lines += [data, b'{"title": "Next"}']
    source = read(tmp_path, b"\n".join(lines), "papers.jsonl")
    assert len(source.papers) >= len(garbage) + 1


@FUZZ
@given(st.text(alphabet='{}"\\@,=#$%~ab\n', max_size=60))
def test_good_bibtex_entries_survive_a_bad_one(tmp_path: Path, garbage: str) -> None:
    text = f"@misc{{a, title={{First}}}}\n@misc{{bad, title={garbage}\n@misc{{b, title={{Last}}}}\n"
    titles = [paper.title for paper in read(tmp_path, text, "papers.bib").papers]
    assert titles[0] == "First"
    assert "Last" in titles
