"""The cards of the papers that an answer cites, as HTML. Pure functions; all text in them is escaped.

A card says what the paper is, and shows the sentences that the answer rests on where they stand, between the
one before and the one after. An answer of verbatim sentences prints them itself: there they are folded away
until a number is chosen, so that nothing is read twice. Of an answer in a model's words they are open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape

from assistant.answers.citations import plain
from assistant.answers.wording import names_shown
from assistant.datamodels import Answer, Citation, CitedField, Origin, Paper
from assistant.explore.bibtex import bibtex
from assistant.explore.bylines import authors_html, away, read_in, searching
from assistant.explore.rendering import BADGES, link_of
from assistant.explore.saying import say
from assistant.text.categories import category_name
from assistant.text.sentences import Span, in_context

_FIELDS: dict[CitedField, str] = {
    "title": "papers.title",
    "authors": "papers.authors",
    "date": "sources.date",
    "code": "sources.code",
    "category": "filters.category",
    "affiliations": "sources.affiliations",
    "venue": "filters.venue",
    "profile": "sources.profile",
}
"""What of a paper is quoted, as the page says it."""

_GAP = '<span class="gap"> … </span>'


def sources_html(
    answer: Answer,
    papers: Mapping[str, Paper],
    *,
    anchor: str = "source",
    members: Collection[str] = frozenset(),
) -> str:
    """The source cards of an answer, one per paper, in the order of their numbers.

    The quote of citation n has the id `{anchor}-{n}`. `papers` are the cited papers, by id; the card of a
    paper that is missing in `papers` shows its quotes alone. `members` are the group's, as papers name them.
    """
    cards: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        # Profile facts have no paper of their own: one card each.
        own = str(citation.number) if citation.scope == "profile" else ""
        cards.setdefault((citation.paper_id, own), []).append(citation)
    return "".join(
        _card(group, papers.get(group[0].paper_id), anchor, members, opened=not _printed(answer, group))
        for group in cards.values()
    )


def _printed(answer: Answer, citations: Sequence[Citation]) -> bool:
    """Whether the answer prints one of the sentences itself, or cites no sentence of the paper."""
    quoted = [citation for citation in citations if citation.field in ("abstract", "body")]
    return not quoted or any(plain(citation.quote) in answer.text for citation in quoted)


def _card(
    citations: Sequence[Citation],
    paper: Paper | None,
    anchor: str,
    members: Collection[str],
    *,
    opened: bool,
) -> str:
    first = citations[0]
    category = category_name(paper.category) if paper and paper.category else ""
    when = " · ".join(escape(part) for part in (str(first.year or ""), category) if part)
    numbers = "".join(
        f'<span class="number">{number}</span>' for number in sorted({c.number for c in citations})
    )
    badge = f'<span class="badge {first.scope}">{say(BADGES[first.scope])}</span>'
    names = authors_html(paper, members) if paper else escape(names_shown(first.authors))
    url, is_search = link_of(first)
    search = searching(url) if url and is_search else ""
    name = say("sources.one", number=str(first.number), title=escape(first.title))
    read = read_in(Origin(citation.source, citation.line) for citation in citations)
    return (
        f'<article class="source" tabindex="-1" aria-label="{name}">'
        f'<header>{numbers}<h3 dir="auto">{_title(citations, anchor)}</h3></header>'
        f'<p class="byline">{names}</p><div class="when"><span>{when}</span>{badge}{search}{read}</div>'
        f"{_fold(citations, paper, anchor, opened=opened)}</article>"
    )


def _title(citations: Sequence[Citation], anchor: str) -> str:
    citation = citations[0]
    title = escape(citation.title)
    for cited in (c for c in citations if c.field == "title"):
        title = f'<mark id="{escape(anchor)}-{cited.number}">{title}</mark>'
    url, is_search = link_of(citation)
    return f"<a {away(url)}>{title}</a>" if url and not is_search else title


def _fold(citations: Sequence[Citation], paper: Paper | None, anchor: str, *, opened: bool) -> str:
    """What a card shows when it is opened; of the cards that begin folded one is open at a time."""
    abstract = paper.abstract if paper else ""
    placed = [c for c in citations if c.field == "abstract" and abstract]
    loose = [c for c in citations if c.field != "title" and c not in placed]
    inside = any(c.field == "body" for c in loose)
    key = (
        "sources.in-abstract"
        if placed
        else "sources.in-full-text"
        if inside
        else "sources.as-printed"
        if loose
        else "sources.abstract"
        if abstract
        else "sources.source"
    )
    state = "open" if opened else f'name="{escape(anchor)}"'
    return (
        f'<details class="context" {state}><summary>{say(key)}</summary>'
        + "".join(_quote(c, anchor, numbered=len(citations) > 1) for c in loose)
        + (_passage(placed, abstract, anchor) if abstract and (placed or not inside) else "")
        + _doings(paper)
        + "</details>"
    )


def _quote(citation: Citation, anchor: str, *, numbered: bool) -> str:
    id = escape(f"{anchor}-{citation.number}")
    number = f'<span class="number small">{citation.number}</span>' if numbered else ""
    label = "" if citation.field == "abstract" else f"<cite>{escape(_label(citation))}</cite>"
    printed = _printed_button(citation) if citation.field == "body" and citation.page else ""
    said = f"{number}{label}{escape(citation.quote)}{printed}"
    return f'<blockquote class="quoted" dir="auto" id="{id}">{said}</blockquote>'


def _label(citation: Citation) -> str:
    """What a quote is of: a field, or the section and the page of a full text."""
    if citation.field != "body":
        return say(_FIELDS[citation.field])
    page = say("paper.page", page=str(citation.page)) if citation.page else ""
    return ", ".join(part for part in (citation.section, page) if part) or say("sources.full-text")


def _printed_button(citation: Citation) -> str:
    """The button that shows the page that prints a quote (web/printed)."""
    data = {"paper": citation.paper_id, "title": citation.title, "page": str(citation.page)}
    data |= {"start": str(citation.start), "end": str(citation.end)}
    told = " ".join(f'data-{name}="{escape(value)}"' for name, value in data.items())
    name = say("sources.show-on-page", page=str(citation.page))
    return f'<button type="button" class="on-page" data-printed {told}>{name}</button>'


def _passage(quoted: Sequence[Citation], abstract: str, anchor: str) -> str:
    """The quotes where they stand in an abstract; what is far from them is hidden until it is asked for."""
    spans = [(c.start, c.end) for c in quoted]
    shown = in_context(abstract, spans) if spans else [(0, len(abstract))]
    pieces, position = list[str](), 0
    for part in shown:
        pieces += [_hidden(abstract[position : part[0]]), *_marked(quoted, abstract, part, anchor)]
        position = part[1]
    text = "".join([*pieces, _hidden(abstract[position:])])
    whole = (
        f'<button type="button" class="whole-abstract">{say("sources.whole-abstract")}</button>'
        if _GAP in text
        else ""
    )
    return f'<p class="passage" dir="auto">{text}</p>{whole}'


def _hidden(text: str) -> str:
    if not text.strip():
        return escape(text)
    return f'{_GAP}<span class="rest">{escape(text)}</span>'


def _marked(quoted: Sequence[Citation], abstract: str, part: Span, anchor: str) -> Iterator[str]:
    """A part of an abstract with the quotes in it marked.

    `data-cites` has the numbers of all quotes at a place, since they may overlap. Each quote begins with an
    element of the id `{anchor}-{n}`.
    """
    position = part[0]
    for start, end in sorted({(c.start, c.end) for c in quoted if part[0] <= c.start < part[1]}):
        begin = max(start, position)  # overlapping quotes are marked once
        yield escape(abstract[position:begin])
        ids = [c.number for c in quoted if (c.start, c.end) == (start, end)]
        yield "".join(f'<span id="{escape(anchor)}-{number}"></span>' for number in ids)
        if begin < end:
            cites = " ".join(str(c.number) for c in quoted if c.start < end and begin < c.end)
            yield f'<mark data-cites="{cites}">{escape(abstract[begin:end])}</mark>'
        position = max(end, position)
    yield escape(abstract[position : part[1]])


def _doings(paper: Paper | None) -> str:
    copy = (
        f'<button type="button" class="copy-bibtex">{say("paper.copy-bibtex")}</button>'
        f'<pre class="bibtex" hidden>{escape(bibtex(paper))}</pre>'
        if paper
        else ""
    )
    return f"<footer>{copy}</footer>"
