"""What repeats from page to page: running heads and feet, page numbers, lines at the margin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.fulltext.lines import Line, joined

_EDGE = 3  # lines at the top and at the bottom of a page that may be furniture
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—\[(]?\s*(?:[A-Z]?\d{1,5}|[ivxlc]{1,7})\s*[-–—\])]?(?:\s*(?:of|/)\s*\d+)?", re.I
)
_LONGEST_HEAD = 120
_FULL = 10  # lines of a page whose text may begin where that of others does
_FEWEST = 5  # numbers that make a page one with numbered lines
_PROSE = 20
_STEP = 4  # points by which the same line may stand higher or lower on another page


def without_furniture(sheets: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pieces of each page without what repeats, at the same height, on another page near it."""
    sheets = [_without_line_numbers(pieces) for pieces in sheets]
    edges = [_edges(pieces) for pieces in sheets]
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for page, rows in enumerate(edges):
        for row, _ in rows:
            seen[_key(row)].add(page)
    offset, heads = _numbering(edges), _heads(sheets)

    def goes(row: Line, page: int, outermost: bool) -> bool:
        if outermost and (_PAGE_NUMBER.fullmatch(row.text) or row.base < heads):
            return page > 0 or row.base >= heads
        if outermost and offset is not None and page + offset in _numbers(row) and not row.bold:
            return True
        return _repeats(row, page, seen) and (outermost or _says(row))

    kept = []
    for page, (pieces, rows) in enumerate(zip(sheets, edges, strict=True)):
        gone = {int(at) for row, outermost in rows if goes(row, page, outermost) for at in row.at}
        kept.append([piece for piece in pieces if int(piece.at[0]) not in gone])
    return kept


def _heads(sheets: Sequence[Sequence[Line]]) -> float:
    """The height above which the first lines of pages are running heads; 0 where no two pages show it.

    The text of full pages begins at the same height. What stands above that, and apart from it, is a head,
    which need not repeat: it may name the section.
    """
    tops: list[float] = []  # of the text
    alone: list[float] = []  # the first lines that stand apart, if at all
    for pieces in sheets:
        heights = _heights(pieces)
        if len(heights) < _FULL:
            continue
        size = max(pieces, key=len).size
        apart = [low - high > 1.8 * size for high, low in pairwise(heights)]
        tops.append(
            next((height for height, gap in zip(heights, apart, strict=False) if not gap), heights[0])
        )
        first = [piece for piece in pieces if piece.base <= heights[0] + _STEP]
        if apart[0] and not any(piece.bold or piece.size > 1.05 * size for piece in first):
            alone.append(heights[0])  # and is no heading
    top = min(tops, default=0.0)
    above = [height for height in alone if height < top - _STEP]
    same = [height for height in above if sum(abs(height - other) <= _STEP for other in above) > 1]
    return max(same) + _STEP if same else 0.0


def _without_line_numbers(pieces: Sequence[Line]) -> Sequence[Line]:
    """A page without the numbers of its lines, as manuscripts have them beside their text."""
    prose = sorted(piece.left for piece in pieces if len(piece) >= _PROSE)
    numbers = [piece for piece in pieces if piece.text.isdecimal() and len(piece) <= 4]
    if len(prose) < _FEWEST or len(numbers) < _FEWEST:
        return pieces
    margin = prose[len(prose) // 10]
    beside = sorted((one for one in numbers if one.right < margin), key=lambda one: one.base)
    values = [int(one.text) for one in beside]
    steps = Counter(low - high for high, low in pairwise(values))
    if len(values) < _FEWEST or steps.most_common(1)[0][1] < 0.8 * (len(values) - 1):
        return pieces
    gone = set(beside)
    return [piece for piece in pieces if piece not in gone]


def _numbering(edges: Sequence[Sequence[tuple[Line, bool]]]) -> int | None:
    """What the pages' numbers are ahead of our count, where the outermost lines of two pages agree on it."""
    found = Counter(
        offset
        for page, rows in enumerate(edges)
        for offset in {number - page for row, outermost in rows if outermost for number in _numbers(row)}
    )
    offset, count = found.most_common(1)[0] if found else (0, 0)
    return offset if count > 1 and 2 * count >= len(edges) else None


def _numbers(row: Line) -> list[int]:
    """The numbers with which a short line begins or ends."""
    if len(row.text) > _LONGEST_HEAD:
        return []
    words = row.text.split()
    return [int(word) for word in {words[0], words[-1]} if word.isdecimal() and len(word) <= 5]


def _repeats(row: Line, page: int, seen: Mapping[tuple[str, int], set[int]]) -> bool:
    """Whether a page near by has this line. Left and right pages may have heads of their own."""
    text, height = _key(row)
    pages = [page + step for step in (-2, -1, 1, 2)]
    return any(other in seen.get((text, height + by), ()) for by in (-1, 0, 1) for other in pages)


def _edges(pieces: Sequence[Line]) -> list[tuple[Line, bool]]:
    """The first and the last lines of a page, over all its columns; whether each is an outermost one."""
    heights = _heights(pieces)
    if not heights:
        return []
    top, bottom = heights[:_EDGE][-1] + _STEP, heights[-_EDGE:][0] - _STEP
    rows = joined([piece for piece in pieces if piece.base < top or piece.base > bottom])
    return [
        (row, abs(row.base - heights[0]) <= _STEP or abs(row.base - heights[-1]) <= _STEP) for row in rows
    ]


def _heights(pieces: Sequence[Line]) -> list[float]:
    """The heights at which lines stand, from the top."""
    bases = sorted(piece.base for piece in pieces)
    return [base for at, base in enumerate(bases) if not at or base - bases[at - 1] > _STEP]


def _key(row: Line) -> tuple[str, int]:
    """The text of a line, its numbers aside, and its height in steps."""
    return _NUMBER.sub("#", row.text.casefold()), round(row.base / _STEP)


def _says(row: Line) -> bool:
    return sum(letter.isalpha() for letter in row.text) >= 3
