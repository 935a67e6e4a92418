"""The one client of all services: its manners, its patience, what it refuses, and where its keys are."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from asking import client_of, fetched
from standin import Fault, serving
from standin_works import AUTHOR, ORCID

from assistant.errors import ServiceError, UsageError
from assistant.services import ENDPOINTS, services
from ingest.online import client as clients
from ingest.online.answers import Answer
from ingest.online.client import Client, MissingError

KEYS = {
    "openalex": ("OPENALEX_API_KEY", "works", {"filter": f"authorships.author.id:{AUTHOR}", "per_page": "5"}),
    "pubmed": (
        "NCBI_API_KEY",
        "entrez/eutils/esearch.fcgi",
        {"term": "pots", "retstart": "0", "retmax": "5"},
    ),
    "zotero": ("ZOTERO_API_KEY", "users/123/items/top", {"start": "0", "limit": "5"}),
    "semanticscholar": ("SEMANTIC_SCHOLAR_API_KEY", "graph/v1/paper/search/match", {"query": "pots"}),
}
KEY = "canary-0123456789"


def test_it_says_who_asks() -> None:
    with serving() as server:
        client_of(server).ask("crossref", "works/10.5555/12345678")
        assert server.headers[0]["user-agent"] == "group-research-assistant/0.1 (mailto:ada@example.org)"
        assert server.asked[0][2] == {"mailto": "ada@example.org"}


@pytest.mark.parametrize(("service", "how"), KEYS.items())
def test_a_key_of_the_environment_is_sent_and_is_in_no_address(
    service: str, how: tuple[str, str, dict[str, str]]
) -> None:
    variable, path, params = how
    with serving() as server:
        client = client_of(server, **{variable: KEY})
        with suppress(MissingError):
            assert KEY not in client.ask(service, path, params).url
        assert KEY in [*server.asked[0][2].values(), *server.headers[0].values()]
        client_of(server).ask("crossref", "works/10.5555/12345678")
        assert KEY not in [*server.asked[1][2].values(), *server.headers[1].values()]


@pytest.mark.parametrize("kind", [401, 418, 429, "cut", "short", "away"])
def test_a_key_is_in_no_file_no_log_and_no_report(
    kind: int | str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(Fault("openalex", kind, times=9, after=1)) as server:
        for _ in range(2):
            one = fetched(server, f"openalex:{AUTHOR}", tmp_path, environ={"OPENALEX_API_KEY": KEY})
            assert KEY not in one.problem
        assert any(KEY in params.values() for params in server.asked_of("openalex"))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    assert KEY not in "".join(
        r.getMessage() for r in caplog.records if r.name.startswith(("ingest", "httpx"))
    )


def test_requests_to_one_host_are_as_far_apart_as_it_wants(monkeypatch: pytest.MonkeyPatch) -> None:
    now, naps = [100.0], []

    def sleep(seconds: float) -> None:
        naps.append(round(seconds, 3))
        now[0] += seconds

    client = Client(services({}), sleep=sleep, clock=lambda: now[0])
    monkeypatch.setattr(Client, "_send", lambda *_: (200, {}, b"<feed/>"))
    client.ask("arxiv", "api/query", form="xml")
    now[0] += 1.0
    client.ask("arxiv", "api/query", form="xml")
    client.ask("arxiv", "api/query", form="xml")
    assert naps == [2.0, 3.0]


def test_it_waits_as_long_as_a_service_says_in_seconds_or_until_a_date() -> None:
    naps: list[float] = []
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    faults = [Fault("crossref", 429, retry_after="11"), Fault("crossref", 503, retry_after=later)]
    with serving(*faults) as server:
        client_of(server, naps=naps).ask("crossref", "works/10.5555/12345678")
    assert naps[0] == 11.0
    assert 30 < naps[1] <= 60


def test_a_service_that_wants_a_long_pause_is_left_alone_for_this_run() -> None:
    naps: list[float] = []
    with serving(Fault("openalex", 429, times=9, retry_after="86400")) as server:
        client = client_of(server, naps=naps)
        for _ in range(2):
            with pytest.raises(ServiceError, match="86400 seconds; a key in OPENALEX_API_KEY may raise"):
                client.ask("openalex", f"authors/{AUTHOR}")
        assert len(server.asked) == 1
        assert naps == []


def test_its_patience_ends() -> None:
    naps: list[float] = []
    with serving(Fault("orcid", 500, times=9)) as server:
        with pytest.raises(ServiceError, match="status 500; try again later"):
            client_of(server, naps=naps).ask("orcid", f"v3.0/{ORCID}/works")
        assert len(server.asked) == clients.TRIES
        assert naps == [1.0, 2.0, 4.0]


def test_nobody_there_is_an_error_in_one_sentence() -> None:
    environ = {ENDPOINTS: "http://127.0.0.1:9"}
    client = Client(services(environ), environ=environ, sleep=lambda _: None)
    with pytest.raises(ServiceError, match="can't be reached; try again later"):
        client.ask("orcid", f"v3.0/{ORCID}/works")


def test_a_redirect_to_another_host_is_refused_and_one_on_the_same_host_followed() -> None:
    refused = pytest.raises(ServiceError, match=r"another host, '169\.254\.169\.254', which is refused")
    with serving(Fault("orcid", "away")) as server, refused:
        client_of(server).ask("orcid", f"v3.0/{ORCID}/works")
    with serving(Fault("orcid", "moved")) as server:
        answer = client_of(server).ask("orcid", "v3.0/moved")
        assert answer.json()["group"]
        assert [path for _, path, _ in server.asked] == ["v3.0/moved", f"v3.0/{ORCID}/works"]


def test_an_answer_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "LARGEST", 100)
    with serving() as server, pytest.raises(ServiceError, match="more than 0 MB, which is refused"):
        client_of(server).ask("orcid", f"v3.0/{ORCID}/works")


def test_xml_loads_and_expands_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    text = f'<!DOCTYPE feed [<!ENTITY e SYSTEM "file://{secret}">]><feed>&e;</feed>'
    answer = Answer(services({})["arxiv"], "", text.encode(), "xml", "")
    assert "secret" not in (answer.xml().text or "")


@pytest.mark.parametrize(
    ("given", "openalex", "orcid"),
    [
        ("http://127.0.0.1:1/", "http://127.0.0.1:1/openalex", "http://127.0.0.1:1/orcid"),
        ("openalex=http://here:1/x/, orcid=https://there", "http://here:1/x", "https://there"),
        ("orcid=https://there", "https://api.openalex.org", "https://there"),
    ],
)
def test_services_may_be_asked_elsewhere(given: str, openalex: str, orcid: str) -> None:
    known = services({ENDPOINTS: given})
    assert (known["openalex"].address, known["orcid"].address) == (openalex, orcid)


def test_an_endpoint_that_is_none_is_an_error() -> None:
    with pytest.raises(UsageError, match="says 'ftp://x/"):
        services({ENDPOINTS: "ftp://x"})
