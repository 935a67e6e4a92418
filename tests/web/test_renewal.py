"""A new snapshot while the page is open: it is opened beside the old one and takes its place."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator

import pytest
from conftest import Visit
from fake_assistant import PAPERS, FakeAssistant, FakeCorpus
from playwright.sync_api import expect
from waiting import PATIENCE, until

from assistant.errors import SnapshotError, StoreError
from assistant.web.server.server import serve
from assistant.web.service import Answering, Latest, Service


class Index:
    """What is published, and what opening it gives."""

    def __init__(self) -> None:
        self.name = "one"
        self.broken = self.away = False
        self.opened: list[str] = []
        self.let_go = threading.Event()

    def published(self) -> str:
        return self.name

    def open(self) -> Answering:
        self.opened.append(self.name)
        if self.broken:
            raise SnapshotError("It is damaged.")
        if self.away:
            raise StoreError("The server that keeps its vectors does not answer.")
        papers = PAPERS if self.name == "one" else PAPERS[:2]
        return FakeAssistant(corpus=FakeCorpus(papers=papers, snapshot_id=self.name))

    def service(self) -> Service:
        return Service(self.open, published=self.published, let_go=self.let_go.set, look_every=0.05).start()


def test_a_new_snapshot_takes_the_place_of_the_old_one() -> None:
    index = Index()
    service = index.service()
    old = service.wait(PATIENCE)
    index.name = "two"
    until(lambda: service.wait(0).corpus.snapshot_id == "two")
    assert old.corpus.snapshot_id == "one"  # whoever holds it goes on with it
    assert index.opened == ["one", "two"]
    assert not index.let_go.is_set()
    gone = weakref.ref(old)
    del old
    assert index.let_go.wait(PATIENCE)
    assert gone() is None


def test_one_that_cannot_be_opened_leaves_the_old_one(caplog: pytest.LogCaptureFixture) -> None:
    index = Index()
    service = index.service()
    service.wait(PATIENCE)
    index.broken, index.name = True, "two"
    until(lambda: index.opened == ["one", "two"])
    until(lambda: "can't be opened" in caplog.text)
    assert service.wait(0).corpus.snapshot_id == "one"
    assert service.error is None
    index.broken, index.name = False, "three"
    until(lambda: service.wait(0).corpus.snapshot_id == "three")


def test_a_page_without_an_index_comes_up_once_there_is_one() -> None:
    index = Index()
    index.broken = True
    service = index.service()
    with pytest.raises(SnapshotError):
        service.wait(PATIENCE)
    index.broken, index.name = False, "two"
    until(lambda: service.error is None)
    assert service.wait(0).corpus.snapshot_id == "two"


def test_a_server_of_vectors_that_is_away_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    index = Index()
    index.away = True
    service = index.service()
    with pytest.raises(StoreError):
        service.wait(PATIENCE)
    until(lambda: len(index.opened) > 3)
    assert caplog.text.count("can't be opened yet") == 1
    index.away = False
    until(lambda: service.error is None)
    assert service.wait(0).corpus.snapshot_id == "one"
    index.away, index.name = True, "two"
    until(lambda: index.opened.count("two") > 1)
    assert service.wait(0).corpus.snapshot_id == "one"
    assert service.error is None
    index.away = False
    until(lambda: service.wait(0).corpus.snapshot_id == "two")


def test_what_is_made_of_the_papers_is_made_anew() -> None:
    index = Index()
    service = index.service()
    made: list[str] = []
    latest = Latest(service, lambda a: made.append(a.corpus.snapshot_id) or len(a.corpus.papers))  # type: ignore[func-returns-value]
    assert (latest.get(PATIENCE), latest.get(PATIENCE), made) == (5, 5, ["one"])
    index.name = "two"
    until(lambda: service.wait(0).corpus.snapshot_id == "two")
    assert (latest.get(), latest.get(), made) == (2, 2, ["one", "two"])


@pytest.fixture
def served() -> Iterator[tuple[str, Index]]:
    index = Index()
    page = serve(index.service())
    yield str(page.local_url), index
    page.close(verbose=False)


def test_an_open_page_shows_the_new_papers(visit: Visit, served: tuple[str, Index]) -> None:
    url, index = served
    page = visit(url)
    expect(page.locator("#masthead .counts")).to_contain_text("4 papers")
    page.locator("#question textarea").fill("continual learning")
    page.locator("#send").click()
    expect(page.locator("#sources .source")).to_have_count(3)
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("#papers tr.paper")).to_have_count(4)
    index.name = "two"
    page.wait_for_function("fetch('health').then((r) => r.json()).then((s) => s.snapshot === 'two')")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to it
    expect(page.locator("#papers tr.paper")).to_have_count(2)
    expect(page.locator("#masthead .counts")).to_contain_text("2 papers")
    page.get_by_role("tab", name="Chat").click()
    expect(page.locator("#sources .source")).to_have_count(3)  # what was answered stays
