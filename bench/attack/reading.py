"""Reading hostile documents: every hostile value in every field of every form, and documents that are bombs.

No document stops the reading, none takes long, none brings in another file, and what is not read of it is
reported. What is read is harmless in every file that the papers are written to.
"""

from __future__ import annotations

import os
import signal
import tempfile
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from assistant.datamodels import Paper
from assistant.errors import AssistantError, SourceError
from assistant.explore.exports import FORMATS
from assistant.text.citation_styles import STYLES
from assistant.text.plaintext import as_seen
from bench.attack import bombs, outputs
from bench.attack.documents import samples, text_of
from bench.attack.payloads import (
    ADDRESSES,
    BROKEN,
    FORMULAS,
    LEAKED,
    ODD,
    OUT_OF_RANGE,
    RUNS,
    hostile_text,
)
from bench.attack.planting import behind, instead, places, raw, syntax_of
from bench.attack.tally import Found, Tally
from ingest.sources import ParsedSource, Reading, read_documents
from ingest.sources.records import Kind

SLOWEST = 5.0
"""Seconds of computing that a document may take; most take some milliseconds."""


class _Stalled(BaseException):
    """Nothing that is attacked may catch it."""


def read_all(tally: Tally, forms: Collection[str]) -> None:
    """Read hostile documents: of these forms with each value in each field, of all forms as a whole."""
    work = [partial(read_planted, sample, n) for n, sample in enumerate(samples()) if sample.name in forms]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(_call, [_read_whole, *work]):
            tally.add(found)


def _call(work: Callable[[], Found]) -> Found:
    return work()


def read_planted(sample: Path, number: int) -> Found:
    """Read a sample with one hostile value after the other in each of its places."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        path = Path(folder) / "document"
        plain = next(iter(_read(found, path, text_of(sample).encode(), sample.name)), None)
        if plain is None:
            return found
        papers: dict[str, Paper] = {}
        for what, text in planted(text_of(sample), plain.info.kind):
            for source in _read(found, path, text.encode("utf-8", "surrogatepass"), what):
                missing = len(plain.papers) - len(source.papers)
                if missing > 0 and not {*source.skipped} - {*plain.skipped}:
                    found.lost.append(f"{missing} papers of {sample.name} by {what}")
                papers |= {repr(paper): paper for paper in source.papers}
        _write(found, list(papers.values()), sample.name, list(STYLES)[number % len(STYLES)], path)
    return found


def planted(text: str, kind: Kind) -> Iterator[tuple[str, str]]:
    """The document with one hostile value after the other; what it is, for the report."""
    syntax = syntax_of(text, kind)
    for number, place in enumerate(places(text, syntax)):
        where = repr(text[max(0, place[0] - 20) : place[1]])
        for value in (hostile_text(number), _turn(RUNS, number), _turn(RUNS, 17 * number + 5), *ODD):
            yield f"{value[:20]!r} behind {where}", behind(value, text, place, syntax)
        for value in (_turn(FORMULAS, number), _turn(ADDRESSES, number), *OUT_OF_RANGE):
            yield f"{value[:20]!r} instead of {where}", instead(value, text, place, syntax)
        for code in BROKEN.get(syntax.name, ()):
            yield f"{code[:20]!r} for {where}", raw(code, text, place)


def _turn(values: Sequence[str], number: int) -> str:
    return values[number % len(values)]


def _read(found: Found, path: Path, data: bytes, what: str) -> tuple[ParsedSource, ...]:
    """The documents in a file with these bytes; none where it is refused, which is one sentence."""
    path.write_bytes(data)
    found.documents += 1
    reading = Reading()
    with _bounded(found, what):
        try:
            reading = read_documents(path)
        except SourceError as refused:
            found.scripts_run += outputs.on_one_line(f"what is said of {what}", str(refused))
    for source in reading.sources:
        for skipped in source.skipped:
            found.scripts_run += outputs.on_one_line(
                f"what is said of {what}", f"{skipped.place}{skipped.reason}"
            )
        for paper in source.papers:
            found.scripts_run += outputs.in_json(f"a paper of {what}", asdict(paper))
            found.let_in += [f"another file by {what}"] * (LEAKED in repr(paper))
    return reading.sources


def _write(found: Found, papers: Sequence[Paper], name: str, style: str, path: Path) -> None:
    """Write papers to every kind of file, and read those back that can be read."""
    papers = [replace(paper, id=f"{name}-{number}") for number, paper in enumerate(papers)]
    files: dict[str, bytes] = {}
    with _bounded(found, f"the files of {name}", seconds=12 * SLOWEST):
        files = {form.label: form.write(papers).encode() for form in FORMATS.values()}
        found.scripts_run += outputs.in_exports(papers)
        found.scripts_run += outputs.in_references(papers, [style])
    for label, data in files.items():
        for source in _read(found, path, data, f"the {label} of {name}"):
            missing = len(papers) - len(source.papers)
            if missing > len({skipped.line for skipped in source.skipped}):
                found.lost.append(f"{missing} papers of the {label} of {name}")


@contextmanager
def _bounded(found: Found, what: str, *, seconds: float = SLOWEST) -> Iterator[None]:
    """What takes longer is ended, and is counted, as is what raises."""

    def end(*_: object) -> None:
        raise _Stalled(f"{what}: {''.join(traceback.format_stack(limit=3))}")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)  # of computing: this machine may be busy
    try:
        yield
    except _Stalled as stalled:
        found.stalled.append(str(stalled))
    except Exception as problem:  # noqa: BLE001  whatever it is, it is a success of the attacker
        found.tracebacks.append(f"{what}: {problem!r}")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _read_whole() -> Found:
    """Read documents that mean harm as a whole, and what people write by hand."""
    found = Found()
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        inside = Path(folder) / "inside"
        inside.mkdir()
        for what, data in bombs.documents():
            _read(found, inside / "bomb", data, what)
        for reader, text in bombs.by_hand():
            path = inside / reader.name
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            found.documents += 1
            with _bounded(found, f"{reader.name} {text[:40]!r}"):
                try:
                    found.scripts_run += outputs.on_one_line(reader.name, reader.read(path))
                except AssistantError as refused:
                    found.scripts_run += outputs.on_one_line(reader.name, as_seen(str(refused)))
            path.unlink()
        there = {path.name for path in Path(folder).rglob("*")}
        found.let_in += [f"{name!r} was written" for name in there - {"inside", "bomb"}]
    return found
