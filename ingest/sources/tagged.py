"""Records of tagged lines: RIS, MEDLINE, Web of Science, EndNote. A line has a tag, or goes on with the last.

How a tag looks, where a record begins and ends, and what the tags mean is the business of each form's module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest.sources.document import Document
from ingest.sources.paper_fields import Found

_LISTS = frozenset(("authors", "keywords", "affiliations"))


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a tag, one text for each of its lines, and the line on which it begins."""

    tag: str
    parts: list[str]
    line: int

    @property
    def text(self) -> str:
        return " ".join(self.parts).strip()


@dataclass(frozen=True, slots=True)
class Block:
    """One record. `whole` is false where its end is missing."""

    line: int
    values: list[Value] = field(default_factory=list)
    whole: bool = True

    def first(self, *tags: str) -> Value | None:
        """The first value that is not empty, of the first of `tags` that has one."""
        return next((value for tag in tags for value in self.values if value.tag == tag and value.text), None)

    def text(self, *tags: str) -> str:
        """The text of `first`, or nothing."""
        value = self.first(*tags)
        return value.text if value else ""

    def all(self, *tags: str) -> list[Value]:
        """All values of the tags that are not empty, in their order."""
        return [value for value in self.values if value.tag in tags and value.text]

    def broken(self, end: str) -> str:
        """What to report of a record that has no end."""
        return "" if self.whole else f"its end ({end}) is missing; what stands before is read"

    def fields(self, names: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, int]]:
        """Values and their lines by our names; `names` has for each of these the tags that may have it.

        Of several tags the first counts that has a value. A tag may be repeated in a list; else its first
        value counts.
        """
        fields: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for name, tags in names.items():
            if first := self.first(*tags.split()):
                alike: Sequence[Value] = self.all(first.tag)
                fields[name] = [value.text for value in alike] if name in _LISTS else first.text
                lines[name] = first.line
        return fields, lines


def blocks(document: Document, tag: re.Pattern[str], *, first: str, last: str = "") -> Iterator[Block]:
    """The records: `tag` has the groups `tag` and `value`; a record begins at the tag `first`.

    It ends at the tag `last` if that is given, else before the next one. Lines before the first record and
    between records are of none.
    """
    block: Block | None = None
    for number, line in enumerate(document.text.split("\n"), start=1):
        match = tag.match(line)
        if match and match["tag"] == first:
            if block:
                yield _without_end(block, last)
            block = Block(number)
        if block is None:
            continue
        if match and match["tag"] == last:
            yield block
            block = None
        elif match:
            block.values.append(Value(match["tag"], [(match["value"] or "").strip()], number))
        elif block.values and line.strip():
            block.values[-1].parts.append(line.strip())
    if block:
        yield _without_end(block, last)


def _without_end(block: Block, last: str) -> Block:
    return Block(block.line, block.values, whole=not last)


def found(block: Block, fields: Mapping[str, Any], lines: Mapping[str, int], *, end: str = "") -> Found:
    """What a record says; `end` is the tag that it should have ended with."""
    return Found(block.line, fields, lines, block.broken(end))
