"""Macros that a BibTeX document defines for itself, in a `@preamble`, put in for their names."""

from __future__ import annotations

import re

from ingest.sources.records import RecordError

_LONGEST = 20_000
"""Characters of a preamble that are read, and those that a value may come to by the macros in it."""

_LONGEST_ARGUMENT = 2_000

_ROUNDS = 5
"""Macros within macros."""

_DEFINITION = re.compile(
    r"\\(?:(?:re|provide)?newcommand|providecommand|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?"
    r"\s*(?:\[([0-9])\])?\s*\{|\\(?:def|gdef)\s*\\([A-Za-z]+)\s*((?:#[0-9])*)\s*\{"
)
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)


class Macros:
    """The macros of a preamble: `\\newcommand{\\x}[1]{...}`, `\\def\\x#1{...}`."""

    def __init__(self, preamble: str) -> None:
        self._macros = _definitions(preamble)
        names = "|".join(sorted(map(re.escape, self._macros), key=len, reverse=True))
        self._called = re.compile(rf"\\({names})(?![A-Za-z])") if names else None

    def expanded(self, value: str) -> str:
        """`value` with the macros replaced by what they stand for.

        Raises RecordError where that is too much.
        """
        if self._called is None:
            return value
        for _ in range(_ROUNDS):
            pieces, position = [], 0
            while call := self._called.search(value, position):
                count, body = self._macros[call[1]]
                arguments, end = _arguments(value, call.end(), count)
                for number in range(count, 0, -1):
                    body = body.replace(f"#{number}", "".join(arguments[number - 1 : number]))
                pieces += [value[position : call.start()], body]
                position = end
                if sum(map(len, pieces[-2:])) > _LONGEST or len(pieces) > _LONGEST:
                    raise RecordError(f"the macro \\{call[1]} stands for more than {_LONGEST} characters")
            if not position:
                break
            value = "".join([*pieces, value[position:]])
            if len(value) > 2 * _LONGEST:
                raise RecordError(f"its macros stand for more than {_LONGEST} characters")
        return value


def _definitions(preamble: str) -> dict[str, tuple[int, str]]:
    """The macros that a preamble defines: how many arguments each takes, and its body."""
    found: dict[str, tuple[int, str]] = {}
    for match in _DEFINITION.finditer(preamble[:_LONGEST]):
        body, _ = _arguments(preamble, match.end() - 1, 1)
        if body:
            name, count = match[1] or match[3], int(match[2] or len(match[4] or "") // 2)
            found[name] = (count, body[0])
    return found


def _arguments(text: str, position: int, count: int) -> tuple[list[str], int]:
    """The `count` arguments in braces behind `position`, as far as they are there, and where they end."""
    found: list[str] = []
    for _ in range(count):
        start = position + len(text[position : position + 80]) - len(text[position : position + 80].lstrip())
        depth = 0
        for match in _BRACES.finditer(text, start, start + _LONGEST_ARGUMENT):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth <= 0:
                break
        else:
            break
        if text[start : start + 1] != "{":
            break
        found.append(text[start + 1 : match.start()])
        position = match.end()
    return found, position
