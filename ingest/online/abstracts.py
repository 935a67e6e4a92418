"""Abstracts that no source prints, looked up at other services, and what is known of them, so as to ask once.

    INDEX/fetched/abstracts/
      openalex-abstracts.jsonl    abstracts of OpenAlex, one a line: the origin that a paper names
      asked.jsonl                 who was asked for what

A paper is looked up by its identifiers at all services, in the order of FILLING, then by title and first
author. What is found is taken only where it would be merged with the paper: works.py decides.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.datamodels import Origin, Paper
from assistant.errors import ServiceError
from assistant.index.locks import writing
from assistant.index.snapshot import SourceRecord
from assistant.services import FILLING
from ingest.directory import check_directory, writes_to
from ingest.online.answers import Answer
from ingest.online.client import Client
from ingest.online.fetching import FOLDER, NO_ANSWER
from ingest.online.lookups import BY_IDENTIFIER, BY_TITLE, can_look_up, is_same, papers_in
from ingest.works import author_key, normal_title

LEAST = 40
"""Characters of an abstract: "No abstract available." is none."""


@dataclass(frozen=True, slots=True)
class Filling:
    """`papers` with the abstracts that are known, `filled` of them, while `remain` have none.

    `problems` say which services failed; `sources` are the files that the abstracts stand in.
    """

    papers: tuple[Paper, ...]
    filled: int
    remain: int
    problems: tuple[str, ...] = ()
    sources: tuple[SourceRecord, ...] = ()


class Abstracts:
    """The abstracts that were looked up for one index.

    With a `client` those that are missing are asked for.
    """

    def __init__(
        self,
        index: Path,
        client: Client | None = None,
        *,
        wait: bool = True,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        self._index, self._directory = index, index / FOLDER / "abstracts"
        self._client, self._wait, self._say = client, wait, say
        self._texts: dict[str, tuple[str, Origin]] = {}
        self._asked: set[tuple[str, str, str]] = set()

    def state(self) -> str:
        """A hash of all that is known."""
        digest = hashlib.sha256(b"asks" if self._client else b"asks nobody")
        for path in sorted(self._directory.glob("*.jsonl")):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def fill(self, papers: Sequence[Paper]) -> Filling:
        """The papers with their missing abstracts, as far as they are known or found now.

        Raises SnapshotError where the index can't be written.
        """
        self._read()
        missing = {_key(paper): paper for paper in papers if not paper.abstract}
        problems: list[str] = []
        if self._client and any(key not in self._texts for key in missing):
            check_directory(self._index)
            with writing(self._index, wait=self._wait, say=self._say), writes_to(self._index):
                self._directory.mkdir(parents=True, exist_ok=True)
                self._read()
                problems = self._look_up(missing, self._client)
        filled = [self._filled(paper) for paper in papers]
        found = sum(new is not old for new, old in zip(filled, papers, strict=True))
        left = sum(not paper.abstract for paper in filled)
        used = [p.origins["abstract"].document for p, old in zip(filled, papers, strict=True) if p is not old]
        return Filling(tuple(filled), found, left, tuple(problems), tuple(self._sources(used)))

    def _filled(self, paper: Paper) -> Paper:
        known = None if paper.abstract else self._texts.get(_key(paper))
        if not known:
            return paper
        text, origin = known
        return replace(
            paper,
            abstract=text,
            origins={**paper.origins, "abstract": origin},
            records=(*paper.records, origin),
        )

    def _look_up(self, missing: Mapping[str, Paper], client: Client) -> list[str]:
        """Ask for what is missing; the services that failed, in a sentence each."""
        problems: dict[str, str] = {}
        for way, rounds in (("identifier", BY_IDENTIFIER), ("title", BY_TITLE)):
            for service in FILLING:
                todo = {
                    key: paper
                    for key, paper in missing.items()
                    if key not in self._texts
                    and (key, service, way) not in self._asked
                    and can_look_up(paper, way, service)
                }
                if not todo or service in problems:
                    continue
                name = client.services[service].name
                many = f"{len(todo):,} missing abstract{'s' if len(todo) > 1 else ''}"
                self._say(f"{name} is asked for {many}, by {way}")
                try:
                    for some in _portions(todo, 1 if way == "title" else 40):
                        self._take(service, way, some, rounds[service](some.values(), client.ask))
                except ServiceError as problem:
                    problems[service] = str(problem)
                except NO_ANSWER as problem:
                    problems[service] = f"{name} answered in a form that it does not document ({problem})."
        return list(problems.values())

    def _take(self, service: str, way: str, asked: Mapping[str, Paper], answers: Iterable[Answer]) -> None:
        """Note which of the papers asked for have an abstract in `answers`, and that all were asked for."""
        for answer in answers:
            for found in papers_in(answer):
                for key, paper in asked.items():
                    if key not in self._texts and len(found.abstract) >= LEAST and is_same(paper, found, way):
                        self._keep(service, key, found, answer)
        with (self._directory / "asked.jsonl").open("a", encoding="utf-8") as file:
            for key in asked:
                self._asked.add((key, service, way))
                file.write(json.dumps({"key": key, "service": service, "by": way, "asked": _now()}) + "\n")

    def _keep(self, service: str, key: str, found: Paper, answer: Answer) -> None:
        path = self._directory / f"{service}-abstracts.jsonl"
        record = {
            "key": key,
            "title": found.title,
            "abstract": found.abstract,
            "url": answer.url,
            "asked": answer.asked,
        }
        before = path.read_bytes() if path.exists() else b""
        cut = "\n" if before and not before.endswith(b"\n") else ""  # by a run that was killed
        line = before.count(b"\n") + len(cut) + 1
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{cut}{json.dumps(record, ensure_ascii=False)}\n")
        self._texts[key] = (found.abstract, Origin(path.name, line))

    def _read(self) -> None:
        self._texts, self._asked = {}, set()
        for path in sorted(self._directory.glob("*-abstracts.jsonl")):
            for number, record in _records(path):
                key, text = record.get("key"), record.get("abstract")
                if isinstance(key, str) and isinstance(text, str):
                    self._texts[key] = (text, Origin(path.name, number))
        for _, record in _records(self._directory / "asked.jsonl"):
            self._asked.add((str(record.get("key")), str(record.get("service")), str(record.get("by"))))

    def _sources(self, used: Sequence[str]) -> Iterator[SourceRecord]:
        for name in sorted(set(used)):
            path = self._directory / name
            content = path.read_bytes()
            days = [str(record.get("asked", ""))[:10] for _, record in _records(path)]
            yield SourceRecord(
                document=name,
                kind="jsonl",
                subject="",
                scope="group",
                retrieved=max(days),
                sha256=hashlib.sha256(content).hexdigest(),
                records=used.count(name),
                skipped=0,
            )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _key(paper: Paper) -> str:
    """What an abstract is remembered by: the DOI, else the arXiv identifier, else title and first author."""
    if paper.doi or paper.arxiv_id:
        return f"doi:{paper.doi}" if paper.doi else f"arxiv:{paper.arxiv_id}"
    return f"title:{normal_title(paper.title)}|{author_key(paper.authors[0]) if paper.authors else ''}"


def _portions(papers: Mapping[str, Paper], size: int) -> Iterator[dict[str, Paper]]:
    items = list(papers.items())
    return (dict(items[start : start + size]) for start in range(0, len(items), size))


def _records(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    """The objects in a file of lines, each with its number; a half-written line is none."""
    if not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield number, record
