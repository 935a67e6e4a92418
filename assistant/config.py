"""One frozen Settings object, read once in main: options first, then the environment, then a `.env`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.embedding import DEFAULT_MODEL

REPOSITORY = Path(__file__).resolve().parent.parent
SEEDS = REPOSITORY / "seeds"
DEFAULT_INDEX = Path("data")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run can be told.

    `index` is the directory that holds the snapshots; `model` a chat model in LangChain's
    `provider:model` form, or None for extractive answers; `model_url` the address of an
    OpenAI-compatible server; `model_timeout` seconds that the chat model may stay silent;
    `embedding_model` a sentence-transformers model by name or directory.
    """

    index: Path = DEFAULT_INDEX
    model: str | None = None
    model_url: str | None = None
    model_timeout: float = 60.0
    embedding_model: str = DEFAULT_MODEL

    @classmethod
    def read(
        cls,
        *,
        index: Path | None = None,
        model: str | None = None,
        embedding_model: str | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Settings:
        """Settings from options, then ASSISTANT_* variables, then `.env` in the working directory."""
        env = _dotenv() | dict(os.environ) if environ is None else environ
        return cls(
            index=index or Path(env.get("ASSISTANT_INDEX") or DEFAULT_INDEX),
            model=model or env.get("ASSISTANT_MODEL") or None,
            model_url=env.get("ASSISTANT_MODEL_URL") or None,
            embedding_model=embedding_model or env.get("ASSISTANT_EMBEDDING_MODEL") or DEFAULT_MODEL,
        )


def quiet_libraries() -> None:
    """Switch off the telemetry and hub look-ups of the libraries; call it before they are imported."""
    for name, value in {
        "ANONYMIZED_TELEMETRY": "False",
        "GRADIO_ANALYTICS_ENABLED": "False",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ.setdefault(name, value)


def _dotenv() -> dict[str, str]:
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(".env").items() if value is not None}
