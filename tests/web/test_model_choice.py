"""Who writes the answers: a choice that the page offers where its host allows it; Stop reaches the model."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit, look_different, meanwhile
from fake_assistant import FakeAssistant
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "llm"))

from fakes import FakeEncoder
from scripted_server import Script, serving
from waiting import PATIENCE

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL, Settings
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.opening import open_model
from assistant.models.writers import Models

TIGERS = "What has the group done on swimming tigers?"
NAMES = ("extractive", "openai:tiny", "ollama:llama3.2:latest")


@pytest.fixture
def serve_page(launch: Callable[..., str]) -> Callable[..., str]:
    def start(assistant: Any, *, choose_model: bool = True) -> str:
        return launch(lambda: assistant, choose_model=choose_model)

    return start


@pytest.fixture(scope="module")
def corpus(zoo: Path) -> Iterator[Corpus]:
    corpus = open_corpus(zoo)
    yield corpus
    corpus.close()


def over_http(corpus: Corpus, url: str) -> Assistant:
    settings = Settings(model="openai:tiny", model_url=url)
    models = Models(settings, default=open_model(settings))
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models)


def ask(page: Page, question: str) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def test_a_local_model_is_one_click_away_and_never_used_unasked(visit: Visit, serve_page: Any) -> None:
    assistant = FakeAssistant(offered=NAMES)
    page = visit(serve_page(assistant))
    choice = page.get_by_label("Answers written by")
    expect(choice).to_have_value("No model")
    ask(page, "the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(1)

    choice.click()
    page.get_by_role("option", name="ollama:llama3.2:latest").click()
    expect(page.locator("#mode")).to_contain_text("Answers written by ollama:llama3.2:latest")
    ask(page, "the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(2)
    assert assistant.chosen == ["extractive", "ollama:llama3.2:latest"]


def test_the_choice_outlives_a_reload(visit: Visit, serve_page: Any) -> None:
    assistant = FakeAssistant(offered=NAMES)
    page = visit(serve_page(assistant), own_browser=True)
    page.get_by_label("Answers written by").click()
    page.get_by_role("option", name="openai:tiny").click()
    expect(page.locator("#mode")).to_contain_text("Answers written by openai:tiny")
    page.reload()
    expect(page.get_by_label("Answers written by")).to_have_value("openai:tiny")
    expect(page.locator("#mode")).to_contain_text("Answers written by openai:tiny")
    ask(page, "the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(1)
    assert assistant.chosen == ["openai:tiny"]
    page.evaluate("keeping.write('writer', 'openai:gone')")
    page.reload()
    expect(page.get_by_label("Answers written by")).to_have_value("No model")


@pytest.mark.parametrize(
    ("names", "choose"), [(NAMES, False), (("extractive",), True)], ids=["not allowed", "nothing to choose"]
)
def test_without_a_choice_there_is_none(
    visit: Visit, serve_page: Any, names: tuple[str, ...], choose: bool
) -> None:
    assistant = FakeAssistant(offered=names)
    page = visit(serve_page(assistant, choose_model=choose))
    expect(page.locator("#mode")).to_contain_text("no language model")
    expect(page.get_by_label("Answers written by")).to_have_count(0)
    ask(page, "the h-index?")
    expect(page.locator(".reply.answered")).to_have_count(1)
    assert assistant.chosen == ["extractive" if choose else None]


def test_a_models_answer_shows_its_support_and_what_it_took(
    visit: Visit, serve_page: Any, corpus: Corpus
) -> None:
    usage = {"prompt_tokens": 320, "completion_tokens": 21, "total_tokens": 341}
    words = "Tigers swim across 3 rivers [1]. Tigers swim across 5 rivers [1]."
    with serving(Script(words, usage=usage)) as server:
        page = visit(serve_page(over_http(corpus, server.url)))
        ask(page, TIGERS)
        answer = page.locator(".reply.answered")
        expect(answer.locator(".told")).to_have_text("Tigers swim across 5 rivers.")
        expect(answer.locator(".standing")).to_have_text("only partly borne out")
        expect(answer).to_contain_text("1 of 2 sentences are backed, 1 partly")
        answer.get_by_text("Steps").click()
        expect(answer.locator("dd", has_text="320 tokens in, 21 out")).to_be_visible()
        expect(answer.locator("dd", has_text="First word after")).to_be_visible()


def test_what_nobody_has_checked_yet_looks_it(visit: Visit, serve_page: Any, corpus: Corpus) -> None:
    with serving(Script("Tigers swim across 3 rivers [1]. They do", endless=True, gap=0.1)) as server:
        page = visit(serve_page(over_http(corpus, server.url)))
        ask(page, TIGERS)
        draft = page.locator(".reply.draft")
        expect(draft.locator(".unchecked")).to_contain_text("Tigers swim across 3 rivers [1]. They do")
        look_different(page, ".user-row .md", ".reply.draft .unchecked", "color")
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped.")).to_be_visible()


WRITING = Script("Tigers swim and swim", endless=True, gap=0.05)
SILENT = Script("Tigers", first=250)  # it has yet to say its first word


@pytest.mark.parametrize(
    ("leave", "script"),
    [("Stop", WRITING), ("Stop", SILENT), ("close the tab", SILENT), ("New chat", WRITING)],
    ids=["stop it as it writes", "stop it before", "close the tab", "begin anew"],
)
def test_leaving_closes_the_connection_to_the_model(
    visit: Visit, serve_page: Any, corpus: Corpus, script: Script, leave: str
) -> None:
    with serving(script) as server:
        page = visit(serve_page(over_http(corpus, server.url)))
        ask(page, TIGERS)
        expect(page.locator(".reply.draft" if script.endless else ".reply.waiting")).to_be_visible()
        meanwhile(page, lambda: server.requests)
        assert not server.left.is_set()
        if leave == "close the tab":
            page.close()
        else:
            page.get_by_role("button", name=leave).click()
        assert server.left.wait(PATIENCE)
