"""Documents -> records: one module for each form of document, chosen by content, never by file name.

In:  files of text as they were saved, and a `sources.toml` beside them that may say more.
Out: a ParsedSource for each document: its papers and the profile in it, each value with the line that it was
read from, and the damaged records that were skipped, each with the reason.
A new form is a module with `recognises` and `parse`, and a line in each of the two tables below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from assistant.datamodels import Paper, Scope
from assistant.errors import SourceError
from assistant.text.plaintext import without_hidden
from ingest.sources import bibtex, feed, jsonl, profile, researcher
from ingest.sources.document import Document, read_document
from ingest.sources.records import KINDS, Contents, Context, Kind, ParsedSource, Skipped, SourceInfo
from ingest.sources.settings import FILE_NAME, Statement, statement_for

__all__ = [
    "ParsedSource",
    "Skipped",
    "SourceInfo",
    "day_of_capture",
    "find_sources",
    "read_source",
    "statement_for",
]

_SUFFIXES = (".bib", ".jsonl", ".txt")

# In the order of asking: a whole JSON object or an `@article{` on a line is certain, a page's mark
# may be quoted; half a JSON object is the weakest sign.
_RECOGNISERS: tuple[tuple[Kind, Callable[[Document], bool]], ...] = (
    ("jsonl", jsonl.recognises),
    ("bibtex", bibtex.recognises),
    ("profile", profile.recognises),
    ("researcher", researcher.recognises),
    ("feed", feed.recognises),
    ("jsonl", jsonl.resembles),
)
_PARSERS: dict[Kind, Callable[[Document, Context], Contents]] = {
    "jsonl": jsonl.parse,
    "bibtex": bibtex.parse,
    "profile": profile.parse,
    "researcher": researcher.parse,
    "feed": feed.parse,
}
_MARKED: tuple[Kind, ...] = ("jsonl", "bibtex")
_DEFAULT_SCOPES: dict[Kind, Scope] = {"feed": "related"}  # every other kind is the group's own


def read_source(path: Path, *, scope: Scope | None = None, retrieved: date | None = None) -> ParsedSource:
    """The records of one document, unmerged, and what could not be read.

    A `sources.toml` beside the document may say more about it. The scope of a record is the first
    of: the record's own (JSONL), `scope`, `sources.toml`, the default of the kind. The day of
    capture is the first of: `sources.toml`, `retrieved`, the day the file was last changed.

    Raises:
        SourceError: if the file can't be read, is empty or in none of the known forms, or if
            `sources.toml` is wrong or contradicts the content.
    """
    document = read_document(path)
    stated = statement_for(path)
    kinds = _detect(path, document)
    if stated.kind not in (None, *kinds):
        raise SourceError(
            f"{path.parent / FILE_NAME} says that {path.name} is of the kind '{stated.kind}', "
            f"but its content is '{kinds[0]}' ({KINDS[kinds[0]]}); correct the one or replace the other."
        )
    day = day_of_capture(path, stated, retrieved)
    read = []
    for kind in [stated.kind] if stated.kind else kinds:
        owned: Scope = scope or stated.scope or _DEFAULT_SCOPES.get(kind, "group")
        context = Context(scope=owned, retrieved=day, subject=stated.subject or "")
        read.append((kind, context, _PARSERS[kind](document, context)))
    # A line like BibTeX makes no BibTeX of a page: the form counts in which most is found.
    kind, context, contents = max(read, key=lambda r: (len(r[2].papers), r[2].profile is not None))
    contents = _as_seen(contents, document)
    info = SourceInfo(
        document=path.name,
        kind=kind,
        subject=context.subject or (contents.profile.name if contents.profile else ""),
        scope=context.scope,
        printed=stated.printed or contents.printed,
        retrieved=context.retrieved,
    )
    return ParsedSource(info, contents.papers, contents.profile, contents.skipped)


def day_of_capture(path: Path, stated: Statement, retrieved: date | None) -> date:
    """The day on which a document was saved: as stated of it, as given for all, or as its file says."""
    return stated.retrieved or retrieved or _changed(path)


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """The documents that `paths` name, each once.

    A file stands for itself, whatever its name. A directory stands for its files *.txt, *.bib and
    *.jsonl in the order of their names; everything else in it is ignored: README.md, sources.toml,
    hidden files, folders.

    Raises:
        SourceError: if a path does not exist, or a directory holds no document.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for document in _documents(path):
            found.setdefault(document.resolve(), document)
    return list(found.values())


def _documents(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise SourceError(f"{path} does not exist; give a document or a directory of documents.")
    try:
        entries = sorted(path.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise SourceError(f"Can't list {path}: {error.strerror}; check its permissions.") from error
    documents = [
        entry
        for entry in entries
        if entry.suffix.lower() in _SUFFIXES and not entry.name.startswith(".") and entry.is_file()
    ]
    if not documents:
        names = ", ".join(f"*{suffix}" for suffix in _SUFFIXES)
        raise SourceError(f"{path} holds no document; expected are files named {names}.")
    return documents


def _detect(path: Path, document: Document) -> list[Kind]:
    """The form that a document is in; with one that is made of marks, also the page that it may be."""
    kinds = [kind for kind, recognises in _RECOGNISERS if recognises(document)]
    if kinds:
        pages = [kind for kind in kinds if kind not in _MARKED]
        return list(dict.fromkeys([kinds[0], *pages[:1]]))
    binary = "\x00" in document.text or any("\ud800" <= char <= "\udfff" for char in document.text)
    found = "is no text but binary data" if binary else "is in none of the known forms"
    raise SourceError(f"{path} {found}; expected is one of: {'; '.join(KINDS.values())}.")


def _as_seen(contents: Contents, document: Document) -> Contents:
    """The contents without hidden characters, which JSON and LaTeX can spell out as well."""
    papers, skipped = [], list(contents.skipped)
    names = [field.name for field in fields(Paper)]
    for paper in contents.papers:
        texts = {name: value for name in names if isinstance(value := getattr(paper, name), str)}
        shown: dict[str, Any] = {name: without_hidden(text) for name, text in texts.items()}
        authors = tuple(seen for name in paper.authors if (seen := without_hidden(name).strip()))
        if shown != texts or authors != paper.authors:  # they seldom are
            paper = replace(paper, **shown, authors=authors)
        if paper.title.strip():
            papers.append(paper)
        else:
            skipped.append(
                Skipped(document.name, paper.records[0].line, "its title has no visible character")
            )
    return replace(contents, papers=tuple(papers), skipped=tuple(skipped))


def _changed(path: Path) -> date:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).date()
    except (OSError, OverflowError, ValueError) as error:
        raise SourceError(f"Can't tell when {path} was last changed; say when it was captured.") from error
