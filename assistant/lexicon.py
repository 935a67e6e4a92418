"""The words of one corpus that a question may use: its people, categories, places and facts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from spellchecker import SpellChecker

from assistant.analysis import fold, stem, words
from assistant.datamodels import Paper, Profile
from assistant.people import People
from assistant.spelling import Speller
from assistant.topics import TopicReader
from assistant.understanding.languages import FOREIGN_WORDS
from assistant.understanding.requests import QUESTION_WORDS


class Lexicon:
    """What `assistant.query.understand` needs to know of a corpus."""

    def __init__(self, papers: Iterable[Paper], profiles: Iterable[Profile], subjects: Iterable[str]) -> None:
        """`subjects` are the researchers whose pages the group's documents are."""
        self.papers = tuple(papers)
        self.profiles = tuple(profiles)
        self.subjects = tuple(dict.fromkeys(s for s in (*subjects, *(p.name for p in self.profiles)) if s))
        self.categories = frozenset(p.category for p in self.papers if p.category)
        self.affiliations = frozenset(a for p in self.papers for a in p.affiliations)
        self.facts = {f.name: f for profile in self.profiles for f in profile.facts}

    @cached_property
    def topics(self) -> TopicReader:
        return TopicReader(f"{paper.title}. {paper.abstract}" for paper in self.papers)

    @cached_property
    def people(self) -> People:
        names = (name for paper in self.papers for name in paper.authors)
        return People((*names, *self.subjects), in_papers=self._in_papers, in_english=self._in_english)

    @cached_property
    def speller(self) -> Speller:
        names = {w for name in self.people.names for w in words(name)} | {fold(c) for c in self.categories}

        def is_word(word: str) -> bool:
            return word in names or stem(word) in self._paper_stems or word in self._english

        corpus_words = {w for w in self._paper_words if len(w) > 3 and w.isalpha()}
        return Speller(question_words=QUESTION_WORDS, corpus_words=corpus_words, names=names, is_word=is_word)

    def shares(self, word: str) -> bool:
        """Whether a word of another language is one of the papers' too: a term, a name, a number."""
        parts = words(word)
        return bool(parts) and all(
            p.isdigit()
            or (len(p) > 2 and p not in FOREIGN_WORDS and (p in self._paper_words or p in self.subject_words))
            for p in parts
        )

    def is_english(self, word: str) -> bool:
        """Whether a folded word is in an English dictionary."""
        return self._in_english(word)

    def is_phrase(self, first: str, second: str) -> bool:
        """Whether some paper has these two words side by side."""
        return (stem(fold(first)), stem(fold(second))) in self._pairs

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        texts = (words(part) for p in self.papers for part in (p.title, p.abstract))
        return frozenset((stem(a), stem(b)) for text in texts for a, b in pairwise(text))

    @cached_property
    def subject_words(self) -> frozenset[str]:
        """The folded name parts of the group's researcher: in a question they mean the group."""
        return frozenset(w for subject in self.subjects for w in words(subject) if len(w) > 1)

    def title_in(self, text: str) -> list[Paper]:
        """The papers whose whole title stands in `text`, in the order in which they do."""
        folded = " ".join(words(text))
        found = [(folded.find(title), paper) for title, paper in self._titles if title in folded]
        return [paper for _, paper in sorted(found, key=lambda pair: pair[0])]

    def year_is_of_title(self, text: str, year: str) -> bool:
        """Whether `year` in `text` belongs to a name that a title has: "CheckThat! 2025"."""
        before = re.search(r"(\w+)\W+$", text[: text.find(year)])
        if before is None:
            return False
        name = f" {fold(before.group(1))} {year} "
        return any(name in f" {title} " for title, _ in self._titles)

    @cached_property
    def _titles(self) -> list[tuple[str, Paper]]:
        return [(" ".join(words(paper.title)), paper) for paper in self.papers]

    def _in_papers(self, word: str) -> bool:
        return word in self._paper_words

    def _in_english(self, word: str) -> bool:
        return word in self._english

    @cached_property
    def _paper_words(self) -> frozenset[str]:
        return frozenset(w for paper in self.papers for w in words(f"{paper.title} {paper.abstract}"))

    @cached_property
    def _paper_stems(self) -> frozenset[str]:
        return frozenset(stem(w) for w in self._paper_words)

    @cached_property
    def _english(self) -> SpellChecker:
        return SpellChecker(language="en", distance=1)
