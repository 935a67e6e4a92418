"""How little an answer costs the server: counted, since seconds depend on what else a machine does."""

from __future__ import annotations

import gc
import inspect
import json
import sys
import threading
import weakref
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import gradio as gr
import httpx
import pytest
from conftest import question_body
from fake_assistant import FakeAssistant
from gradio.blocks import BlocksConfig
from waiting import PATIENCE

from assistant.datamodels import EXTRACTIVE, Answer, Filters, Message, ScopeFilter
from assistant.explore import rendering
from assistant.web.allocator import collect, settle
from assistant.web.chat import conversation
from assistant.web.server.health import health_routes
from assistant.web.server.server import serve
from assistant.web.server.traffic import Streams, Traffic
from assistant.web.service import AT_WORK, Service

CONTINUAL = "what has this group done on continual learning"


@dataclass
class Verbatim(FakeAssistant):
    """An assistant whose answers come whole; `most` is the number that it was making at the same time."""

    most: int = 0
    now: list[str] = field(default_factory=list)

    def stream(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        scope: ScopeFilter | None = None,
        filters: Filters | None = None,
        writer: str | None = None,
    ) -> Generator[Answer, None, None]:
        self.now.append(question)
        self.most = max(self.most, len(self.now))
        *_, answer = super().stream(question, history, scope=scope, filters=filters)
        self.now.remove(question)
        assert isinstance(answer, Answer)
        yield answer


@pytest.fixture
def verbatim() -> Verbatim:
    return Verbatim()


@pytest.fixture
def page(verbatim: Verbatim) -> Iterator[gr.Blocks]:
    page = serve(Service(lambda: verbatim).start())
    yield page
    page.close(verbose=False)


def ask(page: gr.Blocks, question: str, session: str) -> list[Any]:
    """The data of each update that the page gets while a question is answered."""
    told = messages(page, question, session)
    return [message["output"]["data"] for message in told if message["msg"] == "process_generating"]


def messages(page: gr.Blocks, question: str, session: str) -> list[Any]:
    """All that the page is told until a question is answered."""
    with httpx.Client(base_url=str(page.local_url), timeout=PATIENCE) as client:
        client.post(
            "/gradio_api/queue/join", json=question_body(client, question, session)
        ).raise_for_status()
        with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}") as events:
            return [json.loads(line[6:]) for line in events.iter_lines() if line.startswith("data: ")]


def test_a_verbatim_answer_is_one_update_between_its_beginning_and_its_follow_ups(page: gr.Blocks) -> None:
    for question in (CONTINUAL, "the h-index?"):
        updates = ask(page, question, "visitor")
        assert len(updates) == 3
        # The cards of earlier answers stay on the page; they come again with those of the new one, once.
        assert [("<article" in json.dumps(data)) for data in updates] == [False, True, False]


def test_components_that_do_not_change_are_not_made_anew(
    page: gr.Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(page, "the h-index?", "visitor")
    described: list[int] = []
    describe = BlocksConfig.config_for_block
    monkeypatch.setattr(
        BlocksConfig,
        "config_for_block",
        staticmethod(lambda id, *rest: described.append(id) or describe(id, *rest)),
    )
    ask(page, CONTINUAL, "visitor")
    assert described == []


def test_an_answer_is_rendered_outside_of_the_event_loop_and_once(
    page: gr.Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int | None] = []
    for module, name in ((rendering, "to_markdown"), (conversation, "sources_html")):
        render = getattr(module, name)

        def noted(*args: Any, render: Any = render, **options: Any) -> Any:
            threads.append(threading.get_ident())
            return render(*args, **options)

        monkeypatch.setattr(module, name, noted)
    for number, question in enumerate((CONTINUAL, "the h-index?"), start=1):
        ask(page, question, "visitor")
        assert len(threads) == 2 * number
    assert page.server.thread.ident not in threads


def test_who_waits_is_not_told_of_every_answer_that_is_begun(page: gr.Blocks, verbatim: Verbatim) -> None:
    verbatim.step = 0.02
    with ThreadPoolExecutor(30) as visitors:
        told = list(visitors.map(lambda n: messages(page, f"{CONTINUAL} {n}", f"visitor{n}"), range(30)))
    estimations = [message for each in told for message in each if message["msg"] == "estimation"]
    assert 30 <= len(estimations) <= 2 * 30


def test_no_answer_sets_matplotlib_up(page: gr.Blocks, monkeypatch: pytest.MonkeyPatch) -> None:
    stub = mock.MagicMock()
    monkeypatch.setitem(sys.modules, "matplotlib", stub)
    ask(page, CONTINUAL, "visitor")
    assert stub.mock_calls == []


def test_few_verbatim_answers_are_worked_at_at_a_time(page: gr.Blocks, verbatim: Verbatim) -> None:
    verbatim.step = 0.02
    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(lambda n: ask(page, f"{CONTINUAL} {n}", f"visitor{n}"), range(8)))
    assert verbatim.most <= AT_WORK


def test_chat_models_are_waited_for_all_together() -> None:
    service = Service(FakeAssistant).start()
    service.wait(PATIENCE)
    places = [service.at_work("fake:model") for _ in range(4 * AT_WORK)]
    for place in places:
        place.__enter__()  # none waits for another
    with service.at_work(EXTRACTIVE):
        pass


def test_health_is_told_by_the_event_loop_itself() -> None:
    """A thread would tell that all is well while the loop stands still."""
    service = Service(FakeAssistant)
    route, _ = health_routes(service, Traffic(gr.Blocks(), threading.Event(), Streams()))
    assert inspect.iscoroutinefunction(route.endpoint)


def test_what_has_settled_is_passed_by_until_it_is_asked_for() -> None:
    class Ring:
        def __init__(self) -> None:
            self.own = self

    ring = Ring()
    seen = weakref.ref(ring)
    settle()
    try:
        del ring
        gc.collect()
        assert seen() is not None
        collect()
        assert seen() is None
    finally:
        gc.unfreeze()


def test_a_service_lets_go_of_settled_papers() -> None:
    published, gone = ["one"], threading.Event()

    def open_assistant() -> FakeAssistant:
        assistant = FakeAssistant()
        assistant.itself = assistant  # type: ignore[attr-defined]
        settle()
        return assistant

    service = Service(
        open_assistant, published=lambda: published[0], let_go=gone.set, look_every=0.01
    ).start()
    service.wait(PATIENCE)
    try:
        published[0] = "two"
        assert gone.wait(PATIENCE)
    finally:
        gc.unfreeze()
