"""The tab "Review": papers that came in, the most doubtful first, and what an editor decides about them.

Decisions are kept at once. Those that change papers are followed by an ingest, a process of its own, when an
editor says so. Like Papers in, the tab is only built for editors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import UsageError
from assistant.explore.saying import say
from assistant.ops.additions import Additions
from assistant.text.analysis import fold
from assistant.web.adding.tab import state_of
from assistant.web.asked import list_of, object_of, text_of
from assistant.web.review.needs import Decision, Item, Review, Reviews
from assistant.web.review.rows import decision_html, done, row_html, said_kind, taken_back
from assistant.web.service import Service
from assistant.web.views import Reply, build_view

FOLDER = Path(__file__).parent

PAGE = 25
"""Papers that are shown at a time."""


def build_review(service: Service, reviews: Reviews, additions: Additions) -> gr.HTML:
    """The tab over the `reviews` of the index that `service` serves; `additions` has its ingests."""
    calls = _Calls(service, reviews, additions)
    functions = (
        *(calls.review_look, calls.review_decide, calls.review_undo),
        *(calls.review_apply, calls.review_state, calls.review_export),
    )
    return build_view(service, FOLDER, functions)


class _Calls:
    """What the browser calls."""

    def __init__(self, service: Service, reviews: Reviews, additions: Additions) -> None:
        self._service, self._reviews, self._additions = service, reviews, additions

    def review_look(self, asked: Any) -> Reply:
        """Papers, or decisions, that are not among those that were seen already."""
        asked, found, decisions = object_of(asked), self._look(), self._reviews.decisions()
        show, words = text_of(asked, "show") or "doubtful", fold(text_of(asked, "text")).split()
        if show == "decided":
            rows = [(one.id, str(one), partial(decision_html, found, one)) for one in reversed(decisions)]
        else:
            rows = [
                (one.paper.id, _text_of(one), partial(row_html, found, one)) for one in _shown(found, show)
            ]
        seen = set(list_of(asked, "seen", str))
        passed = [html for id, text, html in rows if id not in seen and _has(text, words)]
        shown = "".join(html() for html in passed[:PAGE])
        return {"html": shown, "left": max(0, len(passed) - PAGE), **_head(found, decisions)}

    def review_decide(self, asked: Any) -> Reply:
        """Keep a decision about a paper."""
        asked = object_of(asked)
        id = text_of(asked, "id")
        try:
            decision = self._reviews.decide(
                self._service.wait(0).corpus,
                text_of(asked, "ruling"),
                id,
                mark=text_of(asked, "mark"),
                other=text_of(asked, "other"),
                numbers=list_of(asked, "numbers", int),
                name=text_of(asked, "name"),
            )
        except UsageError as problem:  # with the paper as it is now: it may have changed
            found = self._look()
            rows = [row_html(found, item) for item in found.items if item.paper.id == id]
            return {"error": str(problem), "rows": {id: "".join(rows)}}
        return self._changed(decision, f"{done(decision)}: {decision.about}")

    def review_undo(self, asked: Any) -> Reply:
        """Take a decision back."""
        decision = self._reviews.take_back(text_of(object_of(asked), "decision"))
        return self._changed(decision, f"{taken_back(decision)}: {decision.about}")

    def review_apply(self, _: Any) -> Reply:
        """Begin an ingest that follows the decisions."""
        self._additions.again()
        return state_of(self._additions)

    def review_state(self, _: Any) -> Reply:
        """How far it is."""
        return state_of(self._additions)

    def review_export(self, _: Any) -> Reply:
        """All decisions, as a file."""
        return {"name": "decisions.jsonl", "type": "application/x-ndjson", "text": self._reviews.export()}

    def _look(self) -> Review:
        return self._reviews.look(self._service.wait(0).corpus)

    def _changed(self, decision: Decision, said: str) -> Reply:
        """The papers that a decision is about as they are now; `anew` where it bears on others too."""
        found = self._look()
        count = len(found.doubtful)
        left = say("review.doubtful-left", count=count)
        rows = {item.paper.id: row_html(found, item) for item in found.about(decision)}
        reply = {"said": f"{said}; {left}.", "rows": rows, "anew": decision.decision == "member"}
        return {**reply, **_head(found, self._reviews.decisions())}


def _shown(found: Review, show: str) -> Sequence[Item]:
    """The papers of a choice of `_choices`."""
    match show:
        case "all":
            return found.items
        case "doubtful":
            return found.doubtful
        case "left out":
            return [item for item in found.items if item.left_out]
    return [item for item in found.doubtful if any(doubt.kind == show for doubt in item.doubts)]


def _choices(found: Review, decisions: Sequence[Decision]) -> Iterator[tuple[str, str, int]]:
    """What can be shown: a value, a name and how many there are."""
    yield "doubtful", say("review.doubtful"), len(found.doubtful)
    kinds = Counter(kind for item in found.doubtful for kind in {doubt.kind for doubt in item.doubts})
    for kind, count in kinds.most_common():
        yield kind, said_kind(kind), count
    yield "left out", say("review.left-out"), sum(item.left_out for item in found.items)
    yield "decided", say("review.decisions"), len(decisions)
    yield "all", say("review.all-papers"), len(found.items)


def _head(found: Review, decisions: Sequence[Decision]) -> Reply:
    """What stands above the list."""
    return {
        "choices": [list(choice) for choice in _choices(found, decisions)],
        "members": list(found.members),
        "waits": found.waits,
    }


def _text_of(item: Item) -> str:
    """What a search looks through."""
    paper = item.paper
    told = [paper.title, paper.authors_text, paper.venue or "", *(place.document for place in item.places)]
    return " ".join([*told, *(record.title for record in item.records)])


def _has(text: str, words: Sequence[str]) -> bool:
    text = fold(text)
    return all(word in text for word in words)
