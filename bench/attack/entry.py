"""Who gets in: every route without a login, from other sites, with forged headers, cookies and sessions."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import quote

from bench.attack.payloads import EVIL
from bench.attack.servers import PASSWORD, USER, Reply, Server

OPEN = (
    *("/health", "/health/live", "/robots.txt", "/favicon.ico", "/gradio_api/startup-events"),
    *("/login", "/logout"),
)
"""What is open to all by intention."""
REFUSED = (400, 401, 403, 404, 405, 411, 413, 415, 429)
"""By our own layers; what Gradio itself refuses (422) has been let in."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
EDITING = (
    *("papers_state", "papers_preview", "papers_send", "papers_take_back", "papers_add", "papers_undo"),
    *("review_look", "review_decide", "review_undo", "review_apply", "review_state", "review_export"),
)
"""The functions of the tabs for editors."""
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP", "Forwarded")
_WRONG_AT_ONCE, _WRONG_EVERY = 5, 10.0  # wrong passwords: as SECURITY.md has them

_TO_LOGIN = re.compile(r"(\.\./)?login(\?next=%2F[\w%.-]+)?")

Headers = Mapping[str, str]


def without_login(server: Server) -> None:
    """Every route by every method, with nothing and with what is no login, and odd spellings of some."""
    stale = server.visitor()
    server.ask("GET", "/logout", stale)
    keys: list[Headers] = [{}, *_forged(stale)]
    for number, (path, method) in enumerate((p, m) for p in paths(server) for m in METHODS):
        _is_refused(server, method, path, keys[number % len(keys)])
    for key in keys:
        for path in ("/config", "/gradio_api/info", "/mcp", *_spellings("/config")):
            _is_refused(server, "GET", path, key)


def from_other_sites(server: Server) -> None:
    """Every route, as a browser asks for another site's page, though with a visitor's cookie."""
    visitor = server.visitor()
    foreign: list[Headers] = [
        {"Origin": f"https://{EVIL}"},
        {"Origin": "null"},
        {"Origin": f"http://127.0.0.1.{EVIL}"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
    ]
    for path in paths(server):
        for headers in foreign:
            for method in ("GET", "POST"):
                reply = server.ask(method, path, visitor | dict(headers))
                _expect(server, reply.status == 403, f"{method} {path} from another site", reply, headers)
                _unreadable(server, reply, path)


def by_other_names(server: Server) -> None:
    """Every route of a page without a login under another host's name, whatever else is said of the host."""
    port = server.place[1]
    names: list[Headers] = [
        {"Host": EVIL},
        {"Host": f"{EVIL}:{port}"},
        {"Host": f"127.0.0.1.{EVIL}:{port}"},
        {"Host": f"127.0.0.1@{EVIL}"},
        {"Host": f"localhost:{port}.{EVIL}"},
        {"Host": EVIL, "X-Forwarded-Host": "127.0.0.1"},
        {"Host": EVIL, "Forwarded": "host=127.0.0.1"},
        {"Host": ""},
    ]
    for path in paths(server):
        for headers in names:
            reply = server.ask("GET", path, headers)
            _expect(server, reply.status in (400, 403), f"{path} under another name", reply, headers)


def by_forwarded_headers(server: Server) -> None:
    """What only a proxy may say changes no answer: none names the host that was made up."""
    visitor = server.visitor()
    said = {
        "X-Forwarded-Host": EVIL,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Prefix": f"//{EVIL}",
        "X-Gradio-Server": f"https://{EVIL}/",
        "Forwarded": f"host={EVIL};proto=https",
    }
    for path in ("/", "/papers/x", "/config", "/gradio_api/info", "/theme.css", "/manifest.json"):
        reply = server.ask("GET", path, visitor | said)
        _expect(
            server, EVIL not in reply.body + str(reply.headers), f"{path} names a forged host", reply, said
        )
        secure = "Secure" in reply.headers.get("set-cookie", "")
        _expect(server, not secure, f"{path} believes a forged protocol", reply, said)


def by_editing(server: Server) -> None:
    """The functions of editors, called by a visitor of a page that has none, of each of its components."""
    visitor = server.visitor()
    config = json.loads(server.ask("GET", "/config", visitor).body)
    for component in config["components"]:
        for name in EDITING:
            call = {"component_id": component["id"], "fn_name": name, "session_hash": "x", "data": {}}
            reply = server.post("/gradio_api/component_server", call, visitor)
            _expect(server, reply.status in REFUSED, f"{name} on a page without editors", reply, visitor)


def by_guessing(server: Server, *, tries: int = 30) -> None:
    """Wrong passwords, each as if from another address, in the form and by HTTP Basic."""
    began, heard = time.monotonic(), 0
    for number in range(tries):
        forged = {name: f"198.51.100.{number}" for name in FORWARDED}
        if number % 2:
            reply = server.ask("GET", "/config", forged | _basic(USER, f"guess {number}"))
        else:
            reply = server.log_in(forged, password=f"guess {number}")
        _expect(server, reply.status in (401, 429), "a wrong password", reply, forged)
        heard += reply.status == 401
    allowed = _WRONG_AT_ONCE + (time.monotonic() - began) / _WRONG_EVERY + 1
    if heard > allowed:
        server.tally.let_in.append(f"{heard} of {tries} wrong passwords were looked at")


def led_elsewhere(server: Server) -> None:
    """A login that is to lead on to an address of another site, or to what is no view of the page."""
    for there in (
        *(f"https://{EVIL}/", f"//{EVIL}", f"///{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"/papers\\..\\{EVIL}"),
        *(
            f"/\t/{EVIL}",
            f"javascript:alert('{EVIL}')",
            f"/papers@{EVIL}",
            f"https:{EVIL}",
            "/logout",
            "/config",
        ),
        *(f"/papers/x\r\nLocation: https://{EVIL}/", f'/map"><script src=//{EVIL}>', f" //{EVIL}"),
    ):
        said = quote(there, safe="")
        form = server.ask("GET", f"/login?next={said}")
        _expect(server, EVIL not in form.body, f"the login's form leads to {there!r}", form, {})
        reply = server.log_in({"Accept": "text/html"}, there=there)
        _expect(server, reply.headers.get("location") == "./", f"a login leads to {there!r}", reply, {})


def by_asking_more(server: Server, *, limit: int) -> None:
    """Questions of one visitor as if from many addresses, where `limit` a minute are allowed."""
    visitor, asked = server.visitor(), _question(server, server.visitor())
    began, heard = time.monotonic(), 0
    for number in range(2 * limit):
        forged = {name: f"198.51.100.{number}" for name in FORWARDED}
        body = asked | {"session_hash": f"more{number}"}
        heard += server.post("/gradio_api/queue/join", body, visitor | forged).status == 200
    allowed = limit / 2 + (time.monotonic() - began) * limit / 60 + 1
    if heard > allowed:
        server.tally.let_in.append(f"{heard} questions of one visitor, with {limit} a minute allowed")


def into_other_sessions(server: Server) -> None:
    """One visitor asks; others say the name of that session, to read, stop or end it."""
    ada = server.visitor()
    others: list[Headers] = [server.visitor(), *([{}] if server.ask("GET", "/config").status == 200 else [])]
    asked = _question(server, ada)
    for number, other in enumerate(others):
        for attempt in (_reads, _stops, _ends):
            session = f"known{number}{attempt.__name__}"
            joined = server.post("/gradio_api/queue/join", asked | {"session_hash": session}, ada)
            event = str(json.loads(joined.body).get("event_id"))
            attempt(server, session, other, int(str(asked["fn_index"])))
            told = server.ask("GET", f"/gradio_api/queue/data?session_hash={session}", ada)
            seen = _stream(server, session, ada) if event not in told.body else told.body
            _expect(
                server, event in seen, f"the answer was lost after another's {attempt.__name__}", told, other
            )


def _reads(server: Server, session: str, other: Headers, _: int) -> None:
    for path in (
        f"/gradio_api/queue/data?session_hash={session}",
        f"/gradio_api/queue/data/?session_hash=x&session_hash={session}",
        f"/gradio_api/call/ask/{session}",
        f"/gradio_api/call/v2/ask/{session}",
    ):
        reply = server.ask("GET", path, other)
        _expect(server, reply.status in REFUSED, f"{path} of another", reply, other)


def _stops(server: Server, session: str, other: Headers, function: int) -> None:
    stop = {"session_hash": session, "fn_index": function, "event_id": "guessed"}
    server.post("/gradio_api/cancel", stop, other)
    server.post("/gradio_api/reset", {"event_id": session}, other)


def _ends(server: Server, session: str, other: Headers, _: int) -> None:
    server.ask("GET", f"/gradio_api/heartbeat/{session}", other)  # and closes it


def _stream(server: Server, session: str, visitor: Headers) -> str:
    return server.ask("GET", f"/gradio_api/queue/data?session_hash={session}", visitor).body


def paths(server: Server) -> Iterator[str]:
    """A path for every route of the running app, and for each event that may be called by name."""
    filled = {"path": "x.js", "api_name": "ask", "session_hash": "known", "event_id": "known", "size": "192"}
    seen = set()
    for _, template in server.routes:
        path = re.sub(r"\{(\w+)(:\w+)?\}", lambda part: filled.get(part[1], "x"), template)
        if path not in seen:
            seen.add(path)
            yield path


def question(server: Server, visitor: Headers, text: str = "List all papers.") -> dict[str, object]:
    """What the page sends when a visitor asks; without a session."""
    config = json.loads(server.ask("GET", "/config", visitor).body)
    ids = {c["props"].get("elem_id"): c["id"] for c in config["components"]}
    asking = next(d for d in config["dependencies"] if {ids["question"], ids["scope"]} <= set(d["inputs"]))
    values = {c["id"]: c["props"].get("value") for c in config["components"]} | {ids["question"]: text}
    return {"fn_index": asking["id"], "data": [values[id] for id in asking["inputs"]]}


_question = question


def _forged(stale: Headers) -> Iterator[Headers]:
    """What is no login: cookies after a logout, changed, or made up, and other passwords."""
    cookie = stale["Cookie"]
    name, _, value = cookie.partition("=")
    id, when, signature = value.split(".")
    for made_up in (
        value,
        f"{id[::-1]}.{when}.{signature}",
        f"{id}.{when[::-1]}.{signature}",
        f"{id}.{when}.",
        f"{id}.{when}.{signature[:-1]}",
        f"..{signature}",
        "x" * 4000,
        "",
    ):
        yield {"Cookie": f"{name}={made_up}"}
    yield {"Cookie": f"access-token={value}; access-token-unsecure={value}; {cookie}"}
    yield _basic(USER, "wrong")
    yield {"Authorization": "Basic !!!"}
    yield {"Authorization": f"Bearer {PASSWORD}"}
    yield {"X-Forwarded-User": USER, "Remote-User": USER, "X-Original-URL": "/health"}


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def _spellings(path: str) -> Iterator[str]:
    """Ways to write a path that a careless check takes for another."""
    bare = path.lstrip("/")
    yield from (f"//{bare}", f"/./{bare}", f"/health/../{bare}", f"/login/../{bare}", f"/assets/..%2f{bare}")
    yield from (
        f"/{bare}/",
        f"/{bare};x",
        f"/{bare}%00",
        f"/{bare}%2e",
        f"/{bare.upper()}",
        f"/%63{bare[1:]}",
    )
    yield from (f"http://127.0.0.1/{bare}", f"/{bare}?/health", f"/health#/{bare}", f"/health%2f..%2f{bare}")


def _is_refused(server: Server, method: str, path: str, key: Headers) -> None:
    reply = server.ask(method, path, key)
    to_login = reply.status == 303 and _TO_LOGIN.fullmatch(reply.headers.get("location", ""))
    is_open = path.partition("?")[0].partition("#")[0] in OPEN
    fine = is_open or bool(to_login) or reply.status in REFUSED or reply.status == 0
    _expect(server, fine, f"{method} {path} without a login", reply, key)


def _unreadable(server: Server, reply: Reply, path: str) -> None:
    readable = [name for name in reply.headers if name.startswith("access-control-")]
    _expect(server, not readable, f"{path} may be read by another site's page", reply, {})


def _expect(server: Server, holds: bool, what: str, reply: Reply, headers: Headers) -> None:
    if not holds:
        server.tally.let_in.append(f"{what}: {reply.status} {reply.body[:80]!r} for {dict(headers)}")


Attack = Callable[[Server], None]
