"""The state of a question while the rules of `understanding.query` turn the question into a Query."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from assistant.datamodels import Query
from assistant.text.analysis import stopwords
from assistant.text.sentences import split_sentences
from assistant.understanding.asking import LIKELY, Slot, Token, sentences_of
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.topic import topic_text, topic_tokens

_LETTER = 40
"""Words above which a question is read as a letter."""

_NEARLY = 0.7
"""Where one sentence surely asks, others are introductions that are less than this share as likely to ask."""

_DIGITS = 4

_WITH_TOPIC = frozenset("topic fact read_first compare works_on related_work".split())
"""The kinds of questions that are about a topic as a rule."""

_OF_PAPERS = frozenset("paper papers study studies use used using show shows new based".split())
"""Words that stand beside a topic in papers and questions alike."""

_PRONOUNS = frozenset("it this that these those them such there".split())
_LEADS = frozenset("on about of to with for in at into and by".split())


def _points(sentence: list[Token]) -> bool:
    """Whether a sentence points at one before: "on that", "such patients", "is it ...?"."""
    words = [t.word for t in sentence]
    pairs = zip(["", *words], [*words[1:], "."], words, strict=False)
    return any(
        word == "such" or (word in _PRONOUNS and (before in _LEADS or not after[0].isalnum()))
        for before, after, word in pairs
    )


class _Learned:
    """What the learned models say of a question, for one state of its text and slots."""

    def __init__(self, text: str, slots: tuple[Slot, ...], lexicon: Lexicon) -> None:
        self.slots, self._lexicon, self._models = slots, lexicon, lexicon.asking
        self.sentences = sentences_of(text, slots)

    @cached_property
    def asking(self) -> list[list[Token]]:
        likely = self._models.asks(self.sentences)
        least = max(LIKELY, _NEARLY * max(likely, default=0.0))
        asking = [s for s, p in zip(self.sentences, likely, strict=True) if p >= least]
        return asking or self.sentences[-1:]

    @cached_property
    def kinds(self) -> dict[str, float]:
        return self._models.kind([t for s in self.asking for t in s])

    @cached_property
    def kind(self) -> str:
        return max(self.kinds, key=self.kinds.__getitem__)

    @cached_property
    def topical(self) -> list[Token]:
        asking, model = self.asking, self._models
        found = [t for s in asking for t in topic_tokens(model, s)]
        has_topic = self.kind in _WITH_TOPIC
        telling = any(self._lexicon.is_technical(token.word) for token in found)
        if has_topic and len(asking) < len(self.sentences) and (not telling or any(map(_points, asking))):
            found += [t for s in self.sentences if s not in asking for t in topic_tokens(model, s)]
        if not found and self.kind == "paper":  # I need the sparrows paper. Who wrote it?
            named = [t for s in self.sentences for t in topic_tokens(model, s)]
            found = [token for token in named if self._lexicon.is_technical(token.word)]
        if not found and has_topic:
            found = [t for s in asking for t in topic_tokens(model, s, has_topic=True)]
        if not found:  # "papers from 1066": no rule takes this for a year
            found = [t for s in asking for t in s if t.word == "#" and t.end - t.start == _DIGITS]
        return found + [t for s in asking for t in self._other_halves(s, found)]

    def _other_halves(self, sentence: list[Token], topical: list[Token]) -> list[Token]:
        """The words beside those of the topic that are halves of a term of the papers: "group theory"."""
        return [
            one
            for first, second in pairwise(t for t in sentence if t.is_word)
            for one, other in ((first, second), (second, first))
            if other in topical and one not in topical and self._is_term(first, second, half=one)
        ]

    def _is_term(self, first: Token, second: Token, *, half: Token) -> bool:
        plain = half.word not in stopwords() and half.word not in _OF_PAPERS
        return plain and second.start == first.end + 1 and self._lexicon.is_phrase(first.word, second.word)


@dataclass
class Reading:
    """A question on the way to a Query.

    Every rule puts what it understood into `query` and blanks it out of `text`, which keeps its length.
    `original` is the question before the first rule, `voiced` the same with "they" in place of the
    researcher's name. `follows` tells a question in a conversation from a first one; `time` is the place of
    the time that papers are asked from.
    """

    text: str
    lexicon: Lexicon
    today: date
    follows: bool = False
    original: str = field(init=False)
    voiced: str = field(init=False)
    query: Query = field(init=False)
    slots: tuple[Slot, ...] = field(init=False, default=())
    _learned: _Learned | None = field(init=False, default=None)
    time: tuple[int, int] | None = field(init=False, default=None)

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

    def write(self, start: int, end: int, word: str) -> None:
        """Put `word` in place of the longer text from `start` to `end`, as if the question said so."""
        self.text, self.original, self.voiced = (
            text[:start] + word.ljust(end - start) + text[end:]
            for text in (self.text, self.original, self.voiced)
        )
        self._learned = None

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
        if self.query.topic and not without:
            return self.query.topic
        return self._left(self.topical, without)

    def description(self, *without: re.Pattern[str]) -> str:
        """The same of a question that describes something, although no word of it is likely a topic.

        One word says too little: "which of those are available?".
        """
        told = [t for s in self.asking for t in s if t.is_word and t.word not in stopwords() | _OF_PAPERS]
        return self._left(told, without) if len(told) > 1 else ""

    def _left(self, tokens: list[Token], without: tuple[re.Pattern[str], ...]) -> str:
        text = self.text
        for pattern in without:
            text = pattern.sub(lambda m: " " * len(m.group()), text)
        return topic_text(text, [token for token in tokens if text[token.start : token.end].strip()])

    @property
    def _as_learned(self) -> _Learned:
        if self._learned is None or self._learned.slots != self.slots:
            self._learned = _Learned(self.original, self.slots, self.lexicon)
        return self._learned

    @property
    def sentences(self) -> list[list[Token]]:
        """The tokens of each sentence."""
        return self._as_learned.sentences

    @property
    def asking(self) -> list[list[Token]]:
        """The sentences that ask, at least one: neither introductions nor courtesies nor asides."""
        return self._as_learned.asking

    @property
    def kinds(self) -> dict[str, float]:
        """The probability of each kind of question."""
        return self._as_learned.kinds

    @property
    def kind(self) -> str:
        """The likeliest kind of question."""
        return self._as_learned.kind

    def is_likelier(self, kind: str, other: str) -> bool:
        """Whether the question is rather of one kind than of another one."""
        return self.kinds[kind] > self.kinds[other]

    @property
    def topical(self) -> list[Token]:
        """The words of the topic, whether or not a rule has taken them.

        Where the sentences that ask have none, or point back ("What have you done on that?"), those of the
        others count too.
        """
        return self._as_learned.topical
