"""Files in forms that are known and not read: what each is, and how to get one that is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from assistant.text.word_lists import load_table

_LOOKED_AT = 1 << 16
"""Bytes, or characters, of the beginning of a file that show its form."""


def unread_binary(data: bytes) -> str | None:
    """What a file of these bytes is, and what to do, in a clause; None where it is no such form, or text."""
    return _said("binary", data[:_LOOKED_AT].decode("latin-1"))


def unread_text(text: str) -> str | None:
    """The same of a text, to be asked when it is in no form that is read."""
    return _said("text", text[:_LOOKED_AT])


def _said(table: str, begin: str) -> str | None:
    return next((said for pattern, said in _forms()[table] if pattern.match(begin)), None)


@cache
def _forms() -> Mapping[str, Sequence[tuple[re.Pattern[str], str]]]:
    tables = load_table(Path(__file__).with_name("unread.toml"))
    return {
        table: [(re.compile(form["begins"]), f"{form['name']}; {form['advice']}") for form in forms]
        for table, forms in tables.items()
    }
