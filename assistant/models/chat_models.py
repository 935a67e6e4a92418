"""A chat model of LangChain: asked with time limits, metered, and as its server can bear it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.config import Limits
from assistant.errors import ContextError, ModelError
from assistant.models.budget import tokens
from assistant.models.failures import cut, failure, too_long
from assistant.models.meter import Meter
from assistant.models.quirks import THINKING, Quirks, culprit, merged, sent_by, without
from assistant.models.replies import Piece, Thoughts, thought
from assistant.models.streaming import arriving, once
from assistant.models.structured import PLAIN, asked_in_words, asking, lacks, read

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

    @property
    def answer_tokens(self) -> int:
        """The longest reply that is asked for: with the thoughts before it, at most half of the window."""
        usual = self.limits.answer_tokens
        return max(usual, min(usual * THINKING, self.context_tokens // 2)) if self.quirks.thinks else usual

    def room(self, prompt: str) -> int:
        """Tokens left for evidence and history in the context window, beside `prompt` and the answer."""
        return self.context_tokens - self.answer_tokens - tokens(prompt) - _MARKS

    def reply(
        self, prompt: Sequence[BaseMessage], meter: Meter, *, seconds: float | None = None
    ) -> Generator[Piece | None, None, None]:
        """The reply to `prompt` as it arrives, piece by piece: text, and what the model thinks aloud.

        `seconds` is the limit on the whole reply, by default that of an answer. A model that spent the
        longest reply allowed on thoughts alone is asked once more, with room for an answer.
        """
        patient = self.quirks.thinks
        said = yield from self._reply(prompt, meter, self.limits.seconds if seconds is None else seconds)
        if not said and cut(meter.ended) and not patient:
            self.quirks.thinks = True
            yield from self._reply(prompt, meter, self.limits.seconds if seconds is None else seconds)

    def _reply(
        self, prompt: Sequence[BaseMessage], meter: Meter, seconds: float
    ) -> Generator[Piece | None, None, bool]:
        """One reply to `prompt`; returns whether it has text."""
        thoughts, said = Thoughts(inside=self.quirks.begins_thinking), False
        pieces = self._forgiven(
            lambda chat, messages, config: chat.astream(messages, config),
            prompt,
            meter,
            seconds=seconds,
            streams=True,
        )
        with closing(pieces) as messages:
            for message in messages:
                piece = Piece()
                if message is not None:
                    piece = thoughts.read(message.text, apart=thought(message))
                if not said or piece.anew:
                    piece = replace(piece, text=piece.text.lstrip())
                said = (said and not piece.anew) or bool(piece.text.strip())
                self.quirks.thinks |= bool(piece.thinking)
                yield piece if piece != Piece() else None
        if (piece := thoughts.end(cut=cut(meter.ended))) != Piece():
            yield piece
        self.quirks.begins_thinking = thoughts.began_inside
        return said or bool(piece.text.strip())

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
        way, refused = self.quirks.way, self.quirks.refused
        while True:
            patient = self.quirks.thinks
            try:
                message = yield from self._by(way, schema, messages, meter, seconds)
            except _RefusedError:
                way += 1  # to the next way that the server may have
                continue
            if (found := read(schema, message)) is not None:
                if self.quirks.refused == refused:  # else what was refused may not have been the way
                    self.quirks.way = way
                return found
            if cut(meter.ended) and not patient:
                self.quirks.thinks = True
            elif way < PLAIN:
                way = PLAIN  # the server took the schema, and the model did not heed it
            else:
                raise ModelError(f"{self.name} did not reply in the form that was asked for.")

    def _by(
        self, way: int, schema: type[BaseModel], messages: list[BaseMessage], meter: Meter, seconds: float
    ) -> Generator[None, None, BaseMessage]:
        """The message that answers when asked by one way; raises _RefusedError where the server lacks it."""
        from langchain_core.messages import AIMessage

        if way == PLAIN:
            messages = asked_in_words(messages, schema)
        elif asking(self.chat, schema, way) is None:
            raise _RefusedError

        def answered(chat: BaseChatModel, messages: list[BaseMessage], config: Any) -> AsyncIterator[Any]:
            runnable = chat if way == PLAIN else asking(chat, schema, way)
            assert runnable is not None
            return once(lambda: runnable.ainvoke(messages, config))

        result: Any = None
        asked = self._forgiven(
            answered, messages, meter, seconds=seconds, streams=False, may_lack=way < PLAIN
        )
        try:
            with closing(asked) as results:
                for result in results:  # noqa: B007  the last is the reply
                    yield
        except _CutError:
            meter.add(None, {"finish_reason": "length"}, estimated=self.answer_tokens)
            result = AIMessage("")
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
        may_lack: bool = False,
    ) -> Generator[T | None, None, None]:
        """The items of `source`, asked again without what the server refuses, which is remembered.

        With `may_lack`, a refusal that names nothing of that raises _RefusedError.
        """
        refused = self.quirks.refused
        while True:
            most = self.answer_tokens if self.quirks.thinks else None
            chat, told, begun = without(self.chat, refused, most=most), merged(messages, refused), False
            sent = sent_by(chat, told, streams=streams)
            ask = self._timed(
                partial(source, chat, told), meter, seconds=seconds, live=streams and "stream" in sent
            )
            try:
                with closing(ask) as items:
                    for item in items:
                        begun = begun or item is not None
                        yield item
                self.quirks.refused |= refused
                return
            except Exception as problem:  # noqa: BLE001  every provider raises a family of its own
                part = None if begun else culprit(problem, sent, named=may_lack)
                if part is not None or too_long(problem) or (may_lack and lacks(problem)):
                    meter.count(-1)  # what is refused costs nothing
                if part is None or too_long(problem):
                    # "from None": a provider's message may quote the key.
                    raise self._error(problem, begun=begun, may_lack=may_lack) from None
                refused |= {part}

    def _error(self, problem: Exception, *, begun: bool, may_lack: bool) -> Exception:
        """What a provider's error means to the caller."""
        if too_long(problem):
            return ContextError(f"The request is too long for {self.name}.")
        if may_lack and lacks(problem):
            return _RefusedError()
        error = _CutError if "LengthFinishReason" in type(problem).__name__ else ModelError
        return error(f"{self.name} {failure(problem, begun=begun)}.")

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


class _RefusedError(Exception):
    """The server can't be asked in this way."""


class _CutError(ModelError):
    """The SDK gives no message, since the reply reached the longest one allowed."""


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
