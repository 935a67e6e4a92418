"""The PDF that a full text was read from: who may open it, as what, and what is said where it is gone."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from conftest import Launch
from fakes import FakeEncoder
from waiting import PATIENCE, until

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL, Settings
from assistant.errors import UsageError
from assistant.index.corpus import Corpus, open_corpus
from assistant.web.server import serving
from assistant.web.server.access import Account
from assistant.web.server.server import Guard
from ingest.pipeline import ingest

PDF = Path(__file__).parents[1] / "pdfs" / "memory-latex.pdf"
TITLE = "<fileDesc><titleStmt><title>Owls of the night</title></titleStmt></fileDesc>"
BODY = "<text><body><div><p>We watched forty owls at night.</p></div></body></text>"
TEI = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>{TITLE}</teiHeader>{BODY}</TEI>'

pytestmark = pytest.mark.process  # documents are read in some of their own

Start = Callable[..., httpx.Client]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("opened")
    shutil.copy(PDF, folder / 'Über "notes".pdf')
    (folder / "owls.xml").write_text(TEI)
    ingest([folder], folder / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(folder / "index")
    yield corpus
    corpus.close()


def of(corpus: Corpus, title: str) -> str:
    (id,) = (paper.id for paper in corpus.papers if paper.title.startswith(title))
    return f"/documents/{quote(id, safe='')}"


@pytest.fixture
def start(launch: Launch, corpus: Corpus) -> Iterator[Start]:
    clients: list[httpx.Client] = []

    def start(**options: object) -> httpx.Client:
        url = launch(lambda: Assistant(corpus, FakeEncoder(DEFAULT_MODEL)), **options)  # type: ignore[call-arg]
        client = httpx.Client(base_url=url, timeout=PATIENCE)
        clients.append(client)
        until(lambda: client.get("/health").status_code == 200)
        return client

    yield start
    for client in clients:
        client.close()


def test_who_may_opens_the_very_file(start: Start, corpus: Corpus) -> None:
    client, whole = start(open_pdfs=True), PDF.read_bytes()
    address = of(corpus, "Does Handwriting")
    reply = client.get(address)
    assert (reply.status_code, reply.content) == (200, whole)
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == "inline; filename*=utf-8''%C3%9Cber%20notes.pdf"
    assert reply.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in reply.headers
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"
    head = client.head(address)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole)))
    foreign = client.get(address, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"})
    assert foreign.status_code == 403


@pytest.mark.parametrize(
    "path", ["/documents/", "/documents/x", "/documents/..%2Fnotes.pdf", "/documents/%2Fetc%2Fpasswd", "/x"]
)
def test_nothing_else_is_there(start: Start, path: str) -> None:
    reply = start(open_pdfs=True).get(path)
    assert (reply.status_code, reply.json()["detail"]) == (404, "There is nothing here.")


def test_a_text_of_another_form_is_no_pdf(start: Start, corpus: Corpus) -> None:
    assert start(open_pdfs=True).get(of(corpus, "Owls")).status_code == 404


def test_without_the_permission_it_is_as_if_nothing_were_there(start: Start, corpus: Corpus) -> None:
    client = start()
    known, unknown = (client.get(path) for path in (of(corpus, "Does Handwriting"), "/nothing"))
    assert (known.status_code, unknown.status_code) == (404, 404)
    assert known.json()["detail"] == unknown.json()["detail"]


def test_behind_a_login_nobody_else_opens_it(start: Start, corpus: Corpus) -> None:
    client = start(open_pdfs=True, guard=Guard(Account.of("ada", "correct horse")))
    address = of(corpus, "Does Handwriting")
    assert client.get(address).status_code == 401
    assert client.get(address, auth=("ada", "correct horse")).status_code == 200


def test_a_file_that_is_gone_or_another_is_told(start: Start, corpus: Corpus) -> None:
    client, address = start(open_pdfs=True), of(corpus, "Does Handwriting")
    body = corpus.bodies.of(next(p.id for p in corpus.papers if p.title.startswith("Does")))
    assert body is not None
    pdf, name = Path(body.held.path), body.held.document
    whole = pdf.read_bytes()
    assert client.get(address).status_code == 200
    try:
        pdf.write_bytes(whole + b"\n%")
        changed = client.get(address)
        pdf.unlink()
        gone = client.get(address)
    finally:
        pdf.write_bytes(whole)
    assert (changed.status_code, gone.status_code) == (409, 410)
    assert changed.text == f"{name} has changed since it was read, so it can’t be opened here."
    assert gone.text == f"{name} is not where it was read any more, so it can’t be opened."
    assert client.get(address, headers={"Accept-Language": "de"}).status_code == 200


@pytest.mark.parametrize(
    ("words", "setting", "lets"),
    [
        ((), None, True),
        ((), False, False),
        (("--auth", "ada:correct horse"), None, False),
        (("--share",), None, False),
        (("--behind-proxy",), None, False),
        (("--host", "0.0.0.0"), None, False),
        (("--host", "0.0.0.0"), True, True),
    ],
)
def test_by_default_it_is_for_who_holds_the_files(
    words: tuple[str, ...], setting: bool | None, lets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_AUTH", raising=False)
    parser = argparse.ArgumentParser()
    serving.add_options(parser, name="serve")
    assert serving.lets_open(parser.parse_args(words), Settings(open_pdfs=setting)) == lets


def test_the_option_stands_before_the_environment() -> None:
    environ = {"ASSISTANT_OPEN_PDFS": "yes"}
    assert Settings.read(environ=environ).open_pdfs is True
    assert Settings.read(environ=environ, open_pdfs=False).open_pdfs is False
    assert Settings.read(environ={}).open_pdfs is None
    with pytest.raises(UsageError, match="ASSISTANT_OPEN_PDFS is 'maybe'; expected yes or no"):
        Settings.read(environ={"ASSISTANT_OPEN_PDFS": "maybe"})
