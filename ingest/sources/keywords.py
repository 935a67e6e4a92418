"""Lists of keywords as sources print them: "noise; sleep", "*Brain/physiology, Cues, Female"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.analysis import fold

_LETTER = re.compile(r"[^\W\d_]")


def keywords_of(printed: Sequence[str]) -> tuple[str, ...]:
    """The keywords of a list, each once, in their order.

    A single string may print several, between semicolons or else commas. PubMed marks a main subject with an
    asterisk, which is left out (https://www.nlm.nih.gov/mesh/introduction.html).
    """
    if len(printed) == 1:
        printed = printed[0].split(";" if ";" in printed[0] else ",")
    found: dict[str, str] = {}
    for text in printed:
        keyword = " ".join(text.replace("*", "").split()).strip(" .:;,")
        if _LETTER.search(keyword):
            found.setdefault(fold(keyword), keyword)
    return tuple(found.values())
