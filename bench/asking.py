"""`python -m bench asking`: learn how questions ask, and try it on groups that were not learned from.

The models are those of `assistant.understanding.asking`; the labelled questions are in bench/asking.jsonl.
A line is one labelled question:

    group     the group that it was asked about; words of fewer than KNOWN groups are unknown to the models
    kind      what the question asks for: a value of `Intent`
    text      the question; what exact rules find stands as ⟨person⟩, ⟨date⟩, ⟨venue⟩ ...
    asks      the positions of the sentences that ask, where there are several sentences
    topic     the words of its topic in the sentences that ask; null where nobody has marked them
    context   words of the topic in the other sentences
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from assistant.text.analysis import stopwords
from assistant.understanding import asking
from assistant.understanding.asking import Asking, Features, Token, of_table, sentences_of
from bench.options import Say, add_json

FILE = Path(__file__).with_name("asking.jsonl")

KNOWN = 3
"""Groups in whose questions a word must stand outside the topic to be known by itself."""

TOPICAL = 0.8
"""Share of questions with a word in which the word is one of the topic, above which the word is topical."""

STRENGTH = {"kind": 1.0, "asks": 1.0, "topic": 0.3}
"""Inverse regularisation of each model."""

_LEAST = 0.03
"""Weights below are left out."""

_LEAST_SEEN = 2


PHRASES = frozenset({"phrases 1", "phrases 2", "phrases 3"})
"""Groups of questions in the words of a small grammar: too much alike to learn from what topics are."""

JOBS = frozenset({"humanities", "sciences", "society"})
"""Groups of questions that were made up for kinds that are seldom asked; tried, with a mean of their own."""

MADE_UP = frozenset({"various", "animals", *PHRASES})
"""Groups of questions that were made up to learn from: they are not tried."""

LIGHT = 0.2
"""Weight of a question of JOBS for the model of topics: with 1 it finds the topics of others less well."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--write", action="store_true", help="write the models to assistant/understanding/asking.json"
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    questions = read()
    measured = leave_one_out(questions)
    if options.json:
        say(json.dumps(measured))
    else:
        for group, values in measured.items():
            say(f"{group:24}" + "  ".join(f"{name} {value:.3f}" for name, value in values.items()))
    if options.write:
        asking.FILE.write_text(
            json.dumps(table(questions), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
        )
    return 0


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled question: its sentences, and which words are those of its topic (None: unmarked)."""

    group: str
    kind: str
    text: str
    sentences: tuple[tuple[Token, ...], ...]
    asks: frozenset[int] | None
    topic: frozenset[str] | None
    context: frozenset[str]

    @property
    def asking(self) -> tuple[Token, ...]:
        """The tokens of the sentences that ask."""
        return tuple(
            t for at, s in enumerate(self.sentences) if self.asks is None or at in self.asks for t in s
        )


def read(path: Path = FILE) -> list[Labelled]:
    """The labelled questions of a file."""
    return [_labelled(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _labelled(row: Mapping[str, Any]) -> Labelled:
    text, topic = row["text"], row.get("topic")
    sentences = tuple(tuple(s) for s in sentences_of(text))
    asks = frozenset(row["asks"]) if "asks" in row else None
    return Labelled(
        row["group"],
        row["kind"],
        text,
        sentences,
        asks,
        None if topic is None else _words(topic),
        _words(row.get("context", "")),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(t.word for s in sentences_of(text) for t in s if t.is_word)


def leave_one_out(questions: Sequence[Labelled]) -> dict[str, dict[str, float]]:
    """For each group, and as a mean, how right the models are that were fitted to the other groups.

    "kind" and "asks" are shares of the questions and of the sentences, "topic" is F1 of the words.
    """
    groups = sorted({q.group for q in questions} - MADE_UP)
    measured = {
        group: _measure(
            fit([q for q in questions if q.group != group]), [q for q in questions if q.group == group]
        )
        for group in groups
    }
    parts = {"mean of groups": set(measured) - JOBS, "mean of jobs": set(measured) & JOBS}
    means = {name: _mean([measured[group] for group in part]) for name, part in parts.items() if part}
    return {
        group: {name: round(value, 3) for name, value in values.items()}
        for group, values in (measured | means).items()
    }


def _mean(measured: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {
        name: float(np.mean([v[name] for v in measured])) for name in ("kind", "asks", "topic") if measured
    }


def _measure(models: Asking, questions: Sequence[Labelled]) -> dict[str, float]:
    kinds, sentences = [], []
    words: Counter[tuple[bool, bool]] = Counter()
    for question in questions:
        likely = models.kind(question.asking)
        kinds.append(max(likely, key=likely.__getitem__) == question.kind)
        if question.asks is not None and len(question.sentences) > 1:
            asks = models.asks(question.sentences)
            sentences += [(p >= asking.LIKELY) == (at in question.asks) for at, p in enumerate(asks)]
        if question.topic is not None:
            for token, p in zip(question.asking, models.topic(question.asking), strict=True):
                if token.is_word and token.word not in stopwords():
                    words[p >= asking.LIKELY, token.word in question.topic] += 1
    found = words[True, True]
    wrong = words[True, False] + words[False, True]
    return {
        "kind": float(np.mean(kinds)),
        "asks": float(np.mean(sentences)) if sentences else 1.0,
        "topic": 2 * found / (2 * found + wrong) if found else 0.0,
    }


def fit(questions: Sequence[Labelled]) -> Asking:
    """The models, fitted to `questions`."""
    return of_table(table(questions))


def table(questions: Sequence[Labelled]) -> dict[str, Any]:
    """The models as they are written to a file."""
    groups = defaultdict(set)
    for question in questions:
        for sentence in question.sentences:
            for token in sentence:
                if token.word not in (question.topic or ()):
                    groups[token.word].add(question.group)
    known = sorted(word for word, having in groups.items() if len(having) >= min(KNOWN, _count(questions)))
    topical = _topical(questions, known)
    features = Features(known, topical)
    weight = _weights(questions)
    kinds = [features.of_kind(q.asking) for q in questions]
    labels = [q.kind for q in questions]
    models = {
        "kind": _fitted("kind", kinds, labels, weight),
        "asks": _of_sentences(features, questions, weight),
        "topic": _of_topics(features, questions, weight),
    }
    return {"known": known, "topical": topical, "models": models}


def _topical(questions: Sequence[Labelled], known: Sequence[str]) -> list[str]:
    """The known words that are words of the topic more often than not."""
    of_topic, seen = Counter[str](), Counter[str]()
    for question in questions:
        if question.topic is not None:
            words = {t.word for t in question.asking}
            seen.update(words)
            of_topic.update(words & question.topic)
    return [word for word in known if of_topic[word] > TOPICAL * seen[word]]


def _count(questions: Iterable[Labelled]) -> int:
    return len({q.group for q in questions})


def _weights(questions: Sequence[Labelled]) -> NDArray[np.float64]:
    """Weights of the questions, mean 1: the largest group counts at most as all others but JOBS."""
    count = Counter(q.group for q in questions)
    (largest, most), *_ = count.most_common(1)
    others = sum(n for group, n in count.items() if group not in {largest} | JOBS | PHRASES)
    share = others / most if others and most > others else 1.0
    weight = np.array([share if q.group == largest else 1.0 for q in questions])
    return weight / float(weight.mean())


def _of_sentences(
    features: Features, questions: Sequence[Labelled], weight: NDArray[np.float64]
) -> dict[str, Any]:
    signs, labels, weights = [], [], []
    for question, w in zip(questions, weight, strict=True):
        if question.asks is None or len(question.sentences) < 2:
            continue
        for at, sentence in enumerate(question.sentences):
            signs.append(features.of_sentence(sentence, at, len(question.sentences)))
            labels.append(at in question.asks)
            weights.append(w)
    return _fitted("asks", signs, labels, np.array(weights))


def _of_topics(
    features: Features, questions: Sequence[Labelled], weight: NDArray[np.float64]
) -> dict[str, Any]:
    signs, labels, weights = [], [], []
    for question, w in zip(questions, weight, strict=True):
        if question.topic is None or question.group in PHRASES:
            continue
        tokens = question.asking
        for token, of_word in zip(tokens, features.of_words(tokens), strict=True):
            if token.is_word:
                signs.append(of_word)
                labels.append(token.word in question.topic)
                weights.append(w * (LIGHT if question.group in JOBS else 1.0))
    return _fitted("topic", signs, labels, np.array(weights))


def _fitted(
    name: str,
    signs: Sequence[Mapping[str, float]],
    labels: Sequence[Any],
    weight: NDArray[np.float64],
) -> dict[str, Any]:
    seen = Counter(feature for of_one in signs for feature in of_one)
    kept = [{f: v for f, v in of_one.items() if seen[f] >= _LEAST_SEEN} for of_one in signs]
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform(kept)
    model = LogisticRegression(C=STRENGTH[name], max_iter=3000).fit(matrix, labels, sample_weight=weight)
    by_feature = {
        feature: [round(float(w), 2) for w in column]
        for feature, column in zip(vectorizer.feature_names_, model.coef_.T, strict=True)
        if np.abs(column).max() >= _LEAST
    }
    names = [str(c) for c in model.classes_] if len(model.coef_) > 1 else [name]
    return {"labels": names, "bias": [round(float(b), 3) for b in model.intercept_], "weights": by_feature}
