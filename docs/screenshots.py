"""Pictures of the real page: those of README.md and docs/, or of every view in every size and scheme.

    make screenshots
    make screenshots GALLERY=DIR                       # every view, over the documents in seeds/
    make screenshots GALLERY=DIR DOCUMENTS=DOCUMENTS   # and over any others

A picture is taken when what it shows has come to rest; names, sizes and colour schemes are below.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.config import SEEDS, Settings, quiet_libraries
from assistant.ops.first_run import ensure_snapshot
from bench.browser import start_chromium

Scheme = Literal["light", "dark"]

IMAGES = Path(__file__).parent / "images"
REVIEWED = Path(__file__).with_name("reviewed.bib")
"""What the review is of: nothing in the documents that ship with the project is doubtful."""
QUESTION = "What has this group done on credit assignment?"
SCREEN, PHONE = (1440, 900), (390, 844)
SIZES = {"1440": SCREEN, "1024": (1024, 768), "390": PHONE}
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PATIENCE = 60_000  # milliseconds
COLOURS = 256
"""A page has few colours: with a palette a picture is a third as large, and looks the same."""


@dataclass(frozen=True)
class Picture:
    """A picture's file, what is to be done before it is taken, and how large and in which scheme."""

    name: str
    show: Callable[[Page], None]
    size: tuple[int, int] = SCREEN
    scheme: Scheme = "light"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="directory of the index (default: data)")
    parser.add_argument("--gallery", type=Path, metavar="DIR", help="every view, into this directory")
    parser.add_argument("--documents", type=Path, help="what the gallery's index is of (default: seeds/)")
    options = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = start_chromium(playwright)
        if options.gallery:
            index = options.index or (Path(folder) if options.documents else None)
            with served(index, options.documents or SEEDS, editors=True) as address:
                for picture in gallery():
                    take(browser, address, picture, options.gallery)
        else:
            with served(options.index, SEEDS, editors=False) as address:
                for picture in PICTURES:
                    take(browser, address, picture, IMAGES)
            with served(Path(folder), REVIEWED, editors=True) as address:
                for picture in PICTURES_FOR_EDITORS:
                    take(browser, address, picture, IMAGES)
        browser.close()


def gallery() -> Iterator[Picture]:
    """Every view in every size and scheme."""
    for name, show in VIEWS.items():
        for width, size in SIZES.items():
            for scheme in SCHEMES:
                yield Picture(f"{name}-{width}-{scheme}", show, size, scheme)


@contextmanager
def served(index: Path | None, documents: Path, *, editors: bool) -> Iterator[str]:
    """The address of the page over an index, which is made of `documents` where there is none."""
    quiet_libraries()
    from assistant.answering import open_assistant
    from assistant.ops.additions import Additions
    from assistant.web.server.server import serve
    from assistant.web.service import Service
    from ingest.reviewing import Reviewing

    settings = Settings.read(index=index)
    ensure_snapshot(settings, say=lambda _: None, documents=documents)
    service = Service(lambda: open_assistant(settings)).start()
    service.wait()
    additions = Additions(settings, at_home=True) if editors else None
    page = serve(service, additions=additions, reviews=Reviewing(settings.index) if editors else None)
    try:
        yield str(page.local_url)
    finally:
        page.close(verbose=False)


def take(browser: Browser, address: str, picture: Picture, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        device_scale_factor=2 if picture.size == PHONE else 1.5,
        reduced_motion="reduce",
    )
    page.goto(address)
    expect(page.locator(".example").first).to_be_visible(timeout=PATIENCE)
    picture.show(page)
    page.wait_for_timeout(400)  # fonts and scrolling come to rest
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{picture.name}.png", optimize=True)
    page.close()


def answered(page: Page) -> None:
    """An answer, with the source of its first citation brought into view."""
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".reply.answered")).to_be_visible(timeout=60_000)
    page.locator(".reply.answered a", has_text="[1]").first.click()
    expect(page.locator("#sources .source.cited")).to_be_visible()
    page.mouse.move(0, 0)


def answered_on_a_phone(page: Page) -> None:
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".reply.answered")).to_be_visible(timeout=60_000)


def looked_through(page: Page) -> None:
    """The papers that a search finds, one of them opened, two selected."""
    listed(page)
    page.locator("#papers input[name=text]").fill("hypernetworks")
    expect(page.locator("#papers .count")).to_contain_text(" of ")
    for box in page.locator("td.pick input").all()[:2]:
        box.check()
    page.locator("td.title button").nth(1).click()
    expect(page.locator("#papers .paper-card")).to_be_visible()
    page.mouse.move(0, 0)


def mapped(page: Page) -> None:
    """The map of the papers, one of them pointed at."""
    page.get_by_role("tab", name="Map", exact=True).click()
    point = page.locator("circle.point.group.t1").last
    expect(point).to_be_visible(timeout=60_000)
    page.locator("#map").evaluate(
        "(map) => { const picture = map.querySelector('svg.landscape').closest('section');"
        "map.scrollTop += picture.getBoundingClientRect().top - map.getBoundingClientRect().top; }"
    )
    page.wait_for_timeout(200)
    point.hover()


def by_year(page: Page) -> None:
    page.get_by_role("tab", name="Map", exact=True).click()
    expect(page.locator("svg.years").first).to_be_visible(timeout=60_000)


def reviewed(page: Page) -> None:
    page.get_by_role("tab", name="Review", exact=True).click()
    expect(page.locator("#review article").first).to_be_visible(timeout=60_000)


def welcomed(page: Page) -> None:
    """The first screen, with what stands beside it."""
    expect(page.locator("#group .chips")).to_be_visible(timeout=PATIENCE)


def asked(page: Page) -> None:
    """The answer to the question on a topic that the page proposes."""
    page.locator(".example").nth(1).click()
    expect(page.locator(".reply.answered")).to_be_visible(timeout=PATIENCE)


def searched(page: Page) -> None:
    """What the search for the first theme finds in the papers, the first of them opened."""
    theme = page.locator("#group .chips button").first.inner_text().rsplit(" ", 1)[0]
    listed(page)
    page.locator("#papers input[name=text]").fill(theme)
    expect(page.locator("#papers .count")).to_contain_text(" of ", timeout=PATIENCE)
    page.locator("td.title button").first.click()
    expect(page.locator("#papers .paper-card")).to_be_visible()


def listed(page: Page) -> None:
    page.get_by_role("tab", name="Papers", exact=True).click()
    expect(page.locator("tr.paper").first).to_be_visible(timeout=PATIENCE)


def by_theme(page: Page) -> None:
    listed(page)
    page.locator("#papers select[name=group]").select_option("theme")
    expect(page.locator("#papers .index li").first).to_be_visible(timeout=PATIENCE)


def met(page: Page) -> None:
    """The people, and what is known of the first."""
    page.get_by_role("tab", name="People", exact=True).click()
    expect(page.locator("#people .on").first).to_be_visible(timeout=PATIENCE)
    page.locator("#people h2 button").first.click()
    expect(page.locator("#people .known")).to_be_visible(timeout=PATIENCE)


def on_the_map(page: Page) -> None:
    by_year(page)
    page.locator("svg.landscape").scroll_into_view_if_needed()
    page.locator("svg.landscape").evaluate("map => map.closest('section').scrollIntoView({ block: 'start' })")


def about(page: Page) -> None:
    page.get_by_role("tab", name="About", exact=True).click()
    expect(page.locator("#about h2").first).to_be_visible(timeout=PATIENCE)


def added(page: Page) -> None:
    page.get_by_role("tab", name="Papers in").click()
    expect(page.locator("#adding form")).to_be_visible()


def doubted(page: Page) -> None:
    page.get_by_role("tab", name="Review", exact=True).click()
    expect(page.locator("#review article, #review .nothing:visible").first).to_be_visible(timeout=PATIENCE)


VIEWS: Mapping[str, Callable[[Page], None]] = {
    "welcome": welcomed,
    "answer": asked,
    "papers": listed,
    "themes": by_theme,
    "search": searched,
    "people": met,
    "years": by_year,
    "map": on_the_map,
    "about": about,
    "adding": added,
    "review": doubted,
}

PICTURES = (
    Picture("chat", answered),
    Picture("chat-dark", answered, scheme="dark"),
    Picture("papers", looked_through),
    Picture("papers-dark", looked_through, scheme="dark"),
    Picture("map", mapped),
    Picture("map-dark", mapped, scheme="dark"),
    Picture("phone-chat", answered_on_a_phone, size=PHONE),
    Picture("phone-papers", looked_through, size=PHONE, scheme="dark"),
    Picture("phone-map", by_year, size=PHONE),
)
PICTURES_FOR_EDITORS = (
    Picture("review", reviewed),
    Picture("review-dark", reviewed, scheme="dark"),
)


if __name__ == "__main__":
    main()
