"""Terms that may name a theme: phrases of two or three words that authors put into titles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.datamodels import Paper
from assistant.text.analysis import fold, stem, stopwords

MIN_PAPERS = 3
"""A term of fewer papers names no theme."""

IN_TITLES = 1 / 5
"""Of the papers that use a term, at least this share has it in the title: "future work" never is."""

COMMON = 1 / 8
"""A term that more papers use is a theme if half of them have it in the title, unlike "deep learning"."""

EVERYWHERE = 1 / 4
"""Words of more papers tell nothing by themselves, so "deep networks" is no theme."""

SMALL = 50
"""A corpus of fewer papers is about few things: a term that most of them use may be a theme all the same."""

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_BREAK = re.compile(r"[.,;:()\[\]?!–—\"“”/]|\s-+\s|--")
# How nouns don't end; a phrase must end in a noun ("biologically plausible", "computer generated").
_NO_NOUN = re.compile(r"(?:ly|ed|able|ible|ive|ous|ical|less|ful|est|ous)$")
# What papers say of any work, whatever it is about.
_EMPTY = frozenset(
    """approach method model paper work result problem task performance novel new recent propose base state
    art experiment show present exist different various several many well known large small high low first
    second one two three provide improve achieve good better best important effective efficient significant
    introduce framework study demonstrate address however moreover furthermore final often across toward
    towards within without real world wide range standard single multiple due compare include addition given
    set number order way case previous prior challenge open key main general complex simple current available
    code benchmark dataset data train trained test analysis evaluation respect able allow enable require
    obtain develop find lead make extensive experimental empirical theoretical promising practical potential
    fundamental become help remain understand comprehensive survey review future direction strategy technique
    system look case closer toward""".split()
)


@dataclass(slots=True)
class Term:
    """A term, by the stems of its words: in which papers and in which titles (row numbers) it stands."""

    papers: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """As the abstracts mostly write it, with a capital at the start."""
        form = max(sorted(self.forms), key=lambda form: self.forms[form])
        return form[0].upper() + form[1:]


def theme_terms(papers: Sequence[Paper]) -> list[Term]:
    """The terms that may name a theme of `papers`, in the order of their names."""
    terms: dict[tuple[str, ...], Term] = defaultdict(Term)
    spread: Counter[str] = Counter()
    for row, paper in enumerate(papers):
        spread.update({stem(fold(w)) for w in _WORD.findall(f"{paper.title} {paper.abstract}")})
        for text, in_title in ((paper.title, True), (paper.abstract, False)):
            for phrase in _phrases(text):
                term = terms[tuple(_stems(phrase))]
                term.papers.add(row)
                # A title writes its words with capitals, so it decides the form only where it stands alone.
                term.forms[" ".join(phrase)] += 1 if in_title else 1000
                if in_title:
                    term.titles.add(row)
    kept = {
        stems: term
        for stems, term in terms.items()
        if _is_theme(term, len(papers))
        and (len(papers) < SMALL or any(spread[s] <= EVERYWHERE * len(papers) for s in stems))
    }
    longer = _by_part(terms)
    whole = [stems for stems in kept if not _is_part(terms[stems], longer.get(stems, ()))]
    return sorted((kept[stems] for stems in whole), key=lambda term: term.name)


def _is_theme(term: Term, papers: int) -> bool:
    share = len(term.titles) / len(term.papers)
    common = papers >= SMALL and len(term.papers) > COMMON * papers
    return len(term.papers) >= MIN_PAPERS and share >= (1 / 2 if common else IN_TITLES)


def _by_part(terms: Mapping[tuple[str, ...], Term]) -> Mapping[tuple[str, ...], Sequence[Term]]:
    """The terms of three words that some title has, by the two pairs of words that each is made of."""
    found: dict[tuple[str, ...], list[Term]] = defaultdict(list)
    for long, term in terms.items():
        if len(long) == 3 and term.titles:
            for part in (long[:2], long[1:]):
                found[part].append(term)
    return found


def _is_part(term: Term, longer: Sequence[Term]) -> bool:
    """Whether a term is mostly a part of one of the longer: "graph neural" of "graph neural networks"."""
    return any(len(other.papers) >= 0.6 * len(term.papers) for other in longer)


def _phrases(text: str) -> Iterator[list[str]]:
    for clause in _BREAK.split(text):
        words = [word.strip("'’") for word in clause.split()]
        for length in (2, 3):
            for at in range(len(words) - length + 1):
                if _is_phrase(words[at : at + length]):
                    yield words[at : at + length]


def _is_phrase(words: Sequence[str]) -> bool:
    for word in words:
        folded = fold(word)
        if len(word) < 3 or not _WORD.fullmatch(word) or folded in stopwords() or folded.endswith("ly"):
            return False
        if folded in _EMPTY or stem(folded) in _EMPTY_STEMS:
            return False
    return not _NO_NOUN.search(words[-1].lower())


def _stems(words: Iterable[str]) -> Iterator[str]:
    return (stem(re.sub(r"[-‐‑]", "", fold(word))) for word in words)


_EMPTY_STEMS = frozenset(stem(word) for word in _EMPTY)
