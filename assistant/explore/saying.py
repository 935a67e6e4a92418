"""The page's own words, in the language of whom it is shown to: `say("papers.none")`.

`words/` has one TOML file a language, each with the keys of `en.toml`. A word may have places to fill in,
such as `{name}`; one that counts something has two forms, `one` and `many`. Words hold no markup and no
straight double quotes, so that they stand in HTML, in its attributes and in JSON as they are.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TypeAlias

FOLDER = Path(__file__).parent / "words"
ENGLISH = "en"

LANGUAGE: ContextVar[str] = ContextVar("language", default=ENGLISH)
"""The language of whoever is being answered; English for programs and terminals."""

_LATER = ""  # the language of a text that is made once, before anybody asks for it
_MARK = re.compile(r"\[\[([a-z][a-z-]*\.[a-z][a-z0-9-]*)\]\]")
_PLACE = re.compile(r"\{(\w+)\}")

Word: TypeAlias = "str | Mapping[str, str]"
"""A text, or its forms `one` and `many`."""


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are words in, by their codes."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


@cache
def words_of(language: str) -> Mapping[str, Word]:
    """All words of a language, by keys such as `papers.none`."""
    rooms = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{room}.{name}": word for room, words in rooms.items() for name, word in words.items()}


def language_for(accepted: str) -> str:
    """The language that a browser prefers among ours, by its Accept-Language header; else English."""
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            wanted.append((float(quality or 1), tag.partition("-")[0].lower()))
        except ValueError:
            continue
    wanted.sort(key=lambda one: -one[0])  # stable: among equals the first
    return next((tag for quality, tag in wanted if quality > 0 and tag in languages()), ENGLISH)


def say(key: str, **values: str | float) -> str:
    """The words under `key`, with `values` in their places: numbers as the language writes them.

    Of two forms the value `count` chooses. Texts among `values` are put in as they are; in HTML they must be
    escaped. Raises KeyError where there is no such key, or where a value is missing.
    """
    language = LANGUAGE.get()
    if language == _LATER:
        if values:
            raise ValueError(f"{key} has places that can't be filled in before the page is sent.")
        return f"[[{key}]]"
    word = words_of(language)[key]
    if not isinstance(word, str):
        word = word["one" if values["count"] == 1 else "many"]
    return _PLACE.sub(lambda place: _shown(values[place[1]]), word)


def _shown(value: str | float) -> str:
    """A number as the language writes it: 1,234 or 1.234; of one with a fraction, a tenth."""
    if isinstance(value, str):
        return value
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"
    return text.translate({ord(","): say("number.thousands"), ord("."): say("number.decimal")})


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """`say` speaks this language within."""
    token = LANGUAGE.set(language)
    try:
        yield
    finally:
        LANGUAGE.reset(token)


def unfilled() -> AbstractContextManager[None]:
    """Within, `say` gives marks like `[[papers.none]]` for `filled` to fill in: for what is made once."""
    return speaking(_LATER)


def filled(text: str, language: str) -> str:
    """`text` with the words of a language in the place of the marks."""
    words = words_of(language)
    return _MARK.sub(lambda mark: str(words.get(mark[1], mark[0])), text)


@cache
def as_json(language: str) -> str:
    """All words of a language, for scripts."""
    return json.dumps(words_of(language), ensure_ascii=False)
