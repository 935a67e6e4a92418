"""Question -> what it says of one certain paper, or of one act of the group, that it takes for granted.

"In which paper did they sequence the marmalade hoverfly?" takes for granted that a paper did. A paper on
hoverflies is no answer; only a paper that has most of what the question says is.
"""

from __future__ import annotations

import re

from assistant.datamodels import Paper
from assistant.text.analysis import terms

TOLD = 0.5
"""The least share of the stems that a paper needs.

Of the questions in bench/ and tests/, the 7 that take for granted a paper that does not exist reach 0.43;
those whose paper exists have at least 0.67.
"""

FEWEST = 3
"""Stems that tell one paper from others, at least."""

_PAPER = r"(?:paper|study|article|survey|experiment|trial)"
_GROUP = r"(?:(?:the |this |your )?(?:group|lab|team|authors)|they|you)"
_FORMS = re.compile(
    rf"\bwhich {_PAPER}\s+(?:do|does|did|shows?|proves?|finds?|reports?)\b(?P<does>.+)"
    rf"|\b(?:why|when) did {_GROUP}\b(?P<act>.+)"
    rf"|\b(?:their|your|his|her)\s+(?P<described>(?:[\w-]+\s+){{0,4}}?{_PAPER}\s+(?:of|on|about)\s+[^,;?]+)",
    re.I,
)
_EMPTY = frozenset(
    terms("paper study article survey experiment trial group lab team authors they show find report")
)


def taken_for_granted(question: str) -> frozenset[str]:
    """The stems of what `question` says of one paper or act; empty where it means none or says too little."""
    form = _FORMS.search(question)
    if form is None:
        return frozenset()
    said = frozenset(terms(form["does"] or form["act"] or form["described"])) - _EMPTY
    return said if len(said) >= FEWEST else frozenset()


def tells(paper: Paper, stems: frozenset[str]) -> bool:
    """Whether a paper has most of the stems of what a question takes for granted."""
    return len(stems.intersection(terms(f"{paper.title} {paper.abstract}"))) >= TOLD * len(stems)
