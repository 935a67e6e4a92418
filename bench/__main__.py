"""Command line: `python -m bench calibrate | answers`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from assistant.config import quiet_libraries


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the assistant.")
    commands = parser.add_subparsers(dest="command", required=True)
    calibrate = commands.add_parser(
        "calibrate", help="learn the relevance and evidence weights from labelled data"
    )
    calibrate.add_argument(
        "--index", type=Path, default=Path("data"), help="an index of seeds/ (default: data/)"
    )
    calibrate.add_argument(
        "--write", action="store_true", help="write the result to assistant/calibration.py"
    )
    options = parser.parse_args(argv)
    quiet_libraries()
    from bench.calibrate import run

    print(run(options.index, write=options.write))
    return 0


if __name__ == "__main__":
    sys.exit(main())
