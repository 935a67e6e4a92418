"""What a person decided about papers is followed by every later ingest, and never dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes import DEEPER, FakeEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.datamodels import Paper, PaperDate
from assistant.errors import SourceError, UsageError
from assistant.index.corpus import open_corpus
from ingest.decisions import Decision, Ruling, add_decisions, read_decisions, read_file, write_file
from ingest.keys import keys_of, telling_keys
from ingest.merge import merge
from ingest.pipeline import Report, ingest
from ingest.rulings import rulings
from ingest.sources import read_source
from ingest.works import works

FISH = {"title": "How small fish swim upstream", "authors": ["Ada Byron"], "date": "2019", "doi": "10.1000/f"}
FISH_PREPRINT = {**FISH, "doi": None, "arxiv_id": "1906.00695", "venue": "arXiv", "date": "2018"}
LARGE = {
    "title": "Large fish do not swim",
    "venue": "Journal of Fish",
    "authors": ["Ada Byron"],
    "date": "2021",
}
BIRDS = {"title": "Birds", "authors": ["Anders Byron"], "date": "2020"}


def decision(ruling: Ruling, *works: str | tuple[str, ...], day: str = "2026-11-29") -> Decision:
    return Decision(ruling, day, tuple((work,) if isinstance(work, str) else work for work in works))


def write(path: Path, *records: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def merged(tmp_path: Path, records: list[dict[str, object]], *decisions: Decision) -> list[list[str]]:
    """The papers, each as the years of its forms."""
    result = merge([read_source(write(tmp_path / "a.jsonl", *records))], decisions)
    return sorted(sorted(str(form.year) for form in paper.forms) for paper in result.papers)


def titles(index: Path) -> set[str]:
    corpus = open_corpus(index)
    corpus.close()
    return {paper.title for paper in corpus.papers}


@pytest.mark.parametrize(
    ("fields", "keys"),
    [
        ({"doi": "10.1000/a", "arxiv_id": "1906.00695"},
         ("doi:10.1000/a", "arxiv:1906.00695", "title:onfish|byron a|2019")),
        ({"doi": "10.48550/arxiv.1906.00695", "arxiv_id": "1906.00695"},
         ("arxiv:1906.00695", "title:onfish|byron a|2019")),
        ({"authors": (), "date": None}, ("title:onfish||",)),
    ],
)  # fmt: skip
def test_the_keys_of_a_record(fields: dict[str, object], keys: tuple[str, ...]) -> None:
    values = {"authors": ("Ada Byron", "Kurt Gödel"), "date": PaperDate(2019, 3), **fields}
    assert keys_of(Paper("", "On Fish!", "", "group", **values)) == keys  # type: ignore[arg-type]


def test_records_with_one_mistyped_doi_go_by_their_titles() -> None:
    one, other = (Paper("", title, "", "group", doi="10.1000/a") for title in ("Fish I", "Fish II"))
    assert telling_keys([[one], [other]]) == [("title:fishi||",), ("title:fishii||",)]
    assert telling_keys([[one, other]]) == [("doi:10.1000/a",)]


TOGETHER, APART = [["2018", "2019"]], [["2018"], ["2019"]]
PREPRINT, ARTICLE, OTHER = "arxiv:1906.00695", "doi:10.1000/f", "title:largefishdonotswim|byron a|2021"


@pytest.mark.parametrize(
    ("decisions", "papers"),
    [
        ([], TOGETHER),
        ([decision("split", PREPRINT, ARTICLE)], APART),
        ([decision("split", PREPRINT, ARTICLE), decision("join", ARTICLE, PREPRINT)], TOGETHER),
        ([decision("join", PREPRINT, ARTICLE), decision("split", PREPRINT, ARTICLE)], APART),
        ([decision("split", PREPRINT, "title:howsmallfishswimupstream|byron a|2019")], APART),
        ([decision("leave_out", PREPRINT)], []),
        ([decision("leave_out", PREPRINT), decision("keep", PREPRINT)], TOGETHER),
        ([decision("keep", PREPRINT), decision("leave_out", PREPRINT)], []),
        ([decision("split", PREPRINT, ARTICLE), decision("leave_out", PREPRINT)], [["2019"]]),
    ],
)
def test_records_that_are_of_one_work_by_themselves(
    tmp_path: Path, decisions: list[Decision], papers: list[list[str]]
) -> None:
    assert merged(tmp_path, [FISH, FISH_PREPRINT], *decisions) == papers
    assert merged(tmp_path, [FISH_PREPRINT, FISH], *decisions) == papers


@pytest.mark.parametrize(
    ("decisions", "papers"),
    [
        ([], [["2018", "2019"], ["2021"]]),
        ([decision("join", ARTICLE, OTHER)], [["2018", "2019", "2021"]]),
        ([decision("join", ARTICLE, OTHER), decision("split", OTHER, PREPRINT)],
         [["2018"], ["2019", "2021"]]),
        ([decision("split", OTHER, PREPRINT), decision("join", (PREPRINT, ARTICLE), OTHER)],
         [["2018", "2019", "2021"]]),
    ],
)  # fmt: skip
def test_records_that_are_of_two(tmp_path: Path, decisions: list[Decision], papers: list[list[str]]) -> None:
    assert merged(tmp_path, [FISH, FISH_PREPRINT, LARGE], *decisions) == papers
    assert merged(tmp_path, [LARGE, FISH_PREPRINT, FISH], *decisions) == papers


@pytest.mark.parametrize(
    "decisions",
    [
        [decision("leave_out", "doi:10.1000/gone")],
        [decision("keep", "doi:10.1000/gone")],
        [decision("join", ARTICLE, "doi:10.1000/gone")],
        [decision("split", "doi:10.1000/gone", ARTICLE)],
        [decision("join", ARTICLE, OTHER), decision("join", ARTICLE, "title:birds|byron a|2020"),
         decision("split", "title:birds|byron a|2020", OTHER)],
    ],
)  # fmt: skip
def test_what_can_not_be_followed_is_told(tmp_path: Path, decisions: list[Decision]) -> None:
    source = read_source(write(tmp_path / "a.jsonl", FISH, LARGE, BIRDS))
    assert len(merge([source], decisions).undone) == 1


KEYS = [f"doi:10.1000/{n}" for n in range(5)]


@settings(max_examples=200 * DEEPER, deadline=None)
@given(
    st.lists(st.integers(0, 2), min_size=5, max_size=5),
    st.lists(st.tuples(st.sampled_from(["split", "join"]), st.permutations(KEYS)), max_size=6),
)
def test_whatever_is_decided_is_followed_or_told(
    titles: list[int], said: list[tuple[Ruling, list[str]]]
) -> None:
    """Five records under a few titles, and decisions about pairs of them, some against others."""
    records = tuple(
        Paper("", f"How small fish swim upstream {'again ' * n}", "", "group", ("Ada Byron",), doi=doi[4:])
        for n, doi in zip(titles, KEYS, strict=True)
    )
    decisions = [decision(ruling, *keys[:2]) for ruling, keys in said]
    ruled = rulings(decisions, records)
    of = {
        at: n
        for n, work in enumerate(works(records, apart=ruled.apart, together=ruled.together))
        for at in work
    }
    last = {frozenset(one.keys): one for one in decisions}
    for pair, one in last.items():
        first, second = (of[KEYS.index(key)] for key in pair)
        assert one in ruled.undone or (first == second) == (one.decision == "join")
        assert one not in ruled.undone or one.decision == "join"


def test_leaving_out_one_changes_no_other(tmp_path: Path) -> None:
    article, thesis = {**FISH, "type": "article"}, {**FISH, "doi": None, "type": "thesis"}
    source = read_source(write(tmp_path / "a.jsonl", article, thesis, BIRDS))
    before = merge([source])
    after = merge([source], [decision("leave_out", "title:howsmallfishswimupstream|byron a|2019")])
    (left_out,) = after.left_out
    assert after.papers == tuple(paper for paper in before.papers if paper.id != left_out)
    assert [record.kind for record in after.made_of[left_out]] == ["thesis"]


class TestIngest:
    def test_decisions_are_followed_by_later_ingests(self, tmp_path: Path) -> None:
        source, index = write(tmp_path / "a.jsonl", FISH, LARGE, BIRDS), tmp_path / "index"

        def again(path: Path = source) -> tuple[Report, int]:
            encoder = FakeEncoder()
            return ingest([path], index, encoder), len(encoder.encoded)

        again()
        add_decisions(index, [decision("leave_out", "title:birds|byron a|2020")])
        report, encoded = again()
        assert (report.left_out, report.removed, report.unchanged, encoded) == (1, 1, 2, 0)
        assert titles(index) == {FISH["title"], LARGE["title"]}
        unchanged, _ = again()
        assert (unchanged.snapshot, unchanged.left_out) == (report.snapshot, 1)

        moved = write(tmp_path / "b.jsonl", LARGE, {**BIRDS, "doi": "10.1000/b"}, FISH)
        report, encoded = again(moved)
        assert (report.left_out, report.undone, encoded) == (1, (), 0)
        report, _ = again(write(tmp_path / "c.jsonl", LARGE))
        assert (report.left_out, len(report.undone)) == (0, 1)
        assert again(tmp_path / "c.jsonl")[0].undone == report.undone

    def test_only_a_split_paper_is_encoded_anew(self, tmp_path: Path) -> None:
        source, index, encoder = (
            write(tmp_path / "a.jsonl", FISH, FISH_PREPRINT, BIRDS),
            tmp_path / "index",
            FakeEncoder(),
        )
        ingest([source], index, encoder)
        encoder.encoded.clear()
        add_decisions(index, [decision("split", PREPRINT, ARTICLE)])
        assert ingest([source], index, encoder).added >= 1
        assert encoder.encoded
        assert not any("Birds" in text for text in encoder.encoded)

    def test_a_doubt_that_is_settled_is_no_work(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        source, index = write(tmp_path / "a.jsonl", FISH, BIRDS), tmp_path / "index"
        before = ingest([source], index, FakeEncoder())
        add_decisions(index, [decision("keep", ARTICLE), Decision("member", "2026-11-29", name="Ada Byron")])
        monkeypatch.setattr("ingest.pipeline.merge", None)
        assert ingest([source], index, FakeEncoder()).snapshot == before.snapshot

    def test_all_left_out(self, tmp_path: Path) -> None:
        source, index = write(tmp_path / "a.jsonl", FISH), tmp_path / "index"
        add_decisions(index, [decision("leave_out", ARTICLE)])
        with pytest.raises(SourceError, match=r"All 1 papers .* left out"):
            ingest([source], index, FakeEncoder())


class TestTheFile:
    def test_there_and_back(self, tmp_path: Path) -> None:
        made = (
            decision("split", (PREPRINT, OTHER), ARTICLE),
            Decision("member", "2026-11-29", name="Ada Ölm"),
        )
        add_decisions(tmp_path / "index", made)
        assert read_decisions(tmp_path / "index") == made
        write_file(tmp_path / "kept.jsonl", made)
        assert "Ada Ölm" in (tmp_path / "kept.jsonl").read_text(encoding="utf-8")
        assert add_decisions(tmp_path / "index", read_file(tmp_path / "kept.jsonl"), once=True) == 0
        assert add_decisions(tmp_path / "other", read_file(tmp_path / "kept.jsonl"), once=True) == 2

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ("{", "Invalid JSON"),
            ('{"decision": "burn", "day": "2026-11-29"}', "decision Input should be"),
            ('{"decision": "keep", "day": "2026-11-29"}', "what 'keep' is about"),
            ('{"decision": "join", "day": "2026-11-29", "works": [["doi:10.1/a"]]}', "what 'join' is about"),
            ('{"decision": "split", "day": "2026-11-29", "works": [["a"], []]}', "what 'split' is about"),
            ('{"decision": "member", "day": "2026-11-29"}', "what 'member' is about"),
        ],
    )
    def test_a_line_that_is_no_decision(self, tmp_path: Path, line: str, said: str) -> None:
        path = tmp_path / "decisions.jsonl"
        path.write_text(f"\n{line}\n", encoding="utf-8")
        with pytest.raises(UsageError, match=rf"decisions\.jsonl:2: .*{said}"):
            read_decisions(tmp_path)
