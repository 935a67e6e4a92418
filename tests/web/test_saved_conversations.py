"""A conversation as the browser keeps it, and what becomes of it when it comes back."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from fake_assistant import PAPERS, FakeAssistant, FakeCorpus
from waiting import PATIENCE

from assistant.datamodels import Filters
from assistant.errors import UsageError
from assistant.web.chat.conversation import Conversation, converse
from assistant.web.chat.saved_conversations import MAX_CHARACTERS, restore, save
from assistant.web.service import Service

CORPUS = FakeCorpus()


@pytest.fixture
def talk() -> Conversation:
    """Four turns: an answer on a topic, one from a profile, a failure, and an answer that a model wrote."""
    service = Service(lambda: FakeAssistant(step=0)).start()
    service.wait(PATIENCE)
    talk = Conversation()
    for question, filters in (
        ("continual?", Filters(year_from=2019)),
        ("h-index", None),
        ("unreachable", None),
        ("continual, in prose?", None),
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
    written, before = again.turns[3].answer, talk.turns[3].answer
    assert written is not None
    assert before is not None
    assert (written.told, written.thinking, written.usage) == (before.told, before.thinking, before.usage)
    assert written.verbatim is not None
    assert written.verbatim.text == before.verbatim.text  # type: ignore[union-attr]
    assert again.turns[3].own_sources.count("<article") == 3


def test_a_conversation_that_was_kept_before_models_were_judged_is_read(talk: Conversation) -> None:
    record = json.loads(save(talk))
    for turn in record["turns"]:
        for name in ("told", "thinking", "verbatim"):
            (turn["answer"] or {}).pop(name, None)
    record["turns"][3]["answer"]["support"] = {"claims": 3, "backed": 2}
    del record["turns"][3]["answer"]["usage"]["steps"]
    again = restore(json.dumps(record), CORPUS)
    assert "2 of 3 sentences are backed" in again.messages()[-1]["content"]
    assert again.turns[3].own_sources == ""


def test_the_verbatim_answer_is_looked_up_again_and_has_none_of_its_own(talk: Conversation) -> None:
    record = json.loads(save(talk))
    answer = record["turns"][3]["answer"]
    answer["verbatim"]["citations"][0] |= {"quote": "They never said so.", "url": "javascript:alert(1)"}
    answer["verbatim"]["verbatim"] = record["turns"][0]["answer"]
    own = restore(json.dumps(record), CORPUS).turns[3].answer.verbatim  # type: ignore[union-attr]
    assert own is not None
    assert own.note == "1 of these sources can no longer be found in the papers as cited."
    assert own.citations[0].url is None
    assert own.verbatim is None


def test_of_very_long_conversations_the_verbatim_answers_are_not_kept(talk: Conversation) -> None:
    written = talk.turns[3]
    assert written.answer is not None
    long = replace(written.answer, verbatim=replace(written.answer, text="Tigers swim. " * 20_000))
    many = Conversation([replace(written, number=n, answer=long) for n in range(1, 9)], id="0" * 32)
    again = restore(save(many), CORPUS).turns[7].answer
    assert again is not None
    assert (again.verbatim, again.thinking, again.text) == (None, "", written.answer.text)


def test_no_html_is_kept(talk: Conversation) -> None:
    assert not re.search(r"<(?!b>|/b>)", save(talk))  # a model wrote <b>


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
