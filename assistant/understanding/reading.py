"""The state of a question while the rules of `understanding.query` turn the question into a Query."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.datamodels import Query
from assistant.text.sentences import split_sentences
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.topic import topic_of

_LETTER = 40
"""Words above which a question is read as a letter."""


@dataclass
class Reading:
    """A question on the way to a Query.

    Every rule puts what it understood into `query` and blanks it out of `text`, which keeps its length.
    `original` is the question before the first rule, `voiced` the same with "they" in place of the
    researcher's name. `follows` tells a question in a conversation from a first one.
    """

    text: str
    lexicon: Lexicon
    today: date
    follows: bool = False
    original: str = field(init=False)
    voiced: str = field(init=False)
    query: Query = field(init=False)

    def __post_init__(self) -> None:
        self.original = self.voiced = self.text
        self.query = Query(text=self.text)

    @property
    def is_letter(self) -> bool:
        """Whether the question is a letter, whose sentences may hold the topic or be about its writer."""
        return len(self.original.split()) > _LETTER

    def put(self, **changes: Any) -> None:
        """Change fields of the query."""
        self.query = replace(self.query, **changes)

    def blank(self, start: int, end: int) -> None:
        """Put spaces in place of `text[start:end]`."""
        self.text = self.text[:start] + " " * (end - start) + self.text[end:]

    def write(self, start: int, word: str) -> None:
        """Put `word` in place of what stands at `text[start:]`."""
        self.text = self.text[:start] + word + self.text[start + len(word) :]

    def skip(self, end: int) -> None:
        """Read the question from `end` on, as if nothing stood before."""
        self.text, self.original, self.voiced = (
            " " * end + text[end:] for text in (self.text, self.original, self.voiced)
        )

    def voice(self, start: int, end: int) -> None:
        """Put "they" in place of `voiced[start:end]`, the researcher's name."""
        self.voiced = self.voiced[:start] + "they".ljust(end - start) + self.voiced[end:]

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Blank out the first match of `pattern`."""
        match = pattern.search(self.text)
        if match:
            self.blank(match.start(), match.end())
        return match

    def take_all(self, pattern: re.Pattern[str]) -> None:
        """Blank out every match of `pattern`."""
        while self.take(pattern):
            pass

    def sentence_at(self, at: int) -> str:
        """The sentence with the character at position `at`; between sentences the whole question."""
        spans = split_sentences(self.original)
        return next((self.original[start:end] for start, end in spans if start <= at < end), self.original)

    def rest(self, *without: re.Pattern[str]) -> str:
        """The topic in the words that no rule has taken and none of the patterns `without` matches."""
        text = self.text
        for pattern in without:
            text = pattern.sub(" ", text)
        return topic_of(text, self.lexicon)
