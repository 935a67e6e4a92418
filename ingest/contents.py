"""What a snapshot is to hold, before it is written."""

from __future__ import annotations

import hashlib
import json
import mmap
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile

from assistant.datamodels import Paper, Profile
from assistant.index.bodies import Held
from assistant.index.made import Made
from assistant.index.snapshot import SCHEMA, SourceRecord, read_paper, to_line
from ingest.sources import ParsedSource

IN_MEMORY = 50_000
"""So many papers, at most, are held in memory, some 500 MB; more are read from a file each time, in 50 µs."""

_KEPT = 1024  # of them stay in memory: a step often asks for a paper more than once


@dataclass(frozen=True, slots=True)
class SnapshotContents:
    """Papers, each with its line of papers.jsonl, profiles, and the documents that all of them come from.

    `given` are the files and directories that the ingest was called with. `bodies` are the full texts of
    papers, by their ids: each with the file that has it.
    """

    papers: Sequence[Paper]
    lines: Sequence[str]
    profiles: Sequence[Profile] = ()
    sources: tuple[SourceRecord, ...] = ()
    given: Sequence[str] = ()
    bodies: Mapping[str, tuple[Held, Path]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        papers: Sequence[Paper],
        *,
        profiles: Sequence[Profile] = (),
        sources: tuple[SourceRecord, ...] = (),
        given: Sequence[str] = (),
        bodies: Mapping[str, tuple[Held, Path]] | None = None,
    ) -> SnapshotContents:
        """The contents with the lines of `papers`."""
        lines: Sequence[str]
        if len(papers) <= IN_MEMORY:
            lines = [to_line(paper) for paper in papers]
        else:
            lines = _Lines(map(to_line, papers))
            papers = _Parsed(lines)
        return cls(papers, lines, profiles, sources, given, bodies or {})

    def hash(self, model: str) -> str:
        """Equal for equal papers, profiles and documents that are encoded by the same model."""
        digest = hashlib.sha256(f"{SCHEMA}\n{model}\n".encode())
        for line in (*self.lines, *map(to_line, self.profiles), *map(to_line, self.sources)):
            digest.update(line.encode())
        for paper, (held, _) in sorted(self.bodies.items()):
            digest.update(json.dumps([paper, asdict(held)]).encode())
        return digest.hexdigest()


def source_records(sources: Sequence[ParsedSource]) -> tuple[SourceRecord, ...]:
    """What the manifest of a snapshot says about each document that was read."""
    return tuple(
        SourceRecord(
            document=source.info.document,
            kind=source.info.kind,
            subject=source.info.subject or "",
            scope=source.info.scope,
            retrieved=source.info.retrieved.isoformat(),
            sha256=source.sha256,
            records=len(source.papers),
            skipped=len(source.skipped),
        )
        for source in sources
    )


class _Lines(Made[str]):
    """Lines in a file that has no name and goes with the last reference."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._ends = array("q", [0])
        self._file = TemporaryFile()  # noqa: SIM115
        for line in lines:
            self._ends.append(self._ends[-1] + self._file.write(line.encode()))
        self._file.flush()
        self._text = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def item(self, at: int) -> str:
        return self._text[self._ends[at] : self._ends[at + 1]].decode()


class _Parsed(Made[Paper]):
    """The papers of lines, each parsed when it is asked for."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._read = lru_cache(maxsize=_KEPT)(lambda row: read_paper(json.loads(lines[row])))

    def __len__(self) -> int:
        return len(self._lines)

    def item(self, at: int) -> Paper:
        return self._read(at)
