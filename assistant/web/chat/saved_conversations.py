"""A conversation as text that a browser keeps, and back again.

A text that comes back is data from outside: its types are checked, its size is bounded, and every citation is
looked up again in the papers as they are now. The page's HTML is made anew; the browser keeps none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from assistant.answers.citations import paper_link, quoted_form
from assistant.datamodels import Answer, Citation, Draft, Filters, Paper, ScopeFilter
from assistant.errors import UsageError
from assistant.explore.saying import say
from assistant.explore.search_facts import Fact
from assistant.explore.written import THOUGHT
from assistant.index.bodies import Bodies
from assistant.web.chat.conversation import Conversation, Rating, Turn, all_sources
from assistant.web.chat.events import MAX_ID
from assistant.web.chat.long_answers import SHOWN, shortened
from assistant.web.service import Papers, papers_named

MAX_CHARACTERS = 1_500_000
"""Of a kept conversation: some hundred answers, less than the gate lets through, a third of what browsers
keep of a site (5 MB, https://web.dev/articles/storage-for-the-web)."""

MAX_TURNS = 500

KEPT = (SHOWN, 200, 50)
"""Sources that are kept of an answer: as many as keep the conversation within MAX_CHARACTERS.

With the fewest, what a model thought and the verbatim answers beside those of models are left out, too.
"""


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """The part of a finished `Turn` that the browser keeps."""

    question: Annotated[str, Field(min_length=1, max_length=20_000)]
    state: Literal["answered", "failed", "stopped"]
    asked: Annotated[str, Field(max_length=MAX_ID)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    scope: ScopeFilter | None = None
    filters: Filters = field(default_factory=Filters)
    draft: Draft = field(default_factory=Draft)
    answer: Answer | None = None
    searched: Annotated[tuple[Fact, ...], Field(max_length=20)] = ()
    follow_ups: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    rating: Rating | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Saved:
    """The part of a `Conversation` that the browser keeps."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    turns: Annotated[tuple[SavedTurn, ...], Field(max_length=MAX_TURNS)]
    version: Literal[1] = 1


def save(conversation: Conversation) -> str:
    """A conversation as JSON; empty where there is nothing to keep yet."""
    over = [turn for turn in conversation.turns if not turn.pending]
    text = ""
    for most in KEPT if over else ():
        turns = tuple(_saved(turn, most) for turn in over)
        text = _adapter().dump_json(Saved(conversation.id, turns)).decode()
        if len(text) <= MAX_CHARACTERS:
            break
    return text


def restore(text: str, corpus: Papers) -> Conversation:
    """The conversation that `save` made of text, with its citations as the papers bear them out today.

    Raises UsageError where the text is not one.
    """
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"This conversation has {len(text)} characters; {MAX_CHARACTERS} can be opened.")
    try:
        saved = _adapter().validate_json(text)
    except (ValidationError, json.JSONDecodeError) as error:
        raise UsageError("What the browser kept of this conversation can't be read; delete it.") from error
    answers = [turn.answer for turn in saved.turns if turn.answer]
    papers = papers_named(
        corpus,
        (
            *(c.paper_id for answer in answers for c in answer.citations),
            *(c.paper_id for answer in answers if answer.verbatim for c in answer.verbatim.citations),
            *(s.paper_id for answer in answers for s in answer.suggestions),
        ),
    )
    facts = {fact.text for profile in corpus.profiles for fact in profile.facts}
    today = _Today(papers, corpus.bodies, facts, corpus.members)
    turns = [_restored(turn, n, today) for n, turn in enumerate(saved.turns, start=1)]
    return Conversation(turns, id=saved.id)


def _saved(turn: Turn, most: int) -> SavedTurn:
    assert turn.state in ("answered", "failed", "stopped")
    return SavedTurn(
        question=turn.question,
        state=turn.state,
        asked=turn.asked,
        text=turn.text,
        scope=turn.scope,
        filters=turn.filters,
        draft=turn.draft if turn.state == "stopped" else Draft(),
        answer=_kept(turn.answer, most) if turn.answer else None,
        searched=turn.searched,
        follow_ups=turn.follow_ups,
        rating=turn.rating,
        whole=turn.whole and (turn.answer is None or len(turn.answer.citations) <= most),
    )


def _kept(answer: Answer, most: int) -> Answer:
    """The part of an answer that the browser keeps, with its first `most` sources."""
    answer, own = replace(shortened(answer, most), evidence=()), answer.verbatim
    if most == KEPT[-1]:
        return replace(answer, thinking="", verbatim=None)
    kept = replace(answer, thinking=answer.thinking[-THOUGHT:])
    return replace(kept, verbatim=_kept(own, most)) if own else kept


@dataclass(frozen=True, slots=True)
class _Today:
    """What the papers have now: those that are named, full texts, facts of profiles, names of members."""

    papers: Mapping[str, Paper]
    bodies: Bodies
    facts: set[str]
    members: frozenset[str]


def _restored(saved: SavedTurn, number: int, today: _Today) -> Turn:
    turn = Turn(
        number,
        saved.question,
        state=saved.state,
        asked=saved.asked,
        text=saved.text,
        scope=saved.scope,
        filters=saved.filters,
        draft=saved.draft,
        searched=saved.searched,
        follow_ups=saved.follow_ups,
        rating=saved.rating,
        whole=saved.whole,
    )
    if saved.state == "answered":
        if saved.answer is None:
            raise UsageError("What the browser kept of this conversation lacks an answer; delete it.")
        turn.answer = _as_today(saved.answer, today)
        turn.sources, turn.own_sources = all_sources(
            turn.answer, today.papers, turn.anchor, members=today.members
        )
    return turn


def _as_today(answer: Answer, today: _Today) -> Answer:
    """The answer with its citations as the papers have them now, and a note on those that are gone."""
    checked = [_checked(citation, today) for citation in answer.citations]
    lost = sum(not found for _, found in checked)
    gone = say("chat.sources-lost", count=lost) if lost else ""
    note = " ".join(filter(None, (answer.note, gone)))
    near = tuple(s for s in answer.suggestions if s.paper_id in today.papers)
    own = replace(answer.verbatim, verbatim=None) if answer.verbatim else None
    return replace(
        answer,
        citations=tuple(c for c, _ in checked),
        suggestions=near,
        note=note,
        evidence=(),
        verbatim=_as_today(own, today) if own else None,
    )


def _checked(citation: Citation, today: _Today) -> tuple[Citation, bool]:
    """The citation, and whether its quote stands where it says."""
    if citation.scope == "profile":
        return replace(citation, url=None), citation.quote in today.facts
    known = today.papers.get(citation.paper_id)
    paper = quoted_form(known, citation, today.bodies) if known else None
    if paper is None:
        # A place that is wrong would mark the wrong words in the abstract.
        unknown = f"?{citation.number}"  # a card of its own
        return replace(citation, paper_id=unknown, url=None, url_is_search=False), False
    url, is_search = paper_link(paper)
    return (
        replace(
            citation,
            title=paper.title,
            authors=paper.authors_text,
            year=paper.year,
            scope=paper.scope,
            url=url,
            url_is_search=is_search,
        ),
        True,
    )


@cache
def _adapter() -> TypeAdapter[Saved]:
    return TypeAdapter(Saved)
