"""What each block of a document is, and the paragraphs of each of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.index.fulltext import Part
from assistant.text.word_lists import load_table
from ingest.fulltext.blocks import CAPTION, ENDS, Block, Body, marked
from ingest.fulltext.lines import Line

Kind = Literal["text", "heading", "caption", "footnote", "table", "rows"]
""""table" is what belongs to a caption, "rows" what only looks like a table."""

_NUMBER = re.compile(
    r"(?:(?:Section|Appendix|Chapter)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[IVX]{1,5}\.|[A-Z](?:\.\d{1,2}){0,3}[.)]?(?=\s))\s+(?=[\"“]?[^\W_])"
)
_SPACED = re.compile(r"(?:\b\w\s){3,}\w\b")  # "A B S T R A C T"
_ENTRY = re.compile(r"\[[\w+., -]{1,20}\]|\(?\d{1,3}[.)]?\s")
_EQUATION = re.compile(r"\([A-Z]?\.?\d+(?:\.\d+)?[a-z]?\)\s*$")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONGEST_HEADING = 160
_LONGEST_NAMED = 60
_SMALL = 0.95  # of the size of the text: notes and captions are 0.9 of it or less
_PROSE_WORDS = 40  # of an abstract, or a paragraph of the text
_NEAR = 60  # blocks behind an abstract's heading among which the introduction begins
_FRONT_PAGES = 3  # a cover page, and a title that fills a page of its own


@dataclass(eq=False)
class Portion:
    """A section: its heading, what it is, and its paragraphs, each of lines of several columns."""

    part: Part
    heading: list[Line] = field(default_factory=list)
    paragraphs: list[list[Line]] = field(default_factory=list)
    skip: int = 0
    """Characters of its first paragraph that are the heading: "Abstract. We ..."."""


@cache
def _names() -> dict[str, frozenset[str]]:
    table = load_table(Path(__file__).with_name("names.toml"))
    return {kind: frozenset(names) for kind, names in table.items()}


@cache
def _all_names() -> frozenset[str]:
    names = _names()
    return frozenset().union(
        *(names[kind] for kind in ("abstract", "introduction", "references", "structured", "other"))
    )


def section_name(text: str) -> str:
    """A heading as it is looked up: without number, letter-spacing and marks, folded."""
    text = " ".join(text.split())
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    return _NUMBER.sub("", text, count=1).strip(" .:—–-").casefold()


def section_part(heading: str) -> Part:
    """The part of a section with such a heading."""
    name = section_name(heading)
    if name in _names()["abstract"]:
        return "abstract"
    return "references" if name in _names()["references"] else "body"


def sections(blocks: Sequence[Block], body: Body, labels: Sequence[list[Line]]) -> list[Portion]:
    """The sections of a document: front, abstract and text as they are read, then all that was set apart."""
    main, apart = _main(blocks, _kinds(blocks, body))
    apart += [Portion("table", paragraphs=[lines]) for lines in labels]
    return [
        *(one for one in main if one.part != "references"),
        *apart,
        *(one for one in main if one.part == "references"),
    ]


def _kinds(blocks: Sequence[Block], body: Body) -> list[Kind]:
    kinds: list[Kind] = ["text"] * len(blocks)
    for at, block in enumerate(blocks):
        if _is_caption(block, body):
            kinds[at] = "caption"
        elif _is_heading(block, body, blocks[at + 1] if at + 1 < len(blocks) else None):
            kinds[at] = "heading"
    _mark_notes(blocks, kinds, body)
    _mark_tables(blocks, kinds, body, after=_front_end(blocks, kinds))
    return kinds


def _is_caption(block: Block, body: Body) -> bool:
    match = CAPTION.match(block.lines[0].text)
    if not match:
        return False
    if match["mark"]:
        return True
    rest = block.text[match.end() :].lstrip()
    return bool(
        block.size < _SMALL * body.size
        or (rest[:1].isupper() and block.lines[0].sheet.chars.bold[block.lines[0].at[0]])
    )


def _is_heading(block: Block, body: Body, after: Block | None) -> bool:
    text = block.text
    if len(text) > _LONGEST_HEADING or len(block.lines) > 3 or not _WORD.search(text):
        return False
    if any(line.cells > 1 and not _NUMBER.match(line.text) for line in block.lines) or _EQUATION.search(text):
        return False
    name = section_name(text)
    numbered = bool(_NUMBER.match(text))
    if len(text) <= _LONGEST_NAMED and name in _all_names():
        return text[:1].isupper() or numbered or bool(_SPACED.fullmatch(text))
    number = match[0] if (match := _NUMBER.match(text)) else ""
    first = text[len(number) :][:1]
    begins = first.isupper() or first.isdigit() or bool(number and first.isalpha())
    # "2.1. Participants." is set so by some; a bold sentence is no heading.
    closed = text[len(number) :].rstrip(".").count(".") == 0 and number and text[-1] == "."
    if not begins or (text[-1] in ".,;:" and not closed):
        return False
    letters = "".join(_LETTERS.findall(text))
    style = block.bold or block.size > 1.07 * body.size
    capitals = len(letters) >= 4 and letters.isupper()
    if style or (capitals and (numbered or block.gap > 1.2 * body.leading)):
        return True
    font = block.lines[0].font != body.font and block.size > 0.97 * body.size
    alone = len(block.lines) == 1 and block.gap > 1.15 * body.leading and not block.full
    words = _WORD.findall(text)
    plain = sum(map(str.isalpha, text)) > 0.75 * len(text.replace(" ", ""))  # no line of a program
    return bool(
        alone
        and font
        and plain
        and sum(map(len, words)) > 0.6 * len(letters)
        and (numbered or len(words) <= 8)
        and after is not None
        and after.lines[0].font == body.font
    )


def _mark_notes(blocks: Sequence[Block], kinds: list[Kind], body: Body) -> None:
    """Mark the notes at the foot of each column: small, and marked or on the first page."""
    end = len(blocks)
    while end:
        column = blocks[end - 1].column
        start = next((at for at in range(end - 1, -1, -1) if blocks[at].column != column), -1) + 1
        at = end
        while (
            at > start and blocks[at - 1].size < _SMALL * body.size and kinds[at - 1] in ("text", "heading")
        ):
            at -= 1
        at = next((note for note in range(at, end) if marked(blocks[note].lines[0])), at)
        foot = blocks[at:end]
        low = bool(foot) and foot[0].lines[0].base > 0.5 * foot[0].lines[0].sheet.height
        if low and (marked(foot[0].lines[0]) or (foot[0].page == 0 and at > start)):
            kinds[at:end] = ["footnote"] * (end - at)
        end = start


def _mark_tables(blocks: Sequence[Block], kinds: list[Kind], body: Body, *, after: int) -> None:
    """Mark the rows of tables and the words in figures: what is no prose, beside a caption or by its cells.

    Before the block number `after` stand names and addresses, which look alike.
    """
    for at, block in enumerate(blocks):
        if kinds[at] != "caption":
            continue
        match = CAPTION.match(block.lines[0].text)
        assert match is not None
        below_first = match["kind"].casefold().startswith(("tab", "algo", "listing"))
        for step in (1, -1) if below_first else (-1, 1):
            if _mark_beside(blocks, kinds, at, step, body, after):
                break
    for at, block in enumerate(blocks):
        if at >= after and kinds[at] == "text" and len(block.lines) > 1 and _cells(block) > 0.5:
            kinds[at] = "rows"


def _mark_beside(
    blocks: Sequence[Block], kinds: list[Kind], caption: int, step: int, body: Body, after: int
) -> bool:
    at, found = caption + step, False
    while (
        after <= at < len(blocks)
        and blocks[at].page == blocks[caption].page
        and kinds[at] in ("text", "heading")
    ):
        named = kinds[at] == "heading" and (
            section_name(blocks[at].text) in _all_names() or _NUMBER.match(blocks[at].text)
        )
        if named or not _is_scrap(blocks[at], body):
            break
        kinds[at], found = "table", True
        at += step
    return found


def _cells(block: Block) -> float:
    return sum(line.cells > 1 and not _EQUATION.search(line.text) for line in block.lines) / len(block.lines)


def _is_scrap(block: Block, body: Body) -> bool:
    """Whether a block is no prose: rows of cells, or pieces that do not fill their column."""
    if _cells(block) > 0.3:
        return True
    if any(_EQUATION.search(line.text) and line.right > block.right - line.size for line in block.lines):
        return False
    full = sum(line.right > block.right - 2 * line.size for line in block.lines)
    if len(block.lines) > 1 and full >= 0.6 * (len(block.lines) - 1):
        return False
    return len(block.text) / len(block.lines) < 40 and not ENDS.search(block.text)


def _main(blocks: Sequence[Block], kinds: Sequence[Kind]) -> tuple[list[Portion], list[Portion]]:
    """The sections of the text, and those that stand behind it."""
    reading = _Reading(blocks, kinds)
    for at in range(len(blocks)):
        reading.take(at)
    main = reading.main
    if not any(one.part == "abstract" for one in main):
        main = _with_abstract(main)
    for one in main:
        if one.part == "references":
            one.paragraphs = _entries(one.paragraphs, blocks)
    return [one for one in main if one.paragraphs or one.heading], reading.apart


class _Reading:
    """Blocks that are taken one after another, and the section in which the next one stands."""

    def __init__(self, blocks: Sequence[Block], kinds: Sequence[Kind]) -> None:
        self.main = [Portion("front")]
        self.apart: list[Portion] = []
        self._blocks, self._kinds = blocks, kinds
        self._start, self._bare = _front_end(blocks, kinds), _bare_list(blocks, kinds)
        self._state: Part = "front"
        self._style: Block | None = None  # the heading of the references
        self._before: Block | None = None  # what a paragraph may go on from

    def take(self, at: int) -> None:
        block, kind = self._blocks[at], self._kinds[at]
        in_list = self._state == "references"
        if kind == "footnote" and in_list and any(marked(lines[0]) for lines in self.main[-1].paragraphs):
            kind = "text"  # of a list whose numbers are raised
        if kind in ("caption", "table", "footnote") or (kind == "rows" and not in_list):
            follows = bool(at) and self._kinds[at - 1] == kind and self._blocks[at - 1].page == block.page
            _set_apart(self.apart, block, kind, follows=follows)
            return
        if at == self._bare:
            self._begin("references")
        if at == self._start and self._state == "front" and kind != "heading":
            self._begin("body")
        if kind == "heading" and self._is_heading(at):
            part = _state_after(section_name(block.text), self._state, self._opens_later(at))
            self._style = block if part == "references" else self._style
            self._begin(part, block.lines)
        elif self._state in ("front", "abstract") and (label := _run_in(block.text)):
            self._begin(label[0])
            self.main[-1].skip = label[1]
            self._write(block)
        else:
            self._write(block)

    def _is_heading(self, at: int) -> bool:
        """Whether what looks like a heading is none of the title's lines, nor of an entry of a list."""
        name = section_name(self._blocks[at].text)
        if self._state == "references":
            return _ends_references(self._blocks[at], name, self._style)
        return not (self._state == "front" and at < self._start and name not in _names()["abstract"])

    def _opens_later(self, at: int) -> bool:
        later = range(at + 1, min(at + _NEAR, len(self._blocks)))
        return any(_opens(self._blocks[one], self._kinds[one]) for one in later)

    def _begin(self, part: Part, heading: Sequence[Line] = ()) -> None:
        self.main.append(Portion(part, heading=list(heading)))
        self._state, self._before = part, None

    def _write(self, block: Block) -> None:
        paragraphs = self.main[-1].paragraphs
        if self._before is not None and paragraphs and _goes_on(self._before, block, self._state):
            paragraphs[-1] += block.lines
        else:
            paragraphs.append(list(block.lines))
        self._before = block


def _bare_list(blocks: Sequence[Block], kinds: Sequence[Kind]) -> int | None:
    """The number of the block with which references begin that have no heading: "[1] ...", "[2] ..."."""
    headings = [block for block, kind in zip(blocks, kinds, strict=True) if kind == "heading"]
    if any(section_name(heading.text) in _names()["references"] for heading in headings):
        return None
    at = max((at for at, block in enumerate(blocks) if block.text.startswith("[1] ")), default=0)
    before = sum(len(block.lines) for block in blocks[:at])
    after = [line.text for block in blocks[at:] for line in block.lines]
    return at if before > len(after) and any(text.startswith("[2] ") for text in after) else None


def _entries(paragraphs: Sequence[list[Line]], blocks: Sequence[Block]) -> list[list[Line]]:
    """The entries of a list of references: each begins with a number, or before lines that are indented."""
    lines = [line for paragraph in paragraphs for line in paragraph]
    margins = {id(line): block.left for block in blocks for line in block.lines}
    flush = [line.left - margins[id(line)] < 0.5 * line.size for line in lines]
    numbered = [bool(_ENTRY.match(line.text)) for line in lines]
    if numbered[:1] == [True] and sum(numbered) > 1:
        starts = numbered
    elif 0.3 * len(lines) < len(lines) - sum(flush):
        starts = flush
    else:
        return list(paragraphs)
    entries: list[list[Line]] = []
    for line, begins in zip(lines, starts, strict=True):
        if begins or not entries:
            entries.append([])
        entries[-1].append(line)
    return entries


def _set_apart(apart: list[Portion], block: Block, kind: Kind, *, follows: bool) -> None:
    part: Part = "caption" if kind == "caption" else "footnote" if kind == "footnote" else "table"
    if follows and apart and apart[-1].part == part and part != "caption":
        apart[-1].paragraphs.append(list(block.lines))
    else:
        apart.append(Portion(part, paragraphs=[list(block.lines)]))


def _opens(block: Block, kind: Kind) -> bool:
    """Whether a block is the heading with which the text begins."""
    if kind != "heading":
        return False
    return section_name(block.text) in _names()["introduction"] or bool(
        re.match(r"(?:1|I)[.)]?\s", block.text)
    )


def _front_end(blocks: Sequence[Block], kinds: Sequence[Kind]) -> int:
    """The number of the block with which the text, or an abstract with a heading, begins."""
    early = [at for at, block in enumerate(blocks) if block.page < _FRONT_PAGES]
    for at in early:
        name = section_name(blocks[at].text) if kinds[at] == "heading" else ""
        if name in _names()["abstract"] or _opens(blocks[at], kinds[at]):
            return at
    for at in early:
        if kinds[at] == "text" and (_run_in(blocks[at].text) or len(blocks[at].text.split()) >= _PROSE_WORDS):
            # The heading right before a paragraph belongs to it, unless it is the title.
            return (
                at - 1
                if at > 1 and kinds[at - 1] == "heading" and blocks[at - 1].size < 1.25 * blocks[at].size
                else at
            )
    return 0 if not blocks or len(blocks[0].text.split()) >= _PROSE_WORDS else len(early)


def _state_after(name: str, state: Part, opens_later: bool) -> Part:
    names = _names()
    if name in names["abstract"] and state in ("front", "abstract"):
        return "abstract"
    if name in names["references"]:
        return "references"
    if name in names["keywords"] and state in ("front", "abstract"):
        return "front"
    if state == "abstract" and name in names["structured"] and opens_later:
        return "abstract"
    return "body"


def _ends_references(block: Block, name: str, style: Block | None) -> bool:
    """Whether a heading within the references begins something else: named so, or set as theirs is."""
    if any(name.startswith(word) for word in _names()["after_references"]) or name in _names()["other"]:
        return True
    if style is None:
        return False
    alike = abs(block.size - style.size) < 0.05 * style.size and block.lines[0].font == style.lines[0].font
    return alike and not re.search(r"\b(?:19|20)\d\d\b", block.text)


_RUN_IN = re.compile(
    r"(?P<name>[^\W\d_][^\W\d_ -]*(?: [^\W\d_-]+){0,4}?)\s*(?P<mark>[.:—–]|-{1,2})+\s*(?=\S)"
)
_BARE = re.compile(r"(?P<name>ABSTRACT|Abstract|SUMMARY)\s+(?=[A-Z])")


def _run_in(text: str) -> tuple[Part, int] | None:
    """The label with which a paragraph begins ("Abstract—We ..."): what it names, and its length."""
    match = _RUN_IN.match(text) or _BARE.match(text)
    if not match:
        return None
    name = match["name"].casefold()
    if name in _names()["abstract"]:
        return "abstract", match.end()
    if name in _names()["keywords"]:
        return "front", 0
    return None


def _with_abstract(sections: list[Portion]) -> list[Portion]:
    """The sections, with the longest paragraph of prose before the text as the abstract."""
    front = sections[0]
    if front.part != "front":
        return sections
    lengths = [len(" ".join(line.text for line in lines).split()) for lines in front.paragraphs]
    at = max(range(len(lengths)), key=lengths.__getitem__, default=None)
    if at is None or lengths[at] < _PROSE_WORDS:
        return sections
    after = front.paragraphs[at + 1 :]
    return [
        Portion("front", paragraphs=front.paragraphs[:at]),
        Portion("abstract", paragraphs=[front.paragraphs[at]]),
        *([Portion("front", paragraphs=after)] if after else []),
        *sections[1:],
    ]


def _goes_on(before: Block, block: Block, state: Part) -> bool:
    """Whether a block is the rest of the paragraph before it."""
    end, first = before.text.rstrip(), block.text.lstrip()
    if state == "front":
        return False
    if state == "references":
        return (
            before.column != block.column and not ENDS.search(end) and not re.match(r"\[?\d{1,3}[\].]", first)
        )
    if not re.search(r"[.!?:…][\"'”’)\]]*\d{0,3}$", end):
        return True
    apart = before.column != block.column
    return (
        apart
        and before.full
        and not block.indented
        and first[:1].isalpha()
        and end[-1] != ":"
        and abs(before.size - block.size) < 0.07 * block.size
    )


def lines_of(sections: Sequence[Portion]) -> Iterator[Line]:
    for section in sections:
        yield from section.heading
        for paragraph in section.paragraphs:
            yield from paragraph
