"""What a chat model is told of a corpus before it reads a question."""

from __future__ import annotations

from collections import Counter

from assistant.answers.library import Library
from assistant.index.papers import columns_of
from assistant.models.prompts import as_data

_NAMED = 12  # people, venues and themes that are named


def corpus_facts(library: Library) -> tuple[str, ...]:
    """Lines that say whose the papers are, how many, since when, by whom and on what; all papers are read."""
    columns = columns_of(library.corpus.papers)
    group = [paper for paper in library.corpus.papers if paper.scope == "group"]
    others = len(library.corpus.papers) - len(group)
    years = sorted(paper.year for paper in group if paper.year)
    authors = Counter(name for paper in group for name in paper.authors).most_common(_NAMED)
    venues = columns.most_frequent_venues(_NAMED)
    themes = library.corpus.themes(group, most=_NAMED) if group else ()
    facts = [
        f"The group: {', '.join(library.lexicon.subjects) or 'its name is not known'}",
        f"Papers by the group: {len(group)}" + (f", from {years[0]} to {years[-1]}" if years else ""),
        f"Papers by others (related work): {others}",
        f"Categories: {', '.join(columns.categories.names[:_NAMED])}" if columns.categories.names else "",
        f"Frequent authors: {', '.join(name for name, _ in authors)}" if authors else "",
        f"Venues: {'; '.join(venues)}" if venues else "",
        f"Themes: {'; '.join(theme.name for theme in themes)}" if themes else "",
    ]
    return tuple(as_data(fact) for fact in facts if fact)
