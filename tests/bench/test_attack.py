"""What `bench attack` takes for an attack that succeeded, and what not."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from assistant.datamodels import Origin, Paper
from assistant.explore.markup import plain_markdown
from bench.attack import reading
from bench.attack.documents import hostile, samples
from bench.attack.outputs import in_html, in_markdown
from bench.attack.payloads import ADDRESSES, PAYLOADS
from bench.attack.planting import behind, instead, places, syntax_of
from bench.attack.servers import tracebacks
from bench.attack.tally import Tally
from ingest import sources
from ingest.sources import objects, read_source, reference_list
from ingest.sources.document import Document
from ingest.sources.forms import FORMS
from ingest.sources.objects import system_of
from ingest.sources.records import Contents, Context, Kind

ALIVE = [payload for payload in PAYLOADS if payload.startswith(("<", "![")) and "<!--" not in payload]


@pytest.mark.parametrize("payload", ALIVE)
def test_a_payload_that_is_not_disarmed_is_seen(payload: str) -> None:
    assert list(in_markdown("here", payload))


@pytest.mark.parametrize("payload", [*PAYLOADS, *ADDRESSES])
def test_a_payload_that_is_disarmed_is_none(payload: str) -> None:
    assert list(in_html("here", f"<p>{html.escape(payload)}</p>")) == []
    text = payload.replace("\u200b", "").encode("ascii", "ignore").decode()
    assert list(in_html("here", f"<p>{html.escape(text)}</p>")) == []
    assert [found for found in in_markdown("here", plain_markdown(text)) if "hidden" not in found] == []


@pytest.mark.parametrize(
    "alive",
    [
        '<a href="javascript:owned()">x</a>',
        '<a href=" java\nscript:owned()">x</a>',
        '<img src="https://evil.test/x.png">',
        '<p onclick="owned()">x</p>',
        "<template><script></script></template>",
    ],
)
def test_what_runs_loads_or_leads_is_seen(alive: str) -> None:
    assert list(in_html("here", alive))


def test_a_link_to_follow_is_none() -> None:
    assert list(in_html("here", '<a href="https://example.org/paper">x</a><img src="data-less.png">')) == []


def test_tracebacks_are_counted_by_their_last_line() -> None:
    log = "INFO ok\nTraceback (most recent call last):\n  File x\n    y\nKeyError: -1\nINFO ok\n"
    assert tracebacks(log) == ["KeyError: -1"]
    assert tracebacks("INFO ok\n") == []


def test_errors_of_the_server_count_but_for_the_intended_one() -> None:
    tally = Tally()
    for status in (200, 404, 500, 503, 0):
        tally.asked("GET /", status)
    assert (tally.requests, tally.server_errors) == (5, ["500: GET /"])


def test_every_form_has_a_sample_into_which_hostile_values_are_put() -> None:
    assert {read_source(sample).info.kind for sample in samples()} == set(FORMS)


def test_every_system_whose_objects_are_read_has_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    met = []

    def asked(record: Mapping[str, Any]) -> ModuleType:
        met.append(system_of(record))
        return met[-1]

    monkeypatch.setattr(objects, "system_of", asked)
    for sample in samples():
        read_source(sample)
    assert set(met) == set(objects.SYSTEMS)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_hostile_documents_are_read_as_the_samples_are(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "hostile").write_text(hostile(sample, tmp_path / "tried"), encoding="utf-8")
    found, plain = read_source(tmp_path / "hostile"), read_source(sample)
    assert (found.info.kind, len(found.papers)) == (plain.info.kind, len(plain.papers))
    assert all(f"robots of {sample.stem} " in paper.title for paper in found.papers)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("json", '{"title": "Cats", "year": 2020}', '{"title": "Cats x<y", "year": 2020}'),
        ("dblp", '<a b="c">Cats</a>', '<a b="c">Cats x&lt;y</a>'),
        ("dblp", '<a b="c">Cats</a>', '<a b="c x&lt;y">Cats</a>'),
        ("table", 'Title;Year\n"Cats; Dogs";2020', 'Title;Year\n"Cats; Dogs x<y";2020'),
        ("bibtex", "@article{a,\n  title = {Cats},\n}", "@article{a,\n  title = {Cats x<y},\n}"),
        ("ris", "TI  - Cats", "TI  - Cats x<y"),
        ("references", "1. A. **Cats.** J, 2020.", "1. A. **Cats x<y.** J, 2020."),
    ],
)
def test_a_value_is_put_behind_another(kind: Kind, text: str, expected: str) -> None:
    syntax = syntax_of(text, kind)
    assert expected in [behind("x<y", text, place, syntax) for place in places(text, syntax)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("bibtex", "@article{a,\n  title = {Cats},\n}", "@article{a,\n  title = {x<y},\n}"),
        ("ris", "TI  - Cats", "TI  - x<y"),
        ("endnote", "%T Cats", "%T x<y"),
        ("wos", "PT J\nTI Cats", "PT J\nTI x<y"),
        ("json", '{"year": 2020}', '{"year": "x<y"}'),
    ],
)
def test_a_value_is_put_in_the_stead_of_another(kind: Kind, text: str, expected: str) -> None:
    syntax = syntax_of(text, kind)
    assert expected in [instead("x<y", text, place, syntax) for place in places(text, syntax)]


def forever() -> Iterator[str]:
    while True:
        continue
    yield ""


@pytest.mark.parametrize(
    ("titles", "success"),
    [
        (lambda text: ["Cats", "Dogs"] if "<script>" not in text else ["Cats"], "lost"),
        (lambda text: [text.encode("ascii").decode()], "tracebacks"),
        (lambda text: forever(), "stalled"),
        (lambda text: ["Cats\x1b[31m", "Dogs"], "scripts_run"),
        (lambda text: ["root:x:0:0", "Dogs"], "let_in"),
    ],
)
def test_what_a_careless_parser_does_is_seen(
    titles: Callable[[str], Iterable[str]], success: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse(document: Document, context: Context) -> Contents:
        read = (
            Paper(id="", title=title, abstract="", scope="group", records=(Origin("x", 1),))
            for title in titles(document.text)
        )
        return Contents(tuple(read))

    monkeypatch.setattr(reference_list, "parse", parse)
    monkeypatch.setattr(sources, "as_shown", lambda contents, document: contents)
    monkeypatch.setattr(reading, "SLOWEST", 0.05)
    monkeypatch.setattr(reading, "planted", lambda text, kind: [("a script", f"{text} <script>é")])
    found = reading.read_planted(next(one for one in samples() if one.suffix == ".md"), 0)
    assert getattr(found, success)
