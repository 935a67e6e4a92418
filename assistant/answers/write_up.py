"""Lets a chat model write an answer, checks the growing draft, and falls back to the verbatim answer."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TypeVar

from assistant.answers.citations import Citations, verify
from assistant.answers.draft import BRIEF, SURVEY, Writer
from assistant.answers.overviews import also_found
from assistant.answers.support import Checks
from assistant.config import Unsupported
from assistant.datamodels import Answer, Draft, Intent, Message, Support
from assistant.errors import ModelError
from assistant.models.writers import Turn
from assistant.text.claims import finished

T = TypeVar("T")

LEAST_BACKED = 3
"""A draft with fewer supported claims than one in this many is discarded: those few are chance."""

_INSTEAD = "This answer is made of verbatim sentences instead."
_REFUSES = re.compile(
    r"\b(?:I|we) (?:can['’]?t|cannot|can not|am unable|['’]m unable|won['’]t|must decline)\b|\bsorry\b", re.I
)


def write_up(
    turn: Turn, fallback: Answer, history: Sequence[Message], checks: Checks, *, unsupported: Unsupported
) -> Generator[Draft, None, Answer]:
    """Stream the model's answer from the evidence of `fallback`, the verbatim answer, and return the Answer.

    `fallback` is returned, with a note, where the model fails or its draft is unusable. The `text` of a Draft
    is checked and never changes again. Papers on the topic that the model does not cite are listed below its
    text. Closing the stream ends the request to the model.
    """
    assert turn.model
    name, papers = turn.model.name, [e.paper for e in fallback.evidence]
    writer = Writer(turn.model)
    task = BRIEF if fallback.query.intent is Intent.FACT else SURVEY
    request = writer.request(fallback.query.text, papers, history, task=task)
    check = partial(
        verify,
        offered=request.papers,
        checks=checks,
        question=fallback.query.text,
        unsupported=unsupported,
        judged={},
    )
    text, shown, settled = "", Draft(doing=f"Asking {name}…"), 0
    try:
        if not request.papers:
            raise ModelError(f"{name} has no room for an abstract in its context window.")
        if not turn.calls.take():
            raise ModelError(f"{name} may not be called for a question (ASSISTANT_MODEL_CALLS).")
        yield shown
        with closing(writer.write(request, turn.meter)) as drafts:
            for draft in drafts:
                if draft is not None:
                    text = draft
                    if (end := finished(text)) > settled:
                        settled, shown = end, Draft(check(text[:end]).text)
                    shown = replace(shown, unchecked=text[len(text[:settled].rstrip()) :], doing="")
                yield shown
        checked = check(text)
    except ModelError as problem:
        return instead(fallback, str(problem), turn)
    if why := _unusable(text, checked.support):
        return instead(fallback, f"{name} {why}.", turn)
    cite = Citations(list(checked.citations))
    also = also_found(fallback.query, papers, cite) if fallback.query.intent is Intent.TOPIC else ""
    return replace(
        fallback,
        text=f"{checked.text}\n\n{also}" if also else checked.text,
        citations=tuple(cite.items),
        writer=name,
        support=checked.support,
        usage=turn.meter.usage(),
    )


def instead(fallback: Answer, why: str, turn: Turn | None = None) -> Answer:
    """The verbatim answer, with a note why no model wrote it, and the usage of the model that was tried."""
    note = " ".join(filter(None, (fallback.note, why, _INSTEAD)))
    return replace(fallback, note=note, usage=turn.meter.usage() if turn else None)


def shown_as(step: Generator[None, None, T], doing: str) -> Generator[Draft, None, T]:
    """The result of a step before the answer; yields a Draft with `doing` each time the step yields."""
    try:
        while True:
            next(step)
            yield Draft(doing=doing)
    except StopIteration as end:
        result: T = end.value
        return result


def _unusable(draft: str, support: Support) -> str:
    """The reason why a model's draft can't be shown; empty where the draft can be shown."""
    if not draft.strip():
        return "wrote nothing"
    if support.backed * LEAST_BACKED >= support.claims and support.backed:
        return ""
    if _REFUSES.search(draft):
        return "declined to answer"
    if support.backed:
        return f"wrote {support.claims} claims, and the papers bear out only {support.backed}"
    return "wrote nothing that the papers bear out"
