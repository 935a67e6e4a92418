"""The draft of a model -> its claims: where each sentence stands, and the numbers that it cites.

What is no claim stays as it is written: headings, empty lines, the lines of a table, blocks of code. So a
draft is put together again by replacing the spans of its claims, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.text.analysis import terms
from assistant.text.claims import disarmed
from assistant.text.marks import MARK, MARKS, numbers_in, plain_marks, without_marks
from assistant.text.plaintext import without_hidden
from assistant.text.sentences import Span, split_sentences

_LEAD = re.compile(r"\s*(?:(?:[-*+•>]|\d{1,3}[.)])\s+)*")  # what makes a line an item or a quotation
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*(\*\*|__)[^*_]+\1:?\s*$|\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")  # below the head of a table
_ENDS = re.compile(r"[。！？]+(?:\[\d+\])*|[.!?](?:\[\d+\])+(?=\s+[\"“(*]*[A-ZÀ-Þ])")
"""Ends of sentences with no space after the full stop."""

_REPEATS = 0.8  # least share of the terms of a title that a line of a list of references has
_BESIDE = 15  # terms of such a line that are not of the title, at most: authors, venue, year


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a draft, or a cell of a table, without its marks, and the numbers that it marked.

    It stands with its marks at `start` to `end` of the text; `paragraph` counts the paragraphs from 0.
    `context` is the row and the column of a cell. A claim without text is a mark that stands alone.
    """

    text: str
    marks: tuple[int, ...]
    start: int
    end: int
    paragraph: int
    context: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a draft, its Markdown made harmless and its marks plain, and its claims in order."""

    text: str
    claims: tuple[Claim, ...]


def read(draft: str, *, titles: Sequence[str] = ()) -> Text:
    """The text and the claims of a draft; `titles` are those of the papers that were offered as [1] to [n].

    A list of references at the end is left out: it is no claim, and the sources stand beside the answer.
    """
    text = plain_marks(disarmed(without_hidden(draft)), offered=len(titles) or None)
    text = _without_references(text.strip("\n"), titles)
    return Text(text, tuple(_claims(text)))


def finished(draft: str) -> int:
    """How many characters of a growing draft no longer change what they say: its whole sentences.

    The last sentence is not among them, since its mark may follow its full stop.
    """
    start = draft.rfind("\n") + 1
    spans = _sentences(draft[start:])
    return start + (spans[-1][0] if spans else 0)


def _claims(text: str) -> Iterator[Claim]:
    paragraph, start, in_code, joins = 0, 0, False, False
    head: list[str] | None = None  # the cells of the head of the table that is being read
    lines = text.split("\n")
    for at, line in enumerate(lines):
        end = start + len(line)
        if not line.strip():
            paragraph, head = paragraph + (not joins), None
        elif _FENCE.match(line):
            in_code = not in_code
            yield from _alone(text, start, end, paragraph)
        elif in_code or _HEADING.match(line) or _is_rule(line):
            yield from _alone(text, start, end, paragraph)
        elif "|" in line and (head is not None or (at + 1 < len(lines) and _is_rule(lines[at + 1]))):
            if head is None:
                head = [without_marks(text[a:b]).strip(" *_") for a, b in _cells(text, start, end)]
                yield from _alone(text, start, end, paragraph)
            else:
                yield from _row(text, start, end, head, paragraph)
        else:
            head = None
            yield from _line(text, start, end, paragraph)
            joins = line.rstrip().endswith((":", "："))
        start = end + 1


def _is_rule(line: str) -> bool:
    return "|" in line and bool(_RULE.match(line))


def _line(text: str, start: int, end: int, paragraph: int) -> Iterator[Claim]:
    """The sentences of a line."""
    lead = _LEAD.match(text[start:end])
    assert lead
    begin = start + lead.end()
    for low, high in _sentences(text[begin:end]):
        yield _claim(text, begin + low, begin + high, paragraph)


def _claim(text: str, start: int, end: int, paragraph: int) -> Claim:
    said = text[start:end]
    return Claim(without_marks(said), numbers_in(said), start, end, paragraph)


def _alone(text: str, start: int, end: int, paragraph: int) -> Iterator[Claim]:
    """The marks of a line or a cell that says nothing, each a claim without text."""
    for match in MARKS.finditer(text, start, end):
        begin = text.index("[", match.start())
        yield Claim("", numbers_in(match.group()), begin, match.end(), paragraph)


def _row(text: str, start: int, end: int, head: Sequence[str], paragraph: int) -> Iterator[Claim]:
    """The cells of a row of a table; one without marks has those of the whole row."""
    cells = list(_cells(text, start, end))
    marks = numbers_in(text[start:end])
    label = without_marks(text[cells[0][0] : cells[0][1]]).strip(" *_") if cells else ""
    for at, (low, high) in enumerate(cells):
        said = without_marks(text[low:high])
        if at == 0 or not any(letter.isalnum() for letter in said):
            yield from _alone(text, low, high, paragraph)
            continue
        column = head[at] if at < len(head) else ""
        own = numbers_in(text[low:high])
        context = ", ".join(filter(None, (label, column)))
        yield Claim(said, own or marks, low, high, paragraph, context or "cell")


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the cells of a row, without the space around what they say."""
    at = start
    for match in [*re.finditer(r"(?<!\\)\|", text[start:end]), None]:
        low, high = at, start + match.start() if match else end
        at = start + match.end() if match else end
        said = text[low:high]
        if said.strip():
            yield low + len(said) - len(said.lstrip()), high - len(said) + len(said.rstrip())
        elif low > start and match:
            yield low, low


def _sentences(line: str) -> list[Span]:
    """Sentences of a line, with a mark that follows the full stop counted to the sentence before it.

    One before a lower-case word opens a sentence: "[2] shows that tigers swim."
    """
    spans: list[Span] = []
    for start, end in _ends(line):
        lead = re.match(r"(?:\[\d+\]\s?[,;]?\s?)+[.。]?", line[start:end])
        if lead and spans and not line[start + lead.end() : start + lead.end() + 1].islower():
            spans[-1] = (spans[-1][0], start + len(lead.group().rstrip()))
            start += lead.end()
        if start < end and line[start:end].strip():
            spans.append((start, end))
    return spans


def _ends(line: str) -> Iterator[Span]:
    for start, end in split_sentences(line):
        at = start
        for match in _ENDS.finditer(line, start, end):
            yield at, match.end()
            at = match.end()
        if line[at:end].strip():
            yield at, end


def _without_references(text: str, titles: Sequence[str]) -> str:
    """`text` without the lines at its end that list the papers offered, and without their heading."""
    known = [set(terms(title)) for title in titles]
    lines = text.split("\n")
    kept = len(lines)
    while kept and (not lines[kept - 1].strip() or _is_reference(lines[kept - 1], known)):
        kept -= 1
    if not any(line.strip() for line in lines[kept:]):
        return text
    if kept and (_HEADING.match(lines[kept - 1]) or lines[kept - 1].rstrip().endswith((":", "："))):
        kept -= 1
    return "\n".join(lines[:kept]).rstrip()


def _is_reference(line: str, titles: Sequence[set[str]]) -> bool:
    """Whether a line opens with a mark or a number and repeats a title, with little beside it."""
    opening = re.match(r"\s*(?:[-*+•]\s+)?(?:\*\*)?(?:\[\d+\]|\d{1,3}[.)])", line)
    if not opening or MARK.search(line, opening.end()):  # an item of a list that cites something
        return False
    own = terms(line[opening.end() :])
    return any(
        title and len(title & set(own)) >= _REPEATS * len(title) and len(own) <= len(title) + _BESIDE
        for title in titles
    )
