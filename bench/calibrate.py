"""`python -m bench calibrate`: learn how signs of relevance become a probability and a cut-off.

Five logistic regressions, all on labelled data that is not the questions the project is judged on, over the
papers of the seed documents and, for topics, those of the groups in --corpora (see bench/groups.py):

    topics (bench/topics.jsonl), also as people ask for them (bench/asked.jsonl, bench/groups/*)
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
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.encoders import Encoder, open_encoder
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
    Lists,
    answered,
    best_anchor,
    f1,
    fit,
    fit_second,
    folds,
    mean,
    out_of_fold,
    second_out_of_fold,
    shares,
    usable,
)
from bench.labels import LabelledFact
from bench.options import Say, add_index, add_labels
from bench.topics import Group, learn, of_seeds, opened, read
from ingest.works import normal_title


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    add_labels(parser)
    parser.add_argument("--corpora", type=Path, metavar="DIR", help="learn topics from these groups as well")
    parser.add_argument("--indexes", type=Path, metavar="DIR", help="keep their indexes here")
    parser.add_argument(
        "--write", action="store_true", help="write them to assistant/retrieval/calibration.toml"
    )
    parser.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")


def main(options: argparse.Namespace, say: Say) -> int:
    with TemporaryDirectory() as folder:
        encoder = open_encoder(open_corpus(options.index).manifest.embedding_model)
        groups = [of_seeds(options.index, options.labels, encoder)]
        if options.corpora:
            groups += read(options.corpora, options.indexes or Path(folder), encoder)
        say(run(groups, options.index, encoder, options))
    return 0


def run(groups: Sequence[Group], index: Path, encoder: Encoder, options: argparse.Namespace) -> str:
    """Fit all five regressions, and return what was measured.

    The option `write` replaces assistant/retrieval/calibration.toml by the new weights; the curves are drawn
    into the file `figure`.
    """
    corpus, lexicon, retriever = opened(index, encoder)
    facts, topics = labels.facts(options.labels), _Topics(groups)
    sentences = _Sentences(corpus, retriever, facts)
    questions = _Questions(corpus, lexicon, retriever, sentences.weights, facts)
    report = [*topics.report(), *questions.report(), *sentences.report()]
    if options.write:
        tables = [*topics.tables(), *questions.tables(), *sentences.tables()]
        calibration.FILE.write_text(file_text(tables), encoding="utf-8")
    if options.figure:
        from bench.figures import draw_calibration

        draw_calibration(topics.lists, questions.lists, topics.cut, questions.anchor, options.figure)
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


class _Topics:
    """Is the paper about the topic? What all groups teach; arguable papers don't count."""

    def __init__(self, groups: Sequence[Group]) -> None:
        learned = learn(groups)
        self._about, self.lists = learned.about, learned.lists
        self.cut = learned.about.anchor, learned.about.share
        self._told = f"{len(self.lists)} of {len(groups)} " + ("groups" if len(groups) > 1 else "group")

    def report(self) -> list[str]:
        anchor, share = self.cut
        return [
            f"topics ({self._told}): mean F1 {mean(self.lists, anchor, share, f1):.3f}, "
            f"usable lists {mean(self.lists, anchor, share, usable):.3f} "
            f"with one at {anchor:.2f}, all from {share:.2f} of it",
            _weights(relevance.FEATURES, self._about.first),
            _weights(relevance.FEEDBACK_FEATURES, self._about.second),
        ]

    def tables(self) -> list[str]:
        anchor, share = self.cut
        return [
            *table("topic", relevance.FEATURES, self._about.first, anchor=anchor, share=share),
            *table("feedback", relevance.FEEDBACK_FEATURES, self._about.second),
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


def _hits(lists: Sequence[tuple[Array, NDArray[np.bool_]]], top_k: int) -> float:
    """Share of the cases that have a right candidate among the `top_k` most probable."""
    return float(np.mean([right[np.argsort(-p)[:top_k]].any() for p, right in lists if right.any()]))


def _weights(names: Sequence[str], weights: Logistic) -> str:
    return "  " + ", ".join(f"{name} {w:.2f}" for name, w in zip(names, weights.weights, strict=True))
