"""The front door: `python app.py` serves the page; `group-assistant` is every command under one name."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from assistant import cli
from assistant.config import end_on_interrupt
from assistant.web import serving
from assistant.web.leaving import leave_with
from ingest import cli as ingest_cli


def main(argv: Sequence[str] | None = None) -> int:
    """`python app.py`: serve the page until it is interrupted; returns the exit status."""
    parser = argparse.ArgumentParser(prog="app.py", description=serving.ABOUT)
    serving.add_options(parser, name="app.py")
    return serving.run(parser.parse_args(argv))


def command(argv: Sequence[str] | None = None) -> int:
    """`group-assistant serve`, `ingest`, `ask`, `references` and so on; returns the exit status."""
    name = "group-assistant"
    parser = argparse.ArgumentParser(prog=name, description="Ask what a research group has published.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    serving.add_options(
        commands.add_parser("serve", help=serving.ABOUT, description=serving.ABOUT), name=name
    )
    ingest_cli.add_options(
        commands.add_parser("ingest", help=ingest_cli.ABOUT, description=ingest_cli.ABOUT), name=name
    )
    cli.add_commands(commands, name=name)
    options = parser.parse_args(argv)
    return int(options.run(options))


def group_assistant() -> None:
    """What the installed program `group-assistant` calls."""
    end_on_interrupt()
    leave_with(command)


if __name__ == "__main__":
    leave_with(main)
