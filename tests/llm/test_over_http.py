"""The chain over real HTTP, against a server that behaves as badly as servers do."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from scripted_server import Script, Server, serving
from waiting import PATIENCE

from assistant.answering import Assistant
from assistant.answers.citations import UNBACKED
from assistant.config import DEFAULT_MODEL, Limits, Settings
from assistant.datamodels import EXTRACTIVE, Answer, Draft, Reason
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.opening import open_model
from assistant.models.writers import Models

pytestmark = pytest.mark.model

TIGERS = "What has the group done on swimming tigers?"
TRUE = "Tigers swim across 3 rivers [1]."
KEY = "sk-canary-1234567890abcdef"

PATIENT = Limits(
    seconds=PATIENCE, first_token=PATIENCE, silence=PATIENCE, step_seconds=PATIENCE, retries=2, calls=1
)
"""Only what a test is about is hurried; with one call the model writes, and takes no step besides."""


@pytest.fixture(scope="module")
def corpus(zoo: Path) -> Iterator[Corpus]:
    corpus = open_corpus(zoo)
    yield corpus
    corpus.close()


def assistant_at(corpus: Corpus, server: Server, *, limits: Limits = PATIENT, **more: object) -> Assistant:
    settings = Settings(model="openai:tiny", model_url=server.url, limits=limits)
    models = Models(settings, default=open_model(settings))
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models, **more)  # type: ignore[arg-type]


def asked(
    corpus: Corpus, *scripts: Script, limits: Limits = PATIENT, **more: object
) -> tuple[Answer, Server]:
    with serving(*scripts) as server:
        return assistant_at(corpus, server, limits=limits, **more).ask(TIGERS), server


def verbatim(corpus: Corpus) -> Answer:
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL)).ask(TIGERS)


def assert_fell_back(answer: Answer, corpus: Corpus, why: str) -> None:
    plain = verbatim(corpus)
    assert (answer.text, answer.citations, answer.writer) == (plain.text, plain.citations, EXTRACTIVE)
    assert why in answer.note
    assert "verbatim" in answer.note


def test_a_good_answer_is_cited_and_metered(corpus: Corpus) -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 9, "total_tokens": 109}
    answer, server = asked(corpus, Script(f"{TRUE} They hunt deer [1].", usage=usage, first=0.2))
    assert answer.text == "Tigers swim across 3 rivers. [1] They hunt deer. [2]"
    assert (answer.writer, answer.note) == ("openai:tiny", "")
    assert answer.support is not None
    assert (answer.support.claims, answer.support.backed) == (2, 2)
    assert answer.usage is not None
    assert (answer.usage.calls, answer.usage.tokens_in, answer.usage.tokens_out) == (1, 100, 9)
    assert answer.usage.first_token is not None
    assert 0.2 <= answer.usage.first_token <= answer.usage.seconds <= answer.seconds
    (request,) = server.requests
    assert request["stream"] is True
    assert request["max_completion_tokens"] == PATIENT.answer_tokens
    assert request["temperature"] == 0


def test_unknown_numbers_are_removed(corpus: Corpus) -> None:
    answer, _ = asked(corpus, Script("Tigers swim across 3 rivers [1][7]. They hunt deer [9]."))
    assert answer.text == f"Tigers swim across 3 rivers. [1] They hunt deer. {UNBACKED}"
    assert answer.support is not None
    assert (answer.support.claims, answer.support.backed) == (2, 1)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Lorem ipsum. Dolor sit amet.", "cited nothing"),
        ("I'm sorry, but I cannot help with that.", "declined to answer"),
        ("", "wrote nothing"),
        ("lorem ipsum [1] dolor [1]. sit amet [2].", "do not bear out"),
    ],
)
def test_a_draft_that_is_no_answer_ends_in_verbatim_sentences(corpus: Corpus, words: str, why: str) -> None:
    answer, _ = asked(corpus, Script(words))
    assert_fell_back(answer, corpus, why)


def test_too_many_requests_are_tried_again_with_back_off(corpus: Corpus) -> None:
    answer, server = asked(corpus, Script(status=429), Script(status=503), Script(TRUE))
    assert answer.writer == "openai:tiny"
    first, second, third = server.times
    assert second - first > 0.3
    assert third - second > 0.3


@pytest.mark.parametrize(
    ("status", "why", "requests"),
    [(429, "(429)", 3), (500, "(500)", 3), (401, "refused the key", 1), (404, "not known", 1)],
)
def test_an_error_of_the_server_is_told(corpus: Corpus, status: int, why: str, requests: int) -> None:
    answer, server = asked(corpus, Script(status=status, retry_after=0.05))
    assert_fell_back(answer, corpus, why)
    assert len(server.requests) == requests
    assert "own words" not in answer.note  # a provider's message may quote the key


def test_a_server_that_asks_for_too_long_a_wait_is_left(corpus: Corpus) -> None:
    limits = replace(PATIENT, first_token=0.5)  # 30 are asked for
    answer, _ = asked(corpus, Script(status=429, retry_after=30), limits=limits)
    assert_fell_back(answer, corpus, "said nothing for 0.5 seconds")
    assert answer.seconds < 25


def test_nobody_listens_there(corpus: Corpus) -> None:
    with serving(Script()) as server:
        pass
    settings = Settings(model="openai:tiny", model_url=server.url, limits=replace(PATIENT, retries=0))
    models = Models(settings, default=open_model(settings))
    answer = Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models).ask(TIGERS)
    assert_fell_back(answer, corpus, "could not be reached")


def test_a_stall_is_waited_for_so_long_and_then_left(corpus: Corpus) -> None:
    with serving(Script(TRUE, stall=True)) as server:
        answer = assistant_at(corpus, server, limits=replace(PATIENT, silence=1)).ask(TIGERS)
        assert_fell_back(answer, corpus, "said nothing for 1 seconds")
        assert server.left.wait(PATIENCE)


def test_a_slow_first_token_is_waited_for(corpus: Corpus) -> None:
    answer, _ = asked(corpus, Script(TRUE, first=3.5), limits=replace(PATIENT, silence=3))
    assert answer.writer == "openai:tiny"


def test_an_endless_reply_has_an_end(corpus: Corpus) -> None:
    limits = replace(PATIENT, seconds=1.5)
    with serving(Script("Tigers swim and", endless=True, gap=0.05)) as server:
        answer = assistant_at(corpus, server, limits=limits).ask(TIGERS)
        assert_fell_back(answer, corpus, "was not done after 1.5 seconds")
        assert server.left.wait(PATIENCE)


def test_a_reply_is_cut_where_it_is_too_long(corpus: Corpus) -> None:
    limits = replace(PATIENT, answer_tokens=20)
    with serving(Script(f"{TRUE} They hunt deer [1]. And", endless=True)) as server:
        answer = assistant_at(corpus, server, limits=limits).ask(TIGERS)
        assert answer.text.startswith("Tigers swim across 3 rivers. [1] They hunt deer. [2]")
        assert len(answer.text) < 400
        assert server.left.wait(PATIENCE)


def test_a_sentence_that_the_cap_cut_in_two_is_left_out(corpus: Corpus) -> None:
    answer, _ = asked(corpus, Script(f"{TRUE} Swimming tigers hunt", finish="length"))
    assert answer.text == "Tigers swim across 3 rivers. [1]"


def test_half_a_sentence_is_no_answer(corpus: Corpus) -> None:
    answer, _ = asked(corpus, Script("Swimming tigers hunt", finish="length"))
    assert_fell_back(answer, corpus, "not done with a sentence")


@pytest.mark.parametrize("how", [{"cut": True}, {"finish": None}], ids=["abruptly", "as if done"])
def test_a_cut_stream_is_no_answer(corpus: Corpus, how: dict[str, Any]) -> None:
    answer, _ = asked(corpus, Script(f"{TRUE} Swimming tigers hunt", **how))
    assert_fell_back(answer, corpus, "was cut off")


def test_leaving_closes_the_connection(corpus: Corpus) -> None:
    """Between two words, and while the server has yet to say the first."""
    for script in (Script("Tigers swim", endless=True, gap=0.05), Script(TRUE, first=30)):
        with serving(script) as server:
            stream = assistant_at(corpus, server).stream(TIGERS)
            while not server.requests:
                next(stream)
            next(stream)
            stream.close()
            assert server.left.wait(PATIENCE)


def test_a_draft_grows_unchecked(corpus: Corpus) -> None:
    with serving(Script(f"{TRUE} They hunt deer [1].", gap=0.01)) as server:
        *drafts, answer = assistant_at(corpus, server).stream(TIGERS)
    grown = [d.unchecked for d in drafts if isinstance(d, Draft) and d.unchecked]
    assert len(set(grown)) > 5
    assert all(longer.startswith(shorter.rstrip()) for shorter, longer in pairwise(grown))
    assert not any(d.text for d in drafts if isinstance(d, Draft))
    assert isinstance(answer, Answer)
    assert answer.text == "Tigers swim across 3 rivers. [1] They hunt deer. [2]"


def test_the_thoughts_of_a_model_are_not_its_answer(corpus: Corpus) -> None:
    answer, _ = asked(corpus, Script(f"<think>Lions fly [1]. Do they?</think> {TRUE}"))
    assert answer.text == "Tigers swim across 3 rivers. [1]"
    assert answer.thinking == "Lions fly [1]. Do they?"
    assert answer.support is not None
    assert answer.support.claims == 1


def test_it_is_declined_in_its_language_where_the_model_fails(corpus: Corpus) -> None:
    with serving(Script("no JSON at all")) as server:
        answer = assistant_at(corpus, server, limits=PATIENT).ask("Woran forscht diese Gruppe?")
    assert answer.reason is Reason.UNSUPPORTED_LANGUAGE
    assert answer.text.startswith("Ich verstehe hier leider nur Fragen auf Englisch.")


def test_a_slow_step_is_left_in_time(corpus: Corpus) -> None:
    limits = replace(PATIENT, calls=9, step_seconds=0.5)
    answer, server = asked(corpus, Script("x", first=60), Script("x", first=60), Script(TRUE), limits=limits)
    assert answer.text == "Tigers swim across 3 rivers. [1]"
    assert [r.get("stream", False) for r in server.requests] == [False, False, True]
    assert answer.seconds < 50


def test_keys_are_nowhere_to_be_seen(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A canary in `.env`: it reaches the server it is for, and no other, no log, no error and no answer."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={KEY}-openai\nASSISTANT_MODEL_KEY={KEY}-server\n")
    with serving(Script(status=401, error=f"Incorrect API key provided: {KEY}-server")) as server:
        settings = Settings.read(model="openai:tiny", model_url=server.url)
        try:
            models = Models(settings, default=open_model(settings))
        finally:
            monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        answer = Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models).ask(TIGERS)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}-server"
    assert "refused the key" in answer.note
    assert KEY not in repr(answer) + repr(settings) + repr(models.__dict__)
    own = [r for r in caplog.records if r.name.startswith(("assistant", "root"))]
    assert KEY not in " ".join(r.getMessage() for r in own)
    assert KEY not in caplog.text
