"""A topic in words -> the index terms to look for, acronyms and misspellings resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from assistant.acronyms import acronyms
from assistant.analysis import STOPWORDS, fold, stem, terms, words


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
    """`text` is the wording to embed (misspellings mended, acronyms as they stand)."""

    text: str
    concepts: tuple[Concept, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Every stem of every alternative, for a lexical index."""
        return tuple(dict.fromkeys(s for c in self.concepts for a in c.alternatives for s in a))


class TopicReader:
    """Reads topics in the words of one corpus."""

    def __init__(self, texts: Iterable[str]) -> None:
        texts = list(texts)
        self.acronyms: Mapping[str, str] = acronyms(texts)
        self._surfaces = sorted({w for text in texts for w in words(text) if len(w) > 3 and not w.isdigit()})
        self._stems = {stem(w) for w in self._surfaces} | {s for text in texts for s in terms(text)}
        self._longs = {tuple(terms(long)): short for short, long in self.acronyms.items()}

    def read(self, text: str) -> Topic:
        """The concepts of `text`, in order, each once."""
        mended = " ".join(self._mend(word) for word in text.split())
        concepts, found = [], terms_of_words(mended)
        position = 0
        while position < len(found):
            concept, used = self._concept(found, position)
            concepts.append(concept)
            position += used
        return Topic(self._expand(mended), tuple(dict.fromkeys(concepts)))

    def knows(self, word: str) -> bool:
        """Whether some paper has this word, in any ending."""
        return stem(fold(word)) in self._stems

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
        return self._joined(found, position) or (Concept((word,)), 1)

    def _long_form(self, short: str) -> str | None:
        return self.acronyms.get(short) or self.acronyms.get(short.removesuffix("s"))

    def _joined(self, found: list[tuple[str, ...]], position: int) -> tuple[Concept, int] | None:
        """"hyper networks" for a corpus that writes "hypernetworks"."""
        pair = found[position : position + 2]
        if len(pair) == 2 and len(pair[0]) == len(pair[1]) == 1:
            run = (pair[0][0], pair[1][0])
            if "".join(run) in self._stems:
                return Concept((run, ("".join(run),))), 2
        return None

    def _expand(self, text: str) -> str:
        """Acronyms written out for the encoder, which has seen few of them: "OOD" says little to it."""
        return " ".join(self._long_form(fold(word.strip(".,;:?!()"))) or word for word in text.split())

    def _mend(self, word: str) -> str:
        """The corpus word that a misspelt `word` must mean; `word` itself if it is a word or none is near."""
        core = fold(word.strip(".,;:?!()\"'"))
        if len(core) < 5 or not core.isalpha() or core in STOPWORDS or self.knows(core) or core in self._english:
            return word
        allowed = 1 if len(core) < 8 else 2
        near = process.extractOne(core, self._surfaces, scorer=OSA.distance, score_cutoff=allowed)
        return near[0] if near else word

    @cached_property
    def _english(self) -> SpellChecker:
        return SpellChecker(language="en", distance=1)


def terms_of_words(text: str) -> list[tuple[str, ...]]:
    """For each word of `text` that is not a stop word its stems: one, or those of a hyphenated word's parts."""
    found = []
    for word in text.split():
        stems = terms(word)
        if len(stems) > 1 and stems[-1].startswith(stems[0][:2]) and "-" in word:
            stems = stems[:-1]  # the joined form is one more spelling, not a part
        if stems:
            found.append(tuple(stems))
    return found
