"""The type of an entry: as the source states the type, or as the venue tells. kinds.toml has the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from assistant.datamodels import Kind
from assistant.text.word_lists import load_table

_NO_LETTER = re.compile(r"[\W\d_]+")


def kind_of(stated: str = "", *, venue: str = "", note: str = "", arxiv_id: str | None = None) -> Kind | None:
    """The kind of an entry, None where nothing tells.

    `stated` is the type as the source writes it ("phdthesis", "article-journal"), `note` what stands in place
    of a venue ("PhD thesis", "U.S. Patent"). A preprint server makes a preprint of an "article", a journal
    makes an article of an "inproceedings", and an entry with an arXiv identifier alone is a preprint.
    """
    said = _types().get(_NO_LETTER.sub("", stated.lower()))
    seen = _printed(venue) or _printed(note)
    if seen in ("preprint", "article") and said in (None, "article", "conference paper"):
        return seen
    if said is None and seen is None and arxiv_id and not venue:
        return "preprint"
    return said or seen


def _printed(text: str) -> Kind | None:
    return next((kind for kind, words in _patterns().items() if words.search(text)), None)


@cache
def _table() -> Mapping[str, Any]:
    return load_table(Path(__file__).with_name("kinds.toml"))


@cache
def _types() -> Mapping[str, Kind]:
    return {word: cast(Kind, kind) for kind, words in _table()["types"].items() for word in words.split()}


@cache
def _patterns() -> Mapping[Kind, re.Pattern[str]]:
    return {cast(Kind, kind): re.compile(words, re.I) for kind, words in _table()["printed"].items()}
