"""The Papers tab: every paper in a table that is searched as one types, sorted, filtered and exported.

The rows of the table are HTML made here. The browser's part (papers.js) holds the visitor's search and
selection, so nothing of a visitor is kept on the server. A Gradio table would send all papers to every
visitor and has no rows that open.
"""

from __future__ import annotations

from pathlib import Path

import gradio as gr

from assistant.web.papers.listing import Listing
from assistant.web.service import Service
from assistant.web.views import build_view

FOLDER = Path(__file__).parent


def build_papers(service: Service) -> gr.HTML:
    """The Papers tab over `service`; nothing of it is sent before the tab is opened."""
    listing = Listing(service)
    functions = (
        *(listing.look_up, listing.choices, listing.themes),
        *(listing.export, listing.references, listing.open_paper),
    )
    return build_view(service, FOLDER, functions)
