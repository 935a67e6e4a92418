"""A chat model that says what a test tells it to, step by step."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.config import Limits
from assistant.models.chat_models import ChatModel
from assistant.models.writers import Models

Says = str | dict[str, Any] | Callable[[str], "str | dict[str, Any]"]
"""What a model says: words, an object, or a function of the prompt that gives one of them."""

NO_OBJECT = "I have no object for you."


class ScriptedModel(BaseChatModel):
    """Says `draft` where it is asked to write, and `steps[name]` where for an object of the schema `name`.

    Of a list of drafts each is said once, the last one again and again. For other objects it says NO_OBJECT.
    `seen` are the prompts so far, each with the name of the schema, empty for a draft.
    """

    drafts: list[Any] = []  # noqa: RUF012  pydantic copies it
    steps: dict[str, Any] = {}  # noqa: RUF012
    _seen: list[tuple[str, list[BaseMessage]]] = PrivateAttr(default_factory=list)

    @property
    def seen(self) -> list[tuple[str, list[BaseMessage]]]:
        return self._seen

    def asked_for(self, name: str = "") -> list[str]:
        """The texts of the prompts in which an object of the schema `name` was asked for, or a draft."""
        return ["\n".join(str(m.content) for m in sent) for asked, sent in self._seen if asked == name]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _says(self, messages: list[BaseMessage]) -> str:
        prompt = "\n".join(str(m.content) for m in messages)
        name = schema_of(prompt)
        self._seen.append((name, messages))
        said = self.steps.get(name, NO_OBJECT) if name else self.drafts[0]
        if not name and len(self.drafts) > 1:
            self.drafts.pop(0)
        said = said(prompt) if callable(said) else said
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, str) else json.dumps(said)

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._says(messages)))])

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **options: Any
    ) -> Iterator[ChatGenerationChunk]:
        for piece in re.findall(r"\s*\S+|\s+$", self._says(messages)):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", response_metadata={"finish_reason": "stop"})
        )


def schema_of(prompt: str) -> str:
    """The name of the JSON schema in a prompt that asks for an object in words; empty without one."""
    found = re.search(r"JSON schema:\n(\{.*)", prompt)
    if not found:
        return ""
    schema, _ = json.JSONDecoder().raw_decode(found[1])
    return str(schema["title"])


def scripted(*drafts: Says, limits: Limits | None = None, **steps: Says) -> tuple[Models, ScriptedModel]:
    """The models of an assistant, one scripted model, and that model."""
    model = ScriptedModel(drafts=list(drafts), steps=steps)
    return Models(default=ChatModel(model, "fake:scripted", limits or Limits())), model


def papers_in(prompt: str) -> dict[str, int]:
    """The numbers of the papers that a prompt shows, by title."""
    heads: Sequence[tuple[str, str]] = re.findall(
        r'<(?:paper|source) number="(\d+)"[^>]*>\n([^;\n]*)', prompt
    )
    return {title: int(number) for number, title in heads}
