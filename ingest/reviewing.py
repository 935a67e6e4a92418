"""The review of an index as a page has it: looked at again and again, and decided on by several people."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

from assistant.errors import SourceError, UsageError
from assistant.index.corpus import Corpus
from ingest import deciding
from ingest.decisions import FILE as DECISIONS
from ingest.decisions import Decision, add_decisions, read_decisions, take_back, to_line
from ingest.group import read_group
from ingest.made_of import FILE as RECORDS
from ingest.made_of import MadeOf, read_made_of
from ingest.people import Member
from ingest.review import Item, Review, review

log = logging.getLogger(__name__)

_CHANGED = "This paper has changed since it was shown, or somebody decided on it: look again, then decide."


def reviewed(index: Path, corpus: Corpus, made_of: MadeOf | None, *, say: Callable[[str], None]) -> Review:
    """The review of `corpus`, a snapshot of `index`.

    The members of the group are those of the group.toml files that it was made from; `say` is told of a file
    that can't be read any more. Raises UsageError where a decision can't be read.
    """
    members: list[Member] = []
    for path in [Path(text) for text in corpus.manifest.given if text.endswith(".toml")]:
        try:
            members += read_group(path).people
        except SourceError as problem:
            say(str(problem))
    return review(corpus, made_of, read_decisions(index), members)


class Reviewing:
    """The review of one index, safe to share between threads.

    All raise UsageError where the decisions can't be read, SnapshotError where they can't be written.
    """

    def __init__(self, index: Path) -> None:
        self._index = index
        self._lock = threading.RLock()
        self._made: tuple[object, Review] | None = None
        self._made_of: tuple[str, MadeOf] | None = None

    def look(self, corpus: Corpus) -> Review:
        """The review of `corpus`, a snapshot of the index, with what has been decided until now."""
        with self._lock:
            state = corpus.name, self._stamp(RECORDS), self._stamp(DECISIONS)
            if self._made is None or self._made[0] != state:
                found = reviewed(self._index, corpus, self._records(corpus.name), say=log.warning)
                self._made = state, found
            return self._made[1]

    def decide(
        self,
        corpus: Corpus,
        ruling: str,
        id: str,
        *,
        mark: str,
        other: str = "",
        numbers: Collection[int] = (),
        name: str = "",
    ) -> Decision:
        """Keep what somebody decides about the paper with this id, and return it.

        `ruling` is "keep", "leave_out", "split", "join", "two_works" or "member", `other` the id of another
        paper, `numbers` are of records, `name` is of an author. Raises UsageError where that makes no
        decision, and where the paper has another `mark` than when it was looked at.
        """
        with self._lock:
            found = self.look(corpus)
            item = next((item for item in found.items if item.paper.id == id), None)
            if item is None or item.mark != mark:
                raise UsageError(_CHANGED)
            decision = _decision(found, ruling, item, other, numbers, name)
            add_decisions(self._index, [decision])
        return decision

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions, the oldest first."""
        return read_decisions(self._index)

    def take_back(self, id: str) -> Decision:
        """Remove the decision with this id, and return it. Raises UsageError where there is none."""
        return take_back(self._index, id)

    def export(self) -> str:
        """All decisions, one a line, as `ingest review --import` takes them."""
        return "".join(map(to_line, self.decisions()))

    def _stamp(self, name: str) -> tuple[int, ...]:
        """Another one for each version of a file."""
        try:
            found = (self._index / name).stat()
        except OSError:
            return ()
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _records(self, name: str) -> MadeOf | None:
        """What the snapshot of this name was made of, also once the next one is there."""
        found = read_made_of(self._index, name)
        if found is not None:
            self._made_of = name, found
        return self._made_of[1] if self._made_of and self._made_of[0] == name else None


def _decision(
    found: Review, ruling: str, item: Item, other: str, numbers: Collection[int], name: str
) -> Decision:
    day = date.today()
    match ruling:
        case "keep":
            return deciding.keep(item, day=day)
        case "leave_out":
            return deciding.leave_out(item, day=day)
        case "split":
            return deciding.split(item, numbers, day=day)
        case "join":
            return deciding.join(item, found.item(other), day=day)
        case "two_works":
            return deciding.two_works(item, found.item(other), day=day)
        case "member" if name in item.paper.authors:
            orcids = [person.orcid for person in item.paper.people if person.name == name and person.orcid]
            return deciding.member(" ".join([name, *orcids[:1]]), day=day)
    raise UsageError("Expected a decision and the name of an author, as the page sends them.")
