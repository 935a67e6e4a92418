"""The rows of the Papers tab as HTML, with the words of a search marked; all text in them is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from assistant.answers.wording import authors_shown
from assistant.datamodels import Paper
from assistant.explore.contexts import piece, places
from assistant.explore.saying import say
from assistant.explore.sections import Section, said_name
from assistant.text.analysis import fold
from assistant.text.categories import category_name
from assistant.text.sentences import Span
from assistant.web.papers.card import badge_html

COLUMNS = ("authors", "venue", "year", "category", "whose")
"""The columns beside the title."""


def row_html(paper: Paper, venue: str, columns: Sequence[str], wanted: Sequence[str]) -> str:
    """The row of a paper that a search for the folded texts `wanted` found."""
    id, title = escape(paper.id), escape(paper.title)
    cells: Mapping[str, Callable[[], str]] = {
        "authors": lambda: marked(authors_shown(paper, keep=_named(paper, wanted)), wanted),
        "venue": lambda: escape(venue),
        "year": lambda: str(paper.year or "–"),
        "category": lambda: escape(category_name(paper.category or "")),
        "whose": lambda: badge_html(paper),
    }
    return (
        f'<tr class="paper" role="row" data-id="{id}">'
        '<td class="pick" role="cell">'
        f'<input type="checkbox" aria-label="{say("papers.select", title=title)}"></td>'
        f'<td class="title" role="cell"><button type="button" dir="auto" aria-expanded="false">'
        f"{marked(paper.title, wanted)}</button>{_context(paper, wanted)}</td>"
        + "".join(f'<td class="{name}" role="cell">{cells[name]()}</td>' for name in columns)
        + "</tr>"
    )


def heading_html(section: Section, width: int) -> str:
    """The row above the papers of a section; `width` is the number of columns."""
    return (
        f'<tr class="section" role="row"><th scope="rowgroup" colspan="{width}" role="rowheader">'
        f"<span>{escape(said_name(section.name))}</span> <small>{told(section)}</small></th></tr>"
    )


def index_html(sections: Sequence[Section], *, chosen: str = "") -> str:
    """The themes of the papers that were found: how many papers, since when, and how many a year."""
    years = [year for section in sections for year in section.years]
    span = (min(years), max(years)) if years else (0, 0)
    items = "".join(
        f'<li><button type="button" data-theme="{escape(section.name)}" '
        f'aria-pressed="{str(section.name == chosen).lower()}">'
        f"<span>{escape(said_name(section.name))}</span> "
        f"<small>{told(section)}</small>{_bars(section, *span)}</button></li>"
        for section in sections
    )
    return f'<ul class="index" aria-label="{say("themes.name")}">{items}</ul>'


def told(section: Section) -> str:
    """ "9 papers, 2019–2026"; of papers of one year the number alone where the section is this year."""
    count = say("count.papers", count=len(section.rows))
    years = years_told(section.years)
    return count if not years or years == section.name else f"{count}, {years}"


def years_told(years: Iterable[int]) -> str:
    """ "2019–2026", "2019", or "" for no years."""
    span = sorted(years)
    return "–".join(map(str, dict.fromkeys((*span[:1], *span[-1:]))))


def marked(text: str, wanted: Sequence[str], within: Span | None = None) -> str:
    """`text`, or the piece `within` it, escaped, with the places of `wanted` marked."""
    start, end = within or (0, len(text))
    html, at = "", start
    for first, last in places(text, wanted):
        if start <= first and last <= end:
            html += f"{escape(text[at:first])}<mark>{escape(text[first:last])}</mark>"
            at = last
    return html + escape(text[at:end])


def _context(paper: Paper, wanted: Sequence[str]) -> str:
    """The piece of the abstract that shows most of the words; "" where it has none."""
    shown = piece(paper.abstract, wanted)
    if shown is None:
        return ""
    start, end = shown
    before, after = "… " if start else "", " …" if end < len(paper.abstract) else ""
    return f'<p class="context" dir="auto">{before}{marked(paper.abstract, wanted, shown)}{after}</p>'


def _named(paper: Paper, wanted: Sequence[str]) -> list[str]:
    return [name for name in paper.authors if any(word in fold(name) for word in wanted)]


def _bars(section: Section, first: int, last: int) -> str:
    """Papers a year as small columns."""
    most, step = max(section.years.values(), default=0), 100 / (last - first + 1)
    bars = "".join(
        f'<rect x="{(year - first) * step:.2f}%" width="{step * 0.8:.2f}%" '
        f'y="{100 - 100 * count / most:.1f}%" height="{100 * count / most:.1f}%"/>'
        for year, count in sorted(section.years.items())
    )
    return f'<svg class="bars" aria-hidden="true">{bars}</svg>' if bars else ""
