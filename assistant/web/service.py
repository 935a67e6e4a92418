"""The assistant behind the page, opened in a thread so that the page is up before it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Protocol

from assistant.datamodels import Answer, Draft, Evidence, Filters, Message, Paper, Profile, ScopeFilter
from assistant.embedding import Vectors

log = logging.getLogger(__name__)


class Papers(Protocol):
    """What the page needs of a corpus.

    `paper_vectors` has a row for each paper, 0 without an abstract; `captured` the day of each document.
    """

    @property
    def papers(self) -> Sequence[Paper]: ...

    @property
    def profiles(self) -> tuple[Profile, ...]: ...

    @property
    def captured(self) -> Mapping[str, str]: ...

    @property
    def paper_vectors(self) -> Vectors: ...

    @property
    def snapshot_id(self) -> str: ...

    def paper(self, id: str, /) -> Paper: ...


class Answering(Protocol):
    """What the page needs of an assistant. `stream` yields drafts of the answer, then the answer.

    `retrieve` gives the papers on a topic, most relevant first. `can_answer` tells whether a question would
    end in an abstention, without asking a model.
    `writer` is who writes its answers, `writers` who else may be asked to, itself and "extractive" included.
    """

    @property
    def corpus(self) -> Papers: ...

    @property
    def writer(self) -> str: ...

    def writers(self) -> tuple[str, ...]: ...

    def retrieve(self, question: str, *, scope: ScopeFilter | None = None) -> tuple[Evidence, ...]: ...

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Generator[Draft | Answer, None, None]: ...

    def can_answer(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
    ) -> bool: ...


class Service:
    """Opens an assistant in the background, once, and hands it to whoever waits for it.

    `progress` is what a visitor who waits is told; `error` is why the assistant can't be opened.
    """

    def __init__(self, open_assistant: Callable[[], Answering]) -> None:
        self._open = open_assistant
        self._settled = threading.Event()
        self._assistant: Answering | None = None
        self.error: Exception | None = None
        self.progress = "Reading the documents…"

    def start(self) -> Service:
        """Begin to open the assistant; returns at once."""
        # A daemon: leaving while the models load must not wait for them.
        threading.Thread(target=self._run, name="open-assistant", daemon=True).start()
        return self

    def say(self, text: str) -> None:
        """Tell whoever waits how far it is."""
        self.progress = text

    @property
    def settled(self) -> bool:
        """Whether `wait` returns or raises at once."""
        return self._settled.is_set()

    def wait(self, timeout: float | None = None) -> Answering:
        """The assistant, as soon as it is open.

        Raises TimeoutError after `timeout` seconds, and whatever opening it raised: an AssistantError
        where the reason is known.
        """
        if not self._settled.wait(timeout):
            raise TimeoutError("The assistant is still being opened.")
        if self.error is not None:
            raise self.error
        assert self._assistant is not None
        return self._assistant

    def _run(self) -> None:
        try:
            self._assistant = self._open()
        except Exception as error:
            # Kept for everyone who waits; they tell the visitor, this tells the operator.
            log.exception("The assistant can't be opened")
            self.error = error
        finally:
            self._settled.set()
