"""The entries of a BibTeX document, as far as they are whole: type, key, and fields with their lines.

What people and programs write is read as it is meant: no key, a comma or a brace too few or too many, a quote
within quotes, a type of several words. What can't be read is a Fault, and costs no other entry: an entry ends
at the latest where a line starts the next one. A parser of valid BibTeX gives up the whole entry instead, or
takes one value for two (bibtexparser 2.1 does both), so this one is our own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.text.plaintext import printable


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a value: text that stood in braces or quotes, or, if `bare`, a number or a name."""

    text: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class RawField:
    """A field as it is written: its lower name, the parts between `#`, its line (from 1)."""

    name: str
    parts: tuple[Part, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read: its line (from 1) and why, in a clause."""

    line: int
    reason: str


@dataclass(slots=True)
class RawEntry:
    """What stands between `@type{` and its closing brace. `type` is lower, `key` may be empty."""

    type: str
    key: str
    line: int
    fields: list[RawField] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


_TYPE = r"\[[^\]\n]{0,200}\]|[^\s@{}()\[\]\"=,#%]{1,60}"  # Semantic Scholar: @['JournalArticle', 'Review']{
_HEAD = re.compile(rf"@[ \t]*(?:({_TYPE})?\s*[{{(]|((?:{_TYPE})(?:[ \t]+[\w-]{{1,30}}){{1,3}})\s*\{{)")
_LINE_HEAD = re.compile(rf"^[ \t]*(?={_HEAD.pattern})", re.MULTILINE)
_NAME = r"[^\W\d_][^\s=,{}\"#()@%\\]{0,60}(?:[ \t]+[^\s=,{}\"#()@%\\]{1,30}){0,3}"
_SURE_HEAD = re.compile(
    r"@[ \t]*(?:(?i:string|preamble|comment)\b|[^{(\n]{0,240}\s*(?:\{[^,{}\n]{0,200},|\([^\s,(){}]{0,200}\s*,"
    rf"|[{{(][ \t]*\n|[{{(]\s*{_NAME}\s*=))"
)
_FIELD = re.compile(rf"({_NAME})\s*(?:=|(?=[{{\"]))")
_KEY = {
    close: re.compile(
        r"\s*((?:[^\s,={}\"]|\{[^{}\n]{0,200}\})(?:[^,={}\"\n]|\{[^{}\n]{0,200}\}){0,200}?|)\s*"
        rf"(?:,|(?=[}}{close}]))"
    )
    for close in ("}", ")")
}
_KEY_ALONE = re.compile(rf"\s*([^\s,={{}}\"]{{1,200}})[ \t]*\n(?=\s*{_NAME}\s*=)")
_SPACE = re.compile(r"(?:[\s,]|(?<=\n)%[^\n]*)*")
_BETWEEN = re.compile(r"\s*")
_GOES_ON = re.compile(rf"\s*+,?\s*+(?={_NAME}\s*=\s*[{{\"\w])")
_RESUMES = re.compile(rf"[,\n][^\S\n]*+(?={_NAME}\s*=\s*[{{\"\w])|[}})]")
_SWALLOWED = re.compile(rf",[ \t]*\n[ \t]*{_NAME}[ \t]*=[ \t]*[{{\"]")
_STRAY = re.compile(rf"^[ \t]*({_NAME}[ \t]*=[ \t]*[{{\"]|@[ \t]*(?!(?i:comment))\w)[^\n]*", re.MULTILINE)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_BARE = {close: re.compile(rf"(?:[^,#{{}}\"\n={close}]|\{{[^{{}}\n]*\}}){{1,300}}") for close in ("}", ")")}
_FOLLOWS = {
    close: re.compile(rf"\s*(?:\Z|[#}}{close}]|,\s*(?:[,%}}{close}]|\Z|{_NAME}\s*=)|{_NAME}\s*=)")
    for close in ("}", ")")
}
"""What may stand behind a value, by the character that closes the entry."""
_MOST_PARTS = 1_000
"""Strings and texts that `#` joins in a value; a month has three."""
_BRACES = re.compile(r"[{}]")
_BRACES_OR_ESCAPED = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTES = re.compile(r"[{}\"]")
_QUOTES_OR_ESCAPED = re.compile(r"\\.|[{}\"]", re.DOTALL)


def starts_entry(text: str) -> bool:
    """Whether a line of `text` starts an entry that has a type: `@article{`."""
    return any(
        (head := _HEAD.match(text, match.end())) and (head[1] or head[2])
        for match in _LINE_HEAD.finditer(text)
    )


def read_entries(text: str) -> tuple[list[RawEntry], list[Fault]]:
    """The entries of a document in order, strings and preambles among them, and what stands in none."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._newlines = [match.start() for match in re.finditer("\n", text)]
        self._starts = [match.end() for match in _LINE_HEAD.finditer(text)]
        # Within an abstract, a line may start with "@Home (robots) ...".
        self._sure = [start for start in self._starts if _SURE_HEAD.match(text, start)]
        self._faults: list[Fault] = []

    def read(self) -> tuple[list[RawEntry], list[Fault]]:
        entries = list(self._entries())
        return entries, self._faults

    def _line(self, position: int) -> int:
        return bisect_left(self._newlines, position) + 1

    def _entries(self) -> Iterator[RawEntry]:
        position = 0
        for start in self._starts:
            if start < position:
                continue
            self._stray(position, start)
            while head := _HEAD.match(self._text, start):
                following = bisect_right(self._sure, start)
                limit = self._sure[following] if following < len(self._sure) else len(self._text)
                entry, position = self._entry(head, limit)
                if not entry.type.startswith("comment"):
                    yield entry
                start = _SPACE.match(self._text, position).end()  # type: ignore[union-attr]  # matches anywhere
                if start >= limit:
                    break
        self._stray(position, len(self._text))

    def _stray(self, start: int, end: int) -> None:
        """Report the paragraphs outside of all entries that look like parts of one."""
        seen = -1
        for match in _STRAY.finditer(self._text, start, end):
            again = seen >= 0 and not _BLANK_LINE.search(self._text, seen, match.start())
            seen = match.end()
            if again:
                continue
            reason = f"'{printable(match[0].strip(), 40)}' stands in no entry; look for a brace before it"
            self._faults.append(Fault(self._line(match.start(1)), reason))

    def _entry(self, head: re.Match[str], limit: int) -> tuple[RawEntry, int]:
        """The entry that starts at `head`, and where it ends, at `limit` at the latest."""
        kind = (head[1] or head[2] or "").strip("[]").split(",")[0].strip(" '\"").lower()
        entry = RawEntry(kind, "", self._line(head.start()))
        close, position = "}" if head[0].endswith("{") else ")", head.end()
        if kind.startswith("comment"):
            end = self._closed(head.end() - 1, limit, _BRACES) if close == "}" else None
            return entry, end or limit
        if kind == "preamble":
            parts, position = self._value(entry, "preamble", position, limit, close)
            entry.fields.append(RawField("preamble", parts, entry.line))
        elif kind != "string" and (key := _KEY[close].match(self._text, position, limit)):
            entry.key, position = key[1].strip("{} "), key.end()
        elif kind != "string" and (key := _KEY_ALONE.match(self._text, position, limit)):
            entry.key, position = key[1], key.end()
        return entry, self._fields(entry, position, limit, close)

    def _fields(self, entry: RawEntry, position: int, limit: int, close: str) -> int:
        """Read the fields of an entry into it; returns where the entry ends."""
        text = self._text
        while True:
            position = _SPACE.match(text, position, limit).end()  # type: ignore[union-attr]
            if position >= limit:
                if not entry.faults:
                    reason = f"entry '{printable(entry.key)}' is not closed by a '{close}'"
                    entry.faults.append(Fault(entry.line, reason))
                return limit
            if text[position] in ("}", close):
                # A brace too many before it has closed the entry where its next field follows.
                goes_on = _GOES_ON.match(text, position + 1, limit)
                if not goes_on:
                    return position + 1
                position = goes_on.end()
            elif name := _FIELD.match(text, position, limit):
                parts, position = self._value(entry, name[1].lower(), name.end(), limit, close)
                if parts:
                    entry.fields.append(RawField(name[1].lower(), parts, self._line(name.start())))
            else:
                resumed = _RESUMES.search(text, position + 1, limit)
                end = resumed.start() if resumed else limit
                what = printable(" ".join(text[position : min(end, position + 80)].split()), 40)
                entry.faults.append(Fault(self._line(position), f"'{what}' is no field and its value"))
                position = end

    def _value(
        self, entry: RawEntry, name: str, position: int, limit: int, close: str
    ) -> tuple[tuple[Part, ...], int]:
        """The parts of a value and where it ends; no parts where its end can't be found."""
        text = self._text
        parts: list[Part] = []
        while True:
            position = _BETWEEN.match(text, position, limit).end()  # type: ignore[union-attr]
            mark = text[position : position + 1] if position < limit else ""
            if mark in ("{", '"') and mark:
                end = (self._braced if mark == "{" else self._quoted)(position, limit, close)
                inner = _SWALLOWED.search(text, position, end or limit)
                if inner or end is None:
                    what = "brace" if mark == "{" else "quote"
                    entry.faults.append(
                        Fault(self._line(position), f"the {what} before its {name} is not closed")
                    )
                    stop = inner.start() if inner else limit
                    return (Part(text[position + 1 : stop].rstrip('}"')),) if inner else (), stop
                parts.append(Part(text[position + 1 : end - 1]))
                position = end
            else:
                bare = _BARE[close].match(text, position, limit)
                words = bare[0] if bare else ""
                if bare and text[bare.end() : bare.end() + 1] == "=" and len(words.split()) > 1:
                    words = words.rstrip().rpartition(" ")[0]  # the next field, without a comma before it
                if words.strip():
                    parts.append(Part(words.strip(), bare=True))
                position += len(words)
            after = _BETWEEN.match(text, position, limit).end()  # type: ignore[union-attr]
            if text[after : after + 1] != "#" or after >= limit:
                return tuple(parts), position
            if len(parts) > _MOST_PARTS:
                reason = f"its {name} is joined of more than {_MOST_PARTS} parts"
                entry.faults.append(Fault(self._line(position), reason))
                return (), limit
            position = after + 1

    def _braced(self, start: int, limit: int, close: str) -> int | None:
        """Where the braces at `start` end. BibTeX counts escaped ones, too; not all who write them do."""
        ends = [self._closed(start, limit, _BRACES_OR_ESCAPED)]
        if (
            self._text.find("\\{", start, ends[0] or limit) >= 0
            or self._text.find("\\}", start, ends[0] or limit) >= 0
        ):
            ends.append(self._closed(start, limit, _BRACES))
        found = sorted(end for end in ends if end is not None)
        sane = [end for end in found if _FOLLOWS[close].match(self._text, end, limit)]
        return next(iter([*sane, *found]), None)

    def _closed(self, start: int, limit: int, marks: re.Pattern[str]) -> int | None:
        depth = 0
        for match in marks.finditer(self._text, start, limit):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth == 0:
                return match.end()
        return None

    def _quoted(self, start: int, limit: int, close: str) -> int | None:
        """Where the quotes at `start` end: at one outside of braces, before what may follow a value."""
        for marks, counting in ((_QUOTES_OR_ESCAPED, True), (_QUOTES, True), (_QUOTES_OR_ESCAPED, False)):
            depth = 0
            for match in marks.finditer(self._text, start + 1, limit):
                depth += {"{": 1, "}": -1}.get(match[0], 0) if counting else 0
                if match[0] == '"' and depth <= 0 and _FOLLOWS[close].match(self._text, match.end(), limit):
                    return match.end()
        return None
