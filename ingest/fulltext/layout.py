"""The order in which the lines of a page are read: columns from left to right, and what stands over both.

A gutter is a vertical strip that no line crosses while prose stands on both sides of it. What crosses it,
such as a title or a wide figure's caption, cuts the page into bands that are read one after another. This is
the recursive XY cut (Nagy and Seth 1984), with prose as the evidence for a cut instead of the width of white
space: the columns of a table are no columns of text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.fulltext.lines import APART, Line, joined

PROSE = 15
"""Characters of a piece of a line that may be prose; the cells of most tables are shorter."""

_ROWS = 4  # lines of prose side by side that make a gutter; fewer are a heading or two authors
_INTO = 2.0  # points by which a line of a column may stick out
_DEPTH = 3  # gutters within columns: four columns at most


@dataclass(eq=False)
class Column:
    """Lines from top to bottom, between the same two margins."""

    lines: list[Line]


def columns(pieces: Sequence[Line], usual: float | None = None) -> list[Column]:
    """The columns of a page, in the order of reading; `usual` is the gutter of the document's other pages."""
    return [column for column in _cut(list(pieces), usual, _DEPTH) if column.lines]


def usual_gutter(sheets: Sequence[Sequence[Line]]) -> float | None:
    """The gutter that most of the pages with one share; None where fewer than half of the pages do."""
    found = [round(at) for pieces in sheets if (at := gutter(pieces)) is not None]
    near = Counter({at: sum(abs(other - at) <= 5 for other in found) for at in found})
    if not near:
        return None
    at, count = near.most_common(1)[0]
    return float(at) if 2 * count >= len(sheets) else None


def gutter(pieces: Sequence[Line]) -> float | None:
    """The middle of the gutter with most prose beside it, or None."""
    strip = _strip(pieces)
    return None if strip is None else (strip[0] + strip[1]) / 2


def _strip(pieces: Sequence[Line]) -> tuple[float, float] | None:
    """From where to where the gutter with most prose beside it reaches, or None."""
    prose = [piece for piece in pieces if len(piece) >= PROSE]
    starts = Counter(round(piece.left) for piece in prose)
    best: tuple[float, float] | None = None
    most = _ROWS - 1
    for start, _ in starts.most_common(12):
        edge = start - 1.0
        rows = _rows_beside(prose, pieces, edge)
        if rows > most:
            ends = sorted(piece.right for piece in prose if piece.right <= edge)
            # The left column's edge is where most of its lines end; a few stick out.
            best, most = (min(ends[len(ends) * 9 // 10], edge), edge), rows
    return best


def _rows_beside(prose: Sequence[Line], pieces: Sequence[Line], edge: float) -> int:
    """Lines of prose that stand on both sides of `edge` between two lines that cross it."""
    crossing = sorted(piece.base for piece in pieces if _crosses(piece, edge))
    left = sorted(piece.base for piece in prose if piece.right <= edge + piece.size / 2)
    right = sorted(
        piece.base for piece in prose if abs(piece.left - edge) < 2 * piece.size and piece.left >= edge - 1
    )
    rows = 0
    for low, high in zip([float("-inf"), *crossing], [*crossing, float("inf")], strict=True):
        beside = [sum(low < base < high for base in side) for side in (left, right)]
        rows += min(beside)
    return rows


def _crosses(piece: Line, edge: float) -> bool:
    return piece.left < edge - piece.size and piece.right > edge + piece.size


def _cut(pieces: list[Line], usual: float | None, depth: int) -> list[Column]:
    strip = _strip(pieces) if depth else None
    if strip is None and usual is not None:
        strip = usual, usual
    if strip is None or not pieces:
        return [Column(joined(pieces))]
    edge = (strip[0] + strip[1]) / 2
    crossing = [*(piece for piece in pieces if _crosses(piece, edge)), *_bridges(pieces, strip)]
    spans = _spans(crossing, pieces, edge)
    found: list[Column] = []
    low = float("-inf")
    rest = pieces
    for top, bottom in [*spans, (float("inf"), float("inf"))]:
        band = [piece for piece in rest if low < piece.base < top]
        span = [piece for piece in rest if top <= piece.base <= bottom]
        left = [piece for piece in band if piece.left + piece.right < 2 * edge]
        right = [piece for piece in band if piece.left + piece.right >= 2 * edge]
        for side in (left, right):
            found += _cut(side, None, depth - 1)
        found.append(Column(joined(span)))
        low = bottom
    return found


def _bridges(pieces: Sequence[Line], strip: tuple[float, float]) -> list[Line]:
    """The pieces of lines over both columns that happen to have a wide space where the gutter is.

    One of them reaches into the gutter.
    """
    near = [
        piece
        for piece in pieces
        if strip[0] - piece.size < piece.right and piece.left < strip[1] + piece.size
    ]
    rights = [piece for piece in near if piece.left + piece.right > strip[0] + strip[1]]
    at: dict[int, list[Line]] = {}
    for right in rights:
        at.setdefault(round(right.base), []).append(right)
    return [
        left
        for left in near
        for right in (one for by in (-1, 0, 1) for one in at.get(round(left.base) + by, ()))
        if abs(left.base - right.base) < 0.1 * left.size
        and 0 < right.left - left.right < APART * left.size
        and (left.right > strip[0] + _INTO or right.left < strip[1] - _INTO)
    ]


def _spans(crossing: Sequence[Line], pieces: Sequence[Line], edge: float) -> list[tuple[float, float]]:
    """From where to where lines cross a gutter, consecutive ones together and with their short last line."""
    across = set(crossing)
    spans: list[tuple[float, float]] = []
    ordered = sorted(pieces, key=lambda piece: piece.base)
    for at, piece in enumerate(ordered):
        low, high = piece.base - 0.5 * piece.size, piece.base + 0.5 * piece.size
        follows = bool(spans) and low - spans[-1][1] < (piece.size if piece in across else 0.5 * piece.size)
        if piece in across:
            if not follows:
                spans.append((low, high))
            spans[-1] = (spans[-1][0], max(high, spans[-1][1]))
        elif follows and piece.base > spans[-1][1] and piece.right < edge:
            beside = [
                one for one in ordered[max(at - 8, 0) : at + 8] if abs(one.base - piece.base) < piece.size
            ]
            if all(one in across or one is piece or one.base <= spans[-1][1] for one in beside):
                spans[-1] = (spans[-1][0], high)
    return spans
