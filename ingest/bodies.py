"""Full texts -> papers: which files hold one, each read once, and the paper that each is the text of.

A record that names a file says whose text it is. Of others, what the document prints of itself must be what
is known of one paper: a DOI, an arXiv identifier, the title. Where it is of none, it becomes a paper.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Literal, TypeAlias

from assistant.datamodels import Origin, Paper, PaperDate, Scope
from assistant.errors import SourceError
from assistant.index.bodies import Held
from assistant.index.fulltext import Header, read_fulltext
from ingest.embed import Progress
from ingest.fulltext.forms import is_fulltext
from ingest.fulltext.reading import Read, read_fulltexts
from ingest.sources import ParsedSource, Skipped, SourceInfo, day_of_capture, statement_for
from ingest.sources.attachments import beside
from ingest.sources.document import Document
from ingest.sources.records import Contents
from ingest.sources.shown import as_shown
from ingest.workers import HERE, Workers
from ingest.works import journal_doi, letters, normal_title

FOLDER = "fulltexts"
"""Of an index: what was read of documents, each in a file that is named by the bytes of its document."""

By: TypeAlias = Literal["record", "doi", "arxiv", "title", "alone"]
"""What told whose text a document is: a record that names the file, or what it prints of itself. Where it is
"alone", nothing else tells of the paper."""

_TELLING = 25
"""Letters of a title, at least, that can only be meant where they stand on a first page."""
_FIRST = 3000
"""Characters of a text in which its title stands."""


@dataclass(frozen=True, slots=True)
class Body:
    """A document that was read: its name in reports, where it lies, and the file that holds its text.

    `abstract` is the one that it prints, `first` how its text begins, `length` how many characters it has.
    """

    document: str
    path: Path
    sha256: str
    file: Path
    header: Header
    abstract: str
    first: str
    length: int


@dataclass(frozen=True, slots=True)
class Bodies:
    """The documents that were read, those of each linked record by its place, and those that could not be."""

    read: tuple[Body, ...] = ()
    linked: Mapping[Origin, Sequence[Body]] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A document, and the id of the paper whose text it is."""

    body: Body
    paper: str
    by: By


def parted(files: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The documents with records among `files`, and those with the full text of a paper."""
    texts = [path for path in files if is_fulltext(path)]
    found = set(texts)
    return [path for path in files if path not in found], texts


def attached(
    files: Sequence[Path], sources: Sequence[Sequence[ParsedSource]], folders: Sequence[Path]
) -> dict[Path, list[Origin]]:
    """The files that records name, and the places of these records.

    `sources` are the documents of each of `files`. The files that they name must lie beside them or in one
    of `folders`.
    """
    found: dict[Path, list[Origin]] = {}
    for path, own in zip(files, sources, strict=True):
        for source in own:
            for place, names in source.attached.items():
                for name in names:
                    if there := beside(path, name, folders):
                        found.setdefault(there.resolve(), []).append(place)
    return found


def read_bodies(
    names: Mapping[Path, str],
    linked: Mapping[Path, Sequence[Origin]],
    folder: Path,
    progress: Progress,
    *,
    must: Collection[Path] = (),
    workers: Workers = HERE,
) -> Bodies:
    """Read the documents that `names` has, each under the name of it in reports.

    What was read before is taken from `folder`, and what is read is kept there. Raises SourceError where one
    that `must` be read can't be.
    """
    if not names:
        return Bodies()
    folder.mkdir(parents=True, exist_ok=True)
    progress("documents", 0, len(names))
    read: list[Body] = []
    skipped: list[Skipped] = []
    by_place: dict[Origin, list[Body]] = {}
    for done, result in enumerate(read_fulltexts(list(names), folder, workers=workers), start=1):
        name = names[result.path]
        if isinstance(result, Read):
            body = _body(name, result)
            read.append(body)
            for place in linked.get(result.path.resolve(), ()):
                by_place.setdefault(place, []).append(body)
        elif result.path in must:
            raise SourceError(f"{result.path} {result.reason}.")
        else:
            skipped.append(Skipped(name, 0, result.reason))
        progress("documents", done, len(names))
    return Bodies(tuple(read), by_place, tuple(skipped))


def _body(name: str, read: Read) -> Body:
    text = read_fulltext(read.file)
    parts = [text.text[s.start : s.end] for s in text.sections if s.part == "abstract"]
    abstract = " ".join(" ".join(parts).split())
    first, length = text.text[:_FIRST], len(text.text)
    return Body(name, read.path, read.sha256, read.file, read.header, abstract, first, length)


def forget_others(index: Path, bodies: Bodies) -> None:
    """Remove from the folder of `index` what was read of documents that are not among `bodies` any more."""
    files = {body.file for body in bodies.read}
    for path in (index / FOLDER).glob("*.fulltext"):
        if path not in files:
            path.unlink(missing_ok=True)


def longest(of: Mapping[str, Sequence[Body]]) -> dict[str, tuple[Held, Path]]:
    """The document that is kept of each paper, and the file with its text: the longest of them."""
    found = {}
    for paper, bodies in of.items():
        body = max(bodies, key=lambda body: (body.length, body.sha256))
        found[paper] = Held(body.file.stem, body.document, str(body.path.absolute())), body.file
    return found


def matched(
    papers: Sequence[Paper], bodies: Bodies, alone: Sequence[Body] = ()
) -> tuple[list[Match], list[Body]]:
    """The papers whose texts the documents are, and the documents that are of none of `papers`.

    Those that are `alone` are the records of papers themselves.
    """
    by_place = {place: paper.id for paper in papers for place in paper.records}
    named: list[tuple[Origin, Body, By]] = [(place_of(body), body, "alone") for body in alone]
    named += [(place, body, "record") for place, own in bodies.linked.items() for body in own]
    found: dict[tuple[str, Path], Match] = {}
    for place, body, by in named:
        if place in by_place:
            found.setdefault((by_place[place], body.path), Match(body, by_place[place], by))
    linked = {path for _, path in found}
    left = [body for body in bodies.read if body.path not in linked]
    known = _Known(papers) if left else None
    told = {body.path: known.match(body) for body in left} if known else {}
    matches = [*found.values(), *(match for match in told.values() if match)]
    return matches, [body for body in left if not told[body.path]]


def by_paper(matches: Sequence[Match]) -> dict[str, list[Body]]:
    """The full texts of each paper, by its id."""
    of: dict[str, list[Body]] = {}
    for match in matches:
        of.setdefault(match.paper, []).append(match.body)
    return of


class _Known:
    """What tells papers: DOIs, identifiers of arXiv, and titles that one paper alone has."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._dois: dict[str, str] = {}
        self._arxiv: dict[str, str] = {}
        self._titles: dict[str, str | None] = {}
        for paper in papers:
            for form in paper.forms:
                if doi := journal_doi(form):
                    self._dois.setdefault(doi, paper.id)
                if form.arxiv_id:
                    self._arxiv.setdefault(form.arxiv_id.lower(), paper.id)
                title = normal_title(form.title)
                known = self._titles.setdefault(title, paper.id)
                self._titles[title] = paper.id if known == paper.id else None

    def match(self, body: Body) -> Match | None:
        """The paper that a document says to be; None where that is none, or not plain."""
        header = body.header
        arxiv_id = (header.arxiv_id or "").lower()
        tables: list[tuple[By, Mapping[str, str], str]] = [
            ("doi", self._dois, header.doi or ""),
            ("arxiv", self._arxiv, arxiv_id),
        ]
        for by, table, value in tables:
            if value and value in table:
                return Match(body, table[value], by)
        title = normal_title(header.title) if header.title else ""
        paper = self._titles[title] if title and title in self._titles else self._printed(body)
        return Match(body, paper, "title") if paper else None

    def _printed(self, body: Body) -> str | None:
        """The paper whose title stands first on its first page, the longest where there are several."""
        first = letters(body.first)
        on_it = [(len(t), id) for t, id in self._titles.items() if len(t) >= _TELLING and t in first]
        return max(on_it, key=itemgetter(0))[1] if on_it else None


def sources_of(
    bodies: Bodies,
    unknown: Sequence[Body],
    *,
    scope: Scope | None,
    scopes: Mapping[Path, Scope | None],
    retrieved: date | None,
) -> Iterator[ParsedSource]:
    """Each document as a source; with a paper where it is `unknown`, and so tells of one alone.

    `scope` is what was given for all, `scopes` for some. Raises SourceError where `sources.toml` is wrong.
    """
    alone = {body.path for body in unknown}
    for body in bodies.read:
        document = Document(body.document, "")
        stated = statement_for(body.path)
        own: Scope = scopes.get(body.path, scope) or stated.scope or "group"
        day = day_of_capture(body.path, stated, retrieved)
        paper = _paper(body, own) if body.path in alone else None
        none = Skipped(body.document, 0, "prints no title that can be told; give its record, too")
        skipped = (none,) if body.path in alone and paper is None else ()
        contents = as_shown(Contents((paper,) if paper else (), skipped), document)
        info = SourceInfo(body.document, "fulltext", "", own, None, day)
        yield ParsedSource(info, contents.papers, skipped=contents.skipped, sha256=body.sha256)


def place_of(body: Body) -> Origin:
    """Where the record of a paper stands that a document alone tells of."""
    return Origin(body.document, 1)


def with_abstracts(papers: Sequence[Paper], of: Mapping[str, Sequence[Body]]) -> list[Paper]:
    """The papers; of those that no record gives an abstract, the one that the full text prints."""
    return [
        _with_abstract(paper, of[paper.id]) if not paper.abstract and paper.id in of else paper
        for paper in papers
    ]


def _with_abstract(paper: Paper, bodies: Sequence[Body]) -> Paper:
    for body in bodies:
        if body.abstract:
            origins = {**paper.origins, "abstract": place_of(body)}
            return replace(paper, abstract=body.abstract, origins=origins)
    return paper


def _paper(body: Body, scope: Scope) -> Paper | None:
    header = body.header
    if not header.title:
        return None
    values = {
        "title": header.title,
        "abstract": body.abstract,
        "authors": header.authors,
        "date": PaperDate(header.year, text=str(header.year)) if header.year else None,
        "doi": header.doi,
        "arxiv_id": header.arxiv_id,
    }
    place = place_of(body)
    origins = {name: place for name, value in values.items() if value}
    return Paper(
        id="",
        scope=scope,
        authors_complete=bool(header.authors),
        origins=origins,
        records=(place,),
        **values,  # type: ignore[arg-type]
    )
