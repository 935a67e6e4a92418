"""Papers of the group that may be another person's of that name: author pages are never clean.

A namesake's papers come in with co-authors of their own. So the papers fall into circles of co-authors, and
the largest one that a member signs is surely the member's; of the others it is asked whether they have a
venue or a topic in common with it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.corpus import Corpus
from assistant.index.members import members_of
from assistant.index.printed_venues import is_arxiv
from assistant.index.venue_words import is_server
from assistant.text.person_names import compatible, parse
from ingest.circles import circles
from ingest.doubts import Doubt
from ingest.people import Member

FAR = 0.4
"""Cosine similarity to the nearest of a member's papers below which a paper is about something else.

Half of the papers of a circle that is doubted are. In nine bibliographies of real groups 18 of 1,237 papers
are doubted so; of 1, 3 or 12 papers by somebody of another group, taken in as a member's, 85% are."""

SHARED = 1 / 3
"""Share of the papers of a circle that may have appeared where the member's do, and it is doubted still."""

FEWEST = 5
"""Papers below which a circle says nothing of others."""

_STEP = 256  # papers that are compared with all of a circle at once


class Group:
    """Who is of the group of a corpus, and what its papers have in common."""

    def __init__(self, corpus: Corpus, papers: Sequence[Paper], members: Sequence[Member]) -> None:
        """`papers` are all of `corpus`. To `members` come those who are known from the papers alone."""
        columns = corpus.papers.columns
        self._persons = columns.persons
        self._venue = columns.venue_names.name_of
        self._rows: NDArray[np.int64] = np.flatnonzero(columns.group)
        self._vectors = corpus.vectors_of
        self._papers = [papers[row] for row in self._rows.tolist()]
        self._certain = bool(members)
        given = {one.orcid for one in members if one.orcid}
        known = [form for one in members for name in (one.name, *one.forms) for form in self._fitting(name)]
        known += [person.name for paper in papers for person in paper.people if person.orcid in given]
        known += members_of(corpus.papers, corpus.profiles)
        self.members = frozenset(map(self._persons.shown, known))
        self._people = [self._people_of(paper) for paper in self._papers]
        self._orcids = self._orcids_of(members)

    def knows(self, member: Member) -> bool:
        """Whether some paper is signed by `member`."""
        names = (member.name, *member.forms)
        orcids = {person.orcid for paper in self._papers for person in paper.people}
        return any(map(self._fitting, names)) or (bool(member.orcid) and member.orcid in orcids)

    def strangers(self) -> Iterator[tuple[int, Doubt]]:
        """The rows of papers that may be another person's, and why."""
        if not self.members or len(self._papers) < FEWEST:
            return
        circle = circles(self._people, self.members)
        at_home = {
            number
            for number, people in zip(circle.tolist(), self._people, strict=True)
            if people & self.members
        }
        far = self._far(circle)
        for at, paper in enumerate(self._papers):
            people, row = self._people[at], int(self._rows[at])
            if reason := self._other_orcid(paper):
                yield row, _doubt(reason, 0.98)
            elif people and not people & self.members:
                if doubt := self._unsigned(paper, people, int(circle[at]) in at_home):
                    yield row, doubt
            elif at in far:
                reason = "no co-author, no venue and no topic links it to the other papers of the group"
                yield row, _doubt(reason, 0.8 - far[at] / 2)

    def _unsigned(self, paper: Paper, people: Collection[str], known: bool) -> Doubt | None:
        """The doubt about a paper that no member signs; `known` where its authors sign others with one."""
        if not known and (pair := self._homonym(people)):
            reason = f"{pair[0]} is not {pair[1]} of the group, and nobody of it signs this paper"
            return _doubt(reason, 0.95)
        if not any(form.authors_complete for form in paper.forms):
            return None
        if not known:
            reason = (
                "none of its authors is of the group as known, or signs another paper with somebody who is"
            )
            return _doubt(reason, 0.9)
        if self._certain:
            return _doubt("none of its authors is of the group as known, though they sign others", 0.3)
        return None

    def _homonym(self, people: Collection[str]) -> tuple[str, str] | None:
        """An author and a member with the same family name who can't be one person."""
        members = [(member, parse(member)) for member in sorted(self.members)]
        for name in sorted(people):
            parsed = parse(name)
            families = {reading.family for reading in parsed.readings}
            for member, theirs in members:
                same = families & {reading.family for reading in theirs.readings}
                if same and not compatible(parsed, theirs):
                    return name, member
        return None

    def _other_orcid(self, paper: Paper) -> str:
        """What tells that a namesake signs a paper: an ORCID which is not the member's; else nothing."""
        for person in paper.people:
            mine = self._orcids.get(self._persons.shown(person.name), "")
            if mine and person.orcid and person.orcid != mine:
                return f"{person.name} has the ORCID {person.orcid} here, and {mine} in the group"
        return ""

    def _far(self, circle: NDArray[np.int32]) -> dict[int, float]:
        """Papers of circles that nothing links to their members' largest, and how near each comes to it."""
        papers_in: defaultdict[int, list[int]] = defaultdict(list)
        signing: defaultdict[int, set[str]] = defaultdict(set)
        for at, number in enumerate(circle.tolist()):
            papers_in[number].append(at)
            signing[number] |= self._people[at] & self.members
        largest: dict[str, int] = {}
        for number in sorted(papers_in, key=lambda number: len(papers_in[number])):
            largest |= dict.fromkeys(signing[number], number)
        found: dict[int, float] = {}
        for number, own in papers_in.items():
            homes = {largest[name] for name in signing[number]}
            home = [at for one in homes for at in papers_in[one]]
            if homes and number not in homes and len(home) >= FEWEST and not self._same_venues(own, home):
                near = self._nearest(own, home)
                found |= dict(zip(own, near, strict=True)) if np.median(near) < FAR else {}
        return found

    def _same_venues(self, own: Sequence[int], home: Sequence[int]) -> bool:
        """Whether more than a third of some papers appeared where others did."""
        theirs = {venue for at in home for venue in self._venues(self._papers[at])}
        same = sum(not theirs.isdisjoint(self._venues(self._papers[at])) for at in own)
        return same > SHARED * len(own)

    def _nearest(self, own: Sequence[int], home: Sequence[int]) -> list[float]:
        """For each of some papers the similarity to the nearest of others, -1 to 1."""
        vectors = self._vectors(self._rows[home])
        near: list[float] = []
        for start in range(0, len(own), _STEP):
            rows = self._rows[list(own[start : start + _STEP])]
            near += (self._vectors(rows) @ vectors.T).max(axis=1).tolist()
        return near

    def _orcids_of(self, members: Sequence[Member]) -> dict[str, str]:
        """The ORCIDs of members: as given, else the one that most of their papers print, two at least."""
        printed: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for paper in self._papers:
            for person in paper.people:
                if person.orcid and (name := self._persons.shown(person.name)) in self.members:
                    printed[name][person.orcid] += 1
        most = {name: counts.most_common(1)[0] for name, counts in printed.items()}
        found = {name: orcid for name, (orcid, count) in most.items() if count > 1}
        given = {form: one.orcid for one in members if one.orcid for form in self._fitting(one.name)}
        return found | {self._persons.shown(name): orcid for name, orcid in given.items()}

    def _fitting(self, name: str) -> tuple[str, ...]:
        return self._persons.fitting(parse(name)) if name.strip() else ()

    def _people_of(self, paper: Paper) -> set[str]:
        return {self._persons.shown(name) for form in paper.forms for name in form.authors}

    def _venues(self, paper: Paper) -> set[str]:
        """The venues of a paper under their common names; being on a preprint server says nothing."""
        printed = (form.venue for form in paper.forms if form.venue)
        return {self._venue(venue) for venue in printed if not is_arxiv(venue) and not is_server(venue)}


def _doubt(reason: str, weight: float) -> Doubt:
    return Doubt("another person?", reason, weight, names=("another person?",))
