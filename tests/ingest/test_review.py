"""The list to review: what came in, merged how, what is doubtful, and what is decided about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.index.corpus import open_corpus
from ingest import cli, review_cli
from ingest.decisions import read_decisions
from ingest.made_of import read_made_of
from ingest.people import Member
from ingest.pipeline import ingest
from ingest.review import Item, Review, review

ADA, KURT, EMMY = "Ada Byron", "Kurt Gödel", "Emmy Noether"
SWIM = "Small fish swim against the stream of a river in spring, and rest in the evening."


def fish(title: str, *authors: str, **more: object) -> dict[str, object]:
    """A paper of the group: all are about fish, and in one journal."""
    values = {"title": title, "authors": authors or (ADA, KURT), "abstract": SWIM, "venue": "Journal of Fish"}
    return {**values, "date": "2020", **more}


GROUP = [fish(f"{word} fish") for word in ("Small", "Large", "Red", "Blue", "Old")]
BRIDGE = {
    "title": "Steel bridges under load",
    "abstract": "Concrete pillars carry heavy traffic over motorways.",
    "venue": "Bridge Engineering",
    "date": "2019",
}


def write(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def reviewed(index: Path, *members: Member) -> Review:
    corpus = open_corpus(index)
    try:
        return review(corpus, read_made_of(index, corpus.name), read_decisions(index), members)
    finally:
        corpus.close()


def of_records(tmp_path: Path, *records: dict[str, object], members: tuple[Member, ...] = ()) -> Review:
    ingest([write(tmp_path / "a.jsonl", *records)], tmp_path / "index", FakeEncoder())
    return reviewed(tmp_path / "index", *members)


def doubts(item: Item) -> list[str]:
    return [doubt.kind for doubt in item.doubts]


def item(found: Review, title: str) -> Item:
    (only,) = [item for item in found.items if item.paper.title == title]
    return only


@pytest.mark.parametrize(
    ("record", "members", "said"),
    [
        ({**BRIDGE, "authors": [EMMY, "Max Born"]}, (), "none of its authors is of the group"),
        ({**BRIDGE, "authors": ["Augusta Byron", "Max Born"]}, (), "Augusta Byron is not Ada Byron"),
        ({**BRIDGE, "authors": [ADA, "Max Born"]}, (), "no co-author, no venue and no topic"),
        ({**BRIDGE, "authors": [ADA]}, (), "no co-author, no venue and no topic"),
        (fish("Tired fish", KURT), (Member(ADA),), ""),  # who signs a fifth of the papers is of the group
        ({**BRIDGE, "authors": [{"name": ADA, "orcid": "0000-0002-1825-0097"}, KURT]},
         (Member(ADA, orcid="0000-0001-5109-3700"),), "has the ORCID 0000-0002-1825-0097 here"),
        ({**BRIDGE, "authors": [{"name": ADA, "orcid": "0000-0001-5109-3700"}, KURT]},
         (Member(ADA, orcid="0000-0001-5109-3700"),), ""),
        ({**BRIDGE, "authors": [EMMY, "Max Born"]}, (Member(EMMY),), ""),
        ({**BRIDGE, "authors": [EMMY, "et al."]}, (), ""),  # who is cut off may be of the group
        ({**BRIDGE, "authors": [ADA, KURT]}, (), ""),  # a co-author
        ({**BRIDGE, "authors": [ADA], "venue": "J. Fish"}, (), ""),  # a venue
        ({**BRIDGE, "authors": [ADA], "abstract": SWIM}, (), ""),  # a topic
        ({**BRIDGE, "authors": [EMMY], "scope": "related"}, (), ""),
    ],
)  # fmt: skip
def test_another_person(
    tmp_path: Path, record: dict[str, object], members: tuple[Member, ...], said: str
) -> None:
    found = of_records(tmp_path, *GROUP, record, members=members)
    told = [d.reason for d in item(found, str(record["title"])).doubts if d.kind == "another person?"]
    assert [said in reason for reason in told] == ([True] if said else [])
    others = [i for i in found.doubtful if i.paper.title != record["title"]]
    assert others == []


def test_a_namesake_comes_with_a_circle_of_co_authors(tmp_path: Path) -> None:
    signed = [[ADA, "Max Born"], [ADA, "Max Born", "Lise Meitner"], [ADA, "Lise Meitner"]]
    foreign = [
        {**BRIDGE, "title": f"{BRIDGE['title']} {n}", "authors": names} for n, names in enumerate(signed)
    ]
    named = [fish("Tall birds", "Anders Byron", EMMY), fish("Small birds", "Anders Byron", EMMY)]
    found = of_records(tmp_path, *GROUP, *foreign, *named)
    assert {item.paper.title for item in found.doubtful} == {str(one["title"]) for one in (*foreign, *named)}
    assert "Anders Byron is not Ada Byron" in found.doubtful[0].doubts[0].reason


def test_each_member_has_a_circle(tmp_path: Path) -> None:
    other = [
        {**BRIDGE, "title": f"{word} bridges", "authors": [EMMY, "Max Born"]}
        for word in ("Old", "New", "Red")
    ]
    found = of_records(tmp_path, *GROUP, *other, members=(Member(EMMY),))
    assert found.doubtful == ()


def test_a_few_papers_say_nothing_of_each_other(tmp_path: Path) -> None:
    assert of_records(tmp_path, GROUP[0], {**BRIDGE, "authors": [EMMY]}).doubtful == ()


LONG = "How small fish swim upstream in spring"
ARTICLE = fish(LONG, type="article")


@pytest.mark.parametrize(
    ("one", "other", "doubtful"),
    [
        (fish(LONG), fish(f"{LONG}s"), True),
        ({**ARTICLE, "doi": "10.1000/a"}, fish(f"{LONG}s", type="preprint", doi="10.1000/b"), True),
        ({**ARTICLE, "doi": "10.1000/a"}, fish(f"{LONG}s", type="article", doi="10.1000/b"), False),
        (ARTICLE, fish(f"{LONG}s", type="thesis"), False),
        (fish(LONG), fish(f"{LONG}s", KURT, ADA), False),
        (fish(LONG), fish("How large birds fly in winter"), False),
    ],
)  # fmt: skip
def test_a_duplicate(
    tmp_path: Path, one: dict[str, object], other: dict[str, object], doubtful: bool
) -> None:
    found = of_records(tmp_path, one, other)
    assert [doubts(item) for item in found.doubtful] == [["duplicate?"]] * doubtful


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"date": "2010", "type": "preprint", "venue": "arXiv"}, {"type": "article"}, "of 2010 and of 2020"),
        ({"date": "2018", "type": "preprint", "venue": "arXiv"}, {"type": "article"}, ""),
        ({"doi": "10.1000/a"}, {"doi": "10.1000/a", "title": "On small fish that swim up"}, "are called"),
    ],
)
def test_a_version(tmp_path: Path, one: dict[str, object], other: dict[str, object], said: str) -> None:
    (only,) = of_records(tmp_path, {**fish(LONG), **one}, {**fish(LONG), **other}).items
    assert len(only.records) == 2
    assert [said in doubt.reason for doubt in only.doubts] == ([True] if said else [])


def test_what_is_missing_comes_last(tmp_path: Path) -> None:
    found = of_records(
        tmp_path,
        {**GROUP[0], "abstract": None},
        {**GROUP[1], "date": None},
        {**GROUP[2], "authors": []},
        *GROUP[3:],
        {**BRIDGE, "authors": [EMMY]},
    )
    kinds = [doubts(item) for item in found.doubtful]
    assert kinds == [["another person?"], ["no authors"], ["no date"], ["no abstract"]]


def test_where_papers_came_from_and_how_they_were_merged(tmp_path: Path) -> None:
    documents = [
        write(tmp_path / "a.jsonl", *GROUP[1:], fish(LONG, doi="10.1000/a")),
        write(tmp_path / "b.jsonl", fish(LONG, doi="10.1000/a", date="2020-03")),
    ]
    ingest(documents, tmp_path / "index", FakeEncoder())
    found = reviewed(tmp_path / "index")
    merged = item(found, LONG)
    assert [(place.document, place.line) for place in merged.places] == [("a.jsonl", 5), ("b.jsonl", 1)]
    assert merged.joined == ("the same title", "the same DOI")
    assert merged.keys == ("doi:10.1000/a",)
    assert found.captured.keys() == {"a.jsonl", "b.jsonl"}
    assert found.members == (ADA, KURT)


Said = Callable[..., str]


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of the group, with a stranger's paper, a duplicate and a paper of two records."""
    monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)
    records = [*GROUP, {**BRIDGE, "authors": [EMMY], "doi": "10.1000/b"}, fish(LONG), fish(f"{LONG}s")]
    preprint = {**GROUP[0], "type": "preprint", "arxiv_id": "1906.00695", "venue": "arXiv"}
    write(tmp_path / "a.jsonl", *records, preprint)
    assert cli.main([str(tmp_path / "a.jsonl"), "--scope", "group", "--index", str(tmp_path / "index")]) == 0
    return tmp_path / "index"


@pytest.fixture
def say(index: Path, capsys: pytest.CaptureFixture[str]) -> Said:
    """Runs `python -m ingest review` over that index and returns what it prints."""
    capsys.readouterr()

    def run(*words: str) -> str:
        assert cli.main(["review", "--index", str(index), *words]) == 0
        return capsys.readouterr().out

    return run


def ids(say: Said) -> dict[str, str]:
    return {paper["title"]: paper["id"] for paper in json.loads(say("--json"))["papers"]}


def waiting(say: Said) -> dict[str, str]:
    papers = json.loads(say("--json"))["papers"]
    return {paper["title"]: paper["waiting"] for paper in papers if paper["waiting"]}


def test_the_list_is_printed_most_doubtful_first(say: Said) -> None:
    out = say()
    assert out.startswith("1. Steel bridges under load\n")
    assert "from a.jsonl:6 of " in out
    assert "8 papers, 2 with a doubt, 0 left out; printed: 2 (--all: all)" in out
    assert "2 records, joined by the same title:\n   1) Small fish; " in say("--all")


@pytest.mark.parametrize(
    ("words", "titles", "doubtful"),
    [
        (["--leave-out", "Steel bridges under load"], {"Steel bridges under load"}, 1),
        (["--keep", "Steel bridges under load"], set(), 1),
        (["--keep", LONG], set(), 1),
        (["--two-works", LONG, f"{LONG}s"], set(), 1),
        (["--join", f"{LONG}s", LONG], {LONG, f"{LONG}s"}, 1),
        (["--split", "Small fish"], {"Small fish"}, 2),
        (["--split", "Small fish", "2"], {"Small fish"}, 2),
        (["--member", f"{EMMY} 0000-0002-1825-0097", "--keep", LONG], set(), 0),
    ],
)
def test_decisions_wait_and_are_followed(
    say: Said, index: Path, words: list[str], titles: set[str], doubtful: int
) -> None:
    known = ids(say)
    out = say(*(known.get(word, word) for word in words))
    assert f"python -m ingest --again --index {index}" in out
    assert waiting(say).keys() == titles
    assert f"{doubtful} with a doubt" in say()
    before = len(known)
    say("--apply")
    assert waiting(say) == {}
    after = json.loads(say("--json"))["papers"]
    present = sum(not paper["left_out"] for paper in after)
    assert present - before == {"--leave-out": -1, "--join": -1, "--split": 1}.get(words[0], 0)


def test_the_people_of_a_group_toml_are_members(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("assistant.models.encoders.open_encoder", FakeEncoder)
    write(tmp_path / "a.jsonl", *GROUP, {**BRIDGE, "authors": [EMMY]})
    toml, index = tmp_path / "group.toml", str(tmp_path / "index")
    toml.write_text(f'sources = ["a.jsonl"]\n[[people]]\nname = "{EMMY}"\n', encoding="utf-8")
    assert cli.main([str(toml), "--index", index]) == 0
    capsys.readouterr()
    assert cli.main(["review", "--index", index, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert EMMY in said["members"]
    assert said["command"] == ["--again"]
    assert cli.main(["review", "--index", index, "--leave-out", said["papers"][0]["id"], "--apply"]) == 0
    toml.unlink()
    assert cli.main(["review", "--index", index]) == 0
    assert "group.toml" in capsys.readouterr().err


def test_what_was_left_out_can_be_taken_back(say: Said) -> None:
    say("--leave-out", "doi:10.1000/b", "--apply")
    (paper,) = [paper for paper in json.loads(say("--json"))["papers"] if paper["left_out"]]
    assert (paper["title"], paper["waiting"]) == ("Steel bridges under load", "")
    assert "7 papers, 1 with a doubt, 1 left out" in say()
    say("--keep", paper["id"])
    assert waiting(say) == {"Steel bridges under load": "keep"}
    say("--apply")
    assert "8 papers" in say()


def test_a_member_who_signs_nothing_is_named(say: Said) -> None:
    say("--member", EMMY, "--member", "Lise Meitner")
    assert json.loads(say("--json"))["undone"] == [f"member Lise Meitner ({date.today()})"]


def test_decisions_travel(say: Said, index: Path, tmp_path: Path) -> None:
    say("--leave-out", "doi:10.1000/b")
    kept = read_decisions(index)
    say("--export", str(tmp_path / "kept.jsonl"))
    (index / "decisions.jsonl").unlink()
    assert "1 decisions are kept" in say("--import", str(tmp_path / "kept.jsonl"))
    assert read_decisions(index) == kept


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--keep", "nobody"], "No paper of the index has the id 'nobody'"),
        (["--split", "doi:10.1000/b"], "made of 1 records"),
        (["--split", "arxiv:1906.00695", "3"], "can't be split, and not 3"),
        (["--split", "arxiv:1906.00695", "two"], "expected are numbers"),
        (["--join", "doi:10.1000/b", "doi:10.1000/b"], "can't be joined with itself"),
        (["--member", " 0000-0002-1825-0097"], "has no name"),
        (["--import", "gone.jsonl"], "gone.jsonl can't be read"),
    ],
)
def test_what_can_not_be_decided(
    index: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.main(["review", "--index", str(index), *words]) == 1
    assert said in capsys.readouterr().err
    assert read_decisions(index) == ()


def test_without_a_note_of_the_records_it_says_so(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (index / "records.jsonl").unlink()
    assert cli.main(["review", "--index", str(index)]) == 0
    assert "does not say which records" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answers", "rulings"),
    [
        (["k", "s"], ["keep", "split"]),
        (["l", "j", ""], ["leave_out", "join"]),
        (["", "q"], []),
        (["", "j", "nobody", "k"], ["keep"]),
        (["m", EMMY, "skip"], ["member"]),
        (["x", "s", "", "l", "quit"], ["leave_out"]),
        (["k"], ["keep"]),  # and then the end of the input
    ],
)
def test_each_doubtful_paper_is_asked_about(index: Path, answers: list[str], rulings: list[str]) -> None:
    parser = argparse.ArgumentParser()
    review_cli.add_options(parser, name="review")
    given = iter(answers)

    def ask(question: str) -> str:
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    assert review_cli.run(parser.parse_args(["--index", str(index)]), ask) == 0
    assert [decision.decision for decision in read_decisions(index)] == rulings
