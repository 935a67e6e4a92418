"""The Papers tab: every paper in a table that is searched as one types, sorted, filtered and exported.

The rows of the table are HTML made here. The browser's part (papers.js) holds the visitor's search and
selection, so nothing of a visitor is kept on the server. A Gradio table would send all papers to every
visitor and has no rows that open.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any, cast, get_args

import gradio as gr

from assistant.answers.cited_works import members_of
from assistant.answers.wording import authors_shown
from assistant.datamodels import Paper, ScopeFilter
from assistant.errors import AssistantError, UsageError
from assistant.explore.browsing import Choices, Column, Look, Shelf
from assistant.explore.exports import FORMATS
from assistant.explore.reference_files import in_style, to_html, to_text
from assistant.index.catalog import by_date
from assistant.text.citation_styles import STYLES, style_named
from assistant.web.paper_card import badge_html, card_html
from assistant.web.service import Latest, Service, papers_named

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
PAGE = 100
"""Rows that are shown at a time."""

CITED = 1000
"""References that are copied at a time, at most: five seconds of work."""

LONGEST = 400
"""Letters of a search or a name."""

Reply = dict[str, Any]


def build_papers(service: Service) -> gr.HTML:
    """The Papers tab over `service`; nothing of it is sent before the tab is opened."""

    shelf = Latest(service, lambda assistant: Shelf(assistant.corpus.papers)).get

    def look_up(asked: Any) -> Reply:
        found = shelf().look(look_of(asked))
        first = _number(asked, "first") or 0
        rows = "".join(_row(paper) for paper in found[first : first + PAGE])
        return {"rows": rows, "found": len(found), "total": len(shelf().papers), "shown": first + PAGE}

    def choices(_: Any) -> Reply:
        return {**asdict(Choices.of(shelf().columns)), "styles": list(STYLES)}

    def open_paper(id: Any) -> Reply:
        return {"html": card_html(paper_of(service, id))}

    def export(asked: Any) -> Reply:
        if not isinstance(asked, dict) or asked.get("format") not in FORMATS:
            raise UsageError(f"Expected a format, one of {', '.join(FORMATS)}.")
        form = FORMATS[asked["format"]]
        return {"name": f"papers.{form.suffix}", "type": form.media_type, "text": form.write(chosen(asked))}

    def references(asked: Any) -> Reply:
        if not isinstance(asked, dict) or asked.get("style") not in STYLES:
            raise UsageError(f"Expected a style, one of {', '.join(STYLES)}.")
        papers, corpus = chosen(asked), service.wait().corpus
        if len(papers) > CITED:
            raise UsageError(f"At most {CITED} references are copied at a time: select fewer papers.")
        members = members_of(corpus.papers, corpus.profiles)
        listed = in_style(papers, style_named(asked["style"]), members)
        return {"text": to_text(listed), "html": to_html(listed)}

    def chosen(asked: dict[str, Any]) -> list[Paper]:
        """The papers that the visitor selected, else all that the search finds."""
        ids = asked.get("ids")
        if isinstance(ids, list) and ids:
            wanted = {id for id in ids if isinstance(id, str)}
            return by_date(list(papers_named(service.wait().corpus, wanted).values()))
        return list(shelf().look(look_of(asked)))

    return gr.HTML(
        "",
        elem_id="papers",
        html_template=(FOLDER / "papers.html").read_text(encoding="utf-8"),
        js_on_load=(FOLDER / "papers.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        server_functions=[told(service, f) for f in (look_up, choices, open_paper, export, references)],
    )


def told(service: Service, function: Callable[[Any], Reply]) -> Callable[[Any], Reply]:
    """`function` for the browser to call: an error, or a wait for the papers, comes back as a sentence."""

    def tell(asked: Any = None) -> Reply:
        if not service.settled:
            return {"waiting": service.progress}
        try:
            return function(asked)
        except AssistantError as error:
            return {"error": str(error)}
        except Exception:
            log.exception("%s failed", function.__name__)
            return {"error": "Something went wrong. The details are in the server's log."}

    tell.__name__ = function.__name__
    return tell


def paper_of(service: Service, id: Any) -> Paper:
    """The paper with this id. Raises UsageError where there is none."""
    try:
        return service.wait(0).corpus.paper(id)
    except (KeyError, TypeError, StopIteration) as error:
        raise UsageError(f"There is no paper with the id {str(id)[:80]!r} here.") from error


def look_of(asked: Any) -> Look:
    """The search that a browser asks for. Raises UsageError for values that our page never sends."""
    if not isinstance(asked, dict):
        raise UsageError("Expected an object with the filters.")
    scope, order = asked.get("scope") or "all", asked.get("order") or "date"
    if scope not in ("group", "related", "all") or order not in get_args(Column):
        raise UsageError("Expected a scope (group, related, all) and an order (a column of the table).")
    return Look(
        text=_text(asked, "text"),
        scope=cast(ScopeFilter, scope),
        year_from=_number(asked, "year_from"),
        year_to=_number(asked, "year_to"),
        category=_text(asked, "category") or None,
        venue=_text(asked, "venue") or None,
        author=_text(asked, "author"),
        order=cast(Column, order),
        descending=bool(asked.get("descending", order == "date")),
        among=_ids(asked.get("among")),
    )


def _ids(value: Any) -> frozenset[str]:
    return frozenset(id for id in value if isinstance(id, str)) if isinstance(value, list) else frozenset()


def _text(asked: dict[str, Any], name: str) -> str:
    return str(asked.get(name) or "")[:LONGEST]


def _number(asked: dict[str, Any], name: str) -> int | None:
    value = asked.get(name)
    if value in (None, ""):
        return None
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"Expected a number as {name}, got {str(value)[:40]!r}.") from error


def _row(paper: Paper) -> str:
    id, title = escape(paper.id), escape(paper.title)
    return (
        f'<tr class="paper" role="row" data-id="{id}">'
        f'<td class="pick" role="cell"><input type="checkbox" aria-label="Select {title}"></td>'
        f'<td class="title" role="cell"><button type="button" aria-expanded="false">{title}</button></td>'
        f'<td class="authors" role="cell">{escape(authors_shown(paper))}</td>'
        f'<td class="year" role="cell">{paper.year or "–"}</td>'
        f'<td class="category" role="cell">{escape(paper.category or "")}</td>'
        f'<td class="whose" role="cell">{badge_html(paper)}</td></tr>'
    )
