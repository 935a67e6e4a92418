"""`python -m bench attack`: what a visitor who means harm can do, and documents that mean harm.

Servers of several settings are started over an index of hostile documents. Every route of the running app is
tried without a login, from other sites, under other names and with forged headers, cookies and sessions; bad
input of every kind is sent, and connections are held; then a visitor opens everything in a real browser.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.attack import browsing, commands, entry, malformed, outputs, reading
from bench.attack.documents import samples, write_documents
from bench.attack.servers import LOCAL, LOGIN, PROXY, SETTINGS, SHARED, Server, Setting, serving
from bench.attack.tally import Tally
from bench.browser import chromium
from bench.options import Say, add_json, say_result

Attack = Callable[[Server], None]
SUCCESSES = ("let_in", "scripts_run", "stalled", "tracebacks", "lost", "server_errors")


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", type=int, default=1000, help="bad ones (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="other bad requests (default: %(default)s)")
    parser.add_argument(
        "--settings",
        nargs="+",
        choices=[setting.name for setting in SETTINGS],
        default=[setting.name for setting in SETTINGS],
        help="servers to attack (default: all)",
    )
    names = [sample.name for sample in samples()]
    parser.add_argument(
        "--forms",
        nargs="+",
        choices=names,
        default=names,
        metavar="FILE",
        help="forms of tests/ingest/forms into each of whose fields each value is put (default: all)",
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(options.requests, seed=options.seed, settings=options.settings, forms=options.forms)
    say_result(result, say, as_json=options.json)
    return int(any(result[name] for name in SUCCESSES))


def run(
    requests: int, *, seed: int = 0, settings: Collection[str], forms: Collection[str]
) -> Mapping[str, Any]:
    """Attack the reading of these forms, and servers of these settings; counts of what succeeded.

    The servers are over an index of hostile documents of all forms, and get so many bad requests.
    """
    tally = Tally()
    routes: set[tuple[str, str]] = set()
    _timed("reading", lambda: reading.read_all(tally, forms))
    with tempfile.TemporaryDirectory(prefix="attack-") as folder:
        index = Path(folder) / "index"
        group = write_documents(Path(folder))
        _timed("commands", lambda: commands.ingest_by_command(group, index, tally))
        for setting, attacks in _plan(requests, seed, index):
            if setting.name not in settings:
                continue
            with serving(setting, index, tally) as server:
                routes |= set(server.routes)
                for attack in attacks:
                    _timed(f"{setting.name}: {attack.__name__}", partial(attack, server))
    for name in SUCCESSES:
        for line in getattr(tally, name)[:20]:
            _report(f"{name}: {line}")
    counts = {name: len(getattr(tally, name)) for name in SUCCESSES}
    browser = chromium() is not None
    return {
        "documents": tally.documents,
        "routes": len(routes),
        "requests": tally.requests,
        **counts,
        "browser": browser,
    }


def _timed(what: str, attack: Callable[[], None]) -> None:
    began = time.monotonic()
    attack()
    _report(f"{what}, {time.monotonic() - began:.0f} s")


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _plan(requests: int, seed: int, index: Path) -> Sequence[tuple[Setting, Sequence[Attack]]]:
    """Which server meets which attacks; those that are held up by wrong passwords come last."""

    def read(server: Server) -> None:
        server.tally.scripts_run += outputs.index_outputs(index)
        server.tally.scripts_run += outputs.tool_outputs(server)

    def browse(server: Server) -> None:
        if chromium() is not None:
            server.tally.scripts_run += browsing.visit(server.url)
        server.tally.scripts_run += outputs.feedback_file(index / "feedback.jsonl")

    def many(server: Server) -> None:
        malformed.bad_requests_beside_held(server, requests, seed)

    def some(server: Server) -> None:
        malformed.bad_requests_beside_held(server, requests // 5, seed + 1)

    local = (entry.by_other_names, entry.from_other_sites, entry.by_forwarded_headers)
    login = (entry.from_other_sites, entry.by_forwarded_headers, entry.into_other_sessions, some)

    def asks_more(server: Server) -> None:
        entry.by_asking_more(server, limit=20)

    return (
        (LOCAL, (read, browse, *local, entry.into_other_sessions, many)),
        (LOGIN, (*login, entry.led_elsewhere, entry.without_login, entry.by_guessing)),
        (
            SHARED,
            (entry.by_forwarded_headers, asks_more, entry.by_editing, entry.without_login, entry.by_guessing),
        ),
        (PROXY, (entry.from_other_sites, entry.by_editing, entry.without_login)),
    )
