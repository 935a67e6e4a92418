"""One question's turn: which model writes its answer, what it may still call, and what it took."""

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
    """A question on its way to its answer. `model` is None where nobody but the papers speaks."""

    model: ChatModel | None
    calls: Calls
    meter: Meter = field(default_factory=Meter)


class Models:
    """The chat models that may write: the one that was configured, and those that visitors may choose.

    Safe to share between threads.
    """

    def __init__(self, settings: Settings | None = None, *, default: ChatModel | None = None) -> None:
        self._settings = settings or Settings()
        self._default = default
        self._opened: dict[str, ChatModel] = {default.name: default} if default else {}
        self._lock = threading.Lock()

    @property
    def default(self) -> str:
        """Who writes where nobody chose."""
        return self._default.name if self._default else EXTRACTIVE

    def names(self) -> tuple[str, ...]:
        """Who may write: nobody, the configured model, and the models of an Ollama on this machine."""
        return tuple(dict.fromkeys((EXTRACTIVE, self.default, *local_models())))

    def turn(self, name: str | None) -> Turn:
        """A turn with the model of this name, None for the default.

        Raises UsageError where nobody offered it, ModelError where it can't be set up.
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
