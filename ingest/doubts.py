"""What is doubtful about papers, each doubt with its reason in plain words.

Where a threshold comes from stands beside it; "nine bibliographies" are those of nine real groups with 1,240
papers, which were never cleaned for this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from assistant.datamodels import Paper
from ingest.works import author_key, journal_doi, normal_title

DoubtKind = Literal[
    "another person?", "duplicate?", "version?", "no authors", "no date", "no abstract", "only a PDF"
]

ALIKE = 85
"""Of 100: how alike the letters of two titles are that may be one work's."""

APART = 3
"""Years between the forms of a work that are no surprise: none of 20 works with forms in nine bibliographies
has more."""

_TWO_WORKS = ("thesis", "book", "software", "dataset", "talk", "patent")
"""Types of entries that are works of their own beside a paper of the same title."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about one paper; `weight`, 0 to 1, is how much it asks for a look.

    `other` is the id of another paper that it is about. `names` are what a decision calls it that settles it.
    """

    kind: DoubtKind
    reason: str
    weight: float
    other: str = ""
    names: tuple[str, ...] = ()


def missing(paper: Paper) -> Iterator[Doubt]:
    """What no document prints of a paper of the group; pages of related work rarely print it."""
    if paper.scope != "group":
        return
    if not paper.authors:
        yield _doubt("no authors", "no document names its authors", 0.25)
    if not paper.date:
        yield _doubt("no date", "no document tells its date", 0.2)
    if not paper.abstract:
        yield _doubt("no abstract", "no document has its abstract: only its title is searched", 0.1)


def only_printed(paper: Paper, documents: Collection[str]) -> Iterator[Doubt]:
    """Whether only its full text, one of `documents`, tells of a paper: then its title is read off a page."""
    if paper.records and all(place.document in documents for place in paper.records):
        said = "no record tells of it: its title and its authors are read off the first page of its PDF"
        yield _doubt("only a PDF", said, 0.4)


def of_versions(paper: Paper, records: Sequence[Paper]) -> Iterator[Doubt]:
    """Whether the records of a paper may be of several works, by their years and titles."""
    years = sorted({record.year for record in records if record.year})
    if years and years[-1] - years[0] > APART:
        yield _doubt("version?", f"its records are of {years[0]} and of {years[-1]}", 0.5)
    titles = {normal_title(record.title): record.title for record in records}
    pairs = [
        (fuzz.ratio(one, other), one, other) for n, one in enumerate(titles) for other in list(titles)[:n]
    ]
    alike, one, other = min(pairs, default=(100.0, "", ""))
    if alike < ALIKE:
        said = f"its records are called “{titles[other]}” and “{titles[one]}”"
        yield _doubt("version?", said, 0.6 - alike / 1000)


def duplicates(papers: Sequence[Paper], keys: Sequence[Sequence[str]]) -> Iterator[tuple[int, Doubt]]:
    """Papers that may be one work: the same first author, and titles that are much alike.

    Yields the position in `papers`, whose keys are `keys`, of the first of each pair. Two of one type of
    entry with two DOIs are two works, and so are a thesis and a paper.
    """
    by_author: defaultdict[str, list[int]] = defaultdict(list)
    for at, paper in enumerate(papers):
        if paper.authors:
            by_author[author_key(paper.authors[0])].append(at)
    for own in by_author.values():
        titles = [normal_title(papers[at].title) for at in own]
        for n, title in enumerate(titles[:-1]):
            alike = process.extract(title, titles[n + 1 :], scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None)
            for _, score, after in alike:
                one, other = own[n], own[n + 1 + after]
                if not _are_two(papers[one], papers[other]):
                    weight = 0.6 + 0.3 * (score - ALIKE) / (100 - ALIKE)
                    yield one, _duplicate(papers[other], keys[other], weight)


def _are_two(one: Paper, other: Paper) -> bool:
    dois = journal_doi(one), journal_doi(other)
    if one.kind == other.kind and all(dois) and dois[0] != dois[1]:
        return True
    return any(
        (a.kind in _TWO_WORKS) and b.kind != a.kind and b.kind for a, b in ((one, other), (other, one))
    )


def _duplicate(other: Paper, keys: Sequence[str], weight: float) -> Doubt:
    told = ", ".join(str(value) for value in (other.kind, other.venue, other.year) if value)
    reason = f"“{other.title}”{f' ({told})' if told else ''} by the same first author may be the same work"
    return Doubt("duplicate?", reason, weight, other.id, tuple(f"duplicate? {key}" for key in keys))


def _doubt(kind: DoubtKind, reason: str, weight: float) -> Doubt:
    return Doubt(kind, reason, weight, names=(kind,))
