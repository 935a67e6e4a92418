"""The command that reads documents into an index: its options, what it says meanwhile, its report."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import SEEDS, Settings, add_index_option, quiet_libraries
from assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from ingest.embed import Progress
    from ingest.pipeline import Report

ABOUT = "Read documents about a researcher into a searchable index."

PAPERS_A_SECOND = 50
"""What two idle cores read with the default encoder (docs/benchmarks.md)."""

PAUSE = 5.0
"""Seconds between two lines of progress, where there is no terminal to show a bar."""


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m ingest`; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ingest", description=ABOUT)
    add_options(parser, name="ingest")
    return run(parser.parse_args(argv))


def run(options: argparse.Namespace) -> int:
    """Ingest, or repair, as `options` say; returns the exit status."""
    from assistant.models.encoders import open_encoder
    from ingest.pipeline import ingest
    from ingest.repair import repair

    def say(line: str) -> None:
        print(f"{options.name}: {line}", file=sys.stderr, flush=True)

    quiet_libraries()
    settings = Settings.read(index=options.index, embedding_model=options.embedding_model)
    if options.index is None:
        say(f"the index is {settings.index}")
    try:
        if options.repair and options.sources:
            raise UsageError("--repair reads no documents: leave out either")
        encoder = open_encoder(settings.embedding_model)
        if options.repair:
            print(repair(settings.index, encoder, say=say).directory)
            return 0
        report = ingest(
            options.sources or [SEEDS],
            settings.index,
            encoder,
            scope=options.scope,
            retrieved=options.retrieved,
            progress=announced(_bar() if sys.stderr.isatty() else lines(say), say),
            verify=options.verify,
            wait=options.wait,
            say=say,
        )
    except AssistantError as problem:
        say(str(problem))
        return 1
    print(_table(report))
    return 0


def add_options(parser: argparse.ArgumentParser, *, name: str) -> None:
    """The options of an ingest; `name` stands before its errors."""
    parser.set_defaults(run=run, name=name)
    parser.add_argument(
        "sources", nargs="*", type=Path, metavar="SOURCE", help="files or directories (default: seeds/)"
    )
    add_index_option(parser)
    parser.add_argument(
        "--scope",
        choices=("group", "related"),
        help="whose papers these are, for all SOURCEs without a scope of their own",
    )
    parser.add_argument(
        "--retrieved",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help="the day the pages were saved; dates without a year are the latest such day not after it",
    )
    parser.add_argument(
        "--embedding-model", metavar="NAME", help="a sentence-transformers model, by name or directory"
    )
    parser.add_argument(
        "--no-wait",
        dest="wait",
        action="store_false",
        help="end with an error where another ingest writes to the index, instead of waiting for it",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="read the whole index first, and make anew what is not as it was written",
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="read no documents: rebuild the index from its own papers and vectors if it is damaged",
    )


def announced(progress: Progress, say: Callable[[str], None]) -> Progress:
    """`progress`, and before it begins a line that says how long it will take."""

    def show(step: str, done: int, total: int) -> None:
        if done == 0:
            say(estimate(step, total, busy=_busy()))
        progress(step, done, total)

    return show


def estimate(step: str, total: int, *, busy: float) -> str:
    """How much there is to read and how long that takes, as far as it is known before.

    `busy` is how many processes want each core, 1 at least.
    """
    seconds = total / PAPERS_A_SECOND * busy
    if step != "papers" or seconds < 2:  # a model of one's own: only its first texts show how fast it is
        return f"{total:,} {step} to read"
    took = f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
    return f"{total:,} papers to read, about {took}"


def _busy() -> float:
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def lines(say: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic) -> Progress:
    """Progress for a pipe or a log: a line now and then."""
    last = clock()

    def show(step: str, done: int, total: int) -> None:
        nonlocal last
        now = clock()
        if now - last >= PAUSE:
            last = now
            say(f"{done:,} of {total:,} {step} read")

    return show


def _bar() -> Progress:
    from tqdm import tqdm

    bar: tqdm[None] | None = None

    def show(step: str, done: int, total: int) -> None:
        nonlocal bar
        bar = bar or tqdm(total=total, desc="reading", unit=f" {step}", leave=False)
        bar.update(done - bar.n)
        if done == total:
            bar.close()

    return show


def _table(report: Report) -> str:
    lines = [f"{s.document}:{s.line}: skipped: {s.reason}" for s in report.skipped]
    lines.append(f"{report.group} group, {report.related} related papers in {report.snapshot}")
    counts = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "skipped": len(report.skipped),
        "seconds": f"{report.seconds:.1f}",
    }
    cells = [(name, str(value)) for name, value in counts.items()]
    widths = [max(len(name), len(value)) for name, value in cells]
    for row in zip(*cells, strict=True):
        lines.append("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
    return "\n".join(lines)
