"""`sources.toml`: what the documents of a folder are, one table per file name.

["papers.bib"]
kind = "bibtex"                # a check: the content decides, a contradiction is an error
subject = "Benjamin F. Grewe"  # whose page or list it is
scope = "group"                # or "related"
printed = "Mar 11"             # the day printed on a page
retrieved = 2026-11-20         # the day the document was captured
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from assistant.datamodels import Scope
from assistant.errors import SourceError
from ingest.sources.records import KINDS, Kind

FILE_NAME = "sources.toml"
_KEYS = ("kind", "subject", "scope", "printed", "retrieved")
_SCOPES: tuple[Scope, ...] = get_args(Scope)


@dataclass(frozen=True, slots=True)
class Statement:
    """What `sources.toml` says about one document; None where it says nothing."""

    kind: Kind | None = None
    subject: str | None = None
    scope: Scope | None = None
    printed: str | None = None
    retrieved: date | None = None


def statement_for(path: Path) -> Statement:
    """What the `sources.toml` beside the document says about it.

    Raises:
        SourceError: if there is such a file and it can't be read, or an entry has an unknown key or
            an unusable value.
    """
    settings = path.parent / FILE_NAME
    if not settings.is_file():
        return Statement()
    entries = tables(settings, text_of(settings))
    statements = {name: _statement(settings, name, entry) for name, entry in entries.items()}
    return statements.get(path.name, Statement())


def text_of(path: Path) -> str:
    """The text of a TOML file. Raises SourceError where it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(f"Can't read {path}: {error.strerror}; check its permissions.") from error
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is no valid TOML ({error}); correct it or remove it.") from error


def tables(path: Path, text: str) -> Mapping[str, Any]:
    """What the text of a TOML file says. Raises SourceError where it is none."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also for a number of 5,000 digits
        raise SourceError(f"{path} is no valid TOML ({error}); correct it or remove it.") from error


def _statement(settings: Path, name: str, entry: Any) -> Statement:
    where = f"{settings}, entry {name!r}"
    if not isinstance(entry, dict):
        raise SourceError(f'{where}: a table was expected; write ["{name}"] on a line of its own.')
    for key, value in entry.items():
        if key not in _KEYS:
            # An unquoted file name makes a table within a table: [papers.bib] is papers -> bib.
            hint = f'; quote the file name: ["{name}.{key}"]' if isinstance(value, dict) else ""
            raise SourceError(f"{where}: the key {key!r} is unknown, known are {', '.join(_KEYS)}{hint}.")
    kind = _choice(where, "kind", entry, tuple(KINDS))
    scope = _choice(where, "scope", entry, _SCOPES)
    retrieved = entry.get("retrieved")
    if isinstance(retrieved, datetime) or not isinstance(retrieved, date | None):
        raise SourceError(f"{where}: the key 'retrieved' is no date; write it as 2026-11-20, without quotes.")
    return Statement(
        kind=next((known for known in KINDS if known == kind), None),
        subject=_string(where, "subject", entry),
        scope=next((known for known in _SCOPES if known == scope), None),
        printed=_string(where, "printed", entry),
        retrieved=retrieved,
    )


def _string(where: str, key: str, entry: Mapping[str, Any]) -> str | None:
    value = entry.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise SourceError(f"{where}: the key '{key}' is no text; give it in quotes or leave it out.")
    return value


def _choice(where: str, key: str, entry: Mapping[str, Any], known: tuple[str, ...]) -> str | None:
    value = entry.get(key)
    if value is not None and value not in known:
        raise SourceError(f"{where}: the key '{key}' is {value!r}, expected is one of {', '.join(known)}.")
    return value
