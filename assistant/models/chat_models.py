"""Chat models by name, through LangChain's `init_chat_model`: opened, called with time limits, metered."""

from __future__ import annotations

import json
import os
import re
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from assistant.config import Limits, Settings, installing
from assistant.datamodels import Usage
from assistant.errors import ModelError
from assistant.models.budget import tokens
from assistant.models.streaming import TooSlowError, arriving, once

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.language_models import BaseChatModel
    from pydantic import BaseModel

T = TypeVar("T")

_MARKS = 100  # tokens of the tags and words between the parts of a prompt, at most

EXTRAS = {
    "anthropic": "anthropic",
    "google_genai": "google",
    "ollama": "ollama",
    "openai": "openai",
}
"""The extra of this project that installs the package of each provider, in compatible versions."""


@dataclass
class Meter:
    """Calls, tokens and cost of a model so far, added up over the calls for one question.

    `started` is a time of the monotonic clock, `first_token` the seconds from `started` to the first word of
    the draft. `ended` is the provider's reason for the end of the last reply ("stop", "length"), or empty.
    """

    started: float = field(default_factory=time.monotonic)
    calls: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: float | None = None
    first_token: float | None = None
    ended: str = ""

    def usage(self) -> Usage:
        """The calls, seconds, tokens and cost so far, for the Answer."""
        seconds = round(time.monotonic() - self.started, 4)
        first = None if self.first_token is None else round(self.first_token, 4)
        return Usage(self.calls, seconds, first, self.tokens_in, self.tokens_out, self.cost)

    def add(self, usage: Mapping[str, Any] | None, metadata: Mapping[str, Any]) -> None:
        """Add one reply, given its `usage_metadata` and `response_metadata` of LangChain."""
        self.ended = str(metadata.get("finish_reason") or metadata.get("stop_reason") or "")
        self.ended = self.ended or str(metadata.get("done_reason") or "")
        if usage:
            self.tokens_in = (self.tokens_in or 0) + int(usage.get("input_tokens") or 0)
            self.tokens_out = (self.tokens_out or 0) + int(usage.get("output_tokens") or 0)
        reported = metadata.get("token_usage") or {}
        cost = metadata.get("cost", reported.get("cost") if isinstance(reported, Mapping) else None)
        if isinstance(cost, int | float):
            self.cost = (self.cost or 0.0) + float(cost)


@dataclass(frozen=True)
class ChatModel:
    """A chat model of LangChain with its name and limits. Safe to share between threads."""

    chat: BaseChatModel
    name: str
    limits: Limits = field(default_factory=Limits)

    @property
    def context_tokens(self) -> int:
        """The context window of the model as LangChain knows it, else the value of the settings."""
        known = (getattr(self.chat, "profile", None) or {}).get("max_input_tokens")
        return int(known) if known else self.limits.context_tokens

    def room(self, prompt: str) -> int:
        """Tokens left for evidence and history in the context window, beside `prompt` and the answer."""
        return self.context_tokens - self.limits.answer_tokens - tokens(prompt) - _MARKS

    def stream(
        self, source: Callable[[Any], AsyncIterator[T]], meter: Meter, *, whole: bool = True
    ) -> Generator[T | None, None, None]:
        """The items that `source(config)`, a chain of LangChain, streams, and None while nothing arrives.

        `whole` is false for steps before the answer, which have less time. Raises ModelError, with a text
        that contains nothing of the request, the reply or the key.
        """
        limits = self.limits
        total = limits.seconds if whole else limits.step_seconds
        meter.calls += 1
        meter.ended = ""
        config = {"callbacks": [_metering(meter)]}
        begun = False
        try:
            with closing(
                arriving(
                    lambda: source(config),
                    first=min(limits.first_token, total),
                    silence=min(limits.silence, total),
                    total=total,
                )
            ) as items:
                for item in items:
                    begun = begun or item is not None
                    yield item
        except Exception as problem:  # noqa: BLE001  every provider raises a family of its own
            # "from None": a provider's message may quote the key.
            raise ModelError(f"{self.name} {failure(problem, begun=begun)}.") from None

    def call(self, source: Callable[[Any], Any], meter: Meter) -> Generator[Any, None, None]:
        """The result of awaiting `source(config)`, as a stream of one item; None while nothing arrives."""
        return self.stream(lambda config: once(lambda: source(config)), meter, whole=False)

    def structured(
        self, schema: type[BaseModel], prompt: tuple[str, str], values: dict[str, str], meter: Meter
    ) -> Generator[None, None, Any]:
        """The reply to `prompt`, a system and a human template, as a `schema`; yields while waiting.

        `values` fill the templates. The reply of a model that ignores the schema may have another type.
        Raises ModelError as `stream` does.
        """
        from langchain_core.prompts import ChatPromptTemplate

        system, human = prompt
        template = ChatPromptTemplate.from_messages([("system", system), ("human", human)])

        async def answered(config: Any) -> Any:
            return await (template | self.chat.with_structured_output(schema)).ainvoke(values, config)

        result: Any = None
        for result in self.call(answered, meter):  # noqa: B007
            yield
        return result


def open_model(settings: Settings, name: str | None = None) -> ChatModel:
    """The chat model `name`, by default `settings.model`.

    Raises ModelError where the package of its provider is missing or the model can't be set up.
    """
    from langchain.chat_models import init_chat_model

    name = name or settings.model
    assert name
    for variable, value in settings.env_file.items():
        if not variable.startswith("ASSISTANT_"):  # the provider's key, where providers look for it
            os.environ.setdefault(variable, value)
    try:
        if name.startswith("ollama:") and find_spec("langchain_ollama") is None:
            raise ImportError  # otherwise LangChain would use the outdated class of langchain_community
        chat = init_chat_model(name, **_options(settings, name))
    except ImportError:
        provider = name.partition(":")[0]
        command = installing(f"langchain-{provider.replace('_', '-')}", extra=EXTRAS.get(provider, ""))
        raise ModelError(f"The model {name!r} needs a package that is not installed: `{command}`.") from None
    except Exception as problem:  # noqa: BLE001  providers raise different errors for a missing key
        raise ModelError(
            f"The model {name!r} can't be set up ({type(problem).__name__}). "
            "Give it as provider:model, for example ollama:llama3.2, and its key in the environment or .env."
        ) from None
    return ChatModel(chat, name, settings.limits)


def _options(settings: Settings, name: str) -> dict[str, Any]:
    limits, provider = settings.limits, name.partition(":")[0]
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        # Ollama's default window of 4,096 tokens would cut off the beginning of a prompt without an error.
        return options | {"num_ctx": limits.context_tokens, "num_predict": limits.answer_tokens}
    options |= {
        "timeout": limits.first_token,
        "max_retries": limits.retries,
        "max_tokens": limits.answer_tokens,
    }
    if settings.model_url and name == settings.model:
        options["base_url"] = settings.model_url
        if provider == "openai":
            # OPENAI_API_KEY belongs to OpenAI and must not be sent to another server.
            key = os.environ.get("ASSISTANT_MODEL_KEY") or settings.env_file.get("ASSISTANT_MODEL_KEY")
            options |= {"api_key": key or "none", "stream_usage": True}
    return options


def local_models(*, seconds: float = 2.0) -> tuple[str, ...]:
    """The chat models of an Ollama server on this machine, as "ollama:NAME"; empty if no server answers.

    OLLAMA_HOST gives the address; an address of another machine is not contacted.
    """
    host = os.environ.get("OLLAMA_HOST") or "127.0.0.1:11434"
    try:
        parts = urlsplit(host if "//" in host else f"http://{host}")
        name, port = parts.hostname or "127.0.0.1", parts.port or 11434
    except ValueError:
        return ()
    if name not in ("127.0.0.1", "localhost", "0.0.0.0", "::1"):
        return ()
    name = "127.0.0.1" if name == "0.0.0.0" else f"[{name}]" if ":" in name else name
    try:
        # No proxy: requests to this machine must not pass through another.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://{name}:{port}/api/tags", timeout=seconds) as reply:
            models = json.load(reply)["models"]
        return tuple(f"ollama:{m['name']}" for m in models if not _EMBEDS.search(m["name"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ()


_EMBEDS = re.compile(r"embed|minilm|\bbge\b", re.I)  # embedding models, which can't chat


def failure(problem: BaseException, *, begun: bool = False) -> str:
    """The failure of a call in words that continue a sentence after the model's name.

    The text contains nothing of the provider's message, which may quote the key. `begun` tells whether a part
    of the reply had arrived.
    """
    if isinstance(problem, TooSlowError):
        return str(problem)
    kinds = " ".join(kind.__name__ for kind in type(problem).__mro__)
    status = getattr(problem, "status_code", None) or getattr(problem, "code", None)
    match status:
        case 401 | 403:
            return f"refused the key ({status})"
        case 404:
            return "is not known to its server (404)"
        case 429:
            return "has too many requests to answer now (429)"
        case int() if status >= 500:
            return f"failed on its server ({status})"
        case int() if status >= 400:
            return f"refused the request ({status})"
    if "Timeout" in kinds:
        return "did not answer in time"
    if "ConnectError" in kinds or "APIConnectionError" in kinds or "ConnectionError" in kinds:
        return "was cut off" if begun else "could not be reached"
    return f"did not answer ({type(problem).__name__})"


def _metering(meter: Meter) -> BaseCallbackHandler:
    from langchain_core.callbacks import BaseCallbackHandler

    class Metering(BaseCallbackHandler):
        run_inline = True  # in the event loop itself: at the end of a process no other thread may be left

        def on_llm_end(self, response: Any, **_: Any) -> None:
            message = getattr(response.generations[0][0], "message", None)
            if message is not None:
                meter.add(message.usage_metadata, message.response_metadata)

    return Metering()
