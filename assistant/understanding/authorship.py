"""How papers were signed: "as first author", "with three authors", "written alone"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.datamodels import Place
from assistant.understanding.patterns import NUMBER, PAPERS, number, pattern, phrases
from assistant.understanding.reading import Reading


def _placed(nth: str) -> str:
    """As second author; second-authored; listed second; in second place of the author list."""
    return (
        rf"((as|is|was|are|listed|named) )*((the|a) )?{nth}[\s-](printed )?author(s|ed)?( (on|of))?"
        rf"|(listed|named) {nth}\b|in (the )?{nth} (place|position) (of|in) the (author list|list of authors)"
    )


_PLACES: Mapping[Place, re.Pattern[str]] = {
    "first": phrases(_placed("(first|lead)"), "led(?! to)( by)?"),
    "second": phrases(_placed("second")),
    "third": phrases(_placed("third")),
    "last": phrases(_placed("(last|senior)")),
}

_BOUNDS = {
    "more than": (1, None),
    "over": (1, None),
    "at least": (0, None),
    "fewer than": (None, -1),
    "less than": (None, -1),
    "at most": (None, 0),
    "up to": (None, 0),
}
"""What is added to a number for the fewest and for the most authors; None: no limit."""

_ALONE = "(alone|on (his|her|their) own|by (himself|herself|themselves))"
_OTHERS = "(without|with no) ((any|an?|other) )*(co-?authors?|other authors?)"
_COUNTED = pattern(
    rf"\b(with|has|have|having|by) (exactly |only )?(?P<bound>({'|'.join(_BOUNDS)}) )?"
    rf"(?P<number>{NUMBER})(?P<more> or more)? (authors?|people|persons?)\b",
    rf"\b(wrote|write|written|published) (?P<alone>{_ALONE}(, {_OTHERS})?)",
    r"\b((as|is|was) )?((the|a) )?(single|sole|only)[\s-]author(ed|s)?\b",
    rf"\b(solo(?= {PAPERS})|{_OTHERS})\b",
)


def read_author_count(reading: Reading) -> None:
    """Put how many authors the papers must have."""
    match = _COUNTED.search(reading.text)
    if match is None:
        return
    reading.blank(match.start("alone") if match["alone"] else match.start(), match.end())
    if not match["number"]:
        reading.put(author_count=(1, 1))
        return
    count = number(match["number"], otherwise=0)
    said = "at least" if match["more"] else " ".join((match["bound"] or "").lower().split())
    fewest, most = _BOUNDS.get(said, (0, 0))
    reading.put(
        author_count=(1 if fewest is None else count + fewest, None if most is None else count + most)
    )


def author_position(reading: Reading) -> Place | None:
    """The place in the list of authors at which the question wants a person; None where it names no place."""
    return next((place for place, written in _PLACES.items() if written.search(reading.text)), None)


def take_author_position(reading: Reading) -> None:
    """Blank the words that name a place in the list of authors."""
    for written in _PLACES.values():
        reading.take_all(written)
