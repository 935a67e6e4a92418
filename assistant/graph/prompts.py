"""Papers as the prompts show them: numbered, between tags, all of it marked as data."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.citations import field_text
from assistant.datamodels import Paper
from assistant.graph.state import Source
from assistant.models.budget import fitting, tokens
from assistant.models.prompts import as_data

_AUTHORS = 6  # that a model is told; a paper may have hundreds
_BY = {"group": "this group", "related": "others"}


def abstracts(papers: Sequence[Paper]) -> str:
    """The papers with their abstracts, numbered from 1."""
    return "\n\n".join(
        _tagged("paper", number, paper, as_data(paper.abstract))
        for number, paper in enumerate(papers, start=1)
    )


def readable(papers: Sequence[Paper], room: int) -> list[Paper]:
    """The first of `papers`, as many as have their abstracts in `room` tokens."""
    return fitting(papers, room, lambda paper: tokens(abstracts([paper])))


def sources_text(sources: Sequence[Source], *, whole: bool = False) -> str:
    """The sources under their numbers, with their quotes, or with their `whole` abstracts."""
    return "\n\n".join(_source(source, whole=whole) for source in sources)


def _source(source: Source, *, whole: bool) -> str:
    if whole or not source.quotes:
        said = as_data(source.paper.abstract)
    else:
        said = "\n".join(f"“{as_data(quote)}”" for quote in source.said())
    return _tagged("source", source.number, source.paper, said)


def _tagged(tag: str, number: int, paper: Paper, text: str) -> str:
    authors = ", ".join(paper.authors[:_AUTHORS])
    if len(paper.authors) > _AUTHORS or (authors and not paper.authors_complete):
        authors += " et al."
    facts = [as_data(paper.title), as_data(authors), as_data(field_text(paper, "date"))]
    head = "; ".join(fact for fact in (*facts, as_data(paper.venue or "")) if fact)
    return f'<{tag} number="{number}" by="{_BY[paper.scope]}">\n{head}\n{text}\n</{tag}>'
