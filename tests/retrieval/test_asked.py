"""What a question asks for."""

from __future__ import annotations

import pytest

from assistant.retrieval.asked import asking_part, asks_whether, clauses, read_asked, wanted
from assistant.retrieval.telling import Kind


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How many lions were counted?", {"quantity"}),
        ("mean weight of the cubs", {"quantity"}),
        ("How large was the herd?", {"quantity"}),
        ("What share of the lions slept?", {"quantity", "share"}),
        ("By how much did the herd grow?", {"quantity", "share"}),
        ("How much more do lions sleep than tigers?", {"quantity", "share"}),
        ("How long do lions sleep?", {"quantity", "duration"}),
        ("For how many days do cubs drink milk?", {"quantity", "duration"}),
        ("Which river do the lions cross?", {"name"}),
        ("Whose theory of sleep do they support?", {"name"}),
        ("name of the oldest lion", {"name"}),
        ("Why do lions sleep?", set()),
    ],
)
def test_the_kind_of_answer(question: str, kinds: set[str]) -> None:
    asked = read_asked(question)
    assert {kind for kind in ("quantity", "share", "duration", "name") if getattr(asked, kind)} == kinds


def test_what_is_counted_and_which_thing_is_asked_for() -> None:
    assert read_asked("How many lions and how many tigers were seen?").things == {"lion", "tiger", "seen"}
    assert read_asked("number of old lions").things == {"old", "lion"}
    assert read_asked("In which wide river do they swim?").noun == "river"
    assert read_asked("What is a lion?").noun is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How many lions slept, and for how long?", ("How many lions slept", "for how long?")),
        ("What was the cause and how big was the herd?", ("What was the cause", "how big was the herd?")),
        ("Lions are big. Where do they sleep? When?", ("Where do they sleep", "When?")),
        ("How many lions and tigers slept?", ("How many lions and tigers slept?",)),
        ("In the study of lions, how many slept?", ("In the study of lions, how many slept?",)),
        ("lions and tigers", ("lions and tigers",)),
    ],
)
def test_clauses_that_each_ask(question: str, parts: tuple[str, ...]) -> None:
    assert clauses(question) == parts


def test_the_part_of_a_text_that_asks() -> None:
    assert asking_part("I keep lions. How long do they sleep?") == "How long do they sleep?"
    assert asking_part("Good morning. Number of lions") == "Number of lions"
    assert asking_part("Do lions swim?") == "Do lions swim?"


@pytest.mark.parametrize(
    ("question", "topic", "kind"),
    [
        ("What did they find on the sleep of lions?", "sleep of lions", Kind.FINDING),
        ("What results do they have on yawning?", "yawning", Kind.FINDING),
        ("What do their papers show about tigers?", "tigers", Kind.FINDING),
        ("How do they count lions?", "count lions", Kind.METHOD),
        ("Which statistical methods do they use for herds?", "herds", Kind.METHOD),
        ("What has the group done on lions?", "lions", Kind.CONTRIBUTION),
        ("Find papers on methods of counting.", "methods of counting", Kind.CONTRIBUTION),
        ("Show me their work on herds and how they grow", "herds", Kind.CONTRIBUTION),
        ("Which papers deal with herds?", "herds", Kind.CONTRIBUTION),
        ("Which data set is it based on?", "data set", None),
        ("How many lions did they find?", "lions", None),
    ],
)
def test_the_kind_of_sentence_that_is_wanted(question: str, topic: str, kind: Kind | None) -> None:
    assert wanted(question, topic) is kind


def test_whether_something_holds() -> None:
    assert asks_whether("Do lions sleep longer than tigers?")
    assert asks_whether("Lions sleep longer than tigers.")
    assert not asks_whether("How long do lions sleep?")
    assert not asks_whether("The number of lions that sleep")
