"""Chat models by name, through LangChain's `init_chat_model`, and those that an Ollama here has."""

from __future__ import annotations

import json
import os
import re
import urllib.request
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.config import Settings, installing
from assistant.errors import ModelError
from assistant.models.chat_models import ChatModel

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = {
    "anthropic": "anthropic",
    "google_genai": "google",
    "ollama": "ollama",
    "openai": "openai",
}
"""The extra of this project that installs the package of each provider, in compatible versions."""


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
    return ChatModel(_patient(_with_thoughts(chat)), name, settings.limits)


def _options(settings: Settings, name: str) -> dict[str, Any]:
    limits, provider = settings.limits, name.partition(":")[0]
    options: dict[str, Any] = {"temperature": 0}
    if provider == "ollama":
        # Ollama's default window of 4,096 tokens would cut off the beginning of a prompt without an error.
        return options | {"num_ctx": limits.context_tokens, "num_predict": limits.answer_tokens}
    options |= {
        # Not to end a request before a limit of ours does.
        "timeout": max(limits.seconds, limits.first_token, limits.silence, limits.step_seconds),
        "max_retries": limits.retries,
        "max_tokens": limits.answer_tokens,
    }
    if settings.model_url and name in (settings.model, settings.judge):
        options["base_url"] = settings.model_url
        if provider == "openai":
            # OPENAI_API_KEY belongs to OpenAI and must not be sent to another server.
            key = os.environ.get("ASSISTANT_MODEL_KEY") or settings.env_file.get("ASSISTANT_MODEL_KEY")
            options |= {"api_key": key or "none", "stream_usage": True}
    return options


def _patient(chat: BaseChatModel) -> BaseChatModel:
    """`chat` without the limit that LangChain itself sets between two pieces of a stream (120 s)."""
    if "stream_chunk_timeout" not in type(chat).model_fields:
        return chat
    return chat.model_copy(update={"stream_chunk_timeout": None})


def _with_thoughts(chat: BaseChatModel) -> BaseChatModel:
    """`chat`; if of OpenAI's protocol, its messages keep the thoughts that servers of reasoning models send.

    They are in a field that is not OpenAI's (`reasoning_content`, or `reasoning`), which LangChain leaves
    out; here it is where LangChain's other classes put it.
    """
    kind: Any = type(chat)
    if not chat.__module__.startswith("langchain_openai."):
        return chat

    class Keeping(kind):  # type: ignore[misc]
        def _convert_chunk_to_generation_chunk(self, chunk: dict[str, Any], *rest: Any) -> Any:
            made = super()._convert_chunk_to_generation_chunk(chunk, *rest)
            for choice in chunk.get("choices") or ():
                if made is not None:
                    _keep(choice.get("delta"), made.message)
            return made

        def _create_chat_result(self, response: Any, *rest: Any) -> Any:
            made = super()._create_chat_result(response, *rest)
            reply = response if isinstance(response, dict) else response.model_dump()
            for choice, generation in zip(reply.get("choices") or (), made.generations, strict=False):
                _keep(choice.get("message"), generation.message)
            return made

    Keeping.__name__ = kind.__name__  # LangChain tells providers by the name of their class
    chat.__class__ = Keeping
    return chat


def _keep(said: dict[str, Any] | None, message: Any) -> None:
    said = said or {}
    if thoughts := said.get("reasoning_content") or said.get("reasoning"):
        message.additional_kwargs["reasoning_content"] = thoughts


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
