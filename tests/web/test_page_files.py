"""What is sent of the page: no view before it is opened, all of it packed for browsers that take it so."""

from __future__ import annotations

import httpx
import pytest
from conftest import Visit
from playwright.sync_api import expect

from assistant.web.server.addresses import LISTS, PLACES
from assistant.web.views import texts_of

VIEWS = (*LISTS, *PLACES, "printed")


@pytest.mark.parametrize("name", VIEWS)
def test_the_page_comes_without_what_its_views_need(url: str, name: str) -> None:
    page = httpx.get(url).text
    for file, text in texts_of(name).items():
        sent = httpx.get(f"{url}views/{file}?any")
        assert sent.text == text
        assert "immutable" in sent.headers["cache-control"]
        assert text.splitlines()[0] not in page


def test_what_is_no_view_is_not_there(url: str) -> None:
    for path in ("views/chat.js", "views/papers.py", "views/papers/tab.py", "views/..%2fpage%2fpage.css"):
        assert httpx.get(url + path).status_code == 404


@pytest.mark.parametrize("path", ["", "papers/1", "views/papers.js"])
def test_texts_are_packed_for_who_takes_them_so(url: str, path: str) -> None:
    packed, whole = (
        httpx.get(url + path, headers={"accept-encoding": takes}) for takes in ("gzip", "identity")
    )
    assert packed.text == whole.text
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert int(packed.headers["content-length"]) < len(whole.content) / 3
    assert "accept-encoding" in packed.headers["vary"].lower()


def test_a_view_is_fetched_once_when_its_tab_is_opened(visit: Visit, url: str) -> None:
    asked: list[str] = []
    page = visit("about:blank", own_browser=True)
    page.on("request", lambda request: asked.append(request.url.removeprefix(url)))
    page.goto(url)
    expect(page.locator("#masthead [data-snapshot]")).to_be_visible()
    assert not [path for path in asked if path.startswith("views/") and "printed" not in path]
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("#papers tr.paper").first).to_be_visible()
    page.get_by_role("tab", name="Chat").click()
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("#papers tr.paper").first).to_be_visible()
    fetched = sorted(path.partition("?")[0] for path in asked if path.startswith("views/papers"))
    assert fetched == ["views/papers.css", "views/papers.js"]


def test_a_view_that_cannot_be_fetched_says_so_and_comes_later(visit: Visit, url: str) -> None:
    page = visit(url, own_browser=True)
    page.route("**/views/papers.js*", lambda route: route.abort())
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator("#papers")).to_contain_text("The server did not answer")
    page.unroute("**/views/papers.js*")
    expect(page.locator("#papers tr.paper").first).to_be_visible()
    expect(page.locator("#papers")).not_to_contain_text("The server did not answer")
