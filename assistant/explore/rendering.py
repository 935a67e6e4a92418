"""Answer -> JSON, plain text, Markdown and HTML. Pure functions.

All text of a paper, a question or a model is untrusted here. In HTML such text is escaped, in Markdown made
inert by `assistant.explore.markup`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from typing import Any
from urllib.parse import urlsplit

from assistant.answers.citations import title_search_url
from assistant.answers.wording import names_shown
from assistant.datamodels import Answer, Citation, Draft, Intent, Reason, Suggestion
from assistant.explore.markup import closed, html_block, linked, neutral
from assistant.explore.saying import say
from assistant.explore.written import (
    folds,
    objections,
    support_facts,
    text_markdown,
    thinking_fold,
    usage_facts,
)

THOUGHT_ALOUD = 2_000
"""Characters that are shown of what a model is still thinking: the page gets them anew at each step."""

BADGES = {"group": "whose.group", "related": "whose.related", "profile": "whose.profile"}
"""What a paper or a profile is, as the page says it."""

_ABSTENTIONS = {
    Reason.OUT_OF_DOMAIN: "abstained.outside",
    Reason.NOTHING_FOUND: "abstained.not-found",
    Reason.UNKNOWN_AUTHOR: "abstained.unknown-author",
    Reason.EMPTY_YEAR: "abstained.empty-year",
    Reason.FALSE_PREMISE: "abstained.not-borne-out",
    Reason.UNSUPPORTED_LANGUAGE: "abstained.language",
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
        "told": [asdict(told) for told in answer.told],
        "verbatim": _verbatim_json(answer.verbatim) if answer.verbatim else None,
        "note": answer.note,
        "seconds": round(answer.seconds, 4),
    }


def to_text(answer: Answer, *, width: int = 96, verbatim: bool = False) -> str:
    """An answer for a terminal: the text, then its numbered sources with quote, date and link.

    Where a model wrote the answer, `verbatim` adds the answer of verbatim sentences, with its own sources.
    """
    blocks = [answer.text.strip()]
    if against := objections(answer):
        said = "".join(_objection_text(told.text, why, width) for told, why in against)
        blocks.append(f"What is not borne out:{said}")
    blocks += _sources_text(answer, width)
    if answer.suggestions:
        titles = [f"  - {s.title} ({say(BADGES[s.scope])})" for s in answer.suggestions]
        blocks.append("\n".join(["Nearest papers (not sources):", *titles]))
    if answer.note:
        blocks.append(f"Note: {answer.note}")
    if answer.support:
        took = usage_facts(answer.usage) if answer.usage else []
        blocks.append(f"Written by {answer.writer}: {'; '.join([support_facts(answer.support), *took])}.")
    if answer.searched:
        blocks.append(f"Searched: {answer.searched}")
    if answer.verbatim and verbatim:
        own = answer.verbatim
        blocks += ["In the papers’ own words", own.text.strip(), *_sources_text(own, width)]
    return "\n\n".join(blocks) + "\n"


# The chat


def to_markdown(answer: Answer, *, anchor: str = "source", searched: Sequence[tuple[str, str]] = ()) -> str:
    """The chat bubble of an answer: the text, with every `[n]` a link to `#{anchor}-{n}`, and the footer.

    `searched` are the facts of the search, label and value; without facts, `answer.searched` is shown. The
    result mixes Markdown with HTML blocks, for a renderer that sanitises HTML, as Gradio's chat does.
    """
    text = text_markdown(answer, anchor)
    if answer.reason and answer.query.intent is not Intent.CHAT:
        label = html_block(f'<p class="reply-label">{escape(abstention_label(answer.reason))}</p>')
        parts = ['<div class="reply abstained">', label, text]
    else:
        parts = ['<div class="reply answered">', text]
    if answer.note:
        parts.append(html_block(f'<p class="reply-note">{escape(answer.note)}</p>'))
    if answer.suggestions:
        parts.append(_suggestions_html(answer.suggestions))
    parts += ['<div class="reply-end">', _facts_html(answer, anchor), *folds(answer, own_anchor(anchor))]
    if searched or answer.searched:
        parts.append(_searched_html(answer, searched))
    return "\n\n".join([*parts, "</div>", "</div>"])


def own_anchor(anchor: str) -> str:
    """The anchor of the verbatim answer that is folded up under an answer of a model."""
    return f"{anchor}-verbatim"


def abstention_label(reason: Reason) -> str:
    """The reason of an abstention in a few words."""
    return say(_ABSTENTIONS[reason])


def draft_markdown(draft: Draft, *, anchor: str = "source") -> str:
    """The chat bubble of an unfinished answer: its text, what nobody has checked yet, and its progress.

    Marks in the checked text are links to citations; marks in the unchecked text are no links.
    """
    written = bool(draft.text or draft.unchecked)
    parts = [f'<div class="reply {"draft" if written else "waiting"}">']
    if draft.text:
        parts.append(linked(neutral(closed(draft.text)), anchor, None))
    if draft.unchecked:
        parts += [
            f'<div class="unchecked" role="group" title="{say("answer.not-checked-yet")}">',
            neutral(closed(draft.unchecked)),
            "</div>",
        ]
    # Only what is waited for is told to screen readers: they would be interrupted as a text grows.
    parts += _progress(draft, "" if written else ' role="status"')
    if draft.thinking and not written:
        parts.append(thinking_fold(draft.thinking[-THOUGHT_ALOUD:], say("answer.model-is-thinking")))
    return "\n\n".join([*parts, "</div>"])


def stopped_markdown() -> str:
    """The end of the chat bubble, or the whole bubble, of an answer that the visitor stopped."""
    return html_block(f'<div class="reply stopped"><p>{say("answer.stopped")}</p></div>')


def error_markdown(message: str) -> str:
    """The chat bubble of a question that failed with an error; an abstention is no error."""
    label = f'<p class="reply-label">{say("answer.failed")}</p>'
    return html_block(f'<div class="reply failed" role="alert">{label}<p>{escape(message)}</p></div>')


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


def _verbatim_json(answer: Answer) -> dict[str, Any]:
    return {"text": answer.text, "citations": [_citation_json(citation) for citation in answer.citations]}


def _query_json(answer: Answer) -> dict[str, Any]:
    query = asdict(answer.query) | {"searched": answer.searched, "intent": answer.query.intent.value}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in query.items()}


def _citation_text(citation: Citation, width: int) -> str:
    head = f"[{citation.number}] {citation.title}"
    byline = ", ".join(part for part in (names_shown(citation.authors), str(citation.year or "")) if part)
    url, is_search = link_of(citation)
    place = f"{say(BADGES[citation.scope])}; {citation.place}"
    quote = textwrap.fill(f"“{citation.quote}”", width, initial_indent="    ", subsequent_indent="    ")
    link = f"    {'Search arXiv for this title: ' if is_search else ''}{url}" if url else ""
    return "\n".join(
        line for line in (head, f"    {byline}" if byline else "", f"    {place}", quote, link) if line
    )


def _sources_text(answer: Answer, width: int) -> list[str]:
    cited = [_citation_text(citation, width) for citation in answer.citations]
    return ["Sources", *cited] if cited else []


def _objection_text(said: str, why: str, width: int) -> str:
    return "\n" + textwrap.fill(f"“{said}” {why}", width, initial_indent="  - ", subsequent_indent="    ")


def _suggestions_html(suggestions: Sequence[Suggestion]) -> str:
    items = "".join(
        f'<li><bdi>{escape(s.title)}</bdi> <span class="badge {s.scope}">{say(BADGES[s.scope])}</span></li>'
        for s in suggestions
    )
    nearest = say("answer.nearest-papers", none=f"<em>{say('answer.not')}</em>")
    return html_block(f'<div class="suggestions"><p>{nearest}</p><ul>{items}</ul></div>')


def _facts_html(answer: Answer, anchor: str) -> str:
    papers = len({c.paper_id for c in answer.citations})
    facts = []
    if papers:
        first = answer.citations[0].number
        facts.append(f'<a href="#{anchor}-{first}">{say("sources.counted", count=papers)}</a>')
    if answer.support:
        facts.append(support_facts(answer.support))
    facts.append(_seconds(answer.seconds))
    return html_block(f'<p class="reply-facts">{" · ".join(facts)}</p>')


def _searched_html(answer: Answer, searched: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in searched)
    said = f"<dl>{rows}</dl>" if searched else f"<p>{escape(answer.searched)}</p>"
    return html_block(
        f'<details class="fold searched"><summary>{say("answer.what-searched")}</summary>{said}</details>'
    )


def _progress(draft: Draft, role: str) -> Iterator[str]:
    """The steps that are done, then the one that is being done."""
    steps = [f"<li>{escape(what[:1].upper() + what[1:])}</li>" for what in draft.done]
    if draft.doing:
        steps.append(f'<li class="doing"><span{role}>{escape(draft.doing)}</span></li>')
    if steps:
        yield html_block(f'<ol class="progress">{"".join(steps)}</ol>')


def _seconds(seconds: float) -> str:
    return say("answer.seconds", seconds=seconds) if seconds >= 0.05 else say("answer.at-once")
