"""The draft of a model -> its claims: where each sentence stands, and the numbers that it cites.

What is no claim stays as it is written: headings, empty lines, the lines of a table, blocks of code. So a
draft is put together again by replacing the spans of its claims, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.text.disarming import disarmed, unlinked
from assistant.text.marked_sentences import marked_sentences
from assistant.text.marks import MARKS, numbers_in, plain_marks, without_marks
from assistant.text.plaintext import as_seen
from assistant.text.reference_lists import repeats_title, without_references
from assistant.text.sentences import Span, abbreviations

_LEAD = re.compile(r"\s*(?:(?:[-*+•>]|\d{1,3}[.)]|#{1,6})\s+)*")
"""What makes a line an item, a quotation or a heading."""

_RULED = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s(?P<said>.*)|\s*(?P<sign>\*\*|__)(?P<bold>[^*_]+)(?P=sign):?\s*$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_FENCED = re.compile(
    r"\s*(```|~~~)[ \t]*(?:markdown|md|text|txt)?[ \t]*\n((?:(?!\1).)*?)(?:\n\s*\1)?\s*", re.S
)
_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")  # below the head of a table
_LONGEST_HEADING = 12  # words of one that is no title


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a draft, or a cell of a table, without its marks, and the numbers that it marked.

    It stands with its marks at `start` to `end` of the text; `paragraph` counts the paragraphs from 0.
    `context` is the row and the column of a cell. A claim without text is a mark that stands alone.
    `written` is the text with the marks.
    """

    text: str
    marks: tuple[int, ...]
    start: int
    end: int
    paragraph: int
    context: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a draft, its Markdown made harmless and its marks plain, and its claims in order."""

    text: str
    claims: tuple[Claim, ...]


def read(draft: str, *, titles: Sequence[str] = ()) -> Text:
    """The text and the claims of a draft; `titles` are those of the papers that were offered as [1] to [n].

    A list of references at the end is left out: it is no claim, and the sources stand beside the answer.
    """
    if whole := _FENCED.fullmatch(draft):  # an answer set as a block of code
        draft = whole[2]
    draft = "\n".join(line if line.strip() else "" for line in draft.splitlines())
    text = unlinked(plain_marks(disarmed(as_seen(draft)), offered=len(titles) or None))
    text = without_references(text.strip("\n"), titles)
    return Text(text, tuple(_claims(text, titles)))


def finished(draft: str) -> int:
    """How many characters of a growing draft no longer change what they say: its whole sentences.

    The last sentence is not among them, since its mark may follow its full stop.
    """
    start = draft.rfind("\n") + 1
    spans = marked_sentences(draft[start:])
    return start + (spans[-1][0] if spans else 0)


def _claims(text: str, titles: Sequence[str]) -> Iterator[Claim]:
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
        elif in_code or _RULED.match(line) or _is_rule(line) or _is_heading(line, titles):
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


def _is_heading(line: str, titles: Sequence[str]) -> bool:
    """Whether a line is set as a heading and is none of the sentences that a model emphasises as a whole."""
    found = _HEADING.match(line)
    if not found:
        return False
    said = without_marks(found["said"] or found["bold"] or "").strip(" *_#")
    words = said.split()
    if said.endswith((".", "!", "…", "。", "！")) and len(words) > 1:
        return words[-1].rstrip(".").casefold() in abbreviations()
    return len(words) <= _LONGEST_HEADING or repeats_title(said, titles)


def _line(text: str, start: int, end: int, paragraph: int) -> Iterator[Claim]:
    """The sentences of a line."""
    lead = _LEAD.match(text[start:end])
    assert lead
    begin = start + lead.end()
    for low, high in marked_sentences(text[begin:end]):
        yield _claim(text, begin + low, begin + high, paragraph)


def _claim(text: str, start: int, end: int, paragraph: int) -> Claim:
    said = text[start:end]
    return Claim(without_marks(said), numbers_in(said), start, end, paragraph, written=said)


def _alone(text: str, start: int, end: int, paragraph: int) -> Iterator[Claim]:
    """The marks of a line or a cell that says nothing, each a claim without text."""
    for match in MARKS.finditer(text, start, end):
        begin = text.index("[", match.start())
        yield Claim("", numbers_in(match.group()), begin, match.end(), paragraph)


def _row(text: str, start: int, end: int, head: Sequence[str], paragraph: int) -> Iterator[Claim]:
    """The cells of a row of a table; one without marks has those of the whole row.

    The first names what the others tell of, and is a claim only where no other says anything.
    """
    cells = list(_cells(text, start, end))
    said = [without_marks(text[low:high]) for low, high in cells]
    says = [any(letter.isalnum() for letter in one) for one in said]
    label = said[0].strip(" *_") if any(says[1:]) else ""
    marks = numbers_in(text[start:end])
    for at, (low, high) in enumerate(cells):
        if not says[at] or (at == 0 and label):
            yield from _alone(text, low, high, paragraph)
            continue
        column = head[at] if at < len(head) else ""
        own = numbers_in(text[low:high])
        context = ", ".join(filter(None, (label, column))) or "cell"
        yield Claim(said[at], own or marks, low, high, paragraph, context, text[low:high])


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
