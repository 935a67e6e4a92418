"""The words of one corpus that a question may use: its people, categories, venues, places and facts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from assistant.datamodels import Paper, Profile
from assistant.index.corpus import Corpus
from assistant.index.papers import Papers, columns_of
from assistant.index.venue_names import Venues
from assistant.index.vocabulary import Vocabulary
from assistant.text.analysis import fold, stem, stopwords, words
from assistant.text.frequencies import Frequencies, frequencies
from assistant.text.spelling import Speller
from assistant.understanding.asking import Asking, learned
from assistant.understanding.concepts import TopicReader
from assistant.understanding.language import (
    ENGLISH,
    SHORTEST,
    USUAL,
    foreign_language,
    is_english,
    latin,
    share_of_texts,
)
from assistant.understanding.people import People

_WORD = re.compile(r"\w+(?:-\w+)*")

_TECHNICAL = 1 / 2000
"""Between "credit" (1/1700) and "student" (1/2500) in the documents that ship with the project."""

_EVERYDAY = 2.0
"""Least frequency of an everyday word, per million words of English: "brown" has 20, "Walter" 1.2."""

_COUNTED = 100
"""Papers that are read to find the usual form of a word."""


class Lexicon:
    """What `assistant.understanding.query.understand` needs to know of a corpus."""

    def __init__(
        self,
        papers: Sequence[Paper],
        profiles: Iterable[Profile],
        subjects: Iterable[str],
        vocabulary: Vocabulary,
        *,
        asking: Asking | None = None,
    ) -> None:
        """`subjects` are the researchers whose pages the group's documents are, `vocabulary` of `papers`.

        `asking` are the learned models of questions, by default those that are shipped.
        """
        self.asking = asking or learned()
        self.papers, self.columns, self._vocabulary = papers, columns_of(papers), vocabulary
        self.profiles = tuple(profiles)
        self.subjects = tuple(dict.fromkeys(s for s in (*subjects, *(p.name for p in self.profiles)) if s))
        self.categories = frozenset(self.columns.categories.names)
        self.affiliations = frozenset(self.columns.affiliations.names)
        self.facts = {f.name: f for profile in self.profiles for f in profile.facts}
        self._titles_in = lru_cache(maxsize=256)(vocabulary.titles_in)

    @classmethod
    def of(cls, corpus: Corpus, *, asking: Asking | None = None) -> Lexicon:
        """What is to know of `corpus`."""
        subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
        return cls(corpus.papers, corpus.profiles, subjects, corpus.vocabulary, asking=asking)

    @property
    def venues(self) -> Venues:
        """The names of the venues in which papers appeared."""
        return self.columns.venue_names

    @cached_property
    def topics(self) -> TopicReader:
        return TopicReader(self._vocabulary.acronyms, self._vocabulary.lexical)

    @cached_property
    def people(self) -> People:
        return People(
            (*self.columns.authors.names, *self.columns.other_authors.names, *self.subjects),
            in_papers=self.has_word,
            in_english=self._is_everyday,
            persons=self.columns.persons,
            asking=self.asking,
        )

    @cached_property
    def speller(self) -> Speller:
        corpus_words = {w for w in self._vocabulary.words if len(w) > 3 and w.isalpha()}
        names = self._name_words
        return Speller(
            question_words=self.asking.features.known | self._labels,
            corpus_words=corpus_words,
            names=names,
            is_word=self._is_word,
            count=self._papers_with,
        )

    def _papers_with(self, word: str) -> int:
        """How many papers use the folded `word`, counted over the first papers that have the stem."""
        rows = self._vocabulary.lexical.documents_with(stem(word))[:_COUNTED]
        texts = (
            words(f"{paper.title} {paper.searchable}")
            for paper in map(self.papers.__getitem__, rows.tolist())
        )
        return sum(word in text for text in texts)

    def is_english(self, word: str) -> bool:
        """Whether a folded word is in an English dictionary."""
        return self._english.count(word) > 0

    def language_of(self, text: str) -> str:
        """The language of a question, in which names count for nothing."""
        rest = "".join(between for between, _ in self._around_names(text))
        return foreign_language(rest, self._is_word) or ENGLISH

    def shared(self, text: str, language: str) -> str:
        """What a question in another `language` shares with the papers: a title, or names and terms.

        The numbers beside a name are kept, as years. Empty where the question shares nothing.
        """
        if titled := self.title_in(text):
            return " ".join(f"“{paper.title}”" for paper in titled)
        spans = tuple(self._around_names(latin(text)))
        names = {name for _, name in spans if _is_name(name, language)}
        kept: list[str] = []
        for between, name in spans:
            found = _WORD.findall(between)
            kept += [word for word in found if self._is_shared(word, language, number=bool(names))]
            kept += [name] if name in names else []
        return " ".join(kept)

    def _is_shared(self, word: str, language: str, *, number: bool) -> bool:
        """Whether the papers, or English, have each part of `word` more often than the other language has."""
        if word.isdigit():
            return number
        acronym = len(word) > 1 and word.isupper()
        return (acronym or len(word) >= SHORTEST) and all(
            (self.has_word(fold(part)) and self._share(fold(part)) >= share_of_texts(part, language))
            or is_english(part, language)
            for part in word.casefold().split("-")
        )

    @cached_property
    def _labels(self) -> frozenset[str]:
        labels = [fact.label for fact in self.facts.values()]
        return frozenset(w for label in labels for w in (*fold(label).split(), *words(label)))

    def _around_names(self, text: str) -> Iterator[tuple[str, str]]:
        """The text before each author named in `text` and the name as written; last the rest."""
        at = 0
        for mention in self.people.find(text):
            written = text[mention.start : mention.end]
            if any(not set(words(written)).isdisjoint(words(name)) for name in mention.names):
                yield text[at : mention.start], written
                at = mention.end
        yield text[at:], ""

    def _is_word(self, word: str) -> bool:
        """Whether a folded word is one of the papers, a name, or English."""
        if word in self._name_words or self.has_word(word) or self.is_english(word):
            return True
        inflected = word != stem(word) or self.has_word(f"{word}s")  # "befor" is but a stem
        return inflected and self._vocabulary.has_stem(stem(word))

    @cached_property
    def _name_words(self) -> frozenset[str]:
        names = (*self.people.names, *self.categories, *self.venues.acronyms)
        return frozenset(w for name in names for w in words(name))

    def has_word(self, word: str) -> bool:
        """Whether the papers use the folded `word`."""
        return self._vocabulary.has_word(word)

    def rarity(self, stemmed: str) -> float:
        """How few papers have the term `stemmed`: its inverse document frequency."""
        return self._vocabulary.lexical.idf(stemmed)

    def is_technical(self, word: str) -> bool:
        """Whether a folded word is one of this corpus rather than of everyday English.

        That is, whether the share of papers with it is large beside its frequency in English, per million.
        """
        return self._share(word) / (1 + self._per_million(word)) >= _TECHNICAL

    def _share(self, word: str) -> float:
        """The share of the papers that have the folded `word`."""
        return self._vocabulary.lexical.document_count(stem(word)) / max(1, len(self.papers))

    def affiliation_of(self, name: str) -> str | None:
        """The affiliation of the papers that `name` names in part or by its initials: "ETH", "MIT"."""
        asked = [word for word in words(name) if word not in stopwords()]
        for affiliation in sorted(self.affiliations, key=len):
            known = words(affiliation)
            if asked and (set(asked) <= set(known) or ["".join(word[0] for word in asked)] == known):
                return affiliation
        return None

    def is_phrase(self, first: str, second: str) -> bool:
        """Whether some paper has these two words side by side."""
        return self._vocabulary.is_phrase(stem(fold(first)), stem(fold(second)))

    @cached_property
    def subject_words(self) -> frozenset[str]:
        """The folded name parts of the group's researcher: in a question they mean the group."""
        return frozenset(w for subject in self.subjects for w in words(subject) if len(w) > 1)

    def title_in(self, text: str) -> list[Paper]:
        """The papers whose whole title stands in `text`, in the order in which they do."""
        return [self.papers[row] for row in self._titles_in(text)]

    def paper(self, paper_id: str) -> Paper | None:
        """The paper with this id, None where there is none."""
        row = self.columns.rows.get(paper_id)
        return None if row is None else self.papers[row]

    def naming(self, identifier: str) -> Iterable[Paper]:
        """The papers that may have an identifier, all that have it among them."""
        return self.papers.identified(identifier) if isinstance(self.papers, Papers) else self.papers

    def year_is_of_title(self, text: str, year: str) -> bool:
        """Whether `year` in `text` belongs to a name that a title has: "CheckThat! 2025"."""
        before = re.search(r"(\w+)\W+$", text[: text.find(year)])
        word = fold(before.group(1)) if before else ""
        return bool(word) and word not in stopwords() and self._vocabulary.titles_number(word, year)

    def _is_everyday(self, word: str) -> bool:
        """Whether a folded word is a frequent one of English; an English dictionary has names, too."""
        return self._per_million(word) >= _EVERYDAY

    def worth(self, word: str) -> float:
        """How much a folded word tells: from 0 for the commonest of English to 1 for a word of none."""
        return 1.0 - math.log1p(self._per_million(word)) / math.log1p(1e6)

    def _per_million(self, word: str) -> float:
        return float(1e6 * self._english.count(word) / self._english.total)

    @cached_property
    def _english(self) -> Frequencies:
        known = frequencies(ENGLISH)
        assert known
        return known


def _is_name(written: str, language: str) -> bool:
    """Whether what looks like a name is written as one, and is no usual word of the language."""
    parts = (word for word in words(written) if len(word) >= SHORTEST)
    return written != written.lower() and any(share_of_texts(word, language) < USUAL for word in parts)
