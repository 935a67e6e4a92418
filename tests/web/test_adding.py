"""The tab "Papers in": who has it, what it refuses, and how papers come in and go."""

from __future__ import annotations

import argparse
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Launch, Visit, fits
from fake_assistant import HOSTILE, FakeAssistant
from playwright.sync_api import FilePayload, Locator, Page, expect
from waiting import PATIENCE

from assistant.config import Settings
from assistant.errors import SourceError, UsageError
from assistant.index.snapshot import published_name
from assistant.ops.additions import Additions
from assistant.web.adding import tab
from assistant.web.server import serving
from assistant.web.server.server import serve
from assistant.web.service import Service
from ingest.pipeline import ingest

FUNCTIONS = (
    *("papers_state", "papers_preview", "papers_send", "papers_take_back"),
    *("papers_add", "papers_undo"),
)
PDFS = Path(__file__).parents[1] / "pdfs"
NOTES = "Does Handwriting Improve the Recollection of Lectures? Evidence from Four Classrooms"
OWLS = "Offspring of Urban Owls Suffer from Artificial Light: A Field Experiment"
TWO = (
    "@article{z, title={Zebra stripes confuse biting flies}, author={Lovelace, Ada}, year=2021,"
    " abstract={We show that the stripes of zebras confuse flies that bite.}}\n"
    "@article{t, title={Tigers sleep at noon in the shade}, author={Lovelace, Ada}, year=2020,"
    " abstract={We watched tigers for a year and saw that they sleep at noon.}}\n"
)


class Ingest:
    """An ingest that says two lines, and has the report that a test wants."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.report: dict[str, Any] = {"new": ["Zebras", "Tigers"], "skipped": [], "snapshot": "s"}
        self.may_end = threading.Event()
        self.may_end.set()
        self.fails = ""

    def __call__(self, settings: Settings, *arguments: str, say: Callable[[str], None]) -> Mapping[str, Any]:
        self.asked.append(arguments)
        say("OpenAlex is asked")
        say("2 papers to read")
        assert self.may_end.wait(PATIENCE)
        if self.fails:
            raise SourceError(self.fails)
        return self.report


@pytest.fixture
def ask() -> Ingest:
    return Ingest()


@pytest.fixture
def url(launch: Launch, tmp_path: Path, ask: Ingest) -> str:
    """A page for editors, over a scripted ingest."""
    (tmp_path / "index").mkdir()
    additions = Additions(Settings(index=tmp_path / "index"), at_home=True, ask=ask)
    return launch(FakeAssistant, additions=additions)  # type: ignore[call-arg]


def opened(page: Page) -> Page:
    page.get_by_role("tab", name="Papers in").click()
    expect(page.get_by_label("What is to come in?")).to_be_visible()
    return page


# Who has it


def called(url: str, name: str) -> list[int]:
    """The statuses of calls of a server function at every component of the page."""
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        ids = [component["id"] for component in client.get("/config").json()["components"]]
        body = {"fn_name": name, "session_hash": "s", "data": {}}
        return [
            client.post("/gradio_api/component_server", json=body | {"component_id": id}).status_code
            for id in ids
        ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_page_for_visitors_has_no_function_of_it(launch: Launch, name: str) -> None:
    url = launch(FakeAssistant)
    assert set(called(url, name)) == {403}
    components = httpx.get(f"{url}config").json()["components"]
    assert "adding" not in {component["props"].get("elem_id") for component in components}
    assert "Papers in" not in {component["props"].get("label") for component in components}


def test_a_page_for_editors_has_it(url: str) -> None:
    assert called(url, "papers_state").count(200) == 1
    assert "papers_" not in httpx.get(f"{url}gradio_api/info").text  # it is no part of the API


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serving.add_options(parser, name="serve")
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "lets"),
    [
        ((), True),
        (("--no-editors",), False),
        (("--auth", "ada:correct horse"), True),
        (("--share",), False),
        (("--behind-proxy",), False),
        (("--host", "0.0.0.0"), False),
        (("--allowed-host", "papers.example"), False),
        (("--root-path", "/papers"), False),
        (("--read-only",), False),
        (("--share", "--editors"), True),  # with a made-up login
        (("--host", "0.0.0.0", "--editors", "--auth", "ada:correct horse"), True),
    ],
)
def test_it_is_for_the_host_and_for_editors(
    words: tuple[str, ...], lets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASSISTANT_AUTH", raising=False)
    assert serving.lets_add(options(*words)) == lets


@pytest.mark.parametrize(
    "words", [("--host", "0.0.0.0"), ("--share", "--no-auth"), ("--behind-proxy",), ("--allowed-host", "a.b")]
)
def test_editors_need_a_login(words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSISTANT_AUTH", raising=False)
    with pytest.raises(UsageError, match="needs a login"):
        serving.lets_add(options(*words, "--editors"))


def test_a_read_only_page_has_no_editors() -> None:
    with pytest.raises(UsageError, match="--read-only changes no papers"):
        serving.lets_add(options("--read-only", "--editors"))


def test_another_sites_page_cannot_add(url: str, ask: Ingest) -> None:
    body = {"fn_name": "papers_preview", "session_hash": "s", "data": {"text": TWO, "files": []}}
    response = httpx.post(
        f"{url}gradio_api/component_server", json=body, headers={"Origin": "https://evil.example"}
    )
    assert (response.status_code, ask.asked) == (403, [])


# In a browser, over a scripted ingest


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_a_preview_with_the_keyboard(visit: Visit, url: str, ask: Ingest, width: int, scheme: str) -> None:
    page = opened(visit(url, width=width, scheme=scheme))
    said = page.locator("#adding .said")
    ask.may_end.clear()
    ask.report |= {
        "joined": [HOSTILE],
        "skipped": [
            {"document": "added-20261129T135511.txt", "line": 3, "reason": "no title"},
            {"document": "scan.pdf", "line": 0, "reason": "has no text, so it is a scan"},
        ],
        "texts": [
            {"document": "a.pdf", "title": "Zebras", "by": "alone", "new": True},
            {"document": "b.pdf", "title": HOSTILE, "by": "doi", "new": True},
            {"document": "c.pdf", "title": "Owls", "by": "title", "new": False},
        ],
        "problems": ["DBLP does not answer."],
    }
    page.get_by_label("What is to come in?").fill(TWO)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Preview")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_have_text("2 papers to read")
    ask.may_end.set()
    expect(said).to_have_text(
        "2 papers would come in, 1 would join another record, 1 would get its full text; "
        "1 record is skipped; 1 file can’t be read."
    )
    found = page.locator("#adding .found")
    expect(found).to_contain_text("the text, line 3: no title")
    expect(found).to_contain_text("scan.pdf: has no text, so it is a scan")
    expect(found).to_contain_text("a.pdf: a paper of which only this file tells, “Zebras”")
    expect(found).to_contain_text("c.pdf: “Owls” has this text, or a longer one, already")
    expect(found).to_contain_text("DBLP does not answer.")
    expect(found).to_contain_text(HOSTILE.split(" ")[0])
    expect(found.locator("img, script, form")).to_have_count(0)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_focused()
    fits(page, width)
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []
    page.get_by_label("What is to come in?").fill("something else")
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_hidden()


@pytest.mark.parametrize("text", ["/etc/passwd", "file:///etc/passwd", "../x", "--index=/tmp"])
def test_no_path_of_the_host_is_taken(visit: Visit, url: str, ask: Ingest, text: str) -> None:
    page = opened(visit(url))
    page.get_by_label("What is to come in?").fill(text)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#adding .said.failed")).to_contain_text(f"“{text}” is no source; expected is")
    assert ask.asked == []


def names(page: Page) -> Locator:
    return page.locator("#adding .dropped li .name")


def test_files_are_sent_as_they_are_dropped(visit: Visit, url: str, ask: Ingest, tmp_path: Path) -> None:
    page = opened(visit(url))
    chosen, preview = page.locator("#adding input[type=file]"), page.get_by_role("button", name="Preview")
    large = bytes(range(256)) * 9000  # three pieces
    (tmp_path / "large.pdf").write_bytes(large)
    (tmp_path / "gone.bib").write_text(TWO)
    (tmp_path / "none.txt").touch()
    chosen.set_input_files([tmp_path / name for name in ("large.pdf", "gone.bib", "none.txt")])
    expect(names(page)).to_have_text(["large.pdf", "gone.bib", "none.txt"])
    page.get_by_role("button", name="Remove gone.bib").click()
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["Title,Year\\nZebras,2021"], "../.dropped.csv"));
          const told = { bubbles: true, cancelable: true, dataTransfer: carried };
          const box = document.querySelector("#adding textarea");
          for (const name of ["dragover", "drop"]) box.dispatchEvent(new DragEvent(name, told));
        }"""
    )
    expect(names(page)).to_have_count(3)
    expect(preview).to_have_attribute("aria-disabled", "false")
    waiting = {path.name: path.read_bytes() for path in (tmp_path / "index" / "uploads").glob("*/*")}
    assert waiting == {"large.pdf": large, "none.txt": b"", "dropped.csv": b"Title,Year\nZebras,2021"}
    page.reload()  # the server has them
    opened(page)
    expect(names(page)).to_have_text(["large.pdf", "none.txt", "../.dropped.csv"])
    preview.click()
    expect(page.locator("#adding .said")).to_contain_text("2 papers would come in")
    assert [Path(word).name for word in ask.asked[0]] == [
        *("large.pdf", "none.txt", "dropped.csv"),
        "--preview",
    ]
    for folder in (tmp_path / "index" / "uploads").iterdir():
        shutil.rmtree(folder)
    preview.click()
    expect(page.locator("#adding .said")).to_have_text(
        "The server has forgotten some files; drop them again."
    )
    expect(names(page)).to_have_count(0)
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["Title,Year\\nTigers,2021"], "late.csv"));
          const chosen = document.querySelector("#adding input[type=file]");
          chosen.files = carried.files;
          chosen.dispatchEvent(new Event("change", { bubbles: true }));
          document.querySelector("#adding .preview").click(); // while it is being sent
        }"""
    )
    expect(page.locator("#adding .said")).to_contain_text("2 papers would come in")
    assert Path(ask.asked[-1][0]).name == "late.csv"


def test_no_more_than_the_limits_is_taken(
    visit: Visit, launch: Launch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tab, "MOST_BYTES", 3 * 2**20)
    monkeypatch.setattr(tab, "MOST_FILES", 2)
    additions = Additions(Settings(index=tmp_path), at_home=True)
    page = opened(visit(launch(FakeAssistant, additions=additions)))  # type: ignore[call-arg]
    chosen, said = page.locator("#adding input[type=file]"), page.locator("#adding .said")
    (tmp_path / "large.pdf").write_bytes(bytes(3 * 2**20 + 1))
    chosen.set_input_files(tmp_path / "large.pdf")
    expect(said).to_contain_text(
        "large.pdf was not taken: at most 2 files with 3 MB in all come in at a time;"
    )
    files: list[FilePayload] = [
        {"name": f"{n}.bib", "mimeType": "", "buffer": TWO.encode()} for n in range(3)
    ]
    chosen.set_input_files(files)
    expect(said).to_contain_text("2.bib was not taken")
    expect(names(page)).to_have_text(["0.bib", "1.bib"])


def test_others_are_told_to_wait(visit: Visit, url: str, ask: Ingest) -> None:
    one, other = opened(visit(url)), opened(visit(url, own_browser=True))
    ask.may_end.clear()
    for page in (one, other):
        page.get_by_label("What is to come in?").fill("10.5555/12345678")
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("#adding .said")).to_have_text(
            "2 papers to read"
            if page is one
            else "Papers are being read in already; wait until that is done."
        )
    ask.fails = "Crossref has no such paper."
    ask.may_end.set()
    expect(one.locator("#adding .said.failed")).to_have_text("Crossref has no such paper.")
    expect(one.get_by_role("button", name="Add", exact=True)).to_be_hidden()


# The whole house


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """A page over an index of two papers without full text, with a real ingest."""
    from assistant.answering import open_assistant
    from assistant.models.encoders import open_encoder

    settings, source = Settings(index=tmp_path / "index"), tmp_path / "one.bib"
    source.write_text(
        "@article{o, title={Otters hold hands while they sleep}, author={Lovelace, Ada}}\n"
        f"@article{{s, title={{{NOTES}}}, author={{Szűcs, Nóra}}, doi={{10.5555/fiction.memory.88}}}}"
    )
    encoder = open_encoder(settings.embedding_model)
    ingest([source], settings.index, encoder)
    service = Service(
        lambda: open_assistant(settings, encoder=encoder), published=lambda: published_name(settings.index)
    )
    page = serve(service.start(), additions=Additions(settings, at_home=True))
    yield str(page.local_url)
    page.close(verbose=False)


@pytest.mark.model
@pytest.mark.process
def test_two_entries_come_in_and_go_again(visit: Visit, served: str) -> None:
    page = visit(served)
    expect(page.locator("#masthead .counts")).to_contain_text("2 papers")
    opened(page)
    said = page.locator("#adding .said")
    page.get_by_label("What is to come in?").fill(TWO)
    page.get_by_role("button", name="Preview").click()
    expect(said).to_have_text("2 papers would come in.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(said).to_have_text("2 papers came in.")
    expect(page.get_by_label("What is to come in?")).to_have_value("")
    expect(page.locator("#masthead .counts")).to_contain_text("4 papers")  # without a reload
    page.get_by_role("tab", name="Papers", exact=True).click()
    expect(page.locator("#papers td.title")).to_have_count(4)
    expect(page.locator("#papers")).to_contain_text("Zebra stripes confuse biting flies")
    page.reload()
    opened(page).get_by_role("button", name="Undo the addition of").click()
    expect(said).to_have_text("2 papers went.")
    expect(page.locator("#masthead .counts")).to_contain_text("2 papers")
    expect(page.locator("#adding .undo")).to_be_hidden()
    page.get_by_role("tab", name="Papers", exact=True).click()
    expect(page.locator("#papers td.title")).to_have_count(2)


@pytest.mark.model
@pytest.mark.process
def test_pdfs_come_in_and_are_answered_from(visit: Visit, served: str, tmp_path: Path) -> None:
    page = opened(visit(served))
    said, found = page.locator("#adding .said"), page.locator("#adding .found")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    pdfs = [PDFS / "memory-latex.pdf", PDFS / "owls-latex.pdf", tmp_path / "scan.pdf"]
    page.locator("#adding input[type=file]").set_input_files(pdfs)
    page.get_by_role("button", name="Preview").click()
    expect(said).to_have_text(
        "1 paper would come in, 1 would change, 1 would get its full text; 1 file can’t be read."
    )
    expect(found).to_contain_text(f"memory-latex.pdf: the text of “{NOTES}”, by its DOI")
    expect(found).to_contain_text(f"owls-latex.pdf: a paper of which only this file tells, “{OWLS}”")
    expect(found).to_contain_text("scan.pdf: is no whole PDF")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(said).to_have_text("1 paper came in, 1 changed, 1 got its full text.")
    expect(page.locator("#masthead .counts")).to_contain_text("3 papers")  # without a reload
    assert {path.name for path in (tmp_path / "index" / "added").iterdir()} == {
        "memory-latex.pdf",
        "owls-latex.pdf",
    }

    page.get_by_role("tab", name="Chat").click()
    page.get_by_label("Your question").fill("How many undergraduates were recruited?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator("#transcript")).to_contain_text("We recruited 264 undergraduates")
    page.locator('#transcript a[href*="#source-"]').first.click()
    page.get_by_role("button", name="Show on page 2").click()
    dialog = page.get_by_role("dialog", name="Does Handwriting Improve")
    expect(dialog.get_by_role("img", name="Page 2 of memory-latex.pdf")).to_be_visible()
    page.keyboard.press("Escape")

    opened(page).get_by_role("button", name="Undo the addition of").click()
    expect(said).to_have_text("1 paper changed, 1 went.")
    assert list((tmp_path / "index" / "added").iterdir()) == []
