"""Full texts that another program has read, with the boxes that it gives for lines or paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assistant.index.fulltext import NOWHERE, UNITS, Box, Fulltext, Header, Page, Part, Section

_ORDER: Sequence[Part] = ("front", "abstract", "body", "caption", "table", "footnote", "references")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A text, and the boxes that hold all of it, in the order of reading; none where it is not known."""

    text: str
    boxes: tuple[Box, ...] = ()


@dataclass(eq=False)
class Told:
    """A section as another program tells it: paragraphs, each of stretches that follow one another."""

    part: Part
    heading: Stretch = Stretch("")
    paragraphs: list[list[Stretch]] = field(default_factory=list)


def fulltext_of(sections: Sequence[Told], pages: Sequence[Page], header: Header) -> Fulltext:
    """The record of a document. What stands apart from the text comes behind it."""
    texts, places, length = list[str](), list[NDArray[np.int32]](), 0
    found: list[Section] = []

    def write(stretches: Sequence[Stretch]) -> tuple[int, int]:
        nonlocal length
        stretches = [one for one in stretches if one.text.strip()]
        if not stretches:
            return length, length
        if length:
            length += _add(texts, places, Stretch("\n\n"))
        start = length
        for at, stretch in enumerate(stretches):
            if at:
                length += _add(texts, places, Stretch(" "))
            length += _add(texts, places, Stretch(" ".join(stretch.text.split()), stretch.boxes))
        return start, length

    for section in sorted(sections, key=lambda one: _behind(one.part)):
        write([section.heading])
        spans = [span for paragraph in section.paragraphs if (span := write(paragraph))[1] > span[0]]
        if spans:
            found.append(
                Section(" ".join(section.heading.text.split()), section.part, spans[0][0], spans[-1][1])
            )
    all_places = np.concatenate(places) if places else np.zeros((0, 5), dtype=np.int32)
    return Fulltext("".join(texts), tuple(pages), tuple(found), all_places, header)


def _behind(part: Part) -> int:
    """The rank of a part; the front, the abstract and the text stay in their order."""
    rank = _ORDER.index(part)
    return 0 if rank < _ORDER.index("caption") else rank


def _add(texts: list[str], places: list[NDArray[np.int32]], stretch: Stretch) -> int:
    """Append a stretch. Its boxes share its characters by their widths, as lines do; how many it has."""
    texts.append(stretch.text)
    count = len(stretch.text)
    own = np.tile(np.array([NOWHERE, 0, 0, 0, 0], dtype=np.int32), (count, 1))
    if stretch.boxes:
        widths = np.cumsum([max(box.right - box.left, 0.1) for box in stretch.boxes])
        which = np.searchsorted(widths, (np.arange(count) + 0.5) / count * widths[-1])
        table = [
            [box.page, *(round(v * UNITS) for v in (box.left, box.top, box.right, box.bottom))]
            for box in stretch.boxes
        ]
        own = np.array(table, dtype=np.int32)[np.minimum(which, len(table) - 1)]
    places.append(own)
    return count
