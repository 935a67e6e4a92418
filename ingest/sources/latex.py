"""LaTeX in BibTeX values as plain Unicode; mathematics between dollars stays as it is written.

Parsing is pylatexenc's work, with the commands of latex.toml and journals.toml beside its own. What those who
write BibTeX mean as plain text is made harmless before: a bare % or &, a dollar of money, a brace too many.
"""

from __future__ import annotations

import re

from ingest.sources.latex_commands import CommandText
from ingest.sources.latex_macros import Macros
from ingest.sources.records import RecordError

_SIGNS = re.compile(r"[\\{}~$`]|''|--")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}$%&#]", re.DOTALL)
# An opening $ with text right behind it, a closing one with text right before it and no digit after it:
# Pandoc's rule (tex_math_dollars), so that "$5 and $10" is no mathematics.
_MATH = re.compile(
    r"\$\$(?P<display>[^$]{1,1000})\$\$|\$(?=\S)(?P<inline>(?:[^$\\]|\\.){1,500}?)(?<=\S)\$(?!\d)"
    r"|\\\((?P<round>(?:[^\\]|\\[^)]){1,500})\\\)|\\\[(?P<square>(?:[^\\]|\\[^\]]){1,500})\\\]"
)
# ScienceDirect of 2013 to 2017 escaped the braces that keep capitals; braces of a set hold no such word.
_KEPT_CAPITALS = re.compile(r"\\\{((?=[^{}\\]*[A-Za-z])(?=[^{}\\]*(?:[A-Z]|\w\w))[^{}\\,=<>|$]{1,80})\\\}")
# Springer's abstracts hold a whole LaTeX document for each formula.
_DOCUMENT = re.compile(
    r"\\documentclass(?:(?!\\documentclass).){0,2000}?\\begin\s?\{document\}(.{0,2000}?)\\end\s?\{document\}",
    re.DOTALL,
)
_SINGLE_QUOTES = re.compile(r"`(?=\w)([^`'\n]{1,200})'(?!\w)")
_NUMBER = re.compile(r"[0-9.,]*[0-9](?:\s*\\%)?")  # "$27.65\%$" is no formula
_LITERAL = re.compile(
    r"\\[\"=.](?![^\W\d_]|[{\\]|\s+(?:[aeiouyAEIOU](?!\w)|\\[ij]))|\\['`^~](?!\s*(?:[^\W\d_]|[{\\]))"
)
"""What would be an accent, with no letter behind it: "\\~10 ms"."""

_MOST = 5_000
"""Commands, braces and the like in a value; a long abstract has some hundred."""
_COUNTED = ("\\", "{", "}", "$", "&", "%", "#", "~", "`", "''", "--")

_PLAIN_WORDS = re.compile(r"[^`'~!?<>-]{12,}")
_FIRST_PLACE, _PLACES = 0xE000, 6_000
_PLACE = re.compile("[\ue000-\uf8ff]")

_DEEPEST = 30
"""So many braces within each other are read; real titles have four."""


class LatexReader:
    """Decodes LaTeX; building its tables takes a while, so make one per document.

    `preamble` may define macros. `unread` are the commands that are not known, or that have
    no text, of the values read since it was last emptied.
    """

    def __init__(self, preamble: str = "") -> None:
        self.unread: list[str] = []
        self._macros = Macros(preamble)
        self._text = CommandText(self.unread)

    def text(self, value: str) -> str:
        """`value` as plain text, white space folded.

        Raises RecordError where its macros stand for too much, or it has too many.
        """
        value = " ".join(value.split())
        if not _SIGNS.search(value):
            return value
        if "\\documentclass" in value:
            value = _DOCUMENT.sub(r" \1 ", value)
        _check_size(value)
        value = self._macros.expanded(value)
        _check_size(value)
        held: list[str] = []
        can_hold = not _PLACE.search(value) and "ppercase" not in value
        text = self._text.read(_prepared(value, held if can_hold else None))
        if held:
            text = _PLACE.sub(lambda place: held[ord(place[0]) - _FIRST_PLACE], text)
        return " ".join(_SINGLE_QUOTES.sub(r"‘\1’", text).split())


def _check_size(value: str) -> None:
    if sum(map(value.count, _COUNTED)) > _MOST:
        raise RecordError(f"a value has more than {_MOST} commands and braces of LaTeX")


def _prepared(value: str, held: list[str] | None) -> str:
    """`value` with mathematics between dollars alone, and without what would mislead a parser of LaTeX.

    Words in which nothing is LaTeX go to `held`, and one character stands for them: pylatexenc reads one
    character after the other, which costs ten times as much as all else.
    """
    pieces: list[str] = []
    opened: list[int | None] = []  # the places in `pieces` of the braces that are open, None for one left out
    position = 0
    while token := _TOKEN.search(value, position):
        pieces.append(_hold(value[position : token.start()], held))
        mark, position = token[0], token.end()
        if mark in ("$", r"\(", r"\[") and (math := _mathematics(value, token.start())):
            inner = next(filter(None, math.groups())).strip()
            pieces.append(inner if _NUMBER.fullmatch(inner) else f"${inner}$")
            position = math.end()
        elif mark in ("$", "%", "&", "#"):
            pieces.append("\\" + mark)
        elif _LITERAL.match(value, token.start()):
            pieces.append({"~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}.get(mark[1], mark[1]))
        elif mark == r"\{" and (word := _KEPT_CAPITALS.match(value, token.start())):
            pieces.append(word[1])
            position = word.end()
        elif mark == "{":
            deep = len(opened) >= _DEEPEST
            opened.append(None if deep else len(pieces))
            pieces.append("" if deep else mark)
        elif mark == "}":
            kept = bool(opened) and opened.pop() is not None
            pieces.append(mark if kept else "")
        else:
            pieces.append(mark)
    for place in opened:
        if place is not None:
            pieces[place] = ""
    rest = value[position:].rstrip("\\")
    return "".join([*pieces, _hold(rest, held)])


def _hold(words: str, held: list[str] | None) -> str:
    """`words` with those that may be held; not the first, which may be the argument of a command: \\c c."""
    start = words.find(" ", words.find(" ", 1) + 1)
    if held is None or start < 0 or "[" in words or "]" in words:
        return words

    def place(match: re.Match[str]) -> str:
        if len(held) >= _PLACES:
            return match[0]
        held.append(match[0])
        return chr(_FIRST_PLACE + len(held) - 1)

    return words[:start] + _PLAIN_WORDS.sub(place, words[start:])


def _mathematics(value: str, position: int) -> re.Match[str] | None:
    math = _MATH.match(value, position)
    return math if math and math[0].count("{") == math[0].count("}") else None
