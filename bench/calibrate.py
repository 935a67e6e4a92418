"""`python -m bench calibrate`: learn how signs of relevance become a probability and a cut-off.

Five logistic regressions, all on labelled data that is not the questions the project is judged on, over the
papers of the seed documents:

    topics (bench/topics.jsonl), also as people ask for them (bench/asked.jsonl)
                                    is the paper about the topic     a first and a second look
    questions (bench/facts.jsonl)   does the paper answer it         a first and a second look
                                    is it this sentence

Everything printed as measured is out of fold: no topic and no question is judged by weights that it, or
another one with the same labels, helped to fit.
"""

from __future__ import annotations

import argparse
from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.encoders import open_encoder
from assistant.retrieval import calibration, relevance, sentence_relevance
from assistant.retrieval.calibration import Logistic
from assistant.retrieval.retriever import SECOND_LOOK, Retriever
from assistant.understanding.concepts import Topic
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand
from bench import labels
from bench.fitting import (
    Array,
    Case,
    Flags,
    answered,
    best_anchor,
    best_cut,
    f1,
    fit,
    fit_second,
    folds,
    mean,
    out_of_fold,
    second_out_of_fold,
    usable,
)
from bench.labels import AskedTopic, LabelledFact, LabelledTopic
from bench.options import Say, add_index, add_labels
from ingest.works import normal_title

Lists = list[tuple[Array, Flags]]
"""Out-of-fold probabilities of the candidates, and which of them are right."""


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    add_labels(parser)
    parser.add_argument(
        "--write", action="store_true", help="write them to assistant/retrieval/calibration.toml"
    )
    parser.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")


def main(options: argparse.Namespace, say: Say) -> int:
    say(run(options.index, labelled=options.labels, write=options.write, figure=options.figure))
    return 0


def run(index: Path, *, labelled: Path = labels.HERE, write: bool, figure: Path | None = None) -> str:
    """Fit all five regressions to the files of the folder `labelled`, and return what was measured.

    `write` replaces assistant/retrieval/calibration.toml by the new weights; the curves are drawn into the
    file `figure`.
    """
    corpus = open_corpus(index)
    subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
    lexicon = Lexicon(corpus.papers, corpus.profiles, subjects, corpus.vocabulary)
    retriever = Retriever(corpus, open_encoder(corpus.manifest.embedding_model), lexicon)
    facts = labels.facts(labelled)
    topics = _Topics(corpus, lexicon, retriever, labelled)
    sentences = _Sentences(corpus, retriever, facts)
    questions = _Questions(corpus, lexicon, retriever, sentences.weights, facts)
    report = [*topics.report(), *questions.report(), *sentences.report()]
    if write:
        tables = [*topics.tables(), *questions.tables(), *sentences.tables()]
        calibration.FILE.write_text(file_text(tables), encoding="utf-8")
    if figure:
        from bench.figures import draw_calibration

        draw_calibration(topics.lists, questions.lists, topics.cut, questions.anchor, figure)
    return "\n".join(report)


_HEAD = (
    "# Weights and cut-offs, measured: written by `python -m bench calibrate --write`. "
    "docs/calibration.md tells how."
)


def file_text(tables: Sequence[str]) -> str:
    """The text of calibration.toml, from the lines of its tables."""
    return "\n".join([_HEAD, "", *tables]).rstrip() + "\n"


def table(name: str, signs: Sequence[str], weights: Logistic, **cuts: float) -> list[str]:
    """The lines of one regression in calibration.toml."""
    cut_offs = [f"{cut} = {value:.2f}" for cut, value in cuts.items()]
    by_sign = [f"{sign} = {w:.3f}" for sign, w in zip(signs, weights.weights, strict=True)]
    return [f"[{name}]", f"bias = {weights.bias:.3f}", *cut_offs, "", f"[{name}.weights]", *by_sign, ""]


UNANSWERABLE = 0.2
"""Share of what people ask that no paper answers, as it is assumed. Among the labelled it is higher, 0.46 of
the lists and 0.29 of the questions, because many were made to be hard."""


def topic_cases(
    corpus: Corpus, lexicon: Lexicon, retriever: Retriever, folder: Path
) -> tuple[list[Case], list[Hashable]]:
    """A case for each topic and asked topic of `folder`, over all papers, and which cases are alike."""
    rows = range(len(corpus.papers))
    own = np.array([float(paper.scope == "group") for paper in corpus.papers])
    flags = TitleFlags(corpus)
    everywhere = np.ones(len(own), bool)
    labelled: list[tuple[str, LabelledTopic | AskedTopic, Flags]] = [
        (t.text, t, everywhere) for t in labels.topics(folder)
    ]
    labelled += [
        (understand(t.question, lexicon).topic, t, own == (t.scope == "group")) for t in labels.asked(folder)
    ]
    cases: list[Case] = []
    groups: list[Hashable] = []
    for text, label, within in labelled:
        right, counts = flags(label.relevant), within & ~flags(label.arguable)
        cases.append(Case(retriever.signs(lexicon.topics.read(text), rows), right, counts))
        groups.append(tuple(np.flatnonzero(right & (own > 0))) or tuple(np.flatnonzero(right)) or text)
    return cases, groups


class TitleFlags:
    """Which papers of a corpus have one of some titles, shape (papers,)."""

    def __init__(self, corpus: Corpus) -> None:
        self._rows = {normal_title(paper.title): row for row, paper in enumerate(corpus.papers)}
        self._count = len(corpus.papers)

    def __call__(self, titles: Sequence[str]) -> Flags:
        """Raises KeyError where no paper has a title."""
        found = np.zeros(self._count, bool)
        found[[self._rows[normal_title(title)] for title in titles]] = True
        return found

    def known(self, titles: Sequence[str]) -> Flags:
        """The same, where titles that no paper has are left out."""
        return self([title for title in titles if normal_title(title) in self._rows])


class _Topics:
    """Is the paper about the topic? A case for each topic, over all papers; arguable ones don't count.

    Of a topic as it was asked for, the papers of the one scope count for which it was labelled.
    """

    def __init__(self, corpus: Corpus, lexicon: Lexicon, retriever: Retriever, folder: Path) -> None:
        self._retriever = retriever
        self._rows = range(len(corpus.papers))
        self._own = np.array([float(paper.scope == "group") for paper in corpus.papers])
        self._cases, groups = topic_cases(corpus, lexicon, retriever, folder)
        fold = folds(groups)
        self._first = fit(self._cases)
        self._second = fit_second(self._cases, fold, self._look)
        judged = [
            (probable[case.counts & part], case.right[case.counts & part], of_group)
            for case, probable in second_out_of_fold(self._cases, fold, self._look)
            for part, of_group in ((self._own > 0, True), (self._own == 0, False))
            if (case.counts & part).any()
        ]
        self.lists: Lists = [(probable, right) for probable, right, _ in judged]
        self._of_group = [of_group for _, _, of_group in judged]
        self.cut = best_cut(self.lists, usable, shares(self.lists))

    def _look(self, at: int, first: Array) -> Case:
        signs = relevance.feedback_signs(first, self._retriever.likeness(self._rows, first), self._own)
        return Case(signs, self._cases[at].right, self._cases[at].counts)

    def report(self) -> list[str]:
        anchor, share = self.cut
        return [
            f"topics ({len(self._cases)}, {len(self.lists)} lists of the group's papers or of others'): "
            f"mean F1 {mean(self.lists, anchor, share, f1):.3f}, "
            f"usable lists {mean(self.lists, anchor, share, usable):.3f} "
            f"(the group's {mean(self.lists, anchor, share, usable, self._of_group):.3f}) "
            f"with one at {anchor:.2f}, all from {share:.2f} of it",
            _weights(relevance.FEATURES, self._first),
            _weights(relevance.FEEDBACK_FEATURES, self._second),
        ]

    def tables(self) -> list[str]:
        anchor, share = self.cut
        return [
            *table("topic", relevance.FEATURES, self._first, anchor=anchor, share=share),
            *table("feedback", relevance.FEEDBACK_FEATURES, self._second),
        ]


class _Questions:
    """Does the paper answer the question? Over the papers of the scope that it is asked of."""

    def __init__(
        self,
        corpus: Corpus,
        lexicon: Lexicon,
        retriever: Retriever,
        weights: Logistic,
        facts: Sequence[LabelledFact],
    ) -> None:
        self._facts = facts
        self._retriever, self._sentence_weights = retriever, weights
        own = {
            scope: [row for row, paper in enumerate(corpus.papers) if paper.scope == scope]
            for scope in ("group", "related")
        }
        self._papers: list[list[Paper]] = []
        self._topics: list[Topic] = []
        self._cases = []
        for fact in self._facts:
            topic = lexicon.topics.read(understand(fact.question, lexicon).topic or fact.question)
            wanted = normal_title(fact.title) if fact.title else None
            rows = own[fact.scope]
            papers = [corpus.papers[row] for row in rows]
            right = np.array([normal_title(paper.title) == wanted for paper in papers])
            self._papers.append(papers)
            self._topics.append(topic)
            self._cases.append(Case(retriever.signs(topic, rows), right, np.ones(len(rows), bool)))
        fold = folds([fact.title or fact.question for fact in self._facts])
        self._first = fit(self._cases)
        self._second = fit_second(self._cases, fold, self._look)
        looked = second_out_of_fold(self._cases, fold, self._look)
        self.lists: Lists = [(probable, case.right) for case, probable in looked]
        self.anchor = best_anchor(self.lists, answered, shares(self.lists))

    def _look(self, at: int, first: Array) -> Case:
        """The second look at the best few papers."""
        best = np.argsort(-first, kind="stable")[:SECOND_LOOK]
        signs = np.array([self._signs(at, self._papers[at][i], float(first[i])) for i in best])
        return Case(signs, self._cases[at].right[best], np.ones(len(best), bool))

    def _signs(self, at: int, paper: Paper, first: float) -> Array:
        question = self._facts[at].question
        return self._retriever.answer_signs(
            question, self._topics[at], paper, first, weights=self._sentence_weights
        )

    def report(self) -> list[str]:
        answerable = [pair for pair in self.lists if pair[1].any()]
        return [
            f"questions ({len(self._cases)}, {len(answerable)} with an answer): "
            f"{mean(self.lists, self.anchor, 1.0, answered):.3f} right (the right paper first, or "
            f"none where there is none) at {self.anchor:.2f}; "
            f"the right paper is first for {_hits(answerable, 1):.3f}",
            _weights(relevance.FEATURES, self._first),
            _weights(sentence_relevance.ANSWER_FEATURES, self._second),
        ]

    def tables(self) -> list[str]:
        return [
            *table("fact", relevance.FEATURES, self._first),
            *table("answer", sentence_relevance.ANSWER_FEATURES, self._second, anchor=self.anchor),
        ]


class _Sentences:
    """Is it this sentence? A case for each answerable question, over the abstract that answers it."""

    def __init__(self, corpus: Corpus, retriever: Retriever, facts: Sequence[LabelledFact]) -> None:
        papers = {normal_title(paper.title): paper for paper in corpus.papers}
        cases, groups = [], list[Hashable]()
        for fact in facts:
            if fact.title is None:
                continue
            paper = papers[normal_title(fact.title)]
            sentences = sorted(retriever.sentences(fact.question, paper, closely=True), key=lambda s: s.start)
            right = np.array([any(s.text in g or g in s.text for g in fact.sentences) for s in sentences])
            signs = retriever.sentence_signs(fact.question, paper, closely=True)
            cases.append(Case(signs, right, np.ones(len(right), bool)))
            groups.append(fact.title)
        self.weights = fit(cases)
        predicted = out_of_fold(cases, folds(groups))
        self._lists: Lists = [(p, case.right) for p, case in zip(predicted, cases, strict=True)]

    def report(self) -> list[str]:
        hits = f"hit@1 {_hits(self._lists, 1):.3f}, hit@3 {_hits(self._lists, 3):.3f}"
        return [
            f"sentences ({len(self._lists)}): {hits}",
            _weights(sentence_relevance.FEATURES, self.weights),
        ]

    def tables(self) -> list[str]:
        return table("sentence", sentence_relevance.FEATURES, self.weights)


def shares(lists: Lists) -> list[float]:
    """A weight for each list, so that UNANSWERABLE of their sum is on those where nothing is right."""
    some = np.array([right.any() for _, right in lists])
    weights = np.where(some, (1 - UNANSWERABLE) / some.mean(), UNANSWERABLE / (1 - some.mean()))
    return [float(weight) for weight in weights]


def _hits(lists: Sequence[tuple[Array, NDArray[np.bool_]]], top_k: int) -> float:
    """Share of the cases that have a right candidate among the `top_k` most probable."""
    return float(np.mean([right[np.argsort(-p)[:top_k]].any() for p, right in lists if right.any()]))


def _weights(names: Sequence[str], weights: Logistic) -> str:
    return "  " + ", ".join(f"{name} {w:.2f}" for name, w in zip(names, weights.weights, strict=True))
