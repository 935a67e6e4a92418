"""`init`: writes a group.toml from three answers, or from one ORCID or OpenAlex id alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from assistant.errors import ServiceError, SourceError
from assistant.services import services
from ingest.group import FILE_NAME, read_group
from ingest.online import openalex, orcid
from ingest.online.client import Client

QUESTIONS = (
    "What is the group called? ",
    "Where are its papers? ORCID iDs, OpenAlex ids, files or folders, with commas between: ",
    "An e-mail address that is sent to the services it asks (may be empty): ",
)


def from_answers(directory: Path, ask: Callable[[str], str]) -> Path:
    """The group.toml of three answers, written into `directory`.

    Raises SourceError where there is one already, or an answer can't be used.
    """
    target = _target(directory)
    name = ask(QUESTIONS[0]).strip()
    places = [place.strip() for place in ask(QUESTIONS[1]).split(",") if place.strip()]
    contact = ask(QUESTIONS[2]).strip()
    ids = [one for place in places if (one := _id(place))]
    files = [place for place in places if not _id(place)]
    return _write(target, _text(name, contact, {id: "" for id in ids}, files))


def from_id(directory: Path, id: str, environ: Mapping[str, str], *, contact: str = "") -> Path:
    """The group.toml of one person, whose name ORCID or OpenAlex is asked for.

    Raises SourceError where there is one already, or it is no id.
    """
    target = _target(directory)
    known = _id(id)
    if known is None:
        raise SourceError(
            f"{id!r} is neither an ORCID iD nor an id of OpenAlex; expected 0000-0002-1825-0097."
        )
    client = Client(services(environ), contact=contact, environ=environ)
    service, _, value = known.partition(":")
    try:
        name = (orcid if service == "orcid" else openalex).name_of(value, client.ask)
    except ServiceError:  # a name is worth no failure: it can be written by hand
        name = ""
    finally:
        client.close()
    return _write(target, _text(name and f"The group of {name}", contact, {known: name}, []))


def _target(directory: Path) -> Path:
    target = directory / FILE_NAME
    if target.exists():
        raise SourceError(f"{target} is there already; change it, or remove it first.")
    return target


def _id(text: str) -> str | None:
    """`orcid:0000-0002-1825-0097` or `openalex:A5023888391` for these in any form; None for what is none."""
    plain = text.removeprefix("orcid:").removeprefix("openalex:").rstrip("/").rpartition("/")[2].upper()
    if plain[:1] == "A" and plain[1:].isdecimal():
        return f"openalex:{plain}"
    try:
        return f"orcid:{orcid.checked(plain)}"
    except SourceError:
        if (
            text.startswith("orcid:")
            or "orcid.org/" in text
            or (plain.count("-") == 3 and plain[:4].isdecimal())
        ):
            raise
        return None


def _text(name: str, contact: str, people: Mapping[str, str], files: list[str]) -> str:
    """The file; a JSON string is a TOML string."""
    lines = [f"name = {_string(name)}", f"contact = {_string(contact)}"]
    lines.append(f"sources = [{', '.join(map(_string, files))}]  # more of them: docs/sources.md")
    for id, person in people.items():
        service, _, value = id.partition(":")
        lines += ["", "[[people]]", f"name = {_string(person)}", f"{service} = {_string(value)}"]
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _write(target: Path, text: str) -> Path:
    """Write the file, unless an ingest could not read it."""
    new = target.with_name(f"{FILE_NAME}.new")
    try:
        new.write_text(text, encoding="utf-8")
        read_group(new)
        new.rename(target)
    except SourceError as problem:
        raise SourceError(str(problem).replace(str(new), FILE_NAME)) from problem
    except OSError as problem:
        raise SourceError(f"{target} can't be written: {problem.strerror}.") from problem
    finally:
        new.unlink(missing_ok=True)
    return target
