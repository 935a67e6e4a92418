"""The handler of News: what is new since a date, or in the newest years, each paper with what it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import News
from assistant.answers.results import answered, choose
from assistant.answers.telling import contribution, lacking, papers_asked, quoted_or_titled
from assistant.answers.wording import gaps
from assistant.datamodels import Answer, Paper, Query
from assistant.index.catalog import by_date
from assistant.index.corpus import THEMED
from assistant.index.papers import Chosen

LEAST = 3
"""Papers that are told as new where the question has no date, at least."""

GROUPED = 6
"""More new papers than these are told by theme."""

TOLD = 12
"""Papers that are told with what they did, at most: about as many as are read."""

TITLES = 20
"""Titles of further papers of a group, at most."""

THEMES = 5
"""Themes of new papers, at most."""


def answer_news(plan: News, library: Library) -> Answer:
    """The answer to a News: the papers since its date; without one, of the newest years with LEAST papers."""
    query = plan.query
    chosen, found = choose(query, library)
    years = [paper.year for paper in chosen.papers[:LEAST] if paper.year]  # newest first, undated last
    if years and not query.year_from and not query.year_to:
        query = replace(query, year_from=years[-1], year_to=years[0])
        chosen, found = choose(query, library)
    if not chosen.papers:
        return lacking(query, chosen, found, library)
    cite = Citations()
    text = _text(query, chosen.papers, library, cite)
    return answered(query, "\n\n".join([text, *gaps(query, chosen)]), cite, chosen.searched)


def _text(query: Query, papers: Sequence[Paper], library: Library, cite: Citations) -> str:
    groups = _groups(query, papers, library)
    each = max(1, TOLD // len(groups))
    order = "the newest first" if len(groups) == 1 else "by theme, the newest of each first"
    opening = f"{papers_asked(query, len(papers))}{f', {order}' if len(papers) > 1 else ''}:"
    sections = [_section(name, own, each, query, library, cite) for name, own in groups]
    return "\n\n".join([opening, *sections])


def _groups(query: Query, papers: Sequence[Paper], library: Library) -> list[tuple[str, Sequence[Paper]]]:
    """The papers by theme, those of none last, each group newest first; one group where they are few."""
    sorts = GROUPED < len(papers) <= 2 * THEMED  # themes of a few of them sort nothing
    themes = library.corpus.themes(papers, most=THEMES, beside=query.topic) if sorts else ()
    themed = {paper.id for theme in themes for paper in theme.papers}
    if len(themes) < 2 or 2 * len(themed) < len(papers):
        return [("", Chosen.of(papers).in_time())]
    rest = Chosen.of(papers).without(themed).in_time()
    groups: list[tuple[str, Sequence[Paper]]] = [(theme.name, by_date(theme.papers)) for theme in themes]
    return [*groups, ("Other work", rest)] if rest else groups


def _section(
    name: str, papers: Sequence[Paper], each: int, query: Query, library: Library, cite: Citations
) -> str:
    """A heading, the newest `each` papers with what they did, and the titles of the others."""
    lines = [
        f"- {quoted_or_titled(paper, contribution(paper, library, topic=query.topic), cite)}"
        for paper in papers[:each]
    ]
    if others := [f"{plain(p.title)} {cite.field(p, 'title')}" for p in papers[each : each + TITLES]]:
        more = len(papers) - each - len(others)
        lines.append(f"- Also: {'; '.join(others)}{f'; and {more} more' if more else ''}")
    return "\n".join([*([f"### {plain(name)} ({len(papers)})", ""] if name else []), *lines])
