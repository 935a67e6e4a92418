"""Answer records: made of a text and its citations, or of the reason why there is no answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answers.abstention import Abstention, no_match, nothing_found
from assistant.answers.citations import Citations, suggestion
from assistant.answers.library import Library
from assistant.answers.wording import searched
from assistant.datamodels import Answer, Query
from assistant.index.catalog import Selection, select
from assistant.retrieval.finder import Found

Write = Callable[[Selection, Citations], str | Abstention]
"""Writes the text of an exact answer over the chosen papers, or says why there is none."""


def answered(query: Query, text: str, cite: Citations, count: int) -> Answer:
    """The answer with this text and its citations; `count` papers were searched for it."""
    return Answer(
        question=query.text,
        text=text,
        query=query,
        citations=tuple(cite.items),
        searched=searched(query, count),
        note=_mended(query),
    )


def abstained(query: Query, abstention: Abstention, count: int = 0) -> Answer:
    """No answer, with the reason and the papers to offer instead."""
    said = answered(query, abstention.text, Citations(), count)
    near = tuple(suggestion(paper) for paper in abstention.near)
    return replace(said, reason=abstention.reason, suggestions=near)


def nothing(query: Query, found: Found, library: Library) -> Answer:
    """No answer, since no paper passes the filters, or none of those that do is on the topic."""
    if not found.searched:
        return abstained(query, no_match(query, library.corpus.papers, found.selection))
    elsewhere = library.finder.elsewhere(found.topic, query.scope)
    return abstained(query, nothing_found(query, found, elsewhere), found.searched)


def exact(query: Query, library: Library, write: Write, *, pool: Query | None = None) -> Answer:
    """What `write` makes of the papers that pass the filters of `pool` and are on its topic.

    `pool` is `query`, unless a ranking needs papers that the query leaves out.
    """
    chosen, found = choose(pool or query, library)
    if found and not found.evidence:
        return nothing(query, found, library)
    cite = Citations()
    text = write(chosen, cite)
    if isinstance(text, Abstention):
        return abstained(query, text)
    if not cite.items:
        return abstained(query, no_match(query, library.corpus.papers, chosen), chosen.searched)
    return answered(query, text, cite, chosen.searched)


def choose(query: Query, library: Library) -> tuple[Selection, Found | None]:
    """The papers that pass the filters and are on the topic; with a topic also what was found on it."""
    chosen = select(library.corpus.papers, query)
    if not query.topic:
        return chosen, None
    found = library.finder.find(query)
    on_topic = {e.paper.id for e in found.evidence}
    return replace(chosen, papers=tuple(p for p in chosen.papers if p.id in on_topic)), found


def _mended(query: Query) -> str:
    """Which words of the question were read otherwise than written; empty where none were."""
    changes = ", ".join(f"“{written}” was read as “{meant}”" for written, meant in query.mended)
    return f"{changes[0].upper()}{changes[1:]}." if changes else ""
