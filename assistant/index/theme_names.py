"""The whole name of a theme: its term with the words that mostly stand beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from assistant.datamodels import Paper
from assistant.index.title_phrases import (
    Term,
    clauses_of,
    empty_stems,
    is_open,
    may_stand,
    next_word,
    stems_of,
)

LONGEST = 5
"""Words of a name, at most."""

MOSTLY = 1 / 2
"""A name takes in the word that stands beside it in at least this share of its papers: "predictive control"
becomes "model predictive control","""

ALWAYS = 2 / 3
"""and a word that stands in papers on any topic, as "model" does, in this share."""

Clauses = Sequence[tuple[list[str], bool]]
"""The clauses of a paper, each with whether it stands in the title."""


@dataclass(slots=True)
class _Beside:
    """Words that stand before or after a name: in which papers, whether in a title, and how spelt."""

    after: bool
    papers: set[int] = field(default_factory=set)
    in_title: bool = False
    forms: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> list[str]:
        return max(sorted(self.forms), key=lambda form: self.forms[form]).split()


def whole_name(term: Term, papers: Sequence[Paper]) -> str:
    """`term`, as written, with the words that mostly stand beside it in `papers`, in some title, too.

    All of `papers` have the term.
    """
    texts = [[*clauses_of(paper)] for paper in papers]
    name = term.form.split()
    while len(name) < LONGEST and (more := _mostly_beside(name, texts)):
        name = [*name, *more.words] if more.after else [*more.words, *name]
    return _as_written(tuple(stems_of(name)), texts) or " ".join(name)


def _as_written(own: tuple[str, ...], texts: Sequence[Clauses]) -> str:
    """The most frequent spelling of the stems `own` in abstracts, else in titles; else empty."""
    forms: Counter[str] = Counter()
    for clause, in_title in chain.from_iterable(texts):
        for at, end in _places(own, clause):
            forms[" ".join(clause[at:end])] += 1 if in_title else 1000
    return max(sorted(forms), key=lambda form: forms[form], default="")


def _mostly_beside(name: Sequence[str], texts: Sequence[Clauses]) -> _Beside | None:
    own = tuple(stems_of(name))
    found: dict[tuple[bool, tuple[str, ...]], _Beside] = {}
    following: Counter[str] = Counter()
    for row, clauses in enumerate(texts):
        for clause, in_title in clauses:
            following.update(_following(own, clause))
            for after, words in _neighbours(own, clause):
                beside = found.setdefault((after, tuple(stems_of(words))), _Beside(after))
                beside.papers.add(row)
                beside.in_title |= in_title
                beside.forms[" ".join(words)] += 1 if in_title else 1000  # as the abstracts write it
    if is_open(following) and (needed := found.get((True, (next_word(following),)))):
        return needed
    for key in sorted(found, key=lambda key: (-len(found[key].papers), key)):
        share = MOSTLY if empty_stems().isdisjoint(key[1]) else ALWAYS
        least = max(1 + len(key[1]), share * len(texts))
        if found[key].in_title and len(found[key].papers) >= least:
            return found[key]
    return None


def _neighbours(own: tuple[str, ...], clause: Sequence[str]) -> Iterator[tuple[bool, Sequence[str]]]:
    """What stands before and after the stems `own`: whether after, and a word, or "of" and a word."""
    for at, end in _places(own, clause):
        if at and may_stand(clause[at - 1]):
            yield False, clause[at - 1 : at]
        last = end + (end < len(clause) and clause[end].lower() in ("of", "and", "&"))
        if last < len(clause) and may_stand(clause[last]):
            yield True, clause[end : last + 1]


def _following(own: tuple[str, ...], clause: Sequence[str]) -> Iterator[str]:
    """The stem after each place of the stems `own`, "" where the phrase ends there."""
    for _, end in _places(own, clause):
        yield "".join(stems_of(filter(may_stand, clause[end : end + 1])))


def _places(own: tuple[str, ...], clause: Sequence[str]) -> Iterator[tuple[int, int]]:
    found = [*stems_of(clause)]
    ends = range(len(own), len(found) + 1)
    return ((end - len(own), end) for end in ends if tuple(found[end - len(own) : end]) == own)
