"""The vocabulary of a corpus: words, pairs of neighbouring words, titles and acronyms of the papers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.arrays import open_array
from assistant.index.damage import damaged
from assistant.index.lexical import LexicalIndex
from assistant.index.strings import key_of
from assistant.index.tokens import Tokens, read_lines, write_lines
from assistant.text.acronyms import acronyms, capitals, spelt_in_titles
from assistant.text.analysis import stem, stopwords, words

_SPELT = 20_000  # papers: among the titles of more, words of any three initials stand side by side by chance
_TITLE_WORDS = 60
"""Words of a title, at most, for the title to be found in a text."""


class Vocabulary:
    """The words of all papers. Each file is read at its first use. Safe to share between threads."""

    def __init__(self, directory: Path, lexical: LexicalIndex) -> None:
        """The vocabulary that `write_vocabulary` wrote; `lexical` is the lexical index of the same papers."""
        self._directory, self.lexical = directory, lexical

    def has_word(self, word: str) -> bool:
        """Whether the papers use the folded `word`."""
        return word in self.words

    def has_stem(self, stemmed: str) -> bool:
        """Whether a word of the papers, which may be a stop word, has the stem `stemmed`."""
        return stemmed in self._stems

    def is_phrase(self, first: str, second: str) -> bool:
        """Whether two words with these stems, neither a stop word, stand side by side in some paper."""
        if first not in self._stems or second not in self._stems:
            return False
        return _holds(self._pairs, self._stems[first] * len(self._stems) + self._stems[second])

    def titles_in(self, text: str) -> list[int]:
        """The rows of the papers whose whole title stands in `text`, in the order of the text."""
        asked, (keys, rows) = words(text), self._titles
        found: list[tuple[int, int]] = []
        for start in range(len(asked)):
            ends = range(start + 1, min(len(asked), start + _TITLE_WORDS) + 1)
            runs = np.array([key_of(" ".join(asked[start:end]).encode()) for end in ends], dtype=np.uint64)
            low, high = np.searchsorted(keys, runs, "left"), np.searchsorted(keys, runs, "right")
            found += [(start, row) for at in np.flatnonzero(high > low) for row in rows[low[at] : high[at]]]
        return list(dict.fromkeys(int(row) for _, row in sorted(found)))

    def titles_number(self, word: str, number: str) -> bool:
        """Whether `number` follows the folded `word` in some title: "CheckThat! 2025"."""
        return f"{word} {number}" in self._numbered

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the papers, folded."""
        return frozenset(self._read("words.txt"))

    @cached_property
    def acronyms(self) -> Mapping[str, str]:
        """The long form of each acronym that the papers define."""
        found: dict[str, str] = self._read("acronyms.json")
        return found

    @cached_property
    def _stems(self) -> dict[str, int]:
        return {stemmed: number for number, stemmed in enumerate(self._read("stems.txt"))}

    @cached_property
    def _pairs(self) -> NDArray[np.int64]:
        pairs: NDArray[np.int64] = self._read("pairs.npy")
        return pairs

    @cached_property
    def _titles(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        return self._read("titles.npy"), self._read("title_rows.npy")

    @cached_property
    def _numbered(self) -> frozenset[str]:
        return frozenset(self._read("numbered.json"))

    def _read(self, name: str) -> Any:
        path = self._directory / name
        try:
            if path.suffix == ".npy":
                return open_array(path)
            return read_lines(path) if path.suffix == ".txt" else json.loads(path.read_text("utf-8"))
        except (OSError, EOFError, ValueError) as problem:
            raise damaged(path, problem) from problem


def write_vocabulary(directory: Path, papers: Sequence[Paper], tokens: Tokens) -> None:
    """Write the vocabulary of `papers` for `Vocabulary` to read; `tokens` are the tokens of the papers."""
    directory.mkdir()
    numbers: dict[str, int] = {}
    meant = [[numbers.setdefault(w, len(numbers)) for w in words(token)] for token in tokens.vocabulary]
    stems: dict[str, int] = {}
    stem_of = [stems.setdefault(stem(word), len(stems)) for word in numbers]
    write_lines(directory / "words.txt", numbers)
    write_lines(directory / "stems.txt", stems)
    stopped = np.array([word in stopwords() for word in numbers], dtype=bool)
    np.save(directory / "pairs.npy", _pairs(tokens, meant, np.array(stem_of, dtype=np.int64), stopped))
    titles = [words(paper.title) for paper in papers]
    keys = np.array([key_of(" ".join(title).encode()) for title in titles], dtype=np.uint64)
    order = np.array([row for row in np.argsort(keys, kind="stable").tolist() if titles[row]], dtype=np.int64)
    np.save(directory / "titles.npy", keys[order])
    np.save(directory / "title_rows.npy", order)
    _write_json(directory / "numbered.json", sorted(set(_numbered(titles))))
    _write_json(directory / "acronyms.json", _acronyms(papers))


def _acronyms(papers: Sequence[Paper]) -> dict[str, str]:
    """What the papers define, and for acronyms that none of them defines what their titles spell out."""
    defined = acronyms(f"{paper.title}. {paper.searchable}" for paper in papers)
    if len(papers) > _SPELT:
        return defined
    written = capitals(f"{paper.title} {paper.abstract}" for paper in papers)
    return spelt_in_titles([paper.title for paper in papers], written) | defined


def _pairs(
    tokens: Tokens, meant: Sequence[Sequence[int]], stem_of: NDArray[np.int64], stopped: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The pairs of stems whose words stand side by side in a title or an abstract, as ascending numbers.

    Token i consists of the words `meant[i]`; `stem_of` and `stopped` have one entry a word.
    """
    ids, begins = tokens.ids, np.concatenate([tokens.first[:-1], tokens.first[:-1] + tokens.titles])
    if not all(meant):  # a token without a word, such as a lone accent, does not separate its neighbours
        stand = np.array([bool(own) for own in meant])[ids]
        ids, begins = ids[stand], np.concatenate([[0], np.cumsum(stand)])[begins]
    number = np.where(stopped, -1, stem_of).astype(np.int32)
    first, last = (np.array([number[own[at]] if own else -1 for own in meant]) for at in (0, -1))
    left, right = last[ids[:-1]], first[ids[1:]]
    left[begins[(begins > 0) & (begins < len(ids))] - 1] = -1  # the next word belongs to another text
    within = np.array([pair for own in meant for pair in pairwise(own)], dtype=np.int64).reshape(-1, 2)
    stems = int(stem_of.max(initial=0)) + 1
    inner = number[within]
    found = np.concatenate([_keys(left, right, stems), _keys(inner[:, 0], inner[:, 1], stems)])
    found.sort()  # `np.unique` takes many times as long
    return found[np.diff(found, prepend=-1) > 0]


def _keys(left: NDArray[np.int32], right: NDArray[np.int32], stems: int) -> NDArray[np.int64]:
    """The pairs of stems as numbers; -1 in `left` or `right` stands for a word that is in no pair."""
    usable = (left >= 0) & (right >= 0)
    return left[usable].astype(np.int64) * stems + right[usable]


def _numbered(titles: Sequence[Sequence[str]]) -> Iterator[str]:
    return (f"{word} {number}" for title in titles for word, number in pairwise(title) if number.isdigit())


def _holds(ascending: NDArray[np.int64], number: int) -> bool:
    at = int(np.searchsorted(ascending, number))
    return at < len(ascending) and int(ascending[at]) == number


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
