"""Answer -> JSON, plain text, Markdown and HTML. Pure functions.

All text of a paper, a question or a model is untrusted here. In HTML such text is escaped. In Markdown raw
HTML, images and links are made inert, so that the `[n]` marks are the only links of an answer, and no text
can make a browser load anything.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from typing import Any
from urllib.parse import urlsplit

from assistant.answers.citations import UNBACKED, title_search_url
from assistant.answers.wording import names_shown
from assistant.datamodels import Answer, Citation, Draft, Intent, Reason, Suggestion

MARK = re.compile(r"((?<=\S) )?(?<!\\)\[(\d+)\]")
"""An `[n]` mark of an answer; the groups are the space before the mark and the number."""

_SPECIAL = re.compile(r"([\\`*_~\[\]$#|!])")
_LINE = re.compile(
    r"(?m)^(\s*(?:(?:[-*+>]|#{1,6}|\d{1,2}[.)])\s+)*)(\S.*)$"
)  # groups: the Markdown at the start of a line (list marks, headings), and the rest of the line
BADGES = {"group": "this group", "related": "related work", "profile": "profile"}
_ABSTENTIONS = {
    Reason.OUT_OF_DOMAIN: "Outside these papers",
    Reason.NOTHING_FOUND: "Not found in these papers",
    Reason.UNKNOWN_AUTHOR: "An author these papers do not have",
    Reason.EMPTY_YEAR: "No papers from that time",
    Reason.FALSE_PREMISE: "The papers do not bear this out",
    Reason.UNSUPPORTED_LANGUAGE: "A language I do not read",
}


# Programs and terminals


def to_json(answer: Answer, id: str | None = None) -> dict[str, Any]:
    """An answer as a JSON object: the form that `ask --json` and `batch` print."""
    return {
        "id": id,
        "question": answer.question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "reason": answer.reason.value if answer.reason else None,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "suggestions": [asdict(suggestion) for suggestion in answer.suggestions],
        "query": _query_json(answer),
        "writer": answer.writer,
        "support": asdict(answer.support) if answer.support else None,
        "usage": asdict(answer.usage) if answer.usage else None,
        "note": answer.note,
        "seconds": round(answer.seconds, 4),
    }


def to_text(answer: Answer, *, width: int = 96) -> str:
    """An answer for a terminal: the text, then its numbered sources with quote, date and link."""
    blocks = [answer.text.strip()]
    if answer.citations:
        blocks.append("Sources")
        blocks += [_citation_text(citation, width) for citation in answer.citations]
    if answer.suggestions:
        titles = [f"  - {s.title} ({BADGES[s.scope]})" for s in answer.suggestions]
        blocks.append("\n".join(["Nearest papers (not sources):", *titles]))
    if answer.note:
        blocks.append(f"Note: {answer.note}")
    if answer.support:
        blocks.append(f"Written by {answer.writer}: {'; '.join(_written_facts(answer))}.")
    if answer.searched:
        blocks.append(f"Searched: {answer.searched}")
    return "\n\n".join(blocks) + "\n"


# The chat


def to_markdown(answer: Answer, *, anchor: str = "source", searched: Sequence[tuple[str, str]] = ()) -> str:
    """The chat bubble of an answer: the text, with every `[n]` a link to `#{anchor}-{n}`, and the footer.

    `searched` are the facts of the search, label and value; without facts, `answer.searched` is shown. The
    result mixes Markdown with HTML blocks, for a renderer that sanitises HTML, as Gradio's chat does.
    """
    numbers = {citation.number for citation in answer.citations}
    text = _unsupported(_linked(neutral(answer.text), anchor, numbers))
    if answer.reason and answer.query.intent is not Intent.CHAT:
        label = _html_block(f'<p class="reply-label">{escape(abstention_label(answer.reason))}</p>')
        parts = ['<div class="reply abstained">', label, text]
    else:
        parts = ['<div class="reply answered">', text]
    if answer.note:
        parts.append(_html_block(f'<p class="reply-note">{escape(answer.note)}</p>'))
    if answer.suggestions:
        parts.append(_suggestions_html(answer.suggestions))
    parts += [_footer_html(answer, anchor, searched), "</div>"]
    return "\n\n".join(parts)


def abstention_label(reason: Reason) -> str:
    """The reason of an abstention in a few words."""
    return _ABSTENTIONS[reason]


def draft_markdown(draft: Draft, *, anchor: str = "source") -> str:
    """The chat bubble of an unfinished answer; unchecked text has a style of its own.

    Marks in the checked text are links to citations; marks in the unchecked text are no links.
    """
    settled = _linked(neutral(draft.text), anchor, None)
    unchecked = _LINE.sub(r'\1<span class="unchecked">\2</span>', neutral(draft.unchecked))
    return "\n\n".join(['<div class="reply draft">', _unsupported(settled) + unchecked, "</div>"])


def waiting_markdown(text: str) -> str:
    """The chat bubble of a question that waits."""
    return _html_block(f'<div class="reply waiting"><p role="status">{escape(text)}</p></div>')


def stopped_markdown() -> str:
    """The end of the chat bubble, or the whole bubble, of an answer that the visitor stopped."""
    return _html_block(
        '<div class="reply stopped"><p>Stopped. What stands here is unfinished and unchecked.</p></div>'
    )


def error_markdown(message: str) -> str:
    """The chat bubble of a question that failed with an error; an abstention is no error."""
    label = '<p class="reply-label">This question was not answered</p>'
    return _html_block(f'<div class="reply failed" role="alert">{label}<p>{escape(message)}</p></div>')


def plain_markdown(text: str) -> str:
    """Markdown that shows `text` unchanged, letter by letter."""
    return re.sub(r"(?m)^(\s*(?:\d+(?=[.)]))?)([-+>=.)])", r"\1\\\2", neutral(_escaped(text)))


# Parts


def link_of(citation: Citation) -> tuple[str | None, bool]:
    """The link of a citation's title, and whether the link is only a search; None for a profile."""
    if citation.url and not citation.url_is_search and _is_web_address(citation.url):
        return citation.url, False
    if citation.scope == "profile":
        return None, False
    return title_search_url(citation.title), True


def _is_web_address(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


def _citation_json(citation: Citation) -> dict[str, Any]:
    url, is_search = link_of(citation)
    return asdict(citation) | {"url": url, "url_is_search": is_search}


def _query_json(answer: Answer) -> dict[str, Any]:
    query = asdict(answer.query) | {"searched": answer.searched, "intent": answer.query.intent.value}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in query.items()}


def _citation_text(citation: Citation, width: int) -> str:
    head = f"[{citation.number}] {citation.title}"
    byline = ", ".join(part for part in (names_shown(citation.authors), str(citation.year or "")) if part)
    url, is_search = link_of(citation)
    place = f"{BADGES[citation.scope]}; {citation.source}, line {citation.line}"
    quote = textwrap.fill(f"“{citation.quote}”", width, initial_indent="    ", subsequent_indent="    ")
    link = f"    {'Search arXiv for this title: ' if is_search else ''}{url}" if url else ""
    return "\n".join(
        line for line in (head, f"    {byline}" if byline else "", f"    {place}", quote, link) if line
    )


def _suggestions_html(suggestions: Sequence[Suggestion]) -> str:
    items = "".join(
        f'<li>{escape(s.title)} <span class="badge {s.scope}">{BADGES[s.scope]}</span></li>'
        for s in suggestions
    )
    return _html_block(
        f'<div class="suggestions"><p>Nearest papers, <em>not</em> sources</p><ul>{items}</ul></div>'
    )


def _footer_html(answer: Answer, anchor: str, searched: Sequence[tuple[str, str]]) -> str:
    papers = len({c.paper_id for c in answer.citations})
    facts = []
    if papers:
        first = answer.citations[0].number
        facts.append(f'<a href="#{anchor}-{first}">{papers} {"source" if papers == 1 else "sources"}</a>')
    facts += _written_facts(answer) or [_seconds(answer.seconds)]
    html = f'<p class="reply-facts">{" · ".join(facts)}</p>'
    if searched or answer.searched:
        rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in searched)
        said = f"<dl>{rows}</dl>" if searched else f"<p>{escape(answer.searched)}</p>"
        html = f'<details class="searched"><summary>What I searched</summary>{said}</details>{html}'
    return _html_block(html)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.05 else "under 0.1 s"


def _written_facts(answer: Answer) -> list[str]:
    """The facts about a model's answer: how many claims are backed, seconds, tokens and cost."""
    facts, usage = [], answer.usage
    if answer.support:
        facts.append(f"{answer.support.backed} of {answer.support.claims} claims are backed")
    if usage and answer.support:
        if usage.first_token is not None:
            facts.append(f"first word after {usage.first_token:.1f} s, all after {answer.seconds:.1f} s")
        if usage.tokens_in is not None or usage.tokens_out is not None:
            facts.append(f"{usage.tokens_in or 0} tokens in, {usage.tokens_out or 0} out")
        if usage.cost is not None:
            facts.append(f"cost {usage.cost:.4g}")
    return facts


def _unsupported(text: str) -> str:
    """`text` with the label of unsupported claims as an HTML element."""
    return text.replace(UNBACKED, '<span class="unsupported">not supported by the papers</span>')


def _linked(text: str, anchor: str, numbers: set[int] | None) -> str:
    """`text` with every `[n]` mark as a link to its card; where `numbers` is given, only marks with these."""

    def link(match: re.Match[str]) -> str:
        number = int(match[2])
        if numbers is not None and number not in numbers:
            return f"{match[1] or ''}\\[{number}\\]"
        space = "&nbsp;" if match[1] else ""  # keeps a mark on the line of the word before
        return f"{space}[\\[{number}\\]](#{anchor}-{number})"

    return MARK.sub(link, text)


def neutral(text: str) -> str:
    """Markdown without raw HTML, images, links, link definitions or strikethrough (a tilde means "about")."""
    text = re.sub(r"\\?<", "&lt;", re.sub(r"\\?&", "&amp;", text))
    text = re.sub(r"(?i)\b(https?|ftp):(?=//)", r"\1&#58;", text)
    text = re.sub(r"(?i)\b(www)\.", r"\1&#46;", text)
    text = re.sub(r"(?<!\\)~", r"\\~", re.sub(r"\\?!(?=\[)", "&#33;", text))
    # Without `](` there is no inline link, without `]:` no link definition, and so no reference link either.
    return re.sub(r"\](?=[(:])", r"]\\", text)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _html_block(html: str) -> str:
    """`html` on one line, which Markdown passes through: a blank line would end the HTML block."""
    return re.sub(r"\s*\n\s*", " ", html)
