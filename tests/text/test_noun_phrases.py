"""Phrases that stand for a thing, found by the words around them."""

from __future__ import annotations

from assistant.text.noun_phrases import academic, key_of, noun_phrases, runs


def phrases(text: str, *, title: bool = False) -> set[str]:
    return {" ".join(words) for words in noun_phrases(text, title=title)}


def test_runs_are_cut_by_function_words_marks_and_numbers() -> None:
    assert runs("Tall lions hunt (at night), and 3 tigers don’t") == (
        ("", ("Tall", "lions", "hunt")),
        ("at", ("night",)),
        ("3", ("tigers", "don’t")),
    )


def test_behind_an_article_or_a_preposition_each_ending_of_a_run_is_a_phrase() -> None:
    assert phrases("We study the nests of wild sparrows.") == {"nests", "wild sparrows", "sparrows"}


def test_what_may_begin_with_a_verb_is_no_phrase() -> None:
    assert phrases("It has changed. Lions hunt.") == set()


def test_a_title_begins_with_a_phrase_and_so_does_its_subtitle() -> None:
    assert phrases("Lions: night hunts", title=True) == {"Lions", "night hunts", "hunts"}


def test_phrases_that_differ_in_endings_capitals_and_hyphens_have_the_same_key() -> None:
    assert key_of(["Meta-Learning", "Methods"]) == key_of(["metalearning", "method"])


def test_academic_words_are_those_of_any_field() -> None:
    assert {"framework", "evaluate", "results", "significantly"} <= academic()
    assert academic().isdisjoint({"robot", "species", "voters", "hypernetworks", "sentence"})
