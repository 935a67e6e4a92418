"""Lines of a column that belong together: paragraphs, headings, captions, displayed formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.fulltext.layout import Column
from ingest.fulltext.lines import Line

CAPTION = re.compile(
    r"(?P<label>(?:(?:Supplementary|Supplemental|Extended Data|Appendix) )?"
    r"(?P<kind>Figure|Fig\.?|FIGURE|FIG\.?|Table|TABLE|Tab\.|Scheme|SCHEME|Algorithm|Listing|Plate|Chart|Box"
    r"|Abbildung|Abb\.|Tabelle|Tableau|Figura|Tabla)\s?"
    r"(?:[A-Z]{0,2}\.?\d+(?:\.\d+)*[a-z]?|[IVX]+\b))\s?(?P<mark>[.:|–—]|$|(?=[\s(]))"
)
"""The beginning of a caption; without a mark after its number, it may be a sentence about a figure."""

ENDS = re.compile(r"(?:(?<!\d)\.|[!?…:;])[\"'”’)\]]*\d{0,3}$")
_BULLET = re.compile(r"[•▪◦‣∙●■–—]\s?\S|(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\[\d{1,3}\])\s")
_INDENT = (0.7, 3.5)  # ems from a margin at which a paragraph's first line begins
_LEADING = 1.3  # times the usual distance of lines, from which on white space stands between two of them


@dataclass(frozen=True, slots=True)
class Body:
    """What is usual in a document: the size and the font of its text, and ems from line to line."""

    size: float
    font: int
    leading: float


@dataclass(eq=False)
class Block:
    """Lines of one column that were not set apart; `column` counts all columns of the document."""

    lines: list[Line]
    column: int
    left: float
    right: float
    gap: float
    """Ems of its first base line from the line before it in the column; infinite for the first."""

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return max(self.lines, key=len).size

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def indented(self) -> bool:
        """Whether the first line begins behind the margin, as that of a paragraph does."""
        first = self.lines[0]
        return _INDENT[0] * first.size < first.left - self.left < _INDENT[1] * first.size

    @property
    def full(self) -> bool:
        """Whether the last line reaches the right margin, so that the paragraph may go on elsewhere."""
        last = self.lines[-1]
        return last.right > self.right - 2 * last.size


def usual(columns: Sequence[Column]) -> Body:
    """What is usual in the text of these columns."""
    sizes: Counter[float] = Counter()
    fonts: Counter[int] = Counter()
    for column in columns:
        for line in column.lines:
            sizes[_rounded(line.size)] += len(line)
    if not sizes:
        return Body(10.0, 0, 1.2)
    size = sizes.most_common(1)[0][0]
    steps: Counter[float] = Counter()
    for column in columns:
        for before, line in zip([None, *column.lines], column.lines, strict=False):
            if _rounded(line.size) == size:
                fonts[line.font] += len(line)
                if before is not None and _rounded(before.size) == size and len(before) > 20 < len(line):
                    steps[round((line.base - before.base) / size, 1)] += 1
    leading = steps.most_common(1)[0][0] if steps else 1.2
    return Body(size, fonts.most_common(1)[0][0], max(leading, 0.9))


def _rounded(size: float) -> float:
    return max(round(size * 4), 1) / 4


def blocks(columns: Sequence[Column], body: Body) -> list[Block]:
    """The blocks of all columns, in the order of reading."""
    margins = _margins(columns, body)
    found: list[Block] = []
    for number, (column, (left, right)) in enumerate(zip(columns, margins, strict=True)):
        gap = float("inf")
        for lines in _split(column.lines, left, right, body):
            found.append(Block(lines, number, left, right, gap))
        above: Line | None = None
        for block in found[-len(found) :]:
            if block.column == number:
                first = block.lines[0]
                block.gap = (first.base - above.base) / first.size if above else float("inf")
                above = block.lines[-1]
    return found


def _margins(columns: Sequence[Column], body: Body) -> list[tuple[float, float]]:
    """Where the lines of each column begin and end."""
    found = []
    for column in columns:
        lines = [line for line in column.lines if len(line) >= 20] or column.lines
        lefts = Counter(round(line.left) for line in lines)
        most = max(lefts.values())
        left = min(at for at, count in lefts.items() if 3 * count >= most)
        rights = sorted(line.right for line in lines)
        found.append((float(left), rights[len(rights) * 9 // 10]))
    return found


def _split(lines: Sequence[Line], left: float, right: float, body: Body) -> Iterator[list[Line]]:
    """Lines cut where a paragraph, a heading, a caption or a note begins."""
    block: list[Line] = []
    for at, line in enumerate(lines):
        if block and _begins(block, line, lines[at + 1 : at + 2], (left, right), body):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _begins(
    block: Sequence[Line], line: Line, after: Sequence[Line], margins: tuple[float, float], body: Body
) -> bool:
    before = block[-1]
    size = max(before.size, line.size)
    if len(block) == 1 and CAPTION.fullmatch(before.text.rstrip(" .:")):
        return line.base - before.base > 2.5 * size  # a label on a line of its own, above what it labels
    if line.base - before.base > _LEADING * max(body.leading, _own_leading(block)) * size:
        return True
    if abs(before.size - line.size) > 0.07 * size and min(len(before), len(line)) > 5:
        return True
    if before.bold != line.bold and min(len(before), len(line)) > 3:
        return True
    if marked(line) and line.size < 0.95 * body.size:
        return True
    short = before.right < margins[1] - 2 * before.size
    ended = bool(ENDS.search(before.text))
    if before.cells == 1 < line.cells and CAPTION.match(block[0].text):
        return True  # the first row of a table
    match = CAPTION.match(line.text)
    if match and match["mark"] and (ended or short) and not CAPTION.match(block[0].text):
        return True
    if (
        _BULLET.match(line.text)
        and (ended or short)
        and (line.left > before.left - size or _BULLET.match(block[0].text))
    ):
        return True
    start = _INDENT[0] * size < line.left - margins[0] < _INDENT[1] * size
    follows = (
        not after
        or after[0].left - margins[0] < _INDENT[0] * size
        or after[0].base - line.base > _LEADING * body.leading * size
    )
    return (start and follows and before.left - margins[0] < _INDENT[0] * size and (ended or short)) or (
        ended
        and short
        and body.leading > 0
        and line.left - margins[0] < _INDENT[0] * size
        and before.right < margins[1] - 6 * size
    )


def _own_leading(block: Sequence[Line]) -> float:
    """Ems from line to line within a block: text that is set wider than the rest keeps together."""
    if len(block) < 3:
        return 0.0
    return min(
        median((low.base - high.base) / max(low.size, 1) for high, low in pairwise(block)),
        3.0,
    )


def marked(line: Line) -> bool:
    """Whether a line begins with the raised mark of a note."""
    mark = chr(int(line.sheet.chars.codes[line.at[0]]))
    return len(line) > 3 and bool(line.raised[0]) and (mark.isalnum() or mark in "*†‡§¶∗#")
