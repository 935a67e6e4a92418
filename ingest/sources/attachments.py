"""The files that a record names beside its values: the PDF of the paper, as reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath
from urllib.parse import unquote, urlsplit

_ITEM = re.compile(r"(?:\\.|[^;\\])+", re.DOTALL)
_PART = re.compile(r"(?:\\.|[^:\\])*", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\:;])")
_DRIVE = re.compile(r"[A-Za-z]")
_LATEX = re.compile(r"\$\\backslash\$|\\textbackslash(?:\{\})?")
_ENDINGS = (".pdf", ".tei.xml")


def bibtex_files(value: str) -> tuple[str, ...]:
    """The paths in the field `file` of BibTeX: `Full text:files/12/Doe 2020.pdf:application/pdf;...`.

    So JabRef, Zotero and Mendeley write it; a plain path stands for itself.
    """
    found = []
    for item in _ITEM.findall(_LATEX.sub(r"\\", value)):
        parts = [_ESCAPED.sub(r"\1", part) for part in _split(item)]
        if len(parts) > 2:
            path = ":".join(parts[1:-1])
        elif len(parts) == 2 and not _DRIVE.fullmatch(parts[0].strip()):
            path = parts[0] if _is_full_text(parts[0]) else parts[1]
        else:
            path = ":".join(parts)
        if _is_full_text(path):
            found.append(path.strip())
    return tuple(found)


def listed_files(value: str) -> tuple[str, ...]:
    """The paths of a list that semicolons part, as in a table, or the only one."""
    return tuple(path for part in value.split(";") if _is_full_text(path := part.strip()))


def beside(document: Path, name: str, folders: Sequence[Path] = ()) -> Path | None:
    """The file that a document names: as it stands, or seen from the folder of the document.

    None where that is not in this folder or one of `folders`: a document that came from somebody else is not
    to bring in whatever it names. An address of the web is no file. A path that another machine wrote is
    looked for by its last parts.
    """
    parts = urlsplit(name)
    if parts.scheme == "file":
        name = unquote(parts.path)
    elif parts.scheme and len(parts.scheme) > 1:
        return None
    folder = document.absolute().parent
    windows = PureWindowsPath(name)
    pieces = windows.parts if "\\" in name else Path(name).parts
    tried = [folder / name, *(folder.joinpath(*pieces[-many:]) for many in (3, 2, 1) if many <= len(pieces))]
    allowed = [root.resolve() for root in (folder, *folders)]
    return next((path for path in tried if _is_file(path) and _is_in(path, allowed)), None)


def _is_full_text(path: str) -> bool:
    return path.strip().lower().endswith(_ENDINGS)


def _split(item: str) -> list[str]:
    """The parts of an item between colons that are not escaped."""
    parts, at = [], 0
    while at <= len(item):
        match = _PART.match(item, at)
        assert match  # it matches nothing, too
        parts.append(match[0])
        at = match.end() + 1
    return parts


def _is_in(path: Path, folders: Sequence[Path]) -> bool:
    return any(path.resolve().is_relative_to(folder) for folder in folders)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long a name, or one with a null character
        return False
