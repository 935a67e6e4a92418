"""Which sentences of an abstract state a limitation or an open question. Pure functions of the text."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.datamodels import Paper, Sentence
from assistant.retrieval.sentence_relevance import tells_own
from assistant.text.sections import without_label
from assistant.text.sentences import split_sentences


@dataclass(frozen=True, slots=True)
class Limits:
    """The sentences of an abstract on what the paper lacks or `left` open, and on the open points it `named`.

    `set_out` are those on what was not known before the paper.
    """

    left: tuple[Sentence, ...] = ()
    named: tuple[Sentence, ...] = ()
    set_out: tuple[Sentence, ...] = ()


def limits_of(paper: Paper) -> Limits:
    """The limitations and open questions that the abstract of `paper` states.

    What stands before the last third and any sentence on the authors' own work is the state of the field.
    """
    left: list[Sentence] = []
    named: list[Sentence] = []
    set_out: list[Sentence] = []
    own = False
    patterns, spans = _patterns(), split_sentences(paper.abstract)
    for at, (start, end) in enumerate(spans):
        text = paper.abstract[start:end]
        after = own or 3 * at >= 2 * len(spans)
        own = own or tells_own(text)
        bare, end = without_label(paper.abstract, (start, end))
        sentence = Sentence(bare, end, paper.abstract[bare:end])
        if patterns.overcome.search(text):
            continue
        if patterns.open.search(text):
            (left if after else set_out).append(sentence)
        elif (own or after) and patterns.wanting.search(text):
            left.append(sentence)
        elif (own or after) and patterns.named.search(text):
            named.append(sentence)
    return Limits(tuple(left), tuple(named), tuple(set_out))


@dataclass(frozen=True, slots=True)
class _Patterns:
    open: re.Pattern[str]
    wanting: re.Pattern[str]
    named: re.Pattern[str]
    overcome: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """The patterns of limits.toml."""
    table = tomllib.loads(Path(__file__).with_name("limits.toml").read_text(encoding="utf-8"))
    either = {
        name: re.compile(rf"\b(?:{'|'.join(table[name])})", re.I) for name in ("open", "wanting", "named")
    }
    return _Patterns(**either, overcome=re.compile(table["overcome"], re.I))
