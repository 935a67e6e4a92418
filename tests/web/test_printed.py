"""The page that prints a cited sentence: opened from its card, with the very sentence marked."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Launch, Visit, fits
from fakes import FakeEncoder
from playwright.sync_api import Page, expect

from assistant.answering import Assistant
from assistant.answers.citations import Citations
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer, Draft
from assistant.index.corpus import Corpus, open_corpus
from assistant.web.printed.pictures import PictureError, Pictures
from ingest.pipeline import ingest

PDF = Path(__file__).parents[1] / "pdfs" / "memory-latex.pdf"
SENTENCE = "Their average age was 20.3 years, and 61 per cent were women."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("printed")
    shutil.copy(PDF, folder / "notes.pdf")
    ingest([folder / "notes.pdf"], folder / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(folder / "index")
    yield corpus
    corpus.close()


class Reader(Assistant):
    """Answers any question with one sentence of the full text."""

    def stream(self, question: str, *_: object, **__: object) -> Generator[Draft | Answer, None, None]:  # type: ignore[override]
        (paper,) = self.corpus.papers
        body = self.corpus.bodies.of(paper.id)
        assert body is not None
        at = body.fulltext.text.index(SENTENCE)
        cite = Citations()
        mark = cite.body(paper, body, at, at + len(SENTENCE))
        yield Answer(question, f"{SENTENCE} {mark}", self.understand(question), tuple(cite.items))


@pytest.fixture
def url(launch: Launch, corpus: Corpus) -> str:
    return launch(lambda: Reader(corpus, FakeEncoder(DEFAULT_MODEL)))


def opened(visit: Visit, url: str, **options: int) -> Page:
    page = visit(url, **options)
    page.get_by_label("Your question").fill("How many were women?")
    page.get_by_label("Your question").press("Enter")
    page.locator('#transcript a[href*="#source-"]').first.click()
    page.get_by_role("button", name="Show on page 2").click()
    return page


@pytest.mark.parametrize("width", [1440, 390])
def test_the_page_is_shown_with_the_sentence_marked(visit: Visit, url: str, width: int) -> None:
    page = opened(visit, url, width=width)
    dialog = page.get_by_role("dialog", name="Does Handwriting Improve")
    expect(dialog.get_by_role("img", name="Page 2 of notes.pdf")).to_be_visible()
    expect(dialog.get_by_text("Page 2 of 3")).to_be_visible()
    boxes = dialog.locator(".boxes span")
    expect(boxes).to_have_count(3)  # the sentence stands on three lines of a column
    expect(boxes.first).to_be_in_viewport()
    fits(page, width)
    expect(dialog.locator("mark")).to_have_text(SENTENCE)  # in the text, for who can't see the picture
    dialog.get_by_role("button", name="Next page").click()
    expect(dialog.get_by_text("Page 3 of 3")).to_be_visible()
    expect(boxes).to_have_count(0)
    expect(dialog.get_by_role("button", name="Next page")).to_be_disabled()
    page.keyboard.press("PageUp")
    expect(boxes).to_have_count(3)
    before = boxes.first.bounding_box()
    page.keyboard.press("+")
    after = boxes.first.bounding_box()
    assert before
    assert after
    assert after["height"] > 1.3 * before["height"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Show on page 2")).to_be_focused()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pdf_can_be_opened_where_the_host_allows_it(
    visit: Visit, launch: Launch, corpus: Corpus, width: int
) -> None:
    url = launch(lambda: Reader(corpus, FakeEncoder(DEFAULT_MODEL)), open_pdfs=True)  # type: ignore[call-arg]
    page = opened(visit, url, width=width)
    link = page.get_by_role("link", name="Open the PDF")
    expect(link).to_be_in_viewport()
    fits(page, width)
    address = link.evaluate("link => link.href")
    assert address.endswith("#page=2")
    reply = page.request.get(address)
    assert (reply.status, reply.body()) == (200, PDF.read_bytes())


def test_it_has_no_violation_of_axe(visit: Visit, url: str) -> None:
    page = opened(visit, url)
    expect(page.get_by_role("img", name="Page 2 of notes.pdf")).to_be_visible()
    expect(page.get_by_role("link", name="Open the PDF")).to_be_hidden()  # nobody has allowed it
    assert Axe().run(page).response["violations"] == []


def test_after_a_reload_the_quotation_is_still_known(visit: Visit, url: str) -> None:
    page = opened(visit, url)
    page.keyboard.press("Escape")
    page.reload()
    page.locator('#transcript a[href*="#source-"]').first.click()
    expect(page.get_by_role("button", name="Show on page 2")).to_be_visible()


def test_of_a_document_that_is_gone_or_another_the_text_is_shown(
    visit: Visit, url: str, corpus: Corpus
) -> None:
    pdf = Path(corpus.bodies.of(corpus.papers[0].id).held.path)  # type: ignore[union-attr]
    whole = pdf.read_bytes()
    try:
        pdf.unlink()
        page = opened(visit, url)
        dialog = page.get_by_role("dialog", name="Does Handwriting Improve")
        expect(dialog.get_by_text("notes.pdf is not where it was read any more")).to_be_visible()
        expect(dialog.locator("mark")).to_have_text(SENTENCE)
        expect(dialog.locator("mark")).to_be_visible()
        page.keyboard.press("Escape")
        pdf.write_bytes(whole + b"\n%")
        page.get_by_role("button", name="Show on page 2").click()
        expect(dialog.get_by_text("notes.pdf has changed since it was read")).to_be_visible()
    finally:
        pdf.write_bytes(whole)


@pytest.mark.process
def test_a_page_that_can_not_be_drawn_is_told(corpus: Corpus, tmp_path: Path) -> None:
    held = corpus.bodies.of(corpus.papers[0].id).held  # type: ignore[union-attr]
    broken = tmp_path / "notes.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    sha256 = hashlib.sha256(broken.read_bytes()).hexdigest()
    with pytest.raises(PictureError, match=r"Page 1 of notes\.pdf can't be drawn"):
        Pictures().of(replace(held, path=str(broken), key=f"{sha256}-1"), 0)
