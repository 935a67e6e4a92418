"""The text of a document from its lines: words that a line end cuts are whole, and places stay known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.index.fulltext import NOWHERE, UNITS
from ingest.fulltext.lines import Line

Places: TypeAlias = NDArray[np.int32]

_SOFT = 0xAD
_HYPHENS = "-\u2010\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)[-\u2010\u00ad]$")
_SHORTEST = 4  # letters of the first part of a compound that its parts alone tell: "well-known", "self-made"
_PREFIXES = frozenset(
    "anti auto counter electro extra hyper infra inter intra macro mega meta micro mini mono multi nano over "
    "para photo poly post proto pseudo quasi radio semi super supra tele thermo trans ultra under".split()
)
"""What is written in one piece with what follows, as a rule, and is an English word nonetheless."""
_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org/|\b10\.\d{4,9}/)\S*$")
_NO_SPACES = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")  # Chinese and Japanese


class Words:
    """The words that a document prints within its lines: the evidence for those that line ends cut."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._counts: Counter[str] = Counter()
        self._first: Counter[str] = Counter()
        for line in lines:
            words = [word.replace("\u2010", "-").casefold() for word in _WORD.findall(line.text)]
            self._counts.update(words[1:-1])
            self._counts.update(part for word in words[1:-1] if "-" in word for part in word.split("-"))
            self._first.update(word.split("-")[0] for word in words[1:-1] if "-" in word)

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether the hyphen between two parts of a word is its own, and not the line end's.

        `after` is the rest of the word, with its hyphens. The form that stands elsewhere in the document is
        right. Where neither does, an English word is whole, and two English words are a compound.
        """
        head = before.rsplit("-", 1)[-1].casefold()
        tail = after.split("-", 1)[0].casefold()
        whole, compound = head + tail, f"{before}-{after}".casefold()
        joined, apart = self._counts[f"{before}{after}".casefold()], self._counts[compound]
        if joined != apart:
            return apart > joined
        if after[:1].isupper() or (before[-1:].isupper() and len(before) > 1):
            return True
        if whole in english_words():
            return False
        if "-" in before or "-" in after:
            return True  # "state-of-the-" + "art": what has a hyphen of its own is a compound
        if self._first[head] and self._counts[tail]:
            return True
        words = english_words()
        return len(head) >= _SHORTEST and head not in _PREFIXES and head in words and tail in words


@cache
def english_words() -> Collection[str]:
    """The frequent words of English."""
    from spellchecker import SpellChecker

    return frozenset(SpellChecker(language="en", distance=1).word_frequency.keys())


class Writer:
    """Writes lines one after another and keeps the place of each character."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._texts: list[str] = []
        self._places: list[Places] = []
        self.length = 0

    def paragraph(self, lines: Sequence[Line]) -> tuple[int, int]:
        """Write lines as one paragraph, set apart by an empty line; where it stands in the text."""
        if self.length:
            self._add("\n\n", _nowhere(2))
        start = self.length
        text, places = self.joined(lines)
        self._add(text, places)
        return start, self.length

    def joined(self, lines: Sequence[Line]) -> tuple[str, Places]:
        """The lines as one text."""
        text = ""
        places: list[Places] = []
        for line in lines:
            more, there = _line(line)
            if not more:
                continue
            if text:
                cut, space = self._join(text, more)
                if cut:
                    text, places[-1] = text[:-cut], places[-1][:-cut]
                if space:
                    text += " "
                    places.append(_nowhere(1))
            text += more
            places.append(there)
        return text, np.concatenate(places) if places else _nowhere(0)

    def slice(self, start: int, end: int) -> str:
        """A part of what was written."""
        return "".join(self._texts)[start:end]

    def text(self) -> tuple[str, Places]:
        return "".join(self._texts), np.concatenate(self._places) if self._places else _nowhere(0)

    def _add(self, text: str, places: Places) -> None:
        self._texts.append(text)
        self._places.append(places)
        self.length += len(text)

    def _join(self, text: str, more: str) -> tuple[int, bool]:
        """Characters to take from the end of `text`, and whether a space comes before `more`."""
        last = text[-80:].rsplit(" ", 1)[-1]
        if _ADDRESS.search(last) and last[-1] in "/-_.?=&" and not more[0].isspace():
            return 0, last[-1] == "." and more[0].isupper()
        if last[-1] == "\u00ad":
            return 1, False
        if (cut := _LAST.search(last)) and (first := _WORD.match(more)):
            return (0 if self._words.keeps_hyphen(cut[1], first[0]) else 1), False
        if last[-1] in _HYPHENS and len(last) > 1 and more[0].isalnum():
            return 0, False  # "COVID-" and "19"
        if last[-1] == "—" or (last[-1] == "–" and last[-2:-1].isdigit() and more[0].isdigit()):
            return 0, False
        return 0, not (_NO_SPACES.match(last[-1]) and _NO_SPACES.match(more[0]))


def _line(line: Line) -> tuple[str, Places]:
    """The text of a line and the places of its characters; a space within it has the place of its gap.

    Calls to notes are left out, and so are soft hyphens but the last, where the word is cut.
    """
    chars = line.sheet.chars
    codes = chars.codes[line.at]
    kept = ~line.calls & ((codes != _SOFT) | (np.arange(len(codes)) == len(codes) - 1))
    at, codes = line.at[kept], codes[kept]
    own = np.empty((len(at), 5), dtype=np.int32)
    own[:, 0] = line.page
    boxes = np.clip(chars.boxes[at], 0, [chars.width, chars.height] * 2)
    own[:, 1:3] = np.floor(boxes[:, :2] * UNITS + 0.01)
    own[:, 3:] = np.ceil(boxes[:, 2:] * UNITS - 0.01)
    spaces = line.spaces[kept]
    spaces[:1] = False
    goes = np.arange(len(at)) + np.cumsum(spaces)
    text = np.full(len(at) + int(spaces.sum()), ord(" "), dtype="<u4")
    text[goes] = codes
    places = np.empty((len(text), 5), dtype=np.int32)
    places[goes] = own
    if spaces.any():
        gaps, before = own[spaces], own[np.flatnonzero(spaces) - 1]
        if chars.turn[at[0]] == 0:
            gaps[:, 1], gaps[:, 3] = before[:, 3], np.maximum(gaps[:, 1], before[:, 3])
        places[goes[spaces] - 1] = gaps
    return text.tobytes().decode("utf-32-le"), places


def _nowhere(count: int) -> Places:
    return np.tile(np.array([[NOWHERE, 0, 0, 0, 0]], dtype=np.int32), (count, 1))
