"""The chat's texts, its fragments of HTML, and the JavaScript of its events. Pure functions and constants."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from assistant.datamodels import EXTRACTIVE, Paper, ScopeFilter
from assistant.errors import AssistantError
from assistant.explore.browsing import Choices
from assistant.index.papers import columns_of
from assistant.text.analysis import fold
from assistant.web.service import Answering

FIRST_EXAMPLE = "What has this group done on continual learning?"
EXAMPLES = (
    FIRST_EXAMPLE,
    "How many papers has the group published?",
    "What is the group's newest paper?",
    "Who are the most frequent co-authors?",
)
"""Questions to begin with until the papers are read: from then on the papers give better ones."""

SCOPES: list[str | int | float | tuple[str | I18nData, str | int | float]] = [
    ("This group", "group"),
    ("Related work", "related"),
    ("Everything", "all"),
]

WELCOME = """
<div class="welcome">
  <p class="lead">Ask what these papers say.</p>
  <p>Every statement comes with a number that leads to the sentence it rests on.
  Where the papers have no answer, you are told so.</p>
</div>
"""

NO_SOURCES = (
    '<p class="empty">The papers behind an answer appear here, each with its sentences where they stand.</p>'
)

TOOLS = """
<div class="line">
<button type="button" id="show-history" aria-haspopup="dialog">History</button>
<span class="menu" id="export-menu">
  <button type="button" aria-expanded="false">Export</button>
  <span class="menu-items" hidden>
    <button type="button" data-export="markdown">Markdown with references</button>
    <button type="button" data-export="bibtex">BibTeX of what is cited</button>
    <button type="button" data-export="ris">RIS of what is cited</button>
  </span>
</span>
</div>
"""

EDITING = """
<p class="editing-note" hidden>Editing an earlier question. What follows it is answered anew.
<button type="button" id="stop-editing">Cancel</button></p>
"""

FILTER_SWITCH = """
<div class="line">
<button type="button" id="show-filters" aria-expanded="false" aria-controls="filters">Filters</button>
<span id="filters-set" role="status"></span>
<button type="button" id="clear-filters" hidden>Clear</button>
</div>
"""

# The `js` of Gradio's events: each gets the values of the event's inputs and returns the values to send.
ASK = (
    "(text, wanted, scope, by, record, ...rest) => "
    "[text, chatPage.asked(), scope, by, chatPage.sent(record), ...rest]"
)
ASK_BY_BUTTON = (
    "(text, wanted, scope, by, record, ...rest) => "
    "['', chatPage.wanted(), scope, by, chatPage.sent(record), ...rest]"
)
KEPT = "(record, ...rest) => [chatPage.sent(record), ...rest]"
WANTED = "(wanted, ...rest) => [chatPage.wanted(), ...rest]"
WANTED_OF_KEPT = "(wanted, record, ...rest) => [chatPage.wanted(), chatPage.sent(record), ...rest]"
RESUME = "(wanted, ...rest) => [chatPage.resumed(), ...rest]"
KEEP = "(record) => { chatPage.keep(record) }"
NOTICE = "(text) => { chatPage.notice(text) }"
DOWNLOAD = "(file) => { chatPage.download(file) }"


def scope_of(choice: str) -> ScopeFilter | None:
    """The scope that a visitor chose; None for the page's default, with which the question itself decides."""
    return "related" if choice == "related" else "all" if choice == "all" else None


def filters_html(papers: Sequence[Paper]) -> str:
    """The filters' controls, with the years, authors, categories and venues that the papers have."""
    choices = Choices.of(columns_of(papers))
    years = [str(year) for year in choices.years]
    authors = sorted(choices.authors, key=_by_surname)
    return (
        '<div class="filter-fields" role="group" aria-label="Filters">'
        + _select("year_from", "From", "any year", years)
        + _select("year_to", "To", "any year", years)
        + _select("author", "Author", "anyone", authors)
        + _select("category", "Category", "any", choices.categories)
        + (_select("venue", "Venue", "any", choices.venues) if len(choices.venues) > 1 else "")
        + "</div>"
    )


def _by_surname(name: str) -> tuple[str, str]:
    return fold(name.rsplit(" ", 1)[-1]), fold(name)


def _select(name: str, label: str, none: str, values: Sequence[str]) -> str:
    options = "".join(f'<option value="{escape(v)}">{escape(v)}</option>' for v in values)
    return (
        f'<div><label for="filter-{name}">{label}</label><select id="filter-{name}" name="{name}">'
        f'<option value="">{none}</option>{options}</select></div>'
    )


def file(suffix: str, text: str, title: str) -> str:
    """A file for the page to download, named after the conversation."""
    words = re.findall(r"[a-z0-9]+", fold(title))
    name = f"{'-'.join(words)[:60].strip('-') or 'conversation'}.{suffix}"
    return json.dumps({"name": name, "text": text, "at": time.time_ns()})


def notice(text: str) -> str:
    """A line for the page to show for a while; `at` lets Gradio tell it from the same line said before."""
    return json.dumps({"text": text, "at": time.time_ns()})


def writers(assistant: Answering) -> Any:
    """The choice of who writes the answers, shown where there is more than one possibility."""
    names = assistant.writers()
    choices = [("No language model" if name == EXTRACTIVE else name, name) for name in names]
    return gr.update(choices=choices, value=assistant.writer, visible=len(names) > 1)


def waiting(progress: str = "Getting ready…") -> str:
    return f'<p class="mode waiting" role="status">{escape(progress)} You can ask already.</p>'


def mode(writer: str) -> str:
    if writer == EXTRACTIVE:
        return '<p class="mode">Answers are verbatim sentences from the papers (no language model).</p>'
    return f'<p class="mode">Answers written by {escape(writer)}, checked against the papers.</p>'


def failure(error: Exception) -> str:
    known = isinstance(error, AssistantError)
    message = str(error) if known else "The assistant could not be started; the server's log says why."
    return f'<p class="mode failed" role="alert">{escape(message)}</p>'
