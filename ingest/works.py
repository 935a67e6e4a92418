"""Which records are of one work.

Records of the same title (but for case, accents, punctuation and LaTeX) are of one work unless they are
plainly strangers; records that share a DOI or an arXiv identifier are, if their titles or authors agree.

A title that says little ("Editorial", "Reply") stands over many works, and so does any title over an article
and a thesis, or over two articles of one author with two DOIs. A preprint, a paper at a conference and an
article with the same title are forms of one work. What a person has decided comes before all of this.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.datamodels import Kind, Paper
from assistant.text.analysis import stopwords, words

NO_LETTER = re.compile(r"[\W_]+")
_FORMATTING = re.compile(r"\\(?:math|text|emph|operatorname)[a-z]*\b|\\(?:it|bf|rm|sc)\b")
_ARXIV_DOI = "10.48550/"
_SIMILAR_TITLES = 0.5  # of the letter triples of both titles: a typo or a subtitle, not another paper
# Of the longer words of the shorter abstract: two versions of an abstract share most. Among the 14,706
# pairs of the 172 shipped papers the most alike share 0.38, and 99% share less than 0.26.
_OTHER_ABSTRACT = 0.35
_LONG_ABSTRACT_WORDS = 25  # fewer words say nothing about the topic
_TELLING = 4  # words beside those of grammar: "A Word from the Editor" has two
_ALONE: frozenset[Kind] = frozenset(("thesis", "book", "software", "dataset", "talk", "patent"))


def normal_title(title: str) -> str:
    """A title's letters and digits alone, without case or accents: what makes two titles the same."""
    plain_title = letters(_FORMATTING.sub(" ", title))
    return plain_title or " ".join(title.casefold().split())


def works(
    records: Sequence[Paper],
    *,
    apart: Mapping[int, Collection[int]] | None = None,
    together: Sequence[Sequence[int]] = (),
) -> list[list[int]]:
    """The positions of the records of each work, works and records in order of appearance.

    `apart` has, for the position of a record, those of records that are of other works; the records of each
    of `together`, of which none are apart, are of one work.
    """
    by_title: defaultdict[str, list[_Work]] = defaultdict(list)
    for index, paper in enumerate(records):
        work = _single(index, paper)
        if apart and index in apart:
            work.apart.update(apart[index])
        by_title[normal_title(paper.title)].append(work)
    found = [work for same_title in by_title.values() for work in _split_strangers(same_title)]
    found = _join_by_identifier(found, lambda work: work.arxiv_ids, _agree)
    found = _join_by_identifier(found, lambda work: work.dois, _like_titles)
    members = [work.members for work in found]
    return sorted(map(sorted, _decided(members, apart or {}, together) if together else members))


def _decided(
    works: Sequence[Collection[int]],
    apart: Mapping[int, Collection[int]],
    together: Sequence[Collection[int]],
) -> list[set[int]]:
    """The works, with the records of each of `together` in one; what else is in it yields where it must."""
    of = {at: own for own in map(set, works) for at in own}
    for group in together:
        whole = set().union(*(of[at] for at in group))
        if any(not whole.isdisjoint(apart.get(at, ())) for at in whole):
            for at in group:
                of[at].discard(at)
            whole = set(group)
        of |= dict.fromkeys(whole, whole)
    return list({id(own): own for own in of.values()}.values())


def journal_doi(paper: Paper) -> str | None:
    """The DOI of a paper, unless arXiv gave it."""
    return None if (paper.doi or "").startswith(_ARXIV_DOI) else paper.doi


@dataclass(slots=True)
class _Work:
    """Records taken to be of one work so far, by their positions, and what is known of it.

    `words` are those of its longest abstract, read where they are needed; `apart` are the positions of
    records that a person took for other works.
    """

    members: list[int]
    titles: set[str]
    first_authors: set[str]
    authors: set[str]
    dois: set[str]
    arxiv_ids: set[str]
    kinds: set[Kind]
    years: set[int]
    venues: set[str]
    abstract: str
    words: set[str] | None = field(default=None)
    apart: set[int] = field(default_factory=set)

    def absorb(self, other: _Work) -> None:
        self.members += other.members
        for name in _SETS:
            getattr(self, name).update(getattr(other, name))
        if len(other.abstract) > len(self.abstract):
            self.abstract, self.words = other.abstract, other.words

    def read(self) -> set[str]:
        if self.words is None:
            self.words = {word for word in re.findall(r"\w+", plain(self.abstract)) if len(word) > 3}
        return self.words

    @property
    def journal_dois(self) -> set[str]:
        return {doi for doi in self.dois if not doi.startswith(_ARXIV_DOI)}


_SETS = ("titles", "first_authors", "authors", "dois", "arxiv_ids", "kinds", "years", "venues", "apart")


def _single(index: int, paper: Paper) -> _Work:
    keys = [key for name in paper.authors if (key := author_key(name))]
    return _Work(
        members=[index],
        titles={paper.title},
        first_authors=set(keys[:1]),
        authors=set(keys),
        dois={paper.doi} if paper.doi else set(),
        arxiv_ids={paper.arxiv_id} if paper.arxiv_id else set(),
        kinds={paper.kind} if paper.kind else set(),
        years={paper.year} if paper.year else set(),
        venues={letters(paper.venue)} if paper.venue else set(),
        abstract=paper.abstract,
    )


def _split_strangers(candidates: list[_Work]) -> list[_Work]:
    """Joins works of one title unless they are strangers."""
    if len(candidates) == 1:
        return candidates
    found: list[_Work] = []
    # Those that say most come first, so that the outcome does not depend on the order of the sources.
    for candidate in sorted(candidates, key=lambda work: (-len(work.authors), -len(work.read()))):
        known = [work for work in found if not _strangers(work, candidate)]
        if not known:
            found.append(candidate)
            continue
        best = max(known, key=lambda work: _shared(work.read(), candidate.read()))
        for bridged in known if candidate.authors else ():
            # Its authors are those of two works so far: the three are one.
            if bridged is not best and not _stands_alone(bridged, best):
                best.absorb(bridged)
                found = [work for work in found if work is not bridged]
        best.absorb(candidate)
    return found


def _strangers(one: _Work, other: _Work) -> bool:
    """Whether two works of the same title are different works."""
    if _stands_alone(one, other):
        return True
    if one.dois & other.dois or one.arxiv_ids & other.arxiv_ids:
        return False
    alike = _alike(one, other)
    if not (one.authors and other.authors):
        if alike is False or (not one.authors and not other.authors and _other_dois(one, other)):
            return True
    elif one.authors.isdisjoint(other.authors):
        return True
    of_preprint = {"preprint"} in (one.kinds, other.kinds) and one.kinds != other.kinds
    if alike or of_preprint:
        return False
    return _contradict(one, other)


def _stands_alone(one: _Work, other: _Work) -> bool:
    """Whether one is a thesis, a book or the like, and the other is not, or a person set them apart."""
    if _set_apart(one, other):
        return True
    kinds = [{kind if kind in _ALONE else "paper" for kind in work.kinds} for work in (one, other)]
    return bool(kinds[0] and kinds[1] and kinds[0].isdisjoint(kinds[1]))


def _set_apart(one: _Work, other: _Work) -> bool:
    return bool(one.apart) and not one.apart.isdisjoint(other.members)


def _contradict(one: _Work, other: _Work) -> bool:
    """Whether two works of the same title and authors say of themselves that they are two.

    Of a telling title, a paper at a conference and an article are forms of one work, whatever their years;
    two articles are not. A year apart may be print and online, if the people are the same: a committee that
    reports each year has other members.
    """
    apart = min((abs(a - b) for a in one.years for b in other.years), default=0)
    if not _is_telling(min(one.titles)):
        venues = bool(one.venues and other.venues and one.venues.isdisjoint(other.venues))
        return apart > 0 or venues or _other_dois(one, other)
    if one.kinds.isdisjoint(other.kinds):
        return False
    two_articles = "article" in one.kinds & other.kinds and _other_dois(one, other)
    return apart > _same_people(one, other) or two_articles


def _same_people(one: _Work, other: _Work) -> bool:
    """Whether two works have as many authors, and half of them written in the same way."""
    many = len(one.authors)
    return many == len(other.authors) and 2 * len(one.authors & other.authors) >= many


def _is_telling(title: str) -> bool:
    return len([word for word in words(title) if word not in stopwords()]) >= _TELLING


def _other_dois(one: _Work, other: _Work) -> bool:
    return bool(one.journal_dois and other.journal_dois and one.journal_dois.isdisjoint(other.journal_dois))


def _alike(one: _Work, other: _Work) -> bool | None:
    """Whether the abstracts are about the same thing; None where there is too little to tell."""
    if min(len(one.read()), len(other.read())) < _LONG_ABSTRACT_WORDS:
        return None
    return _shared(one.read(), other.read()) >= _OTHER_ABSTRACT


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
    known = not one.authors.isdisjoint(other.authors) or _similar_titles(one, other)
    return known and not _stands_alone(one, other)


def _like_titles(one: _Work, other: _Work) -> bool:
    """Whether titles are similar and the first author or the abstract says so too."""
    if _stands_alone(one, other) or not _similar_titles(one, other):
        return False
    unsigned = not (one.authors and other.authors)
    return unsigned or bool(one.first_authors & other.first_authors) or bool(_alike(one, other))


def _similar_titles(one: _Work, other: _Work) -> bool:
    pairs = ((normal_title(a), normal_title(b)) for a in one.titles for b in other.titles)
    return any(_shared(_triples(a), _triples(b)) >= _SIMILAR_TITLES for a, b in pairs)


@lru_cache(maxsize=100_000)
def author_key(name: str) -> str:
    """Surname and first initial: `J. von Oswald` and `Johannes von Oswald` are `oswald j`."""
    parts = [part for word in re.split(r"[\s,]+", name) if (part := letters(word))]
    while len(parts) > 2 and parts[-1] in ("jr", "sr", "ii", "iii", "iv", "phd"):
        parts.pop()
    return f"{parts[-1]} {parts[0][0]}" if parts else ""


def plain(text: str) -> str:
    """Without case and accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def letters(text: str) -> str:
    """The letters and digits of a text, without case and accents."""
    return NO_LETTER.sub("", plain(text))


def _triples(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(max(1, len(text) - 2))}


def _shared(one: set[str], other: set[str]) -> float:
    """The part of the smaller set that the other set has too, 0 to 1."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0
