"""The assistant behind the page, opened in a thread so that the page is up before it is."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import (
    EXTRACTIVE,
    Answer,
    Draft,
    Evidence,
    Filters,
    Message,
    Paper,
    Profile,
    ScopeFilter,
)
from assistant.errors import StoreError
from assistant.explore.browsing import Shelf
from assistant.explore.corpus_themes import corpus_themes
from assistant.explore.saying import say
from assistant.index.bodies import Bodies
from assistant.index.owner import Owner
from assistant.index.snapshot import Manifest
from assistant.index.themes import Theme
from assistant.models.encoders import Vectors
from assistant.web.allocator import collect

log = logging.getLogger(__name__)

Made = TypeVar("Made")

AT_WORK = 2
"""Verbatim answers that are worked at at the same time.

Python runs one thread at a time: more of them only make one another wait, and the server's event loop with
them. The second goes on where the first is in numpy.
"""


LOOK_EVERY = 2.0
"""Seconds from one look at what is published to the next, where that is on this machine."""


class Papers(Protocol):
    """What the page needs of a corpus.

    `bodies` are the full texts; `vectors_of` gives a vector for each row of a paper, 0 without an abstract;
    `captured` the day of each document; `owner` whose papers they are; `members` the names of the group's
    members as the papers write them; `themes` at most `most` themes of some of the papers; `vector_server`
    whether a server that has the vectors is "there" or "away", "" where none has.
    """

    @property
    def vector_server(self) -> str: ...

    @property
    def manifest(self) -> Manifest: ...

    @property
    def papers(self) -> Sequence[Paper]: ...

    @property
    def profiles(self) -> tuple[Profile, ...]: ...

    @property
    def bodies(self) -> Bodies: ...

    @property
    def captured(self) -> Mapping[str, str]: ...

    @property
    def owner(self) -> Owner: ...

    @property
    def members(self) -> frozenset[str]: ...

    def themes(self, papers: Sequence[Paper], /, *, most: int) -> tuple[Theme, ...]: ...

    def vectors_of(self, rows: NDArray[np.int64], /) -> Vectors: ...

    @property
    def snapshot_id(self) -> str: ...

    def paper(self, id: str, /) -> Paper: ...


def papers_named(corpus: Papers, ids: Iterable[str]) -> dict[str, Paper]:
    """The papers with these ids, by id, as far as there are any."""
    found = {}
    for id in dict.fromkeys(ids):
        with suppress(KeyError):
            found[id] = corpus.paper(id)
    return found


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
    """Opens an assistant in the background and hands it to whoever waits for it.

    `published` names what there is to open; when that changes, the assistant is opened anew while the old one
    answers, and takes its place. Whoever holds the old one goes on with it; when nobody does, it closes
    itself, and `let_go` is called. `progress` is what a visitor who waits is told; `error` is why there is no
    assistant.
    """

    def __init__(
        self,
        open_assistant: Callable[[], Answering],
        *,
        published: Callable[[], str] | None = None,
        let_go: Callable[[], None] = lambda: None,
        look_every: float = LOOK_EVERY,
    ) -> None:
        """`look_every` is in seconds."""
        self._open = open_assistant
        self._published = published
        self._let_go = let_go
        self._look_every = look_every
        self._settled = threading.Event()
        self._assistant: Answering | None = None
        self._old: list[weakref.ref[Answering]] = []
        self._working = threading.BoundedSemaphore(AT_WORK)
        self.error: Exception | None = None
        self._said = self._away = ""
        # What several views show, each made at its first use.
        self.shelf = Latest(self, lambda assistant: Shelf(assistant.corpus.papers))
        self.themes = Latest(self, lambda a: corpus_themes(a.corpus))

    def start(self) -> Service:
        """Begin to open the assistant; returns at once."""
        # A daemon: leaving while the models load must not wait for them.
        threading.Thread(target=self._run, name="open-assistant", daemon=True).start()
        return self

    def say(self, text: str) -> None:
        """Tell whoever waits how far it is."""
        self._said = text

    @property
    def progress(self) -> str:
        return self._said or say("server.reading-documents")

    @property
    def settled(self) -> bool:
        """Whether `wait` returns or raises at once."""
        return self._settled.is_set()

    def wait(self, timeout: float | None = None) -> Answering:
        """The assistant, as soon as it is open. One question holds on to one of them.

        Raises TimeoutError after `timeout` seconds, and whatever opening it raised: an AssistantError
        where the reason is known.
        """
        if not self._settled.wait(timeout):
            raise TimeoutError("The assistant is still being opened.")
        assistant = self._assistant
        if assistant is None:
            assert self.error is not None
            raise self.error
        return assistant

    def at_work(self, writer: str | None = None) -> AbstractContextManager[object]:
        """Hold one of the AT_WORK places while a step of an answer by `writer` is made.

        For a chat model, which is mostly waited for, there are places without end.
        """
        assistant = self._assistant
        verbatim = assistant is not None and (writer or assistant.writer) == EXTRACTIVE
        return self._working if verbatim else nullcontext()

    def _run(self) -> None:
        name = self._name()  # before it is opened: a newer one is then seen at the next look
        opened = name if self._replace() else ""
        self._settled.set()
        while self._published is not None:
            time.sleep(self._look_every)
            self._close_unused()
            name = self._name()
            if name and name != opened and self._replace():
                opened = name

    def _name(self) -> str:
        """What is published now, "" where that can't be told."""
        if self._published is None:
            return ""
        try:
            return self._published()
        except (OSError, ValueError):
            return ""  # the next look may tell more

    def _replace(self) -> bool:
        """Open an assistant; where that fails, the old one, if there is one, goes on.

        Returns whether that was all: a server that does not answer may do so at the next look.
        """
        try:
            assistant = self._open()
        except StoreError as error:
            if str(error) != self._away:
                log.warning("The assistant can't be opened yet: %s", error)
            self._away = str(error)
            self.error = None if self._assistant else error
            return False
        except Exception as error:
            # Kept for everyone who waits; they tell the visitor, this tells the operator.
            log.exception("The assistant can't be opened")
            self.error = None if self._assistant else error
            return True
        if self._assistant is not None:
            self._old.append(weakref.ref(self._assistant))
            log.info("Answers are of the snapshot %s from now on", assistant.corpus.snapshot_id)
        self._assistant, self.error, self._away = assistant, None, ""
        return True

    def _close_unused(self) -> None:
        if not self._old:
            return
        collect()  # else one that nobody holds may stay for hours
        left = [old for old in self._old if old() is not None]
        if len(left) < len(self._old):
            self._old = left
            self._let_go()


class Latest(Generic[Made]):
    """Something made of the assistant's papers, once for all visitors, and anew when these change."""

    def __init__(self, service: Service, make: Callable[[Answering], Made]) -> None:
        self._service, self._make = service, make
        self._lock = threading.Lock()
        self._made: tuple[weakref.ref[Answering], Made] | None = None

    @property
    def made(self) -> Made | None:
        """What was made last, if anything was."""
        return self._made[1] if self._made else None

    def get(self, timeout: float | None = 0) -> Made:
        """Raises what `Service.wait` does."""
        assistant = self._service.wait(timeout)
        with self._lock:  # who comes while it is being made waits for it
            if self._made is None or self._made[0]() is not assistant:
                self._made = weakref.ref(assistant), self._make(assistant)
            return self._made[1]
