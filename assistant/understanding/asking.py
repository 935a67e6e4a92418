"""How a question asks, as learned from labelled questions: which sentences ask, what kind, and the topic.

Three linear models over words and their neighbours. `python -m bench asking --write` fits them to
bench/asking.jsonl, questions about groups of many fields, and writes asking.json. Words of few groups are all
alike to the models ("_"), so that no field is learned by heart, and what exact rules have found (a name, a
date, a venue) is one token: "⟨person⟩".
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from assistant.text.analysis import stopwords
from assistant.text.sentences import split_sentences

FILE = Path(__file__).with_name("asking.json")

Slot = tuple[int, int, str]
"""(start, end, name) of what an exact rule has found in a question: "person", "date", "venue", "title" ..."""

LIKELY = 0.5
"""Probability from which on a sentence asks, or a word is one of the topic."""

_TOKEN = re.compile(r"⟨\w+⟩|[^\W_]+(?:['’-][^\W_]+)*|[?!.,;:()/]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a slot of a question, `question[start:end]`; `word` is folded, a number is "#"."""

    word: str
    start: int
    end: int
    is_capital: bool = False

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum() or self.word[0] == "#"


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model: sums of weights by feature, through a sigmoid, or for several labels a softmax."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[float]]

    def __call__(self, features: Mapping[str, float]) -> dict[str, float]:
        """The probability of each label."""
        scores = np.array(self.bias)
        for feature, value in features.items():
            if (weights := self.weights.get(feature)) is not None:
                scores += value * np.array(weights)
        if len(self.labels) == 1:
            return {self.labels[0]: 1 / (1 + math.exp(-float(scores[0])))}
        raised = np.exp(scores - scores.max())
        return dict(zip(self.labels, (raised / raised.sum()).tolist(), strict=True))


def tokens_of(text: str, slots: Sequence[Slot] = ()) -> list[Token]:
    """The tokens of a question in order; what lies in a slot is one token."""
    found: list[Token] = []
    at = 0
    for start, end, name in sorted(slots):
        if start < at:
            continue
        found += _tokens(text[at:start], at)
        found.append(Token(f"⟨{name}⟩", start, end))
        at = end
    return found + _tokens(text[at:], at)


def _tokens(text: str, at: int) -> list[Token]:
    return [
        Token(_word(m.group()), at + m.start(), at + m.end(), m.group()[0].isupper())
        for m in _TOKEN.finditer(text)
    ]


def _word(text: str) -> str:
    return "#" if text.isdigit() else text.lower().replace("’", "'").removesuffix("'s")


def sentences_of(text: str, slots: Sequence[Slot] = ()) -> list[list[Token]]:
    """The sentences of a question, each as its tokens; a name with a full stop in it ends no sentence."""
    filled = text
    for start, end, _ in slots:
        filled = filled[:start] + "X" * (end - start) + filled[end:]
    spans = split_sentences(filled)
    tokens = tokens_of(text, slots)
    return [[t for t in tokens if start <= t.start < end] for start, end in spans]


class Features:
    """The features of the three models.

    `known` are the words that count as themselves. Of these `topical` are mostly words of topics
    ("learning"), and to the model of topics unknown like all others; the rest are words of `asking`.
    """

    def __init__(self, known: Iterable[str], topical: Iterable[str]) -> None:
        self.known = frozenset(known)
        self.topical = frozenset(topical)
        self.asking = self.known - self.topical

    def _names(self, tokens: Sequence[Token], unknown: Collection[str] = ()) -> list[str]:
        return [
            t.word if (t.word in self.known and t.word not in unknown) or t.word[0] == "⟨" else "_"
            for t in tokens
        ]

    def of_kind(self, tokens: Sequence[Token]) -> dict[str, float]:
        """Words, pairs and triples."""
        names = ["^", *self._names(tokens), "$"]
        pairs = [" ".join(pair) for pair in pairwise(names)]
        triples = [" ".join(t) for t in zip(names, names[1:], names[2:], strict=False)]
        return dict.fromkeys([*names, *pairs, *triples], 1.0)

    def of_sentence(self, sentence: Sequence[Token], at: int, count: int) -> dict[str, float]:
        """As of the kind, and whether the sentence is the first or the last of `count`."""
        places = {"first" if at == 0 else "later": 1.0, "last" if at == count - 1 else "not last": 1.0}
        return self.of_kind(sentence) | {f"place: {name}": value for name, value in places.items()}

    def of_words(self, tokens: Sequence[Token]) -> list[dict[str, float]]:
        """For each token its neighbours and its place: is it a word of the topic?"""
        names = self._names(tokens, self.topical)
        seen = [0]
        for name in names:
            seen.append(seen[-1] + (name == "_"))
        return [self._of_word(tokens, names, seen, at) for at in range(len(tokens))]

    def _of_word(
        self, tokens: Sequence[Token], names: Sequence[str], seen: Sequence[int], at: int
    ) -> dict[str, float]:
        def near(step: int) -> str:
            place = at + step
            return "^" if place < 0 else "$" if place >= len(names) else names[place]

        windows: dict[str, tuple[int, ...]] = {"a": (-2,), "b": (-1,), "c": (0,), "d": (1,), "e": (2,)}
        windows |= {"bc": (-1, 0), "cd": (0, 1), "bcd": (-1, 0, 1), "ab": (-2, -1), "de": (1, 2)}
        features = {f"{k}: " + " ".join(map(near, steps)): 1.0 for k, steps in windows.items()}
        word = tokens[at].word
        features |= {
            "unknown before": min(3, seen[at]) / 3,
            "unknown after": min(3, seen[-1] - seen[at + 1]) / 3,
            "place": min(at, 20) / 20,
            "left": min(len(tokens) - at, 20) / 20,
            "few words": float(len(tokens) < 6),
            "stop word": float(word in stopwords()),
            "letters": min(len(word), 12) / 12,
            "capital": float(tokens[at].is_capital and at > 0),
        }
        before = set(names[:at])
        return features | {f"after {w}": float(w in before) for w in _LEAD_UP}


_LEAD_UP = ("on", "about", "of", "with", "for", "in")
"""Words that often lead up to the topic."""


class Asking:
    """The three models and their features."""

    def __init__(self, features: Features, models: Mapping[str, Linear]) -> None:
        self.features, self.models = features, models

    def asks(self, sentences: Sequence[Sequence[Token]]) -> list[float]:
        """For each sentence the probability that it asks, and is no introduction, courtesy or aside."""
        if len(sentences) == 1:
            return [1.0]
        return [
            self.models["asks"](self.features.of_sentence(sentence, at, len(sentences)))["asks"]
            for at, sentence in enumerate(sentences)
        ]

    def kind(self, tokens: Sequence[Token]) -> dict[str, float]:
        """The probability of each kind of question."""
        return self.models["kind"](self.features.of_kind(tokens))

    def topic(self, tokens: Sequence[Token]) -> list[float]:
        """For each token the probability that it is a word of the topic."""
        model = self.models["topic"]
        return [
            model(features)["topic"] if token.is_word else 0.0
            for token, features in zip(tokens, self.features.of_words(tokens), strict=True)
        ]


@cache
def learned() -> Asking:
    """The models that are shipped."""
    return of_table(json.loads(FILE.read_text(encoding="utf-8")))


def of_table(table: Mapping[str, Any]) -> Asking:
    """The models of a table as `bench.asking` writes it."""
    models = {
        name: Linear(
            tuple(model["labels"]),
            tuple(model["bias"]),
            model["weights"],
        )
        for name, model in table["models"].items()
    }
    return Asking(Features(table["known"], table["topical"]), models)
