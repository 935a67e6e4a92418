"""`python -m bench load`: many visitors at once, through HTTP and the event stream that the page itself uses.

Every question is first asked alone. Under load each visitor asks its own ones and must get the same answers,
in a chat that holds its own questions and nobody else's. Visitors leave after some questions, others come.

The clients run on the cores of the server that they measure, so what they do is kept small and apart. The
visitors only read lines and look at the clock; whether an answer is right is judged in a second process,
which gives way to all others (`nice`); a third one asks for `/health` all the while, so that its seconds
are the server's, and not those that a line waits for the visitors' own interpreter.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from assistant.config import Settings
from assistant.index.snapshot import current_snapshot, read_papers
from assistant.index.title_phrases import theme_terms
from assistant.ops.first_run import ensure_snapshot
from bench.health import probed
from bench.memory import megabytes
from bench.options import Say, add_index, add_json, say_aside, say_result
from bench.served import served
from bench.visitors import Tally, Visitors, asked_alone, one_judge, open_page

SAMPLES = 20
"""How often the server's memory is looked at."""
ROUND = 150
"""Questions after which a visitor begins anew; each is asked alone before the load."""
_PATIENCE = 120.0  # seconds

FACTS = ("Who wrote “{}”?", "When was “{}” published?", "What is “{}” about?")
LISTS = ("List all papers from {}.", "Which papers are on {}?")
COUNTS = ("How many papers are from {}?", "How many papers are on {}?")
KINDS = ("facts", "lists", "counts")


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    parser.add_argument("--users", type=int, default=50, help="visitors at a time (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60, help="how long (default: %(default)s)")
    parser.add_argument("--questions", type=int, metavar="N", help="stop after so many instead")
    parser.add_argument("--only", choices=KINDS, help="ask for these alone (default: all three in turn)")
    parser.add_argument("--url", help="a running page over the same index (default: one is started)")
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = run(
        options.index,
        users=options.users,
        seconds=options.seconds,
        questions=options.questions,
        only=options.only,
        url=options.url,
    )
    say_result(result, say, as_json=options.json)
    return int(bool(result["errors"] or result["mixed"]))


def run(
    index: Path,
    *,
    users: int,
    seconds: float,
    questions: int | None = None,
    only: str | None = None,
    url: str | None = None,
) -> Mapping[str, Any]:
    """Ask a page that runs, or one started here, for `seconds` or until `questions` were asked."""
    ensure_snapshot(Settings.read(index=index), say=say_aside)
    asked = questions_of(index, only=only)
    if url is not None:
        return asyncio.run(_load(url, None, asked, users=users, seconds=seconds, questions=questions))
    with served(index) as (own, pid):
        return asyncio.run(_load(own, pid, asked, users=users, seconds=seconds, questions=questions))


def questions_of(index: Path, *, only: str | None = None) -> Sequence[str]:
    """Facts of single papers, lists and counts in turn, ROUND in all.

    The facts are of papers whose title is long enough to be its own; the lists and counts are of all papers,
    each year and each topic that several titles name.
    """
    snapshot = current_snapshot(index)
    assert snapshot is not None
    papers = [paper for paper in read_papers(snapshot.papers) if paper.scope == "group"]
    titles = [paper.title for paper in papers if len(paper.title.split()) > 3]
    years = sorted({str(paper.date.year) for paper in papers if paper.date})
    topics = [max(term.forms, key=lambda form: (term.forms[form], form)) for term in theme_terms(papers)]
    kinds = {
        "facts": [form.format(title) for form in FACTS for title in titles],
        "lists": ["List all papers.", *_filled(LISTS, years, topics)],
        "counts": ["How many papers are there?", *_filled(COUNTS, years, topics)],
    }
    rng = random.Random(0)
    for made in kinds.values():
        rng.shuffle(made)
    chosen = [kinds[only]] if only else list(kinds.values())
    return list(itertools.islice(_in_turn(chosen), ROUND))


def _in_turn(kinds: Sequence[Sequence[str]]) -> Iterator[str]:
    """One of each kind after the other, without end; a kind that has run out begins anew."""
    for together in zip(*map(itertools.cycle, kinds), strict=True):
        yield from together


def _filled(forms: Sequence[str], years: Sequence[str], topics: Sequence[str]) -> list[str]:
    of_year, on_topic = forms
    return [*(of_year.format(year) for year in years), *(on_topic.format(topic) for topic in topics)]


async def _load(
    url: str, pid: int | None, asked: Sequence[str], *, users: int, seconds: float, questions: int | None
) -> Mapping[str, Any]:
    tally = Tally()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=users)
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE, limits=limits) as client:
        page = await open_page(client)
        alone = {question: await asked_alone(client, page, question) for question in dict.fromkeys(asked)}
        with one_judge() as judges, probed(url) as waits:
            began = time.monotonic()

            def more() -> bool:
                if questions is not None:
                    return tally.asked < questions
                return time.monotonic() - began < seconds

            watching = asyncio.create_task(_watch(pid, tally, seconds, questions))
            cases = [alone[question] for question in asked]
            await Visitors(client, page, cases, tally, more, judges).ask(users)
            took = time.monotonic() - began
            watching.cancel()
    return _report(tally, waits, users, took)


async def _watch(pid: int | None, tally: Tally, seconds: float, questions: int | None) -> None:
    """Look at the server's memory, at equal distances."""
    seen = -1
    while pid is not None:
        part = tally.asked * SAMPLES // questions if questions is not None else seen + 1
        if part > seen:
            seen = part
            tally.memory.append(megabytes(pid))
        await asyncio.sleep(0.5 if questions is not None else seconds / SAMPLES)


def _report(tally: Tally, waits: Sequence[float], users: int, took: float) -> Mapping[str, Any]:
    errors = [*tally.errors, *(judged.error for judged in tally.judged if judged.error)]
    mixed = [fault for judged in tally.judged for fault in judged.mixed]
    for problem in [*errors, *mixed][:10]:
        print(problem, file=sys.stderr)  # noqa: T201
    # The first samples see caches fill; from the half on, memory should be flat.
    later = tally.memory[len(tally.memory) // 2 :]
    firsts = [judged.first for judged in tally.judged]
    return {
        "users": users,
        "seconds": round(took, 1),
        "questions": tally.asked,
        "errors": len(errors),
        "mixed": len(mixed),
        "refused": tally.refused,
        "per_second": round(len(tally.seconds) / took, 1),
        "first_s": round(median(firsts), 3) if firsts else None,
        "p50_s": round(median(tally.seconds), 3) if tally.seconds else None,
        "p95_s": _percentile(tally.seconds, 95),
        "max_s": round(max(tally.seconds), 3) if tally.seconds else None,
        "health_p99_s": _percentile(waits, 99),
        "health_max_s": round(max(waits), 3) if waits else None,
        "kb_an_answer": round(sum(j.bytes for j in tally.judged) / 1000 / max(len(tally.judged), 1), 1),
        "rss_start_mb": tally.memory[0] if tally.memory else None,
        "rss_half_mb": later[0] if later else None,
        "rss_end_mb": tally.memory[-1] if tally.memory else None,
    }


def _percentile(seconds: Sequence[float], percent: int) -> float | None:
    return round(quantiles(seconds, n=100, method="inclusive")[percent - 1], 3) if len(seconds) > 1 else None
