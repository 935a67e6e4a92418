"""The paper with the longest title, the shortest abstract, the most authors; and how long papers are."""

from __future__ import annotations

from assistant.datamodels import Attribute
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading

_MOST = any_of("longest", "wordiest", "largest", "biggest", "lengthiest", "most")
_LEAST = any_of("shortest", "briefest", "smallest", "fewest", "least")
_EXTREME = any_of(_MOST, _LEAST)
_MEASURED = {
    Attribute.TITLE: any_of("(paper )?titles?", "names?"),
    Attribute.ABSTRACT: any_of("abstracts?", "summary|summaries", "abstract texts?"),
    Attribute.AUTHORS: any_of(
        "(co-?)?authors", "author (lists?|teams?|counts?)", "lists? of authors", "number of (co-?)?authors"
    ),
}
_ASKED = {
    name: pattern(
        rf"\b(the )?{_EXTREME} {measured}\b",
        rf"\b{measured} (is|are) (the )?(longest|shortest|largest|smallest)\b",
    )
    for name, measured in _MEASURED.items()
}
_FEW = phrases(_LEAST)
_BARE = pattern(
    rf"^\W*((and|what about|which is|what is|which has|who has) )*(the )?{_EXTREME}( (one|paper))?\W*$"
)
_OF_PAPERS = phrases(PAPERS, "one|it")
# the longest paper; how many pages does it have
_PAGES = pattern(
    rf"\b(longest|shortest|lengthiest|wordiest|briefest)( [\w-]+){{0,2}}? {PAPERS}\b",
    rf"\b{PAPERS} (is|was) (the )?(longest|shortest)\b",
    r"\b(most|fewest|how many|number of) (pages|words|figures|tables|equations|references|citations in)\b",
    rf"\bhow (long|short) (is|are|was|were) (it|they|the|this|that|their|these)\b.*\b{PAPERS}\b",
    r"\bpage (count|number)s?\b",
)


def read_superlative(reading: Reading) -> Attribute | None:
    """The attribute by which papers are compared: length of title or abstract, number of authors.

    Puts `newest_first`: true for the largest, false for the smallest. None where nothing is compared.
    """
    for name, asked in _ASKED.items():
        if name is Attribute.AUTHORS and not _OF_PAPERS.search(reading.original):
            continue
        if match := reading.take(asked):
            reading.put(newest_first=not _FEW.search(match.group()), limit=1)
            return name
    return None


def other_end(question: str) -> bool | None:
    """True for "and the longest?", false for "and the shortest?", None for any other question."""
    if not _BARE.search(question):
        return None
    return not _FEW.search(question)


def asks_length(reading: Reading) -> bool:
    """Whether the question asks how many pages papers have, which no source prints."""
    return bool(_PAGES.search(reading.text))
