"""What a server refuses of a request, learned from its refusals, so that it is asked without that.

Servers of one protocol differ: some know no temperature, no system role, no stream, no usage at its end, or
the limit on the reply by another name. Each says so with a status of 400 or 422.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assistant.models.failures import message_of, status_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_NAMED = {
    "temperature": r"temperature",
    "stream_options": r"stream_options|include_usage",
    "max_completion_tokens": r"max_completion_tokens",
    "max_tokens": r"max_(?:output_|new_)?tokens|num_predict",
    "system": r"\bsystem\b|\broles?\b|developer instruction",
    "stream": r"(?<![\w-])stream(?:ing|ed)?(?![\w-])",
}
"""What may be left out of a request, by the words for it in a refusal.

Where a refusal has none of these words, they are left out in this order, most dispensable first.
"""

_WHERE = re.compile(r"""["'](?:param|loc)["']: *(["'][^"']+|[\[(][^\])]+)""")
"""Where servers say which part of a request they refuse: OpenAI's errors, and those of FastAPI."""

_LIMITS = ("max_tokens", "max_output_tokens", "num_predict")  # LangChain's names, by provider

THINKING = 4
"""How many times as many tokens the replies of a model may have that thinks before it answers."""


@dataclass
class Quirks:
    """What was learned of one model and its server. Safe to share between threads.

    `refused` are the parts of a request that are left out, by the keys of `_NAMED`; `way` is the first of the
    ways of `assistant.models.structured` that the server has. `thinks` is true of a model that thinks before
    it answers, `begins_thinking` where no tag tells that its replies begin with thoughts.
    """

    refused: frozenset[str] = frozenset()
    way: int = 0
    thinks: bool = False
    begins_thinking: bool = False


def culprit(problem: BaseException, sent: Sequence[str], *, named: bool = False) -> str | None:
    """What of `sent` a refusal is about; where it does not say, the most dispensable, unless `named`.

    None where `problem` is no refusal of a part of the request.
    """
    status, said = status_of(problem), message_of(problem)
    if isinstance(problem, ValueError) and "No generation" in said and "stream" in sent:
        return "stream"  # LangChain found none of a stream's events in the reply
    if status not in (400, 422, 500, 501):
        return None
    where = _WHERE.search(said)
    text = where[1] if where and "message" not in where[1] else said
    found = {name: re.search(_NAMED[name], text, re.I) for name in sent}
    if first := [(at.start(), name) for name, at in found.items() if at]:
        return min(first)[1]
    if named or status >= 500:
        return None
    return next((name for name in _NAMED if name in sent), None)


def sent_by(chat: BaseChatModel, messages: Sequence[BaseMessage], *, streams: bool) -> list[str]:
    """Which of the parts that servers refuse a request has."""
    sent = []
    if getattr(chat, "temperature", None) is not None:
        sent.append("temperature")
    if _limit(chat):
        sent.append("max_completion_tokens" if _renames(chat) else "max_tokens")
    elif "max_tokens" in (getattr(chat, "extra_body", None) or {}):
        sent.append("max_tokens")
    if any(message.type == "system" for message in messages):
        sent.append("system")
    if streams and not chat.disable_streaming:
        sent.append("stream")
        if getattr(chat, "stream_usage", None):
            sent.append("stream_options")
    return sent


def without(chat: BaseChatModel, refused: frozenset[str], *, most: int | None = None) -> BaseChatModel:
    """`chat`, so that it sends nothing of `refused` but the system role; see `merged`.

    A limit on the reply that is refused by its newer name is sent by the older one. `most` is another such
    limit than that of `chat`.
    """
    update: dict[str, Any] = {}
    if "temperature" in refused:
        update["temperature"] = None
    if "stream" in refused:
        update["disable_streaming"] = True
    if "stream_options" in refused:
        update["stream_usage"] = False
    if limit := _limit(chat):
        most = most or getattr(chat, limit)
        update[limit] = None if refused & {"max_completion_tokens", "max_tokens"} else most
        if _renames(chat) and "max_completion_tokens" in refused and "max_tokens" not in refused:
            update["extra_body"] = {**(getattr(chat, "extra_body", None) or {}), "max_tokens": most}
    known = type(chat).model_fields
    update = {name: value for name, value in update.items() if name in known}
    return chat.model_copy(update=update) if update else chat


def merged(messages: Sequence[BaseMessage], refused: frozenset[str]) -> list[BaseMessage]:
    """`messages`; where the system role is refused, what they say in it begins the next message."""
    if "system" not in refused:
        return list(messages)
    from langchain_core.messages import HumanMessage

    told = ""
    rest: list[BaseMessage] = []
    for message in messages:
        if message.type == "system":
            told += f"{message.text}\n\n"
        elif told and message.type == "human":
            rest.append(HumanMessage(told + message.text))
            told = ""
        else:
            rest.append(message)
    return [*rest, HumanMessage(told.rstrip())] if told else rest


def _limit(chat: BaseChatModel) -> str | None:
    """LangChain's name of the limit on the reply that `chat` sets."""
    return next((name for name in _LIMITS if getattr(chat, name, None)), None)


def _renames(chat: BaseChatModel) -> bool:
    """Whether LangChain sends the limit on the reply under the newer of its two names."""
    known = type(chat).model_fields
    return "extra_body" in known and known["max_tokens"].alias == "max_completion_tokens"
