"""What each sentence of an abstract does, as learned: how well it tells what the paper did, and its kind.

One linear model over words and pairs of words, the place in the abstract and the words of the title.
`python -m bench overview --write` fits it (docs/calibration.md) and writes telling.json. Words that abstracts
of few fields have are all alike to the model ("_"), so that no field is learned by heart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.text.analysis import terms

FILE = Path(__file__).with_name("telling.json")


class Kind(IntEnum):
    """What a sentence of an abstract does; the number is its column in `Roles.kinds`."""

    BACKGROUND = 0
    CONTRIBUTION = 1
    METHOD = 2
    FINDING = 3


@dataclass(frozen=True, slots=True)
class Roles:
    """What the n sentences of one abstract do.

    `tells`, shape (n,), are the probabilities of each to be the one that tells what the paper did; they sum
    up to 1. `kinds`, shape (n, len(Kind)), are the probabilities of each kind.
    """

    tells: NDArray[np.float64]
    kinds: NDArray[np.float64]

    def kind(self, at: int) -> Kind:
        """The likeliest kind of the sentence at this position."""
        return Kind(int(self.kinds[at].argmax()))

    def surely(self, at: int) -> Kind | None:
        """The kind of the sentence if it is likelier than all others together, else None."""
        kind = self.kind(at)
        return kind if self.kinds[at, kind] > 1 / 2 else None


_NEAR = 0.03
"""How much the relevance of a sentence counts beside what it does. With 0.05 the first sentence is good for
0.93 of 275 abstracts of groups left out, with 0.15 for 0.90, with 0.4 for 0.83; on SciTLDR it costs (dev:
0.385 with 0, 0.382 with 0.05, 0.376 with 0.2). It tells equally good sentences apart by the topic."""

_OF_KIND = 0.2
"""How much the kind counts beside `Roles.tells`: of the sentences chosen for these abstracts 0.015 are
background, for 0.040 without, and 0.938 are good, for 0.920."""

_FINDS_NEAR = 0.3
"""`_NEAR` where a finding or a method was asked for: an abstract has several, on several matters."""

_TELLS = 0.5
"""How much it counts there that a sentence tells what the paper did: the main finding, and no detail."""

_LEAST = 1e-6
"""The least probability that is told from none."""

_OTHER = 10.0
"""What puts a sentence of another kind behind all of the kind that was asked for (logarithms)."""


def worth(roles: Roles, relevance: NDArray[np.float64], kind: Kind | None) -> NDArray[np.float64]:
    """How good each sentence is to quote where `kind` is wanted, shape (n,), sum 1.

    `relevance`, shape (n,), are probabilities of each sentence to answer what was asked; they alone decide
    where no kind is wanted. Where no sentence is of the kind, what tells what the paper did is the next best.
    """
    near, tells, kinds = (np.log(np.maximum(p, _LEAST)) for p in (relevance, roles.tells, roles.kinds))
    if kind is None:
        return _softmax(near)
    # What a paper proposes is how it does it, too, and says more of it than what it was tried on.
    wanted = [kind, Kind.CONTRIBUTION] if kind is Kind.METHOD else [kind]
    fits = np.isin(roles.kinds.argmax(axis=1), wanted)
    if kind is Kind.CONTRIBUTION or not fits.any():
        own = np.log(np.maximum(1 - roles.kinds[:, Kind.BACKGROUND], _LEAST)) + kinds[:, Kind.CONTRIBUTION]
        return _softmax(tells + _OF_KIND * own + _NEAR * near)
    own = np.log(np.maximum(roles.kinds[:, wanted].sum(axis=1), _LEAST))
    score = own + _TELLS * tells + _FINDS_NEAR * near
    return _softmax(np.where(fits, score, score - _OTHER))


_SETTLES = 0.7
"""How much it counts that a sentence is a finding, where the question is whether something holds."""

_SETTLES_TELLS = 0.3
"""How much it counts there that a sentence tells what the paper did. With both, a sentence that people marked
is first for 0.66 of SciFact's 564 training claims, and among three for 0.88, for 0.60 and 0.86 without."""

_DOUBT = 0.02
"""Added to the probability of a finding: the model may be wrong."""


def settling(roles: Roles, relevance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability of each sentence to settle whether what was asked holds, shape (n,); findings do."""
    near, tells = (np.log(np.maximum(p, _LEAST**2)) for p in (relevance, roles.tells))
    finds = np.log(roles.kinds[:, Kind.FINDING] + _DOUBT)
    return _softmax(near + _SETTLES * finds + _SETTLES_TELLS * tells)


_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[?!:;,()%]")
_SHORT = 8
"""Words below which a sentence says little: a heading ("Location Europe."), a number ("1.")."""
_LONG = 60
"""Words above which a sentence counts as no longer."""


def tokens(sentence: str) -> list[str]:
    """The words of a sentence in lower case, "#" for all with a digit, and some of its marks."""
    return ["#" if any(c.isdigit() for c in t) else _word(t) for t in _TOKEN.findall(sentence)]


def _word(text: str) -> str:
    return text.lower().replace("’", "'").removesuffix("'s")


def features(title: str, sentences: Sequence[str], known: frozenset[str]) -> list[dict[str, float]]:
    """The features of each sentence of an abstract; `known` are the words that count as themselves."""
    words = [tokens(sentence) for sentence in sentences]
    stems = [set(terms(sentence)) for sentence in sentences]
    of_title, holders = set(terms(title)), Counter(stem for own in stems for stem in own)
    last = max(1, len(sentences) - 1)
    found = []
    for at, (own, of_sentence) in enumerate(zip(words, stems, strict=True)):
        place, length, size = at / last, min(_LONG, len(own)) / _LONG, max(1, len(of_sentence))
        found.append(
            _written(own, known)
            | {f"<{word}": 1.0 for word in (_masked(words[at - 1], known)[:3] if at else ())}
            | {
                "place": place,
                "place²": place**2,
                "first": float(at == 0),
                "second": float(at == 1),
                "last": float(at == len(sentences) - 1),
                "of title": len(of_title & of_sentence) / max(1, len(of_title)),
                "in title": len(of_title & of_sentence) / size,
                "in others": sum(holders[stem] - 1 for stem in of_sentence) / size / last,
                "length": length,
                "length²": length**2,
                "short": float(len(own) < _SHORT),
            }
        )
    return found


def _masked(words: Sequence[str], known: frozenset[str]) -> list[str]:
    """The beginning "^" and the words, each run of unknown ones as one "_"."""
    return ["^", *(word for word, _ in groupby(w if w in known else "_" for w in words))]


def _written(words: Sequence[str], known: frozenset[str]) -> dict[str, float]:
    names = [*_masked(words, known), "$"]
    return dict.fromkeys([*names, *map(" ".join, pairwise(names))], 1.0)


class Telling:
    """The model: a column of weights for `Roles.tells` and one for each Kind."""

    def __init__(self, known: Iterable[str], weights: Mapping[str, Sequence[float]], bias: Sequence[float]):
        """`weights` has the weights of each feature, "tells" first, then those of each Kind."""
        self.known = frozenset(known)
        self._rows = {name: row for row, name in enumerate(weights)}
        self._weights = np.array(list(weights.values()), np.float64).reshape(len(weights), 1 + len(Kind))
        self._bias = np.array(bias, np.float64)

    def __call__(self, title: str, sentences: Sequence[str]) -> Roles:
        """What each sentence of an abstract does."""
        scores = np.empty((len(sentences), 1 + len(Kind)))
        for at, of_one in enumerate(features(title, sentences, self.known)):
            had = [(self._rows[name], value) for name, value in of_one.items() if name in self._rows]
            rows, values = [row for row, _ in had], np.array([value for _, value in had])
            scores[at] = self._bias + values @ self._weights[rows]
        return Roles(_softmax(scores[:, 0]), _softmax(scores[:, 1:]))


def _softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True, initial=-np.inf))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


@cache
def learned() -> Telling:
    """The model that is shipped."""
    return of_table(json.loads(FILE.read_text(encoding="utf-8")))


def of_table(table: Mapping[str, Any]) -> Telling:
    """The model of a table as `bench.overview` writes it."""
    return Telling(table["known"], table["weights"], table["bias"])
