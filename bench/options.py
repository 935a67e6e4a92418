"""What the commands of `python -m bench` have in common: some options, and how a result is printed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench import labels

Say = Callable[[str], None]
"""Prints a line on the standard output."""


def say_aside(line: str) -> None:
    """Print a line on the standard error: not a part of the result."""
    print(line, file=sys.stderr)  # noqa: T201


def add_index(parser: argparse.ArgumentParser, *, default: Path | None = None) -> None:
    """`--index`; without a default the settings of the assistant name the index."""
    parser.add_argument(
        "--index", type=Path, default=default, metavar="DIR", help="an index of seeds/ (default: data/)"
    )


def add_beir(parser: argparse.ArgumentParser, *, instead: str = "") -> None:
    """`--beir`, which may be left out where there is something `instead`, `--train` and `--json`."""
    said = "a folder in BEIR's layout" + (f" (default: {instead})" if instead else "")
    parser.add_argument("--beir", type=Path, required=not instead, metavar="DIR", help=said)
    parser.add_argument("--train", action="store_true", help="the training claims instead of the test ones")
    add_json(parser)


def add_labels(parser: argparse.ArgumentParser) -> None:
    """`--labels`."""
    parser.add_argument(
        "--labels",
        type=Path,
        default=labels.HERE,
        metavar="DIR",
        help="a folder with topics.jsonl, asked.jsonl, facts.jsonl, premises.jsonl (default: bench/)",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def say_result(result: Mapping[str, Any], say: Say, *, as_json: bool) -> None:
    """Print a result as JSON, or as a line for each of its numbers."""
    say(json.dumps(result) if as_json else "\n".join(f"{key} {value}" for key, value in result.items()))
