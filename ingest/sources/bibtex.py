"""BibTeX, as reference managers export it.

    @inproceedings{oswald2020,
      title  = {Continual learning with hypernetworks},
      author = {von Oswald, Johannes and Henning, Christian and others},
      year   = {2020}, booktitle = {ICLR}, eprint = {1906.00695}, archiveprefix = {arXiv}
    }

Splitting a document into fields is bibtexparser's work; an entry that it can't read is skipped and
reading goes on at the next line that starts with `@`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, Entry, Field, ParsingFailedBlock

from assistant.datamodels import Origin, Paper, PaperDate
from ingest.dates import YEAR, parse_date, parse_month
from ingest.sources.crossrefs import volumes, with_inherited
from ingest.sources.document import Document, damage, printable
from ingest.sources.identifiers import arxiv_id_within, normal_arxiv_id, normal_doi, normal_url
from ingest.sources.keywords import keywords_of
from ingest.sources.kinds import kind_of
from ingest.sources.latex import LatexReader, plain_address
from ingest.sources.records import Contents, Context, RecordError, Skipped

_ENTRY = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
# Semantic Scholar writes lists of types: `@['JournalArticle', 'Review']{`. The first one counts.
_TYPES = re.compile(r"^(\s*@)\s*\[\s*['\"]?([A-Za-z]+)[^\]\n]*\](?=\s*[{(])", re.MULTILINE)
_PART = re.compile(r'"[^"]*"|\{[^{}]*\}|[^\s"{}#]+')
_JOINED = re.compile(rf"(?:{_PART.pattern})(?:\s*#\s*(?:{_PART.pattern}))+")


def recognises(document: Document) -> bool:
    """Whether a line starts like a BibTeX entry: `@article{`."""
    return bool(_ENTRY.search(document.text) or _TYPES.search(document.text))


def parse(document: Document, context: Context) -> Contents:
    """The papers of a BibTeX document. Never raises: bad entries are reported."""
    papers: list[Paper] = []
    skipped: list[Skipped] = []
    latex = LatexReader()
    blocks, strings = _blocks(document.text)
    entries: dict[str, dict[str, Field]] = {}
    for block in blocks:
        with suppress(RecordError):
            entry = _entry(block)
            entries.setdefault(entry.key.lower(), _fields(entry, strings))
    left_out = volumes(entries)
    for block in blocks:
        line = (block.start_line or 0) + 1
        try:
            entry = _entry(block)
            if entry.key.lower() not in left_out:
                fields = with_inherited(_fields(entry, strings), entries)
                papers.append(_record(document, context, entry, fields, latex))
        except ValueError as error:
            skipped.append(Skipped(document.name, line, str(error)))
    return Contents(tuple(papers), tuple(skipped))


def _blocks(text: str) -> tuple[list[Block], dict[str, str]]:
    """The entries of a document and the blocks that failed to parse, in order; and its strings."""
    with _quiet():
        # Without its default middleware: that leaves `name # " suffix"` as it stands.
        library = parse_string(_TYPES.sub(r"\1\2", text), parse_stack=[])
    strings: dict[str, str] = {}
    for string in library.strings:
        strings[string.key.lower()] = _value(str(string.value), strings)
    return [block for block in library.blocks if isinstance(block, (Entry, ParsingFailedBlock))], strings


@contextmanager
def _quiet() -> Iterator[None]:
    """bibtexparser logs each bad block; here they are reported as skipped records instead."""
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _entry(block: Block) -> Entry:
    if isinstance(block, Entry):
        return block
    # A repeated key or field spoils nothing: the entry itself was read.
    if isinstance(block, ParsingFailedBlock) and isinstance(block.ignore_error_block, Entry):
        return block.ignore_error_block
    start = printable((block.raw or "").split("\n", 1)[0], 40)
    if isinstance(block, DuplicateBlockKeyBlock):
        raise RecordError(f"'{start}' repeats a key")
    raise RecordError(f"'{start}' is no complete entry; look for a missing brace, quote or comma")


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, Field]:
    """The fields of an entry that are not empty, by their lower names."""
    fields: dict[str, Field] = {}
    for item in entry.fields:
        value = _value(str(item.value), strings)
        if value.strip(" {}\n\t"):
            fields.setdefault(item.key.lower(), Field(item.key, value, item.start_line))
    return fields


def _record(
    document: Document, context: Context, entry: Entry, fields: Mapping[str, Field], latex: LatexReader
) -> Paper:
    if reason := damage(*(item.value for item in fields.values())):
        raise RecordError(reason)
    used: dict[str, str] = {}  # the paper's field -> the entry's field

    def text(name: str, *keys: str) -> str:
        key = next((key for key in keys if key in fields), None)
        if key is None:
            return ""
        used[name] = key
        return latex.text(fields[key].value)

    title = text("title", "title")
    if not title:
        raise RecordError(f"entry '{printable(entry.key)}' has no title")
    abstract = text("abstract", "abstract")
    category = text("category", "primaryclass", "eprintclass")
    venue = text("venue", "journal", "journaltitle", "booktitle") or _preprint_server(fields, used)
    keywords = keywords_of([text("keywords", "keywords", "keyword")])
    authors, complete = _authors(fields, used, latex)
    when = _date(fields, used)
    doi, url, arxiv_id = _links(fields, used)
    number = ("number", "issue") if entry.entry_type.lower() == "article" else ("issue",)  # not of a report
    place = (text("volume", "volume"), text("issue", *number), text("pages", "pages"))
    volume, issue, pages = (value.replace("--", "–") or None for value in place)
    note = next((latex.text(fields[key].value) for key in ("type", "howpublished") if key in fields), "")
    start = Origin(document.name, (entry.start_line or 0) + 1)
    origins = {name: _origin(document, fields[key], start) for name, key in used.items()}
    return Paper(
        id="",
        title=title,
        abstract=abstract,
        scope=context.scope,
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
        kind=kind_of(entry.entry_type, venue=venue, note=note, arxiv_id=arxiv_id),
        volume=volume,
        issue=issue,
        pages=pages,
        keywords=keywords,
    )


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A raw value without its quotes or braces, names of strings and `#` resolved."""
    raw = raw.strip()
    if "#" in raw and _JOINED.fullmatch(raw):
        return "".join(_value(part, strings) for part in _PART.findall(raw))
    if len(raw) > 1 and (raw[0], raw[-1]) in (('"', '"'), ("{", "}")):
        return raw[1:-1]
    return strings.get(raw.lower(), raw)


def _origin(document: Document, item: Field, start: Origin) -> Origin:
    return Origin(document.name, item.start_line + 1) if item.start_line is not None else start


def _authors(
    fields: Mapping[str, Field], used: dict[str, str], latex: LatexReader
) -> tuple[tuple[str, ...], bool]:
    if "author" not in fields:
        return (), False
    used["authors"] = "author"
    people = split_multiple_persons_names(fields["author"].value)
    cut = [person for person in people if person.strip().lower() in ("others", "et al.", "et al")]
    names = [latex.text(_spoken(person)) for person in people if person not in cut]
    kept = tuple(name for name in names if name)
    return kept, bool(kept) and not cut


def _spoken(person: str) -> str:
    """`von Oswald, Johannes` as `Johannes von Oswald`."""
    parts = parse_single_name_into_parts(person, strict=False)
    return " ".join([*parts.first, *parts.von, *parts.last, *parts.jr])


def _date(fields: Mapping[str, Field], used: dict[str, str]) -> PaperDate | None:
    """The date of an entry; a year such as "in press" is no date, and no reason to lose the entry."""
    if "date" in fields:
        try:
            when = parse_date(fields["date"].value)
            used["date"] = "date"
            return when
        except ValueError:
            pass  # a range or a season: the year field may say more
    key = next((key for key in ("year", "date") if key in fields), None)
    year = YEAR.search(fields[key].value) if key else None
    if key is None or year is None:
        return None
    used["date"] = key
    month = parse_month(plain_address(fields["month"].value)) if "month" in fields else 0
    day = plain_address(fields["day"].value) if month and "day" in fields else ""
    stated = f"{year[0]}-{month:02d}" if month else year[0]
    stated = f"{stated}-{int(day):02d}" if re.fullmatch("[0-9]{1,2}", day) else stated
    try:
        when = parse_date(stated)
    except ValueError:
        when = parse_date(year[0])
    return PaperDate(when.year, when.month, when.day, text=year[0])


def _links(fields: Mapping[str, Field], used: dict[str, str]) -> tuple[str | None, str | None, str | None]:
    plain = {name: plain_address(item.value) for name, item in fields.items() if name != "abstract"}
    doi = normal_doi(plain.get("doi", ""))
    url = normal_url(plain.get("url", ""))
    arxiv_id = None
    if plain.get("archiveprefix", plain.get("eprinttype", "arxiv")).lower() == "arxiv":
        arxiv_id = normal_arxiv_id(plain.get("eprint", ""))
    source = "eprint"
    if arxiv_id is None:
        for source in ("url", "doi", "journal", "note", "howpublished"):
            if arxiv_id := arxiv_id_within(plain.get(source, "")):
                break
    used |= {"doi": "doi"} if doi else {}
    used |= {"url": "url"} if url else {}
    used |= {"arxiv_id": source} if arxiv_id else {}
    return doi, url, arxiv_id


def _preprint_server(fields: Mapping[str, Field], used: dict[str, str]) -> str:
    key = next((key for key in ("archiveprefix", "eprinttype") if key in fields), None)
    if key is None:
        return ""
    used["venue"] = key
    return str(fields[key].value)
