"""`python -m bench calibrate`: learn how signs of relevance become a probability and a cut-off.

Five models, all on labelled data that is not the questions the project is judged on, over the papers of the
seed documents; the questions also over the papers of other groups (`bench.fact_fitting`):

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

from assistant.index.corpus import Corpus, open_corpus
from assistant.models.encoders import open_encoder
from assistant.retrieval import calibration, relevance, sentence_relevance
from assistant.retrieval.answer_search import ANSWER_SIGNS, PAPER_SIGNS
from assistant.retrieval.calibration import Choice, Logistic
from assistant.retrieval.retriever import Retriever
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand
from bench import labels
from bench.fact_fitting import Learner, Models
from bench.fact_questions import read_asked
from bench.fitting import (
    Array,
    Case,
    Flags,
    best_cut,
    f1,
    fit,
    fit_second,
    folds,
    mean,
    second_out_of_fold,
    usable,
)
from bench.labels import AskedTopic, LabelledTopic
from bench.options import Say, add_index, add_labels
from ingest.works import normal_title

Lists = list[tuple[Array, Flags]]
"""Out-of-fold probabilities of the candidates, and which of them are right."""


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    add_labels(parser)
    parser.add_argument(
        "--indexes", type=Path, metavar="DIR", help="indexes of the groups of bench/groups, to learn from too"
    )
    parser.add_argument("--write", action="store_true", help="write them to calibration.toml and facts.toml")
    parser.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")


def main(options: argparse.Namespace, say: Say) -> int:
    say(
        run(
            options.index,
            options.indexes,
            labelled=options.labels,
            write=options.write,
            figure=options.figure,
        )
    )
    return 0


def run(
    index: Path,
    indexes: Path | None = None,
    *,
    labelled: Path = labels.HERE,
    write: bool,
    figure: Path | None = None,
) -> str:
    """Fit all five models to the files of the folder `labelled`, and return what was measured.

    `indexes` has an index of each group whose questions for facts are learned from, too. `write` replaces
    the files in assistant/retrieval by the new weights; the curves are drawn into the file `figure`.
    """
    corpus = open_corpus(index)
    subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
    lexicon = Lexicon(corpus.papers, corpus.profiles, subjects, corpus.vocabulary)
    encoder = open_encoder(corpus.manifest.embedding_model)
    retriever = Retriever(corpus, encoder, lexicon)
    topics = _Topics(corpus, lexicon, retriever, labelled)
    facts = Learner(read_asked(index, indexes, labelled, encoder))
    if write:
        calibration.FILE.write_text(file_text(topics.tables()), encoding="utf-8")
        calibration.FACTS.write_text(file_text(fact_tables(facts.models, facts.anchor)), encoding="utf-8")
    if figure:
        from bench.figures import draw_calibration

        draw_calibration(topics.lists, facts.lists, topics.cut, facts.anchor, figure)
    return "\n".join([*topics.report(), *facts.report()])


_HEAD = (
    "# Weights and cut-offs, measured: written by `python -m bench calibrate --write`. "
    "docs/calibration.md tells how."
)


def file_text(tables: Sequence[str]) -> str:
    """The text of calibration.toml, from the lines of its tables."""
    return "\n".join([_HEAD, "", *tables]).rstrip() + "\n"


def table(name: str, signs: Sequence[str], weights: Logistic | Choice, **cuts: float) -> list[str]:
    """The lines of one regression in calibration.toml."""
    bias = [f"bias = {weights.bias:.3f}"] if isinstance(weights, Logistic) else []
    cut_offs = [f"{cut} = {value:.2f}" for cut, value in cuts.items()]
    by_sign = [f"{sign} = {w:.3f}" for sign, w in zip(signs, weights.weights, strict=True)]
    head = [f"[{name}]", *bias, *cut_offs, ""] if bias or cut_offs else []
    return [*head, f"[{name}.weights]", *by_sign, ""]


def fact_tables(models: Models, anchor: float) -> list[str]:
    """The lines of facts.toml."""
    sentence, first, second = models
    return [
        *table("fact", PAPER_SIGNS, first),
        *table("answer", ANSWER_SIGNS, second, anchor=anchor),
        *table("sentence", sentence_relevance.FEATURES, sentence),
    ]


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


def shares(lists: Lists) -> list[float]:
    """A weight for each list, so that UNANSWERABLE of their sum is on those where nothing is right."""
    some = np.array([right.any() for _, right in lists])
    weights = np.where(some, (1 - UNANSWERABLE) / some.mean(), UNANSWERABLE / (1 - some.mean()))
    return [float(weight) for weight in weights]


def _weights(names: Sequence[str], weights: Logistic) -> str:
    return "  " + ", ".join(f"{name} {w:.2f}" for name, w in zip(names, weights.weights, strict=True))
