"""What the Papers tab asks of the server: papers that a search finds, its choices, files and references."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from typing import Any

import numpy as np

from assistant.datamodels import Paper, ScopeFilter
from assistant.errors import UsageError
from assistant.explore.browsing import Choices, Look, Shelf, wanted
from assistant.explore.corpus_themes import NO_THEME
from assistant.explore.exports import FORMATS
from assistant.explore.reference_files import in_style, to_html, to_text
from assistant.explore.sections import Section, by_theme, by_year, said_name
from assistant.index.catalog import by_date, of_scope
from assistant.index.columns import Columns
from assistant.text.categories import category_name
from assistant.text.citation_styles import STYLES, style_named
from assistant.web.asked import list_of, number_of, object_of, text_of
from assistant.web.papers.asked import grouping_of, look_of
from assistant.web.papers.card import card_html
from assistant.web.papers.rows import COLUMNS, heading_html, index_html, row_html
from assistant.web.service import Service, papers_named
from assistant.web.views import Reply

PAGE = 100
"""Rows that are shown at a time."""

FILLED = 0.2
"""The share of the papers that have something in a column, at least: an opened paper has it, too."""

CITED = 1000
"""References that are copied at a time, at most: five seconds of work."""


@dataclass(frozen=True)
class Listed:
    """The rows of papers in the order of the table, the section that begins at a place, and the themes."""

    rows: Sequence[int]
    sections: Mapping[int, Section] = field(default_factory=dict)
    index: str = ""

    @classmethod
    def of(cls, sections: Sequence[Section], index: str = "") -> Listed:
        ends = accumulate(len(section.rows) for section in sections)
        starts = [end - len(section.rows) for section, end in zip(sections, ends, strict=True)]
        rows = [row for section in sections for row in section.rows]
        return cls(rows, dict(zip(starts, sections, strict=True)), index)


class Listing:
    """The server functions of the Papers tab. Nothing of a visitor is kept."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def look_up(self, asked: Any) -> Reply:
        """One page of the papers that are asked for, as rows; and how many there are."""
        shelf, first = self._service.shelf.get(), number_of(asked, "first") or 0
        look, mended = _mended(shelf, asked)
        listed = self._listed(shelf, shelf.look(look).rows, asked)
        found, elsewhere = len(listed.rows), 0
        if not found and look.scope != "all":
            elsewhere = len(self._on_theme(shelf, shelf.look(replace(look, scope="all")).rows, asked))
        return {
            **_table(shelf, listed, look, slice(first, first + PAGE)),
            "index": "" if first else listed.index,
            "mended": [{"written": written, "meant": meant} for written, meant in mended],
            "found": found,
            "elsewhere": elsewhere,
            "total": int(of_scope(shelf.columns, look.scope).sum()),
            "shown": first + PAGE,
        }

    def choices(self, _: Any) -> Reply:
        """The values of the filters, and whose papers there are."""
        columns = self._service.shelf.get().columns
        scopes = [scope for scope in ("group", "related") if of_scope(columns, scope).any()]
        named = {category: category_name(category) for category in columns.categories.names}
        return {**asdict(Choices.of(columns)), "named": named, "styles": list(STYLES), "scopes": scopes}

    def themes(self, _: Any) -> Reply:
        """The names of the themes, which take a moment to find."""
        names = self._service.themes.get().names
        return {"themes": [*names, NO_THEME] if names else [], "named": {NO_THEME: said_name(NO_THEME)}}

    def export(self, asked: Any) -> Reply:
        """A file of the papers that the visitor selected, else of all that the search finds."""
        asked = object_of(asked)
        return file_of(asked.get("format"), lambda: self._chosen(asked))

    def references(self, asked: Any) -> Reply:
        """References to these papers in a citation style."""
        asked = object_of(asked)
        if asked.get("style") not in STYLES:
            raise UsageError(f"Expected a style, one of {', '.join(STYLES)}.")
        papers, corpus = self._chosen(asked), self._service.wait().corpus
        if len(papers) > CITED:
            raise UsageError(f"At most {CITED} references are copied at a time: select fewer papers.")
        listed = in_style(papers, style_named(asked["style"]), corpus.members)
        return {"text": to_text(listed), "html": to_html(listed)}

    def open_paper(self, id: Any) -> Reply:
        """The card of a paper. Raises UsageError where there is none with this id."""
        corpus = self._service.wait(0).corpus
        try:
            paper = corpus.paper(id)
        except (KeyError, TypeError, StopIteration) as error:
            raise UsageError(f"There is no paper with the id {str(id)[:80]!r} here.") from error
        return {"html": card_html(paper, members=corpus.members)}

    def _chosen(self, asked: dict[str, Any]) -> list[Paper]:
        if asked.get("ids"):
            named = set(list_of(asked, "ids", str))
            return by_date(list(papers_named(self._service.wait().corpus, named).values()))
        shelf = self._service.shelf.get()
        rows = self._on_theme(shelf, shelf.look(_mended(shelf, asked)[0]).rows, asked)
        return [shelf.papers[row] for row in rows]

    def _on_theme(self, shelf: Shelf, rows: Sequence[int], asked: dict[str, Any]) -> Sequence[int]:
        """Those of the papers that are on the theme that is asked for, if one is."""
        theme = text_of(asked, "theme")
        if not theme:
            return rows
        themes, ids = self._service.themes.get(), shelf.columns.ids
        return [row for row in rows if themes.name_of(ids[row]) == theme]

    def _listed(self, shelf: Shelf, found: Sequence[int], asked: dict[str, Any]) -> Listed:
        """The papers of the theme that is asked for among those that are `found`, in their sections."""
        rows = self._on_theme(shelf, found, asked)
        match grouping_of(asked):
            case "theme":
                themes = self._service.themes.get()
                index = index_html(by_theme(found, shelf.columns, themes), chosen=text_of(asked, "theme"))
                return Listed.of(by_theme(rows, shelf.columns, themes), index)
            case "year":
                look = look_of(asked)
                newest_first = look.descending or look.order != "date"
                return Listed.of(by_year(rows, shelf.columns, newest_first=newest_first))
            case _:
                return Listed(rows)


def file_of(form: Any, papers: Callable[[], Sequence[Paper]]) -> Reply:
    """A file of papers in one of FORMATS. Raises UsageError where `form` is none of them."""
    if form not in FORMATS:
        raise UsageError(f"Expected a format, one of {', '.join(FORMATS)}.")
    made = FORMATS[form]
    return {"name": f"papers.{made.suffix}", "type": made.media_type, "text": made.write(papers())}


def _mended(shelf: Shelf, asked: Any) -> tuple[Look, tuple[tuple[str, str], ...]]:
    """The search that is asked for, with its words mended, and what was changed in them."""
    look = look_of(asked)
    text, changes = shelf.mended(look.text)
    return replace(look, text=text), changes


def _table(shelf: Shelf, listed: Listed, look: Look, page: slice) -> Reply:
    """The rows of one page of the table, and its columns."""
    columns, words = _filled(shelf.columns, look.scope), wanted(look.text)
    html = []
    for place, row in list(enumerate(listed.rows))[page]:
        if place in listed.sections:
            html.append(heading_html(listed.sections[place], len(columns) + 2))
        html.append(row_html(shelf.papers[row], shelf.venue_of(row), columns, words))
    return {"rows": "".join(html), "columns": columns}


def _filled(columns: Columns, scope: ScopeFilter) -> list[str]:
    """The columns that tell something of the papers of `scope`."""
    kept = of_scope(columns, scope)
    filled = {
        "authors": columns.authors.counts > 0,
        "venue": columns.venues.counts > 0,
        "year": columns.day > 0,
        "category": columns.categories.counts > 0,
    }
    told = {name for name, has in filled.items() if (has & kept).sum() >= FILLED * kept.sum() > 0}
    if len(np.unique(columns.group[kept])) > 1:
        told.add("whose")
    return [name for name in COLUMNS if name in told]
