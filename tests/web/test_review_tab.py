"""The tab "Review": who has it, what it shows, and what is decided in it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Launch, Visit, fits
from fake_assistant import HOSTILE, FakeAssistant
from fakes import FakeEncoder
from playwright.sync_api import Locator, Page, expect
from waiting import PATIENCE

from assistant.config import Settings
from assistant.errors import SourceError
from assistant.index.corpus import open_corpus
from assistant.index.snapshot import published_name
from assistant.ops.additions import Additions
from assistant.web.server.server import serve
from assistant.web.service import Service
from ingest.decisions import read_decisions
from ingest.pipeline import ingest
from ingest.reviewing import Reviewing

FUNCTIONS = ("review_look", "review_decide", "review_undo", "review_apply", "review_state", "review_export")
STRANGE, LONG, TWICE = "Steel bridges under load", "How small fish swim upstream in spring", "Small fish"
ADA, EMMY = "Ada Byron", "Emmy Noether"

NAMES = (
    "Anchovy Barbel Carp Dory Eel Flounder Gudgeon Halibut Ide Jewfish Kingklip Lamprey Mackerel Nase Opah "
    "Perch Quillback Roach Sturgeon Tench Umbrina Vendace Wrasse Xiphias Yellowtail Zander Bream Chub "
    "Dace Haddock"
).split()


def fish(title: str, **more: object) -> dict[str, object]:
    """A paper of the group: all are about fish, and in one journal."""
    values = {"title": title, "authors": [ADA, "Kurt Gödel"], "venue": "Journal of Fish", "date": "2020"}
    return {**values, "abstract": "Small fish swim against the stream of a river.", **more}


PAPERS = [
    *(fish(f"{word} fish") for word in ("Small", "Large", "Red", "Blue", "Old")),
    {**fish(STRANGE), "authors": [EMMY], "venue": "Bridge Engineering", "doi": "10.1000/b"},
    fish(LONG),
    fish(f"{LONG}s"),
    fish(TWICE, type="preprint", arxiv_id="1906.00695", venue="arXiv", date="2010"),
    *(
        fish("Wet fish", date=year, venue=place)
        for year, place in ((2018, "arXiv"), (2020, "Fish"), (2019, "Pond"))
    ),
    fish(f"Hostile fish {HOSTILE}", abstract=None),
    *(fish(name, abstract=None) for name in NAMES),
]


class Ingest:
    """An ingest that says one line, and has the report that a test wants."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []
        self.may_end = threading.Event()
        self.fails = ""

    def __call__(self, settings: Settings, *arguments: str, say: Callable[[str], None]) -> Mapping[str, Any]:
        self.asked.append(arguments)
        say("43 papers to read")
        assert self.may_end.wait(PATIENCE)
        if self.fails:
            raise SourceError(self.fails)
        return {"gone": [STRANGE], "skipped": []}


@pytest.fixture(scope="module")
def _served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, Ingest]]:
    """A page for editors over an index with doubtful papers, and a scripted ingest: once for all tests."""
    folder = tmp_path_factory.mktemp("review")
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in PAPERS), encoding="utf-8")
    index, ask = folder / "index", Ingest()
    ingest([folder / "a.jsonl"], index, FakeEncoder(), scope="group")
    assistant = FakeAssistant(corpus=open_corpus(index))  # type: ignore[arg-type]
    additions = Additions(Settings(index=index), at_home=True, ask=ask)
    page = serve(Service(lambda: assistant).start(), additions=additions, reviews=Reviewing(index))
    yield str(page.local_url), index, ask
    page.close(verbose=False)


@pytest.fixture
def index(_served: tuple[str, Path, Ingest]) -> Path:
    """The index, with nothing decided."""
    (_served[1] / "decisions.jsonl").unlink(missing_ok=True)
    return _served[1]


@pytest.fixture
def ask(_served: tuple[str, Path, Ingest]) -> Ingest:
    ask = _served[2]
    ask.asked.clear()
    ask.fails = ""
    ask.may_end.set()
    return ask


@pytest.fixture
def url(_served: tuple[str, Path, Ingest], index: Path, ask: Ingest) -> str:
    return _served[0]


def opened(page: Page) -> Page:
    page.get_by_role("tab", name="Review").click()
    expect(page.locator("#review article").first).to_be_visible()
    return page


def paper(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def said(page: Page) -> Locator:
    return page.locator("#review .said")


def show(page: Page, value: str) -> None:
    page.get_by_label("Show", exact=True).select_option(value)


def search(page: Page, text: str) -> None:
    page.get_by_label("Search titles, authors and documents").fill(text)


def rulings(index: Path) -> list[str]:
    return [decision.decision for decision in read_decisions(index)]


# Who has it


def test_visitors_are_refused_in_one_sentence(launch: Launch) -> None:
    with httpx.Client(base_url=launch(FakeAssistant), timeout=PATIENCE) as client:
        components = client.get("/config").json()["components"]
        assert "Review" not in {component["props"].get("label") for component in components}
        for name, component in product(FUNCTIONS, components):
            call = {"fn_name": name, "session_hash": "s", "data": {}, "component_id": component["id"]}
            refused = client.post("/gradio_api/component_server", json=call)
            assert refused.status_code == 403
            assert refused.json()["error"].startswith("Only editors may do this")


def test_another_sites_page_cannot_decide(url: str, index: Path) -> None:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        components = client.get("/config").json()["components"]
        (id,) = [one["id"] for one in components if one["props"].get("elem_id") == "review"]
        call = {"component_id": id, "session_hash": "s", "data": {}}
        for name in FUNCTIONS:
            sent = client.post(
                "/gradio_api/component_server",
                json=call | {"fn_name": name},
                headers={"Origin": "https://evil.example"},
            )
            assert sent.status_code == 403
        assert "review_" not in client.get("/gradio_api/info").text  # it is no part of the API


@pytest.mark.parametrize(
    "asked", [None, [], "x", {"show": ["x"], "seen": [[], {}]}, {"id": 1, "ruling": "keep", "mark": None}]
)
def test_what_no_page_of_ours_sends_is_a_sentence(url: str, index: Path, asked: object) -> None:
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        components = client.get("/config").json()["components"]
        (id,) = [one["id"] for one in components if one["props"].get("elem_id") == "review"]
        for name in ("review_look", "review_decide", "review_undo"):
            call = {"component_id": id, "session_hash": "s", "fn_name": name, "data": asked}
            reply = client.post("/gradio_api/component_server", json=call).json()
            assert "Something went wrong" not in reply.get("error", "")
    assert rulings(index) == []


# What it shows


def test_the_most_doubtful_come_first_with_their_sources(visit: Visit, url: str) -> None:
    page = opened(visit(url))
    titles = page.locator("#review h3")
    expect(titles.nth(0)).to_have_text(STRANGE)
    expect(titles.nth(1)).to_have_text(LONG)
    expect(paper(page, STRANGE)).to_contain_text("Another person? None of its authors is of the group")
    expect(paper(page, STRANGE)).to_contain_text("From a.jsonl, line 6, of 20")
    expect(paper(page, LONG)).to_contain_text(f"Duplicate? “{LONG}s”")
    expect(paper(page, TWICE)).to_contain_text("Version? Its records are of 2010 and of 2020.")
    expect(paper(page, TWICE)).to_contain_text("2 records, joined by the same title:")
    expect(page.locator("#review .members summary")).to_have_text("Taken for members of the group: 2")
    expect(page.locator("#review .waits")).to_be_hidden()
    expect(page.locator("#review").locator("img, script, article form")).to_have_count(0)


def test_a_long_list_is_searched_narrowed_and_paged(visit: Visit, url: str) -> None:
    page = opened(visit(url))
    entries = page.locator("#review article")
    expect(page.get_by_label("Show", exact=True).locator("option").first).to_have_text("Doubtful (34)")
    expect(entries).to_have_count(25)
    more = page.get_by_role("button", name="Show more (9 left)")
    more.focus()
    page.keyboard.press("Enter")
    expect(entries).to_have_count(34)
    expect(entries.nth(25)).to_be_focused()
    expect(page.locator("#review .more")).to_be_hidden()
    search(page, "BYRON ch")
    expect(page.locator("#review h3")).to_have_text(["Anchovy", "Perch", "Roach", "Tench", "Chub"])
    show(page, "duplicate?")
    expect(page.get_by_text("There is none.")).to_be_visible()
    search(page, "")
    expect(page.locator("#review h3")).to_have_text([LONG])
    show(page, "all")
    search(page, "large A.JSONL byron")
    expect(page.locator("#review h3")).to_have_text(["Large fish"])


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_serious(visit: Visit, url: str, width: int, scheme: str) -> None:
    page = opened(visit(url, width=width, scheme=scheme))
    paper(page, STRANGE).get_by_role("button", name="Leave out").click()
    expect(page.locator("#review .waits")).to_be_visible()
    fits(page, width)
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []


# What is decided


def test_keys_decide_and_the_focus_goes_on(visit: Visit, url: str, index: Path) -> None:
    page = opened(visit(url))
    paper(page, STRANGE).focus()
    page.keyboard.press("l")
    expect(said(page)).to_have_text(f"Left out: “{STRANGE}”; 33 doubtful papers are left.")
    expect(paper(page, LONG)).to_be_focused()
    expect(paper(page, STRANGE)).to_contain_text("Will be left out when decisions are applied.")
    page.keyboard.press("k")
    expect(said(page)).to_have_text(f"Kept: “{LONG}”; 32 doubtful papers are left.")
    expect(paper(page, TWICE)).to_be_focused()
    page.keyboard.press("s")
    expect(said(page)).to_contain_text(f"Split: “{TWICE}”")
    assert rulings(index) == ["leave_out", "keep", "split"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(paper(page, STRANGE)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # Undo
    expect(said(page)).to_contain_text(f"Not left out any more: “{STRANGE}”; 32 doubtful papers")
    expect(paper(page, STRANGE)).to_be_focused()
    expect(paper(page, STRANGE).get_by_role("button", name="Leave out")).to_be_visible()
    assert rulings(index) == ["keep", "split"]


def test_papers_are_joined_and_kept_apart(visit: Visit, url: str, index: Path) -> None:
    page = opened(visit(url))
    paper(page, LONG).get_by_role("button", name="Two works").click()
    expect(said(page)).to_contain_text("Split")
    paper(page, STRANGE).get_by_role("button", name="Join with…").click()
    search(page, "large")
    expect(page.locator("#review h3")).to_have_text(["Large fish"])
    expect(page.locator("#review .joining")).to_contain_text(f"the same work as “{STRANGE}”")
    page.get_by_role("button", name="Join these two").click()
    expect(said(page)).to_contain_text(f"Joined: “{STRANGE}” | “Large fish”")
    expect(page.locator("#review .joining")).to_be_hidden()
    expect(page.get_by_label("Show", exact=True)).to_have_value("doubtful")
    two_works, joined = read_decisions(index)
    assert (two_works.decision, two_works.titles) == ("split", (LONG, f"{LONG}s"))
    assert (joined.decision, joined.titles) == ("join", (STRANGE, "Large fish"))


def test_one_of_three_records_is_split_off(visit: Visit, url: str, index: Path) -> None:
    page = opened(visit(url))
    show(page, "all")
    search(page, "wet")
    wet = paper(page, "Wet fish")
    wet.get_by_role("checkbox", name="Pond").check()
    wet.get_by_role("button", name="Split").click()
    expect(said(page)).to_contain_text("Split: “Wet fish” | “Wet fish”")
    (decision,) = read_decisions(index)
    assert sorted(map(len, decision.works)) == [1, 2]


def test_a_member_settles_the_doubts_about_the_members_papers(visit: Visit, url: str, index: Path) -> None:
    page = opened(visit(url))
    paper(page, STRANGE).get_by_label("Author").select_option(EMMY)
    paper(page, STRANGE).get_by_role("button", name="is a group member").click()
    expect(said(page)).to_have_text(f"A member of the group: {EMMY}; 33 doubtful papers are left.")
    expect(page.locator("#review h3").first).to_have_text(LONG)
    page.locator("#review .members summary").click()
    expect(page.locator("#review .members p")).to_contain_text(EMMY)
    assert [(d.decision, d.name) for d in read_decisions(index)] == [("member", EMMY)]
    show(page, "decided")
    expect(page.locator("#review h3")).to_have_text([f"A member of the group: {EMMY}"])
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("There is none.")).to_be_visible()
    assert rulings(index) == []


def test_decisions_are_downloaded(visit: Visit, url: str, index: Path, tmp_path: Path) -> None:
    page = opened(visit(url))
    paper(page, STRANGE).get_by_role("button", name="Keep").click()
    expect(said(page)).to_contain_text("Kept")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download decisions").click()
    download.value.save_as(tmp_path / "decisions.jsonl")
    assert download.value.suggested_filename == "decisions.jsonl"
    assert (tmp_path / "decisions.jsonl").read_bytes() == (index / "decisions.jsonl").read_bytes()


def test_two_editors_lose_nothing(visit: Visit, url: str, index: Path) -> None:
    one, other = opened(visit(url)), opened(visit(url, own_browser=True))
    paper(one, STRANGE).get_by_role("button", name="Leave out").click()
    expect(said(one)).to_contain_text("Left out")
    paper(other, STRANGE).get_by_role("button", name="Keep").click()
    expect(said(other)).to_have_text(
        "This paper has changed since it was shown, or somebody decided on it: look again, then decide."
    )
    expect(paper(other, STRANGE)).to_contain_text("Will be left out")
    paper(other, LONG).get_by_role("button", name="Keep").click()
    expect(said(other)).to_contain_text("Kept")
    assert rulings(index) == ["leave_out", "keep"]


# What is decided is followed


def test_decisions_are_applied_one_ingest_at_a_time(visit: Visit, url: str, ask: Ingest, index: Path) -> None:
    one, other = opened(visit(url)), opened(visit(url, own_browser=True))
    ask.may_end.clear()
    for page, title in ((one, STRANGE), (other, LONG)):
        paper(page, title).get_by_role("button", name="Leave out").click()
        page.get_by_role("button", name="Apply", exact=True).click()
        expect(said(page)).to_have_text(
            "43 papers to read"
            if page is one
            else "Papers are being read in already; wait until that is done."
        )
    assert (ask.asked, rulings(index)) == ([("--again",)], ["leave_out", "leave_out"])
    ask.fails = "another ingest writes to the index; try again when it is done."
    ask.may_end.set()
    expect(one.locator("#review .said.failed")).to_have_text(ask.fails)
    expect(one.locator("#review .waits")).to_be_visible()
    ask.fails = ""
    one.get_by_role("button", name="Apply", exact=True).click()
    expect(said(one)).to_have_text("1 paper went.")


# The whole house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[str]:
    """A page over an index of a few papers, with a real ingest."""
    from assistant.answering import open_assistant
    from assistant.models.encoders import open_encoder

    settings, source = Settings(index=tmp_path / "index"), tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in PAPERS[:9]), encoding="utf-8")
    encoder = open_encoder(settings.embedding_model)
    ingest([source], settings.index, encoder, scope="group")
    service = Service(
        lambda: open_assistant(settings, encoder=encoder), published=lambda: published_name(settings.index)
    )
    additions = Additions(settings, at_home=True)
    page = serve(service.start(), additions=additions, reviews=Reviewing(settings.index))
    yield str(page.local_url)
    page.close(verbose=False)


@pytest.mark.model
@pytest.mark.process
def test_a_paper_is_left_out_and_comes_back(visit: Visit, house: str) -> None:
    page = visit(house)
    counts = page.locator("#masthead .counts")
    expect(counts).to_contain_text("8 papers")
    opened(page)
    paper(page, STRANGE).get_by_role("button", name="Leave out").click()
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(said(page)).to_have_text("1 paper went.")
    expect(counts).to_contain_text("7 papers")  # without a reload
    expect(page.locator("#review .waits")).to_be_hidden()
    page.get_by_role("tab", name="Papers", exact=True).click()
    expect(page.locator("#papers td.title")).to_have_count(7)
    page.get_by_role("tab", name="Review").click()
    show(page, "left out")
    expect(paper(page, STRANGE)).to_contain_text("Left out on")
    page.get_by_role("button", name="Undo").click()
    expect(paper(page, STRANGE)).to_contain_text("Will come back when decisions are applied.")
    page.get_by_role("button", name="Apply", exact=True).click()
    expect(said(page)).to_have_text("1 paper came in.")
    expect(counts).to_contain_text("8 papers")
    show(page, "doubtful")
    expect(page.locator("#review h3").first).to_have_text(STRANGE)
