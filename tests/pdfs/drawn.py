"""PDFs drawn word by word with reportlab, so that what stands where is known; see make.py."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
from make import CALL, HERE, Invented, plain, read, truth
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

Word = tuple[str, float, float, str, float]
"""Text, x, y from the top, font, size."""


@dataclass
class Sheets:
    """Sets text into columns, page after page; what is drawn is kept until `save`."""

    size: tuple[float, float]
    columns: int
    font: str = "Times-Roman"
    bold: str = "Times-Bold"
    points: float = 10
    margin: float = 54
    between: float = 18
    indent: float = 12
    ligatures: bool = False
    pages: list[list[Word]] = field(default_factory=lambda: [[]])
    column: int = 0
    y: float = 0.0
    top: float = 0.0
    foot: float = 0.0
    """Points at the foot of this column that a note takes."""

    def __post_init__(self) -> None:
        self.y = self.top = self.margin

    @property
    def width(self) -> float:
        return (self.size[0] - 2 * self.margin - (self.columns - 1) * self.between) / self.columns

    @property
    def left(self) -> float:
        return self.margin + self.column * (self.width + self.between)

    def room(self, points: float) -> None:
        """Go on in the next column where this one has no room for so many points."""
        if self.y + points <= self.size[1] - self.margin - self.foot:
            return
        self.column, self.foot = self.column + 1, 0.0
        if self.column == self.columns:
            self.column, self.top = 0, self.margin
            self.pages.append([])
        self.y = self.top

    def text(
        self,
        text: str,
        *,
        font: str = "",
        size: float = 0.0,
        indent: float = 0.0,
        after: float = 0.0,
        justified: bool = True,
    ) -> None:
        """A paragraph, whose long words may be cut at line ends."""
        font, size = font or self.font, size or self.points
        lines = self.broken(text, font, size, self.width, indent)
        for at, (words, last) in enumerate(lines):
            self.room(1.2 * size)
            x = self.left + (indent if not at else 0)
            room = self.width - (indent if not at else 0)
            used = sum(self.measured(word, font, size) for word in words)
            space = pdfmetrics.stringWidth(" ", font, size)
            if justified and not last and len(words) > 1:
                space = (room - used) / (len(words) - 1)
            self.y += 1.2 * size
            for word in words:
                self.pages[-1].append((self.set(word), x, self.y, font, size))
                x += self.measured(word, font, size) + space
        self.y += after

    def set(self, word: str) -> str:
        if self.ligatures:
            for letters, ligature in (("ffi", "ﬃ"), ("ffl", "ﬄ"), ("ff", "ﬀ"), ("fi", "ﬁ"), ("fl", "ﬂ")):
                word = word.replace(letters, ligature)
        return word

    def measured(self, word: str, font: str, size: float) -> float:
        return pdfmetrics.stringWidth(self.set(word).replace(CALL, ""), font, size)

    def broken(
        self, text: str, font: str, size: float, width: float, indent: float
    ) -> list[tuple[list[str], bool]]:
        lines: list[tuple[list[str], bool]] = []
        words, line, room = text.split(), list[str](), width - indent
        space = pdfmetrics.stringWidth(" ", font, size)
        while words:
            word = words.pop(0)
            need = sum(self.measured(one, font, size) + space for one in line)
            if need + self.measured(word, font, size) <= room:
                line.append(word)
                continue
            for at in reversed(breaks(word)):
                head = word[:at] + ("" if word[at - 1] == "-" else "-")
                if need + self.measured(head, font, size) <= room:
                    line.append(head)
                    word = word[at:]
                    break
            lines.append((line, False))
            line, room = [], width
            words.insert(0, word)
        return [*lines, (line, True)]

    def line(
        self, text: str, *, font: str = "", size: float = 0.0, x: float = 0.0, rise: float = 0.0
    ) -> None:
        self.pages[-1].append(
            (self.set(text), x or self.left, self.y - rise, font or self.font, size or self.points)
        )

    def save(
        self,
        target: Path,
        *,
        shuffle: bool = False,
        rotate: bool = False,
        head: str = "",
        stamp: str = "",
        info: str = "",
    ) -> None:
        canvas = Canvas(str(target), pagesize=self.size, invariant=True, pageCompression=1)
        if info:
            canvas.setTitle(info)
        choose = random.Random(7)
        for number, words in enumerate(self.pages, 1):
            if rotate:
                turn(canvas, self.size)
            drawn = list(words)
            if head:
                drawn.append((head, self.margin, self.margin - 20, self.font, 8))
                drawn.append((str(number), self.size[0] / 2, self.size[1] - 25, self.font, 8))
            if shuffle:
                choose.shuffle(drawn)
            for text, x, y, font, size in drawn:
                canvas.setFont(font, size)
                canvas.drawString(x, self.size[1] - y, text)
            if stamp and number == 1:
                canvas.saveState()
                canvas.rotate(90)
                canvas.setFont(self.font, 16)
                canvas.drawString(220, -30, stamp)
                canvas.restoreState()
            canvas.showPage()
        canvas.save()


def turn(canvas: Canvas, size: tuple[float, float]) -> None:
    """Draw on a page that lies and is shown turned by 90 degrees, so that it reads as if it stood."""
    canvas.setPageRotation(90)
    canvas.setPageSize(size)  # which reportlab swaps for a turned page
    canvas.translate(size[1], 0)
    canvas.rotate(90)


def breaks(word: str) -> list[int]:
    """Where a word may be cut: behind its own hyphens, and between a vowel and a consonant of a long one."""
    own = [match.end() for match in re.finditer("-", word[:-1]) if match.end() > 2]
    if own or not re.fullmatch(r"[a-z]{9,}[.,;:]?", word):
        return own
    return [at for at in range(3, len(word) - 4) if word[at - 1] in "aeiou" and word[at] not in "aeiouy"]


def _body(sheets: Sheets, paper: Invented, heading: float = 12) -> None:
    """The parts of a paper, one after another."""
    figures = tables = 0
    for at, (kind, text) in enumerate(paper.parts):
        after_heading = at and paper.parts[at - 1][0] == "heading"
        if kind == "heading":
            sheets.room(6 * sheets.points)
            sheets.y += 0.8 * sheets.points
            level = bool(re.match(r"\d+\.\d", text))
            sheets.text(text, font=sheets.bold, size=heading - level * (heading - sheets.points), after=3)
        elif kind == "figure":
            figures += 1
            sheets.room(110)
            sheets.y += 70
            for label, x, rise in (("0.5", 30, 10), ("1.0", 90, 10), ("signal", 20, 50), ("none", 100, 40)):
                sheets.line(label, size=7, x=sheets.left + x, rise=rise)
            sheets.text(f"Figure {figures}. {text}", size=sheets.points - 1.5, after=10)
        elif kind == "table":
            tables += 1
            caption, *rows = text.split(" | ")
            sheets.room(30 + 12 * len(rows))
            sheets.y += 6
            sheets.text(f"Table {tables}. {caption}", size=sheets.points - 1.5, after=2)
            for row in rows:
                sheets.y += 12
                for column, cell in enumerate(row.split("; ")):
                    sheets.line(cell, size=sheets.points - 1, x=sheets.left + column * sheets.width / 3)
            sheets.y += 10
        elif kind == "text":
            if CALL in text:
                _note(sheets, paper)
                text = text.replace(CALL, "")
            indent = 0 if after_heading else sheets.indent
            sheets.text(plain(text), indent=indent, after=0 if sheets.indent else 6)


def _note(sheets: Sheets, paper: Invented) -> None:
    """A note at the foot of this column, in smaller letters."""
    size = sheets.points - 2
    lines = sheets.broken(paper.note, sheets.font, size, sheets.width, 6)
    sheets.foot = 1.2 * size * len(lines) + 8
    y = sheets.size[1] - sheets.margin - sheets.foot + 8
    for at, (words, _) in enumerate(lines):
        y += 1.2 * size
        x = sheets.left
        if not at:
            sheets.pages[-1].append(("1", x, y - 3, sheets.font, size - 2.5))
            x += 6
        for word in words:
            sheets.pages[-1].append((word, x, y, sheets.font, size))
            x += pdfmetrics.stringWidth(word + " ", sheets.font, size)


def _front(
    sheets: Sheets, paper: Invented, *, size: float = 17, label: str = "Abstract", run_in: bool = False
) -> None:
    columns, sheets.columns = sheets.columns, 1
    sheets.text(paper.title, font=sheets.bold, size=size, after=6, justified=not run_in)
    sheets.text(", ".join(paper.authors), size=sheets.points + 1, after=4)
    sheets.text(
        f"Journal of Invented Findings ({paper.year}). https://doi.org/{paper.doi}",
        size=sheets.points - 1.5,
        after=10,
    )
    if not run_in:
        sheets.text(label, font=sheets.bold, size=sheets.points + 1, after=2)
        sheets.text(paper.abstract, after=12)
    sheets.columns, sheets.top = columns, sheets.y
    if run_in:
        sheets.text(f"{label}—{paper.abstract}", font=sheets.bold, size=sheets.points - 1, after=4)
        if paper.keywords:
            sheets.text(f"Index Terms—{paper.keywords}.", font=sheets.bold, size=sheets.points - 1, after=4)


def _references(sheets: Sheets, paper: Invented, heading: float = 12) -> None:
    sheets.room(40)
    sheets.y += 8
    sheets.text("References", font=sheets.bold, size=heading, after=3)
    for at, reference in enumerate(paper.references, 1):
        sheets.text(f"[{at}] {reference}", size=sheets.points - 1.5, after=2)


def _embedded(name: str) -> str:
    """A font that has all letters of the texts, which the fonts of every PDF reader have not."""
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"
    pdfmetrics.registerFont(TTFont(name, str(path)))
    return name


def two_columns(target: Path) -> dict[str, object]:
    """Two columns, words drawn in any order; a stamp at the margin, heads, a note."""
    paper = read(HERE / "owls.txt")
    sheets = Sheets((612, 792), 2)
    paper.references = paper.references[:3]  # the fourth has letters that Times of the standard lacks
    _front(sheets, paper)
    _body(sheets, paper)
    _references(sheets, paper)
    sheets.save(target, shuffle=True, head="Fiedler et al.: Urban owls")
    return truth(paper, target)


def run_in_abstract(target: Path) -> dict[str, object]:
    """Two columns, "Abstract—" within the first of them; no running heads; the title in the metadata."""
    paper = read(HERE / "parsing.txt")
    sheets = Sheets(
        (595, 842), 2, font=_embedded("DejaVuSerif"), bold=_embedded("DejaVuSerif-Bold"), points=8.5
    )
    _front(sheets, paper, run_in=True)
    _body(sheets, paper, heading=10.5)
    _references(sheets, paper, heading=10.5)
    sheets.save(target, info=paper.title, stamp=f"arXiv:{paper.arxiv}v1 [cs.DL] 2 Mar 2021")
    return truth(paper, target)


def turned(target: Path) -> dict[str, object]:
    """Pages that are stored lying and shown standing."""
    paper = read(HERE / "glass.txt")
    sheets = Sheets((595, 842), 1, font=_embedded("DejaVuSans"), bold=_embedded("DejaVuSans-Bold"), points=9)
    _front(sheets, paper, label="Summary")
    _body(sheets, paper)
    _references(sheets, paper)
    sheets.save(target, rotate=True, head="Invented Mechanics")
    return truth(paper, target)


def ligatures(target: Path) -> dict[str, object]:
    """Ligatures as characters of their own, paragraphs apart and not indented, no abstract's heading."""
    paper = read(HERE / "memory.txt")
    sheets = Sheets(
        (595, 842),
        1,
        font=_embedded("DejaVuSerif"),
        bold=_embedded("DejaVuSerif-Bold"),
        points=9,
        margin=72,
        indent=0,
        ligatures=True,
    )
    sheets.text(paper.title, font=sheets.bold, size=15, after=8)
    sheets.text(", ".join(paper.authors), size=10, after=4)
    sheets.text(f"Fictional Learning, published {paper.year}, doi:{paper.doi}", size=7.5, after=12)
    sheets.text(paper.abstract, after=14)
    _body(sheets, paper)
    _references(sheets, paper)
    sheets.save(target, head="Handwriting and recollection")
    return truth(paper, target)


DRAWN: Mapping[str, Callable[[Path], dict[str, object]]] = {
    "owls-columns": two_columns,
    "charters-run-in": run_in_abstract,
    "glass-turned": turned,
    "memory-ligatures": ligatures,
}

__all__: Sequence[str] = ["DRAWN"]
