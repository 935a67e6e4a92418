"""The handler of Limitations: the limitations and open questions that the abstracts state."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.abstention import Abstention
from assistant.answers.citations import Citations
from assistant.answers.library import Library
from assistant.answers.limits import limits_of
from assistant.answers.plans import Limitations
from assistant.answers.results import abstained, answered, choose
from assistant.answers.telling import lacking, papers_asked, quoted_or_titled
from assistant.answers.wording import not_listed
from assistant.datamodels import Answer, Paper, Reason, Sentence

READ = 1000
"""Papers whose abstracts are read, at most: the newest; half a second of work."""

TOLD = 8
"""Papers that are told of each kind, at most."""

Stated = list[tuple[Paper, Sentence]]
"""Papers, each with a sentence of its abstract."""


def answer_limitations(plan: Limitations, library: Library) -> Answer:
    """The answer to a Limitations: what the papers leave open, else what they set out from."""
    query = plan.query
    chosen, found = choose(query, library)
    if not chosen.papers:
        return lacking(query, chosen, found, library)
    papers = [paper for paper in chosen.papers[:READ] if paper.abstract]
    of = f"the {papers_asked(query, len(papers))} with an abstract"
    cite = Citations()
    sections = [_section(stated, how, cite) for stated, how in _stated(papers)]
    if not any(sections):
        text = f"No abstract of {of} states a limitation or an open question."
        return abstained(query, Abstention(Reason.NOTHING_FOUND, text), chosen.searched)
    opening = f"Of {of}, these state what is wanting or open, in their own words."
    return answered(query, "\n\n".join([opening, *filter(None, sections)]), cite, chosen.searched)


def _stated(papers: Sequence[Paper]) -> list[tuple[Stated, str]]:
    """The sentences of the papers in the order in which they are told, and how the papers state them.

    What the papers set out from is no limitation of theirs, and is told where nothing else is found.
    """
    limits = [(paper, limits_of(paper)) for paper in papers]
    left = [(paper, own.left[0]) for paper, own in limits if own.left]
    named = [(paper, own.named[0]) for paper, own in limits if own.named and not own.left]
    set_out = [(paper, own.set_out[0]) for paper, own in limits if own.set_out]
    told = [(left, "A limitation, or what is left open"), (named, "Challenges and gaps that they name")]
    return told if left or named else [(set_out, "Open questions from which they set out")]


def _section(stated: Stated, how: str, cite: Citations) -> str:
    """A heading and a line a paper with the sentence, the newest first; how many more there are."""
    if not stated:
        return ""
    by_text: dict[str, tuple[Paper, Sentence]] = {}
    for paper, said in stated:
        by_text.setdefault(said.text, (paper, said))
    once = list(by_text.values())
    lines = [f"- {quoted_or_titled(paper, said, cite)}" for paper, said in once[:TOLD]]
    if (more := len(once) - TOLD) > 0:
        lines.append(f"\nThese are the newest {TOLD}; {not_listed(more)}.")
    return "\n".join([f"### {how} ({len(once)})", "", *lines])
