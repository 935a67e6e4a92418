"""One paper as the Papers and Map tabs show it opened: byline, abstract, links, and what to do with it."""

from __future__ import annotations

from html import escape

from assistant.answers.citations import title_search_url
from assistant.answers.wording import authors_shown
from assistant.datamodels import Paper
from assistant.explore.bibtex import bibtex
from assistant.explore.exports import link

WHOSE = {"group": "this group", "related": "related work"}


def card_html(paper: Paper, *, heading: bool = False) -> str:
    """The opened paper; with `heading` its title too, where it stands alone. Everything in it is escaped."""
    title = f'<h3 class="title">{escape(paper.title)}</h3>' if heading else ""
    abstract = escape(paper.abstract) or '<span class="none">No source prints an abstract.</span>'
    return (
        f'<div class="paper-card" data-id="{escape(paper.id)}" data-scope="{paper.scope}" '
        f'data-title="{escape(paper.title)}">{title}'
        f"{_authors(paper)}"
        f'<p class="facts">{_facts(paper)}</p>'
        f'<p class="abstract">{abstract}</p>{_keywords(paper)}'
        f'<p class="doings"><button type="button" data-do="ask">Ask about this paper</button>'
        f'<button type="button" data-do="copy">Copy BibTeX</button>{_links(paper)}'
        f'<span class="done" role="status"></span></p>'
        f'<pre class="bibtex" hidden>{escape(bibtex(paper))}</pre></div>'
    )


def _authors(paper: Paper) -> str:
    """The authors of a paper; of a long list a few, which open to all."""
    shown, everyone = authors_shown(paper), paper.authors_text
    if shown == everyone:
        return f'<p class="byline">{escape(everyone) or "No source prints its authors."}</p>'
    return f'<details class="byline"><summary>{escape(shown)}</summary>{escape(everyone)}</details>'


def _keywords(paper: Paper) -> str:
    return f'<p class="facts">{escape(paper.subjects)}</p>' if paper.keywords else ""


def badge_html(paper: Paper) -> str:
    return f'<span class="badge {paper.scope}">{WHOSE[paper.scope]}</span>'


def _facts(paper: Paper) -> str:
    date = paper.date
    when = (date.text or date.isoformat()) if date and date.precision > 1 else str(paper.year or "no date")
    if date and str(date.year) not in when:
        when = f"{when}, {date.year}"
    others = (filter(None, (v.venue or v.kind, str(v.date.year) if v.date else "")) for v in paper.versions)
    also = [f"also {said}" for other in others if (said := ", ".join(other))]
    parts = [when, paper.venue, *also, paper.category, "code" if paper.has_code else None]
    return " · ".join(escape(part) for part in parts if part) + f" {badge_html(paper)}"


def _links(paper: Paper) -> str:
    origin = paper.records[0] if paper.records else None
    read = f"Read in <code>{escape(origin.document)}</code>, line {origin.line}" if origin else ""
    address, text = link(paper), "Open the paper"
    if address is None:
        address, text = title_search_url(paper.title), "Search arXiv for this title"
    away = f'href="{escape(address)}" target="_blank" rel="noopener noreferrer"'
    return f'<a {away}>{text}</a><span class="read">{read}</span>'
