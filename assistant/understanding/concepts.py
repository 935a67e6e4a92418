"""A topic in words -> the index terms to look for, acronyms resolved."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.index.lexical import LexicalIndex
from assistant.text.analysis import fold, stem, terms

MAX_PART = 3
"""Words of an alternative: in a longer one the "or" joins words, not topics."""

COMMON = 1 / 6
"""Share of papers above which words name no topic by themselves ("methods")."""

_WITHOUT = frozenset(
    map(stem, ("without", "free", "beyond", "alternatives", "avoid", "bypass", "circumvent"))
)
"""Words for doing without a thing: "backpropagation-free", "beyond backpropagation"."""

_OR = re.compile(r"\s*(?:[,;/|]|\bor\b|\be\.?g\b\.?|\bsuch as\b)\s*", re.I)


MOST_PARTS = 16
"""Parts of a topic, at most: each is compared with every candidate. A text with more lists no topics."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing a topic names: any of `alternatives`, each a run of stems, stands for it."""

    alternatives: tuple[tuple[str, ...], ...]

    @property
    def stems(self) -> tuple[str, ...]:
        """The stems of the wording that the question used."""
        return self.alternatives[0]


@dataclass(frozen=True, slots=True)
class Topic:
    """What is searched for. A paper on any of `parts`, where there are some, is on the topic.

    `text` is the wording to embed (acronyms written out)."""

    text: str
    concepts: tuple[Concept, ...]
    parts: tuple[Topic, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """Every stem of every alternative, for a lexical index."""
        return tuple(dict.fromkeys(s for c in self.concepts for a in c.alternatives for s in a))


class TopicReader:
    """Reads topics in the words of one corpus."""

    def __init__(self, acronyms: Mapping[str, str], lexical: LexicalIndex) -> None:
        """`acronyms` are what the papers define, short form to long form."""
        self.acronyms, self._lexical = acronyms, lexical
        self._longs = {tuple(terms(long)): short for short, long in self.acronyms.items()}

    def read(self, text: str) -> Topic:
        """The concepts of `text`; "medicine, e.g. surgery" and "this or that" have parts as well."""
        pieces = _pieces(text)
        whole = self._whole(" ".join(pieces))
        if not 1 < len(pieces) <= MOST_PARTS or not _are_topics(pieces):
            return whole
        return replace(whole, parts=tuple(self._whole(piece) for piece in pieces if self.is_telling(piece)))

    def is_telling(self, text: str) -> bool:
        """Whether a topic says enough to be searched for alone, as "learning methods" does not.

        The share of papers with all its words is estimated as if words were independent of each other.
        """
        share = math.prod(self._lexical.document_count(s) / self._lexical.size for s in set(terms(text)))
        return bool(terms(text)) and share <= COMMON

    def _whole(self, text: str) -> Topic:
        """The concepts of `text`, in order, each once."""
        concepts, found = [], terms_of_words(text)
        position = 0
        while position < len(found):
            concept, used = self._concept(found, position)
            concepts.append(concept)
            position += used
        return Topic(self.in_full(text), tuple(dict.fromkeys(concepts)))

    def _concept(self, found: list[tuple[str, ...]], position: int) -> tuple[Concept, int]:
        """The concept that begins at `position`, and how many words it spans."""
        for length in (4, 3, 2, 1):  # a long form whose acronym the papers may use instead
            run = tuple(s for word in found[position : position + length] for s in word)
            if len(found) - position >= length and len(run) > 1 and run in self._longs:
                return Concept((run, (stem(self._longs[run]),))), length
        word = found[position]
        long = self._long_form(word[0]) if len(word) == 1 else None
        if long:
            return Concept((word, tuple(terms(long)))), 1
        if word[0] in _WITHOUT and len(word) == 1:
            others = sorted(_WITHOUT - {word[0]})
            return Concept((word, *((other,) for other in others))), 1
        return self._joined(found, position) or (Concept((word,)), 1)

    def _long_form(self, short: str) -> str | None:
        return self.acronyms.get(short) or self.acronyms.get(short.removesuffix("s"))

    def _joined(self, found: list[tuple[str, ...]], position: int) -> tuple[Concept, int] | None:
        """ "hyper networks" for a corpus that writes "hypernetworks"."""
        pair = found[position : position + 2]
        if len(pair) == 2 and len(pair[0]) == len(pair[1]) == 1:
            run = (pair[0][0], pair[1][0])
            if self._lexical.document_count("".join(run)):
                return Concept((run, ("".join(run),))), 2
        return None

    def in_full(self, text: str) -> str:
        """`text` with its acronyms written out."""
        return re.sub(r"[^\W_]+", lambda word: self._long_form(fold(word.group())) or word.group(), text)


def parts_of(text: str) -> int:
    """How many topics a text lists: 1 where it is no list, 0 where it names nothing."""
    pieces = _pieces(text)
    return len(pieces) if _are_topics(pieces) else 1


def _pieces(text: str) -> list[str]:
    return list(dict.fromkeys(piece.strip() for piece in _OR.split(text) if terms(piece)))


def _are_topics(pieces: Sequence[str]) -> bool:
    return max((len(terms_of_words(piece)) for piece in pieces), default=0) <= MAX_PART


def terms_of_words(text: str) -> list[tuple[str, ...]]:
    """The stems of each word of `text` but stop words: one, or those of a hyphenated word's parts."""
    found = []
    for word in text.split():
        stems = terms(word)
        if len(stems) > 1 and stems[-1].startswith(stems[0][:2]) and "-" in word:
            stems = stems[:-1]  # the joined form is one more spelling, not a part
        if stems:
            found.append(tuple(stems))
    return found
