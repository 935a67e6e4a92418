"""The handler of Themes: the themes of the papers that pass the filters, and how they moved over the years.

A theme has the name that the papers give it. "Since 2019" compares the papers since then with those before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import Themes
from assistant.answers.results import answered, choose
from assistant.answers.telling import cited_span, cited_title, lacking, listed, papers_asked
from assistant.answers.wording import OWNER, about, filters_of, left_out, more_come, papers_counted
from assistant.datamodels import Answer, Paper, Query
from assistant.index.catalog import by_date
from assistant.index.corpus import THEMED, evenly
from assistant.index.papers import Chosen
from assistant.index.themes import Theme

MOST = 8
"""Themes that are told, at most."""

EXAMPLES = 2
"""Papers that are named for a theme, at most."""

LATE = 1 / 3
"""A theme is over if no paper of it is among this share of the papers, the newest."""

LASTING = 3
"""A theme of fewer papers can't be over: it hardly began."""


def answer_themes(plan: Themes, library: Library) -> Answer:
    """The answer to a Themes: of all papers, of those on a topic, of a person, of a span of years."""
    query = plan.query
    chosen, found = choose(query, library)
    if not chosen.papers:
        return lacking(query, chosen, found, library)
    cite = Citations()
    papers = chosen.papers
    if query.year_from and not query.year_to:
        papers = choose(replace(query, year_from=None, month_from=None), library)[0].papers
    themes = library.corpus.themes(papers, most=MOST, beside=query.topic)
    if len(papers) > len(chosen.papers) and themes:
        since = set(Chosen.of(chosen.papers).ids)
        text = _moved(query, papers, since, themes, cite)
    else:
        text = _told(query, chosen.papers, themes, cite)
    return answered(query, text, cite, chosen.searched)


def _told(query: Query, papers: Sequence[Paper], themes: Sequence[Theme], cite: Citations) -> str:
    """Every theme with its size, its years and its plainest papers; then how they moved."""
    of = papers_asked(query, len(papers))
    if not themes:
        newest = [f"- {cited_title(paper, cite)}" for paper in by_date(papers, most=MOST)]
        return "\n".join([f"No theme stands out among the {of}. The newest:", "", *newest])
    stand = "one theme stands out" if len(themes) == 1 else f"{len(themes)} themes stand out"
    opening = f"Among the {of}, {stand}, each named by a term of the titles:"
    lines = "\n".join(_line(theme.name, theme.users, "", cite) + _near(theme) for theme in themes)
    shift = "" if query.year_to else _shift(papers, themes)
    return "\n\n".join(filter(None, [opening, lines, shift, _rest(papers, themes)]))


def _near(theme: Theme) -> str:
    """How many papers without the term are near those with it: " 2 more come near it."."""
    count = len(theme.papers) - len(theme.users)
    return f" {more_come(count)} near it." if count else ""


def _line(name: str, papers: Sequence[Paper], more: str, cite: Citations) -> str:
    """ "- **Name**: 3 papers, from 2019 [1] to 2021 [2], among them **First** (2021) [3] and …"."""
    dated = ", ".join(filter(None, [papers_counted(len(papers)), cited_span(papers, cite)]))
    examples = [cited_title(paper, cite) for paper in papers[:EXAMPLES]]
    such = ", among them " if len(papers) > EXAMPLES else ": "
    return f"- **{plain(name)}**: {dated}{more}{such}{listed(examples)}."


def _shift(papers: Sequence[Paper], themes: Sequence[Theme]) -> str:
    """In which order the themes began, and which are over; empty where the years tell neither."""
    dated = [day for day in evenly(Chosen.of(papers).day.tolist()) if day]
    years = sorted(day // 10000 for day in dated)
    spans = [(plain(theme.name), sorted(p.year for p in theme.users if p.year)) for theme in themes]
    begun = sorted((own[0], name) for name, own in spans if own)
    if not years or not begun or begun[0][0] == begun[-1][0]:
        return ""
    turn = years[int(len(years) * (1 - LATE))]
    over = [f"{name} ({own[-1]})" for name, own in spans if len(own) >= LASTING and own[-1] < turn]
    (first, earliest), *later = begun
    order = listed([f"{name} ({year})" for year, name in later])
    ended = f" Without a paper since {turn}, with the year of the last: {listed(over)}." if over else ""
    return f"The earliest is {earliest} ({first}); later came {order}.{ended}"


def _rest(papers: Sequence[Paper], themes: Sequence[Theme]) -> str:
    """How many papers are of no theme, and of how many the themes were read."""
    read = min(len(papers), THEMED)
    notes = []
    if read < len(papers):
        notes.append(f"The themes were read from {read} of these papers, evenly over the years.")
    if left := read - sum(len(theme.papers) for theme in themes):
        notes.append(f"{papers_counted(left)} {'is' if left == 1 else 'are'} near none of these themes.")
    return " ".join(notes)


def _moved(
    query: Query, papers: Sequence[Paper], since: set[str], themes: Sequence[Theme], cite: Citations
) -> str:
    """The themes that began, went on and ended in the time of the query; `since` are the papers of then."""
    of = f"{papers_counted(len(papers))} by {OWNER[query.scope]}{about(query)}"
    opening = f"{len(since)} of the {of} came out{filters_of(query)}{left_out(query)}. By theme:"
    rows = [(theme.name, *_split(theme.users, since)) for theme in themes]
    new = [_line(name, later, "", cite) for name, before, later in rows if not before]
    on = [
        _line(name, later, f", after {len(before)} before", cite)
        for name, before, later in rows
        if before and later
    ]
    over = [_line(name, before, "", cite) for name, before, later in rows if not later]
    sections = {"New since then": new, "Went on": on, "Without a paper since then": over}
    told = (
        "\n".join([f"### {heading} ({len(lines)})", "", *lines])
        for heading, lines in sections.items()
        if lines
    )
    return "\n\n".join(filter(None, [opening, *told, _rest(papers, themes)]))


def _split(papers: Sequence[Paper], since: set[str]) -> tuple[list[Paper], list[Paper]]:
    """The papers before, and those of `since`."""
    return [p for p in papers if p.id not in since], [p for p in papers if p.id in since]
