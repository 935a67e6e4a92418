"""What an overview says of its papers in sentences of its own: facts that are counted, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from assistant.answers.citations import plain
from assistant.answers.telling import listed
from assistant.datamodels import Paper
from assistant.text.analysis import terms
from assistant.text.person_names import Persons

MOSTLY = 2
"""People who are named as those who mostly wrote the papers, at most."""

SHARE = 1 / 4
"""Least share of the papers that they wrote."""


def span_of(papers: Sequence[Paper]) -> str:
    """The years of several papers: ", from 2019 to 2026"; empty unless the sources date all of them."""
    years = sorted(p.year for p in papers if p.year)
    if len(papers) < 2 or len(years) < len(papers):
        return ""
    return f", all from {years[0]}" if years[0] == years[-1] else f", from {years[0]} to {years[-1]}"


def people_of(papers: Sequence[Paper], persons: Persons, *, besides: Iterable[str]) -> str:
    """Who wrote most of the papers: ", most often with Ada Byron (4)"; empty where nobody stands out.

    Where a list of authors is cut, it says whom the lists name. `besides` are people of whom it says nothing.
    """
    known = set(map(persons.shown, besides))
    shown = (name for paper in papers for name in dict.fromkeys(map(persons.shown, paper.authors)))
    ranked = Counter(name for name in shown if name not in known).most_common()
    least = max(2.0, SHARE * len(papers))
    often = [(name, count) for name, count in ranked if count >= least]
    if len(often) > MOSTLY:
        last = often[MOSTLY][1]
        often = [(name, count) for name, count in often[:MOSTLY] if count > last]
    each = " and ".join(f"{plain(name)} ({count})" for name, count in often)
    if not each:
        return ""
    if all(paper.authors_complete for paper in papers):
        return f", most often with {each}"
    are = "author named most often is" if len(often) == 1 else "authors named most often are"
    return f"; the {are} {each}"


def themes_of(names: Sequence[tuple[str, int]]) -> str:
    """The themes with the number of their papers: "Themes among them: wasps (3) and bees (2).".

    A list needs neither an article nor a plural; empty where there are no themes.
    """
    each = [f"{plain(name)} ({count})" for name, count in sorted(names, key=lambda theme: -theme[1])]
    return f"Themes among them: {listed(each)}." if each else ""


def stems_of_topic(topic: str, acronyms: Mapping[str, str]) -> set[str]:
    """The stems of a topic, and of the acronyms of its phrases: under "LNS" are all papers on large nests."""
    own = set(terms(topic))
    short = (stem for short, long in acronyms.items() if own.issuperset(terms(long)) for stem in terms(short))
    return own.union(short)
