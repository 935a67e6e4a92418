"""Serving: ports, headers, the public link."""

from __future__ import annotations

import urllib.error
import urllib.request

import pytest
from conftest import Launch
from fake_assistant import FakeAssistant
from gradio import networking
from playwright.sync_api import Browser, expect

from assistant.errors import UsageError
from assistant.web.server.server import serve
from assistant.web.server.sharing import share
from assistant.web.service import Service


def test_a_taken_port_is_refused_in_one_sentence(url: str) -> None:
    port = int(url.rstrip("/").rsplit(":", 1)[1])
    with pytest.raises(UsageError, match=rf"127\.0\.0\.1:{port}.*--port"):
        serve(Service(FakeAssistant), port=port)


def test_without_a_port_the_next_free_one_is_taken(url: str, launch: Launch) -> None:
    assert launch(FakeAssistant) != url


def test_a_page_that_is_slow_to_come_is_served(launch: Launch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networking, "url_ok", lambda _: False)  # what Gradio thinks of it on a busy machine
    with urllib.request.urlopen(launch(FakeAssistant)) as response:
        assert response.status == 200


def test_the_browser_is_told_to_load_nothing_from_elsewhere(url: str) -> None:
    with urllib.request.urlopen(url) as response:
        policy = response.headers["content-security-policy"]
        html = response.read().decode()
    assert "default-src 'self'" in policy
    assert "form-action 'none'" in policy
    assert "fonts.googleapis.com" not in html


@pytest.mark.parametrize("path", ["", "papers/local", "health"])
def test_the_browser_is_told_to_run_no_script_but_those_that_are_named(url: str, path: str) -> None:
    with urllib.request.urlopen(url + path) as response:
        policy = response.headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))
    assert "'unsafe-inline'" not in scripts
    assert scripts.startswith("script-src 'self' 'unsafe-eval'")
    assert ("'sha256-" in scripts) == (path != "health")


def test_a_script_that_gets_into_the_page_does_not_run(browser: Browser, url: str) -> None:
    page = browser.new_page()
    page.goto(url)
    expect(page.locator(".example").first).to_be_visible()
    page.evaluate(
        """() => {
          window.ran = [];
          const script = document.createElement("script");
          script.textContent = "ran.push('script')";
          document.body.append(script);
          const bait =
            `<img src="data:," onerror="ran.push('image')"><b id="bait" onclick="ran.push('click')">b</b>`;
          document.body.insertAdjacentHTML("beforeend", bait);
          document.querySelector("#bait").click();
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") == []
    page.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Host": "x.localhost", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["config", "gradio_api/info", "health", "theme.css", "nothing"])
def test_no_route_may_be_read_by_another_sites_page(
    url: str, path: str, headers: dict[str, str], status: int
) -> None:
    try:
        with urllib.request.urlopen(urllib.request.Request(url + path, headers=headers)) as response:
            got, told = response.status, response.headers
    except urllib.error.HTTPError as refused:
        got, told = refused.code, refused.headers
    assert got == (404 if path == "nothing" and status == 200 else status)
    assert not [name for name in told if name.lower().startswith("access-control-")]


def test_without_internet_there_is_no_public_link(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(**_: object) -> str:
        raise RuntimeError("Could not get share link from Gradio API Server.")

    monkeypatch.setattr(networking, "setup_tunnel", unreachable)
    page = serve(Service(FakeAssistant))
    try:
        assert share(page) is None
    finally:
        page.close(verbose=False)


def test_a_public_link_is_https(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networking, "setup_tunnel", lambda **_: "http://abc.gradio.live")
    page = serve(Service(FakeAssistant))
    try:
        assert share(page) == "https://abc.gradio.live"
    finally:
        page.close(verbose=False)
