"""Conversation -> Markdown with one numbered reference list, or the cited papers for other forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.datamodels import Answer, Citation, Paper
from assistant.explore.exports import reference
from assistant.explore.markup import MARK, neutral, plain_markdown
from assistant.explore.rendering import abstention_label
from assistant.explore.saying import say
from assistant.explore.written import objections, support_facts


def transcript(answers: Sequence[Answer], papers: Mapping[str, Paper], *, title: str) -> str:
    """Questions and answers as Markdown, with one numbered list of all cited papers.

    `papers` are the papers by id. For a cited paper that is no longer in `papers`, the reference is made from
    the citation.
    """
    references = _References()
    blocks = [f"# {_heading(title)}"]
    for answer in answers:
        blocks.append(f"## {_heading(answer.question)}")
        if answer.reason:
            blocks.append(f"*{abstention_label(answer.reason)}.*")
        blocks.append(references.renumbered(answer))
        blocks += _written(answer)
    if references.first:
        lines = [f"{n}. {_reference(c, papers)}" for n, c in enumerate(references.first.values(), start=1)]
        blocks += [f"## {say('transcript.references')}", "\n".join(lines)]
    return "\n\n".join(blocks) + "\n"


def cited_papers(answers: Sequence[Answer], papers: Mapping[str, Paper]) -> list[Paper]:
    """The cited papers of a conversation, in the order of the references in `transcript`."""
    ids = dict.fromkeys(c.paper_id for answer in answers for c in _in_order(answer))
    return [papers[id] for id in ids if id in papers]


@dataclass
class _References:
    """The first citation of each paper, in the order of the reference list."""

    first: dict[str, Citation] = field(default_factory=dict)

    def renumbered(self, answer: Answer) -> str:
        """The text of an answer, with its marks renumbered for the reference list of the conversation."""
        cited = {c.number: c for c in answer.citations}
        for citation in _in_order(answer):
            self.first.setdefault(citation.paper_id, citation)
        numbers = {paper_id: n for n, paper_id in enumerate(self.first, start=1)}

        def renumber(match: re.Match[str]) -> str:
            citation = cited.get(int(match[2]))
            return f"{match[1] or ''}[{numbers[citation.paper_id]}]" if citation else ""

        text = MARK.sub(renumber, neutral(answer.text.strip()))
        return re.sub(r"(\[\d+\])(?:\s?\1)+", r"\1", text)  # two sentences of one paper are one reference


def _written(answer: Answer) -> list[str]:
    """Who wrote an answer, how much of it is borne out, and what is not; empty for verbatim sentences."""
    if not answer.support:
        return []
    writer, facts = plain_markdown(answer.writer), support_facts(answer.support)
    said = f"*{say('transcript.written-by', writer=writer, facts=facts)}*"
    against = [f"- “{plain_markdown(t.text)}” {plain_markdown(why)}" for t, why in objections(answer)]
    return [said, "\n".join([f"{say('answer.not-borne-out')}:", "", *against])] if against else [said]


def _in_order(answer: Answer) -> list[Citation]:
    return sorted(answer.citations, key=lambda c: c.number)


def _reference(citation: Citation, papers: Mapping[str, Paper]) -> str:
    if paper := papers.get(citation.paper_id):
        return reference(paper)
    if citation.scope == "profile":
        said = f"{citation.title}. “{citation.quote}” ({citation.place})."
        return plain_markdown(said)
    return plain_markdown(f"{citation.authors}. {citation.title}. {citation.year or 'no date'}.")


def _heading(text: str) -> str:
    return plain_markdown(" ".join(text.split()))
