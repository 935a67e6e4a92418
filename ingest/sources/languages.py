"""The language of a text as sources state it -> one code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assistant.text.word_lists import load_table

_CODE = re.compile(r"(?P<code>[a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.I)


def language_code(stated: str) -> str | None:
    """`English`, `eng` and `en-US` as `en`; a code of three letters that has no shorter one stays; else None.

    Of several ("English; German") the first counts.
    """
    first = re.split(r"[;,/]", stated, maxsplit=1)[0].strip().lower()
    match = _CODE.fullmatch(first)
    return _codes().get(first) or (_codes().get(match["code"], match["code"]) if match else None)


@cache
def _codes() -> Mapping[str, str]:
    table = load_table(Path(__file__).with_name("languages.toml"))
    return {name: code for code, names in table.items() for name in (code, *names.split())}
