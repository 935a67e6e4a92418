"""How the rules write down what they look for, and the words that several of them share.

A pattern is a list of alternatives, one idea per line. Two conventions keep them readable: a space
stands for any white space, and groups without a name only group; what a rule reads out has a name.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast

_SPACE = re.compile(r" (?![?*+{])")
"""White space that is taken whole: a name that was read leaves a thousand blanks, and trying them one by one
in each of two places takes seconds."""


def any_of(*alternatives: str) -> str:
    """The regular expression for one of `alternatives`; where several fit, the first."""
    return f"({'|'.join(alternatives)})"


def pattern(*alternatives: str) -> re.Pattern[str]:
    """One of `alternatives`, in upper or lower case. It is compiled when it is first looked for."""
    return cast("re.Pattern[str]", _Pattern(any_of(*alternatives)))


class _Pattern:
    """A pattern that has the methods of a compiled one, each put here at its first use.

    To compile all of them takes a quarter of a second, and a question needs some.
    """

    def __init__(self, written: str) -> None:
        self._written = written

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(self._compiled, name)
        setattr(self, name, found)
        return found

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        spaced = _SPACE.sub(r"\\s++", self._written)
        return re.compile(spaced.replace(" ", r"\s+"), re.I)


def phrases(*alternatives: str) -> re.Pattern[str]:
    """One of `alternatives`, in upper or lower case, in whole words."""
    return pattern(rf"\b{any_of(*alternatives)}\b")


def opening(*alternatives: str) -> re.Pattern[str]:
    """One of `alternatives` where a question begins: "And, please, what ..." begins with "what"."""
    return pattern(_LEAD + any_of(*alternatives))


_LEAD = r"^\W*((and|so|ok|okay|well|hi|hello|hey|please|but|also)\W+)*"

PAPERS = "(papers?|publications?|works?|articles?|preprints?|studies|titles|surveys?)"
"""What is counted and listed."""

NUMBERS = {
    word: value for value, word in enumerate("zero one two three four five six seven eight nine ten".split())
}
"""Number words and their values."""

NUMBER = any_of(r"\d{1,2}", *NUMBERS)
"""A pattern for a number up to 99."""

ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
"""Number words for places, from the first."""


def number(word: str, *, otherwise: int) -> int:
    """The value of "3" or "three"; `otherwise` for "few", and for zero, which nobody asks for."""
    return NUMBERS.get(word.lower()) or (int(word) if word.isdecimal() else otherwise)
