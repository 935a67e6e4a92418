"""Whether a paper bears a question out: whether it has the words by which the question could mean it."""

from __future__ import annotations

from assistant.text.analysis import terms
from assistant.understanding.reading import Reading

BORNE_OUT = 0.5
"""The least share of the terms of a question that the paper must have.

Of 697 new questions asked within another conversation, 11 are taken for follow-ups with 0.3, and 4 with 0.5;
with 0.7 one true follow-up of 110 is lost.
"""


def bears_out(reading: Reading, paper_id: str, topic: str) -> bool:
    """Whether the paper has most terms of `topic`, each by how few papers have it."""
    paper, asked = reading.lexicon.paper(paper_id), set(terms(topic))
    if paper is None or not asked:
        return False
    own = set(terms(f"{paper.title} {paper.abstract}"))
    weights = {term: reading.lexicon.rarity(term) for term in asked}
    return sum(weights[term] for term in asked & own) >= BORNE_OUT * sum(weights.values())
