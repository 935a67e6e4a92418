"""A reply as an object: by JSON schema, by a tool call, or as plain JSON, whichever the server has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.models.failures import message_of, status_of
from assistant.models.replies import without_thoughts

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from langchain_core.runnables import Runnable

M = TypeVar("M", bound=BaseModel)

WAYS = ("json_schema", "function_calling", "plain")
"""LangChain's names of the ways to ask for an object, the surest first; "plain" asks for it in words."""
PLAIN = len(WAYS) - 1

_NAMED = re.compile(r"response_format|json|schema|grammar|\btool|function", re.I)

_ASK = """Reply with one JSON object and nothing else: no explanation, no Markdown. It follows this JSON \
schema:
{schema}"""


def asking(chat: BaseChatModel, schema: type[BaseModel], way: int) -> Runnable[Any, Any] | None:
    """`chat` asked for an object by a way before PLAIN; None where LangChain can't ask it so.

    The result is a dict with the message as "raw".
    """
    # A schema as a dict, since a class makes the SDK throw away a reply that is no bare JSON.
    given = schema.model_json_schema() if way == 0 else schema
    try:
        return chat.with_structured_output(given, method=WAYS[way], include_raw=True)
    except (NotImplementedError, TypeError, ValueError):
        return None


def lacks(problem: BaseException) -> bool:
    """Whether a server refused a request because of the way in which it asks for an object."""
    status = status_of(problem)
    return status in (400, 422, 501) or (status in (404, 500) and bool(_NAMED.search(message_of(problem))))


def asked_in_words(messages: Sequence[BaseMessage], schema: type[BaseModel]) -> list[BaseMessage]:
    """`messages` with the schema at the end of the first of them."""
    first, *rest = messages
    text = f"{first.text}\n\n{_ASK.format(schema=json.dumps(schema.model_json_schema(), ensure_ascii=False))}"
    return [first.model_copy(update={"content": text}), *rest]


def read(schema: type[M], message: BaseMessage) -> M | None:
    """The object in a reply: the arguments of a call, or the first JSON object in the text that is valid.

    None where there is none.
    """
    for found in _objects(message):
        if isinstance(found, dict) and found.keys() & schema.model_fields.keys():
            try:
                return schema.model_validate(found)
            except ValidationError:
                continue
    return None


def _objects(message: BaseMessage) -> Iterator[Any]:
    for call in getattr(message, "tool_calls", ()):
        yield call["args"]
    text = without_thoughts(message.text)
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield found
            end = start + 1  # a wrapper, such as the name of the schema, may hold the object
        start = text.find("{", end)
