"""Records of one work become one Paper, each field with the place it was read from.

    records -> works (same title, or same identifier) -> one Paper each, with a stable id

Two records are of one work if their titles are the same but for case, accents, punctuation and
LaTeX, unless they are plainly strangers: no author in common, or abstracts about other things. And
if they share a DOI or an arXiv identifier and their titles or authors agree.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from assistant.datamodels import Paper, Profile, ProfileFact
from ingest.sources.records import ParsedSource

_NO_LETTER = re.compile(r"[\W_]+")
_FORMATTING = re.compile(r"\\(?:math|text|emph|operatorname)[a-z]*\b|\\(?:it|bf|rm|sc)\b")
_SLUG_CHARS = 60
_ARXIV_DOI = "10.48550/"
_SIMILAR_TITLES = 0.5  # of the letter triples of both titles: a typo or a subtitle, not another paper
# Of the longer words of the shorter abstract: two versions of an abstract share most. Among the 14,706
# pairs of the 172 shipped papers the most alike share 0.38, and 99% share less than 0.26.
_OTHER_ABSTRACT = 0.35
_LONG_ABSTRACT_WORDS = 25  # fewer words say nothing about the topic


@dataclass(frozen=True, slots=True)
class MergeResult:
    """The distinct papers and people. `records` were read, `merged` of them went into another's paper."""

    papers: tuple[Paper, ...]
    profiles: tuple[Profile, ...]
    records: int
    merged: int


def merge(sources: Sequence[ParsedSource]) -> MergeResult:
    """One Paper per work, in order of first appearance, and one Profile per person.

    Of several values a paper takes the most exact date, the longest abstract, the most complete
    author list and otherwise the group's own before those of related work, the earlier source
    before the later. A work that any source lists as the group's is the group's.
    """
    records = [paper for source in sources for paper in source.papers]
    works = _works(records)
    papers = [_merged([records[index] for index in work]) for work in works]
    people = _merge_profiles(source.profile for source in sources if source.profile)
    return MergeResult(tuple(_with_ids(papers)), people, len(records), len(records) - len(papers))


def normal_title(title: str) -> str:
    """A title's letters and digits alone, without case or accents: what makes two titles the same."""
    plain = _letters(_FORMATTING.sub(" ", title))
    return plain or " ".join(title.casefold().split())


@dataclass(slots=True)
class _Work:
    """Records taken to be of one work so far, by their positions, and what is known of it."""

    members: list[int]
    titles: set[str]
    authors: set[str]
    dois: set[str]
    arxiv_ids: set[str]
    words: set[str] = field(default_factory=set)  # of its longest abstract

    def absorb(self, other: _Work) -> None:
        self.members += other.members
        self.titles |= other.titles
        self.authors |= other.authors
        self.dois |= other.dois
        self.arxiv_ids |= other.arxiv_ids
        self.words = max(self.words, other.words, key=len)


def _works(records: Sequence[Paper]) -> list[list[int]]:
    """The positions of the records of each work, works and records in order of appearance."""
    by_title: defaultdict[str, list[_Work]] = defaultdict(list)
    for index, paper in enumerate(records):
        title = normal_title(paper.title)
        by_title[title].append(_single(index, paper, title))
    for same_title in by_title.values():
        for work in same_title if len(same_title) > 1 else ():  # only they are told apart by their words
            work.words = _words(records[work.members[0]].abstract)
    works = [work for same_title in by_title.values() for work in _split_strangers(same_title)]
    works = _join_by_identifier(works, lambda work: work.arxiv_ids, _agree)
    works = _join_by_identifier(works, lambda work: work.dois, _similar_titles)
    return sorted(sorted(work.members) for work in works)


def _single(index: int, paper: Paper, title: str) -> _Work:
    return _Work(
        members=[index],
        titles={title},
        authors={key for name in paper.authors if (key := _author_key(name))},
        dois={paper.doi} if paper.doi else set(),
        arxiv_ids={paper.arxiv_id} if paper.arxiv_id else set(),
    )


def _split_strangers(candidates: list[_Work]) -> list[_Work]:
    """Joins works of one title unless they are strangers."""
    found: list[_Work] = []
    # Those that say most come first, so that the outcome does not depend on the order of the sources.
    for candidate in sorted(candidates, key=lambda work: (-len(work.authors), -len(work.words))):
        known = [work for work in found if not _strangers(work, candidate)]
        if not known:
            found.append(candidate)
            continue
        if candidate.authors:
            for bridged in known[1:]:  # its authors are those of two works so far: the three are one
                known[0].absorb(bridged)
                found = [work for work in found if work is not bridged]
            best = known[0]
        else:
            best = max(known, key=lambda work: _shared(work.words, candidate.words))
        best.absorb(candidate)
    return found


def _strangers(one: _Work, other: _Work) -> bool:
    """Whether two works of the same title are different works."""
    if one.dois & other.dois or one.arxiv_ids & other.arxiv_ids:
        return False
    if one.authors and other.authors:
        return one.authors.isdisjoint(other.authors)
    journal_dois = [{doi for doi in work.dois if not doi.startswith(_ARXIV_DOI)} for work in (one, other)]
    if all(journal_dois) and not one.authors and not other.authors:
        return True
    telling = min(len(one.words), len(other.words)) >= _LONG_ABSTRACT_WORDS
    return telling and _shared(one.words, other.words) < _OTHER_ABSTRACT


def _join_by_identifier(
    works: list[_Work], identifiers: Callable[[_Work], set[str]], same: Callable[[_Work, _Work], bool]
) -> list[_Work]:
    """Joins works that share an identifier and are the same by a second sign: identifiers get mistyped."""
    joined: dict[int, _Work] = {id(work): work for work in works}
    by_identifier: defaultdict[str, list[_Work]] = defaultdict(list)
    for work in works:
        own = sorted(identifiers(work))
        for identifier in own:
            for known in by_identifier[identifier]:
                # A work that went into another one is no longer among the joined.
                if known is not work and id(known) in joined and same(known, work):
                    work.absorb(known)
                    del joined[id(known)]
        for identifier in sorted(identifiers(work)):
            by_identifier[identifier].append(work)
    return list(joined.values())


def _agree(one: _Work, other: _Work) -> bool:
    return not one.authors.isdisjoint(other.authors) or _similar_titles(one, other)


def _similar_titles(one: _Work, other: _Work) -> bool:
    return any(_shared(_triples(a), _triples(b)) >= _SIMILAR_TITLES for a in one.titles for b in other.titles)


def _merged(records: Sequence[Paper]) -> Paper:
    """One paper of the records of one work, with the best value of each field and where that was read."""
    ranked = sorted(records, key=lambda paper: paper.scope != "group")
    best = {name: _best(ranked, name) for name in _BETTER}
    origins = {
        printed: paper.origins[printed]
        for name, paper in best.items()
        if (printed := _PRINTED_AS.get(name, name)) in paper.origins
    }
    read = tuple(dict.fromkeys(origin for paper in records for origin in paper.records))
    if len(records) == 1:  # as nearly all are
        return replace(ranked[0], origins=origins, records=read)
    values: dict[str, Any] = {name: getattr(paper, name) for name, paper in best.items()}
    complete = best["authors"].authors_complete
    return replace(ranked[0], **values, authors_complete=complete, origins=origins, records=read)


def _best(ranked: Sequence[Paper], name: str) -> Paper:
    """The record whose `name` is best, the first of equals."""
    if len(ranked) == 1:
        return ranked[0]
    filled = [paper for paper in ranked if getattr(paper, name)] or [
        paper for paper in ranked if getattr(paper, name) is not None
    ]
    return max(filled or ranked, key=_BETTER[name])


def _any(paper: Paper) -> Any:
    return 0


_BETTER: Mapping[str, Callable[[Paper], Any]] = {
    "date": lambda paper: (paper.date.precision, not paper.date.year_inferred) if paper.date else (0,),
    "authors": lambda paper: (paper.authors_complete, len(paper.authors)),
    "has_code": _any,
    "title": _any,
    "abstract": lambda paper: len(" ".join(paper.abstract.split())),
    "author_count": _any,
    "affiliations": _any,
    "category": _any,
    "venue": lambda paper: (paper.venue or "").casefold() != "arxiv",
    "url": _any,
    "doi": lambda paper: not (paper.doi or "").startswith(_ARXIV_DOI),
    "arxiv_id": _any,
    "score": _any,
    "upvotes": _any,
    "organisation": _any,
}
"""What makes one record's value of a field better than another's."""

_PRINTED_AS = {"has_code": "code"}
"""What the origin of a field is called where it has another name."""


def _with_ids(papers: Sequence[Paper]) -> list[Paper]:
    """The papers with ids that depend on their own titles, and on more only where titles collide."""
    titles = [normal_title(paper.title) for paper in papers]
    shared = {title for title, count in Counter(titles).items() if count > 1}
    known: set[str] = set()
    result: list[Paper] = []
    for paper, title in zip(papers, titles, strict=True):
        parts = [title]
        if title in shared:
            first_author = _author_key(paper.authors[0]) if paper.authors else ""
            parts.append(first_author or paper.doi or paper.arxiv_id or paper.abstract)
        digits = 6
        extra = iter([paper.doi or "", paper.arxiv_id or "", paper.abstract])
        while (identity := _identity(paper.title, parts, digits)) in known:
            digits += 2
            parts.append(next(extra, str(digits)))
        known.add(identity)
        result.append(replace(paper, id=identity))
    return result


def _identity(title: str, parts: Sequence[str], digits: int) -> str:
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:digits]
    return f"{_slug(title)}-{digest}"


def _slug(title: str) -> str:
    """`Continual Learning: A Survey` as `continual-learning-a-survey`, cut between words; never empty."""
    spaced = _NO_LETTER.sub(" ", _plain(title).replace("'", ""))
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
        key = _letters(profile.name) or profile.name
        names.setdefault(key, profile.name)
        facts[key] |= dict.fromkeys(profile.facts)
    return tuple(Profile(name, tuple(facts[key])) for key, name in names.items())


@lru_cache(maxsize=100_000)
def _author_key(name: str) -> str:
    """Surname and first initial: `J. von Oswald` and `Johannes von Oswald` are `oswald j`."""
    words = [letters for word in re.split(r"[\s,]+", name) if (letters := _letters(word))]
    while len(words) > 2 and words[-1] in ("jr", "sr", "ii", "iii", "iv", "phd"):
        words.pop()
    return f"{words[-1]} {words[0][0]}" if words else ""


def _plain(text: str) -> str:
    """Without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", _plain(text))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", _plain(text)) if len(word) > 3}


def _triples(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(max(1, len(text) - 2))}


def _shared(one: set[str], other: set[str]) -> float:
    """The part of the smaller set that the other set has too, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
