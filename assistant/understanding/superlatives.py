"""The paper with the longest title, the shortest abstract, the most authors."""

from __future__ import annotations

from assistant.datamodels import Attribute
from assistant.understanding.patterns import phrases
from assistant.understanding.reading import Reading

_EXTREME = "(longest|largest|most|shortest|smallest|fewest)"
_ASKED = {
    Attribute.TITLE: phrases(f"{_EXTREME} titles?"),
    Attribute.ABSTRACT: phrases(f"{_EXTREME} abstracts?"),
    Attribute.AUTHORS: phrases(f"{_EXTREME} ((number|list) of )?(co-?)?authors?"),
}
_FEW = phrases("shortest|smallest|fewest")


def read_superlative(reading: Reading) -> Attribute | None:
    """The attribute by which papers are compared: length of title or abstract, number of authors.

    Puts `newest_first`: true for the largest, false for the smallest. None where nothing is compared.
    """
    for name, asked in _ASKED.items():
        if match := reading.take(asked):
            reading.put(newest_first=not _FEW.search(match.group()), limit=1)
            return name
    return None
