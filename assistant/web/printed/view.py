"""The view of a printed page over the chat: what the browser asks for, and what it gets."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np

from assistant.errors import UsageError
from assistant.index.bodies import Body
from assistant.index.fulltext import Fulltext
from assistant.text.sentences import Span
from assistant.web.asked import number_of, text_of
from assistant.web.printed.originals import address_of
from assistant.web.printed.pictures import PictureError, Pictures
from assistant.web.service import Service
from assistant.web.views import Reply, build_view

FOLDER = Path(__file__).parent


def build_printed(service: Service, *, open_pdfs: bool = False) -> gr.HTML:
    """The dialog with a page of a paper, which buttons of source cards open.

    With `open_pdfs` it leads to the PDF.
    """
    pictures = Pictures()

    def show_page(asked: Any) -> Reply:
        corpus = service.wait(0).corpus
        paper_id = text_of(asked, "paper")
        body = corpus.bodies.of(paper_id)
        if body is None:
            raise UsageError("The full text of this paper is not here any more.")
        number, start, end = (number_of(asked, name) or 0 for name in ("page", "start", "end"))
        text = body.fulltext
        if not 1 <= number <= len(text.pages):
            raise UsageError(f"Expected a page from 1 to {len(text.pages)}, got {number}.")
        quote = (max(0, start), min(end, len(text.text)))
        reply = {**_page(text, number - 1, quote), **_picture(body, number - 1, pictures)}
        return {**reply, "original": address_of(paper_id, body.held)} if open_pdfs else reply

    return build_view(service, FOLDER, (show_page,))


def _page(text: Fulltext, page: int, quote: Span) -> Reply:
    size = text.pages[page]
    # TEI may tell of pages without their sizes.
    known = quote[0] < quote[1] and size.width > 0 and size.height > 0
    boxes = [box for box in text.boxes(*quote) if box.page == page] if known else []
    section = text.section_at(quote[0])
    return {
        "page": page + 1,
        "pages": len(text.pages),
        "section": section.heading if section else "",
        "ratio": size.height / size.width if size.width > 0 else 1.414,
        "boxes": [
            [box.left / size.width, box.top / size.height, box.right / size.width, box.bottom / size.height]
            for box in boxes
        ],
        "text": "".join(_paragraphs(text, page, quote)),
    }


def _picture(body: Body, page: int, pictures: Pictures) -> Reply:
    document = {"document": body.held.document}
    try:
        return {
            **document,
            "picture": f"data:image/webp;base64,{b64encode(pictures.of(body.held, page)).decode()}",
        }
    except PictureError as problem:
        return {**document, "missing": str(problem)}


def _paragraphs(text: Fulltext, page: int, quote: Span) -> Iterator[str]:
    """What a page prints, as HTML, in reading order, with the quote marked."""
    for start, end in _printed(text, page):
        low, high = max(start, quote[0]), min(end, quote[1])
        said = text.text
        if low < high:
            marked = f"<mark>{escape(said[low:high])}</mark>"
            yield f"<p>{escape(said[start:low])}{marked}{escape(said[high:end])}</p>"
        else:
            yield f"<p>{escape(said[start:end])}</p>"


def _printed(text: Fulltext, page: int) -> Iterator[Span]:
    """The parts of paragraphs that stand on a page."""
    at = np.flatnonzero(text.places[:, 0] == page)
    if not len(at):
        return
    for first, last in _runs(at.tolist(), text.text):
        yield first, last + 1


def _runs(at: list[int], text: str) -> Iterator[Span]:
    """The first and the last of the places `at` that nothing but white space within a paragraph parts."""
    first = before = at[0]
    for place in at[1:]:
        between = text[before + 1 : place]
        if between.strip() or "\n" in between:
            yield first, before
            first = place
        before = place
    yield first, before
