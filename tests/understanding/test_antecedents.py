"""People who are introduced before the question, which then calls them "she" or "both"."""

from __future__ import annotations

from typing import Any

import pytest
from animals import TODAY
from expected import OF_NOETHER

from assistant.datamodels import Intent
from assistant.understanding.antecedents import with_names
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("I am about to join Emmy Noether. What has she written?", "What has Emmy Noether written?"),
        (
            "Kurt Gödel is a possible referee, so I must know. Which ones did he write with the group?",
            "Which ones did Kurt Gödel write with the group?",
        ),
        ("I met Emmy Noether, which papers are hers?", "which papers are Emmy Noether?"),
        (
            "Noether E.: how many of her papers are on tigers?",
            "how many of Noether E.'s papers are on tigers?",
        ),
        (
            "We meet Kurt Gödel and Emmy Noether. On which papers are both of them authors?",
            "On which papers are Kurt Gödel and Emmy Noether authors?",
        ),
        (
            "Kurt Gödel and Emmy Noether visit us. What have they written?",
            "What have Kurt Gödel and Emmy Noether written?",
        ),
        ("I know Zora Blixen. What did she write?", "What did Zora Blixen write?"),
        (
            "What did Gödel write? And what did he find on tigers?",
            "What did Gödel write? And what did Gödel find on tigers?",
        ),
    ],
)
def test_a_pronoun_and_its_person(lexicon: Lexicon, question: str, read: str) -> None:
    assert with_names(question, lexicon) == read


@pytest.mark.parametrize(
    "question",
    [
        "Which papers did Gödel write with his students?",
        "My daughter has seen a tiger. May I show her a lion?",
        "I study lions. What have they published on tigers?",
        "I know Emmy Noether. What did Kurt Gödel write on his lions?",
        "What has she written?",
    ],
)
def test_a_pronoun_that_stays(lexicon: Lexicon, question: str) -> None:
    assert with_names(question, lexicon) == question


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("I am about to start as a postdoc with Emmy Noether. Which papers has she co-authored?", OF_NOETHER),
        (
            "I worked for Emmy Noether. On which of the papers is she the first author?",
            OF_NOETHER | {"author_position": "first"},
        ),
        ("I worked for Zora Blixen. Which papers did she write?", {"unknown_authors": ("Zora Blixen",)}),
    ],
)
def test_the_person_is_the_filter_and_nothing_else(
    lexicon: Lexicon, question: str, fields: dict[str, Any]
) -> None:
    query = understand(question, lexicon, today=TODAY)
    assert (query.intent, query.topic) == (Intent.LIST, "")
    assert {name: getattr(query, name) for name in fields} == fields
