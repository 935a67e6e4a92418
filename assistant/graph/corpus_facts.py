"""What a chat model is told of a corpus before it reads a question."""

from __future__ import annotations

from collections import Counter

import numpy as np

from assistant.answers.library import Library
from assistant.index.papers import Chosen, columns_of
from assistant.models.prompts import as_data

_NAMED = 12  # people, venues and themes that are named


def corpus_facts(library: Library) -> tuple[str, ...]:
    """Lines that say whose the papers are, how many, since when, by whom and on what."""
    columns = columns_of(library.corpus.papers)
    group = Chosen(library.corpus.papers, np.flatnonzero(columns.group).tolist())
    others = len(library.corpus.papers) - len(group)
    years = sorted((group.day[group.day > 0] // 10000).tolist())
    _, signed = columns.authors.held(group.numbers)
    authors = Counter(columns.authors.names[number] for number in signed.tolist()).most_common(_NAMED)
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
