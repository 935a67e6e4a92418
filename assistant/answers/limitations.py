"""The handler of Limitations: the limitations and open questions that the abstracts state."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.abstention import Abstention
from assistant.answers.citations import Citations
from assistant.answers.library import Library
from assistant.answers.limits import limits_of
from assistant.answers.plans import Limitations
from assistant.answers.results import abstained, answered, choose
from assistant.answers.telling import lacking, quoted_or_titled
from assistant.answers.wording import OWNER, about, filters_of, left_out, papers_counted
from assistant.datamodels import Answer, Paper, Reason, Sentence
from assistant.retrieval.rerankers import Ranking

READ = 2000
"""Papers whose abstracts are read, at most: the newest; a second of work."""

TOLD = 8
"""Papers that are told of each kind, at most."""


def answer_limitations(plan: Limitations, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Limitations: what the papers leave open, else what they set out from."""
    query = plan.query
    chosen, found = choose(query, library)
    papers = [paper for paper in chosen.papers[:READ] if paper.abstract]
    if not chosen.papers:
        return lacking(query, chosen, found, library)
    limits = [(paper, limits_of(paper)) for paper in papers]
    left = [(paper, own.left[0]) for paper, own in limits if own.left]
    set_out = [(paper, own.set_out[0]) for paper, own in limits if own.set_out and not own.left]
    of = f"the {papers_counted(len(papers))} by {OWNER[query.scope]}{about(query)}{filters_of(query)}"
    of += f"{left_out(query)} that have an abstract"
    if not left and not set_out:
        text = f"No abstract of {of} states a limitation or an open question."
        return abstained(query, Abstention(Reason.NOTHING_FOUND, text), chosen.searched)
    cite = Citations()
    state = "states" if len(left) == 1 else "state"
    opening = f"Of {of}, {len(left) or 'none'} {state} what is wanting or left open"
    text = "\n".join([f"{opening}{':' if left else '.'}", *_lines(left, cite)])
    if set_out:
        name = (
            "1 names an open question that it sets"
            if len(set_out) == 1
            else (f"{len(set_out)} name an open question that they set")
        )
        text += "\n".join([f"\n\n{name} out from:", *_lines(set_out, cite)])
    return answered(query, text, cite, chosen.searched)


def _lines(stated: Sequence[tuple[Paper, Sentence]], cite: Citations) -> list[str]:
    """A line a paper with the sentence, the newest first; how many more there are."""
    if not stated:
        return []
    lines = [f"- {quoted_or_titled(paper, said, cite)}" for paper, said in stated[:TOLD]]
    if (more := len(stated) - TOLD) > 0:
        lines.append(f"\nThese are the newest {TOLD}; {more} more are not listed.")
    return ["", *lines]
