"""A document as numbered lines, whatever its encoding, line ends and blank lines.

Bytes that can't be read do not spoil the document: they become lone surrogates (encodings.py), and `damage`
finds them in the record they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.datamodels import Origin
from assistant.text.plaintext import without_hidden
from ingest.sources.encodings import decoded
from ingest.sources.records import Skipped

_UNREADABLE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SENTENCE_END = re.compile(r"[.!…。][\"'”’)\]]*$")
_PROSE_CHARS = 250  # the longest title of the 174 known ones has 151 characters, the shortest abstract 762
_SHORT_PROSE_CHARS = 30
_WRAPPED_WIDTH = range(60, 121)  # line widths of a text that was wrapped for a terminal or an editor
_RAGGED = 25  # how far such widths may lie apart


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer white space; `gap` is true where a blank line stands before it."""

    number: int
    text: str
    gap: bool = False


@dataclass(frozen=True)
class Document:
    """A document's name and its text, line ends made `\\n`."""

    name: str
    text: str

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are not blank."""
        return tuple(self._lines())

    @cached_property
    def paragraphs(self) -> tuple[Line, ...]:
        """The lines that are not blank, the lines of a wrapped paragraph joined into one."""
        runs: list[list[Line]] = []
        for line in self.lines:
            if line.gap or not runs:
                runs.append([])
            runs[-1].append(line)
        return tuple(paragraph for run in runs for paragraph in _unwrapped(run))

    def origin(self, line: Line) -> Origin:
        return Origin(self.name, line.number)

    def skipped(self, line: Line, reason: str) -> Skipped:
        return Skipped(self.name, line.number, reason)

    def _lines(self) -> Iterator[Line]:
        gap = False
        # Not splitlines(): it also breaks at characters that editors count as part of a line (U+2028).
        for number, raw in enumerate(self.text.split("\n"), start=1):
            if text := raw.strip():
                yield Line(number, text, gap)
            gap = not text


def document_of(name: str, data: bytes) -> Document:
    """The document with these bytes; what is no text in it shows in its records (`damage`)."""
    return Document(name, without_hidden(_decode(data)))


def damage(*texts: str) -> str | None:
    """Why a record with these texts is no good, or None."""
    texts = tuple(text for text in texts if not text.isprintable())  # which most are, and it is cheap to ask
    if any(_UNREADABLE.search(text) for text in texts):
        return "it holds bytes that are not UTF-8; save the document as UTF-8"
    if any(_CONTROL.search(text) for text in texts):
        return "it holds control characters"
    return None


def is_prose(text: str) -> bool:
    """Whether a paragraph reads like an abstract rather than a title or a list of names."""
    return len(text) > _PROSE_CHARS or bool(len(text) >= _SHORT_PROSE_CHARS and _SENTENCE_END.search(text))


def _decode(data: bytes) -> str:
    text = decoded(data).replace("\r\n", "\n")
    return text if "\n" in text else text.replace("\r", "\n")


def _unwrapped(run: list[Line]) -> list[Line]:
    widths = [len(line.text) for line in run[:-1]]
    wrapped = (
        widths
        and all(width in _WRAPPED_WIDTH for width in (min(widths), max(widths)))
        and max(widths) - min(widths) <= _RAGGED
        and len(run[-1].text) <= _WRAPPED_WIDTH.stop
    )
    # Two lines alone are as likely a title and its abstract: those stay apart.
    if not wrapped or len(run) < 3:
        return run
    return [Line(run[0].number, " ".join(line.text for line in run), run[0].gap)]
