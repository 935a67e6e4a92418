"""What a snapshot is to hold, before it is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assistant.datamodels import Paper, Profile
from assistant.index.bodies import Held
from assistant.index.snapshot import SCHEMA, SourceRecord, to_line
from ingest.sources import ParsedSource


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
        return cls(papers, [to_line(paper) for paper in papers], profiles, sources, given, bodies or {})

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
