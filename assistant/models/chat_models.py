"""A chat model of LangChain: asked with time limits, metered, and as its server can bear it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.config import Limits
from assistant.errors import ContextError, ModelError
from assistant.models.budget import tokens
from assistant.models.failures import failure, too_long
from assistant.models.meter import Meter
from assistant.models.quirks import Quirks, culprit, merged, sent_by, without
from assistant.models.replies import Piece, Thoughts, thought
from assistant.models.streaming import arriving, once
from assistant.models.structured import PLAIN, asked_in_words, asking, read

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage
    from pydantic import BaseModel

T = TypeVar("T")
M = TypeVar("M", bound="BaseModel")

_MARKS = 100  # tokens of the tags and words between the parts of a prompt, at most


@dataclass(frozen=True)
class ChatModel:
    """A chat model of LangChain with its name and limits. Safe to share between threads.

    `quirks` are what its server was found to refuse. All methods that ask the model return generators, which
    yield None while nothing arrives; closing one ends the request. They raise ContextError where the prompt
    is too long for the model, ModelError where it can't be reached, refuses or fails; the text of an error
    has nothing of the request, the reply or the key.
    """

    chat: BaseChatModel
    name: str
    limits: Limits = field(default_factory=Limits)
    quirks: Quirks = field(default_factory=Quirks, repr=False, compare=False)

    @property
    def context_tokens(self) -> int:
        """The context window of the model as LangChain knows it, else the value of the settings."""
        known = (getattr(self.chat, "profile", None) or {}).get("max_input_tokens")
        return int(known) if known else self.limits.context_tokens

    def room(self, prompt: str) -> int:
        """Tokens left for evidence and history in the context window, beside `prompt` and the answer."""
        return self.context_tokens - self.limits.answer_tokens - tokens(prompt) - _MARKS

    def reply(
        self, prompt: Sequence[BaseMessage], meter: Meter, *, seconds: float | None = None
    ) -> Generator[Piece | None, None, None]:
        """The reply to `prompt` as it arrives, piece by piece: text, and what the model thinks aloud.

        `seconds` is the limit on the whole reply, by default that of an answer.
        """
        thoughts = Thoughts(inside=self.quirks.begins_thinking)
        pieces = self._forgiven(
            lambda chat, messages, config: chat.astream(messages, config),
            prompt,
            meter,
            seconds=self.limits.seconds if seconds is None else seconds,
            streams=True,
        )
        with closing(pieces) as messages:
            for message in messages:
                if message is None:
                    yield None
                    continue
                piece = thoughts.read(message.text)
                if apart := thought(message):
                    piece = Piece(piece.text, apart + piece.thinking, piece.anew)
                yield piece if piece != Piece() else None
        if (piece := thoughts.end()) != Piece():
            yield piece
        self.quirks.begins_thinking = thoughts.began_inside

    def structured(
        self,
        schema: type[M],
        prompt: tuple[str, str],
        values: Mapping[str, str],
        meter: Meter,
        *,
        seconds: float | None = None,
    ) -> Generator[None, None, M]:
        """The reply to `prompt`, a system and a human template filled with `values`, as a `schema`.

        `seconds` is the limit on a request, by default that of a step before the answer. Raises ModelError,
        too, where the reply is no such object.
        """
        from langchain_core.prompts import ChatPromptTemplate

        system, human = prompt
        template = ChatPromptTemplate.from_messages([("system", system), ("human", human)])
        messages = template.format_messages(**values)
        seconds = self.limits.step_seconds if seconds is None else seconds
        way = self.quirks.way
        while True:
            try:
                message = yield from self._by(way, schema, messages, meter, seconds)
            except _RefusedError:
                way += 1  # to the next way that the server may have
                continue
            if (found := read(schema, message)) is not None:
                self.quirks.way = way
                return found
            if way == PLAIN:
                raise ModelError(f"{self.name} did not reply in the form that was asked for.")
            way = PLAIN  # the server took the schema, and the model did not heed it

    def _by(
        self, way: int, schema: type[BaseModel], messages: list[BaseMessage], meter: Meter, seconds: float
    ) -> Generator[None, None, BaseMessage]:
        """The message that answers when asked by one way; raises _RefusedError where the server lacks it."""
        if way == PLAIN:
            messages = asked_in_words(messages, schema)
        elif asking(self.chat, schema, way) is None:
            raise _RefusedError

        def answered(chat: BaseChatModel, messages: list[BaseMessage], config: Any) -> AsyncIterator[Any]:
            runnable = chat if way == PLAIN else asking(chat, schema, way)
            assert runnable is not None
            return once(lambda: runnable.ainvoke(messages, config))

        result: Any = None
        with closing(
            self._forgiven(answered, messages, meter, seconds=seconds, streams=False, may_refuse=way < PLAIN)
        ) as results:
            for result in results:  # noqa: B007  the last is the reply
                yield
        message: BaseMessage = result["raw"] if isinstance(result, dict) else result
        return message

    def _forgiven(
        self,
        source: Callable[[BaseChatModel, list[BaseMessage], Any], AsyncIterator[T]],
        messages: Sequence[BaseMessage],
        meter: Meter,
        *,
        seconds: float,
        streams: bool,
        may_refuse: bool = False,
    ) -> Generator[T | None, None, None]:
        """The items of `source`, asked again without what the server refuses, which is remembered.

        With `may_refuse`, a refusal that names nothing of that raises _RefusedError.
        """
        refused = self.quirks.refused
        while True:
            chat, told, begun = without(self.chat, refused), merged(messages, refused), False
            sent = sent_by(chat, told, streams=streams)
            live = streams and not chat.disable_streaming
            ask = self._timed(partial(source, chat, told), meter, seconds=seconds, live=live)
            try:
                with closing(ask) as items:
                    for item in items:
                        begun = begun or item is not None
                        yield item
                self.quirks.refused |= refused
                return
            except Exception as problem:  # noqa: BLE001  every provider raises a family of its own
                if too_long(problem):
                    # "from None": a provider's message may quote the key.
                    raise ContextError(f"The request is too long for {self.name}.") from None
                found = None if begun else culprit(problem, sent, named=may_refuse)
                if found is None and may_refuse and _refuses(problem):
                    meter.count(-1)
                    raise _RefusedError from None
                if found is None:
                    raise ModelError(f"{self.name} {failure(problem, begun=begun)}.") from None
                meter.count(-1)
                refused |= {found}

    def _timed(
        self, source: Callable[[Any], AsyncIterator[T]], meter: Meter, *, seconds: float, live: bool
    ) -> Generator[T | None, None, None]:
        """The items of `source(config)` within the time limits, metered; `live` ones come one by one."""
        meter.count()
        meter.ended = ""
        config = {"callbacks": [_metering(meter)]}
        limits = self.limits
        return arriving(
            lambda: source(config),
            first=min(limits.first_token, seconds) if live else seconds,
            silence=min(limits.silence, seconds) if live else seconds,
            total=seconds,
        )

    def stream(
        self, source: Callable[[Any], AsyncIterator[T]], meter: Meter, *, whole: bool = True
    ) -> Generator[T | None, None, None]:
        """The items that `source(config)`, a chain of LangChain, streams, and None while nothing arrives.

        `whole` is false for steps before the answer, which have less time.
        """
        limits, begun = self.limits, False
        seconds = limits.seconds if whole else limits.step_seconds
        try:
            with closing(self._timed(source, meter, seconds=seconds, live=True)) as items:
                for item in items:
                    begun = begun or item is not None
                    yield item
        except Exception as problem:  # noqa: BLE001
            raise ModelError(f"{self.name} {failure(problem, begun=begun)}.") from None


class _RefusedError(Exception):
    """The server can't be asked in this way."""


def _refuses(problem: BaseException) -> bool:
    return culprit(problem, ("temperature",)) is not None


def _metering(meter: Meter) -> BaseCallbackHandler:
    """A handler of LangChain that adds each reply to `meter`, as a part of the step that asked."""
    from langchain_core.callbacks import BaseCallbackHandler

    step = meter.now

    class Metering(BaseCallbackHandler):
        run_inline = True  # in the event loop itself: at the end of a process no other thread may be left
        asked = 0

        def on_chat_model_start(self, serialized: Any, messages: Any, **_: Any) -> None:
            self.asked = sum(tokens(message.text) for prompt in messages for message in prompt)

        def on_llm_end(self, response: Any, **_: Any) -> None:
            message = getattr(response.generations[0][0], "message", None)
            if message is not None:
                estimated = self.asked + tokens(str(message.content))
                meter.add(message.usage_metadata, message.response_metadata, step=step, estimated=estimated)

    return Metering()
