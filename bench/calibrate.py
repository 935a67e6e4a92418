"""`python -m bench calibrate`: learn how signs of relevance become a probability and a cut-off.

Three logistic regressions, all on labelled data that is not the questions the project is judged on:
papers of a topic (bench/topics.jsonl), the paper that answers a question, and the sentence in it that
does (bench/facts.jsonl), over the papers of the seed documents. Everything printed as measured is out of
fold: no topic and no question is judged by weights that it helped to fit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant import calibration, evidence, relevance
from assistant.corpus import Corpus, open_corpus
from assistant.embedding import open_encoder
from assistant.lexicon import Lexicon
from assistant.query import understand
from assistant.retrieval import Retriever
from bench import labels
from ingest.merge import normal_title

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Measure = Callable[[Flags, Flags], float]


@dataclass(frozen=True, slots=True)
class Case:
    """A topic or a question: signs of shape (candidates, features), and which candidates are right."""

    signs: Array
    right: Flags


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic regression in the signs' own units, and for each case its out-of-fold probabilities."""

    weights: tuple[float, ...]
    bias: float
    predicted: tuple[Array, ...]


def run(index: Path, *, write: bool) -> str:
    """Fit all three; returns what was measured, and with `write` replaces assistant/calibration.py."""
    corpus = open_corpus(index)
    lexicon = Lexicon(
        corpus.papers, corpus.profiles, [s.subject for s in corpus.manifest.sources if s.scope == "group"]
    )
    retriever = Retriever(corpus, open_encoder(corpus.manifest.embedding_model), lexicon)
    topics, judged = _topic_cases(corpus, lexicon, retriever)
    topic_fit = fit(topics, judged)
    second = _feedback_cases(corpus, retriever, topics, topic_fit)
    second_fit = fit(second, judged)
    by_scope = _by_scope(corpus, second, judged, second_fit)
    topic_threshold, _ = best_threshold(*by_scope, _usable)
    questions = _question_cases(corpus, lexicon, retriever)
    question_fit = fit(questions)
    question_threshold, question_right = best_threshold(questions, question_fit, _answered_right)
    sentences = _sentence_cases(corpus, retriever)
    sentence_fit = fit(sentences)
    report = [
        f"topics ({len(topics)}, each for the group and for others): "
        f"mean F1 {_mean(*by_scope, topic_threshold, _f1):.3f}, "
        f"usable lists {_mean(*by_scope, topic_threshold, _usable):.3f} at {topic_threshold:.2f}",
        _weights(relevance.FEATURES, topic_fit),
        _weights(("first", "near", "near_confident", "confidence"), second_fit),
        f"questions ({len(questions)}): {question_right:.3f} answered where there is an answer, only there, "
        f"at {question_threshold:.2f}; the right paper is first for {_hits(questions, question_fit, 1):.3f}",
        _weights(relevance.FEATURES, question_fit),
        f"sentences ({len(sentences)}): hit@1 {_hits(sentences, sentence_fit, 1):.3f}, "
        f"hit@3 {_hits(sentences, sentence_fit, 3):.3f}",
        _weights(evidence.FEATURES, sentence_fit),
    ]
    if write:
        text = "\n".join(
            [
                '"""Weights and cut-offs, measured.',
                "",
                "Written by `python -m bench calibrate --write`; docs/calibration.md tells what it measured.",
                '"""',
                "",
                *_constants("TOPIC", topic_fit, topic_threshold),
                *_constants("FEEDBACK", second_fit),
                *_constants("FACT", question_fit, question_threshold),
                *_constants("SENTENCE", sentence_fit),
            ]
        )
        Path(calibration.__file__).write_text(text.rstrip() + "\n", encoding="utf-8")
    return "\n".join(report)


def fit(cases: Sequence[Case], judged: Sequence[Flags] | None = None) -> Fit:
    """Fit on the `judged` candidates of all cases; probabilities come from five folds, each case in one."""
    rows = np.concatenate([c.signs for c in cases])
    right = np.concatenate([c.right for c in cases])
    groups = np.repeat(np.arange(len(cases)), [len(c.right) for c in cases])
    counts = np.concatenate(judged) if judged else np.ones(len(rows), bool)
    predicted = np.empty(len(rows))
    for train, test in GroupKFold(5).split(rows, right, groups):
        learnt = train[counts[train]]
        predicted[test] = _regress(rows[learnt], right[learnt])(rows[test])
    whole = _regress(rows[counts], right[counts])
    return Fit(whole.weights, whole.bias, tuple(predicted[groups == g] for g in range(len(cases))))


def best_threshold(cases: Sequence[Case], result: Fit, measure: Measure) -> tuple[float, float]:
    """The cut-off with the highest mean of `measure`, and that mean; a plateau is preferred to a spike."""
    thresholds = np.arange(0.06, 0.90, 0.02)
    means = [_mean(cases, result, t, measure) for t in thresholds]
    smooth = np.convolve(np.pad(means, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    best = int(np.argmax(smooth))
    return float(thresholds[best]), means[best]


def _topic_cases(corpus: Corpus, lexicon: Lexicon, retriever: Retriever) -> tuple[list[Case], list[Flags]]:
    """A case for each topic over all papers, and which papers count: arguable ones do not."""
    titles = {normal_title(paper.title): row for row, paper in enumerate(corpus.papers)}
    cases, judged = [], []
    for topic in labels.topics():
        right, counts = np.zeros(len(corpus.papers), bool), np.ones(len(corpus.papers), bool)
        right[[titles[normal_title(t)] for t in topic.relevant]] = True
        counts[[titles[normal_title(t)] for t in topic.arguable]] = False
        signs = retriever.signs(lexicon.topics.read(topic.text), range(len(corpus.papers)))
        cases.append(Case(signs, right))
        judged.append(counts)
    return cases, judged


def _feedback_cases(corpus: Corpus, retriever: Retriever, cases: Sequence[Case], first: Fit) -> list[Case]:
    """The second look at the same topics, upon first probabilities that are out of fold."""
    rows = range(len(corpus.papers))
    return [
        Case(relevance.feedback_signs(p, retriever.neighbourhood(rows, p)), case.right)
        for case, p in zip(cases, first.predicted, strict=True)
    ]


def _by_scope(
    corpus: Corpus, cases: Sequence[Case], judged: Sequence[Flags], result: Fit
) -> tuple[list[Case], Fit]:
    """Each topic once for the group's papers and once for the others', as topics are asked for."""
    group = np.array([paper.scope == "group" for paper in corpus.papers])
    parts = [
        (Case(c.signs[k & part], c.right[k & part]), p[k & part])
        for c, k, p in zip(cases, judged, result.predicted, strict=True)
        for part in (group, ~group)
    ]
    return [case for case, _ in parts], Fit(result.weights, result.bias, tuple(p for _, p in parts))


def _question_cases(corpus: Corpus, lexicon: Lexicon, retriever: Retriever) -> list[Case]:
    """A case for each question, over the related papers, which all of them were written from."""
    rows = [row for row, paper in enumerate(corpus.papers) if paper.scope == "related"]
    titles = [normal_title(corpus.papers[row].title) for row in rows]
    cases = []
    for fact in labels.facts():
        topic = lexicon.topics.read(understand(fact.question, lexicon).topic or fact.question)
        wanted = normal_title(fact.title) if fact.title else None
        cases.append(Case(retriever.signs(topic, rows), np.array([title == wanted for title in titles])))
    return cases


def _sentence_cases(corpus: Corpus, retriever: Retriever) -> list[Case]:
    """A case for each answerable question, over the sentences of the abstract that answers it."""
    papers = {normal_title(paper.title): paper for paper in corpus.papers}
    cases = []
    for fact in labels.facts():
        if fact.title is None:
            continue
        paper = papers[normal_title(fact.title)]
        sentences = sorted(retriever.sentences(fact.question, paper, closely=True), key=lambda s: s.start)
        right = [any(s.text in given or given in s.text for given in fact.sentences) for s in sentences]
        cases.append(Case(retriever.sentence_signs(fact.question, paper, closely=True), np.array(right)))
    return cases


def _regress(rows: Array, right: Flags) -> relevance.Logistic:
    mean, scale = (
        rows.mean(axis=0),
        np.maximum(rows.std(axis=0), 0.1),
    )  # a sign that is hardly ever on stays weak
    model = LogisticRegression(max_iter=2000).fit((rows - mean) / scale, right)
    weights = model.coef_[0] / scale
    return relevance.Logistic(tuple(weights.tolist()), float(model.intercept_[0] - weights @ mean))


def _mean(cases: Sequence[Case], result: Fit, threshold: float, measure: Measure) -> float:
    return float(
        np.mean([measure(p >= threshold, c.right) for p, c in zip(result.predicted, cases, strict=True)])
    )


def _f1(listed: Flags, right: Flags) -> float:
    """F1 of the listed papers; where none is right, 1 for an empty list and 0 for any other."""
    total = int(listed.sum() + right.sum())
    return 2 * int((listed & right).sum()) / total if total else 1.0


def _usable(listed: Flags, right: Flags) -> float:
    """1 for a list to act on: every right paper, and no more others than one, or three in ten of the list."""
    if not right.any():
        return float(not listed.any())
    others = int((listed & ~right).sum())
    return float((listed | ~right).all() and others <= max(1.0, 0.3 * int(listed.sum())))


def _answered_right(listed: Flags, right: Flags) -> float:
    """1 for an answer where there is one, and for none where there is none. The right paper ranks first."""
    return float(listed.any() == right.any())


def _hits(cases: Sequence[Case], result: Fit, top_k: int) -> float:
    """Share of the cases that have a right candidate with one among the `top_k` most probable."""
    pairs = zip(cases, result.predicted, strict=True)
    return float(np.mean([c.right[np.argsort(-p)[:top_k]].any() for c, p in pairs if c.right.any()]))


def _weights(names: Sequence[str], result: Fit) -> str:
    return "  " + ", ".join(
        f"{name} {weight:.2f}" for name, weight in zip(names, result.weights, strict=True)
    )


def _constants(name: str, result: Fit, threshold: float | None = None) -> list[str]:
    weights = [f"    {weight:.3f}," for weight in result.weights]
    lines = [f"{name}_WEIGHTS = (", *weights, ")", f"{name}_BIAS = {result.bias:.3f}"]
    return [*lines, *([f"{name}_THRESHOLD = {threshold:.2f}"] if threshold is not None else []), ""]
