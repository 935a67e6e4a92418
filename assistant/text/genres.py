"""Which titles and sentences say that a text gives an overview of a field: a review, a survey, a tutorial."""

from __future__ import annotations

import re

_GENRE = r"(?:review|survey|overview|tutorial|primer|introduction|handbook|textbook|state of the art)"
_HEADS = r"(?=$|[:.,;?!–—]|\s(?:of|on|to|in|for|and|with|article|paper|chapter|that|which|the)\b)"
"""What follows a noun that is no adjective of another one: "a survey of methods", but not "survey design"."""

_IN_TITLE = re.compile(
    rf"(?:^|[:.?!–—]\s|\s-+\s)(?P<before>(?:[\w'’/-]+,?\s){{0,5}}?)(?P<genre>{_GENRE}){_HEADS}"
    r"|\bin (?P<last>review)$",
    re.I,
)
_OF_ONE_THING = re.compile(r"\b(?:book|peer|code|new|novel)\s*$|\bthroughput\s*$", re.I)
"""Words before a genre that make it something else: a book review, a novel survey of moths."""

_OWN = rf"\b(?:we|this (?:paper|article|chapter|work|study|manuscript|report|thesis|{_GENRE}))"
_REVIEWS = re.compile(rf"{_OWN} (?:\w+ally |\w+ively )?(?:reviews?|surveys?)\b(?! \w*\d)", re.I)
_GIVES = re.compile(
    rf"{_OWN}\b[^.;:]{{0,20}}?\b(?:provide|present|offer|give|serve|undert|report)\w*\b[^.;:]{{0,30}}?"
    rf"\ban? (?:[\w-]+ ){{0,3}}?{_GENRE}{_HEADS}",
    re.I,
)


def titles_overview(title: str) -> str:
    """The genre of overview that `title` names, as it is written there; empty where it names none."""
    for match in _IN_TITLE.finditer(title):
        if not _OF_ONE_THING.search(match["before"] or ""):
            return match["genre"] or match["last"]
    return ""


def gives_overview(sentence: str) -> bool:
    """Whether a sentence says that its authors give an overview of a field."""
    return bool(_REVIEWS.search(sentence) or _GIVES.search(sentence))
