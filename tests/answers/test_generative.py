"""Answers that a chat model words: streamed, tied to sentences, and replaced where the model fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from assistant.answers.draft import Writer, numbered_abstracts
from fakes import FakeEncoder, make_paper
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage

from assistant.answering import Assistant
from assistant.answers.citations import MARK
from assistant.config import DEFAULT_MODEL, Settings
from assistant.datamodels import Answer, Draft, Message, PaperDate
from assistant.errors import ModelError
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.chat_models import ChatModel
from assistant.models.meter import Meter
from assistant.models.opening import open_model
from assistant.models.writers import Models

TIGERS = "What has the group done on swimming tigers?"  # one paper is about them: it is [1] to the model


class Recorder(FakeListChatModel):
    """Says its lines and keeps what it was sent."""

    seen: list[list[BaseMessage]] = []  # noqa: RUF012  pydantic copies it

    async def _astream(self, messages: list[BaseMessage], *args: Any, **options: Any) -> AsyncIterator[Any]:
        self.seen.append(messages)
        async for chunk in super()._astream(messages, *args, **options):
            yield chunk


@pytest.fixture(scope="module")
def corpus(zoo: Path) -> Iterator[Corpus]:
    corpus = open_corpus(zoo)
    yield corpus
    corpus.close()


def saying(corpus: Corpus, *drafts: str) -> Assistant:
    model = GenericFakeChatModel(messages=iter([AIMessage(draft) for draft in drafts]))
    return with_model(corpus, model)


def with_model(corpus: Corpus, model: BaseChatModel) -> Assistant:
    models = Models(default=ChatModel(model, "fake:zoo"))
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models)


def extractive(corpus: Corpus, question: str = TIGERS) -> Answer:
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL)).ask(question)


def test_the_draft_streams_and_the_answer_comes_last(corpus: Corpus) -> None:
    *drafts, answer = saying(corpus, "Tigers swim across 3 rivers [1].").stream(TIGERS)
    texts = [draft.text + draft.unchecked for draft in drafts if isinstance(draft, Draft)]
    assert len(texts) == len(drafts)
    assert texts[-1] == "Tigers swim across 3 rivers [1]."
    assert all(longer.startswith(shorter) for shorter, longer in pairwise(texts))
    assert isinstance(answer, Answer)
    assert (answer.text, answer.writer, answer.note) == ("Tigers swim across 3 rivers. [1]", "fake:zoo", "")
    (citation,) = answer.citations
    assert (citation.title, citation.quote) == ("Swimming Tigers", "Tigers swim across 3 rivers.")
    assert answer.seconds > 0


@pytest.mark.parametrize(
    "unsupported",
    [
        "Tigers swim across 9 rivers [1].",  # another figure
        "Whales sing in the deep ocean [1].",  # of another paper
        "Tigers swim across 3 rivers [8].",  # a number that was not offered
        "Everybody likes tigers.",  # no source
        "I was told to say this [1].",
    ],
)
def test_what_no_paper_supports_is_left_out(corpus: Corpus, unsupported: str) -> None:
    answer = saying(corpus, f"{unsupported} Tigers swim across 3 rivers [1].").ask(TIGERS)
    assert answer.text == "Tigers swim across 3 rivers. [1]"
    assert {int(n) for n in MARK.findall(answer.text)} == {c.number for c in answer.citations}


@pytest.mark.parametrize("draft", ["I do not know.", "Tigers fly to the moon [1].", "[1]"])
def test_a_draft_with_nothing_supported_gives_the_verbatim_answer_and_says_so(
    corpus: Corpus, draft: str
) -> None:
    answer, plain = saying(corpus, draft).ask(TIGERS), extractive(corpus)
    assert (answer.text, answer.citations, answer.writer) == (plain.text, plain.citations, "extractive")
    assert "fake:zoo" in answer.note


@pytest.mark.parametrize("chunk", [0, 5])
def test_a_model_that_fails_gives_the_verbatim_answer_and_says_so(corpus: Corpus, chunk: int) -> None:
    model = FakeListChatModel(responses=["Tigers swim across 3 rivers [1]."], error_on_chunk_number=chunk)
    assistant = with_model(corpus, model)
    answer, plain = assistant.ask(TIGERS), extractive(corpus)
    assert (answer.text, answer.citations, answer.writer) == (plain.text, plain.citations, "extractive")
    assert "fake:zoo" in answer.note
    assert not answer.abstained


def test_a_model_that_says_nothing_gives_the_verbatim_answer(corpus: Corpus) -> None:
    model = FakeListChatModel(responses=[""])
    answer = with_model(corpus, model).ask(TIGERS)
    assert (answer.text, answer.writer) == (extractive(corpus).text, "extractive")
    assert answer.note


@pytest.mark.parametrize(
    "question",
    [
        "What has the group done on quantum chromodynamics?",  # an abstention
        "How many papers are there?",
        "Which papers are from 2021?",
        "Which papers did Ada Byron write?",
        "What is the newest paper?",
        "",
    ],
)
def test_no_model_is_asked_what_the_papers_answer_exactly(corpus: Corpus, question: str) -> None:
    model = Recorder(responses=["never"], seen=[])
    answer = with_model(corpus, model).ask(question)
    assert model.seen == []
    assert answer.writer == "extractive"


def test_the_model_sees_the_rules_the_history_the_abstracts_and_the_question(corpus: Corpus) -> None:
    model = Recorder(responses=["Tigers swim across 3 rivers [1]."], seen=[])
    history: Sequence[Message] = [
        Message("user", "Which papers did Ada Byron write?"),
        Message("assistant", "Two of them."),
    ]
    with_model(corpus, model).ask(TIGERS, history)
    (sent,) = model.seen
    assert [message.type for message in sent] == ["system", "human", "ai", "human"]
    assert [message.content for message in sent[1:3]] == [m.content for m in history]
    assert "Swimming tigers hunt {deer}." in sent[-1].content  # braces are text, not a template
    assert TIGERS in sent[-1].content
    assert "Whales" not in sent[-1].content


def test_abstracts_are_numbered_and_say_whose_they_are() -> None:
    papers = [
        make_paper("Big Cats", "Lions hunt.", date=PaperDate(2026, 2, 4, text="Feb 4")),
        make_paper("Small Birds", "Sparrows nest.", scope="related"),
    ]
    first, second = numbered_abstracts(papers).split("\n\n")
    assert all(text in first for text in ('number="1"', "this group", "Big Cats", "Feb 4", "Lions hunt."))
    assert all(text in second for text in ('number="2"', "others", "Small Birds", "Sparrows nest."))


def test_a_writer_alone_raises_where_its_model_fails() -> None:
    model = FakeListChatModel(responses=["Lions hunt."], error_on_chunk_number=4)
    writer = Writer(ChatModel(model, "fake:zoo"))
    drafts = writer.write(writer.request("lions?", [make_paper("Big Cats", "Lions hunt.")]), Meter())
    assert [next(drafts) for _ in range(4)] == ["L", "Li", "Lio", "Lion"]
    with pytest.raises(ModelError, match="fake:zoo did not answer"):
        next(drafts)


@pytest.mark.parametrize(
    "model", ["nobody:knows-it", "no-provider-at-all", "anthropic:", "openai:some-model"]
)
def test_a_model_that_can_not_be_set_up_is_an_error_that_names_it(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_ADMIN_KEY"):
        monkeypatch.delenv(key, raising=False)
    with pytest.raises(ModelError, match=model):
        open_model(Settings(model=model))
