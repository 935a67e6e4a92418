"""Names beside the marks of a picture: as many as there is room for, on a wide screen and on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

# Width and height of a picture in pixels.
LAYOUTS = {"screen": (1080.0, 540.0), "phone": (358.0, 430.0)}

NARROWEST = 0.7
"""Of these widths, how wide a picture is at least: where a name must not leave it."""

LETTER, LINE = 6.9, 14.0
"""Pixels of a letter and of a line, at the pictures' size of type."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a mark at `x`, `y` (percent of the picture); `kind` is the CSS class of the name.

    The name is moved down by the first of `shifts` (pixels) with which it covers no other name and no dot.
    Without `on_phone` the name is shown on wide screens alone.
    """

    text: str
    x: float
    y: float
    shifts: tuple[float, ...]
    kind: str
    on_phone: bool = True


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle that names keep clear of, of `radius` pixels at `x`, `y` (percent of the picture).

    On a phone names may cover circles: there would be no room for names otherwise.
    """

    x: float
    y: float
    radius: float


def labels_svg(labels: Sequence[Label], dots: Sequence[Dot] = ()) -> str:
    """The names as SVG. Earlier names get their place first; a name without room is left out.

    Each layout has names of its own, and the page shows those of one layout. Screen readers skip all of them,
    since each mark says its name itself.
    """
    placed = "".join(_svg(*place) for layout in LAYOUTS for place in _placed(labels, dots, layout))
    return f'<g aria-hidden="true">{placed}</g>'


def _placed(
    labels: Sequence[Label], dots: Sequence[Dot], layout: str
) -> Iterator[tuple[Label, str, float, str]]:
    width, height = LAYOUTS[layout]
    taken: list[Box] = [
        (x - dot.radius, y - dot.radius, x + dot.radius, y + dot.radius)
        for dot in (() if layout == "phone" else dots)
        for x, y in [(dot.x / 100 * width, dot.y / 100 * height)]
    ]
    for label in labels:
        wide = len(label.text) * LETTER
        x, y = label.x / 100 * width, label.y / 100 * height
        left, right = x * NARROWEST, (width - x) * NARROWEST
        anchor = "start" if left < wide / 2 else "end" if right < wide / 2 else "middle"
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        for shift in label.shifts:
            box = (left, y + shift - LINE * 0.8, left + wide, y + shift + LINE * 0.2)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                if label.on_phone or layout != "phone":
                    yield label, layout, shift, anchor
                break


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _svg(label: Label, layout: str, shift: float, anchor: str) -> str:
    return (
        f'<text class="{label.kind} {layout} {anchor}" x="{label.x:.2f}%" y="{label.y:.2f}%" '
        f'dy="{shift:.1f}">{escape(label.text)}</text>'
    )
