"""BibTeX, as reference managers, publishers and people write it.

    @inproceedings{oswald2020,
      title  = {Continual learning with hypernetworks},
      author = {von Oswald, Johannes and Henning, Christian and others},
      year   = {2020}, booktitle = {ICLR}, eprint = {1906.00695}, archiveprefix = {arXiv}
    }

Text -> entries (bibtex_entries.py) -> fields with strings and crossrefs resolved (bibtex_fields.py) -> values
(latex.py, markup.py, bibtex_names.py, bibtex_dates.py, bibtex_links.py) -> Paper. What is not read is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from assistant.datamodels import Origin, Paper
from assistant.text.plaintext import printable
from ingest.dates import without_fillers
from ingest.sources.attachments import bibtex_files
from ingest.sources.bibtex_dates import date_of
from ingest.sources.bibtex_entries import RawEntry, read_entries, starts_entry
from ingest.sources.bibtex_fields import Field, Fields, preamble_of, resolved, strings_of
from ingest.sources.bibtex_links import links_of
from ingest.sources.bibtex_names import authors_of
from ingest.sources.crossrefs import volumes, with_inherited
from ingest.sources.document import Document, damage
from ingest.sources.keywords import keywords_of
from ingest.sources.kinds import kind_of
from ingest.sources.latex import LatexReader
from ingest.sources.markup import plain_abstract, plain_text
from ingest.sources.records import Contents, Context, RecordError, Skipped

_NO_PAPERS = re.compile(r"string|preamble|xdata|set|comment|.*control|.*bstctl|bibdesk.*|jabref.*")
"""Types of entries that are no works: strings, sets of others, settings of styles and programs."""
_TRANSLATED = re.compile(r"\[([^\[\]]+)\]\.?")  # so PubMed prints the title of a paper in another language
_PP = re.compile(r"^pp?\.\s*")
_SEPARATED = re.compile(r"(?<!\s)\s*+(?:\\sep|[|·•]|\\and)\s*+")
_LINES = re.compile(rf"{_SEPARATED.pattern}|(?<!\s)\s*\n\s*+")
"""What stands between keywords; the ends of lines do where nothing else does."""


def recognises(document: Document) -> bool:
    """Whether a line starts like a BibTeX entry: `@article{`."""
    return starts_entry(document.text)


def parse(document: Document, context: Context) -> Contents:
    """The papers of a BibTeX document. Never raises: what can't be read is reported."""
    raw, faults = read_entries(document.text)
    strings = strings_of(raw)
    skipped = [Skipped(document.name, fault.line, fault.reason) for fault in faults]
    latex = LatexReader(preamble_of(raw))
    read: list[tuple[RawEntry, Fields, list[Skipped]]] = []
    for entry in raw:
        reports = [Skipped(document.name, fault.line, fault.reason) for fault in entry.faults]
        try:
            read.append((entry, resolved(entry, strings, partial(_add, document, reports)), reports))
        except RecordError as error:
            skipped.append(Skipped(document.name, entry.line, str(error)))
    entries: dict[str, Fields] = {}
    for entry, fields, _ in read:
        entries.setdefault(entry.key.lower(), fields)
    left_out = volumes(entries)
    papers: list[Paper] = []
    attached: dict[Origin, tuple[str, ...]] = {}
    for entry, fields, reports in read:
        try:
            if not _NO_PAPERS.fullmatch(entry.type) and entry.key.lower() not in left_out:
                whole = with_inherited(fields, entries)
                papers.append(_Entry(document, context, entry, whole, latex, reports).paper())
                if "file" in fields and (files := bibtex_files(fields["file"].value)):
                    attached[papers[-1].records[0]] = files
            skipped += reports
        except RecordError as error:
            skipped.append(Skipped(document.name, entry.line, str(error)))
    dates = without_fillers([paper.date for paper in papers])
    papers = [replace(paper, date=when) for paper, when in zip(papers, dates, strict=True)]
    return Contents(tuple(papers), tuple(sorted(skipped, key=lambda one: one.line)), attached=attached)


def _add(document: Document, reports: list[Skipped], line: int, reason: str) -> None:
    reports.append(Skipped(document.name, line, reason))


class _Entry:
    """One entry on its way to a Paper; `used` are the fields of the entry by the paper's fields."""

    def __init__(
        self,
        document: Document,
        context: Context,
        entry: RawEntry,
        fields: Fields,
        latex: LatexReader,
        reports: list[Skipped],
    ) -> None:
        self._document, self._context, self._entry, self._latex = document, context, entry, latex
        self._reports = reports
        self._fields = {name: item for name, item in fields.items() if self._is_sound(item)}
        self._used: dict[str, str] = {}

    def paper(self) -> Paper:
        """Raises RecordError where the entry has no title, or a value is too much to read."""
        title = self._titled("title", "title", "subtitle")
        title = translated[1] if (translated := _TRANSLATED.fullmatch(title)) else title
        if not title:
            faults = [fault.reason for fault in self._entry.faults]
            raise RecordError(next(iter(faults), f"entry '{printable(self._entry.key)}' has no title"))
        abstract = self._read("abstract", "abstract", read=plain_abstract)
        category = self._read("category", "primaryclass", "eprintclass").removeprefix("[").removesuffix("]")
        venue = self._venue()
        keywords = self._keywords()
        authors, complete = self._authors()
        raw = {name: item.value for name, item in self._fields.items() if name != "abstract"}
        when, source = date_of({name: self._plain(name) for name in _DATES if name in raw}, self._report)
        self._used |= {"date": source} if source else {}
        doi, url, arxiv_id = links_of(raw, self._used, self._report)
        kind = self._entry.type
        number = ("number", "issue") if kind == "article" else ("issue",)  # not of a report
        place = (self._read("volume", "volume"), self._read("issue", *number), self._read("pages", "pages"))
        volume, issue, pages = (_PP.sub("", value.replace("--", "–")) or None for value in place)
        note = self._plain("type") or self._plain("howpublished")
        origins = {name: self._origin(key) for name, key in self._used.items()}
        return Paper(
            id="",
            title=title,
            abstract=abstract,
            scope=self._context.scope,
            authors=authors,
            authors_complete=complete,
            date=when,
            category=category or None,
            venue=venue or None,
            url=url,
            doi=doi,
            arxiv_id=arxiv_id,
            origins=origins,
            records=(origins["title"],),
            kind=kind_of(kind, venue=venue, note=note, arxiv_id=arxiv_id),
            volume=volume,
            issue=issue,
            pages=pages,
            keywords=keywords,
        )

    def _is_sound(self, item: Field) -> bool:
        """Whether a field can be read; the title of a record must be."""
        reason = damage(item.value)
        if reason and item.name == "title":
            raise RecordError(reason)
        if reason and item.name in _READ:
            told = reason.replace("it holds", f"its {item.name} holds").split(";")[0]
            self._reports.append(
                Skipped(self._document.name, item.line, f"{told}; the paper is kept without it")
            )
        return reason is None

    def _report(self, name: str, reason: str) -> None:
        self._reports.append(Skipped(self._document.name, self._fields[name].line, reason))

    def _plain(self, key: str) -> str:
        """A field as plain text, "" where the entry has none; commands that are not known are reported."""
        if key not in self._fields:
            return ""
        self._latex.unread.clear()
        text = self._latex.text(self._fields[key].value)
        if self._latex.unread:
            unread = ", ".join(dict.fromkeys(self._latex.unread[:3]))
            self._report(
                key, f"its {key} has {printable(unread)}, which can't be read; the rest of it is kept"
            )
        return text

    def _read(self, name: str, *keys: str, read: Callable[[str], str] = plain_text) -> str:
        """The paper's field `name` from the first of the entry's fields `keys` that has a text."""
        for key in keys:
            if text := read(self._plain(key)):
                self._used[name] = key
                return text
        return ""

    def _titled(self, name: str, key: str, below: str) -> str:
        """A title, with its subtitle where that is a field of its own."""
        text, subtitle = self._read(name, key), plain_text(self._plain(below))
        told = not subtitle or subtitle.lower() in text.lower()
        return text if told or not text else f"{text}{'' if text[-1] in '?!:' else ':'} {subtitle}"

    def _venue(self) -> str:
        for key, below in _VENUES:
            if venue := self._titled("venue", key, below):
                return venue
        server = self._read("venue", "archiveprefix", "eprinttype")
        return "arXiv" if server.lower() == "arxiv" else server

    def _keywords(self) -> tuple[str, ...]:
        key = next((key for key in ("keywords", "keyword", "author_keywords") if key in self._fields), None)
        if key is None:
            return ()
        self._used["keywords"] = key
        item = self._fields[key]
        lined = "," in item.value or ";" in item.value
        separated = (_SEPARATED if lined else _LINES).sub("; ", item.value.strip())
        self._fields[key] = replace(item, value=separated)
        return keywords_of([plain_text(self._plain(key))])

    def _authors(self) -> tuple[tuple[str, ...], bool]:
        if "author" not in self._fields:
            return (), False
        self._used["authors"] = "author"
        self._latex.unread.clear()
        names, complete = authors_of(
            self._fields["author"].value, lambda name: plain_text(self._latex.text(name))
        )
        if self._latex.unread:
            self._report("author", f"its author has {printable(self._latex.unread[0])}, which can't be read")
        return names, complete

    def _origin(self, key: str) -> Origin:
        return Origin(self._document.name, self._fields[key].line)


_VENUES = (
    ("journal", "journalsubtitle"),
    ("journaltitle", "journalsubtitle"),
    ("booktitle", "booksubtitle"),
    ("eventtitle", "eventtitleaddon"),
)
"""The fields that name a venue, each with the one for its subtitle."""
_DATES = ("date", "year", "month", "day", "issue_date", "publicationdate")
_READ = frozenset(
    ("abstract", "author", "doi", "url", "eprint", "keywords", *_DATES, *(key for key, _ in _VENUES))
)
"""Fields whose loss is told; of others nothing would be read."""
