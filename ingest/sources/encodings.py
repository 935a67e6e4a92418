"""Bytes of a document as text: UTF-8 nearly always, else as its first lines say, else as it makes most sense.

Bytes that can't be read become lone surrogates (`surrogateescape`): they cost only the record they are in.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1_000_000  # bytes in which an encoding shows
# "% Encoding: Cp1252" (JabRef), "%% Saved with string encoding Western (Mac OS Roman)" (BibDesk), "coding:"
_STATED = re.compile(rb"^[ \t]*(?:%|@comment\b|//|#)[^\n]{0,100}?coding[ :=]+([\w .()-]{3,60})", re.I | re.M)
_NAMES = (("mac", "mac_roman"), ("windowslatin1", "cp1252"), ("iso8859_1", "cp1252"), ("latin1", "cp1252"))
"""What names of encodings hold, without spaces and hyphens. ISO 8859-1 is read as the Web reads it."""
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_FOREIGN = re.compile(rb"[\x80-\xff]{4,}")
_BAD = re.compile("[\udc80-\udcff]")
_HIGH = re.compile(r".?[^\x00-\x7f].?")
_LATIN = ("cp1252", "mac_roman", "cp1250")
_SENSIBLE = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøœùúûüýßšžłńśźżćęąčřěůőűÀÁÂÄÅÆÇÈÉÊÎÑÓÔÖØÚÜŠŽŁŚŻČ“”‘’„–—…•©®°±µ×§«»€¿¡½ \xa0"
)


def decoded(data: bytes) -> str:
    """The text of a document."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            errors = "surrogateescape" if name == "utf-8" else "replace"
            return data.decode(name, errors=errors).removeprefix("\ufeff")
    if wide := _wide(data[:400]):
        return data.decode(wide, errors="replace")
    text = data.decode("utf-8", errors="surrogateescape")
    if text.isascii() or not (bad := len(_BAD.findall(text))):
        return text
    stated = _stated(data[:4000])
    if stated and stated != "utf-8":
        return data.decode(stated, errors="surrogateescape")
    good = len(re.findall(r"[^\x00-\x7f]", text)) - bad
    if bad <= good or _CONTROL.search(data):
        return text  # UTF-8, or nothing, with some damage
    return data.decode(_likely(data[:_SAMPLE]) or "utf-8", errors="surrogateescape")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark of its order: every other byte of Latin text is zero."""
    if len(data) < 4 or (len(data) % 2 and len(data) == 400):
        return None
    zeros = [data[start::2].count(0) / len(data[start::2]) for start in (0, 1)]
    if max(zeros) > 0.7 and min(zeros) < 0.1:
        return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    return None


def _stated(head: bytes) -> str | None:
    """The encoding that the first lines name, by the name that Python knows it by."""
    match = _STATED.search(head)
    if match is None:
        return None
    stated = match[1].decode("ascii", "ignore").strip()
    plain = re.sub(r"[ .()-]", "", stated).lower()
    for part, name in _NAMES:
        if part in plain:
            return name
    try:
        return codecs.lookup(stated.replace(" ", "-")).name
    except (LookupError, ValueError):
        return None


def _likely(data: bytes) -> str | None:
    """The encoding in which the text makes most sense, None where it makes little in any."""
    high = len(re.findall(rb"[\x80-\xff]", data))
    if sum(map(len, _FOREIGN.findall(data))) > high / 2:  # whole words: not a Latin script
        found = from_bytes(data).best()
        return found.encoding if found else None
    scores = {name: _sense(data.decode(name, errors="surrogateescape")) for name in _LATIN}
    best = max(scores, key=lambda name: scores[name])  # the first of equals
    return best if scores[best] > 0 else None


def _sense(text: str) -> int:
    """How many characters beyond ASCII are such as names and sentences have, less those that are not."""
    total = 0
    for match in _HIGH.finditer(text):
        around = match[0]
        strange = any(a.islower() and b.isupper() for a, b in pairwise(around))
        total += sum(1 if char in _SENSIBLE else -2 for char in around if not char.isascii()) - 2 * strange
    return total
