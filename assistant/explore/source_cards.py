"""The cards of the papers that an answer cites, as HTML. Pure functions; all text in them is escaped.

The answer prints the sentences that it rests on. So a card says what the paper is, and shows the sentences
where they stand, between the one before and the one after, only when it is opened: nothing is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from assistant.answers.wording import authors_shown, names_shown
from assistant.datamodels import Answer, Citation, Paper
from assistant.explore.bibtex import bibtex
from assistant.explore.rendering import BADGES, link_of
from assistant.text.sentences import Span, in_context

_GAP = '<span class="gap"> … </span>'


def sources_html(answer: Answer, papers: Mapping[str, Paper], *, anchor: str = "source") -> str:
    """The source cards of an answer, one per paper, in the order of their numbers.

    The quote of citation n has the id `{anchor}-{n}`. `papers` are the cited papers, by id; the card of a
    paper that is missing in `papers` shows its quotes alone.
    """
    cards: dict[tuple[str, str], list[Citation]] = {}
    for citation in answer.citations:
        # Profile facts have no paper of their own: one card each.
        own = str(citation.number) if citation.scope == "profile" else ""
        cards.setdefault((citation.paper_id, own), []).append(citation)
    return "".join(_card(group, papers.get(group[0].paper_id), anchor) for group in cards.values())


def _card(citations: Sequence[Citation], paper: Paper | None, anchor: str) -> str:
    first = citations[0]
    about = [str(first.year or ""), (paper.category or "") if paper else ""]
    when = " · ".join(escape(part) for part in about if part)
    numbers = "".join(
        f'<span class="number">{number}</span>' for number in sorted({c.number for c in citations})
    )
    badge = f'<span class="badge {first.scope}">{BADGES[first.scope]}</span>'
    names = authors_shown(paper) if paper else names_shown(first.authors)
    return (
        f'<article class="source" tabindex="-1" aria-label="Source {first.number}: {escape(first.title)}">'
        f"<header>{numbers}<h3>{_title(citations, anchor)}</h3></header>"
        f'<p class="byline">{escape(names)}<span class="when">{when}{badge}</span></p>'
        f"{_fold(citations, paper, anchor)}</article>"
    )


def _title(citations: Sequence[Citation], anchor: str) -> str:
    citation = citations[0]
    title = escape(citation.title)
    for cited in (c for c in citations if c.field == "title"):
        title = f'<mark id="{escape(anchor)}-{cited.number}">{title}</mark>'
    url, is_search = link_of(citation)
    return f"<a {_away(url)}>{title}</a>" if url and not is_search else title


def _fold(citations: Sequence[Citation], paper: Paper | None, anchor: str) -> str:
    """What a card shows when it is opened; of the cards of one answer one is open at a time."""
    abstract = paper.abstract if paper else ""
    placed = [c for c in citations if c.field == "abstract" and abstract]
    loose = [c for c in citations if c.field != "title" and c not in placed]
    label = "In its abstract" if placed else "As printed" if loose else "Abstract" if abstract else "Source"
    return (
        f'<details class="context" name="{escape(anchor)}"><summary>{label}</summary>'
        + "".join(_quote(c, anchor, numbered=len(citations) > 1) for c in loose)
        + (_passage(placed, abstract, anchor) if abstract else "")
        + _provenance(citations, paper)
        + "</details>"
    )


def _quote(citation: Citation, anchor: str, *, numbered: bool) -> str:
    id = escape(f"{anchor}-{citation.number}")
    number = f'<span class="number small">{citation.number}</span>' if numbered else ""
    label = "" if citation.field == "abstract" else f"<cite>{citation.field.capitalize()}</cite>"
    return f'<blockquote class="quoted" id="{id}">{number}{label}{escape(citation.quote)}</blockquote>'


def _passage(quoted: Sequence[Citation], abstract: str, anchor: str) -> str:
    """The quotes where they stand in an abstract; what is far from them is hidden until it is asked for."""
    spans = [(c.start, c.end) for c in quoted]
    shown = in_context(abstract, spans) if spans else [(0, len(abstract))]
    pieces, position = list[str](), 0
    for part in shown:
        pieces += [_hidden(abstract[position : part[0]]), *_marked(quoted, abstract, part, anchor)]
        position = part[1]
    text = "".join([*pieces, _hidden(abstract[position:])])
    whole = '<button type="button" class="whole-abstract">Whole abstract</button>' if _GAP in text else ""
    return f'<p class="passage">{text}</p>{whole}'


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


def _provenance(citations: Sequence[Citation], paper: Paper | None) -> str:
    places = dict.fromkeys((c.source, c.line) for c in citations)
    read = "; ".join(f"<code>{escape(source)}</code>, line {line}" for source, line in places)
    url, is_search = link_of(citations[0])
    search = f'<a class="search" {_away(url)}>Search arXiv for this title</a>' if url and is_search else ""
    copy = (
        '<button type="button" class="copy-bibtex">Copy BibTeX</button>'
        f'<pre class="bibtex" hidden>{escape(bibtex(paper))}</pre>'
        if paper
        else ""
    )
    back = '<button type="button" class="back">Back to the answer</button>'
    return f'<footer><span class="read">Read in {read}</span>{search}{copy}{back}</footer>'


def _away(url: str) -> str:
    return f'href="{escape(url)}" target="_blank" rel="noopener noreferrer"'
