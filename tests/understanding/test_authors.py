"""People in questions: whose papers are asked for, at which place among the authors, and how many."""

from __future__ import annotations

from typing import Any

import pytest
from expected import OF_NOETHER, Row, assert_understood

from assistant.datamodels import Intent, Query
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand

NOT_FIRST: dict[str, Any] = OF_NOETHER | {"author_position": "first"}
PEOPLE: tuple[Row, ...] = (
    ("papers by Noether", Intent.LIST, "", {"authors": (("Emmy Noether",),)}),
    ("Noether's papers on tigers", Intent.TOPIC, "tigers", {"authors": (("Emmy Noether",),)}),
    ("Byron's papers on lions", Intent.TOPIC, "lions", {}),
    ("papers by Ada K. Byron", Intent.LIST, "", {}),
    ("papers by Gödel and Noether", Intent.LIST, "", {"authors": (("Kurt Gödel",), ("Emmy Noether",))}),
    (
        "papers by Gödel or Noether",
        Intent.LIST,
        "",
        {"authors": (("Kurt Gödel",), ("Emmy Noether",)), "any_author": True},
    ),
    ("papers by Godel on tigers", Intent.TOPIC, "tigers", {"authors": (("Kurt Gödel",),)}),
    ("papers by Gauss", Intent.LIST, "", {"unknown_authors": ("Gauss",)}),
    ("What has Byron written about lions?", Intent.TOPIC, "lions", {}),
    ("papers by Ada Byron", Intent.LIST, "", {}),
    ("papers with Noether as first author", Intent.LIST, "", OF_NOETHER | {"author_position": "first"}),
    ("Noether's first-author papers", Intent.LIST, "", OF_NOETHER | {"author_position": "first"}),
    ("papers on tigers led by Noether", Intent.TOPIC, "tigers", OF_NOETHER | {"author_position": "first"}),
    (
        "Which papers have Byron as senior author?",
        Intent.LIST,
        "",
        {"authors": (("Ada K. Byron",),), "author_position": "last"},
    ),
    (
        "Which papers have Byron listed second?",
        Intent.LIST,
        "",
        {"authors": (("Ada K. Byron",),), "author_position": "second"},
    ),
    (
        "papers with Noether in third place of the author list",
        Intent.LIST,
        "",
        OF_NOETHER | {"author_position": "third"},
    ),
    (
        "papers where Noether is not the first author",
        Intent.LIST,
        "",
        OF_NOETHER | {"without": (Query("is not the first author", Intent.LIST, **NOT_FIRST),)},
    ),
    (
        "papers with Noether as the third printed author",
        Intent.LIST,
        "",
        OF_NOETHER | {"author_position": "third"},
    ),
    (
        "Which papers do Gödel and Noether have in common?",
        Intent.LIST,
        "",
        {"authors": (("Kurt Gödel",), ("Emmy Noether",))},
    ),
    (
        "How many papers have Byron's name printed among the authors?",
        Intent.COUNT,
        "",
        {"authors": (("Ada K. Byron",),)},
    ),
    ("In which years did Noether publish?", Intent.RANK, "", OF_NOETHER | {"attribute": "year"}),
    ("papers with exactly two authors", Intent.LIST, "", {"author_count": (2, 2)}),
    ("papers on lions by more than two people", Intent.TOPIC, "lions", {"author_count": (3, None)}),
    ("papers with at least 2 authors", Intent.LIST, "", {"author_count": (2, None)}),
    ("papers with fewer than three authors", Intent.LIST, "", {"author_count": (1, 2)}),
    ("single-author papers", Intent.LIST, "", {"author_count": (1, 1)}),
    ("papers written by one person", Intent.LIST, "", {"author_count": (1, 1)}),
    ("papers on tigers that Noether led", Intent.TOPIC, "tigers", OF_NOETHER | {"author_position": "first"}),
    ("solo papers", Intent.LIST, "", {"author_count": (1, 1)}),
    ("Which papers did Noether write alone?", Intent.LIST, "", OF_NOETHER | {"author_count": (1, 1)}),
    ("papers by Noether as the only author", Intent.LIST, "", OF_NOETHER | {"author_count": (1, 1)}),
    (
        "Which papers did Noether write alone, without any co-author?",
        Intent.LIST,
        "",
        OF_NOETHER | {"author_count": (1, 1)},
    ),
    (
        "How many papers did Noether write on her own?",
        Intent.COUNT,
        "",
        OF_NOETHER | {"author_count": (1, 1)},
    ),
    (
        "On how many papers is Emmy Noether the sole author?",
        Intent.COUNT,
        "",
        OF_NOETHER | {"author_count": (1, 1)},
    ),
    ("papers by Noether, Emmy", Intent.LIST, "", OF_NOETHER),
    ("papers by Noether, oldest first", Intent.LIST, "", OF_NOETHER | {"newest_first": False}),
    ("papers by Emmy N.", Intent.LIST, "", OF_NOETHER),
    ("papers by E. Noether", Intent.LIST, "", OF_NOETHER),
    ("List everything Noether co-wrote.", Intent.LIST, "", OF_NOETHER),
    ("papers that list Byron as an author", Intent.LIST, "", {"authors": (("Ada K. Byron",),)}),
)


@pytest.mark.parametrize("row", PEOPLE, ids=lambda row: row[0])
def test_a_question(lexicon: Lexicon, row: Row) -> None:
    assert_understood(row, lexicon)


def test_letters_before_a_number_are_no_person(lexicon: Lexicon) -> None:
    query = understand("How many lions come from BM25 in the herd paper?", lexicon)
    assert (query.unknown_authors, query.without) == ((), ())
