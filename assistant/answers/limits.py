"""Which sentences of an abstract state a limitation or an open question. Pure functions of the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.datamodels import Paper, Sentence
from assistant.retrieval.sentence_relevance import tells_own
from assistant.text.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Limits:
    """The sentences of an abstract on what the paper lacks or `left` open, and what it `set_out` from."""

    left: tuple[Sentence, ...] = ()
    set_out: tuple[Sentence, ...] = ()


def limits_of(paper: Paper) -> Limits:
    """The limitations and open questions that the abstract of `paper` states.

    What stands in the first half, before any sentence on the authors' own work, is the state of the field.
    """
    left: list[Sentence] = []
    set_out: list[Sentence] = []
    own = False
    patterns, spans = _patterns(), split_sentences(paper.abstract)
    for at, (start, end) in enumerate(spans):
        text = paper.abstract[start:end]
        own = own or tells_own(text) or 2 * at >= len(spans)
        sentence = Sentence(start, end, text)
        if patterns.overcome.search(text):
            continue
        if patterns.open.search(text):
            (left if own else set_out).append(sentence)
        elif own and patterns.wanting.search(text):
            left.append(sentence)
    return Limits(tuple(left), tuple(set_out))


@dataclass(frozen=True, slots=True)
class _Patterns:
    open: re.Pattern[str]
    wanting: re.Pattern[str]
    overcome: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The patterns of limits.toml."""
    table = tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))
    either = {name: re.compile(rf"\b(?:{'|'.join(table[name])})", re.I) for name in ("open", "wanting")}
    return _Patterns(**either, overcome=re.compile(table["overcome"], re.I))
