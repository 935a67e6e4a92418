"""Characters that nobody sees are no part of a full text, and take no other one's place."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.index.fulltext import Fulltext, Header, Page, Section
from ingest.fulltext.seen import as_it_looks


def text_of(text: str, *sections: Section, header: Header | None = None) -> Fulltext:
    places = np.zeros((len(text), 5), dtype=np.int32)
    places[:, 1] = range(len(text))
    return Fulltext(text, (Page(100, 100),), sections, places, header or Header())


@pytest.mark.parametrize("hidden", ["\u202e", "\x1b", "\u200b", "\U000e0041", "\ud800", "\x07\u2066"])
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    said = f"Owls {hidden}hunt.\n\nMice {hidden}flee."
    seen = as_it_looks(text_of(said, Section(f"A{hidden}", "body", 0, 11 + len(hidden))))
    assert seen.text == "Owls hunt.\n\nMice flee."
    (section,) = seen.sections
    assert (section.heading, seen.text[section.start : section.end]) == ("A", "Owls hunt.\n")
    assert seen.places[seen.text.index("Mice"), 1] == said.index("Mice")
    assert seen.places[seen.text.index("hunt"), 1] == said.index("hunt")


def test_an_ordinary_text_stays_as_it_is() -> None:
    text = text_of(
        "Owls hunt mice – naïve ones.", header=Header("Owls\u202e at night", ("Zoë\u200b Owl", "\u200b"))
    )
    seen = as_it_looks(text)
    assert seen.text == text.text
    assert seen.places is text.places
    assert (seen.header.title, seen.header.authors) == ("Owls at night", ("Zoë Owl",))
