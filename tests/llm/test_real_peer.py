"""A real server, `transformers serve`, with a real model that is far too small for what it is asked.

It writes real words, loops and nonsense, of which nobody knows beforehand how far the papers bear it out. So
these tests say what holds of any answer.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder
from pydantic import BaseModel
from smollm2 import NAME
from waiting import PATIENCE
from zoo import REPOSITORY

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL, Limits, Settings
from assistant.datamodels import EXTRACTIVE, Answer, Draft, Message
from assistant.errors import ModelError
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.opening import open_model
from assistant.models.writers import Models

pytestmark = [pytest.mark.model, pytest.mark.process]

MODEL = f"openai:{NAME}"
TIGERS = "What has the group done on swimming tigers?"
TALK = (Message("user", TIGERS), Message("assistant", "They swim.", ("st",)))

SHORT = Limits(
    answer_tokens=48,
    first_token=PATIENCE,
    silence=PATIENCE,
    seconds=4 * PATIENCE,
    step_seconds=PATIENCE,
    retries=0,
    context_tokens=2048,
)
ONE_CALL = replace(SHORT, calls=1)
LONG = replace(ONE_CALL, answer_tokens=6000, context_tokens=8192)  # minutes of words

_END = 2  # the token that ends a reply


@pytest.fixture(scope="module")
def corpus(zoo: Path) -> Iterator[Corpus]:
    corpus = open_corpus(zoo)
    yield corpus
    corpus.close()


def models_at(url: str, limits: Limits = SHORT, *, endless: bool = False) -> Models:
    """The model at `url`; if `endless`, it may not end by itself, and goes round in circles."""
    settings = Settings(model=MODEL, model_url=url, limits=limits)
    model = open_model(settings)
    if endless:
        chat = model.chat.model_copy(update={"logit_bias": {str(_END): -100.0}})
        model = replace(model, chat=chat)
    return Models(settings, default=model)


def assistant_with(corpus: Corpus, models: Models | None = None) -> Assistant:
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models)


@pytest.mark.parametrize(
    ("question", "history", "endless"),
    [
        (TIGERS, (), False),
        ("and what about sparrows?", TALK, False),
        ("Was hat die Gruppe über schwimmende Tiger herausgefunden?", (), False),
        (TIGERS, (), True),
    ],
    ids=["a question", "a follow-up", "in German", "without end"],
)
def test_what_it_writes_ends_as_an_answer_and_the_note_is_true(
    corpus: Corpus, smollm2: str, question: str, history: tuple[Message, ...], endless: bool
) -> None:
    models = models_at(smollm2, ONE_CALL if endless else SHORT, endless=endless)
    assistant = assistant_with(corpus, models)
    *drafts, answer = assistant.stream(question, history)
    assert isinstance(answer, Answer)
    written = list(dict.fromkeys(d.unchecked for d in drafts if isinstance(d, Draft) and d.unchecked))
    assert answer.text
    assert {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)} == {c.number for c in answer.citations}
    assert answer.usage is not None
    assert answer.usage.tokens_out
    if answer.writer == MODEL:
        assert_says_how_far_it_is_borne_out(answer)
    else:
        assert answer.writer == EXTRACTIVE
        if not history and answer.query.language == "en":
            plain = assistant_with(corpus).ask(question)
            assert (answer.text, answer.citations) == (plain.text, plain.citations)
        if not answer.abstained:
            assert_tells_why_it_is_verbatim(answer.note, written[-1] if written else "")
    if question == TIGERS:
        assert len(written) > 3, "the words are to arrive one by one"
        assert answer.usage.first_token is not None


def assert_says_how_far_it_is_borne_out(answer: Answer) -> None:
    assert answer.support is not None
    assert answer.support.claims >= answer.support.backed >= 0
    for sentence in answer.told:
        assert set(sentence.citations) <= {c.number for c in answer.citations}
        assert sentence.standing != "backed" or sentence.citations
    labels = len(re.findall(r"\*\([^)]*(?:borne out|checked)[^)]*\)\*", answer.text))
    assert labels == sum(s.standing in ("partly", "unbacked", "unchecked") for s in answer.told)


def assert_tells_why_it_is_verbatim(note: str, draft: str) -> None:
    why = re.search(rf"{MODEL} (.*?)\. This answer is made of verbatim sentences instead", note)
    assert why, note
    marked = re.search(r"\[[^\]]*\d", draft) is not None
    if "cited nothing" in why[1]:
        assert not marked, (note, draft)
    if re.search("bear out|was not done|was cut off", why[1]):
        assert draft, note
    if why[1] == "wrote nothing":
        assert not re.search(r"\w", draft), (note, draft)


def test_stop_ends_the_request_and_the_server_is_free_for_the_next(corpus: Corpus, smollm2: str) -> None:
    """It serves one after the other, and would be writing the answer that nobody reads for minutes."""
    stream = assistant_with(corpus, models_at(smollm2, LONG, endless=True)).stream(TIGERS)
    with closing(stream):
        words = ""
        while len(words.split()) < 3:
            draft = next(stream)
            assert isinstance(draft, Draft)
            words = draft.unchecked
    request = {"model": NAME, "messages": [{"role": "user", "content": "Hello"}], "max_tokens": 2}
    body, kind = json.dumps(request).encode(), {"Content-Type": "application/json"}
    next_in_line = urllib.request.Request(f"{smollm2}/chat/completions", body, kind)
    with urllib.request.urlopen(next_in_line, timeout=PATIENCE) as reply:
        assert json.load(reply)["choices"]


class Spelt(BaseModel):
    """The question of a user, spelt out."""

    question: str


class Grade(BaseModel):
    """How well an abstract answers a question."""

    number: int
    grade: int


class Grades(BaseModel):
    """A grade for each abstract."""

    grades: list[Grade]


def result(steps: Generator[None, None, object]) -> object:
    """What a generator returns in the end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.mark.parametrize("schema", [Spelt, Grades])
def test_asked_for_an_object_it_gives_one_or_fails_in_time(smollm2: str, schema: type[BaseModel]) -> None:
    """The server ignores the schema, and the model mostly does."""
    turn = models_at(smollm2).turn(None)
    assert turn.model
    prompt = ("You reply in JSON.", f"As {schema.__name__}, about the first abstract: {{question}}")
    try:
        found = result(turn.model.structured(schema, prompt, {"question": TIGERS}, turn.meter))
    except ModelError as problem:
        found = problem
    assert isinstance(found, schema) or str(found).startswith(f"{MODEL} ")
    usage = turn.meter.usage()
    assert 1 <= usage.calls <= 3
    assert (usage.tokens_out or 0) <= usage.calls * 4 * SHORT.answer_tokens  # 4 for one that thinks


def test_the_command_line_asks_it_too(real_zoo: Path, smollm2: str) -> None:
    environment = os.environ | {
        "ASSISTANT_MODEL_URL": smollm2,
        "ASSISTANT_MODEL": MODEL,
        "ASSISTANT_MODEL_ANSWER_TOKENS": str(SHORT.answer_tokens),
        "ASSISTANT_MODEL_CONTEXT": str(SHORT.context_tokens),
        "ASSISTANT_MODEL_CALLS": "2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "ask", TIGERS, "--json", "--index", str(real_zoo)],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert "Swimming Tigers" in {c["title"] for c in answer["citations"]}
    assert answer["writer"] in (MODEL, EXTRACTIVE)
    assert answer["writer"] == MODEL or answer["note"].startswith(f"{MODEL} ")
    assert answer["usage"]["calls"] >= 1
