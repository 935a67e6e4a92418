"""The command that reads documents into an index: its options, what it says meanwhile, its report."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.config import (
    SEEDS,
    Settings,
    add_index_option,
    add_store_option,
    command_line,
    quiet_libraries,
)
from assistant.errors import AssistantError, UsageError
from assistant.services import SPECS
from assistant.text.plaintext import as_seen
from ingest import review_cli
from ingest.ending import end_with_parent
from ingest.progress import announced, bar, lines

if TYPE_CHECKING:
    from ingest.pipeline import Report
    from ingest.syncing import Request
    from ingest.workers import Workers

ABOUT = "Read documents about a researcher into a searchable index."
ABOUT_INIT = "Write a group.toml: whose papers an index is to hold, and where they come from."

NAMED = 20
"""New, changed and gone papers, and full texts, that a report names."""

_TOLD = {
    "record": "its record names the file",
    "doi": "by its DOI",
    "arxiv": "by its arXiv identifier",
    "title": "by its title",
    "alone": "only this document tells of it",
}
"""What told whose text a document is."""


def main(argv: Sequence[str] | None = None) -> int:
    """`python -m ingest`, `python -m ingest init` and `python -m ingest review`; returns the exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == ["init"]:
        parser = argparse.ArgumentParser(prog="python -m ingest init", description=ABOUT_INIT)
        add_init_options(parser, name="init")
        return init(parser.parse_args(words[1:]))
    if words[:1] == ["review"]:
        return review_cli.main(words[1:])
    parser = argparse.ArgumentParser(prog="python -m ingest", description=ABOUT)
    add_options(parser, name="ingest")
    return run(parser.parse_args(words))


def run(options: argparse.Namespace) -> int:
    """Ingest, or repair, as `options` say; returns the exit status, 1 also where a service failed."""
    from assistant.index.open_files import have_enough

    if options.with_parent:
        end_with_parent()

    def say(line: str) -> None:
        print(f"{options.name}: {as_seen(line)}", file=sys.stderr, flush=True)

    quiet_libraries()
    settings = Settings.read(
        index=options.index, embedding_model=options.embedding_model, store=options.store
    )
    if options.index is None:
        say(f"the index is {settings.index}")
    try:
        have_enough()
        if options.repair:
            return _repair(options, settings, say)
        request, report = _ingest(options, settings, say)
        print(as_json(report) if options.json else table(report))
        if options.watch:
            _watch(request, options, settings, say)
    except AssistantError as problem:
        say(str(problem))
        return 1
    return int(bool(report.problems))


def _ingest(
    options: argparse.Namespace, settings: Settings, say: Callable[[str], None]
) -> tuple[Request, Report]:
    from assistant.index.stores import Stores
    from assistant.models.encoders import open_encoder
    from ingest.again import left_out
    from ingest.group import FILE_NAME
    from ingest.syncing import CONTACT, requested, sync

    if options.preview and options.watch:
        raise UsageError("--preview changes nothing and --watch goes on changing: leave out either")
    environ = {**settings.env_file, **os.environ}
    again = bool(options.again or options.also or options.without)
    request = requested(
        _sources_again(options, settings)
        if again
        else options.sources or [FILE_NAME if Path(FILE_NAME).is_file() else str(SEEDS)],
        contact=options.contact or environ.get(CONTACT, ""),
        fill=options.fill,
        offline=options.offline,
        only=options.also if again else None,
    )
    if not again and (left := left_out(settings.index, request.given)):
        say(left)
    with _workers(options.ray, options.name, say) as workers:
        report = sync(
            request,
            settings.index,
            open_encoder(settings.embedding_model),
            scope=options.scope,
            retrieved=options.retrieved,
            environ=environ,
            progress=announced(
                bar() if sys.stderr.isatty() else lines(say), say, processors=workers.processors
            ),
            verify=options.verify,
            preview=options.preview,
            wait=options.wait,
            say=say,
            stores=Stores.of(settings),
            workers=workers,
        )
    return request, report


@contextmanager
def _workers(address: str | None, name: str, say: Callable[[str], None]) -> Iterator[Workers]:
    """Who does the work: this process, or a Ray cluster, which is left again."""
    from ingest.workers import HERE

    if not address:
        yield HERE
        return
    from ingest.ray_workers import on_ray

    with on_ray(address, name=name) as workers:
        say(f"the Ray cluster has machines: {workers.machines}, processors: {workers.processors}")
        yield workers


def _sources_again(options: argparse.Namespace, settings: Settings) -> Sequence[str]:
    """The sources of the index, changed as `options` say, which then also say how the index was made."""
    from ingest.again import read_before

    if options.sources:
        raise UsageError(
            "--again, --also and --without go on with the sources of the index: leave out SOURCE"
        )
    before = read_before(settings.index)
    told = argparse.ArgumentParser()
    add_options(told, name=options.name)
    as_before = told.parse_args(before.options)
    options.scope = options.scope or as_before.scope
    options.retrieved = options.retrieved or as_before.retrieved
    options.fill = as_before.fill if options.fill is None else options.fill
    return before.changed(options.also, options.without)


def _repair(options: argparse.Namespace, settings: Settings, say: Callable[[str], None]) -> int:
    from assistant.index.stores import Stores
    from assistant.models.encoders import open_encoder
    from ingest.repair import repair

    given = (options.sources, options.again, options.also, options.without, options.preview, options.ray)
    if any(given):
        raise UsageError("--repair reads no documents: leave out either")
    encoder = open_encoder(settings.embedding_model)
    print(repair(settings.index, encoder, say=say, stores=Stores.of(settings)).directory)
    return 0


def _watch(
    request: Request, options: argparse.Namespace, settings: Settings, say: Callable[[str], None]
) -> None:
    """Ingest again whenever a document changes. Services are left in peace: what they had is taken again."""
    from ingest.watching import command, environment, watch

    again = [*request.given, "--offline", "--index", str(settings.index.absolute())]
    again += ["--embedding-model", settings.embedding_model]
    again += ["--store", settings.store] if settings.store else []
    again += ["--ray", options.ray] if options.ray else []
    again += ["--no-fill"] if options.fill is False else []
    again += [
        word
        for name in ("scope", "retrieved")
        if (value := getattr(options, name))
        for word in (f"--{name}", str(value))
    ]
    say("watching; Ctrl+C ends it")
    watch(request, lambda: subprocess.run(command(again), env=environment(), check=False))


def init(options: argparse.Namespace) -> int:
    """Write a group.toml into the working directory; returns the exit status."""
    from ingest.starting import from_answers, from_id
    from ingest.syncing import CONTACT

    settings = Settings.read()
    environ = {**settings.env_file, **os.environ}
    try:
        if options.id:
            target = from_id(Path(), options.id, environ, contact=environ.get(CONTACT, ""))
        else:
            target = from_answers(Path(), input)
    except (AssistantError, EOFError) as problem:
        print(f"{options.name}: {problem or 'no answer was given'}", file=sys.stderr)
        return 1
    print(f"{target} is written; `{command_line('ingest')}` reads the papers, now and whenever you call it.")
    return 0


def add_init_options(parser: argparse.ArgumentParser, *, name: str) -> None:
    """The options of `init`; `name` stands before its errors."""
    parser.set_defaults(run=init, name=name)
    parser.add_argument(
        "id", nargs="?", metavar="ID", help="an ORCID iD or an id of OpenAlex: nothing is asked then"
    )


def add_options(parser: argparse.ArgumentParser, *, name: str) -> None:
    """The options of an ingest; `name` stands before its errors."""
    parser.set_defaults(run=run, name=name)
    parser.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="files, folders, a group.toml, or what a service has, such as orcid:0000-0002-1825-0097 "
        f"({', '.join(f'{name}:' for name in SPECS)}; docs/sources.md). Default: group.toml, else seeds/",
    )
    _add_again_options(parser)
    add_index_option(parser)
    add_store_option(parser)
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
        "--fill",
        action=argparse.BooleanOptionalAction,
        help="look up abstracts that are missing (default: where a SOURCE is on the network)",
    )
    parser.add_argument(
        "--contact", metavar="ADDRESS", help="an e-mail address, which services are told (ASSISTANT_CONTACT)"
    )
    parser.add_argument("--offline", action="store_true", help="ask no service: take what was fetched before")
    parser.add_argument(
        "--ray",
        metavar="ADDRESS",
        help="let the machines of a Ray cluster parse, read and encode: HOST:PORT, or local for one that is "
        "started here (docs/scale.md)",
    )
    _add_control_options(parser)


def _add_control_options(parser: argparse.ArgumentParser) -> None:
    """The options that say when an ingest is done, and what is done beside it."""
    parser.add_argument(
        "--watch", action="store_true", help="go on, and ingest again when a document changes"
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
    parser.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)  # see ops/ingesting.py


def _add_again_options(parser: argparse.ArgumentParser) -> None:
    """The options of an ingest that goes on with the sources of the index, and of its report."""
    parser.add_argument(
        "--again",
        action="store_true",
        help="read the sources of the index again, as what was decided in a review says; no service is asked",
    )
    parser.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="SOURCE",
        help="read the sources of the index again, and this one; services are asked for this one alone",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="SOURCE",
        help="read the sources of the index again, but for this one, whose papers go",
    )
    parser.add_argument(
        "--preview",
        action="store_true",
        help="tell what would become of the papers, and change nothing",
    )
    parser.add_argument("--json", action="store_true", help="print the report as a JSON object")


def as_json(report: Report) -> str:
    """What an ingest did, or would do, for a program: counts, all titles, what was skipped, what failed."""
    names = ("group", "related", "added", "updated", "unchanged", "removed", "problems", "joined")
    said = {name: getattr(report, name) for name in names} | asdict(report.news)
    said |= {"snapshot": report.snapshot.name, "skipped": [asdict(one) for one in report.skipped]}
    said |= {"texts": [asdict(one) for one in report.texts_read]}
    return json.dumps(said, ensure_ascii=False)


def table(report: Report) -> str:
    """What an ingest did, for a person: what was skipped and what failed, what is new, and the counts."""
    from ingest.skipped import summed_up

    lines = summed_up(report.skipped)
    lines += [f"not fetched: {problem}" for problem in report.problems]
    for name in ("new", "changed", "gone"):
        titles: Sequence[str] = getattr(report.news, name)
        lines += [f"{name}: {title}" for title in titles[:NAMED]]
        if len(titles) > NAMED:
            lines.append(f"{name}: and {len(titles) - NAMED:,} more")
    lines += [f"joined with another record: {title}" for title in report.joined[:NAMED]]
    for text in report.texts_read[:NAMED]:
        kept = "" if text.new else "; that paper has another text, or this one, already"
        lines.append(f"full text: {text.document} is of “{text.title}” ({_TOLD[text.by]}{kept})")
    lines += [f"this decision matches nothing, or contradicts another: {said}" for said in report.undone]
    if report.left_out:
        lines.append(f"{report.left_out} left out by you")
    lines.append(f"{report.group} group, {report.related} related papers in {report.snapshot}")
    if report.texts:
        lines.append(f"full texts: of {report.texts} papers")
    if report.filled or report.bare:
        lines.append(f"abstracts: {report.filled} missing ones filled in, {report.bare} still missing")
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
