"""The characters of a page of a PDF: what each is, where the page as shown prints it, in which size and font.

Ligatures are split into letters that share the glyph's width; accents that are glyphs of their own, as in the
old fonts of TeX, are joined with their letter.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any
from zlib import crc32

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from assistant.errors import SourceError
from ingest.fulltext.bitmap_fonts import decoded
from ingest.fulltext.pdfium import Handle, function

MOST = 100_000
"""Characters of one page. A dense page of a journal has 10,000, one with a crowded map some 50,000."""

SLANTED = 4
"""The turn of text that reads in none of the four directions, such as a watermark."""

_LINE_END_HYPHEN = 2  # what PDFium writes for a hyphen at a line end
_FORCE_BOLD = 1 << 18  # flags of a font descriptor: PDF 32000-1, 9.8.2
_BOLD = re.compile(
    r"bold|black|heavy|semibold|demi|(?:^|[+_-])cmb|-b(?:$|i|it|,)|medi$|[^a-z]bd", re.IGNORECASE
)
_PICTURES = (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_SHADING)
_MOST_OBJECTS = 20_000  # of a page that are looked at; what is drawn after so many is mostly a picture's
_MOST_PICTURES = 1_000
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_LIGATURES = {
    code: tuple(map(ord, unicodedata.normalize("NFKC", chr(code)))) for code in range(0xFB00, 0xFB07)
}
_COMBINING = {
    **{
        ord(accent): ord(combining)
        for accent, combining in zip(
            "`´¨ˆ^˜~¯˘˙˚˝ˇ¸˛",
            "\u0300\u0301\u0308\u0302\u0302\u0303\u0303\u0304\u0306\u0307\u030a\u030b\u030c\u0327\u0328",
            strict=True,
        )
    },
    **{code: code for code in range(0x300, 0x370)},
}
"""Accents that stand alone, as those that join a letter."""
_MOST_ACCENTS = 1_000  # of a page; each is compared with all its letters
_DOTLESS = {0x131: ord("i"), 0x237: ord("j")}


@dataclass(frozen=True, eq=False, slots=True)
class Chars:
    """The `n` printed characters of a page, white space left out, in the order of the file.

    `codes` (n,) are code points; `boxes` (n, 4), left, top, right, bottom in points from the top left of the
    page as shown; `base` (n, 2), the point of the base line at which each begins; `size` (n,) in points;
    `bold` (n,); `turn` (n,) the quarter turns clockwise of its direction of reading, or SLANTED;
    `spaced` (n,) whether the file has white space before it; `font` (n,) a number for each font's name.
    """

    width: float
    height: float
    codes: NDArray[np.int32]
    boxes: NDArray[np.float32]
    base: NDArray[np.float32]
    size: NDArray[np.float32]
    bold: NDArray[np.bool_]
    turn: NDArray[np.int8]
    spaced: NDArray[np.bool_]
    font: NDArray[np.int32]
    unknown: int
    """Characters of which the fonts do not say what they are."""
    pictures: Sequence[tuple[float, float, float, float]] = ()
    """The boxes of pictures: left, top, right, bottom."""

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, which: NDArray[Any]) -> Chars:
        """Only these characters, by number or mask."""
        fields = ("codes", "boxes", "base", "size", "bold", "turn", "spaced", "font")
        return Chars(
            self.width,
            self.height,
            **{name: getattr(self, name)[which] for name in fields},
            unknown=self.unknown,
            pictures=self.pictures,
        )


def read_chars(page: Any, text: Handle) -> Chars:
    """The characters of a loaded page. Raises SourceError where there are more than MOST."""
    count = function("FPDFText_CountChars", ctypes.c_int, ctypes.c_void_p)(text) if text else 0
    if count > MOST:
        raise SourceError(f"has {count:,} characters on one page; of up to {MOST:,} a page is read")
    count = max(count, 0)
    codes, printed, spaced = _codes(text, count)
    rects = _rects(text, count)[printed]  # left, top, right, bottom, y upwards
    origins = _origins(text, count)[printed]
    size, bold, direction, font, type3 = _fonts(text, count, printed)
    _decode(text, codes, printed, type3, font)
    unknown = _unknown(codes)
    width, height, to_shown = _shown(page)

    def to_boxes(rects: NDArray[Any]) -> NDArray[Any]:
        """Left, top, right, bottom on the page as shown of corners in the page's own space."""
        corners = to_shown(rects[:, 0], rects[:, 1]), to_shown(rects[:, 2], rects[:, 3])
        return np.concatenate([np.minimum(*corners), np.maximum(*corners)], axis=1)

    ahead = to_shown(direction[:, 0], direction[:, 1]) - to_shown(np.zeros(1), np.zeros(1))
    chars = Chars(
        width=width,
        height=height,
        codes=codes,
        boxes=to_boxes(rects).astype(np.float32),
        base=to_shown(origins[:, 0], origins[:, 1]).astype(np.float32),
        size=size,
        bold=bold,
        turn=_turns(ahead),
        spaced=spaced,
        font=font,
        unknown=unknown,
        pictures=[tuple(box) for box in to_boxes(_pictures(page)).tolist()],
    )
    inside = (
        (chars.codes > 0)
        & np.isfinite(chars.boxes).all(axis=1)
        & (chars.boxes[:, 2] > 0)
        & (chars.boxes[:, 3] > 0)
        & (chars.boxes[:, 0] < width)
        & (chars.boxes[:, 1] < height)
        & (chars.size > 0)
    )
    return with_accents(split_ligatures(chars.take(inside)))


def split_ligatures(chars: Chars) -> Chars:
    """Letters of one glyph, each with its share of the glyph's width along its line."""
    lengths = np.ones(len(chars), dtype=np.int64)
    special = np.flatnonzero((chars.codes >= 0xFB00) & (chars.codes < 0xFB07))
    for at in special.tolist():
        lengths[at] = len(_letters(int(chars.codes[at])))
    if len(special):
        which = np.repeat(np.arange(len(chars)), lengths)
        codes = chars.codes[which]
        for at in special.tolist():
            first = int(lengths[:at].sum())
            codes[first : first + lengths[at]] = _letters(int(chars.codes[at]))
        spaced = chars.spaced[which]
        spaced[1:] &= which[1:] != which[:-1]
        taken = chars.take(which)
        chars = _with(taken, codes=codes, spaced=spaced)
    same = np.zeros(len(chars) + 1, dtype=bool)
    if len(chars) > 1:
        same[1:-1] = (chars.boxes[1:] == chars.boxes[:-1]).all(axis=1) & (
            chars.base[1:] == chars.base[:-1]
        ).all(axis=1)
    boxes = chars.boxes.copy()
    starts = np.flatnonzero(~same[:-1] & same[1:])
    ends = np.flatnonzero(same[:-1] & ~same[1:])
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        turn = int(chars.turn[first])
        low, high = (0, 2) if turn in (0, 2, SLANTED) else (1, 3)
        edges = np.linspace(boxes[first, low], boxes[first, high], last - first + 2)
        if turn in (2, 3):
            edges = edges[::-1]
        boxes[first : last + 1, low] = np.minimum(edges[:-1], edges[1:])
        boxes[first : last + 1, high] = np.maximum(edges[:-1], edges[1:])
    return _with(chars, boxes=boxes)


def with_accents(chars: Chars) -> Chars:
    """Accents and the letters that they are printed on, as one character each."""
    accents = np.flatnonzero(np.isin(chars.codes, _ACCENTS))
    if not len(accents):
        return chars
    codes, boxes, spaced = chars.codes.copy(), chars.boxes.copy(), chars.spaced.copy()
    kept = np.ones(len(chars), dtype=bool)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    for at in accents[:_MOST_ACCENTS].tolist():
        along = 0 if chars.turn[at] in (0, 2) else 1
        off = np.abs(middle[:, along] - middle[at, along])
        apart = np.abs(chars.base[:, 1 - along] - chars.base[at, 1 - along])
        # An accent stands over its letter, within a fraction of the letter's width. PDFium may put one that
        # is raised over a capital elsewhere in the order, so all letters of the page are looked at.
        near = np.flatnonzero((off < 0.3 * chars.size) & (apart < 0.5 * chars.size) & kept)
        found: tuple[int, int] | None = None
        for beside in sorted(near.tolist(), key=lambda beside: float(off[beside])):
            letter = _DOTLESS.get(int(codes[beside]), int(codes[beside]))
            joined = unicodedata.normalize("NFC", chr(letter) + chr(_COMBINING[int(codes[at])]))
            if beside != at and len(joined) == 1:
                found = (beside, ord(joined))
                break
        if found:
            beside, code = found
            codes[beside] = code
            boxes[beside, :2] = np.minimum(boxes[beside, :2], boxes[at, :2])
            boxes[beside, 2:] = np.maximum(boxes[beside, 2:], boxes[at, 2:])
            if abs(beside - at) == 1:
                spaced[beside] = spaced[min(at, beside)]
            kept[at] = False
    return _with(chars, codes=codes, boxes=boxes, spaced=spaced).take(kept)


_ACCENTS = np.array(sorted(_COMBINING), dtype=np.int32)


def _with(chars: Chars, **changed: Any) -> Chars:
    fields = {name: getattr(chars, name) for name in Chars.__slots__}
    return Chars(**fields | changed)


def _letters(code: int) -> Sequence[int]:
    return _LIGATURES.get(code, (code,))


def _codes(text: Handle, count: int) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.bool_]]:
    """Code points of the printed characters, their numbers, and whether white space stands before each."""
    unicode = function("FPDFText_GetUnicode", ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
    made_up = function("FPDFText_IsGenerated", ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
    read = np.fromiter(map(unicode, repeat(text, count), range(count)), dtype=np.uint32, count=count)
    codes: NDArray[np.int32] = np.where(read > 0x10FFFF, 0, read).astype(np.int32)
    codes[codes == _LINE_END_HYPHEN] = ord("-")
    generated = np.fromiter(map(made_up, repeat(text, count), range(count)), dtype=np.int8, count=count) == 1
    white = np.isin(codes, _WHITE)
    printed = np.flatnonzero(~white & ~generated)
    spaces = np.concatenate([[0], np.cumsum(white & ~generated)])
    before = np.concatenate([[-1], printed[:-1]])[: len(printed)]
    return codes[printed], printed.astype(np.int64), spaces[printed] > spaces[before + 1]


_WHITE = np.array(
    # Not the control characters from 28 on, which Python counts as white: bitmap fonts have letters there.
    [code for code in range(0x3001) if (chr(code).isspace() and not 27 < code < 32) or code == 0x200B],
    dtype=np.int32,
)


def _rects(text: Handle, count: int) -> NDArray[np.float32]:
    rects = np.zeros((count, 4), dtype=np.float32)  # FS_RECTF: left, top, right, bottom
    loose = function("FPDFText_GetLooseCharBox", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    first = rects.ctypes.data
    deque(map(loose, repeat(text, count), range(count), range(first, first + 16 * count, 16)), maxlen=0)
    return rects


def _origins(text: Handle, count: int) -> NDArray[np.float64]:
    points = np.zeros((count, 2), dtype=np.float64)
    origin = function(
        "FPDFText_GetCharOrigin",
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    first = points.ctypes.data
    xs, ys = range(first, first + 16 * count, 16), range(first + 8, first + 8 + 16 * count, 16)
    deque(map(origin, repeat(text, count), range(count), xs, ys), maxlen=0)
    return points


def _fonts(
    text: Handle, count: int, printed: NDArray[np.int64]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float64], NDArray[np.int32], NDArray[np.bool_]]:
    """Size, boldness, direction, font and whether it is a font without a name, of each printed character.

    All characters of one text object have the same, so that few calls are needed.
    """
    object_of = function("FPDFText_GetTextObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    objects = np.array([object_of(text, at) or 0 for at in printed.tolist()], dtype=np.uint64)
    unique, firsts, which = np.unique(objects, return_index=True, return_inverse=True)
    font_of = function("FPDFTextObj_GetFont", ctypes.c_void_p, ctypes.c_void_p)
    size_of = function("FPDFTextObj_GetFontSize", ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    matrix_of = function("FPDFText_GetMatrix", ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    sizes = np.zeros(len(unique), dtype=np.float32)
    matrices = np.zeros((len(unique), 6), dtype=np.float32)
    fonts: dict[int, tuple[int, bool, bool]] = {}
    table = np.zeros((len(unique), 3), dtype=np.int32)
    sizes_at, matrices_at = sizes.ctypes.data, matrices.ctypes.data
    for at, (address, first) in enumerate(zip(unique.tolist(), printed[firsts].tolist(), strict=True)):
        matrix_of(text, first, matrices_at + 24 * at)
        if address:
            size_of(address, sizes_at + 4 * at)
            font = font_of(address) or 0
            if font not in fonts:
                fonts[font] = _font(font)
            table[at] = fonts[font]
    # The height of a letter after the matrix: what "12 points" means on the page.
    scale = np.hypot(matrices[:, 2], matrices[:, 3])
    sizes = np.abs(sizes) * np.where(scale > 0, scale, 1)
    return (
        sizes[which],
        table[which, 1].astype(bool),
        matrices[which, :2].astype(np.float64),
        table[which, 0],
        table[which, 2].astype(bool),
    )


def _font(font: Handle) -> tuple[int, bool, bool]:
    """A number for a font's name, whether it is bold, and whether it has no name: one of bitmaps (Type 3)."""
    if not font:
        return 0, False, False
    name = ctypes.create_string_buffer(128)
    function("FPDFFont_GetBaseFontName", ctypes.c_size_t, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)(
        font, ctypes.addressof(name), 128
    )
    flags = function("FPDFFont_GetFlags", ctypes.c_int, ctypes.c_void_p)(font)
    said = name.value.decode("utf-8", "replace")
    number = crc32(_SUBSET.sub("", said).encode()) & 0x7FFFFFFF if said else font & 0x7FFFFFFF
    return number, bool(_BOLD.search(said)) or bool(flags > 0 and flags & _FORCE_BOLD), not said


def _pictures(page: Any) -> NDArray[np.float32]:
    """Two corners of each image and each drawing that was put into a page as one, in its own space.

    Some programs put a whole page into another, which is no picture of it.
    """
    corners = []
    bounds = [ctypes.c_float() for _ in range(4)]
    count_of = function("FPDFPage_CountObjects", ctypes.c_int, ctypes.c_void_p)
    object_of = function("FPDFPage_GetObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
    type_of = function("FPDFPageObj_GetType", ctypes.c_int, ctypes.c_void_p)
    bounds_of = function("FPDFPageObj_GetBounds", ctypes.c_int, *[ctypes.c_void_p] * 5)
    address = ctypes.cast(page, ctypes.c_void_p).value
    for at in range(min(count_of(address), _MOST_OBJECTS)):
        one = object_of(address, at)
        if one and type_of(one) in _PICTURES and bounds_of(one, *map(ctypes.addressof, bounds)):
            corners.append([bound.value for bound in bounds])
            if len(corners) == _MOST_PICTURES:
                break
    return np.array(corners, dtype=np.float32).reshape(-1, 4)


def _decode(
    text: Handle,
    codes: NDArray[np.int32],
    printed: NDArray[np.int64],
    type3: NDArray[np.bool_],
    font: NDArray[np.int32],
) -> None:
    """Give the characters of bitmap fonts, of which PDFium knows glyph numbers only, their code points."""
    unmapped = function("FPDFText_HasUnicodeMapError", ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
    for number in np.unique(font[type3]).tolist():
        own = np.flatnonzero(type3 & (font == number))
        if unmapped(text, int(printed[own[0]])) == 1:
            codes[own] = decoded(codes[own])


def _unknown(codes: NDArray[np.int32]) -> int:
    """Set what is no character to 0, and give how many there are, with those of private use."""
    none = (codes < 32) | ((codes >= 0xD800) & (codes < 0xE000))
    codes[none] = 0
    return int(none.sum() + ((codes >= 0xE000) & (codes < 0xF900)).sum())


def _shown(page: Any) -> tuple[float, float, Any]:
    """The size of the page as shown, and what brings points of the page's own space to it."""
    bounds = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, bounds)
    left, top, right, bottom = bounds.left, bounds.top, bounds.right, bounds.bottom
    turned = pdfium.FPDFPage_GetRotation(page)
    width, height = abs(right - left), abs(top - bottom)

    def to_shown(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
        if turned == 1:
            return np.stack([y - bottom, x - left], axis=1)
        if turned == 2:
            return np.stack([right - x, y - bottom], axis=1)
        if turned == 3:
            return np.stack([top - y, right - x], axis=1)
        return np.stack([x - left, top - y], axis=1)

    return (height, width, to_shown) if turned in (1, 3) else (width, height, to_shown)


def _turns(ahead: NDArray[np.float64]) -> NDArray[np.int8]:
    """Quarter turns clockwise of directions (dx, dy), y downwards; within 6 degrees, as a skewed scan has."""
    dx, dy = ahead[:, 0], ahead[:, 1]
    length = np.maximum(np.hypot(dx, dy), 1e-9)
    turns = np.full(len(ahead), SLANTED, dtype=np.int8)
    for turn, (x, y) in enumerate(((1, 0), (0, 1), (-1, 0), (0, -1))):
        turns[(dx * x + dy * y) / length > 0.995] = turn
    return turns
