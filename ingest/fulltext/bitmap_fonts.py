"""The letters of bitmap fonts, as TeX has put them into PDFs by way of PostScript.

Their glyphs have no names, so that PDFium gives the numbers of the glyphs. These are the numbers of one of
two encodings of TeX: OT1, or T1 (that of Cork), which alone has letters beyond 127 and ligatures from 27 on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_OT1 = {
    **dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩﬀﬁﬂﬃﬄıȷ`´ˇ˘¯˚¸ßæœøÆŒØ")),
    **{0x22: "”", 0x27: "’", 0x3C: "¡", 0x3E: "¿", 0x5C: "“", 0x5F: "˙", 0x60: "‘", 0x7B: "–", 0x7C: "—"},
    **{0x7D: "˝", 0x7E: "˜", 0x7F: "¨"},
}
_T1 = {
    **dict(enumerate("`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—\0\0ıȷﬀﬁﬂﬃﬄ")),
    **{0x27: "’", 0x60: "‘", 0x7F: "-"},
    **dict(
        enumerate(
            "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£"
            "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖŒØÙÚÛÜÝÞ\0àáâãäåæçèéêëìíîïðñòóôõöœøùúûüýþß",
            0x80,
        )
    ),
}

_TS1 = {0x2A: "*", 0x84: "†", 0x85: "‡", 0x88: "•", 0xA7: "§", 0xA9: "©", 0xAE: "®", 0xB0: "°", 0xB1: "±"} | {
    0xB5: "µ",
    0xB6: "¶",
    0xBF: "€",
    0xD6: "×",
    0xF6: "÷",
}
"""The signs of a font that has no letters."""


def decoded(codes: NDArray[np.int32]) -> NDArray[np.int32]:
    """The code points for the numbers of glyphs of one font; 0 where none is known."""
    if codes.max(initial=0) >= 0x80 and not ((codes >= 0x61) & (codes <= 0x7A)).any():
        return np.array([ord(_TS1.get(code, "\0")) for code in codes.tolist()], dtype=np.int32)
    cork = bool(((codes >= 0x80) | ((codes >= 27) & (codes < 32)) | (codes == 21)).any())
    table = _T1 if cork and not ((codes >= 11) & (codes < 16)).any() else _OT1
    return np.array([ord(table.get(code, chr(code))) for code in codes.tolist()], dtype=np.int32)
