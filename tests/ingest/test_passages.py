"""Paper -> Passages: every sentence is read in full, and each passage knows where it stands."""

from __future__ import annotations

import pytest
from fakes import make_paper
from hypothesis import given
from hypothesis import strategies as st

from assistant.datamodels import Paper
from assistant.text.sentences import split_sentences
from ingest.passages import MAX_CHARACTERS, passages

FIVE = "One is here. Two is there. Three is near. Four is far. Five is gone."
PAPER = make_paper("A Title", FIVE)


def spans(paper: Paper, kind: str) -> list[str]:
    return [paper.abstract[p.start : p.end] for p, _ in passages(paper) if p.kind == kind]


def test_the_abstract_windows_that_share_a_sentence_and_each_sentence() -> None:
    assert spans(PAPER, "abstract") == [FIVE]
    assert spans(PAPER, "window") == [
        "One is here. Two is there. Three is near.",
        "Three is near. Four is far. Five is gone.",
    ]
    assert spans(PAPER, "sentence") == [
        "One is here.",
        "Two is there.",
        "Three is near.",
        "Four is far.",
        "Five is gone.",
    ]


def test_the_title_is_context_but_not_to_a_single_sentence() -> None:
    texts = {passage.kind: text for passage, text in passages(PAPER)}
    assert texts["abstract"] == f"A Title. {FIVE}"
    assert texts["window"] == "A Title. Three is near. Four is far. Five is gone."
    assert texts["sentence"] == "Five is gone."


def test_a_paper_without_an_abstract_is_its_title() -> None:
    ((passage, text),) = passages(make_paper("A Title"))
    assert (passage.kind, passage.start, passage.end, text) == ("abstract", 0, 0, "A Title.")


def test_a_changed_sentence_changes_only_the_texts_that_hold_it() -> None:
    before = {(p.kind, text) for p, text in passages(PAPER)}
    changed = make_paper("A Title", FIVE.replace("Five is gone.", "Five is back."))
    new = [(p.kind, text) for p, text in passages(changed) if (p.kind, text) not in before]
    assert [kind for kind, _ in new] == ["abstract", "window", "sentence"]
    assert all("Five is back." in text for _, text in new)


def test_the_same_sentence_twice() -> None:
    found = [p for p, _ in passages(make_paper("T", "Again. Again. Again.")) if p.kind == "sentence"]
    assert [(p.start, p.end) for p in found] == [(0, 6), (7, 13), (14, 20)]


def test_a_long_sentence_is_cut_at_a_space() -> None:
    sentence = " ".join(["word"] * 450) + "."  # 2,250 characters
    pieces = spans(make_paper("T", sentence), "sentence")
    assert [len(piece) for piece in pieces] == [999, 999, 250]
    assert " ".join(pieces) == sentence


def test_a_long_sentence_without_a_space_is_cut_all_the_same() -> None:
    pieces = spans(make_paper("T", "x" * 2500), "sentence")
    assert [len(piece) for piece in pieces] == [1000, 1000, 500]


@given(
    st.lists(st.sampled_from(["Short one. ", "word " * 300, "x" * 1100, "What? ", "\n\n", " "]), max_size=8)
)
def test_every_sentence_is_covered_by_texts_of_a_readable_length(parts: list[str]) -> None:
    abstract = "".join(parts).strip()
    paper = make_paper("T", abstract)
    for kind in ("window", "sentence"):
        found = [p for p, _ in passages(paper) if p.kind == kind]
        covered = {at for p in found for at in range(p.start, p.end)}
        wanted = {at for start, end in split_sentences(abstract) for at in range(start, end)}
        assert {at for at in wanted - covered if not abstract[at].isspace()} == set()
        assert all(0 < p.end - p.start <= MAX_CHARACTERS for p in found)


@pytest.mark.parametrize("abstract", ["Grüße aus Zürich. 学习。", "Emoji 🧠 here. Then more."])
def test_offsets_count_characters(abstract: str) -> None:
    for passage, text in passages(make_paper("T", abstract)):
        assert text.endswith(abstract[passage.start : passage.end])
