"""Lines of a page: characters that follow one another, then all that stand side by side in one column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ingest.fulltext.chars import SLANTED, Chars

APART = 0.9
"""Ems between two characters from which on a line is cut; TeX's spaces stretch to half an em."""

SPACE = 0.15
"""Ems between two characters that are a space: TeX shrinks its spaces to 0.22, and kerns by less than 0.1."""

WORDS = 0.6
"""Ems between two words from which on they need not be of one line; gutters have one em and more."""

_WHOLE = 0.6  # of a page, from which on a picture is the page
_LABEL = 25  # characters of a line, on average, from which on lines are prose
_CALL = re.compile(r"[\d,;\u2013\u2212*†‡§¶∗-]+")
_CALLED = re.compile(r"(?:[^\W\d_]{4}|[.,;:!?)\]”’\"])$")
_SIGN = re.compile(r"[*†‡§¶∗]+")
_OTHER_LINE = 0.6  # ems from one base line to that of another line; an exponent is raised by 0.4
_SAME_LINE = 0.4


@dataclass(frozen=True, eq=False)
class Sheet:
    """A page's characters, turned so that most of them read from left to right.

    `chars` has only those; `boxes` (n, 4) and `base` (n,) are in this frame, of `width` by `height` points.
    `aside` are the characters of other directions: stamps at the margin, the labels of an axis.
    """

    page: int
    chars: Chars
    boxes: NDArray[np.float32]
    base: NDArray[np.float32]
    width: float
    height: float
    aside: Chars


@dataclass(eq=False)
class Line:
    """Characters of one line of a sheet, by number and from left to right; lengths are in points."""

    sheet: Sheet
    at: NDArray[np.int64]

    @cached_property
    def _own(self) -> NDArray[np.float32]:
        return self.sheet.boxes[self.at]

    @cached_property
    def left(self) -> float:
        return float(self._own[:, 0].min())

    @cached_property
    def right(self) -> float:
        return float(self._own[:, 2].max())

    @cached_property
    def size(self) -> float:
        return float(np.sort(self.sheet.chars.size[self.at])[len(self.at) // 2])

    @cached_property
    def base(self) -> float:
        """The height of the base line, of the letters of the line's own size."""
        sizes = self.sheet.chars.size[self.at]
        own = np.sort(self.sheet.base[self.at][np.abs(sizes - self.size) < 0.1])
        return float(own[len(own) // 2])

    @cached_property
    def bold(self) -> bool:
        return bool(self.sheet.chars.bold[self.at].mean() > 0.6)

    @cached_property
    def font(self) -> int:
        """The font of most of the line's characters."""
        fonts, counts = np.unique(self.sheet.chars.font[self.at], return_counts=True)
        return int(fonts[counts.argmax()])

    @property
    def page(self) -> int:
        return self.sheet.page

    @property
    def width(self) -> float:
        return self.right - self.left

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def gaps(self) -> NDArray[np.float32]:
        """Ems between each character and the one before it; 0 for the first."""
        own, size = self._own, self.sheet.chars.size[self.at]
        between = own[1:, 0] - np.maximum.accumulate(own[:, 2])[:-1]
        return np.concatenate([[0], between / np.maximum(size[1:], size[:-1])]).astype(np.float32)

    @cached_property
    def spaces(self) -> NDArray[np.bool_]:
        """Whether a space stands before each character."""
        spaces = (self.gaps > SPACE) | self.sheet.chars.spaced[self.at]
        spaces[:1] = False
        return spaces

    @cached_property
    def raised(self) -> NDArray[np.bool_]:
        """Which characters are set small and high: exponents, and calls to notes."""
        smaller = self.sheet.chars.size[self.at] < 0.85 * self.size
        higher: NDArray[np.bool_] = self.sheet.base[self.at] < self.base - 0.15 * self.size
        return smaller & higher

    @cached_property
    def calls(self) -> NDArray[np.bool_]:
        """Which raised characters call a note or a reference.

        They are signs, or numbers behind a full stop or a word of four letters and more: no unit is so long
        that has an exponent.
        """
        found = np.zeros(len(self.at), dtype=bool)
        raised = np.flatnonzero(self.raised)
        letters = "".join(map(chr, self.sheet.chars.codes[self.at].tolist())) if len(raised) else ""
        for group in np.split(raised, np.flatnonzero(np.diff(raised) > 1) + 1) if len(raised) else ():
            low, high = int(group[0]), int(group[-1]) + 1
            if (_CALL.fullmatch(letters[low:high]) and _CALLED.search(letters[:low])) or (
                _SIGN.fullmatch(letters[low:high]) and low
            ):
                found[low:high] = True
        return found

    @cached_property
    def text(self) -> str:
        letters = map(chr, self.sheet.chars.codes[self.at].tolist())
        spaces = self.spaces.tolist()
        return "".join(f" {one}" if space else one for one, space in zip(letters, spaces, strict=True))

    @cached_property
    def cells(self) -> int:
        """Pieces that stand apart from one another, as the cells of a row do."""
        return 1 + int((self.gaps > 2 * APART).sum())


def sheet(page: int, chars: Chars) -> Sheet:
    """The characters of a page in the frame of most of them."""
    counts = np.bincount(chars.turn[chars.turn != SLANTED], minlength=4)
    turn = int(counts.argmax())
    upright = chars.take(chars.turn == turn)
    aside = chars.take(chars.turn != turn)
    left, top, right, bottom = upright.boxes.T
    x, y = upright.base.T
    width, height = chars.width, chars.height
    if turn == 1:
        boxes, base, width, height = (top, width - right, bottom, width - left), width - x, height, width
    elif turn == 2:
        boxes, base = (width - right, height - bottom, width - left, height - top), height - y
    elif turn == 3:
        boxes, base, width, height = (height - bottom, left, height - top, right), x, height, width
    else:
        boxes, base = (left, top, right, bottom), y
    framed = np.stack(boxes, axis=1) if len(upright) else np.zeros((0, 4), np.float32)
    return Sheet(page, upright, framed, base, width, height, aside)


def runs(sheet: Sheet) -> list[Line]:
    """Characters that follow one another in the file and on a line, in the order of the file."""
    if not len(sheet.chars):
        return []
    size = np.maximum(sheet.chars.size[1:], sheet.chars.size[:-1])
    gap = sheet.boxes[1:, 0] - sheet.boxes[:-1, 2]
    rise = np.abs(np.diff(sheet.base))
    smaller = np.minimum(sheet.chars.size[1:], sheet.chars.size[:-1])
    breaks = np.flatnonzero((rise > _OTHER_LINE * size) | (gap > WORDS * smaller) | (gap < -2 * size)) + 1
    return [Line(sheet, at) for at in np.split(np.arange(len(sheet.chars)), breaks)]


def pieces(sheet: Sheet) -> list[Line]:
    """The runs of a page, those put together that stand as close to one another as words do.

    Some programs write a page word by word, in any order.
    """
    found: dict[Line, None] = {}
    last: dict[int, list[Line]] = {}
    for run in sorted(runs(sheet), key=lambda run: run.left):
        slot = round(run.base)
        near = [one for by in (-1, 0, 1) for one in last.get(slot + by, ()) if _follows(one, run)]
        if near:
            before = min(near, key=lambda one: abs(run.left - one.right))
            last[round(before.base)].remove(before)
            del found[before]
            run = Line(sheet, np.concatenate([before.at, run.at]))
        found[run] = None
        # What ends far to the left is followed by nothing any more.
        slot = round(run.base)
        last[slot] = [one for one in last.get(slot, ()) if one.right > run.left - 2 * one.size] + [run]
    return list(found)


def in_pictures(lines: Sequence[Line]) -> list[Line]:
    """The words within pictures: labels, not the prose of a page that is one picture or a framed text."""
    if not lines or not lines[0].sheet.chars.pictures:
        return []
    chars = lines[0].sheet.chars
    middles = np.array([chars.boxes[line.at[[0, 0, -1, -1]]].reshape(-1, 2).mean(axis=0) for line in lines])
    lengths = np.array([len(line) for line in lines])
    found = np.zeros(len(lines), dtype=bool)
    for left, top, right, bottom in chars.pictures:
        if (right - left) * (bottom - top) < _WHOLE * chars.width * chars.height:
            inside = ((middles >= (left, top)) & (middles <= (right, bottom))).all(axis=1)
            if inside.any() and lengths[inside].mean() < _LABEL:
                found |= inside
    return [lines[at] for at in np.flatnonzero(found).tolist()]


def _follows(before: Line, run: Line) -> bool:
    size = max(before.size, run.size)
    gap, words = run.left - before.right, WORDS * min(before.size, run.size)
    return -0.5 * size < gap < words and abs(before.base - run.base) < 0.1 * size


def joined(pieces: Sequence[Line]) -> list[Line]:
    """The lines of one column, from top to bottom, made of all pieces that stand side by side."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.base, piece.left)):
        row = next((row for row in reversed(rows[-4:]) if _beside(row, piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    lines = [_row(row) for row in rows]
    return sorted(lines, key=lambda line: line.base)


def _beside(row: Sequence[Line], piece: Line) -> bool:
    largest = max(row, key=lambda one: (one.size, len(one)))
    close = abs(largest.base - piece.base) < _SAME_LINE * max(largest.size, piece.size)
    return close and all(
        piece.left >= one.right - one.size or piece.right <= one.left + one.size for one in row
    )


def _row(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    return Line(
        row[0].sheet, np.concatenate([piece.at for piece in sorted(row, key=lambda piece: piece.left)])
    )


def pages_of(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Consecutive lines of the same page."""
    start = 0
    for at in range(1, len(lines) + 1):
        if at == len(lines) or lines[at].page != lines[start].page:
            yield list(lines[start:at])
            start = at
