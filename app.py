"""The front door: `python app.py` serves the page; `group-assistant` is every command under one name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import cli
from assistant.config import PROGRAM, end_on_interrupt
from assistant.web.server import serving
from assistant.web.server.leaving import leave_with
from ingest import cli as ingest_cli
from ingest import review_cli

if TYPE_CHECKING:
    from ingest.reviewing import Reviewing


def main(argv: Sequence[str] | None = None) -> int:
    """`python app.py`: serve the page until it is interrupted; returns the exit status."""
    parser = argparse.ArgumentParser(prog="app.py", description=serving.ABOUT)
    serving.add_options(parser, name="app.py", reviews=_reviews)
    options = parser.parse_args(argv)
    return int(options.run(options))


def command(argv: Sequence[str] | None = None) -> int:
    """`group-assistant serve`, `ingest`, `ask`, `references` and so on; returns the exit status."""
    name = PROGRAM
    parser = argparse.ArgumentParser(prog=name, description="Ask what a research group has published.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    serve = commands.add_parser("serve", help=serving.ABOUT, description=serving.ABOUT)
    serving.add_options(serve, name=name, reviews=_reviews)
    ingest_cli.add_options(
        commands.add_parser("ingest", help=ingest_cli.ABOUT, description=ingest_cli.ABOUT), name=name
    )
    ingest_cli.add_init_options(
        commands.add_parser("init", help=ingest_cli.ABOUT_INIT, description=ingest_cli.ABOUT_INIT), name=name
    )
    review_cli.add_options(
        commands.add_parser("review", help=review_cli.ABOUT, description=review_cli.ABOUT), name=name
    )
    cli.add_commands(commands, name=name)
    options = parser.parse_args(argv)
    return int(options.run(options))


def _reviews(index: Path) -> Reviewing:
    """The reviews that editors have in the page: `assistant` does not import `ingest`."""
    from ingest.reviewing import Reviewing

    return Reviewing(index)


def group_assistant() -> None:
    """What the installed program `group-assistant` calls."""
    end_on_interrupt()
    leave_with(command)


if __name__ == "__main__":
    leave_with(main)
