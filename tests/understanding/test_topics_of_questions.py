"""What remains as the topic of a question."""

from __future__ import annotations

import pytest
from expected import RELATED, Row, assert_understood

from assistant.datamodels import Intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand

ONE_OF_2019 = {"year_from": 2019, "year_to": 2019, "limit": 1}
CODE = {"has_code": True}
OF_WHALES = {"papers": ("ws",), "scope": "related"}
TOPICS: tuple[Row, ...] = (
    ("swimming tigers", Intent.TOPIC, "swimming tigers", {}),
    ("Group Theory of Herds without Lions", Intent.TOPIC, "Group Theory of Herds without Lions", {}),
    ("“A Walk Without Any Tigers”", Intent.PAPER, "", {"papers": ("awwat",), "attribute": "abstract"}),
    ("What is “Whale Songs” about?", Intent.PAPER, "", OF_WHALES | {"attribute": "abstract"}),
    ("Who wrote the paper “Whale Songs”?", Intent.PAPER, "", OF_WHALES | {"attribute": "authors"}),
    ("papers on whale songs", Intent.TOPIC, "whale songs", {}),
    ("Which papers are like “A Walk Without Any Tigers”?", Intent.TOPIC, "Walk Without Any Tigers", {}),
    ("Who wrote arXiv:2012.00001v2?", Intent.PAPER, "", {"papers": ("awwat",), "attribute": "authors"}),
    ("https://arxiv.org/abs/2012.00001", Intent.PAPER, "", {"papers": ("awwat",), "attribute": "abstract"}),
    ("https://doi.org/10.1001/zoo", Intent.TOPIC, "10.1001/zoo", {}),
    ("10.1000/ZOO.1", Intent.PAPER, "", {"papers": ("awwat",), "attribute": "abstract"}),
    ("https://arxiv.org/abs/1999.00001", Intent.TOPIC, "1999.00001", {}),
    ("I am a student at Stanford. papers on lions?", Intent.TOPIC, "lions", {}),
    ("number of papers with Noether", Intent.COUNT, "", {"authors": (("Emmy Noether",),)}),
    ("When did Noether publish last?", Intent.EXTREME, "", {"authors": (("Emmy Noether",),), "limit": 1}),
    ("What has this group done on swimming tigers?", Intent.TOPIC, "swimming tigers", {}),
    ("Which of their papers deal with lions?", Intent.TOPIC, "lions", {}),
    ("And do they say anything about lions?", Intent.TOPIC, "lions", {}),
    ("I am looking for sparrows", Intent.TOPIC, "sparrows", {}),
    ("What is a zebra?", Intent.TOPIC, "zebra", {}),
    ("What do they know about group theory?", Intent.TOPIC, "group theory", {}),
    ("zebras that are out of step", Intent.TOPIC, "zebras that are out of step", {}),
    ("Do they use lions anywhere, and for what?", Intent.TOPIC, "lions", {}),
    ("What are the lions that some of their papers talk about?", Intent.FACT, "lions", {}),
    ("papers that name Kurt Gödel as an author", Intent.LIST, "", {"authors": (("Kurt Gödel",),)}),
    (
        "How many of the 26 listed papers are dated 2019?",
        Intent.COUNT,
        "",
        {"year_from": 2019, "year_to": 2019},
    ),
    ("For which of the papers is code marked as available?", Intent.LIST, "", CODE),
    ("Which papers, not from the zoo group, deal with whales?", Intent.TOPIC, "whales", RELATED),
    ("I am preparing a talk on lions. Which papers should I read on it?", Intent.TOPIC, "lions", {}),
    ("Of the papers from 2019, which one came out last?", Intent.EXTREME, "", ONE_OF_2019),
    ("Which papers deal with lions, be it at night or by day?", Intent.TOPIC, "lions", {}),
    ("What role do tigers play in the group's models?", Intent.TOPIC, "tigers", {}),
    ("Any papers on sparrows I could hand to a new student?", Intent.TOPIC, "sparrows", {}),
    ("What is this sparrow idea, and where does it come up?", Intent.TOPIC, "sparrow", {}),
    ("Where does the group argue for lions?", Intent.TOPIC, "lions", {"scope_said": True}),
    ("How can a tiger swim? Anything from this lab?", Intent.TOPIC, "tiger swim", {"scope_said": True}),
    ("How do they propose to make tigers swim?", Intent.TOPIC, "tigers swim", {}),
    ("Which methods do they use for lions?", Intent.TOPIC, "lions", {}),
    ("Do they have tigers that live together in herds?", Intent.TOPIC, "tigers that live herds", {}),
    ("papers on β-tigers", Intent.TOPIC, "β-tigers", {}),
    ("α", Intent.TOPIC, "α", {}),
    ("papers from 1066", Intent.TOPIC, "1066", {}),
    ("who are you?", Intent.CHAT, "", {}),
    (
        "papres on sparows",
        Intent.TOPIC,
        "sparrows",
        {"mended": (("papres", "papers"), ("sparows", "sparrows"))},
    ),
)


@pytest.mark.parametrize("row", TOPICS, ids=lambda row: row[0])
def test_a_question(lexicon: Lexicon, row: Row) -> None:
    assert_understood(row, lexicon)


def test_words_of_an_address(lexicon: Lexicon) -> None:
    query = understand("papers+on+lions+since+2020", lexicon)
    assert (query.topic, query.year_from) == ("lions", 2020)
