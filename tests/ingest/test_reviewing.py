"""The review of an index as a page has it: decisions of several people, taken back, and followed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.errors import UsageError
from assistant.index.corpus import Corpus, open_corpus
from ingest import cli
from ingest.decisions import Decision, add_decisions, read_decisions
from ingest.pipeline import ingest
from ingest.review import Item, Review
from ingest.reviewing import Reviewing

ORCID = "0000-0002-1825-0097"
RECORDS = [
    *({"title": f"{word} fish", "authors": ["Ada Byron"]} for word in ("Red", "Blue", "Green", "Old")),
    {"title": "Steel bridges", "authors": [{"name": "Emmy Noether", "orcid": ORCID}]},
    {"title": "Wet birds", "authors": ["Ada Byron"], "date": "2020", "type": "article", "venue": "Birds"},
    {"title": "Wet birds", "authors": ["Ada Byron"], "date": "2018", "type": "preprint", "venue": "arXiv"},
]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    ingest([tmp_path / "a.jsonl"], tmp_path / "index", FakeEncoder(), scope="group")
    return tmp_path / "index"


@pytest.fixture
def corpus(index: Path) -> Iterator[Corpus]:
    corpus = open_corpus(index)
    yield corpus
    corpus.close()


@pytest.fixture
def reviewing(index: Path) -> Reviewing:
    return Reviewing(index)


def item(found: Review, title: str) -> Item:
    (only,) = [item for item in found.items if item.paper.title == title]
    return only


def decide(reviewing: Reviewing, corpus: Corpus, ruling: str, title: str, **more: str) -> Decision:
    about = item(reviewing.look(corpus), title)
    return reviewing.decide(corpus, ruling, about.paper.id, mark=about.mark, **more)


def applied(index: Path, reviewing: Reviewing) -> Review:
    """The review after an ingest."""
    assert cli.main(["--again", "--index", str(index)]) == 0
    corpus = open_corpus(index)
    try:
        return reviewing.look(corpus)
    finally:
        corpus.close()


def test_a_decision_is_kept_and_taken_back(reviewing: Reviewing, corpus: Corpus, index: Path) -> None:
    assert not reviewing.look(corpus).waits
    decision = decide(reviewing, corpus, "leave_out", "Red fish")
    assert read_decisions(index) == reviewing.decisions() == (decision,)
    assert reviewing.export() == (index / "decisions.jsonl").read_text()
    found = reviewing.look(corpus)
    assert found.waits
    assert found.about(decision) == (item(found, "Red fish"),)
    assert (item(found, "Red fish").waiting, item(found, "Red fish").decision) == ("leave out", decision)
    decide(reviewing, corpus, "leave_out", "Blue fish")
    assert reviewing.take_back(decision.id) == decision
    assert item(reviewing.look(corpus), "Red fish").waiting == ""
    assert item(reviewing.look(corpus), "Blue fish").waiting == "leave out"
    with pytest.raises(UsageError, match="taken back already"):
        reviewing.take_back(decision.id)


def test_of_equal_decisions_one_is_taken_back(index: Path, reviewing: Reviewing) -> None:
    twice = Decision("member", "2026-11-29", name="Ada Byron")
    add_decisions(index, [twice, twice])
    reviewing.take_back(twice.id)
    assert reviewing.decisions() == (twice,)


def test_what_is_taken_back_after_an_ingest_waits_for_the_next(
    reviewing: Reviewing, corpus: Corpus, index: Path
) -> None:
    out = decide(reviewing, corpus, "leave_out", "Red fish")
    split = decide(reviewing, corpus, "split", "Wet birds")
    found = applied(index, reviewing)
    assert not found.waits
    assert (item(found, "Red fish").left_out, item(found, "Red fish").waiting) == (True, "")
    assert [one.decision for one in found.about(split)] == [split, split]
    reviewing.take_back(out.id)
    reviewing.take_back(split.id)
    found = applied(index, reviewing)
    assert not found.waits
    assert len(item(found, "Wet birds").records) == 2
    assert not item(found, "Red fish").left_out


def test_what_is_taken_back_says_what_waits(reviewing: Reviewing, corpus: Corpus, index: Path) -> None:
    out = decide(reviewing, corpus, "leave_out", "Red fish")
    applied(index, reviewing)
    reviewing.take_back(out.id)
    corpus = open_corpus(index)
    red = item(reviewing.look(corpus), "Red fish")
    corpus.close()
    assert (red.left_out, red.waiting, red.decision) == (True, "keep", None)


def test_what_cannot_be_followed_does_not_wait(reviewing: Reviewing, corpus: Corpus, index: Path) -> None:
    blue = item(reviewing.look(corpus), "Blue fish").paper.id
    decide(reviewing, corpus, "join", "Red fish", other=blue)
    green = item(reviewing.look(corpus), "Green fish").paper.id
    decide(reviewing, corpus, "two_works", "Red fish", other=green)
    decide(reviewing, corpus, "join", "Green fish", other=blue)
    found = applied(index, reviewing)
    assert len(found.undone) == 1
    assert not found.waits
    assert not any(item.waiting for item in found.items)


def test_who_looked_before_somebody_decided_is_told(
    reviewing: Reviewing, corpus: Corpus, index: Path
) -> None:
    red = item(reviewing.look(corpus), "Red fish")
    blue = item(reviewing.look(corpus), "Blue fish")
    assert (
        cli.main(["review", "--index", str(index), "--leave-out", red.paper.id]) == 0
    )  # on the command line
    for id, mark in ((red.paper.id, red.mark), (blue.paper.id, red.mark), ("nobody", red.mark)):
        with pytest.raises(UsageError, match="somebody decided on it"):
            reviewing.decide(corpus, "keep", id, mark=mark)
    reviewing.decide(corpus, "keep", blue.paper.id, mark=blue.mark)
    assert [one.decision for one in reviewing.decisions()] == ["leave_out", "keep"]


def test_a_member_has_the_orcid_that_the_paper_prints(reviewing: Reviewing, corpus: Corpus) -> None:
    decision = decide(reviewing, corpus, "member", "Steel bridges", name="Emmy Noether")
    day = date.today().isoformat()
    assert decision == Decision("member", day, name="Emmy Noether", orcid=ORCID)
    for ruling, name in (("member", "Lise Meitner"), ("burn", "")):
        with pytest.raises(UsageError, match="Expected a decision"):
            decide(reviewing, corpus, ruling, "Steel bridges", name=name)


def test_a_snapshot_is_reviewed_with_its_records_while_the_next_is_there(
    reviewing: Reviewing, corpus: Corpus, index: Path
) -> None:
    before = reviewing.look(corpus)
    decide(reviewing, corpus, "leave_out", "Red fish")
    assert cli.main(["--again", "--index", str(index)]) == 0
    assert item(reviewing.look(corpus), "Wet birds").records == item(before, "Wet birds").records
