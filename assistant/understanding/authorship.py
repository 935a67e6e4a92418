"""How papers were signed: "as first author", "with three authors", "written alone"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.datamodels import Place
from assistant.understanding.patterns import NUMBERS, PAPERS, any_of, number, pattern, phrases
from assistant.understanding.reading import Reading

_AUTHOR = r"[\s-]?author(s|ed|ing|ships?)?"
_AS = "((as|is|was|were|are|being|appears?|(is |are )?listed|named|comes|stands) )*(the |a )?"
_IN_LIST = "( (of|in|on) (the )?((author )?list|authors|papers?))?"
_AMONG = "(of|in|on|among) (the )?(author list|list of authors|authors|byline)"


def _placed(nth: str) -> str:
    """As second author; second-authored; listed second; in second place in the author list."""
    return any_of(
        rf"{_AS}{nth}( (printed|listed|named))?{_AUTHOR}( (on|of|in|for))?",
        rf"(listed|named|printed|comes|credited|appears) {nth}\b{_IN_LIST}",
        rf"(in|at) (the )?{nth} (place|position)( {_AMONG})",
        rf"{nth} (place|position|spot|name) {_AMONG}",
    )


_PLACES: Mapping[Place, re.Pattern[str]] = {
    "first": phrases(
        _placed("(first|lead)"),
        "(led|headed|spearheaded) by",
        r"(led|lead)(?! to)(?=\W*($|in\b|on\b|since\b))",
    ),
    "second": phrases(_placed("(second|2nd)")),
    "third": phrases(_placed("(third|3rd)")),
    "last": phrases(_placed("(last|senior|final)")),
}

ANY_PLACE = phrases(
    rf"(whatever|whichever|regardless of|no matter|(in|at) any) ((the|his|her|their|what) )*"
    rf"(place|position)( {_AMONG})?"
)
"""That the place in the list of authors does not count."""

_HAVING = "((that|which) )?(with|((were|was) )?(written )?by|has|have|having|lists?|names?)"
_NUMBER = any_of(r"\d{1,2}", *NUMBERS)
_SIGNED = "(co-?)?(authors?|people|persons?|names)"
_WRITING = "(wrote|write|writes|written|writing|publish(ed|es)?|author(ed|s)?)"
_OTHERS = "((any|a|an|other|further) )*(co-?authors?|other authors?|co-?writers?)"
_ALONE = any_of(
    "alone",
    "(all )?by (himself|herself|themself|themselves)",
    "on (his|her|their) own",
    "single-?handed(ly)?",
)
_COUNTED = pattern(
    # with exactly three authors; by three people
    rf"\b{_HAVING} (a total of |exactly |only |just )*(?P<exactly>{_NUMBER}) {_SIGNED}\b",
    rf"\b{_HAVING} (more than|over) (?P<above>{_NUMBER}) {_SIGNED}\b",
    rf"\b{_HAVING} (at least |(?=\S+ or more))(?P<least>{_NUMBER})( or more)? {_SIGNED}\b",
    rf"\b{_HAVING} (fewer|less) than (?P<below>{_NUMBER}) {_SIGNED}\b",
    rf"\b{_HAVING} (at most|up to|no more than) (?P<most>{_NUMBER}) {_SIGNED}\b",
    r"\b(?P<alone>((as|is|was|being) )*(the |a )?(single|solo|sole|only|one)[\s-]author(ed|s)?(?! who)"
    rf"|{_WRITING} {_ALONE}|solo(?= {PAPERS})|{_HAVING} (only )?a single author)\b(, {_ALONE}\b)?",
)
_WITHOUT_OTHERS = phrases(rf"({_ALONE},? )?(without|with no|has no|having no) {_OTHERS}")


def read_without_others(reading: Reading) -> None:
    """Put that the papers have one author where the question says "without any co-author"."""
    if reading.take(_WITHOUT_OTHERS):
        reading.take(_COUNTED)  # "wrote alone, as sole author"
        reading.put(author_count=(1, 1))


def read_author_count(reading: Reading) -> None:
    """Put how many authors the papers must have."""
    match = reading.take(_COUNTED)
    if match is None:
        return
    name, written = next((name, text) for name, text in match.groupdict().items() if text)
    count = 1 if name == "alone" else number(written, otherwise=0)
    low, high = {
        "above": (count + 1, None),
        "least": (count, None),
        "below": (1, count - 1),
        "most": (1, count),
    }.get(name, (count, count))
    reading.put(author_count=(low, high))


def author_position(reading: Reading) -> Place | None:
    """The place in the list of authors at which the question wants a person; None where it names no place."""
    return next((place for place, written in _PLACES.items() if written.search(reading.text)), None)


def take_author_position(reading: Reading) -> None:
    """Blank the words that name a place in the list of authors."""
    for written in _PLACES.values():
        reading.take_all(written)
