"""Whatever is asked, however long and after whatever conversation, takes a bounded amount of work.

Work is counted in calls of functions and in texts that are encoded, which are the same on any machine. The
questions are made as by `python -m bench hostile`, of the words of all rules.
"""

from __future__ import annotations

import cProfile
import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice

import pytest
from animals import PAPERS, make_lexicon
from fakes import FakeEncoder
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.conversation import recent
from assistant.datamodels import Message
from assistant.understanding.length import LONGEST_QUESTION
from assistant.understanding.query import understand
from assistant.understanding.read_part import PIECES as PIECES_READ
from bench.hostile import PIECES, Hostile, hostile, rule_words

CALLS = 1_200_000
"""Calls for one question, at most: half as many again as the costliest that is known, 240 foreign words."""

TEXTS = 40
"""Texts that are encoded for one question, at most."""

MADE = 20
"""Questions besides those of one token over and over."""

ANIMALS = "lions tigers sparrows zebras whales herds nests".split()

RECORDS = [
    {
        "title": paper.title,
        "abstract": f"{paper.abstract} Animals are counted at night. We find that 12 of them sleep.",
        "authors": list(paper.authors),
        "venue": "Journal of Zoo Studies",
        "date": f"{2015 + number}",
    }
    for number, paper in enumerate(PAPERS)
]


class Counting(FakeEncoder):
    """A fake encoder that counts the texts it encodes."""

    texts = 0

    def encode(self, texts: Sequence[str]):  # type: ignore[no-untyped-def]
        Counting.texts += len(texts)
        return super().encode(texts)


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_on(tmp_path_factory.mktemp("zoo"), RECORDS) as made:
        asked = Assistant(made.corpus, Counting(made.corpus.manifest.embedding_model))
        for usual in ("What do they do on lions?", "Papers by Emmi Nöther in 2019", "приветствие друзья"):
            asked.ask(usual)  # what is read once is no work of a question
        yield asked


def work(assistant: Assistant, question: Hostile) -> tuple[int, int]:
    """How many functions are called, and texts encoded, to answer a question."""
    Counting.texts, profile = 0, cProfile.Profile(builtins=False)
    profile.enable()
    try:
        assistant.ask(question.text, question.history, filters=question.filters)
    finally:
        profile.disable()
    return sum(entry.callcount for entry in profile.getstats()), Counting.texts


def test_made_questions_take_bounded_work(zoo: Assistant) -> None:
    for question in islice(hostile(PAPERS, seed=1), len(PIECES) + MADE):
        calls, texts = work(zoo, question)
        assert calls <= CALLS, (question.kind, question.text)
        assert texts <= TEXTS, (question.kind, question.text)


def test_the_words_of_all_rules_are_read_with_bounded_work() -> None:
    lexicon, words = make_lexicon(), sorted({word for own in rule_words().values() for word in own})
    random.Random(2).shuffle(words)
    for start in range(0, len(words), PIECES_READ):
        profile = cProfile.Profile(builtins=False)
        profile.runcall(understand, " ".join(words[start : start + PIECES_READ]), lexicon)
        assert sum(entry.callcount for entry in profile.getstats()) <= CALLS, words[start]


@pytest.mark.parametrize("piece", ["sort by ", "A.", "Tigers, "])
def test_twice_the_text_takes_at_most_about_twice_the_time(zoo: Assistant, piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * LONGEST_QUESTION)[:length]
        started = time.process_time()
        zoo.ask(text)
        return time.process_time() - started

    half, whole = (min(seconds(length - again) for again in range(3)) for length in (2000, 4000))
    assert whole <= 4 * half + 0.1


def test_an_answer_says_what_of_the_question_was_not_read(zoo: Assistant) -> None:
    asked = "What do they do on lions? " + "We have seen many of them here. " * 60
    answer = zoo.ask(asked)
    words = answer.query.unread
    assert 100 < words < len(asked.split())
    assert f"The question was read from its beginning and to its end, without {words} words" in answer.note
    assert not zoo.ask("What do they do on lions?").note


def test_an_answer_says_that_a_list_of_topics_was_read_as_one(zoo: Assistant) -> None:
    listed = ", ".join(f"{word} {animal}" for word in ("wild", "shy", "swimming") for animal in ANIMALS)
    note = zoo.ask(f"Which papers are on {listed}?").note
    assert "topics was read as one; ask for 16 at most" in note


def test_the_end_of_a_long_conversation_is_read(zoo: Assistant) -> None:
    asked = [Message("user", f"Papers on tigers from {year}") for year in range(1900, 2020)]
    history = [message for question in asked for message in (question, Message("assistant", "None."))]
    assert recent(history) == history[-40:]
    assert recent([Message("user", "Tigers? " * 500)]) == [Message("user", "Tigers? " * 500)]
    assert [m.content[:3] for m in recent([Message("user", "aaa" * 500), *asked[:2]])] == [
        "aaa",
        "Pap",
        "Pap",
    ]
    assert len(recent([Message("user", "aaa" * 700), *asked[:2]])) == 2
