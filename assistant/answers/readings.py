"""A paper as a chat model reads it for a question: its abstract, and after it sentences of its full text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.datamodels import Paper
from assistant.index.bodies import Body
from assistant.retrieval.body_search import Told
from assistant.text.sentences import Span

SENTENCES = 12
"""Sentences of a full text that a model reads for a question, at most: about as many as an abstract has."""

_BETWEEN = "\n\n"  # which ends a sentence, whatever it ends with


@dataclass(frozen=True, slots=True)
class Reading:
    """`paper` has the text that is read in the place of its abstract.

    The first `abstract` characters of that are the abstract. `taken` are the sentences after it: where each
    begins in the text that is read, and its span in the full text of `body`.
    """

    paper: Paper
    body: Body
    abstract: int
    taken: tuple[tuple[int, Span], ...]

    @classmethod
    def of(cls, told: Told) -> Reading:
        """The likeliest SENTENCES of the full text of `told`, in the order in which they stand there."""
        best = [(s.start, s.end) for s in told.sentences if s.in_body][:SENTENCES]
        text, taken = told.paper.abstract, []
        for span in sorted(best):
            text += _BETWEEN if text else ""
            taken.append((len(text), span))
            text += told.body.fulltext.text[slice(*span)]
        return cls(replace(told.paper, abstract=text), told.body, len(told.paper.abstract), tuple(taken))

    def places(self, start: int, end: int) -> tuple[Span | None, list[Span]]:
        """What `text[start:end]` of the text that is read takes of the abstract, and of the full text."""
        own = (start, min(end, self.abstract)) if start < self.abstract else None
        found = []
        for at, (low, high) in self.taken:
            first, last = max(start, at), min(end, at + high - low)
            if first < last:
                found.append((low + first - at, low + last - at))
        return own, found


def as_read(papers: Sequence[Paper], readings: Mapping[str, Reading]) -> list[Paper]:
    """The papers, those of `readings` (by id) with the text that is read of them."""
    return [readings[paper.id].paper if paper.id in readings else paper for paper in papers]
