"""Words that titles must have: "papers with lions in the title", "whose title mentions lions"."""

from __future__ import annotations

import re

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import terms
from assistant.understanding.patterns import pattern
from assistant.understanding.reading import Reading

_HOLDS = r"(with|have|has|contain\w*|mention\w*|includ\w*)"
_WORD = "((the )?(words?|terms?|phrase) )?"
_LACKS = "(?P<lacks>without|no|not)"
# whose titles mention lions; titles that contain the word lions
_TITLES_HOLD = pattern(
    rf"(?P<from>\b(whose )?titles? (that )?)({_LACKS} )?{_HOLDS} {_WORD}"
    r"(?P<what>[^,;?!()]{1,80}?)(?=\W*$|[,;?!()])"
)
# with lions in their titles; the word lions is in the title
_IN_TITLES = pattern(
    rf".*(?P<from>\b({_LACKS}( {_HOLDS})?|{_HOLDS}|do|does|which) {_WORD}|\s['\"“‘])(?P<what>(\S+ ){{1,6}}?)"
    r"((appears?|is|are|somewhere) )*(in|within) (the|their|its) titles?\b"
)
_TAIL = pattern(r"(in|within) (the|their|its) titles?\b")
_REACH = 200  # characters before these words in which the words of the titles stand
_AND = re.compile(r"\s*(?:,|&|\band\b)\s*(?:also )?", re.I)
_QUOTES = "'\"“”‘’«»„`* "


def _in_titles(text: str) -> re.Match[str] | None:
    """The last match of _IN_TITLES, which is looked for only before the words for titles.

    Its beginning may stand anywhere, so that a search of a long text would take its length squared.
    """
    for tail in reversed(list(_TAIL.finditer(text))):
        if match := _IN_TITLES.search(text, max(0, tail.start() - _REACH), tail.end()):
            return match
    return None


def read_title_words(reading: Reading) -> None:
    """Put a condition for each word or phrase that titles must have, or must not have."""
    match = _TITLES_HOLD.search(reading.text) or _in_titles(reading.text)
    if match is None:
        return
    found = tuple(
        Query(thing.strip(_QUOTES), Intent.LIST, thing.strip(_QUOTES), attribute=Attribute.TITLE)
        for thing in _AND.split(match["what"])
        if terms(thing)
    )
    if not found:
        return
    reading.blank(match.start("from"), match.end())
    if match["lacks"]:
        reading.put(without=(*reading.query.without, *found))
    else:
        reading.put(within=(*reading.query.within, *found))
