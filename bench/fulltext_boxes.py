"""Which letters a page prints inside of boxes: asked of PDFium anew, by none of the reader's means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant.index.fulltext import Box
from assistant.text.analysis import fold

_BITMAP = dict(zip("\x1b\x1c\x1d\x1e\x1f", ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
"""Ligatures of the bitmap fonts of TeX (encoding T1), which PDFium gives by their numbers."""


def letters_in(pdf: Path, stretches: Sequence[Sequence[Box]]) -> list[Counter[str]]:
    """For each stretch, the folded letters whose middle lies in one of its boxes."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pages = [list(_letters(document, number)) for number in range(len(document))]
    found = []
    for boxes in stretches:
        inside: Counter[str] = Counter()
        for box in boxes:
            inside.update(
                letter
                for letter, x, y in pages[box.page]
                if box.left <= x <= box.right and box.top <= y <= box.bottom
            )
        found.append(inside)
    document.close()
    return found


def _letters(document: object, number: int) -> Iterator[tuple[str, float, float]]:
    """The letters of a page and their middles, in points from its top left corner as it is shown."""
    page = document[number]  # type: ignore[index]
    text = page.get_textpage()
    width, height = page.get_size()
    left, bottom, right, top = page.get_bbox()
    turned = page.get_rotation()
    before: tuple[float, float, float, float] | None = None
    shared = list[str]()

    def placed() -> Iterator[tuple[str, float, float]]:
        """Letters of one ligature stand side by side within its box."""
        for at, letter in enumerate(shared):
            assert before is not None
            share = (at + 0.5) / len(shared)
            x = before[0] + share * (before[2] - before[0])
            y = (before[1] + before[3]) / 2
            if turned == 90:  # the text of these pages runs upwards before they are turned
                x, y = (before[0] + before[2]) / 2, before[1] + share * (before[3] - before[1])
                yield letter, y - bottom, x - left
            else:
                yield letter, x - left, top - y

    for at in range(text.count_chars()):
        box = text.get_charbox(at)
        said = text.get_text_range(at, 1)
        letters = [one for one in fold(_BITMAP.get(said, said)) if one.isalpha()]
        if box != before:
            yield from placed()
            before, shared = box, []
        shared += letters
    yield from placed()
    assert abs(width - (top - bottom if turned == 90 else right - left)) < 1
    assert height > 0
