"""`python -m bench page`: what the page weighs, and how long a visitor waits for it, in a real Chromium.

A visit is cold where the browser has nothing of the page, as a first one is, and warm where it was here
just before. The browser itself times it: `first_paint_s` until anything is drawn, `usable_s` until the papers
are known and the box takes a question. `kb` is what came over the wire, with its headers, until nothing more
comes: `kb_gradio` the scripts and styles of Gradio's package, `kb_ours` all else, which is the page with our
styles and scripts, the description of its parts, and what the server sends to fill them. `kb_read` is what
the browser has of it unpacked.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.config import Settings
from assistant.errors import UsageError
from assistant.ops.first_run import ensure_snapshot
from bench.browser import start_chromium
from bench.options import Say, add_index, add_json, say_aside, say_result
from bench.served import served

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

VISITS = 7
PLACES = ("cold", "warm")
GRADIO = ("assets/", "static/", "svelte/", "theme.css", "favicon.ico")
"""How the paths of what comes with Gradio begin."""
HEAVIEST = 12
"""Files that are named, of a cold visit."""
QUIET = 0.5
"""Seconds without a byte after which a visit has all that it gets."""
_PATIENCE = 120.0

_WATCH = """
  const watch = new MutationObserver(() => {
    const box = document.querySelector("#question textarea");
    if (!box || box.disabled || !document.querySelector("#masthead [data-snapshot]")) return;
    watch.disconnect();
    window.usable = performance.now();
  });
  watch.observe(document, { attributes: true, childList: true, subtree: true });
"""
_TIMES = """() => ({
  first_paint_s: performance.getEntriesByName("first-paint")[0].startTime / 1000,
  usable_s: window.usable / 1000,
})"""

Figures = dict[str, float]


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    parser.add_argument("--visits", type=int, default=VISITS, help="of each kind (default: %(default)s)")
    parser.add_argument(
        "--beside", metavar="URL", help="a page that runs, such as one of an older version; visited in turn"
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(options.index, visits=options.visits, beside=options.beside)
    say_result(result, say, as_json=options.json)
    return 0


def run(index: Path, *, visits: int = VISITS, beside: str | None = None) -> Mapping[str, Any]:
    """Each figure of the page over an index as [median, least, most] of some visits, cold and warm.

    With `beside` the same of another page, as `beside`; both are visited in turn, so that a machine that is
    busy for a while is so for both.
    """
    ensure_snapshot(Settings.read(index=index), say=say_aside)
    with served(index) as (own, _), ThreadPoolExecutor(1) as thread:
        pages = {"page": own, **({"beside": beside} if beside else {})}
        # Playwright wants a thread without an event loop.
        return {"visits": visits, **thread.submit(_visit_in_turn, pages, visits).result()}


def _visit_in_turn(pages: Mapping[str, str], visits: int) -> Mapping[str, Any]:
    from playwright.sync_api import sync_playwright

    seen: dict[str, dict[str, list[Figures]]] = {name: {place: [] for place in PLACES} for name in pages}
    heaviest: dict[str, Mapping[str, float]] = {}
    with sync_playwright() as playwright:
        browser = start_chromium(playwright)
        for url in pages.values():  # the first visit of all is the server's first, too
            with browser.new_context() as context:
                _visit(context, url)
        for _ in range(visits):
            for name, url in pages.items():
                with browser.new_context() as context:
                    for place in PLACES:
                        figures, sizes = _visit(context, url)
                        seen[name][place].append(figures)
                        if place == "cold":
                            heaviest[name] = dict(Counter(sizes).most_common(HEAVIEST))
        browser.close()
    return {
        name: {**{place: _told(seen[name][place]) for place in PLACES}, "heaviest_kb": heaviest[name]}
        for name in pages
    }


def _told(visits: Sequence[Figures]) -> Mapping[str, Sequence[float]]:
    values = {key: [figures[key] for figures in visits] for key in visits[0]}
    return {key: [round(of(found), 3) for of in (median, min, max)] for key, found in values.items()}


def _visit(context: BrowserContext, url: str) -> tuple[Figures, Mapping[str, float]]:
    """The figures of a visit in a new tab, and the KB of each file."""
    page = context.new_page()
    page.add_init_script(_WATCH)
    with _received(context.new_cdp_session(page)) as wire:
        page.goto(url)
        page.wait_for_function("window.usable", timeout=1000 * _PATIENCE)
        until = time.monotonic() + _PATIENCE
        before = -1
        while before != wire.total:
            if time.monotonic() > until:
                raise UsageError(f"The page at {url} is sent without end.")
            before = wire.total
            page.wait_for_timeout(1000 * QUIET)
        times: Figures = page.evaluate(_TIMES)
    page.close()
    sizes = wire.sizes
    gradio = sum(kb for path, kb in sizes.items() if path.startswith(GRADIO))
    all_kb = sum(sizes.values())
    figures = {
        **times,
        "requests": float(len(wire.asked)),
        "kb": all_kb,
        "kb_ours": all_kb - gradio,
        "kb_gradio": gradio,
        "kb_read": sum(wire.read.values()) / 1000,
    }
    return figures, sizes


class _Wire:
    """What came over the network in a visit: its requests, and the bytes of each."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        self.received: Counter[str] = Counter()
        self.read: Counter[str] = Counter()

    @property
    def total(self) -> int:
        return self.received.total()

    @property
    def sizes(self) -> Mapping[str, float]:
        """KB by path, requests of one path together."""
        by_path: Counter[str] = Counter()
        for request, path in self.asked.items():
            by_path[path] += self.received[request]
        return {path: size / 1000 for path, size in by_path.items()}


@contextmanager
def _received(session: Any) -> Iterator[_Wire]:
    """What a tab gets while the block runs, as Chromium itself tells it."""
    wire = _Wire()

    def asked(event: Mapping[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        if parts.scheme in ("http", "https"):
            wire.asked[event["requestId"]] = parts.path.lstrip("/") or "the page"

    def kept(event: Mapping[str, Any]) -> None:
        wire.asked.pop(event["requestId"], None)

    def answered(event: Mapping[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            kept(event)
        else:
            wire.received[event["requestId"]] += int(event["response"]["encodedDataLength"])  # its headers

    def came(event: Mapping[str, Any]) -> None:
        if event["requestId"] in wire.asked:
            wire.received[event["requestId"]] += event["encodedDataLength"]
            wire.read[event["requestId"]] += event["dataLength"]

    def ended(event: Mapping[str, Any]) -> None:
        # The sum of its parts, where Chromium tells them; a stream that goes on has no end.
        if event["requestId"] in wire.asked:
            wire.received[event["requestId"]] = max(
                wire.received[event["requestId"]], int(event["encodedDataLength"])
            )

    for name, note in (
        ("requestWillBeSent", asked),
        ("requestServedFromCache", kept),
        ("responseReceived", answered),
        ("dataReceived", came),
        ("loadingFinished", ended),
    ):
        session.on(f"Network.{name}", note)
    session.send("Network.enable")
    yield wire
    session.detach()
