"""Papers under review, and decisions, as HTML: each paper with what an editor can do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from assistant.answers.wording import authors_shown
from assistant.datamodels import Paper
from assistant.explore.saying import say
from assistant.text.plaintext import as_seen
from assistant.web.papers.card import badge_html
from assistant.web.review.needs import Decision, Doubt, Item, Review

NAMED = 100
"""Authors of a paper of whom an editor can say that they are of the group, at most."""

_DONE = {
    "keep": "review.kept",
    "leave_out": "review.left-out",
    "split": "review.was-split",
    "join": "review.joined",
    "member": "review.is-member",
}
_TAKEN_BACK = {
    "keep": "review.not-kept",
    "leave_out": "review.not-left-out",
    "split": "review.not-split",
    "join": "review.not-joined",
    "member": "review.not-member",
}
_WAITS = {
    "leave out": "review.will-be-left-out",
    "keep": "review.will-come-back",
    "split": "review.will-be-split",
    "join": "review.will-be-joined",
}
_MISSING = {
    "no authors": "review.no-document-names-authors",
    "no date": "review.no-document-tells-date",
    "no abstract": "review.no-document-has-abstract",
}
_KINDS = {
    "another person?": "review.another-person",
    "duplicate?": "review.duplicate",
    "version?": "review.version",
    "no authors": "review.no-authors",
    "no date": "review.no-date",
    "no abstract": "review.no-abstract",
}
_KEYS = {"keep": "k", "leave_out": "l", "split": "s", "join": "j"}
"""The keys of buttons, as on the command line (ingest/review_cli.py)."""


def done(decision: Decision) -> str:
    """What was decided, as the page says it."""
    return say(_DONE[decision.decision])


def taken_back(decision: Decision) -> str:
    """That this is not decided any more."""
    return say(_TAKEN_BACK[decision.decision])


def said_kind(kind: str) -> str:
    """A kind of doubt, as the page says it."""
    return say(_KINDS[kind]) if kind in _KINDS else shown(kind.capitalize())


def row_html(review: Review, item: Item) -> str:
    """A paper: what it is, what is doubtful, where it came from, how it was merged, what was decided."""
    paper, settled = item.paper, item.left_out or bool(item.waiting)
    title = shown(paper.title)
    told = [
        authors_shown(paper) or say("review.no-authors"),
        str(paper.year or say("paper.no-date")),
        paper.venue or paper.kind or "",
    ]
    whose = f" {badge_html(paper)}" if paper.scope == "related" else ""
    return (
        f'<article tabindex="-1" data-id="{escape(paper.id)}" data-mark="{item.mark}" aria-label="{title}"'
        f"{' class=settled' if settled else ''}>"
        f'<h3 dir="auto">{title}</h3>'
        f'<p class="facts">{" · ".join(shown(text) for text in told if text)}{whose}</p>'
        f"{''.join(_doubt(doubt) for doubt in item.doubts)}"
        f"{_records(review, item)}"
        f'<p class="doings">{_said(item)}{"" if settled else "".join(_buttons(item))}'
        f'<button type="button" data-do="join_this">{say("review.join-these")}</button></p></article>'
    )


def decision_html(review: Review, decision: Decision) -> str:
    """A decision, and whether it could be followed."""
    text = shown(f"{done(decision)}: {decision.about}")
    lost = " " + say("review.matches-nothing") if str(decision) in review.undone else ""
    return (
        f'<article tabindex="-1" data-id="{decision.id}" aria-label="{text}"><h3>{text}</h3>'
        f'<p class="facts">{say("review.on-day", day=shown(decision.day))}{lost}</p>'
        f'<p class="doings">{_undo(decision)}</p></article>'
    )


def shown(text: str) -> str:
    """A text of a document or a person, in HTML."""
    return escape(as_seen(text))


def _said(item: Item) -> str:
    """What was decided about a paper."""
    if item.waiting:
        said = say(_WAITS[item.waiting])
    elif item.decision:
        said = say("review.done-on", done=done(item.decision), day=item.decision.day)
    else:
        return ""
    return f'<span class="decided">{escape(said)}</span>{_undo(item.decision) if item.decision else ""}'


def _undo(decision: Decision) -> str:
    return f'<button type="button" data-do="undo" data-decision="{decision.id}">{say("doing.undo")}</button>'


def _doubt(doubt: Doubt) -> str:
    kind = f"<b>{said_kind(doubt.kind)}</b> " if doubt.kind.endswith("?") else ""
    said = say(_MISSING[doubt.kind]) if doubt.kind in _MISSING else _sentence(doubt.reason)
    about = ""
    if doubt.other:
        about = "".join(
            f' <button type="button" data-do="{ruling}" data-other="{escape(doubt.other)}">{name}</button>'
            for ruling, name in (("join", say("review.join")), ("two_works", say("review.two-works")))
        )
    return f'<p class="doubt">{kind}{said}{about}</p>'


def _sentence(text: str) -> str:
    return f"{shown(text[:1].upper() + text[1:])}."


def _records(review: Review, item: Item) -> str:
    if len(item.records) < 2:
        return f'<p class="from">{say("review.from", places=_places(review, item.records[0]))}</p>'
    many = len(item.records) > 2
    lines = "".join(
        f"<li>{_ticked(number, line) if many else line}</li>"
        for number, line in enumerate((_record(review, item, record) for record in item.records), start=1)
    )
    how = say("review.records", count=len(item.records), by=shown(", ".join(item.joined)))
    tick = f". {say('review.tick')}" if many else ":"
    return f'<div class="from">{how}{tick}<ol>{lines}</ol></div>'


def _ticked(number: int, line: str) -> str:
    return f'<label><input type="checkbox" value="{number}"> <span>{line}</span></label>'


def _record(review: Review, item: Item, record: Paper) -> str:
    title = record.title if record.title != item.paper.title else ""
    told = (title, record.kind, record.venue, record.year, record.doi or record.arxiv_id)
    said = [
        *(shown(str(value)) for value in told if value),
        say("review.from-places", places=_places(review, record)),
    ]
    return "; ".join(said)


def _places(review: Review, record: Paper) -> str:
    return ", ".join(
        f"<code>{shown(place.document)}</code>, {say('paper.line', line=str(place.line))}"
        f"{_of(review.captured, place.document)}"
        for place in record.records
    )


def _of(captured: Mapping[str, str], document: str) -> str:
    return (
        f", {say('review.of-day', day=f'<time>{shown(captured[document])}</time>')}"
        if document in captured
        else ""
    )


def _buttons(item: Item) -> Iterator[str]:
    if item.doubts:
        yield _button("keep", say("review.keep"))
    yield _button("leave_out", say("review.leave-out"))
    if len(item.records) > 1:
        yield _button("split", say("review.split"))
    yield _button("join", say("review.join-with"))
    if any(doubt.kind == "another person?" for doubt in item.doubts):
        yield _member(item.paper)


def _button(ruling: str, name: str) -> str:
    key = _KEYS[ruling]
    return f'<button type="button" data-do="{ruling}" aria-keyshortcuts="{key}">{name}</button>'


def _member(paper: Paper) -> str:
    """Who of the authors is of the group."""
    names = "".join(f"<option>{shown(name)}</option>" for name in paper.authors[:NAMED])
    if not names:
        return ""
    return (
        f'<span class="member"><select aria-label="{say("filters.author")}">{names}</select> '
        f'<button type="button" data-do="member">{say("review.is-group-member")}</button></span>'
    )
