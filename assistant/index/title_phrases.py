"""Candidates for the names of themes: phrases of two or three words that authors put into titles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from assistant.datamodels import Paper
from assistant.text.analysis import fold, stem, stopwords
from assistant.text.word_lists import load_words

MIN_PAPERS = 3
"""A term in fewer papers is no theme,"""

FEW = 40
"""unless there are fewer papers than these: then two are enough."""

HALF = 2 / 3
"""A term in a larger share of all papers tells none of them apart."""

ENDS, GOES_ON = 1 / 4, 1 / 3
"""A phrase that ends in a smaller share of its places is a part of longer ones: such a phrase needs a word
that follows in this share, or is no term: "online sentence"."""

IN_TITLES = 1 / 5
"""At least this share of the papers with a term must have the term in the title; "future work" has none."""

OF_TITLES = 1 / 4
"""At least this share, for a common term: authors name it where their paper is on it."""

COMMON = 1 / 8
"""A term in a larger share of all papers is common: "public health" in papers on epidemics."""

EVERYWHERE = 1 / 4
"""So is a term of which each word stands in a larger share of all papers: "forecast accuracy"."""

SMALL = 50
"""A corpus with fewer papers has few topics, so COMMON and EVERYWHERE do not apply."""

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑–][^\W\d_]+)*")
_BREAK = re.compile(r"[.,;:()\[\]?!—\"“”/]|\s[-–]+\s|--")
# Endings of words that are no nouns; a phrase must end in a noun, unlike "biologically plausible".
_NO_NOUN = re.compile(r"(?:ly|ed|able|ible|ive|ous|ical|less|ful|est)$")


@dataclass(slots=True)
class Term:
    """A phrase: the rows of the papers and of the titles that have the phrase, and its spellings, counted.

    `following` counts the stems after the phrase, "" where the phrase ends. `own` are the stems of its words
    that not everything is about in these papers.
    """

    papers: set[int] = field(default_factory=set)
    titles: set[int] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    following: Counter[str] = field(default_factory=Counter)
    own: frozenset[str] = frozenset()

    @property
    def form(self) -> str:
        """The most frequent spelling in abstracts."""
        return max(sorted(self.forms), key=lambda form: self.forms[form])


def theme_terms(papers: Sequence[Paper], *, beside: str = "") -> list[Term]:
    """The terms that may name a theme of `papers`, in the order of their names.

    `beside` are words that all the papers are about: no term consists of these alone.
    """
    about = set(stems_of(beside.split()))
    terms: dict[tuple[str, ...], Term] = defaultdict(Term)
    spread: Counter[str] = Counter()
    for row, paper in enumerate(papers):
        spread.update({stem(fold(w)) for w in _WORD.findall(f"{paper.title} {paper.abstract}")})
        for text, in_title in ((paper.title, True), (paper.abstract, False)):
            for phrase, following in _phrases(text):
                term = terms[tuple(stems_of(phrase))]
                term.following[following] += 1
                term.papers.add(row)
                # Titles have capitals, so a spelling in a title counts only if no abstract has the phrase.
                term.forms[" ".join(phrase)] += 1 if in_title else 1000
                if in_title:
                    term.titles.add(row)
    kept = {
        stems: term
        for stems, term in terms.items()
        if _is_theme(term, len(papers))
        and not about.issuperset(stems)
        and len(term.titles) >= len(term.papers) * _share_of_titles(stems, term, spread, len(papers))
    }
    for stems, term in kept.items():
        term.own = frozenset(s for s in stems if spread[s] <= EVERYWHERE * len(papers))
    longer = _by_part(terms)
    whole = [stems for stems in kept if not _is_part(terms[stems], longer.get(stems, ()))]
    return sorted((kept[stems] for stems in whole), key=lambda term: term.form)


def _is_theme(term: Term, papers: int) -> bool:
    least = MIN_PAPERS if papers >= FEW else 2
    part = is_open(term.following) and not next_word(term.following)
    return not part and least <= len(term.papers) <= HALF * papers


def _share_of_titles(stems: Iterable[str], term: Term, spread: Counter[str], papers: int) -> float:
    """The least share of the papers with a term that must have it in the title."""
    everywhere = all(spread[stem] > EVERYWHERE * papers for stem in stems)
    common = len(term.papers) > COMMON * papers or everywhere
    return OF_TITLES if papers >= SMALL and common else IN_TITLES


def is_open(following: Counter[str]) -> bool:
    """Whether a phrase seldom ends where it ends; `following` counts the stems after it, "" for its end."""
    return following[""] < ENDS * following.total()


def next_word(following: Counter[str]) -> str:
    """The stem that follows a phrase in at least GOES_ON of its places; "" where there is none."""
    found = [stem for stem, count in following.items() if stem and count >= GOES_ON * following.total()]
    return max(sorted(found), key=lambda stem: following[stem], default="")


def _by_part(terms: Mapping[tuple[str, ...], Term]) -> Mapping[tuple[str, ...], Sequence[Term]]:
    """The terms of three words in titles, by each of the two pairs of neighbouring words in the term."""
    found: dict[tuple[str, ...], list[Term]] = defaultdict(list)
    for long, term in terms.items():
        if len(long) == 3 and term.titles:
            for part in (long[:2], long[1:]):
                found[part].append(term)
    return found


def _is_part(term: Term, longer: Sequence[Term]) -> bool:
    """Whether a term mostly occurs in one of `longer`: "graph neural" in "graph neural networks"."""
    return any(len(other.papers) >= 0.6 * len(term.papers) for other in longer)


def clauses_of(paper: Paper) -> Iterator[tuple[list[str], bool]]:
    """The words of each clause of a paper, and whether the clause stands in the title."""
    for text, in_title in ((paper.title, True), (paper.abstract, False)):
        yield from ((words, in_title) for words in _clauses(text))


def _clauses(text: str) -> Iterator[list[str]]:
    return ([word.strip("'’") for word in clause.split()] for clause in _BREAK.split(text))


def _phrases(text: str) -> Iterator[tuple[list[str], str]]:
    """The phrases of `text`, each with the stem that follows it, "" where the phrase ends."""
    for words in _clauses(text):
        begins, ends = [*map(_may_begin, words)], [*map(_may_end, words)]
        for length in (2, 3):
            for end in range(length, len(words) + 1):
                if ends[end - 1] and all(begins[end - length : end]):
                    after = words[end : end + 1]
                    yield words[end - length : end], "".join(stems_of(filter(may_stand, after)))


@lru_cache(maxsize=65_536)
def may_stand(word: str) -> bool:
    """Whether `word` may belong to a phrase that is there already."""
    folded = fold(word)
    return bool(_WORD.fullmatch(word)) and folded not in stopwords() and not folded.endswith("ly")


@lru_cache(maxsize=65_536)
def _may_begin(word: str) -> bool:
    """Whether `word` may be one of a phrase."""
    return len(word) >= 3 and may_stand(word) and stem(fold(word)) not in empty_stems()


@lru_cache(maxsize=65_536)
def _may_end(word: str) -> bool:
    return _may_begin(word) and not _NO_NOUN.search(word.lower())


def stems_of(words: Iterable[str]) -> Iterator[str]:
    """The stem of each word, hyphens left out."""
    return map(_stem_of, words)


@lru_cache(maxsize=65_536)
def _stem_of(word: str) -> str:
    return stem(re.sub(r"[-‐‑–]", "", fold(word)))


@cache
def empty_stems() -> frozenset[str]:
    """The stems of words that papers on any topic use: title_words.txt."""
    return frozenset(map(stem, load_words(Path(__file__).with_name("title_words.txt"))))
