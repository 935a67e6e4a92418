"""Paths -> the bytes of documents: of a file, of those in a directory, of those in a zip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from assistant.errors import SourceError
from ingest.sources.archives import is_archive, members
from ingest.sources.settings import FILE_NAME
from ingest.sources.unread import unread_binary
from ingest.workers import File

_NO_DOCUMENTS = ("readme.md", "group.toml", FILE_NAME)


def find_sources(paths: Sequence[Path]) -> list[Path]:
    """The files that `paths` name, each once.

    A file stands for itself. A directory stands for the files in it in the order of their names, but for
    README.md, group.toml, sources.toml, hidden files and folders.

    Raises:
        SourceError: if a path does not exist, or a directory holds no file.
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
    documents = [entry for entry in entries if _is_document(entry.name) and entry.is_file()]
    if not documents:
        raise SourceError(f"{path} holds no document; put files such as an export of BibTeX or RIS into it.")
    return documents


def _is_document(name: str) -> bool:
    return not name.startswith(".") and name.lower() not in _NO_DOCUMENTS


def names_of(files: Sequence[Path]) -> dict[Path, str]:
    """What each file is called in reports: its name, and of its folders what tells it from its namesakes."""
    namesakes: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for path in files:
        namesakes[path.name].append(path.absolute().parts)
    names: dict[Path, str] = {}
    for path in files:
        parts = path.absolute().parts
        others = [other for other in namesakes[path.name] if other != parts]
        length = 1
        while any(other[-length:] == parts[-length:] for other in others):
            length += 1
        names[path] = _printable("/".join(parts[-length:]))
    return names


def _printable(name: str) -> str:
    """A name with `\\x1b` for a character that no reader sees, or that is an order to a terminal."""
    return name if name.isprintable() else "".join(map(_escaped, name))


def _escaped(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def documents_in(file: File, name: str = "") -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of a file, or of each document in a zip: `papers.zip/mine.bib`.

    `name` is what the file is called, by default its own name.

    Raises:
        SourceError: if the file can't be read, or a zip not be unpacked.
    """
    data, called = _bytes(file), name or _printable(file.path.name)
    if not is_archive(data) or unread_binary(data):  # a Word document is a zip, too
        yield called, data
        return
    for member, inner in members(data):
        if _is_document(PurePosixPath(member).name):
            yield f"{called}/{_printable(member)}", inner


def _bytes(file: File) -> bytes:
    try:
        return file.read()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise SourceError(f"Can't read {file.path}: {reason}; check the path and its permissions.") from error
