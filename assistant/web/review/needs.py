"""What the tab needs of a review. `ingest` has one, which app.py hands in: nothing here imports it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from assistant.datamodels import Origin, Paper


class Doubt(Protocol):
    """A doubt about a paper; `other` is the id of another paper that it is about."""

    @property
    def kind(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def other(self) -> str: ...


class Decision(Protocol):
    """What somebody decided on `day`, and the papers or the person that it is `about`."""

    @property
    def id(self) -> str: ...

    @property
    def about(self) -> str: ...

    @property
    def decision(self) -> str: ...

    @property
    def day(self) -> str: ...


class Item(Protocol):
    """A paper under review; see `ingest.review.Item`."""

    @property
    def paper(self) -> Paper: ...

    @property
    def records(self) -> Sequence[Paper]: ...

    @property
    def joined(self) -> Sequence[str]: ...

    @property
    def doubts(self) -> Sequence[Doubt]: ...

    @property
    def left_out(self) -> bool: ...

    @property
    def waiting(self) -> str: ...

    @property
    def decision(self) -> Decision | None: ...

    @property
    def places(self) -> Sequence[Origin]: ...

    @property
    def mark(self) -> str: ...


class Review(Protocol):
    """All papers under review; see `ingest.review.Review`."""

    @property
    def items(self) -> Sequence[Item]: ...

    @property
    def doubtful(self) -> Sequence[Item]: ...

    @property
    def members(self) -> Sequence[str]: ...

    @property
    def captured(self) -> Mapping[str, str]: ...

    @property
    def undone(self) -> Sequence[str]: ...

    @property
    def waits(self) -> bool: ...

    def about(self, decision: Any, /) -> Sequence[Item]: ...


class Reviews(Protocol):
    """The reviews of one index, and what is decided in them; see `ingest.reviewing.Reviewing`."""

    def look(self, corpus: Any, /) -> Review: ...

    def decide(
        self,
        corpus: Any,
        ruling: str,
        id: str,
        /,
        *,
        mark: str,
        other: str = "",
        numbers: Collection[int] = (),
        name: str = "",
    ) -> Decision: ...

    def decisions(self) -> Sequence[Decision]: ...

    def take_back(self, id: str, /) -> Decision: ...

    def export(self) -> str: ...
