"""Many strings as arrays, which can stay in a file: the ids of a million papers, and their authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.made import Made

_LISTED = 100_000
"""So many strings, at most, are held in a dictionary as well, some 15 MB, which is ten times as quick."""

_COPIED = 10_000  # strings at a time, for a loop over all


class Strings(Made[str]):
    """Distinct strings by their numbers, and the numbers by the strings. Safe to share between threads."""

    def __init__(
        self,
        text: NDArray[np.uint8],
        first: NDArray[np.int64],
        keys: NDArray[np.uint64] | None = None,
        order: NDArray[np.int32] | None = None,
    ) -> None:
        """String i is the UTF-8 of `text[first[i]:first[i + 1]]`.

        `keys` are hashes of all strings, ascending, and `order` their numbers; computed where not given.
        """
        self._text, self._first = text, first
        if keys is not None and order is not None:
            self._hashed = keys, order

    @classmethod
    def of(cls, strings: Iterable[str]) -> Strings:
        if isinstance(strings, cls):
            return strings
        # The name of a file may hold what is no UTF-8.
        written = [text.encode("utf-8", "surrogatepass") for text in strings]
        first = np.cumsum([0, *map(len, written)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(written), dtype=np.uint8), first)

    @classmethod
    def among(cls, arrays: Mapping[str, NDArray[Any]], name: str) -> Strings:
        """What `arrays` made with this name. Raises KeyError or ValueError where it is not whole."""
        text, first, keys, order = (arrays[f"{name}.{part}"] for part in _PARTS)
        if not len(first) - 1 == len(keys) == len(order) or int(first[-1]) != len(text):
            raise ValueError(f"the arrays of {name} don't fit together")
        return cls(text, first, keys, order)

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """All that a file needs to have, for `among`."""
        parts: Sequence[NDArray[Any]] = (self._text, self._first, *self._hashed)
        return {f"{name}.{part}": array for part, array in zip(_PARTS, parts, strict=True)}

    def __len__(self) -> int:
        return len(self._first) - 1

    def item(self, at: int) -> str:
        return _read(self._text[self._first[at] : self._first[at + 1]].tobytes())

    def __iter__(self) -> Iterator[str]:
        for begin in range(0, len(self), _COPIED):
            ends = self._first[begin : begin + _COPIED + 1].tolist()
            held = self._text[ends[0] : ends[-1]].tobytes()
            yield from (_read(held[a - ends[0] : b - ends[0]]) for a, b in pairwise(ends))

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.find(text) is not None

    def find(self, text: str) -> int | None:
        """The number of `text`, or None where it is not among the strings."""
        if len(self) <= _LISTED:
            return self._numbers.get(text)
        keys, order = self._hashed
        key = np.uint64(
            key_of(text.encode("utf-8", "surrogatepass"))
        )  # of another type all keys are converted
        at = int(np.searchsorted(keys, key))
        while at < len(keys) and keys[at] == key:
            if self[int(order[at])] == text:
                return int(order[at])
            at += 1
        return None

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {text: number for number, text in enumerate(self)}

    @cached_property
    def _hashed(self) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
        text, ends = self._text.tobytes(), self._first.tolist()
        keys = np.array([key_of(text[a:b]) for a, b in pairwise(ends)], dtype=np.uint64)
        order = np.argsort(keys, kind="stable").astype(np.int32)
        return keys[order], order


class Numbers(Mapping[str, int]):
    """The numbers of `strings`, as a dictionary has them."""

    def __init__(self, strings: Strings) -> None:
        self._strings = strings

    def __getitem__(self, text: str) -> int:
        if (number := self._strings.find(text)) is None:
            raise KeyError(text)
        return number

    def __contains__(self, text: object) -> bool:
        return text in self._strings

    def __iter__(self) -> Iterator[str]:
        return iter(self._strings)

    def __len__(self) -> int:
        return len(self._strings)


_PARTS = ("text", "first", "keys", "order")


def _read(written: bytes) -> str:
    return written.decode("utf-8", "surrogatepass")


def key_of(written: bytes) -> int:
    """A number of 64 bits that stands for a text: equal ones have equal numbers, others hardly ever."""
    return int.from_bytes(blake2b(written, digest_size=8).digest(), "little")
