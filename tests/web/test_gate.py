"""What stands in front of the page: what it lets through, whom, and how often."""

from __future__ import annotations

import html
import json
import logging
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest
from conftest import Launch, Visit, question_body
from fake_assistant import FakeAssistant
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError
from itsdangerous import TimestampSigner
from playwright.sync_api import Response, expect
from waiting import PATIENCE, until

from assistant.errors import UsageError
from assistant.web.chat.tab import CONCURRENT_ANSWERS
from assistant.web.server import access, gate, visitors
from assistant.web.server.access import Account, new_password
from assistant.web.server.addresses import own_address
from assistant.web.server.rates import Buckets
from assistant.web.server.server import Guard, serve
from assistant.web.server.visitors import COOKIE, Cookies
from assistant.web.service import Service

PASSWORD = "correct horse"
ADA = Account.of("ada", PASSWORD)


@pytest.fixture
def guarded(launch: Launch) -> Iterator[Callable[..., httpx.Client]]:
    """Serves a page behind a guard; gives a client that does not follow redirects."""
    clients: list[httpx.Client] = []

    def start(**guard: Any) -> httpx.Client:
        clients.append(httpx.Client(base_url=launch(FakeAssistant, guard=Guard(**guard)), timeout=PATIENCE))
        return clients[-1]

    yield start
    for client in clients:
        client.close()


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        yield client


def join(client: httpx.Client, question: str = "h-index", session: str = "s1") -> httpx.Response:
    return client.post("/gradio_api/queue/join", json=question_body(client, question, session))


# Paths and bodies


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../etc/passwd",
        "/gradio_api/file=%2e%2e/%2e%2e/etc/passwd",
        "/gradio_api/file=%252e%252e/etc/passwd",
        "/gradio_api/file=pyproject.toml",
        "/gradio_api/file=.env",
        f"/gradio_api/file={tempfile.gettempdir()}/secret",
        "/gradio_api/file=http://127.0.0.1:1/",
        "/gradio_api/file=https://example.com/",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=https://example.com/",
        "/gradio_api/stream/a/b/c/playlist.m3u8",
        "/gradio_api/vibe-code",
        "/gradio_api/token",
        "/monitoring",
        "/monitoring/summary",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%5c..%5cetc%5cpasswd",
        "/assets/%00",
        "/custom_component/a/b/c/d",
        "/nothing",
    ],
)
def test_what_the_page_does_not_need_is_not_there(client: httpx.Client, path: str) -> None:
    response = client.send(client.build_request("GET", client.base_url.join(path)))
    assert response.status_code == 404
    assert "root:" not in response.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/gradio_api/upload", 404),
        ("/gradio_api/vibe-edit", 404),
        ("/", 404),
        ("/gradio_api/component_server", 415),
        ("/gradio_api/queue/join", 415),
        ("/login", 415),
    ],
)
def test_nothing_can_be_left_here(client: httpx.Client, path: str, status: int) -> None:
    assert client.post(path, files={"files": ("a.txt", b"text")}).status_code == status


@pytest.mark.parametrize(
    "body",
    [
        {"component_id": 1, "fn_name": "__init__", "session_hash": "s", "data": []},
        {"component_id": 1, "fn_name": "postprocess", "session_hash": "s", "data": []},
        {"component_id": "../1", "fn_name": "x", "session_hash": "s", "data": []},
        {},
    ],
)
def test_components_do_only_what_the_page_asks_of_them(client: httpx.Client, body: dict[str, object]) -> None:
    response = client.post("/gradio_api/component_server", json=body)
    assert 400 <= response.status_code <= 500
    assert "Traceback" not in response.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    assert client.request(method, "/gradio_api/queue/join").status_code == 404


@pytest.mark.parametrize("chunked", [True, False])
def test_ten_megabytes_are_refused_at_once(
    client: httpx.Client, chunked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        gate, "BODY_SECONDS", 10 * PATIENCE
    )  # a server that waited for all would fail the test
    text = json.dumps({"data": ["x" * 10_000_000, "group", None, None], "fn_index": 0}).encode()
    pieces = (text[start : start + 65536] for start in range(0, len(text), 65536))
    try:
        response = client.post("/gradio_api/queue/join", content=pieces if chunked else text)
        assert response.status_code == 413
        assert response.json()["detail"] == "The request is larger than 2 MB."
    except httpx.WriteError:
        pass  # closed before we had sent it all


def test_a_long_question_that_fits_is_told_so(launch: Launch) -> None:
    """The page's own box stops at 4,000 characters; a program does not."""
    with httpx.Client(base_url=launch(FakeAssistant), timeout=PATIENCE) as client:
        assert join(client, "x" * 1_000_000).status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"no json", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 100_000, 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"\xff\xfe", 400),
        (b"{}", 400),
        (b'{"data": "text", "fn_index": 0, "session_hash": "s"}', 400),
        (b'{"data": [], "fn_index": 0, "session_hash": "../../s"}', 400),
        (b'{"data": [], "fn_index": 0, "session_hash": ["s"]}', 400),
        (b'{"data": [], "fn_index": 9999, "session_hash": "s"}', 404),
        (b'{"data": [], "fn_index": -1, "session_hash": "s"}', 404),
        (b'{"data": [], "fn_index": true, "session_hash": "s"}', 404),
        (b'{"data": [], "fn_index": "0; drop", "session_hash": "s"}', 404),
        (b'{"data": [], "session_hash": "s"}', 404),
    ],
)
def test_malformed_calls_are_refused_without_a_traceback(
    client: httpx.Client, body: bytes, status: int, capfd: pytest.CaptureFixture[str]
) -> None:
    response = client.post("/gradio_api/queue/join", content=body)
    assert response.status_code == status
    assert response.json()["detail"]
    assert "Traceback" not in capfd.readouterr().err


def test_a_question_passes_the_queue_by_for_nobody(client: httpx.Client) -> None:
    body = question_body(client, "h-index", "direct")
    assert client.post("/gradio_api/run/predict", json=body).status_code == 404


# Requests and their ids


def test_every_response_has_an_id_and_the_policy(client: httpx.Client) -> None:
    ids = set()
    for path in ("/", "/config", "/nothing", "/health"):
        response = client.get(path)
        assert "default-src 'self'" in response.headers["content-security-policy"]
        ids.add(response.headers["x-request-id"])
    assert len(ids) == 4


def test_a_failed_question_names_its_request_to_the_visitor_and_in_the_log(
    visit: Visit, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = visit(url)
    box = page.get_by_label("Your question")
    box.fill("please crash")

    def asks(response: Response) -> bool:  # the page's loading asks for other things
        return "please crash" in (response.request.post_data or "")

    with page.expect_response(asks) as joined:
        box.press("Enter")
    id = joined.value.headers["x-request-id"]
    expect(page.locator(".reply.failed")).to_contain_text(f"Please try again. (Request {id})")
    (failure,) = (r for r in caplog.records if r.message == "Answering failed")
    assert "please crash" not in caplog.text
    assert failure.levelno == logging.ERROR


def test_the_id_of_a_trusted_proxy_is_kept_and_no_other(guarded: Callable[..., httpx.Client]) -> None:
    given = {"x-request-id": "from-the-proxy-1"}
    assert guarded().get("/health", headers=given).headers["x-request-id"] != "from-the-proxy-1"
    behind = guarded(behind_proxy=True)
    assert behind.get("/health", headers=given).headers["x-request-id"] == "from-the-proxy-1"
    odd = {"x-request-id": "<script>alert(1)</script>"}
    assert "<" not in behind.get("/health", headers=odd).headers["x-request-id"]


# The login


def log_in(client: httpx.Client, password: str, **headers: str) -> httpx.Response:
    return client.post("/login", data={"username": "ada", "password": password}, headers=headers)


def test_without_login_there_is_only_the_form(guarded: Callable[..., httpx.Client]) -> None:
    client = guarded(account=ADA)
    page = client.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "login")
    for path in ("/config", "/gradio_api/info", "/theme.css", "/gradio_api/queue/data?session_hash=s"):
        assert client.get(path).status_code == 401
    assert client.post("/gradio_api/queue/join", json={}).status_code == 401
    assert client.post("/gradio_api/cancel", json={}).status_code == 401
    assert client.get("/gradio_api/heartbeat/abc").status_code == 401
    assert client.get("/health").status_code in (200, 503)


@pytest.mark.parametrize(
    ("address", "login"),
    [
        ("/papers", "login?next=%2Fpapers"),
        ("/papers/local?text=a%20b", "../login?next=%2Fpapers%2Flocal%3Ftext%3Da%2520b"),
        ("/?q=h-index&scope=all", "login?next=%2F%3Fq%3Dh-index%26scope%3Dall"),
    ],
)
def test_a_login_leads_to_the_address_that_was_asked_for(
    guarded: Callable[..., httpx.Client], address: str, login: str
) -> None:
    client = guarded(account=ADA)
    sent = client.get(address, headers={"accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, login)
    form = client.get(str(sent.next_request.url) if sent.next_request else "")
    asked = html.unescape(re.search('name="next" value="([^"]*)"', form.text)[1])  # type: ignore[index]
    wrong = client.post("/login", data={"next": asked}, headers={"accept": "text/html"})
    assert html.escape(address) in wrong.text
    right = {"username": "ada", "password": PASSWORD, "next": asked}
    there = client.post("/login", data=right, headers={"accept": "text/html"})
    assert str(there.next_request.url if there.next_request else "") == str(client.base_url.join(address))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "https://evil.test/",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "javascript:x()",
        ),
        *(
            "/\t/evil.test",
            "/papers/\r\nx: y",
            " /papers",
            "/config",
            "/papers/a/b",
            "papers",
            "http:papers",
            "",
        ),
    ],
)
def test_no_login_leads_anywhere_else(text: str) -> None:
    assert own_address(text) == ""


def test_the_page_is_served_at_the_address_of_each_view(client: httpx.Client) -> None:
    page = client.get("/").text
    for path in (
        "/papers",
        "/map",
        "/about",
        "/adding",
        "/review",
        "/people",
        "/?page=x&deep_link=y",
        "/map?page=2",
    ):
        assert client.get(path).text == page
    for path in ("/papers/local", "/people/ada?page=x", "/papers/%3Cscript%3E", "/papers/"):
        below = client.get(path)
        assert below.text == page.replace('<base href="./" />', '<base href="../" />')
        assert COOKIE in below.headers.get("set-cookie", COOKIE)
    for path in (
        "/papers/a/b",
        "/papers/..%2F..",
        "/papers/a%2Fb",
        "/papers/%5Cx",
        "/map/x",
        f"/papers/{'x' * 201}",
    ):
        assert client.get(path).status_code == 404
    assert client.post("/papers", content=b"{}").status_code == 404


def test_the_right_password_lets_in_until_logout(guarded: Callable[..., httpx.Client]) -> None:
    client = guarded(account=ADA)
    assert log_in(client, "wrong").status_code == 401
    assert client.get("/config").status_code == 401
    assert log_in(client, PASSWORD).json() == {"success": True}
    assert client.get("/config").status_code == 200
    cookie = next(c for c in client.cookies.jar if c.name.startswith(COOKIE))
    assert cookie.has_nonstandard_attr("HttpOnly")
    client.get("/logout")
    assert client.get("/config").status_code == 401


def test_a_cookie_is_secure_where_the_connection_is(guarded: Callable[..., httpx.Client]) -> None:
    encrypted = {"x-forwarded-proto": "https"}
    client = guarded(account=ADA)
    assert "Secure" not in log_in(client, PASSWORD).headers["set-cookie"]
    assert "Secure" not in log_in(client, PASSWORD, **encrypted).headers["set-cookie"]  # anyone may say so
    through_tunnel = log_in(
        guarded(account=ADA, public={"abc.gradio.live"}), PASSWORD, host="abc.gradio.live", **encrypted
    )
    assert "Secure" in through_tunnel.headers["set-cookie"]
    through_proxy = log_in(guarded(account=ADA, behind_proxy=True), PASSWORD, **encrypted)
    assert "Secure" in through_proxy.headers["set-cookie"]


def test_programs_may_send_the_password_with_each_request(guarded: Callable[..., httpx.Client]) -> None:
    client = guarded(account=ADA)
    assert client.get("/config", auth=("ada", "wrong")).status_code == 401
    assert client.get("/config", auth=("ada", PASSWORD)).status_code == 200
    client.cookies.clear()
    assert client.get("/config", headers={"authorization": "Basic !!!"}).status_code == 401


def test_gradios_own_client_logs_in(guarded: Callable[..., httpx.Client]) -> None:
    url, patient = str(guarded(account=ADA).base_url), {"timeout": PATIENCE}
    with pytest.raises(AuthenticationError):
        Client(url, auth=("ada", "wrong"), verbose=False, httpx_kwargs=patient)
    client = Client(url, auth=("ada", PASSWORD), verbose=False, httpx_kwargs=patient)
    assert "is 11" in str(client.predict("h-index", api_name="/ask"))


@pytest.mark.parametrize("cookie", ["", "x", "a.1.2", "..", "é.1.é", "a.b.c.d"])
def test_a_forged_cookie_is_none(cookie: str) -> None:
    assert Cookies().visitor_id(cookie) == ""
    assert Cookies().visitor_id(Cookies().new()) == ""  # another server's
    own = Cookies()
    assert own.visitor_id(own.new())


def test_servers_with_one_key_know_each_others_visitors() -> None:
    key = "a key of thirty-two characters...."
    cookie = Cookies.of(key).new("ada")
    assert Cookies.of(key).visitor_id(cookie) == "ada"
    assert Cookies.of(key + ".").visitor_id(cookie) == ""
    assert key not in repr(Cookies.of(key))
    with pytest.raises(UsageError, match="ASSISTANT_COOKIE_KEY has 5 characters"):
        Cookies.of("short")


def test_a_cookie_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    cookies, now = Cookies(), int(time.time())
    cookie = cookies.new()
    for later, known in ((visitors.SECONDS - 60, True), (visitors.SECONDS + 60, False)):
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _, later=later: now + later)
        assert bool(cookies.visitor_id(cookie)) == known


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still for what counts how often: a slow machine gives nobody another try."""
    monkeypatch.setattr(gate, "Buckets", partial(Buckets, clock=lambda: 100.0))
    monkeypatch.setattr(access, "Buckets", partial(Buckets, clock=lambda: 100.0))


@pytest.mark.usefixtures("still")
def test_logins_without_end_are_slowed_and_refused_cheaply(guarded: Callable[..., httpx.Client]) -> None:
    client = guarded(account=ADA)
    statuses = [log_in(client, f"guess {n}").status_code for n in range(40)]
    assert statuses == [401] * 5 + [429] * 35
    refused = log_in(client, PASSWORD)  # a lucky guess is no use either
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 10
    assert refused.json()["detail"].startswith("Too many failed logins; try again in ")
    assert client.get("/config", auth=("ada", PASSWORD)).status_code == 429


@pytest.mark.usefixtures("still")
def test_behind_a_proxy_one_address_does_not_lock_out_another(
    guarded: Callable[..., httpx.Client],
) -> None:
    client = guarded(account=ADA, behind_proxy=True)
    for n in range(6):  # what stands before the proxy's own entry is the visitor's invention
        log_in(client, "guess", **{"x-forwarded-for": f"10.0.0.{n}, 192.0.2.1"})
    assert log_in(client, PASSWORD, **{"x-forwarded-for": "192.0.2.1"}).status_code == 429
    assert log_in(client, PASSWORD, **{"x-forwarded-for": "192.0.2.1, 192.0.2.2"}).status_code == 200


def test_a_visitor_logs_in_and_asks(visit: Visit, launch: Launch) -> None:
    page = visit(launch(FakeAssistant, guard=Guard(ADA)), own_browser=True)
    page.get_by_label("User").fill("ada")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_have_text("Wrong user or password.")
    page.get_by_label("User").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    box = page.get_by_label("Your question")
    box.fill("the h-index?")
    box.press("Enter")
    expect(page.locator(".reply.answered")).to_contain_text("is 11")


def test_a_login_is_read_from_one_text() -> None:
    assert Account.read("ada:correct:horse").admits("ada", "correct:horse")
    assert not Account.read("ada:correct:horse").admits("ada:correct", "horse")
    for text, said in (("ada", "USER:PASSWORD"), (":password", "USER:PASSWORD"), ("ada:1234", "at least 8")):
        with pytest.raises(UsageError, match=said):
            Account.read(text)
    assert PASSWORD not in repr(ADA)
    assert len({new_password() for _ in range(100)}) == 100


# How often


@pytest.mark.usefixtures("still")
def test_a_visitor_who_asks_too_often_is_told_when_to_go_on(guarded: Callable[..., httpx.Client]) -> None:
    client = guarded(questions=2)
    client.get("/")  # gives the cookie
    assert join(client).status_code == 200
    refused = join(client)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 30
    assert refused.json()["detail"].startswith("Those were many questions in a short time; please go on in ")
    client.cookies.clear()
    client.get("/")
    assert join(client, session="s2").status_code == 200  # another visitor


@pytest.mark.usefixtures("still")
def test_who_throws_cookies_away_is_known_by_the_address(guarded: Callable[..., httpx.Client]) -> None:
    client = guarded(questions=2)
    statuses = []
    for n in range(15):
        client.cookies.clear()
        client.get("/")
        statuses.append(join(client, session=f"s{n}").status_code)
    assert statuses == [200] * 10 + [429] * 5


@pytest.mark.usefixtures("still")
def test_a_visitor_sees_the_limit_in_the_page(visit: Visit, launch: Launch) -> None:
    page = visit(launch(FakeAssistant, guard=Guard(questions=1)))
    box = page.get_by_label("Your question")
    box.fill("the h-index?")
    box.press("Enter")
    expect(page.locator(".reply.answered")).to_have_count(1)
    expect(page.get_by_role("button", name="Send")).to_be_enabled()  # the answer is complete
    box.fill("and continual learning?")
    box.press("Enter")
    expect(page.get_by_text("Those were many questions in a short time; please go on in")).to_be_visible()
    expect(box).to_have_value("and continual learning?")  # nothing is lost
    expect(page.get_by_role("button", name="Send")).to_be_enabled()


# Health and the end


def test_health_says_what_is_served(launch: Launch) -> None:
    release = threading.Event()

    def open_later() -> FakeAssistant:
        assert release.wait(PATIENCE)
        return FakeAssistant()

    with httpx.Client(base_url=launch(open_later), timeout=PATIENCE) as client:
        starting = client.get("/health")
        assert (starting.status_code, starting.json()["status"]) == (503, "starting")
        release.set()
        until(lambda: client.get("/health").status_code != 503)
        health = client.get("/health")
    told = health.json()
    assert {k: told[k] for k in ("status", "snapshot", "papers", "model", "encoder")} == {
        "status": "ready",
        "snapshot": "f00d",
        "papers": 5,
        "model": "extractive",
        "encoder": True,
    }


def test_health_says_that_it_failed_and_not_why(launch: Launch) -> None:
    def fail() -> FakeAssistant:
        raise UsageError("/home/ada/secret is no index")

    with httpx.Client(base_url=launch(fail), timeout=PATIENCE) as client:
        until(lambda: client.get("/health").json()["status"] != "starting")
        health = client.get("/health")
        assert (health.status_code, health.json()["status"]) == (503, "failed")
        assert "ada" not in health.text
        assert client.get("/health/live").status_code == 200  # to start it anew would not help
        assert client.get("/health/else").status_code == 404


@pytest.mark.parametrize("state", ["there", "away", ""])
def test_health_says_whether_a_server_of_vectors_answers(launch: Launch, state: str) -> None:
    def open_assistant() -> FakeAssistant:
        assistant = FakeAssistant()
        assistant.corpus = replace(assistant.corpus, vector_server=state)
        return assistant

    with httpx.Client(base_url=launch(open_assistant), timeout=PATIENCE) as client:
        until(lambda: client.get("/health").status_code == 200)
        assert client.get("/health").json().get("vectors", "") == state


def test_health_says_whether_a_read_only_page_can_follow(launch: Launch) -> None:
    following = {"origin": "away", "origin_seen_s": 7.5}
    with httpx.Client(base_url=launch(FakeAssistant, following=lambda: following)) as client:
        told = client.get("/health").json()
    assert {name: told[name] for name in following} == following


def test_a_full_queue_says_when_to_ask_again(visit: Visit) -> None:
    assistant = FakeAssistant(step=1.0)  # which leaves the machine to the browser
    page = serve(Service(lambda: assistant).start())
    page._queue.max_size = 2
    try:
        with httpx.Client(base_url=str(page.local_url), timeout=PATIENCE) as client:
            for n in range(CONCURRENT_ANSWERS + 2):
                assert join(client, "endless", session=f"s{n}").status_code == 200
                if n < CONCURRENT_ANSWERS:  # it leaves the queue for one of the places where answers are made
                    until(lambda n=n: len(assistant.asked) == n + 1)  # type: ignore[misc]
            refused = join(client, "endless", session="late")
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) >= 1
            assert re.fullmatch(
                r"2 questions are waiting already; please ask again in \d+ seconds?\.",
                refused.json()["detail"],
            )
        # A visitor with the page open sees the same sentence, and keeps the question.
        page._queue.max_size = None
        seen = visit(str(page.local_url))
        expect(seen.get_by_role("heading", level=1)).to_have_text("Benjamin F. Grewe")
        page._queue.max_size = 2
        box = seen.get_by_label("Your question")
        box.fill("the h-index?")
        box.press("Enter")
        expect(seen.get_by_text("2 questions are waiting already; please ask again in").first).to_be_visible()
        expect(box).to_have_value("the h-index?")
    finally:
        assistant.released.set()
        page.close(verbose=False)
