"""The writers of answers: which models may write, and the model, calls and usage for one question."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.config import Limits, Settings
from assistant.datamodels import EXTRACTIVE
from assistant.errors import UsageError
from assistant.models.budget import Budget
from assistant.models.meter import Meter

if TYPE_CHECKING:
    from assistant.models.chat_models import ChatModel


@dataclass
class Turn:
    """The model for one question, and the usage so far.

    `model` is None where no chat model writes: the answer then consists of verbatim sentences. `judge` is the
    model that judges what `model` wrote, by default `model` itself.
    """

    model: ChatModel | None
    meter: Meter = field(default_factory=Meter)
    judge: ChatModel | None = None

    @property
    def budget(self) -> Budget:
        """What may still be spent on the question."""
        return Budget(self.meter, self.model.limits if self.model else Limits())


class Models:
    """The chat models that may write answers: the configured one, and those that visitors may choose.

    `judge` judges what any of them wrote; without one, each judges its own. A model is opened at its first
    use. Safe to share between threads.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        default: ChatModel | None = None,
        judge: ChatModel | None = None,
    ) -> None:
        self._settings = settings or Settings()
        self._default = default
        self._judge = judge
        self._opened: dict[str, ChatModel] = {default.name: default} if default else {}
        self._lock = threading.Lock()

    @property
    def default(self) -> str:
        """The writer of a question that names no writer."""
        return self._default.name if self._default else EXTRACTIVE

    def names(self) -> tuple[str, ...]:
        """All writers: "extractive" (no model), the configured model, the models of a local Ollama."""
        from assistant.models.opening import local_models  # with pydantic, which no other answer needs

        return tuple(dict.fromkeys((EXTRACTIVE, self.default, *local_models())))

    def turn(self, name: str | None) -> Turn:
        """The Turn of a question that is answered by the writer `name`; None is the default writer.

        Raises UsageError where `name` is not in `names()`, ModelError where the model can't be set up.
        """
        model = self._default if name is None else self._open(name)
        return Turn(model, judge=(self._judge or model) if model else None)

    def _open(self, name: str) -> ChatModel | None:
        if name == EXTRACTIVE:
            return None
        with self._lock:
            if name not in self._opened:
                if name not in self.names():
                    raise UsageError(f"The model {name!r} is not on offer here; choose one of the list.")
                from assistant.models.opening import open_model

                self._opened[name] = open_model(self._settings, name)
            return self._opened[name]


def open_models(settings: Settings) -> Models:
    """The chat models of `settings`, opened at once, so that an unusable name fails at the start.

    Raises ModelError where one can't be set up.
    """
    if not settings.model and not settings.judge:
        return Models(settings)
    from assistant.models.opening import open_model

    default = open_model(settings) if settings.model else None
    judge = open_model(settings, settings.judge) if settings.judge else None
    return Models(settings, default=default, judge=judge)
