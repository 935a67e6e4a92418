"""One polite client for all services: it says who asks, keeps to their rates, and asks again after a fault.

An answer is whole or an error: a cut one is asked for again, as after a fault of the server. A redirect is
followed on the same host only, so no service can send us to another machine, such as one in the operator's
own network. Keys come from the environment, and stand in no address that is kept, logged or reported.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin, urlsplit

from assistant.errors import ServiceError
from assistant.services import Service
from ingest.online.answers import Answer, Form

if TYPE_CHECKING:
    import httpx

TRIES = 4
PATIENCE = 120.0
"""Seconds: a service that wants a longer pause is left alone for this run."""
LARGEST = 64_000_000
"""Bytes of one answer: far above a hundred works with all their authors."""
SILENCE, CONNECTING = 60.0, 15.0
"""Seconds for the next bytes of an answer, and for a connection."""
WHOLE = 300.0
"""Seconds for one answer: a byte a minute keeps within SILENCE for ever."""

_ACCEPT: Mapping[Form, str] = {
    "json": "application/json",
    "xml": "application/xml",
    "bib": "application/x-bibtex",
}
_KEPT = ("etag", "last-modified", "last-modified-version", "total-results")
_PASSING = (408, 429, 500, 502, 503, 504)
_REDIRECTS = (301, 302, 303, 307, 308)


class MissingError(ServiceError):
    """The service does not know what it was asked for."""


class _FaultError(Exception):
    """What may pass: the reason in words, and the seconds that the service wants us to wait."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Client:
    """Asks services, one request after another.

    `contact` is the address of whoever asks, which services want for users of good standing; `environ` holds
    the keys. Once a service has failed for good it is not asked again by this client.
    """

    def __init__(
        self,
        services: Mapping[str, Service],
        *,
        contact: str = "",
        environ: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        say: Callable[[str], None] = lambda line: None,
    ) -> None:
        logging.getLogger("httpx").setLevel(
            logging.WARNING
        )  # at INFO it logs addresses, with the keys in them
        self.services = services
        self.requests = 0
        self._contact, self._environ = contact, environ or {}
        self._sleep, self._clock, self._say = sleep, clock, say
        self._free: dict[str, float] = {}  # when a host may be asked next
        self._failed: dict[str, str] = {}
        agent = "group-research-assistant/0.1" + (f" (mailto:{contact})" if contact else "")
        self._agent = agent
        self._http: httpx.Client | None = None

    def close(self) -> None:
        if self._http:
            self._http.close()

    def ask(
        self,
        service: str,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        form: Form = "json",
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        mark: Callable[[Answer], Any] | None = None,
        whole: Callable[[Answer], bool] | None = None,
    ) -> Answer:
        """The answer to a GET, or to a POST of `body` as JSON; one that is not `whole` is asked for again.

        `mark` means something to what keeps answers (answers.py) and nothing here.

        Raises MissingError where the service knows nothing of that name, ServiceError where it fails.
        """
        asked = self.services[service]
        if service in self._failed:
            raise ServiceError(self._failed[service])
        reason = ""
        for attempt in range(TRIES):
            self._wait(asked)
            try:
                answer = self._once(asked, url_of(asked, path, params), form, dict(headers or {}), body)
                if whole and not answer.unchanged and not whole(answer):
                    raise _FaultError("answered with a page that is not whole")
                return answer
            except _FaultError as fault:
                reason, pause = str(fault), fault.wait if fault.wait is not None else 2.0**attempt
            if pause > PATIENCE:
                reason += f" and wants to be left alone for {pause:.0f} seconds"
                break
            if attempt < TRIES - 1:
                self._say(f"{asked.name} {reason}: asking again in {pause:.0f} s")
                self._sleep(pause)
        hint = (
            f"; a key in {asked.key} may raise its limits"
            if self._lacks_key(asked) and "429" in reason
            else ""
        )
        self._failed[service] = f"{asked.name} ({asked.host}) {reason}{hint}; try again later."
        raise ServiceError(self._failed[service])

    def _once(self, service: Service, url: str, form: Form, headers: dict[str, str], body: Any) -> Answer:
        """One request, and those that it is redirected to on the same host."""
        extra, address = self._credentials(service), url
        for _ in range(3):
            status, found, content = self._send(
                service, _with(address, extra[0]), form, headers | extra[1], body
            )
            if status not in _REDIRECTS:
                break
            address = urljoin(address, found.get("location", ""))
            if urlsplit(address)[:2] != urlsplit(service.address)[:2]:
                raise ServiceError(
                    f"{service.name} ({service.host}) sends us to another host, "
                    f"{urlsplit(address).netloc!r}, which is refused."
                )
        if status in _PASSING:
            raise _FaultError(f"answered with status {status}", _seconds(found.get("retry-after")))
        if status in (404, 410):
            raise MissingError(
                f"{service.name} ({service.host}) knows nothing under {url}; check the source."
            )
        if status in (401, 403):
            hint = f"; set {service.key} to a key of yours" if service.key else ""
            raise ServiceError(
                f"{service.name} ({service.host}) refuses the request with status {status}{hint}."
            )
        if status not in (200, 304):
            raise ServiceError(
                f"{service.name} ({service.host}) answered {url} with status {status}, not 200."
            )
        kept = {name: found[name] for name in _KEPT if name in found}
        asked = datetime.now(UTC).isoformat(timespec="seconds")
        answer = Answer(service, url, content, form, asked, kept, unchanged=status == 304)
        if status == 200 and not answer.is_whole():
            raise _FaultError(f"answered with no whole {form.upper()}")
        return answer

    def _send(
        self, service: Service, url: str, form: Form, headers: Mapping[str, str], body: Any
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body.

        No message of httpx is passed on, for it may hold the address with its key.
        """
        import httpx  # which an ingest without services does without

        self.requests += 1
        method = "GET" if body is None else "POST"
        sent = {"Accept": _ACCEPT[form], "User-Agent": self._agent, **headers}
        http = self._http = self._http or httpx.Client(
            timeout=httpx.Timeout(SILENCE, connect=CONNECTING), follow_redirects=False, verify=_tls()
        )
        began = self._clock()
        try:
            with http.stream(method, url, headers=sent, json=body) as response:
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if self._clock() - began > WHOLE:
                        raise _FaultError("did not answer in time")
                    if len(content) > LARGEST:
                        raise ServiceError(
                            f"{service.name} ({service.host}) answered with more than {LARGEST / 1e6:.0f} "
                            "MB, which is refused; narrow the source."
                        )
                self._pause(service, _seconds(response.headers.get("backoff")) or 0.0)
                return response.status_code, response.headers, bytes(content)
        except httpx.TimeoutException:
            raise _FaultError("did not answer in time") from None
        except httpx.TransportError as problem:
            cut = isinstance(problem, httpx.RemoteProtocolError | httpx.ReadError)
            raise _FaultError("broke off its answer" if cut else "can't be reached") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise _FaultError("gave no answer that can be read") from None

    def _wait(self, service: Service) -> None:
        """Wait until the service may be asked. This machine's own servers need no pause."""
        now = self._clock()
        if (free := self._free.get(service.host, now)) > now:
            self._sleep(free - now)
        local = (urlsplit(service.address).hostname or "") in ("127.0.0.1", "localhost", "::1")
        self._pause(service, 0.0 if local else service.interval)

    def _pause(self, service: Service, seconds: float) -> None:
        until = self._clock() + min(seconds, PATIENCE)
        self._free[service.host] = max(self._free.get(service.host, until), until)

    def _lacks_key(self, service: Service) -> bool:
        return bool(service.key and not self._environ.get(service.key))

    def _credentials(self, service: Service) -> tuple[dict[str, str], dict[str, str]]:
        """The parameters and the headers that hold the key and the contact address."""
        params: dict[str, str] = {}
        headers: dict[str, str] = {}
        if service.contact and self._contact:
            params[service.contact] = self._contact
        if service.key and (key := self._environ.get(service.key, "").strip()):
            place, _, name = service.key_in.partition(" ")
            (params if place == "parameter" else headers)[name] = key
        return params, headers


def url_of(service: Service, path: str, params: Mapping[str, str] | None) -> str:
    """The address of a request without key and contact."""
    return _with(f"{service.address}/{path.lstrip('/')}", params or {})


@cache
def _tls() -> ssl.SSLContext:
    """What certificates are checked with; reading it takes longer than many a request."""
    import httpx

    return httpx.create_ssl_context()


def _with(url: str, params: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(params)}" if params else url


def _seconds(text: str | None) -> float | None:
    """The seconds of a Retry-After, which may be a date; None where it says nothing."""
    if not text:
        return None
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
