"""The full text of one document, such as a PDF, each of its characters with the place where a page prints it.

A file holds one full text and never changes; it is named by what was read (SHA-256) and by whom (READER).
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Part = Literal["front", "abstract", "body", "caption", "footnote", "table", "references"]
"""What a section is. "front" is the title, the authors and whatever else stands before the abstract."""

NOWHERE = -1
"""The page of a character that no page prints, such as the space between two lines."""

UNITS = 10
"""Units to a point (1/72 inch), in which places are kept."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is shown, turned if the document says so: its size in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Section:
    """`text[start:end]`, without its heading; `heading` is as printed ("2.1 Participants"), or empty."""

    heading: str
    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of one line: the page, counted from 0, and points from its top left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Header:
    """What a document prints of itself, and what its metadata say: enough to tell which paper it is."""

    title: str = ""
    authors: tuple[str, ...] = ()
    doi: str | None = None
    arxiv_id: str | None = None
    year: int | None = None


@dataclass(frozen=True, eq=False)
class Fulltext:
    """A document's text in reading order, and where it stands.

    Words that a line end cuts are whole, paragraphs stand apart by an empty line, and white space is single.
    A sentence that goes on over a column or a page is not interrupted: captions, tables, footnotes and
    references stand behind the body, and what repeats from page to page is left out. `sections` are in the
    order of the text and do not overlap; headings stand between them, as paragraphs of their own.

    `places`, shape (len(text), 5), int32, has for each character its page, or NOWHERE, then left, top, right
    and bottom in tenths of a point from the top left of the page as shown.
    """

    text: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    places: NDArray[np.int32]
    header: Header = field(default_factory=Header)

    def __post_init__(self) -> None:
        if self.places.shape != (len(self.text), 5):
            raise ValueError(f"{len(self.text)} characters have places of the shape {self.places.shape}")

    def section_at(self, at: int) -> Section | None:
        """The section in which a character stands; None for a heading."""
        return next((section for section in self.sections if section.start <= at < section.end), None)

    def page_at(self, start: int, end: int) -> int | None:
        """The first page that prints some of `text[start:end]`, counted from 0."""
        pages = self.places[start:end, 0]
        printed = pages[pages != NOWHERE]
        return int(printed[0]) if len(printed) else None

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """Boxes that cover the printed characters of `text[start:end]`, one for each line or part of one."""
        return tuple(_boxes(self.places[start:end]))


def _boxes(places: NDArray[np.int32]) -> Iterator[Box]:
    """A box for each run of characters that stand in one line, in the order of the text."""
    run: list[NDArray[np.int32]] = []
    for place in places[places[:, 0] != NOWHERE]:
        if run and not _goes_on(run, place):
            yield _around(run)
            run = []
        run.append(place)
    if run:
        yield _around(run)


def _goes_on(run: list[NDArray[np.int32]], place: NDArray[np.int32]) -> bool:
    """Whether a character stands in the line of those before it: beside the last one, and not far off.

    Where only the place of a whole line or paragraph is known, all of its characters have that place.
    """
    last = run[-1]
    if (place == last).all():
        return True
    height = max(int(last[4] - last[2]), int(place[4] - place[2]), 1)
    overlap = min(last[4], place[4]) - max(last[2], place[2])
    gap = place[1] - last[3]
    return bool(last[0] == place[0] and overlap > 0 and -height < gap < 4 * height)


def _around(run: list[NDArray[np.int32]]) -> Box:
    all_of = np.array(run)
    left, top = all_of[:, 1:3].min(axis=0) / UNITS
    right, bottom = all_of[:, 3:5].max(axis=0) / UNITS
    return Box(int(run[0][0]), float(left), float(top), float(right), float(bottom))


def write_fulltext(path: Path, fulltext: Fulltext) -> None:
    """Write a full text as one file, whole or not at all (a rename)."""
    about = {
        "pages": [asdict(page) for page in fulltext.pages],
        "sections": [asdict(section) for section in fulltext.sections],
        "header": asdict(fulltext.header),
    }
    # Columns of differences are long runs of small numbers.
    steps = np.diff(fulltext.places, axis=0, prepend=np.zeros((1, 5), dtype=np.int32))
    new = path.with_name(f"{path.name}.new")
    members = {
        "text": fulltext.text.encode(),
        "about.json": json.dumps(about, ensure_ascii=False).encode(),
        "places": np.ascontiguousarray(steps.T, dtype="<i4").tobytes(),
    }
    with zipfile.ZipFile(new, "w") as file:
        for name, data in members.items():  # without the time: the same text is the same file
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    new.replace(path)


def read_fulltext(path: Path) -> Fulltext:
    """The full text in a file. Raises OSError, ValueError, KeyError or BadZipFile where it is damaged."""
    with zipfile.ZipFile(path) as file:
        text = file.read("text").decode()
        about = json.loads(file.read("about.json"))
        steps = np.frombuffer(file.read("places"), dtype="<i4").reshape(5, -1)
    return Fulltext(
        text=text,
        pages=tuple(Page(**page) for page in about["pages"]),
        sections=tuple(Section(**section) for section in about["sections"]),
        places=np.cumsum(steps, axis=1, dtype=np.int32).T,
        header=_header(about["header"]),
    )


def read_header(path: Path) -> Header:
    """What a full text says of itself, without its text. Raises as `read_fulltext`."""
    with zipfile.ZipFile(path) as file, io.TextIOWrapper(file.open("about.json"), "utf-8") as about:
        return _header(json.load(about)["header"])


def _header(record: dict[str, Any]) -> Header:
    return Header(**record | {"authors": tuple(record["authors"])})
