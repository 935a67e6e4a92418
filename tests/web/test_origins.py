"""Who may ask the page for something: its own pages and programs, never another site's page."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from assistant.web.server.access import Account
from assistant.web.server.origins import LOCAL, Names, Origins, host_of
from assistant.web.server.server import Guard
from assistant.web.server.visitors import Cookies, network_of

EVIL = "https://evil.example"


def client(names: Names | None = None, *, behind_proxy: bool = False) -> TestClient:
    """A client of an app that tells the headers it got, and lets any site read them, as Gradio does."""

    async def tell(request: Request) -> JSONResponse:
        allowed = {"access-control-allow-origin": "*", "Access-Control-Allow-Credentials": "true"}
        return JSONResponse(dict(request.headers), headers=allowed)

    app = Starlette(routes=[Route("/{path:path}", tell, methods=["GET", "POST"])])
    guarded = Origins(app, names=names or Names(LOCAL), behind_proxy=behind_proxy)
    return TestClient(guarded, base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "[::1]:7860", "LOCALHOST:1", "localhost."])
def test_this_machine_has_these_names(host: str) -> None:
    assert client().get("/config", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["x.localhost:7860", "evil.example", "127.0.0.1.evil.example", "[::2]"])
def test_without_a_login_no_other_name_leads_here(host: str) -> None:
    refused = client().get("/config", headers={"host": host, "origin": EVIL})
    assert refused.status_code == 403
    assert "--allowed-host" in refused.json()["error"]
    assert "access-control-allow-origin" not in refused.headers


def test_another_name_may_be_allowed() -> None:
    guard = Guard(allowed_hosts=frozenset({"papers.lan"}))
    assert guard.names("127.0.0.1").admits("papers.lan")
    assert not guard.names("127.0.0.1").admits("other.lan")
    assert not Guard(questions=10).names("127.0.0.1").admits("any.example")
    assert Guard(Account.of("anna", "long enough")).names("127.0.0.1").admits("any.example")
    assert Guard(behind_proxy=True).names("127.0.0.1").admits("any.example")
    assert Guard(public={"abc.gradio.live"}).names("127.0.0.1").admits("abc.gradio.live")
    assert guard.names("0.0.0.0").admits("any.example")


def test_no_answer_may_be_read_elsewhere() -> None:
    answer = client().get("/config", headers={"origin": "http://127.0.0.1:7860"})
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),  # a program
        ("POST", {"origin": "http://127.0.0.1:7860"}, 200),
        ("POST", {"origin": EVIL}, 403),
        ("GET", {"origin": EVIL}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": "http://[::1"}, 403),
        ("POST", {"origin": "http://127.0.0.1:1"}, 403),  # another server on this machine
        ("GET", {"sec-fetch-site": "same-origin"}, 200),
        ("GET", {"sec-fetch-site": "none"}, 200),
        ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}, 403),
        (
            "GET",
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script"},
            403,
        ),
        ("GET", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),  # a sibling
        ("POST", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 403),  # a form
    ],
)
def test_what_another_site_has_a_browser_send_is_refused(
    method: str, headers: dict[str, str], status: int
) -> None:
    for names in (Names(LOCAL), Names()):  # with a login, too: the cookie may have come along
        assert client(names).request(method, "/config", headers=headers).status_code == status


def test_a_link_is_followed_and_a_frame_is_not() -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert client(Names()).get("/", headers=link).status_code == 200
    assert client(Names()).get("/", headers=link | {"sec-fetch-dest": "iframe"}).status_code == 403


@pytest.mark.parametrize("host", ["", "localhost@evil.example", "localhost:7860.evil.example", "["])
def test_a_request_without_a_host_is_no_error_of_ours(host: str) -> None:
    for names in (Names(), Names(LOCAL)):
        assert client(names).get("/", headers={"host": host}).status_code == 400


FORWARDED = {
    "x-forwarded-for": "1.2.3.4",
    "x-forwarded-host": "papers.uni.example",
    "x-forwarded-proto": "https",
    "x-gradio-server": "https://evil.example/",
    "forwarded": "for=1.2.3.4",
}


def test_what_only_a_proxy_may_say_is_not_believed() -> None:
    seen = client(Names()).get("/", headers=FORWARDED).json()
    assert not set(FORWARDED) & set(seen)
    assert set(FORWARDED) <= set(client(Names(), behind_proxy=True).get("/", headers=FORWARDED).json())


def test_the_tunnel_of_a_public_link_is_believed() -> None:
    names = Names(LOCAL, {"abc.gradio.live"})
    tunnel = {"x-forwarded-host": "abc.gradio.live", "origin": "https://abc.gradio.live"}
    assert client(names).post("/", headers=tunnel).json()["x-forwarded-host"] == "abc.gradio.live"
    assert client(names).post("/", headers=tunnel | {"origin": "https://xyz.gradio.live"}).status_code == 403


@pytest.mark.parametrize("origin", ["null", "", "file://"])
def test_an_origin_without_a_host_is_never_ours(origin: str) -> None:
    for guarded in (client(Names(), behind_proxy=True), client(Names(LOCAL, {"abc.gradio.live"}))):
        assert guarded.post("/", headers={"origin": origin}).status_code == 403


def test_behind_a_proxy_the_name_is_the_one_that_it_gives() -> None:
    headers = {"x-forwarded-host": "papers.uni.example", "origin": "https://papers.uni.example"}
    assert client(Names(), behind_proxy=True).post("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("a.test:80", "a.test"),
        ("[::1]:80", "::1"),
        ("", ""),
        ("[", ""),
        ("a.test, b.test", "b.test"),
        ("a.test:80.b", ""),
        ("b@a.test", ""),
    ],
)
def test_the_host_of_a_header(header: str, host: str) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("nobody", ""),
    ],
)
def test_addresses_of_one_household_count_as_one(address: str, network: str) -> None:
    assert network_of(address) == network


def test_whoever_logs_out_is_out_with_every_copy_of_the_cookie() -> None:
    cookies = Cookies()
    cookie = cookies.new()
    cookies.end(cookies.visitor_id(cookie))
    assert cookies.visitor_id(cookie) == ""
    assert cookies.visitor_id(cookies.new())
