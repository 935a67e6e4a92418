"""Papers -> files for other programs: BibTeX, RIS, CSV, Markdown. Pure functions."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.answers.cited_works import parts_of
from assistant.datamodels import Kind, Paper
from assistant.explore.bibtex import bibtex as bibtex
from assistant.explore.bibtex import entry_type, to_bibtex
from assistant.explore.markup import plain_markdown

_RIS_KINDS: Mapping[Kind, str] = {
    "thesis": "THES",
    "chapter": "CHAP",
    "book": "BOOK",
    "report": "RPRT",
    "software": "COMP",
    "dataset": "DATA",
    "talk": "SLIDE",
    "patent": "PAT",
}
# The RIS types of the entry types; a preprint is an unpublished work (UNPB), the rest generic (GEN).
_RIS_TYPES = {"article": "JOUR", "inproceedings": "CONF"}
_CSV_FIELDS = (
    "id title authors authors_complete year date scope kind category venue volume issue pages doi arxiv_id "
    "url keywords language licence citations citations_day orcids author_affiliations affiliations "
    "pmid pmcid openalex abstract"
).split()
# A spreadsheet reads a cell with such a beginning as a formula (OWASP, CSV injection).
# Some read wide forms as narrow ones, and a semicolon as the end of a cell.
_FORMULA = re.compile(r"^[\s;,]*[=+\-@\t\r|＝＋－＠]")


def to_ris(papers: Iterable[Paper]) -> str:
    """RIS for reference managers: each line is a tag, `  - ` and a value; lines end with CR LF."""
    return "".join(f"{tag}  - {value}\r\n" for paper in papers for tag, value in _ris_lines(paper))


def to_csv(papers: Iterable[Paper]) -> str:
    """A table (RFC 4180) with a header line and without formulas.

    The table begins with a byte order mark: without the mark, Excel does not read the file as UTF-8.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(_CSV_FIELDS)
    for paper in papers:
        writer.writerow([_cell(value) for value in _csv_values(paper)])
    return out.getvalue()


def to_markdown(papers: Iterable[Paper]) -> str:
    """A numbered reference list."""
    return "".join(f"{number}. {reference(paper)}\n" for number, paper in enumerate(papers, start=1))


def reference(paper: Paper) -> str:
    """One paper as a line of Markdown: authors, title, venue and date, link."""
    authors = f"{plain_markdown(_line(paper.authors_text)).rstrip('.')}. " if paper.authors else ""
    if paper.authors and not paper.authors_complete:
        authors = f"{plain_markdown(_line(', '.join(paper.authors)))} et al. "
    where = ", ".join(filter(None, (paper.venue, paper.date.isoformat() if paper.date else "no date")))
    title = " ".join(paper.title.split())
    end = "" if title.endswith((".", "?", "!")) else "."
    links = f" <{address}>" if (address := link(paper)) else ""
    return f"{authors}**{plain_markdown(title)}{end}** {plain_markdown(_line(where))}.{links}"


def link(paper: Paper) -> str | None:
    """The web address of a paper: its link, DOI or arXiv page; None where no source prints one."""
    if paper.url and re.fullmatch(r"https?://[^\s<>]+", paper.url):
        return paper.url
    if paper.doi:
        return "https://doi.org/" + re.sub(r"[\s<>]", "", paper.doi)
    return f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: its name for people, suffix, media type, and the function that writes papers."""

    label: str
    suffix: str
    media_type: str
    write: Callable[[Iterable[Paper]], str]


FORMATS: Mapping[str, Format] = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", to_bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", to_ris),
    "csv": Format("CSV", "csv", "text/csv", to_csv),
    "markdown": Format("Markdown", "md", "text/markdown", to_markdown),
}


def _ris_lines(paper: Paper) -> Iterator[tuple[str, str]]:
    """The lines of one record: TY first, ER last, values on one line each."""
    kind = entry_type(paper)
    named = _RIS_KINDS.get(paper.kind) if paper.kind else None
    yield "TY", named or _RIS_TYPES.get(kind, "UNPB" if paper.arxiv_id or paper.venue else "GEN")
    yield "ID", paper.id
    yield "TI", _line(paper.title)
    for name in paper.authors:
        yield "AU", parts_of(_line(name)).inverted
    date = paper.date
    if date:
        yield "PY", f"{date.year:04d}"
        month, day = (f"{n:02d}" if n else "" for n in (date.month, date.day))
        yield "DA", f"{date.year:04d}/{month}/{day}/"
    if paper.venue:
        yield (
            {"article": "JO", "inproceedings": "T2", "incollection": "T2"}.get(kind, "PB"),
            _line(paper.venue),
        )
    yield from _place(paper)
    if paper.category:
        yield "KW", _line(paper.category)
        yield (
            "C8",
            _line(paper.category),
        )  # a field of one's own: what reads it back tells it from the keywords
    for keyword in paper.keywords:
        yield "KW", _line(keyword)
    if paper.abstract:
        yield "AB", _line(paper.abstract)
    if paper.doi:
        yield "DO", _line(paper.doi)
    if paper.arxiv_id:
        yield "AN", f"arXiv:{paper.arxiv_id}"
    if address := link(paper):
        yield "UR", address
    if paper.language:
        yield "LA", paper.language
    for place in paper.affiliations:
        yield "AD", _line(place)
    if paper.authors and not paper.authors_complete:
        yield "N1", "The list of authors is cut (“et al.”) in the source."
    yield "ER", ""


def _place(paper: Paper) -> Iterator[tuple[str, str]]:
    """The lines for volume, issue and pages."""
    first, *last = re.split(r"\s*[-–—]+\s*", paper.pages or "")
    for tag, value in (("VL", paper.volume), ("IS", paper.issue), ("SP", first), ("EP", "".join(last))):
        if value:
            yield tag, _line(value)


def _csv_values(paper: Paper) -> list[str]:
    values = {
        "authors": "; ".join(paper.authors),
        "authors_complete": "yes" if paper.authors_complete else "no",
        "date": paper.date.isoformat() if paper.date else "",
        "url": link(paper) or "",
        "keywords": "; ".join(paper.keywords),
        "affiliations": "; ".join(paper.affiliations),
        "citations": str(paper.citations.count) if paper.citations else "",
        "citations_day": paper.citations.day if paper.citations else "",
        "orcids": "; ".join(f"{one.name}/{one.orcid}" for one in paper.people if one.orcid),
        "author_affiliations": "; ".join(_people_at(paper)),
        **{name: paper.identifiers.get(name, "") for name in ("pmid", "pmcid", "openalex")},
    }
    return [values[name] if name in values else str(getattr(paper, name) or "") for name in _CSV_FIELDS]


def _people_at(paper: Paper) -> Iterator[str]:
    """`[Jane Doe; Rick Roe] ETH Zurich` for each affiliation, as the Web of Science writes it."""
    places = dict.fromkeys(place for one in paper.people for place in one.affiliations)
    for place in places:
        names = "; ".join(one.name for one in paper.people if place in one.affiliations)
        yield f"[{names}] {_line(place)}"


def _cell(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _line(text: str) -> str:
    return " ".join(text.split())
