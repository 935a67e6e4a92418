"""Papers as they may be shown: no value has hidden characters, several lines, or more text than such a value.

JSON, XML and LaTeX can spell out any character, so that a look at the document does not find it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from assistant.datamodels import Paper
from assistant.text.plaintext import as_seen, printable
from ingest.sources.document import Document, damage
from ingest.sources.records import Contents, RecordError, Skipped

_LONGEST: Mapping[str, int] = {"title": 2_000, "abstract": 100_000}
_LONGEST_OTHER = 1_000
"""Characters that a title, an abstract, and a name, a venue or any other value may have."""

_TEXTS = tuple(one.name for one in fields(Paper) if one.type in ("str", "str | None"))
_NOTHING = {"abstract": ""}  # and None for the others
_LISTS = ("authors", "affiliations", "keywords")


def as_shown(contents: Contents, document: Document) -> Contents:
    """The papers of a document as they may be shown; values and papers that are left out are reported."""
    papers: list[Paper] = []
    skipped = list(contents.skipped)
    for paper in contents.papers:
        left_out: list[str] = []
        try:
            papers.append(paper if _is_plain(paper) else _shown(paper, left_out))
        except RecordError as problem:
            left_out.append(str(problem))
        skipped += [Skipped(document.name, paper.records[0].line, reason) for reason in left_out]
    skipped.sort(key=lambda one: one.line)
    return replace(contents, papers=tuple(papers), skipped=tuple(skipped))


def _is_plain(paper: Paper) -> bool:
    """Whether there is nothing to do, as for nearly all papers."""
    return all(text.isprintable() and len(text) <= _longest(name) for name, text in _texts(paper))


def _texts(paper: Paper) -> Iterator[tuple[str, str]]:
    """All that a source says of a paper, under the names of the fields."""
    for name in _TEXTS:
        if value := getattr(paper, name):
            yield name, value
    for name in _LISTS:
        for value in getattr(paper, name):
            yield name, value
    for one in paper.people:
        yield "authors", one.name
        yield from (("affiliations", place) for place in one.affiliations)
    yield from paper.identifiers.items()


def _shown(paper: Paper, left_out: list[str]) -> Paper:
    """The paper; the values that it is kept without are named in `left_out`.

    Raises RecordError where the paper can't be shown.
    """
    if reason := damage(*(text for _, text in _texts(paper))):
        raise RecordError(reason)

    def one(name: str, value: str) -> str:
        parts = value.splitlines() if name == "abstract" else value.split()
        text = as_seen(("\n" if name == "abstract" else " ").join(parts)).strip()
        if len(text) <= _longest(name):
            return text
        said = f"{len(text):,} characters of '{printable(text)}' are no {name}"
        if name == "title":
            raise RecordError(said)
        left_out.append(f"{said}; the paper is kept without them")
        return ""

    def many(name: str, values: Sequence[str]) -> tuple[str, ...]:
        return tuple(text for value in values if (text := one(name, value)))

    texts: dict[str, Any] = {
        name: one(name, value) or _NOTHING.get(name) for name in _TEXTS if (value := getattr(paper, name))
    }
    if not texts["title"]:
        raise RecordError("its title has no visible character")
    authors, affiliations, keywords = (many(name, getattr(paper, name)) for name in _LISTS)
    people = [
        replace(person, name=name, affiliations=many("affiliations", person.affiliations))
        for person in paper.people
        if (name := one("authors", person.name)) in authors
    ]
    ids = {name: text for name, number in paper.identifiers.items() if (text := one(name, number))}
    return replace(
        paper,
        **texts,
        authors=authors,
        authors_complete=paper.authors_complete and len(authors) == len(paper.authors),
        affiliations=affiliations,
        keywords=keywords,
        people=tuple(people),
        identifiers=ids,
    )


def _longest(name: str) -> int:
    return _LONGEST.get(name, _LONGEST_OTHER)
