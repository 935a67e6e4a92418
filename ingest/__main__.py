"""Command line: `python -m ingest [SOURCE ...] [--index DIR]`."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

# Ctrl+C is the end and no traceback, while the libraries load too.
if __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from assistant.config import SEEDS, Settings, quiet_libraries
from assistant.errors import AssistantError
from assistant.models.encoders import open_encoder
from ingest.embed import Progress
from ingest.pipeline import Report, ingest
from ingest.repair import repair


def main(argv: Sequence[str] | None = None) -> int:
    options = _options(argv)
    quiet_libraries()
    settings = Settings.read(index=options.index, embedding_model=options.embedding_model)
    try:
        encoder = open_encoder(settings.embedding_model)
        if options.repair:
            print(repair(settings.index, encoder, say=_say).directory)
            return 0
        report = ingest(
            options.sources or [SEEDS],
            settings.index,
            encoder,
            scope=options.scope,
            retrieved=options.retrieved,
            progress=_progress_bar() if sys.stderr.isatty() else lambda step, done, total: None,
            verify=options.verify,
            wait=options.wait,
            say=_say,
        )
    except AssistantError as problem:
        print(f"ingest: {problem}", file=sys.stderr)
        return 1
    print(_table(report))
    return 0


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="Read documents about a researcher into a searchable index."
    )
    parser.add_argument(
        "sources", nargs="*", type=Path, metavar="SOURCE", help="files or directories (default: seeds/)"
    )
    parser.add_argument("--index", type=Path, metavar="DIR", help="where the index is kept (default: data/)")
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
    options = parser.parse_args(argv)
    if options.repair and options.sources:
        parser.error("--repair reads no documents: leave out either")
    return options


def _say(line: str) -> None:
    print(f"ingest: {line}", file=sys.stderr, flush=True)


def _progress_bar() -> Progress:
    from tqdm import tqdm

    bar: tqdm[None] | None = None

    def show(step: str, done: int, total: int) -> None:
        nonlocal bar
        bar = bar or tqdm(total=total, desc=step, unit="text", leave=False)
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


if __name__ == "__main__":
    sys.exit(main())
