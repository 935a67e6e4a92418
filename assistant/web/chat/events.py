"""The messages that the page's own script sends, checked and read into types: they are data from outside."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from assistant.datamodels import Filters
from assistant.errors import UsageError
from assistant.understanding.length import check_length
from assistant.web.chat.conversation import Rating
from assistant.web.chat.feedback import MAX_WORDS

MAX_ID = 64
"""Characters of the name that the page gives a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was set beside it.

    `instead_of` is the number of an earlier turn that the question replaces, with all turns after that one;
    0 replaces none. `by_button` is true for a question of the page's buttons, false for one from the box.
    `id` is the name that the page gave the question; `again` is true where it asks the question once more,
    since it has lost the answer.
    """

    question: str = ""
    instead_of: Annotated[int, Field(ge=0, le=100_000)] = 0
    filters: Filters = field(default_factory=Filters)
    by_button: bool = False
    id: Annotated[str, Field(max_length=MAX_ID)] = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A visitor's feedback on the answer of the turn with this number."""

    turn: Annotated[int, Field(ge=1, le=100_000)]
    rating: Rating
    words: Annotated[str, Field(max_length=10 * MAX_WORDS)] = ""


def read_asked(text: str, written: str) -> Asked:
    """The question of a button, as `text` has it, or the one `written` in the box.

    Raises UsageError, also where the question is too long.
    """
    asked: Asked = _read(Asked, text) if text else Asked()
    if not asked.by_button:
        asked = replace(asked, question=written)
    question = asked.question.strip()
    check_length(question)
    return replace(asked, question=question)


def read_said(text: str) -> Said:
    """The feedback in a message of the page. Raises UsageError where the text is no feedback."""
    said: Said = _read(Said, text)
    return said


def _read(kind: type, text: str) -> Any:
    try:
        return _adapter(kind).validate_json(text)
    except ValidationError as error:
        raise UsageError("The page sent something that can't be read; reload it.") from error


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
