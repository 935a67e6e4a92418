"""`group.toml`: whose papers an index holds, and where they come from.

name = "The Carberry group" contact = "ada@example.org"      # sent to the services that are asked, so that
they can write to somebody sources = ["papers.bib", "zotero:groups/123"]   # files and folders, from this file
on, and what services have related = ["others.bib"]         # the same, of papers by others fill = true
# whether missing abstracts are looked up; by default where a service is a source

[[people]]
name = "Josiah Carberry"
orcid = "0000-0002-1825-0097"    # or openalex = "A5023888391", or dblp = "65/9612"
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.datamodels import Scope
from assistant.errors import SourceError
from assistant.services import SPECS, is_spec
from ingest.online.orcid import checked
from ingest.people import Member
from ingest.sources.settings import tables, text_of

FILE_NAME = "group.toml"
_KEYS = ("name", "contact", "sources", "related", "fill", "people")
_IDS = ("orcid", "openalex", "dblp")


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a folder, or what a service has: `orcid:0000-0002-1825-0097`."""

    text: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """What a group.toml says; paths in `sources` are absolute."""

    name: str = ""
    contact: str = ""
    sources: tuple[Source, ...] = ()
    fill: bool | None = None
    people: tuple[Member, ...] = ()


def read_group(path: Path) -> Group:
    """The group of a file.

    Raises SourceError, with file and line, where it can't be read or says what is unknown.
    """
    text = text_of(path)
    said = tables(path, text)
    reading = _Reading(path, text)
    for key in said:
        if key not in _KEYS:
            raise reading.wrong(key, f"the key {key!r} is unknown, known are {', '.join(_KEYS)}")
    sources = (*reading.people(said), *reading.sources(said, "sources", None))
    sources = (*sources, *reading.sources(said, "related", "related"))
    if not sources:
        raise SourceError(f"{path} names no source; give people an orcid, or write sources = ['papers.bib'].")
    fill = said.get("fill")
    if not isinstance(fill, bool | None):
        raise reading.wrong("fill", f"the key 'fill' is {fill!r}, expected is true or false")
    return Group(
        reading.text(said, "name"), reading.text(said, "contact"), sources, fill, tuple(reading.members(said))
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """A file that is read, for errors with their lines."""

    path: Path
    content: str

    def wrong(self, word: str, what: str) -> SourceError:
        """An error at the first line with a word."""
        lines = enumerate(self.content.split("\n"), start=1)
        number = next((number for number, line in lines if word in line.partition("#")[0]), 1)
        return SourceError(f"{self.path}:{number}: {what}.")

    def text(self, table: Mapping[str, Any], key: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(key, f"the key '{key}' is {value!r}, expected is a text in quotes")
        return value.strip()

    def sources(self, table: Mapping[str, Any], key: str, scope: Scope | None) -> Iterator[Source]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.wrong(key, f"the key '{key}' is {value!r}, expected is a list such as ['papers.bib']")
        for item in value:
            if is_spec(item):
                yield Source(item, scope)
                continue
            place = self.path.absolute().parent / os.path.expanduser(item)
            if not os.path.exists(place):  # which no odd name makes fail
                known = ", ".join(f"{name}:" for name in SPECS)
                raise self.wrong(item, f"{item!r} is neither there nor begins with one of {known}")
            yield Source(str(place), scope)

    def people(self, table: Mapping[str, Any]) -> Iterator[Source]:
        value = table.get("people", [])
        if not isinstance(value, list) or not all(isinstance(person, dict) for person in value):
            raise self.wrong("people", "'people' is no list of tables; write [[people]] on a line of its own")
        for person in value:
            for key in person:
                if key not in ("name", *_IDS):
                    raise self.wrong(key, f"the key {key!r} is unknown, known are name, {', '.join(_IDS)}")
            self.text(person, "name")
            for key in _IDS:
                if id := self.text(person, key):
                    yield Source(f"{key}:{self._orcid(id) if key == 'orcid' else id}")

    def members(self, table: Mapping[str, Any]) -> Iterator[Member]:
        """The people with a name, who were read as sources before."""
        for person in table.get("people", []):
            if name := self.text(person, "name"):
                orcid = self.text(person, "orcid")
                yield Member(name, orcid=self._orcid(orcid) if orcid else "")

    def _orcid(self, id: str) -> str:
        try:
            return checked(id)
        except SourceError as problem:
            raise self.wrong(id, str(problem).rstrip(".")) from problem
