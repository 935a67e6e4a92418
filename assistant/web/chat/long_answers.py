"""An answer that lists thousands of papers, cut for the page: the first papers, and a note on the others.

The answer itself stays whole: programs and exports get all of it, follow-up questions mean all its papers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.datamodels import Answer
from assistant.explore.markup import MARK
from assistant.explore.saying import say

SHOWN = 1000
"""Sources that the page shows of an answer. A browser takes a second for them, and two minutes for 50,000."""

GROWN = 20_000
"""Characters of an answer that is being written that the page shows: several screens."""

_COUNT = re.compile(r": [\d,]+ papers? ")
"""A line that counts papers is whole without its marks."""


def shortened(answer: Answer, most: int = SHOWN) -> Answer:
    """The answer with its first `most` citations and a note of how many there are; whole with no more."""
    if answer.verbatim:
        answer = replace(answer, verbatim=shortened(answer.verbatim, most))
    if len(answer.citations) <= most:
        return answer
    count = len({c.paper_id for c in answer.citations})
    note = say("chat.first-sources", shown=most, sources=len(answer.citations), papers=count)
    return replace(
        answer,
        text=shortened_text(answer.text, most),
        citations=answer.citations[:most],
        note=" ".join(filter(None, (answer.note, note))),
    )


def beginning(text: str) -> str:
    """The beginning of a text that is still being written, since the page gets the text anew at each step."""
    return text if len(text) <= GROWN else text[: text.rfind("\n", 0, GROWN) + 1 or GROWN]


def shortened_text(text: str, most: int = SHOWN) -> str:
    """The text without the marks above `most`, and without the lines of a list that rest on these alone."""
    return "\n".join(_kept(line, most) for line in text.split("\n") if not _rests_on_later(line, most))


def _rests_on_later(line: str, most: int) -> bool:
    first = MARK.search(line) if line.startswith("- ") and not _COUNT.search(line) else None
    return first is not None and int(first[2]) > most


def _kept(line: str, most: int) -> str:
    return MARK.sub(lambda mark: mark[0] if int(mark[2]) <= most else "", line)
