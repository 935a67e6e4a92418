"""The list of references that a model writes below its answer, though it was asked for none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.text.analysis import terms
from assistant.text.disarming import REMOVED
from assistant.text.draft_words import draft_words
from assistant.text.marks import MARK

_OPENING = re.compile(r"\s*(?:[-*+•]\s+)?(?:\*\*)?(?:(?P<mark>\[\d{1,3}\])|\d{1,3}[.)])\s*")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*")
_REPEATS = 0.8  # least share of the terms of a title that a line which repeats the title has
_BESIDE = 15  # terms of such a line that are not of the title, at most: authors, venue, year


def without_references(text: str, titles: Sequence[str]) -> str:
    """`text` without the lines at its end that only list the papers offered, and without their heading.

    A line lists a paper where it repeats the title of one and says nothing but names and figures beside, and
    opens with a mark, or stands below a heading that announces references: a list of titles may be the
    answer. Of a text that is nothing else all is left.
    """
    lines = text.split("\n")
    kept = len(lines)
    while kept and (not lines[kept - 1].strip() or _lists(lines[kept - 1], titles)):
        kept -= 1
    listed = [line for line in lines[kept:] if line.strip()]
    headed = bool(kept) and _is_heading(lines[kept - 1])
    if not listed or not (headed or all(_marked(line) for line in listed)):
        return text
    before = "\n".join(lines[: kept - headed]).rstrip()
    return before or text


def repeats_title(said: str, titles: Sequence[str]) -> bool:
    """Whether a text is one of the titles, with little beside it."""
    own = terms(said)
    known = [set(terms(title)) for title in titles]
    return any(
        title and len(title & set(own)) >= _REPEATS * len(title) and len(own) <= len(title) + _BESIDE
        for title in known
    )


def _lists(line: str, titles: Sequence[str]) -> bool:
    opening = _OPENING.match(line)
    said = line[opening.end() :] if opening else line
    if MARK.search(said):  # an item of a list that cites something
        return False
    own = [title for title in titles if repeats_title(said, [title])]
    return any(_only_names(said, title) for title in own)


def _marked(line: str) -> bool:
    opening = _OPENING.match(line)
    return bool(opening and opening["mark"])


def _only_names(said: str, title: str) -> bool:
    """Whether a line has nothing but capitalised words and those of references beside a title."""
    known = {word.casefold() for word in _WORD.findall(title)}
    return all(
        word[0].isupper() or word.casefold() in known or word.casefold() in draft_words().bibliographic
        for word in _WORD.findall(said.replace(REMOVED, ""))
    )


def _is_heading(line: str) -> bool:
    """Whether a line says that references follow: "## References", "**Sources**", "Quellen:"."""
    words, known = _WORD.findall(line.casefold()), draft_words()
    return any(word in known.references for word in words) and all(
        word in known.references | known.bibliographic for word in words
    )
