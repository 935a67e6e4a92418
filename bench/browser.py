"""The Chromium that looks at the page: in tests, in `bench attack`, and for the pictures of the README."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

# Chromium's own look-ups (updates, sync) are switched off: what is left are the page's requests.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The Chromium that CHROMIUM names, else the system's; None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def start_chromium(playwright: Playwright) -> Browser:
    """Start that Chromium, else the one that Playwright installed."""
    return playwright.chromium.launch(executable_path=chromium(), args=list(_FLAGS))
