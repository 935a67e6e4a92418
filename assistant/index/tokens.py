"""The words of every paper as numbers, from which the lexical index and the vocabulary are built.

A token is a word or a hyphenated compound, as written. Counting numbers is many times as fast as analysing
texts, so an ingest analyses only new papers and builds both indexes anew from the tokens of all papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.arrays import open_array
from assistant.text.analysis import compounds

Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Tokens:
    """The tokens of all documents, as positions in `vocabulary`.

    Document i has the tokens `ids[first[i]:first[i + 1]]`, of which the first `titles[i]` are its title.
    """

    vocabulary: Sequence[str]
    ids: Ints
    first: NDArray[np.int64]
    titles: Ints

    @classmethod
    def of(cls, documents: Iterable[tuple[str, str]]) -> Tokens:
        """The tokens of `documents`, pairs of a title and a text; both may be empty."""
        numbers: dict[str, int] = {}
        ids: list[Ints] = []
        titles: list[int] = []
        for document in documents:
            title, text = (
                [numbers.setdefault(word, len(numbers)) for word in compounds(part)] for part in document
            )
            ids.append(np.array(title + text, dtype=np.int32))
            titles.append(len(title))
        first = np.cumsum([0, *map(len, ids)], dtype=np.int64)
        joined = np.concatenate(ids) if ids else np.empty(0, dtype=np.int32)
        return cls(list(numbers), joined, first, np.array(titles, dtype=np.int32))

    @classmethod
    def carried(cls, old: Tokens, rows: Sequence[int], documents: Sequence[tuple[str, str]]) -> Tokens:
        """The tokens of `len(rows)` documents, most of them known from `old`.

        Document i is document `rows[i]` of `old`; where `rows[i]` is -1, it is the next one of `documents`.
        """
        new = cls.of(documents)
        known = {word: number for number, word in enumerate(old.vocabulary)}
        meant = [known.setdefault(word, len(known)) for word in new.vocabulary]
        ids = np.concatenate([old.ids, np.array(meant, dtype=np.int32)[new.ids]])
        starts = np.concatenate([old.first[:-1], new.first[:-1] + len(old.ids)])
        counts = np.concatenate([np.diff(old.first), np.diff(new.first)])
        titles = np.concatenate([old.titles, new.titles])
        taken = np.array(rows, dtype=np.int64)
        taken[taken < 0] = len(old.titles) + np.arange((taken < 0).sum())
        counts, starts = counts[taken], starts[taken]
        first = np.concatenate([[0], np.cumsum(counts)])
        carried = [ids[start:end] for start, end in _runs(starts, starts + counts)]
        return cls(list(known), np.concatenate([ids[:0], *carried]), first, titles[taken])._without_unused()

    def _without_unused(self) -> Tokens:
        used = np.bincount(self.ids, minlength=len(self.vocabulary)) > 0
        if used.all():
            return self
        words = [self.vocabulary[number] for number in np.flatnonzero(used).tolist()]
        renumbered = np.cumsum(used, dtype=np.int32) - 1
        return Tokens(words, renumbered[self.ids], self.first, self.titles)

    def save(self, directory: Path) -> None:
        directory.mkdir()
        write_lines(directory / "vocabulary.txt", self.vocabulary)
        for name in _ARRAYS:
            np.save(directory / f"{name}.npy", getattr(self, name))

    @classmethod
    def open(cls, directory: Path) -> Tokens:
        """The tokens in `directory`. Raises OSError, EOFError or ValueError where a file is damaged."""
        arrays = {name: open_array(directory / f"{name}.npy") for name in _ARRAYS}
        return cls(read_lines(directory / "vocabulary.txt"), **arrays)


def _runs(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """The ranges from `starts` to `ends`, with adjacent ranges joined."""
    if not len(starts):
        return iter(())
    apart = starts[1:] != ends[:-1]
    return zip(starts[np.append(True, apart)].tolist(), ends[np.append(apart, True)].tolist(), strict=True)


_ARRAYS = ("ids", "first", "titles")


def write_lines(path: Path, words: Iterable[str]) -> None:
    """Write `words`, none of which contains white space, one a line."""
    path.write_text("".join(f"{word}\n" for word in words), encoding="utf-8")


def read_lines(path: Path) -> list[str]:
    """The words that `write_lines` wrote. Raises OSError or ValueError where the file is missing or cut."""
    text = path.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        raise ValueError(f"{path.name} is cut off")
    return text.split("\n")[:-1]
