"""The writers of answers: which models may write, and the model, calls and usage for one question."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from assistant.config import Settings
from assistant.datamodels import EXTRACTIVE
from assistant.errors import UsageError
from assistant.models.budget import Calls
from assistant.models.chat_models import ChatModel, Meter, local_models, open_model


@dataclass
class Turn:
    """The model for one question, the calls that are left, and the usage so far.

    `model` is None where no chat model writes: the answer then consists of verbatim sentences.
    """

    model: ChatModel | None
    calls: Calls
    meter: Meter = field(default_factory=Meter)


class Models:
    """The chat models that may write answers: the configured one, and those that visitors may choose.

    A model is opened at its first use. Safe to share between threads.
    """

    def __init__(self, settings: Settings | None = None, *, default: ChatModel | None = None) -> None:
        self._settings = settings or Settings()
        self._default = default
        self._opened: dict[str, ChatModel] = {default.name: default} if default else {}
        self._lock = threading.Lock()

    @property
    def default(self) -> str:
        """The writer of a question that names no writer."""
        return self._default.name if self._default else EXTRACTIVE

    def names(self) -> tuple[str, ...]:
        """All writers: "extractive" (no model), the configured model, the models of a local Ollama."""
        return tuple(dict.fromkeys((EXTRACTIVE, self.default, *local_models())))

    def turn(self, name: str | None) -> Turn:
        """The Turn of a question that is answered by the writer `name`; None is the default writer.

        Raises UsageError where `name` is not in `names()`, ModelError where the model can't be set up.
        """
        model = self._default if name is None else self._open(name)
        limits = model.limits if model else self._settings.limits
        return Turn(model, Calls(limits.calls))

    def _open(self, name: str) -> ChatModel | None:
        if name == EXTRACTIVE:
            return None
        with self._lock:
            if name not in self._opened:
                if name not in self.names():
                    raise UsageError(f"The model {name!r} is not on offer here; choose one of the list.")
                self._opened[name] = open_model(self._settings, name)
            return self._opened[name]
