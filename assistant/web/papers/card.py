"""One paper as the Papers and Map tabs show it opened: byline, abstract, links, and what to do with it."""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from assistant.answers.citations import title_search_url
from assistant.datamodels import Paper
from assistant.explore.bibtex import bibtex
from assistant.explore.bylines import authors_html, authors_shown, away, read_in, searching, titled
from assistant.explore.exports import link
from assistant.explore.saying import say
from assistant.text.categories import category_name

WHOSE = {"group": "whose.group", "related": "whose.related"}
"""Whose a paper is, as the page says it."""


def card_html(paper: Paper, *, members: Collection[str] = frozenset()) -> str:
    """The opened paper. Everything in it is escaped.

    `members` are the group's, as papers name them.
    """
    title = f'<h3 class="title" dir="auto">{titled(paper.title, link(paper))}</h3>'
    abstract = escape(paper.abstract) or f'<span class="none">{say("paper.no-abstract")}</span>'
    return (
        f'<div class="paper-card" data-id="{escape(paper.id)}" data-scope="{paper.scope}" '
        f'data-title="{escape(paper.title)}">{title}'
        f"{_authors(paper, members)}"
        f'<div class="facts">{_facts(paper)}{read_in(paper.records[:1])}</div>'
        f'<p class="abstract" dir="auto">{abstract}</p>{_keywords(paper)}'
        f'<p class="doings"><button type="button" data-do="ask">{say("paper.ask-about")}</button>'
        f'<button type="button" data-do="copy">{say("paper.copy-bibtex")}</button>{_links(paper)}'
        f'<span class="done" role="status"></span></p>'
        f'<pre class="bibtex" hidden>{escape(bibtex(paper))}</pre></div>'
    )


def _authors(paper: Paper, members: Collection[str]) -> str:
    """The authors of a paper; of a long list a few, which open to all."""
    names = authors_html(paper, members)
    if len(authors_shown(paper, members)) == len(paper.authors):
        return f'<p class="byline">{names or say("paper.no-authors")}</p>'
    everyone = authors_html(paper, members, whole=True)
    return f'<details class="byline"><summary>{names}</summary>{everyone}</details>'


def _keywords(paper: Paper) -> str:
    return f'<p class="facts">{escape(paper.subjects)}</p>' if paper.keywords else ""


def badge_html(paper: Paper) -> str:
    return f'<span class="badge {paper.scope}">{say(WHOSE[paper.scope])}</span>'


def _facts(paper: Paper) -> str:
    date = paper.date
    when = (
        (date.text or date.isoformat())
        if date and date.precision > 1
        else str(paper.year or say("paper.no-date"))
    )
    if date and str(date.year) not in when:
        when = f"{when}, {date.year}"
    others = (filter(None, (v.venue or v.kind, str(v.date.year) if v.date else "")) for v in paper.versions)
    also = [say("paper.also", where=said) for other in others if (said := ", ".join(other))]
    category = category_name(paper.category) if paper.category else None
    parts = [when, paper.venue, *also, category, say("paper.code") if paper.has_code else None]
    return f"<span>{' · '.join(escape(part) for part in parts if part)}</span>{badge_html(paper)}"


def _links(paper: Paper) -> str:
    address = link(paper)
    return (
        f"<a {away(address)}>{say('paper.open')}</a>" if address else searching(title_search_url(paper.title))
    )
