"""Documents -> records: one module for each form of document, chosen by content, never by file name.

In:  files as they were saved, directories and zips of them, and a `sources.toml` that may say more.
Out: a ParsedSource for each document: its papers and the profile in it, each value with the line that it was
read from, and the damaged records that were skipped, each with the reason.
The forms are in forms.py. Those of records (RIS, JSON, tables, XML) name their values as paper_fields.py
does, which makes papers of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from assistant.datamodels import Scope
from assistant.errors import SourceError
from ingest.sources.archives import ArchiveError
from ingest.sources.files import documents_in, find_sources, names_of
from ingest.sources.forms import FORMS, RefusedError, forms_of, text_of
from ingest.sources.records import KINDS, Context, Kind, ParsedSource, Skipped, SourceInfo
from ingest.sources.settings import FILE_NAME, Statement, statement_for
from ingest.sources.shown import as_shown
from ingest.workers import File, Stage

__all__ = [
    "ParsedSource",
    "Parser",
    "Reading",
    "Skipped",
    "SourceInfo",
    "Unparsed",
    "day_of_capture",
    "find_sources",
    "names_of",
    "read_documents",
    "read_source",
    "statement_for",
    "unparsed",
]


_DEFAULT_SCOPES: dict[Kind, Scope] = {"feed": "related"}  # every other kind is the group's own


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its documents, of which a zip has several, and those in no form that is read."""

    sources: tuple[ParsedSource, ...] = ()
    refused: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A file, and what is said of it beside it and by whoever named it; see `unparsed`."""

    file: File
    name: str
    named: bool
    scope: Scope | None
    stated: Statement
    day: date


def read_source(path: Path, *, scope: Scope | None = None, retrieved: date | None = None) -> ParsedSource:
    """The records of one document, unmerged, and what could not be read.

    A `sources.toml` beside the document may say more about it. The scope of a record is the first
    of: the record's own, `scope`, `sources.toml`, the default of the kind. The day of
    capture is the first of: `sources.toml`, `retrieved`, the day the file was last changed.

    Raises:
        SourceError: if the file can't be read, is empty, several documents, or in none of the known forms, or
            if `sources.toml` is wrong or contradicts the content.
    """
    reading = read_documents(path, scope=scope, retrieved=retrieved)
    if len(reading.sources) != 1:
        raise SourceError(f"{path} holds {len(reading.sources)} documents; give one of them.")
    return reading.sources[0]


def read_documents(
    path: Path,
    *,
    scope: Scope | None = None,
    retrieved: date | None = None,
    named: bool = True,
    name: str = "",
) -> Reading:
    """The documents of a file, each as `read_source` says; a zip holds several.

    A document in no form that is read is an error if it was `named`, else, as one of a directory or of a zip,
    it is `refused`. `name` is what the file is called in reports, by default its own name.

    Raises:
        SourceError: as `read_source`, and if a zip is damaged, too large, or has nothing that can be read.
    """
    return _reading(unparsed(path, scope=scope, retrieved=retrieved, named=named, name=name))


def unparsed(path: Path, *, scope: Scope | None, retrieved: date | None, named: bool, name: str) -> Unparsed:
    """A file with all that its place tells of it. Raises SourceError where `sources.toml` is wrong."""
    stated = statement_for(path)
    return Unparsed(File(path), name, named, scope, stated, day_of_capture(path, stated, retrieved))


class Parser(Stage[Unparsed, Reading]):
    """Files to the documents in them, as `read_documents` says."""

    batch = 16
    holds_files = True

    def packed(self, item: Unparsed) -> Unparsed:
        return replace(item, file=item.file.packed())

    def __call__(self, items: Iterable[Unparsed]) -> Iterator[Reading]:
        return map(_reading, items)


def _reading(given: Unparsed) -> Reading:
    path, name = given.file.path, given.name
    sources: list[ParsedSource] = []
    refused: list[Skipped] = []
    try:
        for document, data in documents_in(given.file, name):
            try:
                sources.append(_source(path, document, data, given.scope, given.stated, given.day))
            except RefusedError as problem:
                refused.append(Skipped(document, 0, str(problem)))
    except ArchiveError as problem:
        if given.named:
            raise SourceError(f"{path} {problem}.") from problem
        refused.append(Skipped(name or path.name, 0, str(problem)))
    if not sources and not refused:
        refused.append(Skipped(name or path.name, 0, "holds no document; leave it out"))
    if given.named and not sources:
        within = refused[0].document.removeprefix(name or path.name)
        raise SourceError(f"{path}{within} {refused[0].reason}.")
    return Reading(tuple(sources), tuple(refused))


def day_of_capture(path: Path, stated: Statement, retrieved: date | None) -> date:
    """The day on which a document was saved: as stated of it, as given for all, or as its file says."""
    return stated.retrieved or retrieved or _changed(path)


def _source(
    path: Path, name: str, data: bytes, scope: Scope | None, stated: Statement, day: date
) -> ParsedSource:
    """What a document holds. Raises RefusedError where it is in no form that is read."""
    document = text_of(name, data)
    kinds = forms_of(document)
    if stated.kind not in (None, *kinds):
        raise SourceError(
            f"{path.parent / FILE_NAME} says that {path.name} is of the kind '{stated.kind}', "
            f"but its content is '{kinds[0]}' ({KINDS[kinds[0]]}); correct the one or replace the other."
        )
    read = []
    for kind in [stated.kind] if stated.kind else kinds:
        owned: Scope = scope or stated.scope or _DEFAULT_SCOPES.get(kind, "group")
        context = Context(scope=owned, retrieved=day, subject=stated.subject or "")
        read.append((kind, context, FORMS[kind].parse(document, context)))
    # A line like BibTeX makes no BibTeX of a page: the form counts in which most is found.
    kind, context, contents = max(read, key=lambda r: (len(r[2].papers), r[2].profile is not None))
    contents = as_shown(contents, document)
    info = SourceInfo(
        document=document.name,
        kind=kind,
        subject=context.subject or (contents.profile.name if contents.profile else ""),
        scope=context.scope,
        printed=stated.printed or contents.printed,
        retrieved=context.retrieved,
    )
    sha256 = hashlib.sha256(data).hexdigest()
    return ParsedSource(
        info, contents.papers, contents.profile, contents.skipped, sha256, attached=contents.attached
    )


def _changed(path: Path) -> date:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).date()
    except (OSError, OverflowError, ValueError) as error:
        raise SourceError(f"Can't tell when {path} was last changed; say when it was captured.") from error
