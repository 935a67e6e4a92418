"""The nearest of many spellings, which is that of a search through all of them."""

from __future__ import annotations

import random

import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.text.spelling import Spellings

BIRDS = Spellings(["owl", "heron", "herons", "", "wren", "dipper", "李明"])


@pytest.mark.parametrize(
    ("written", "slips", "place"),
    [
        ("owl", 0, 0),
        ("owl", 1, 0),
        ("olw", 1, 0),  # two letters that changed places
        ("hero", 1, 1),
        ("heronz", 1, 1),  # as near to "herons", which comes later
        ("herons", 1, 2),
        ("herno", 1, 1),
        ("wrenns", 1, None),
        ("wrenns", 2, 4),
        ("李", 1, 3),
        ("", 1, 3),
        ("eagle", 2, None),
    ],
)
def test_the_nearest(written: str, slips: int, place: int | None) -> None:
    assert BIRDS.nearest(written, slips=slips) == place


def test_of_no_texts_none_is_near() -> None:
    assert Spellings([]).nearest("owl", slips=2) is None


def test_no_text_is_left_out_that_a_search_through_all_would_find() -> None:
    choose = random.Random(0)

    def word() -> str:
        return "".join(choose.choices("abcdeé 李ß", k=choose.randint(0, 6)))

    for _ in range(50):
        texts = list(dict.fromkeys(word() for _ in range(60)))
        spellings = Spellings(texts)
        for written in (word() for _ in range(20)):
            for slips in (1, 2):
                best = process.extractOne(written, texts, scorer=OSA.distance, score_cutoff=slips)
                assert spellings.nearest(written, slips=slips) == (best[2] if best else None)
