"""The README's pictures, taken of the real page over the documents that ship with the project.

    make screenshots

A picture is taken when what it shows has come to rest; names, sizes and colour schemes are below.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.config import Settings, quiet_libraries
from assistant.ops.first_run import ensure_snapshot

IMAGES = Path(__file__).parent / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUESTION = "What has this group done on credit assignment?"
SCREEN, PHONE = (1280, 840), (390, 844)
COLOURS = 256
"""A page has few colours: with a palette a picture is a third as large, and looks the same."""


@dataclass(frozen=True)
class Picture:
    """A picture's file, what is to be done before it is taken, and how large and in which scheme."""

    name: str
    show: Callable[[Page], None]
    size: tuple[int, int] = SCREEN
    scheme: Literal["light", "dark"] = "light"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="directory of the index (default: data)")
    options = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with served(options.index) as address, sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            take(browser, address, picture)
        browser.close()


@contextmanager
def served(index: Path | None) -> Iterator[str]:
    """The address of the page over an index, which is made where there is none."""
    quiet_libraries()
    from assistant.answering import open_assistant
    from assistant.web.server import serve
    from assistant.web.service import Service

    settings = Settings.read(index=index)
    ensure_snapshot(settings, say=lambda _: None)
    service = Service(lambda: open_assistant(settings)).start()
    service.wait()
    page = serve(service)
    try:
        yield str(page.local_url)
    finally:
        page.close(verbose=False)


def take(browser: Browser, address: str, picture: Picture) -> None:
    width, height = picture.size
    page = browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        device_scale_factor=2 if picture.size == PHONE else 1.5,
        reduced_motion="reduce",
    )
    page.goto(address)
    expect(page.locator(".example").first).to_be_visible(timeout=30_000)
    picture.show(page)
    page.wait_for_timeout(400)  # fonts and scrolling come to rest
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(IMAGES / f"{picture.name}.png", optimize=True)
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
    page.get_by_role("tab", name="Papers").click()
    page.locator("#papers input[name=text]").fill("hypernetworks")
    expect(page.locator("#papers .count")).to_contain_text(" of ")
    for box in page.locator("td.pick input").all()[:2]:
        box.check()
    page.locator("td.title button").nth(1).click()
    expect(page.locator("#papers .paper-card")).to_be_visible()
    page.mouse.move(0, 0)


def mapped(page: Page) -> None:
    """The map of the papers, one of them pointed at."""
    page.get_by_role("tab", name="Map").click()
    point = page.locator("circle.point.group.t1").last
    expect(point).to_be_visible(timeout=60_000)
    page.locator("#map").evaluate(
        "(map) => { const picture = map.querySelector('svg.landscape').closest('section');"
        "map.scrollTop += picture.getBoundingClientRect().top - map.getBoundingClientRect().top; }"
    )
    page.wait_for_timeout(200)
    point.hover()


def by_year(page: Page) -> None:
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("svg.years").first).to_be_visible(timeout=60_000)


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


if __name__ == "__main__":
    main()
