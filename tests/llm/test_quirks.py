"""What servers of one protocol do differently, each over real HTTP, and what is made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, Field
from scripted_server import Script, Server, serving
from waiting import PATIENCE

from assistant.config import Limits, Settings
from assistant.models.chat_models import ChatModel
from assistant.models.meter import Meter
from assistant.models.opening import open_model

pytestmark = pytest.mark.model

PATIENT = Limits(seconds=PATIENCE, first_token=PATIENCE, silence=PATIENCE, step_seconds=PATIENCE, retries=0)
PROMPT = (SystemMessage("You know cats."), HumanMessage("What do tigers do?"))


class Cat(BaseModel):
    """A cat."""

    name: str = Field(description="its name")
    legs: int = 4


def model_at(server: Server, *, limits: Limits = PATIENT) -> ChatModel:
    return open_model(Settings(model="openai:tiny", model_url=server.url, limits=limits))


def told(model: ChatModel, prompt: Sequence[BaseMessage] = PROMPT, meter: Meter | None = None) -> str:
    return said(model, prompt, meter)[0]


def said(
    model: ChatModel, prompt: Sequence[BaseMessage] = PROMPT, meter: Meter | None = None
) -> tuple[str, str]:
    """The text and the thoughts of a reply."""
    text = thinking = ""
    for piece in model.reply(prompt, meter or Meter()):
        if piece:
            text = ("" if piece.anew else text) + piece.text
            thinking += piece.thinking
    return text.strip(), thinking.strip()


def a_cat(model: ChatModel, meter: Meter | None = None) -> Cat:
    found: list[Cat] = []
    prompt, values = ("You know cats.", "{which}"), {"which": "any"}

    def asking() -> Iterator[None]:
        found.append((yield from model.structured(Cat, prompt, values, meter or Meter())))

    for _ in asking():
        pass
    return found[0]


def having(name: str, message: str) -> Callable[[dict[str, Any]], str]:
    """A refusal of every request that has `name` in its body, or in the role of a message."""

    def refuse(request: dict[str, Any]) -> str:
        roles = {message["role"] for message in request["messages"]}
        return message if request.get(name) or name in roles or request.get(name) == 0 else ""

    return refuse


def test_a_reply_arrives_in_pieces() -> None:
    with serving(Script("Tigers swim.", gap=0.01)) as server:
        meter = Meter()
        assert told(model_at(server), meter=meter) == "Tigers swim."
    assert (meter.calls, meter.ended) == (1, "stop")


def test_a_cat() -> None:
    with serving(Script('{"name": "Tom"}')) as server:
        assert a_cat(model_at(server)) == Cat(name="Tom")
    assert json.dumps(server.requests[0]["response_format"])
