"""What all cards of papers share: authors, links, and where it was read. All text in them is escaped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape

from assistant.datamodels import Origin, Paper
from assistant.explore.saying import say

FIRST = 3
"""Authors at the beginning of a long list who are named."""

FEW = 6
"""Authors who are all named."""


def authors_html(paper: Paper, members: Collection[str], *, whole: bool = False) -> str:
    """The authors, of many the first three, the last and the members of the group, who are marked.

    With `whole` all of them.
    """
    names = paper.authors
    places = range(len(names)) if whole else authors_shown(paper, members)
    text, before = "", -1
    for place in places:
        text += (", … " if place > before + 1 else ", ") if text else ""
        text += _author(names[place], members)
        before = place
    count = paper.author_count or (len(names) if paper.authors_complete else None)
    if not names or count == len(places):
        return text
    return f"{text} {say('count.and-more', count=count - len(places))}" if count else f"{text} et al."


def authors_shown(paper: Paper, members: Collection[str]) -> Collection[int]:
    """The places of the authors whom `authors_html` names."""
    count = len(paper.authors)
    places = [n for n in range(count) if n < FIRST or n == count - 1 or paper.authors[n] in members]
    return range(count) if count <= FEW else places


def _author(name: str, members: Collection[str]) -> str:
    if name not in members:
        return escape(name)
    said = say("paper.of-this-group")
    return f'<b class="member" title="{said}">{escape(name)}<span class="unseen"> ({said})</span></b>'


def read_in(places: Iterable[Origin]) -> str:
    """An info mark that opens to say in which documents, and lines of them, something was read."""
    said = "; ".join(f"<code>{escape(p.document)}</code>, {_place(p)}" for p in dict.fromkeys(places))
    if not said:
        return ""
    where, read = say("paper.where-read"), say("paper.read-in", places=said)
    return (
        f'<details class="origin"><summary aria-label="{where}" title="{where}">'
        f'<span aria-hidden="true">i</span></summary><span class="read">{read}</span></details>'
    )


def _place(origin: Origin) -> str:
    if origin.is_page:
        return say("paper.page", page=str(origin.line))
    return say("paper.line", line=str(origin.line))


def away(url: str) -> str:
    """The attributes of a link that leaves the page."""
    return f'href="{escape(url)}" target="_blank" rel="noopener noreferrer"'


def titled(title: str, url: str | None) -> str:
    """A title, which leads to the paper where an address of it is known."""
    return f"<a {away(url)}>{escape(title)}</a>" if url else escape(title)


def searching(url: str) -> str:
    """The link of a paper of which no source prints an address."""
    name = say("paper.search-arxiv-for")
    return f'<a class="search" {away(url)} aria-label="{name}">{say("paper.search-arxiv")}</a>'
