"""A full text as it looks: without characters that nobody sees, or that are orders to a terminal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.index.fulltext import Fulltext, Section
from assistant.text.plaintext import as_seen


def as_it_looks(fulltext: Fulltext) -> Fulltext:
    """`fulltext` without hidden characters and controls; those that are left keep their places."""
    text = fulltext.text
    header = replace(
        fulltext.header,
        title=_line(fulltext.header.title),
        authors=tuple(name for one in fulltext.header.authors if (name := _line(one))),
    )
    sections = tuple(replace(section, heading=_line(section.heading)) for section in fulltext.sections)
    if _seen(text) == text:
        return replace(fulltext, header=header, sections=sections)
    kept = np.array([_seen(text[max(0, at - 1) : at + 2]).count(c) > 0 for at, c in enumerate(text)], bool)
    moved = np.concatenate([[0], np.cumsum(kept)])

    def at(section: Section) -> Section:
        return replace(section, start=int(moved[section.start]), end=int(moved[section.end]))

    return Fulltext(
        text="".join(c for c, keep in zip(text, kept, strict=True) if keep),
        pages=fulltext.pages,
        sections=tuple(map(at, sections)),
        places=fulltext.places[kept],
        header=header,
    )


def _seen(text: str) -> str:
    return as_seen(text.encode("utf-8", "ignore").decode())  # without halves of characters


def _line(text: str) -> str:
    return " ".join(_seen(text).split())
