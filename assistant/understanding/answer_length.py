"""How long an answer is to be: "in three sentences", "a two-sentence summary"."""

from __future__ import annotations

from assistant.understanding.patterns import NUMBER, number, pattern
from assistant.understanding.reading import Reading

_BEFORE = rf"({NUMBER} (or|to) )?"
_ASKED = "in|within|at most|no more than|up to|only|just|write|me"
_SENTENCES = pattern(
    rf"\b({_ASKED}) (a )?{_BEFORE}(?P<many>{NUMBER}|few) (short )?sentences?\b",
    rf"\b{_BEFORE}(?P<plain>{NUMBER}) sentences? (only|please|at most|are enough|is enough|will do)\b",
    rf"\b{_BEFORE}(?P<long>{NUMBER})[- ]sentence (summary|answer|overview|description|account)\b",
)
_FEW = 3


def read_length(reading: Reading) -> None:
    """Put how many sentences are asked for. The words stay: the models know that they are of no topic."""
    if match := _SENTENCES.search(reading.text):
        reading.put(
            sentences=number(next(filter(None, match.group("many", "plain", "long"))), otherwise=_FEW)
        )
