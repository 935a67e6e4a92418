"""The page in the language of the browser: German, and one made up in which no English word can hide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Launch, Visit, fits
from fake_assistant import MANIFEST, PAPERS, PROFILE, FakeAssistant, answer_to
from fakes import FakeEncoder
from playwright.sync_api import Page, expect

from assistant.config import Settings
from assistant.explore import saying
from assistant.explore.saying import ENGLISH, words_of
from assistant.index.corpus import open_corpus
from assistant.ops.additions import Additions
from assistant.ops.hosts import Contact
from assistant.text.categories import category_name
from assistant.text.citation_styles import STYLES
from assistant.web.chat.feedback import Feedback
from assistant.web.server.access import Account
from assistant.web.server.server import Guard
from ingest.pipeline import ingest
from ingest.reviewing import Reviewing

PROSE, PROFILED, ASIDE = "Tell me in prose about continual learning", "What is the h-index?", "Is it raining?"
FISH = {"title": "Small fish", "authors": ["Ada Byron"], "date": "2020", "abstract": "Fish swim."}
DOUBTFUL = [FISH, {**FISH, "title": "Small fishes"}, {**FISH, "title": "Red", "abstract": ""}]
CONTACT = Contact("api.example.org", "all of it")
NAMES = "BibTeX RIS CSV Markdown et al group research assistant catastrofic catastrophic"
"""Names that are the same in every language, the name of the program, and what is searched for."""

SHOWN = """() => {
  const own = ["aria-label", "title", "placeholder", "alt"];
  const data =
    "code, pre, time, [data-ask], .follow-ups, .suggestions li, .reply > p, .progress, .steps dl, " +
    ".thought, .doubt";
  const found = [document.title];
  for (const element of document.querySelectorAll("body, body *")) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest(data) || element.matches("script, style")) continue;
    for (const name of own) found.push(element.getAttribute(name) || "");
    for (const node of element.childNodes) if (node.nodeType === 3) found.push(node.data);
  }
  return found.filter((text) => text.trim());
}"""
"""What a reader sees and hears, but for data: questions, answers, files, what steps and an ingest tell."""


def unfold(page: Page, selector: str) -> None:
    page.evaluate("folds => document.querySelectorAll(folds).forEach((fold) => (fold.open = true))", selector)


def views(page: Page) -> Iterator[str]:
    """Every view of the page, one after another, found by what they are and not by their names."""
    expect(page.locator(".group .chips")).to_be_visible()
    yield "the first screen"
    page.locator("#show-tasks").click()
    page.locator("#show-filters").click()
    expect(page.locator("#filters select").first).to_be_visible()
    yield "filters"
    box = page.locator("#question textarea")
    box.fill("x" * 3900)
    expect(page.locator("#length .count")).to_be_visible()
    yield "a long question"
    for question in (PROSE, PROFILED, ASIDE):
        box.fill(question)
        box.press("Enter")
        expect(page.locator(".answer-tools .thumb").nth(1)).to_be_visible()
        expect(page.locator(".reply.answered, .reply.abstained").last).to_be_visible()
        expect(page.locator("html.answering")).to_have_count(0)
        unfold(page, "#transcript .fold, #sources details")
        yield question
    page.locator(".thumb").last.click()
    expect(page.locator("form.words")).to_be_visible()
    page.locator("#export-menu > button").click()
    yield "what is done with answers"
    page.locator("#show-history").click()
    expect(page.locator("#history li")).to_have_count(1)
    yield "history"
    page.locator("#history .close").click()
    page.locator('[role=tab][data-tab-id="papers"]').click()
    page.locator("td.title button").first.click()
    expect(page.locator(".paper-card")).to_be_visible()
    page.locator("td.pick input").first.check()
    yield "papers"
    page.locator("#papers input[type=search]").fill("catastrofic")
    page.locator("#papers select[name=group]").select_option("theme")
    expect(page.locator("tr.section").first).to_be_visible()
    yield "papers by theme"
    page.locator("#papers input[type=search]").fill("nothing of the kind")
    expect(page.locator("#papers .nothing")).to_be_visible()
    yield "no papers"
    page.locator('[role=tab][data-tab-id="people"]').click()
    page.locator("#people h2 button").first.click()
    expect(page.locator("#people .known")).to_be_visible()
    yield "people"
    page.locator('[role=tab][data-tab-id="map"]').click()
    expect(page.locator("svg.landscape")).to_be_visible()
    unfold(page, "#map details")
    page.locator("#map .find input").fill("catastrofic")
    expect(page.locator("circle.sought").first).to_be_visible()
    yield "the map"
    page.locator("circle.point").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog .paper-card")).to_be_visible()
    yield "a paper of the map"
    page.locator("#map dialog .close").click()
    page.locator('[role=tab][data-tab-id="about"]').click()
    expect(page.locator("#about table").first).to_be_visible()
    unfold(page, "#about details")
    yield "about"
    page.locator('[role=tab][data-tab-id="adding"]').click()
    expect(page.locator("#adding textarea")).to_be_visible()
    yield "adding"
    page.locator('[role=tab][data-tab-id="review"]').click()
    expect(page.locator("#review article").first).to_be_visible()
    page.locator('#review [data-do="leave_out"]').first.click()
    expect(page.locator("#review .waits")).to_be_visible()
    yield "review"
    page.locator('#review [data-do="join"]').last.click()
    expect(page.locator("#review .joining")).to_be_visible()
    yield "joining"


@pytest.fixture
def url(launch: Launch, tmp_path: Path) -> str:
    """A page for editors, with all that a page can have."""
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in DOUBTFUL), encoding="utf-8")
    index = tmp_path / "index"
    ingest([tmp_path / "a.jsonl"], index, FakeEncoder(), scope="group")
    return launch(
        FakeAssistant,
        feedback=Feedback(tmp_path / "feedback.jsonl"),
        additions=Additions(Settings(index=index), at_home=True),  # type: ignore[call-arg]
        reviews=OfIndex(index),
        contacts=lambda: [CONTACT],
    )


class OfIndex(Reviewing):
    """The reviews of an index, whatever papers the page shows."""

    def __init__(self, index: Path) -> None:
        super().__init__(index)
        self._corpus = open_corpus(index)

    def look(self, corpus: Any) -> Any:
        return super().look(self._corpus)

    def decide(self, corpus: Any, *asked: Any, **more: Any) -> Any:
        return super().decide(self._corpus, *asked, **more)


@pytest.fixture
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The code of a language in whose words every letter is a Ж."""
    folder = tmp_path / "words"
    folder.mkdir()
    english = (saying.FOLDER / "en.toml").read_text(encoding="utf-8")
    letter = re.compile(r"(\{\w+\})|[A-Za-z]")
    made = re.sub(r'"[^"]*"', lambda text: letter.sub(lambda found: found[1] or "Ж", text[0]), english)
    (folder / "en.toml").write_text(english, encoding="utf-8")
    (folder / "eo.toml").write_text(made, encoding="utf-8")
    kept = (saying.languages, saying.words_of, saying.as_json)
    monkeypatch.setattr(saying, "FOLDER", folder)
    for cached in kept:
        cached.cache_clear()
    yield "eo"
    monkeypatch.undo()
    for cached in kept:
        cached.cache_clear()


def data() -> set[str]:
    """The words of what the page shows: papers, profiles, documents, questions, answers, names."""
    answers = [answer_to(question) for question in (PROSE, PROFILED, ASIDE)]
    categories = [category_name(paper.category or "") for paper in PAPERS]
    told = repr((PAPERS, PROFILE, MANIFEST, DOUBTFUL, CONTACT, answers, categories, [*STYLES], NAMES))
    return set(re.findall(r"[A-Za-zÀ-ÿ]+", told))


def test_no_word_of_the_page_is_missing_in_its_files(visit: Visit, made_up: str, url: str) -> None:
    page = visit(url, locale=made_up)
    known = data()
    strange: dict[str, str] = {}
    for view in views(page):
        for text in page.evaluate(SHOWN):
            words = set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", text)) - known
            if words:
                strange.setdefault(text.strip(), view)
    assert strange == {}, "\n".join(f"{view}: {text!r}" for text, view in strange.items())


def test_the_browser_decides_between_the_languages(visit: Visit, url: str) -> None:
    for locale, language, tab, title in (
        ("de-CH", "de", "Arbeiten", "Chat · die Gruppe von Benjamin F. Grewe"),
        ("en-GB", "en", "Papers", "Chat · Benjamin F. Grewe's group"),
        ("fr-FR", "en", "Papers", "Chat · Benjamin F. Grewe's group"),
    ):
        page = visit(url, locale=locale)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_role("tab").nth(1)).to_have_text(tab)
        expect(page).to_have_title(title)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_german_has_no_english_left_fits_and_axe_finds_nothing(
    visit: Visit, url: str, width: int, scheme: str
) -> None:
    page = visit(url, width=width, scheme=scheme, locale="de-DE")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    german = {form for word in words_of("de").values() for form in forms(word)}
    english = {form for word in words_of(ENGLISH).values() for form in forms(word)} - german
    for view in views(page):
        left = {text.strip() for text in page.evaluate(SHOWN)} & english
        assert left == set(), view
        fits(page, width)
        found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], view


def forms(word: Any) -> Iterator[str]:
    yield from [word] if isinstance(word, str) else word.values()


def test_a_page_is_filled_in_before_it_is_sent(url: str) -> None:
    """Nothing is shown in English first: the words stand in the page, in its language, as it comes."""
    page = httpx.get(url, headers={"accept-language": "de"}).text
    assert '<html\n\tlang="de"' in page
    assert "Ihre Frage…" in page
    assert not re.search(r"\[\[[a-z-]+\.[a-z]", page)


def test_the_login_is_in_the_language_of_the_browser(launch: Launch) -> None:
    url = launch(FakeAssistant, guard=Guard(Account.of("ada", "a password")))  # type: ignore[call-arg]
    with httpx.Client(base_url=url, headers={"accept-language": "de", "accept": "text/html"}) as client:
        page = client.get("login").text
        assert '<html lang="de">' in page
        assert "<button>Anmelden</button>" in page
        tried = client.post("login", data={"username": "ada", "password": "wrong"})
        assert "Benutzer oder Passwort ist falsch." in tried.text
