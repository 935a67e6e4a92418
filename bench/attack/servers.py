"""Starting a server to attack, and asking it anything, as no well-meaning client would."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from assistant.config import REPOSITORY
from assistant.errors import UsageError
from bench.attack.tally import Tally

PATIENCE = 60.0
"""Seconds: who is answered later than this is counted as stalled."""
USER, PASSWORD = "ada", "correct horse"


@dataclass(frozen=True)
class Setting:
    """How a server is started. `public` are the hosts of its public links; `editors` may change the index."""

    name: str
    login: str = ""
    questions: int | None = None
    behind_proxy: bool = False
    public: tuple[str, ...] = ()
    editors: bool = False


LOCAL = Setting("local", editors=True)
LOGIN = Setting("login", f"{USER}:{PASSWORD}", editors=True)
SHARED = Setting("shared", f"{USER}:{PASSWORD}", questions=20, public=("abc.gradio.live",))
PROXY = Setting("proxy", f"{USER}:{PASSWORD}", questions=20, behind_proxy=True)
SETTINGS = (LOCAL, LOGIN, SHARED, PROXY)


@dataclass(frozen=True)
class Reply:
    """The answer to a request; status 0 where the connection ended without one."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Server:
    """A running server, its routes as (method, path), and the file with its log."""

    url: str
    routes: tuple[tuple[str, str], ...]
    log: Path
    tally: Tally

    @property
    def place(self) -> tuple[str, int]:
        where = urlsplit(self.url)
        assert where.hostname
        assert where.port
        return where.hostname, where.port

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Reply:
        """Send exactly this path and these headers; of a stream, only its beginning is read.

        Raises TimeoutError where nothing comes.
        """
        sent = {"Host": "{}:{}".format(*self.place)} | dict(headers or {})
        connection = http.client.HTTPConnection(*self.place, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            whole = response.getheader("content-length") is not None
            text = (response.read() if whole else response.read1(1 << 20)).decode("utf-8", "replace")
            reply = Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, text)
        except (http.client.HTTPException, ConnectionError) as ended:
            reply = Reply(0, {}, repr(ended))
        finally:
            connection.close()
        self.tally.asked(f"{method} {path[:100]} {dict(headers or {})} {(body or b'')[:200]!r}", reply.status)
        return reply

    def post(self, path: str, message: object, headers: Mapping[str, str] | None = None) -> Reply:
        """Send JSON."""
        body = json.dumps(message).encode()
        return self.ask("POST", path, {"Content-Type": "application/json"} | dict(headers or {}), body)

    def log_in(
        self, headers: Mapping[str, str] | None = None, *, password: str = PASSWORD, there: str = ""
    ) -> Reply:
        """Post the form of the login, which is to lead on to `there`."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"username": USER, "password": password, "next": there}).encode()
        return self.ask("POST", "/login", form | dict(headers or {}), body)

    def visitor(self) -> dict[str, str]:
        """The header with the cookie of a new visitor, who has logged in where there is a login."""
        given = self.log_in() if self.ask("GET", "/config").status == 401 else self.ask("GET", "/")
        return {"Cookie": given.headers["set-cookie"].partition(";")[0]}

    def is_well(self) -> bool:
        """Whether it says that it is ready, in time."""
        try:
            return self.ask("GET", "/health").status == 200
        except OSError:
            return False


@contextmanager
def serving(setting: Setting, index: Path, tally: Tally) -> Iterator[Server]:
    """Start a server over `index`; when it ends, the tracebacks in its log are counted.

    Raises UsageError where it does not start.
    """
    arguments = json.dumps(asdict(setting) | {"index": str(index)})
    with tempfile.NamedTemporaryFile("w+", suffix=".log") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.attack.served", arguments],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        with process:
            assert process.stdin
            assert process.stdout
            line = next((line for line in process.stdout if line.startswith('{"url"')), None)
            if line is None:
                raise UsageError(f"The server did not start: {Path(log.name).read_text()[-500:]}")
            told = json.loads(line)
            server = Server(told["url"], tuple(map(tuple, told["routes"])), Path(log.name), tally)
            try:
                yield server
            finally:
                process.stdin.close()
        tally.tracebacks += tracebacks(server.log.read_text("utf-8", "replace"))


def tracebacks(log: str) -> list[str]:
    """The last line of each traceback in a log."""
    found = log.split("Traceback (most recent call last):\n")[1:]
    return [next(iter(re.findall(r"^\S.*", part, re.MULTILINE)), "")[:300] for part in found]
