"""Words that somebody says a text has -> where the text has them, if it truly does."""

from __future__ import annotations

import re
import unicodedata

from assistant.text.sentences import Span, split_sentences

_SHORTEST = 3
"""Words of a quotation, at least: "the" stands in any text."""

_ALIKE = str.maketrans("‘’“”–—‑−[]‹", "''\"\"----()<")


def find_quote(text: str, words: str, *, shortest: int = _SHORTEST) -> Span | None:
    """The span of `text` that has `words` letter by letter; None where it has not.

    White space, brackets, typographic quotes and dashes, compatibility forms, the case, and quotes and full
    stops around the words may differ: models copy these as they are used to. Words that leave something out
    ("A ... B") or cut a word or a figure off are no quotation. A quotation has `shortest` words at least.
    """
    wanted = _plain(words)[0].strip(" \"'.")
    if len(wanted.split()) < shortest:
        return None
    plain, places = _plain(text)
    at = plain.find(wanted)
    while at >= 0 and (_cut(plain, at) or _cut(plain, at + len(wanted))):
        at = plain.find(wanted, at + 1)
    if at < 0:
        return None
    return places[at], places[at + len(wanted) - 1] + 1


def quoted_sentences(text: str, words: str, *, shortest: int = _SHORTEST) -> list[Span]:
    """The whole sentences of `text` in which `words` stand, as `find_quote` finds these; may be none."""
    span = find_quote(text, words, shortest=shortest)
    if span is None:
        return []
    return [(start, end) for start, end in split_sentences(text) if start < span[1] and end > span[0]]


_WITHIN_FIGURE = re.compile(r"(?<=\d)[.,]\d|(?<=\d[.,])\d")


def _cut(plain: str, at: int) -> bool:
    """Whether a word or a figure goes on at a place; scripts without spaces are cut nowhere."""
    around = plain[max(0, at - 1) : at + 1]
    goes_on = len(around) == 2 and all(c.isalnum() and unicodedata.category(c) != "Lo" for c in around)
    return goes_on or bool(_WITHIN_FIGURE.match(plain, at))


def _plain(text: str) -> tuple[str, list[int]]:
    """`text` with one form for what looks alike, and for each of its characters the place in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = unicodedata.normalize("NFKC", letter).translate(_ALIKE).casefold()
        for one in re.sub(r"\s", " ", plain):
            if one == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(one)
            places.append(place)
    return "".join(letters), places
