"""Papers that are found, in sections: by year or by theme, each with its years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.explore.corpus_themes import NO_THEME, CorpusThemes
from assistant.explore.saying import say
from assistant.index.columns import Columns

Grouping = Literal["", "year", "theme"]

UNDATED = "No date"
"""The section of papers without a date."""

_SAID = {UNDATED: "papers.no-date", NO_THEME: "themes.other"}


@dataclass(frozen=True, slots=True)
class Section:
    """A year or a theme, the rows of its papers in the order in which they were found, and papers a year."""

    name: str
    rows: tuple[int, ...]
    years: Mapping[int, int]


def said_name(name: str) -> str:
    """The name of a section, or of a theme, as the page says it."""
    return say(_SAID[name]) if name in _SAID else name


def by_year(rows: Sequence[int], columns: Columns, *, newest_first: bool = True) -> list[Section]:
    """The papers of each year; those without a date come last."""
    years = {row: int(columns.day[row]) // 10000 for row in rows}
    order = sorted({*years.values()} - {0}, reverse=newest_first)
    names = {year: str(year) for year in order} | ({0: UNDATED} if 0 in years.values() else {})
    return [
        _section(name, [row for row in rows if years[row] == year], years) for year, name in names.items()
    ]


def by_theme(rows: Sequence[int], columns: Columns, themes: CorpusThemes) -> list[Section]:
    """The papers of each theme, in the order of the themes; those of no theme come last."""
    years = {row: int(columns.day[row]) // 10000 for row in rows}
    named: dict[str, list[int]] = {name: [] for name in (*themes.names, NO_THEME)}
    for row in rows:
        named[themes.name_of(columns.ids[row])].append(row)
    return [_section(name, own, years) for name, own in named.items() if own]


def _section(name: str, rows: Sequence[int], years: Mapping[int, int]) -> Section:
    return Section(name, tuple(rows), Counter(years[row] for row in rows if years[row]))
