"""The chat's texts, its fragments of HTML, and the JavaScript of its events. Pure functions and constants."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import gradio as gr
from gradio.i18n import I18nData

from assistant.datamodels import EXTRACTIVE, Paper, ScopeFilter
from assistant.errors import AssistantError
from assistant.explore.browsing import Choices
from assistant.explore.saying import say
from assistant.index.papers import columns_of
from assistant.text.analysis import fold
from assistant.text.categories import category_name
from assistant.understanding.length import LONGEST_QUESTION
from assistant.web.service import Answering

LENGTH = f"""
<p id="length" data-longest="{LONGEST_QUESTION}" hidden>
<span class="count"></span> <span role="status"></span></p>
"""

# The `js` of Gradio's events: each gets the values of the event's inputs and returns the values to send.
ASK = "(...values) => chatPage.asked(...values)"
ASK_BY_BUTTON = "(...values) => chatPage.pressed(...values)"
REFUSED = "() => { unanswered.refused() }"
KEPT = "(record, ...rest) => [chatPage.sent(record), ...rest]"
WANTED = "(wanted, ...rest) => [chatPage.wanted(), ...rest]"
WANTED_OF_KEPT = "(wanted, record, ...rest) => [chatPage.wanted(), chatPage.sent(record), ...rest]"
RESUME = "(wanted, ...rest) => [chatPage.resumed(), ...rest]"
GO_ON = "() => { chatPage.goOn() }"
CHOOSE = "() => { choices.restore() }"
CHOSEN = "() => [choices.writer()]"
WROTE = "(writer) => choices.wrote(writer)"
KEEP = "(record) => { chatPage.keep(record) }"
NOTICE = "(text) => { chatPage.notice(text) }"
DOWNLOAD = "(file) => { chatPage.download(file) }"


def scopes() -> list[str | int | float | tuple[str | I18nData, str | int | float]]:
    return [
        (say("scope.group"), "group"),
        (say("scope.related"), "related"),
        (say("scope.everything"), "all"),
    ]


def tools_html() -> str:
    return f"""
<div class="line">
<button type="button" id="show-history" class="has-icon icon-history icon-alone"
  aria-haspopup="dialog">{say("chat.history")}</button>
<span class="menu" id="export-menu">
  <button type="button" class="has-icon icon-export icon-alone"
    aria-expanded="false">{say("chat.export")}</button>
  <span class="menu-items" hidden>
    <button type="button" data-export="markdown">{say("chat.markdown-with-references")}</button>
    <button type="button" data-export="bibtex">{say("chat.bibtex-of-cited")}</button>
    <button type="button" data-export="ris">{say("chat.ris-of-cited")}</button>
  </span>
</span>
</div>
"""


def editing_html() -> str:
    return f"""
<p class="editing-note" hidden>{say("chat.editing-earlier-question")}
<button type="button" id="stop-editing" class="has-icon icon-remove">{say("doing.cancel")}</button></p>
"""


def choices_html() -> str:
    return f'<button type="button" id="show-choices" aria-expanded="false">{say("scope.group")}</button>'


def filter_switch_html() -> str:
    return f"""
<div class="line">
<button type="button" id="show-filters" class="chip has-icon icon-filter" aria-expanded="false"
  aria-controls="filters">{say("filters.name")}</button>
<span id="filters-set" role="status"></span>
<button type="button" id="clear-filters" hidden>{say("doing.clear")}</button>
</div>
"""


def sources_head_html() -> str:
    return f"""
<h2 id="panel-title">{say("sources.name")}</h2>
<button type="button" id="close-sources" class="has-icon icon-remove">{say("doing.close")}</button>
"""


def scope_of(choice: str) -> ScopeFilter | None:
    """The scope that a visitor chose; None for the page's default, with which the question itself decides."""
    return "related" if choice == "related" else "all" if choice == "all" else None


def filters_html(papers: Sequence[Paper]) -> str:
    """The filters' controls, with the years, authors, categories and venues that the papers have."""
    choices = Choices.of(columns_of(papers))
    years = [str(year) for year in choices.years]
    authors = sorted(choices.authors, key=_by_surname)
    categories = {code: category_name(code) for code in choices.categories}
    any_ = say("filters.any")
    return (
        f'<div class="filter-fields" role="group" aria-label="{say("filters.name")}">'
        + _select("year_from", say("filters.from"), say("filters.any-year"), years)
        + _select("year_to", say("filters.to"), say("filters.any-year"), years)
        + _select("author", say("filters.author"), say("filters.anyone"), authors)
        + _select("category", say("filters.category"), any_, categories, categories.values())
        + (_select("venue", say("filters.venue"), any_, choices.venues) if len(choices.venues) > 1 else "")
        + "</div>"
    )


def _by_surname(name: str) -> tuple[str, str]:
    return fold(name.rsplit(" ", 1)[-1]), fold(name)


def _select(
    name: str, label: str, none: str, values: Iterable[str], said: Iterable[str] | None = None
) -> str:
    """A choice among `values`, each as it is `said`."""
    options = "".join(
        f'<option value="{escape(value)}">{escape(words)}</option>'
        for value, words in zip(values, values if said is None else said, strict=True)
    )
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


def writers(assistant: Answering, writer: str) -> Any:
    """The choice of who writes the answers, shown where there is more than one possibility."""
    names = assistant.writers()
    choices = [(say("writer.no-model") if name == EXTRACTIVE else name, name) for name in names]
    return gr.update(choices=choices, value=writer, visible=len(names) > 1)


def waiting(progress: str = "") -> str:
    said = escape(progress) or say("chat.getting-ready")
    return f'<p class="mode waiting" role="status">{said} {say("chat.ask-already")}</p>'


def mode(writer: str | None) -> str:
    if writer in (None, EXTRACTIVE):
        return f'<p class="mode">{say("writer.verbatim-sentences")}</p>'
    return f'<p class="mode">{say("writer.written-and-checked", writer=escape(writer))}</p>'


def failure(error: Exception) -> str:
    known = isinstance(error, AssistantError)
    message = str(error) if known else say("chat.not-started")
    return f'<p class="mode failed" role="alert">{escape(message)}</p>'
