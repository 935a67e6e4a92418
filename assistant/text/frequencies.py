"""How often languages use words, by the lists of pyspellchecker.

Its files are read in place: to make a dictionary of 160,000 words takes fifteen times as long as to unpack
them, and a question asks for a dozen words.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np


class Frequencies:
    """The words of a language. Safe to share between threads."""

    def __init__(self, text: bytes) -> None:
        """`text` is a JSON object in lower case and in order, `"word": number` on each line of its own."""
        letters = np.frombuffer(text, dtype=np.uint8)
        self._text = text
        self._begins = np.flatnonzero(letters == ord("\n"))[:-1] + 2  # behind the quotation mark
        self.total = _sum_of_lines(letters)
        self.count = lru_cache(maxsize=65_536)(self._count)

    def __len__(self) -> int:
        return len(self._begins)

    def _count(self, word: str) -> int:
        """How often `total` words of texts are `word`, in any case; 0 for one that is not known."""
        wanted = word.lower().encode("utf-8", "surrogatepass")
        line = bisect_left(range(len(self)), wanted, key=self._word)
        if line == len(self) or self._word(line) != wanted:
            return 0
        number = self._text[self._end(line) + 2 :].split(None, 1)[0]
        return int(number.rstrip(b","))

    def _word(self, line: int) -> bytes:
        return self._text[int(self._begins[line]) : self._end(line)]

    def _end(self, line: int) -> int:
        return self._text.index(b'"', int(self._begins[line]))


def _sum_of_lines(letters: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> int:
    """The sum of the numbers that end the lines of a JSON object."""
    is_digit = (letters >= ord("0")) & (letters <= ord("9"))
    after = letters[1:]  # a comma, or the end of a line
    at = np.flatnonzero(is_digit[:-1] & ((after == ord(",")) | (after <= ord("\r"))))
    total, worth = 0, 1
    while len(at):
        total += worth * int((letters[at] - np.uint8(ord("0"))).sum(dtype=np.int64))
        worth *= 10
        at = at[is_digit[at - 1]] - 1
    return total


@cache
def frequencies(code: str) -> Frequencies | None:
    """The words of a language, by its ISO 639-1 code, read once; None for one without a list."""
    package = find_spec("spellchecker")
    folder = Path(package.origin).parent if package and package.origin else Path()
    path = folder / "resources" / f"{code}.json.gz"
    return Frequencies(gzip.decompress(path.read_bytes())) if path.is_file() else None
