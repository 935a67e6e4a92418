"""Follow-up questions and what they are understood to ask in their conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

import pytest
from animals import TODAY, make_lexicon, months
from fakes import FakeEncoder
from zoo import ZOO

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Intent, Message, Query
from assistant.index.corpus import open_corpus
from assistant.understanding import followups
from assistant.understanding.followups import KINDS, FollowUp
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import Context, understand
from assistant.understanding.reading import Reading
from ingest.pipeline import ingest


@pytest.fixture(scope="module")
def zoo_of_a_researcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The zoo's papers and the page of a researcher with an h-index."""
    directory = tmp_path_factory.mktemp("researcher")
    papers, page = directory / "zoo.jsonl", directory / "noether.txt"
    papers.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    page.write_text("Emmy Noether\n\nh-index11\n26papers\n", encoding="utf-8")
    ingest([papers, page], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield Assistant(corpus, FakeEncoder(DEFAULT_MODEL))
    corpus.close()


def noting(kind: FollowUp, taken: list[str]) -> FollowUp:
    """The same kind, which puts its name into `taken` when it takes a question."""

    def read(reading: Reading, context: Context) -> Query | None:
        before = copy(reading)
        query = kind.read(reading, context)
        if query is None:
            assert (reading.text, reading.query) == (before.text, before.query)
        else:
            taken.append(kind.name)
        return query

    return replace(kind, read=read)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_example_of_a_kind_is_taken_by_that_kind(
    zoo_of_a_researcher: Assistant, monkeypatch: pytest.MonkeyPatch, kind: FollowUp
) -> None:
    history: list[Message] = []
    for question in kind.example[:-1]:
        answer = zoo_of_a_researcher.ask(question, history)
        cited = tuple(dict.fromkeys(citation.paper_id for citation in answer.citations))
        history += [Message("user", question), Message("assistant", answer.text, cited)]
    taken: list[str] = []
    monkeypatch.setattr(followups, "KINDS", tuple(noting(one, taken) for one in KINDS))
    zoo_of_a_researcher.understand(kind.example[-1], history)
    assert taken[-1] == kind.name


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return make_lexicon()


CITED = ("lan", "st", "sn")
RELATED = {"scope": "related"}
OLDEST: dict[str, object] = {"newest_first": False, "limit": 1}
OF_NOETHER: dict[str, object] = {"authors": (("Emmy Noether",),)}
TIGERS = Query("tigers", Intent.TOPIC, "tigers")
IN_2020, WITHOUT_TIGERS = {"year_from": 2020, "year_to": 2020}, {"without": (TIGERS,)}
OF_LAN, OF_ST, OF_ALL = {"papers": ("lan",)}, {"papers": ("st",)}, {"papers": ("lan", "st", "sn")}
OF_SN = {"papers": ("sn",)}
LIONS = Query("lions", Intent.TOPIC, "lions")
NEWER_ON_TIGERS = {"within": (LIONS,), "year_from": 2020}
FOLLOW_UPS: tuple[tuple[str, str, Intent, str, dict[str, object]], ...] = (
    ("lions", "Who wrote #3?", Intent.PAPER, "", {"papers": ("sn",), "attribute": "authors"}),
    ("lions", "Papers since 2020", Intent.LIST, "", {"year_from": 2020}),
    ("lions", "and in the whole collection?", Intent.TOPIC, "lions", {"scope": "all"}),
    (
        "Which papers are about lions since 2020?",
        "and 2019?",
        Intent.TOPIC,
        "lions",
        {"year_from": 2019, "year_to": 2019},
    ),
    ("Which papers are about lions?", "since 2020?", Intent.TOPIC, "lions", {"year_from": 2020}),
    ("Which papers are about lions since 2020?", "and tigers?", Intent.TOPIC, "tigers", {"year_from": 2020}),
    ("Which papers are about lions?", "and by others?", Intent.TOPIC, "lions", {"scope": "related"}),
    ("related work on whales", "and by this group?", Intent.TOPIC, "whales", {}),
    ("papers by Gödel on lions", "and by Noether?", Intent.TOPIC, "lions", {"authors": (("Emmy Noether",),)}),
    (
        "papers by Gödel on lions",
        "and with code?",
        Intent.TOPIC,
        "lions",
        {"authors": (("Kurt Gödel",),), "has_code": True},
    ),
    ("Which papers are about lions?", "and the newest?", Intent.EXTREME, "lions", {"limit": 1}),
    (
        "the two newest papers on lions",
        "and since 2020?",
        Intent.EXTREME,
        "lions",
        {"year_from": 2020, "limit": 2},
    ),
    ("papers per year", "and since 2020?", Intent.RANK, "", {"year_from": 2020, "attribute": "year"}),
    (
        "Which papers are about lions?",
        "which of those are about nests?",
        Intent.TOPIC,
        "nests",
        {"papers": ("lan", "st", "sn")},
    ),
    (
        "Which papers are about lions?",
        "only those by Gödel",
        Intent.LIST,
        "",
        {"authors": (("Kurt Gödel",),), "papers": ("lan", "st", "sn")},
    ),
    (
        "Which papers are about lions?",
        "the second one",
        Intent.PAPER,
        "",
        {"papers": ("st",), "attribute": "abstract"},
    ),
    (
        "Which papers are about lions?",
        "Why do tigers swim in the last one?",
        Intent.FACT,
        "tigers swim",
        {"papers": ("sn",)},
    ),
    (
        "Which papers are about lions?",
        "Who wrote it?",
        Intent.PAPER,
        "",
        {"papers": ("lan",), "attribute": "authors"},
    ),
    (
        "Which papers are about lions?",
        "Does it have code?",
        Intent.PAPER,
        "",
        {"papers": ("lan",), "attribute": "code"},
    ),
    (
        "Which papers are about lions?",
        "tell me more about this paper",
        Intent.PAPER,
        "",
        {"papers": ("lan",), "attribute": "abstract"},
    ),
    ("Which papers are about lions?", "sparrows", Intent.TOPIC, "sparrows", {}),
    (
        "Which papers are about lions?",
        "Where do sparrows build nests?",
        Intent.FACT,
        "sparrows build nests",
        {},
    ),
    ("Which papers are about lions?", "Thanks!", Intent.CHAT, "", {}),
    ("papers on lions", "show all related papers", Intent.LIST, "", {"scope": "related"}),
    ("papers on lions since 2020", "and before that?", Intent.TOPIC, "lions", {"year_to": 2019}),
    ("lions", "Anything older on this, from before 2020?", Intent.TOPIC, "lions", {"year_to": 2019}),
    ("papers since June 2020", "and before?", Intent.LIST, "", months(None, None, 2020, 5)),
    ("papers on lions except tigers", "and in 2020?", Intent.TOPIC, "lions", IN_2020 | WITHOUT_TIGERS),
    ("papers on lions", "the newest paper", Intent.EXTREME, "", {"limit": 1}),
    ("papers on lions", "more details", Intent.PAPER, "", OF_LAN | {"attribute": "abstract"}),
    (
        "papers by Noether",
        "only first-author ones",
        Intent.LIST,
        "",
        OF_NOETHER | {"author_position": "first"},
    ),
    ("papers on lions", "which ones?", Intent.LIST, "", OF_ALL),
    ("papers on lions", "the one about nests", Intent.PAPER, "", OF_SN | {"attribute": "abstract"}),
    ("papers on lions", "Who wrote the oldest of these?", Intent.EXTREME, "", OF_ALL | OLDEST),
    ("papers by Noether", "and those by Gödel?", Intent.LIST, "", {"authors": (("Kurt Gödel",),)}),
    ("papers on lions", "Is there a newer one on tigers?", Intent.TOPIC, "tigers", NEWER_ON_TIGERS),
    ("papers on lions", "Who wrote the paper on nests?", Intent.PAPER, "", OF_SN | {"attribute": "authors"}),
    ("papers on lions", "Who wrote the paper on whales?", Intent.PAPER, "whales", {"attribute": "authors"}),
    (
        "papers on lions",
        "which one is by Noether as first author?",
        Intent.LIST,
        "",
        OF_ALL | {"authors": (("Emmy Noether",),), "author_position": "first"},
    ),
    ("papers on lions", "Who are the authors?", Intent.RANK, "", OF_ALL | {"attribute": "authors"}),
    ("papers on lions", "which are they?", Intent.LIST, "", OF_ALL),
    ("on lions?", "What have others written about that?", Intent.TOPIC, "lions", RELATED),
    ("papers on lions", "Which of the two also deals with nests?", Intent.TOPIC, "nests", OF_ALL),
    ("papers on lions", "Which of them cover the whole day?", Intent.TOPIC, "cover the whole day", OF_ALL),
    ("papers on lions", "Which of those papers are available?", Intent.LIST, "", OF_ALL),
    ("lions", "Anything on that after 2020?", Intent.NEWS, "lions", {"year_from": 2021}),
    (
        "papers on lions",
        "Thanks, that looks close to our plan. On how many antelopes was it tried?",
        Intent.FACT,
        "antelopes",
        OF_ALL,
    ),
    ("papers on lions", "who else is on them?", Intent.RANK, "", OF_ALL | {"attribute": "authors"}),
)


@pytest.mark.parametrize(("before", "question", "intent", "topic", "others"), FOLLOW_UPS)
def test_a_follow_up(
    lexicon: Lexicon, before: str, question: str, intent: Intent, topic: str, others: dict[str, object]
) -> None:
    context = Context(understand(before, lexicon, today=TODAY), lambda: CITED, described=lambda *_: "sn")
    expected = replace(Query(question, intent, topic), **others)  # type: ignore[arg-type]
    assert understand(question, lexicon, context=context, today=TODAY) == expected


NEW_QUESTIONS = (
    "I study tigers. What have they published on them?",
    "Which papers are on tigers, and who wrote them?",
    "Who wrote the nests paper, and when did it come out?",
    "Do tigers swim, and how does it differ from river to river?",
    "anything on tigers, sparrows or other animals?",
    "Which of the two species swims, tigers or sparrows?",
    "list everything since 2021",
    "Gödel, Kurt",
    "On which papers is Gödel the first author?",
    "What is known from them about tigers?",
)
"""Questions whose pointing words mean something in the question itself, or that only look like a fragment."""


@pytest.mark.parametrize("question", NEW_QUESTIONS)
def test_a_question_that_leaves_nothing_out_is_read_as_if_it_were_the_first(
    lexicon: Lexicon, question: str
) -> None:
    context = Context(understand("papers on lions", lexicon, today=TODAY), lambda: CITED)
    alone = understand(question, lexicon, today=TODAY)
    assert understand(question, lexicon, context=context, today=TODAY) == alone


@pytest.mark.parametrize("question", ["Who wrote it?", "which of those are about nests?", "the second one"])
def test_without_a_cited_paper_nothing_is_pointed_at(lexicon: Lexicon, question: str) -> None:
    context = Context(understand("lions", lexicon), lambda: ())
    assert understand(question, lexicon, context=context).papers is None


def test_papers_are_only_looked_for_where_a_question_points_at_them(lexicon: Lexicon) -> None:
    def papers() -> tuple[str, ...]:
        raise AssertionError("nobody asked for them")

    context = Context(understand("lions", lexicon), papers)
    assert understand("and tigers since 2020?", lexicon, context=context).papers is None


OF_ONE_PAPER: tuple[tuple[str, Intent, str, str | None], ...] = (
    ("And how do they hunt the antelopes?", Intent.FACT, "hunt the antelopes", None),
)


@pytest.mark.parametrize(("question", "intent", "topic", "attribute"), OF_ONE_PAPER)
def test_what_is_asked_of_the_only_paper_of_an_answer(
    lexicon: Lexicon, question: str, intent: Intent, topic: str, attribute: str | None
) -> None:
    context = Context(understand("lions", lexicon), lambda: ("lan",))
    expected = Query(question, intent, topic, attribute=attribute, papers=("lan",))
    assert understand(question, lexicon, context=context) == expected


FACTS_REPEATED = (
    (
        "What is the size of lions?",
        "and of tigers?",
        "What is the size of tigers?",
        "size of tigers",
    ),
)


@pytest.mark.parametrize(("before", "question", "text", "topic"), FACTS_REPEATED)
def test_a_fact_asked_of_another_thing(
    lexicon: Lexicon, before: str, question: str, text: str, topic: str
) -> None:
    context = Context(understand(before, lexicon), lambda: ("lan",))
    query = understand(question, lexicon, context=context)
    assert (query.intent, query.text, query.topic) == (Intent.FACT, text, topic)


RANKED = ("Kurt Gödel", "Emmy Noether")
OF_RANKED: tuple[tuple[str, Intent, str, dict[str, object]], ...] = (
    ("What did the first one write?", Intent.LIST, "", {"authors": (("Kurt Gödel",),)}),
    ("and the second author's papers on tigers?", Intent.TOPIC, "tigers", OF_NOETHER),
    ("what are his papers about?", Intent.LIST, "", {}),  # of several people nobody is "he"
    ("How many papers by the second one since 2020?", Intent.COUNT, "", OF_NOETHER | {"year_from": 2020}),
)


@pytest.mark.parametrize(("question", "intent", "topic", "others"), OF_RANKED)
def test_places_in_a_ranking_are_people(
    lexicon: Lexicon, question: str, intent: Intent, topic: str, others: dict[str, object]
) -> None:
    ranking = understand("Who are the most frequent co-authors?", lexicon)
    context = Context(ranking, tuple, people=lambda: RANKED)
    expected = replace(Query(question, intent, topic), **others)  # type: ignore[arg-type]
    assert understand(question, lexicon, context=context) == expected


OF_AN_AUTHOR: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("What else has its first author led?", "", {"author_position": "first"}),
    ("What else has its first author published with us?", "", {}),
    ("Is there a later paper by the same first author on the same topic?", "", {}),
    ("Are there papers on tigers by the same last author?", "tigers", OF_NOETHER),
)


@pytest.mark.parametrize(("question", "topic", "fields"), OF_AN_AUTHOR)
def test_an_author_of_the_paper(
    lexicon: Lexicon, question: str, topic: str, fields: dict[str, object]
) -> None:
    context = Context(Query("Who wrote Swimming Tigers?", Intent.PAPER), lambda: ("st",))
    query = understand(question, lexicon, context=context)
    expected = {"topic": topic, "papers": None, "authors": (("Kurt Gödel",),), **fields}
    assert {name: getattr(query, name) for name in expected} == expected


def test_one_of_several_papers_and_then_another(lexicon: Lexicon) -> None:
    one = understand(
        "which of these is about nests?", lexicon, context=Context(Query("", topic="x"), lambda: CITED)
    )
    query = understand("and which is about rivers?", lexicon, context=Context(one, lambda: ("sn",)))
    assert (query.topic, query.papers) == ("rivers", CITED)


AUTHORS_MEANT = (("Is there more by the same authors?", (("Ada K. Byron",), ("Kurt Gödel",))),)


@pytest.mark.parametrize(("question", "authors"), AUTHORS_MEANT)
def test_the_authors_of_a_paper_are_people(
    lexicon: Lexicon, question: str, authors: tuple[tuple[str, ...], ...]
) -> None:
    context = Context(understand("papers on lions", lexicon), lambda: CITED)
    assert understand(question, lexicon, context=context).authors == authors


def test_later_papers_on_the_topic(lexicon: Lexicon) -> None:
    context = Context(understand("nests", lexicon), lambda: ("sn",))
    query = understand("Which later papers build on it?", lexicon, context=context)
    assert (query.intent, query.topic, query.year_from, query.papers) == (Intent.TOPIC, "nests", 2020, None)
