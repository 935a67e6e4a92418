"""Kinds of entries that a question asks for: "which theses". kinds.toml has the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from assistant.datamodels import Kind
from assistant.text.word_lists import load_table
from assistant.understanding.patterns import PAPERS, any_of, pattern
from assistant.understanding.reading import Reading

_SEVERAL = any_of(
    r"(^|(?<=\w)[^\w.?!:;]*+[.?!:;])\W*+",  # at the beginning of a question
    r"\b(which|what|list|show|give|name|find|count|all|any|every|only|how many|number of)( of the)? ",
    r"\b(the|your|their|its|his|her|our|me|us|there|are|have) ",
)
_ONE = r"\b(any|which|what|is there an?) "
_UNMISTAKABLE: frozenset[Kind] = frozenset(("thesis", "preprint", "patent"))
"""Kinds that are asked for even where no paper is one; "data sets" may be what papers are about."""


def read_kinds(reading: Reading) -> None:
    """Put the kind of entries that is asked for, and leave a word for papers in its place.

    "which theses are on sleep", "list all preprints", "is there a data set"; not "a topic for my thesis".
    """
    known = reading.lexicon.columns.forms.kinds.names
    for kind, (several_of, one_of) in _words().items():
        if kind not in known and kind not in _UNMISTAKABLE:
            continue
        several = several_of.search(reading.text)
        if match := several or one_of.search(reading.text):
            start, end = match.span("kind")
            reading.write(
                start, end, ("papers" if end - start > 5 else "works") if several else "paper"[: end - start]
            )
            reading.put(kinds=(kind,))
            return


@cache
def _words() -> Mapping[Kind, tuple[re.Pattern[str], re.Pattern[str]]]:
    """For each kind the patterns of several and of one."""
    table = load_table(Path(__file__).with_name("kinds.toml"))
    return {
        cast(Kind, kind): (
            pattern(rf"{_SEVERAL}(?P<kind>{several})\b(?! {PAPERS})"),
            pattern(rf"{_ONE}(?P<kind>{one})\b(?! {PAPERS})"),
        )
        for kind, (several, one) in table.items()
    }
