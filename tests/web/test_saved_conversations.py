"""A conversation as the browser keeps it, and what becomes of it when it comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from fake_assistant import PAPERS, FakeAssistant, FakeCorpus
from waiting import PATIENCE

from assistant.datamodels import Filters
from assistant.errors import UsageError
from assistant.web.conversation import Conversation, converse
from assistant.web.saved_conversations import MAX_CHARACTERS, restore, save
from assistant.web.service import Service

CORPUS = FakeCorpus()


@pytest.fixture
def talk() -> Conversation:
    """Three turns: an answer on a topic, one from a profile, and a failure."""
    service = Service(lambda: FakeAssistant(step=0)).start()
    service.wait(PATIENCE)
    talk = Conversation()
    for question, filters in (
        ("continual?", Filters(year_from=2019)),
        ("h-index", None),
        ("unreachable", None),
    ):
        list(converse(service, talk, question, "all", filters=filters))
    return talk


def changed(talk: Conversation, **changes: Any) -> str:
    """What the browser kept, with other values in the first turn or, prefixed, in its first citation."""
    record = json.loads(save(talk))
    turn = record["turns"][0]
    for name, value in changes.items():
        if name.startswith("citation_"):
            turn["answer"]["citations"][0][name.removeprefix("citation_")] = value
        else:
            turn[name] = value
    return json.dumps(record)


def test_what_is_restored_is_what_was_saved(talk: Conversation) -> None:
    again = restore(save(talk), CORPUS)
    assert save(restore(save(again), CORPUS)) == save(again)
    assert again.messages() == talk.messages()
    assert again.sources_html() == talk.sources_html()
    assert again.history() == talk.history()
    assert again.turns[0].filters == Filters(year_from=2019)
    assert len(again.turns[0].follow_ups) == 3


def test_no_html_is_kept(talk: Conversation) -> None:
    assert "<" not in save(talk)


def test_there_is_nothing_to_keep_of_an_empty_conversation_or_an_answer_on_its_way() -> None:
    talk = Conversation()
    assert save(talk) == ""
    talk.begin("why?")
    assert save(talk) == ""
    talk.stop()
    assert restore(save(talk), CORPUS).turns[0].state == "stopped"


def test_sources_are_looked_up_again(talk: Conversation) -> None:
    text = changed(talk, citation_title="Mine", citation_url="javascript:alert(1)", citation_year=1900)
    first = restore(text, CORPUS).turns[0].answer.citations[0]  # type: ignore[union-attr]
    assert (first.title, first.year) == ("Local vs Global continual learning", 2024)
    assert first.url is not None
    assert first.url.startswith("https://arxiv.org/search/")


@pytest.mark.parametrize(
    "changes",
    [{"citation_quote": "They never said so."}, {"citation_start": 3}, {"citation_paper_id": "gone"}],
    ids=["another quote", "another place", "another paper"],
)
def test_what_the_papers_no_longer_say_is_told(talk: Conversation, changes: dict[str, Any]) -> None:
    turn = restore(changed(talk, **changes), CORPUS).turns[0]
    assert turn.answer is not None
    assert turn.answer.note == "1 of these sources can no longer be found in the papers as cited."
    assert turn.answer.citations[0].url is None
    assert turn.sources.count("<article") == 3


def test_a_profile_is_looked_up_too(talk: Conversation) -> None:
    poorer = replace(CORPUS, profiles=())
    assert "no longer be found" in restore(save(talk), poorer).turns[1].answer.note  # type: ignore[union-attr]


def test_another_index_tells_of_every_source(talk: Conversation) -> None:
    turn = restore(save(talk), replace(CORPUS, papers=PAPERS[3:])).turns[0]
    assert turn.answer is not None
    assert turn.answer.note.startswith("3 of these sources")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"id": "x", "turns": []}',
        '{"version": 2, "id": "' + "0" * 32 + '", "turns": []}',
        "x" * (MAX_CHARACTERS + 1),
    ],
    ids=["nothing", "null", "list", "empty", "an id of its own", "a later version", "too long"],
)
def test_what_is_no_conversation_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        restore(text, CORPUS)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "waiting"},
        {"state": "answered", "answer": None},
        {"question": ""},
        {"question": 7},
        {"scope": "mine"},
        {"follow_ups": "abc"},
        {"filters": {"year_from": "soon"}},
        {"citation_scope": "<b>"},
        {"citation_number": "1 onload=x"},
    ],
)
def test_what_is_of_another_type_is_refused(talk: Conversation, changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        restore(changed(talk, **changes), CORPUS)
