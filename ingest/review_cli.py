"""The command that lists papers for review and keeps what is decided about them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import Settings, add_index_option, add_store_option, command_line, quiet_libraries
from assistant.errors import AssistantError, UsageError

if TYPE_CHECKING:
    from ingest.decisions import Decision
    from ingest.review import Item, Review

ABOUT = "List what came in, from where, merged how, and what is doubtful; keep what you decide about it."

SHOWN = 20
"""Doubtful papers that are printed unless all are asked for."""


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m ingest review`; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m ingest review", description=ABOUT)
    add_options(parser, name="review")
    return run(parser.parse_args(argv))


def run(options: argparse.Namespace, ask: Callable[[str], str] | None = None) -> int:
    """Review, or decide, as `options` say; returns the exit status.

    Without decisions among the options each doubtful paper is asked about where standard input is a
    terminal; `ask` stands for one.
    """
    quiet_libraries()
    settings = Settings.read(index=options.index, store=options.store)
    try:
        if options.exported:
            return _export(settings.index, options.exported)
        return _review(settings, options, ask)
    except (AssistantError, OSError) as problem:
        print(f"{options.name}: {problem}", file=sys.stderr)
        return 1


def add_options(parser: argparse.ArgumentParser, *, name: str) -> None:
    """The options of a review; `name` stands before its errors."""
    parser.set_defaults(run=run, name=name)
    add_index_option(parser)
    add_store_option(parser)
    add = parser.add_argument
    add("--all", action="store_true", help=f"print all papers, and not the {SHOWN} most doubtful ones")
    add("--json", action="store_true", help="print the list as JSON, all papers, and ask nothing")
    for option, what in {
        "--keep": "settle the doubts about a paper, or take one back that was left out",
        "--leave-out": "leave a paper out",
    }.items():
        add(option, metavar="ID", action="append", default=[], help=what)
    add(
        "--split",
        metavar=("ID", "N"),
        nargs="+",
        action="append",
        default=[],
        help="the records of a paper are different works, or those with the numbers N another one",
    )
    add("--join", metavar="ID", nargs=2, action="append", default=[], help="two papers are one work")
    add(
        "--two-works",
        metavar="ID",
        nargs=2,
        action="append",
        default=[],
        help="two papers that look like duplicates are none",
    )
    add(
        "--member",
        metavar="NAME",
        action="append",
        default=[],
        help='who is of the group: "Ada Byron", or "Ada Byron 0000-0002-1825-0097" with the ORCID',
    )
    add("--apply", action="store_true", help="ingest again, so that the decisions are followed")
    add("--export", dest="exported", metavar="FILE", type=Path, help="write all decisions to a file")
    add("--import", dest="imported", metavar="FILE", type=Path, help="take decisions from a file")


def _export(index: Path, target: Path) -> int:
    from ingest.decisions import read_decisions, write_file

    decisions = read_decisions(index)
    write_file(target, decisions)
    print(f"{len(decisions)} decisions are in {target}")
    return 0


def _review(settings: Settings, options: argparse.Namespace, ask: Callable[[str], str] | None) -> int:
    from ingest.decisions import add_decisions, read_file
    from ingest.review import spoken
    from ingest.review_text import shown, to_json

    index = settings.index
    taken = add_decisions(index, read_file(options.imported), once=True) if options.imported else 0
    found = _opened(settings)
    decided = _decided(found, options)
    if decided:
        add_decisions(index, decided)
    if options.imported or decided:
        for decision in decided:
            print(decision)
        print(f"{taken + len(decided)} decisions are kept in {index}.")
    elif options.json:
        print(to_json(found))
        return 0
    elif not options.apply:
        print(shown(found, most=None if options.all else SHOWN))
        if ask is None and sys.stdin.isatty() and sys.stdout.isatty() and not options.all:
            ask = input
        if ask is None or not _asked(index, found, ask):
            return 0
    if options.apply:
        return _ingest(found, index, options.name)
    print(f"They are followed by the next ingest: {spoken(found, str(index))}")
    return 0


def _opened(settings: Settings) -> Review:
    from assistant.index.corpus import open_corpus
    from assistant.index.stores import Stores
    from ingest.made_of import read_made_of
    from ingest.reviewing import reviewed

    index = settings.index
    corpus = open_corpus(index, Stores.of(settings))
    made_of = read_made_of(index, corpus.name)
    if made_of is None:
        print(
            f"{index} does not say which records its papers were made of; `{command_line('ingest')}` "
            "with its documents notes it.",
            file=sys.stderr,
        )
    try:
        return reviewed(index, corpus, made_of, say=lambda line: print(line, file=sys.stderr))
    finally:
        corpus.close()


def _decided(found: Review, options: argparse.Namespace) -> list[Decision]:
    """The decisions among the options. Raises UsageError where one is about nothing that is there."""
    from ingest import deciding

    day = date.today()
    decided = [deciding.keep(found.item(id), day=day) for id in options.keep]
    decided += [deciding.leave_out(found.item(id), day=day) for id in options.leave_out]
    for id, *numbers in options.split:
        if not all(number.isdecimal() for number in numbers):
            raise UsageError(
                f"--split {id} {' '.join(numbers)}: expected are numbers of records after the id."
            )
        decided.append(deciding.split(found.item(id), [int(number) for number in numbers], day=day))
    decided += [deciding.join(found.item(a), found.item(b), day=day) for a, b in options.join]
    decided += [deciding.two_works(found.item(a), found.item(b), day=day) for a, b in options.two_works]
    return [*decided, *(deciding.member(text, day=day) for text in options.member)]


def _asked(index: Path, found: Review, ask: Callable[[str], str]) -> bool:
    """Ask about each doubtful paper, and keep each answer at once; whether anything was decided."""
    from ingest.decisions import add_decisions
    from ingest.review_text import of_item

    print("\nk keep, l leave out, s split, j join, m member of the group, Enter skip, q quit")
    number, done = 0, False
    while number < len(found.doubtful):
        item = found.doubtful[number]
        print(f"\n{of_item(found, item, number + 1)}")
        try:
            answer = ask("k/l/s/j/m/Enter/q? ").strip().lower()
            if answer in ("q", "quit"):
                break
            decision = _answered(found, item, answer, ask)
        except EOFError:
            break
        except UsageError as problem:
            print(problem)
            continue
        if decision:
            add_decisions(index, [decision])
            print(f"{decision}")
            done = True
        if decision or answer in ("", "skip"):
            number += 1
    return done


def _answered(found: Review, item: Item, answer: str, ask: Callable[[str], str]) -> Decision | None:
    """The decision that a key stands for; None for any other. Raises UsageError where it can't be taken."""
    from ingest import deciding

    day = date.today()
    other = next((doubt.other for doubt in item.doubts if doubt.other), "")
    if answer == "k":
        return deciding.keep(item, day=day)
    if answer == "l":
        return deciding.leave_out(item, day=day)
    if answer == "s" and other and len(item.records) < 2:
        return deciding.two_works(item, found.item(other), day=day)
    if answer == "s":
        said = ask("numbers of the records that are another work (Enter: all are works)? ").split()
        return deciding.split(item, [int(number) for number in said if number.isdecimal()], day=day)
    if answer == "j":
        said_id = ask(f"with the paper of which id{f' (Enter: {other})' if other else ''}? ").strip()
        return deciding.join(item, found.item(said_id or other), day=day)
    if answer == "m":
        return deciding.member(ask("the name, and the ORCID if you have it? "), day=day)
    return None


def _ingest(found: Review, index: Path, name: str) -> int:
    """Ingest what the index was made from; returns the exit status."""
    from ingest import cli

    print(f"{name}: ingesting {', '.join(found.command)}", file=sys.stderr, flush=True)
    return cli.main([*found.command, "--index", str(index)])
