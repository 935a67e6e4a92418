"""Records of one work become one Paper, each field with the place it was read from.

records -> works (works.py) -> one Paper each, whole in each of its forms (versions.py), with a stable id
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.datamodels import Paper, Profile, ProfileFact
from ingest.decisions import Decision
from ingest.rulings import rulings
from ingest.sources.records import ParsedSource
from ingest.versions import paper_of
from ingest.works import NO_LETTER, author_key, letters, normal_title, plain, works

_SLUG_CHARS = 60


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The distinct papers and people. `records` were read, `merged` of them went into another's paper.

    `left_out` are the ids of papers that a person left out, which are not among `papers`. `made_of` has the
    records of those, and of papers of several records, by the id; `undone` are decisions that could not be
    followed.
    """

    papers: tuple[Paper, ...]
    profiles: tuple[Profile, ...]
    records: int
    merged: int
    left_out: tuple[str, ...] = ()
    made_of: Mapping[str, Sequence[Paper]] = field(default_factory=dict)
    undone: tuple[Decision, ...] = ()


def merge(sources: Sequence[ParsedSource], decisions: Sequence[Decision] = ()) -> MergeResult:
    """One Paper per work, in order of first appearance, and one Profile per person, as `decisions` have it.

    A work that any source lists as the group's is the group's.
    """
    records = [paper for source in sources for paper in source.papers]
    ruled = rulings(decisions, records)
    found = works(records, apart=ruled.apart, together=ruled.together)
    # All have ids before some are left out, so that this changes the id of no other.
    papers = _with_ids([paper_of([records[index] for index in work]) for work in found])
    out = [not ruled.left_out.isdisjoint(work) for work in found]
    return MergeResult(
        papers=tuple(paper for paper, left in zip(papers, out, strict=True) if not left),
        profiles=_merge_profiles(source.profile for source in sources if source.profile),
        records=len(records),
        merged=len(records) - len(papers),
        left_out=tuple(paper.id for paper, left in zip(papers, out, strict=True) if left),
        made_of={
            paper.id: [records[index] for index in work]
            for paper, work, left in zip(papers, found, out, strict=True)
            if left or len(work) > 1
        },
        undone=ruled.undone,
    )


def _with_ids(papers: Sequence[Paper]) -> list[Paper]:
    """The papers with ids that depend on their own titles, and on more only where titles collide."""
    parts = [[normal_title(paper.title)] for paper in papers]
    for distinct in (_first_author, _published):
        counts = Counter(map(tuple, parts))
        for own, paper in zip(parts, papers, strict=True):
            if counts[tuple(own)] > 1:
                own.append(distinct(paper))
    known: set[str] = set()
    result: list[Paper] = []
    for paper, own in zip(papers, parts, strict=True):
        digits = 6
        while (identity := _identity(paper.title, own, digits)) in known:
            digits += 2
            own.append(str(digits))
        known.add(identity)
        result.append(replace(paper, id=identity))
    return result


def _first_author(paper: Paper) -> str:
    first = author_key(paper.authors[0]) if paper.authors else ""
    return first or paper.doi or paper.arxiv_id or paper.abstract


def _published(paper: Paper) -> str:
    """What tells works of one title and author apart."""
    when = paper.date.isoformat() if paper.date else ""
    return "|".join(
        (paper.kind or "", when, paper.venue or "", paper.doi or paper.arxiv_id or paper.abstract)
    )


def _identity(title: str, parts: Sequence[str], digits: int) -> str:
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:digits]
    return f"{_slug(title)}-{digest}"


def _slug(title: str) -> str:
    """`Continual Learning: A Survey` as `continual-learning-a-survey`, cut between words; never empty."""
    spaced = NO_LETTER.sub(" ", plain(title).replace("'", ""))
    slug = ""
    for word in spaced.encode("ascii", "ignore").decode().split():
        longer = f"{slug}-{word}" if slug else word[:_SLUG_CHARS]
        if len(longer) > _SLUG_CHARS:
            break
        slug = longer
    return slug or "paper"


def _merge_profiles(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    names: dict[str, str] = {}
    facts: defaultdict[str, dict[ProfileFact, None]] = defaultdict(dict)
    for profile in profiles:
        key = letters(profile.name) or profile.name
        names.setdefault(key, profile.name)
        facts[key] |= dict.fromkeys(profile.facts)
    return tuple(Profile(name, tuple(facts[key])) for key, name in names.items())
