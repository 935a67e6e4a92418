"""`python -m bench calibrate`: learn how signs of relevance become a probability and a cut-off.

Six models, all on labelled data that is not the questions the project is judged on, over the papers of the
seed documents, and of groups: those in --corpora for topics (`bench.topics`), those in --indexes for
questions (`bench.fact_fitting`):

    topics (bench/topics.jsonl), also as people ask for them (bench/asked.jsonl, bench/groups/*)
                                    is the paper about the topic     a first and a second look
    questions (bench/facts.jsonl)   does the paper answer it         a first and a second look
                                    is it this sentence
                                    does the abstract tell it

Everything printed as measured is out of fold: no topic and no question is judged by weights that it, or
another one with the same labels, helped to fit.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.index.corpus import open_corpus
from assistant.models.encoders import Encoder, open_encoder
from assistant.retrieval import calibration, relevance, sentence_relevance
from assistant.retrieval.answer_search import ANSWER_SIGNS, PAPER_SIGNS, TOLD_SIGNS
from assistant.retrieval.calibration import Choice, Logistic
from bench.fact_fitting import SILENT, Learner, Models
from bench.fact_questions import read_asked
from bench.fitting import f1, mean, told, usable
from bench.options import Say, add_labels
from bench.places import add_places
from bench.topics import Group, learn, of_seeds, read


def add_options(parser: argparse.ArgumentParser) -> None:
    add_places(parser, index=Path("data"))
    add_labels(parser)
    parser.add_argument("--write", action="store_true", help="write them to calibration.toml and facts.toml")
    parser.add_argument("--figure", type=Path, metavar="SVG", help="draw the curves into this file")


def main(options: argparse.Namespace, say: Say) -> int:
    with TemporaryDirectory() as folder:
        encoder = open_encoder(open_corpus(options.index).manifest.embedding_model)
        groups = [of_seeds(options.index, options.labels, encoder)]
        if options.corpora:
            groups += read(options.corpora, options.indexes or Path(folder), encoder)
        say(run(groups, encoder, options))
    return 0


def run(groups: Sequence[Group], encoder: Encoder, options: argparse.Namespace) -> str:
    """Fit all six models, and return what was measured.

    The option `write` replaces the files in assistant/retrieval by the new weights; the curves are drawn into
    the file `figure`.
    """
    topics = _Topics(groups)
    facts = Learner(read_asked(options.index, options.indexes, options.labels, encoder))
    if options.write:
        calibration.FILE.write_text(file_text(topics.tables()), encoding="utf-8")
        calibration.FACTS.write_text(file_text(fact_tables(facts.models, facts.anchor)), encoding="utf-8")
    if options.figure:
        from bench.figures import draw_calibration

        draw_calibration(topics.lists, facts.lists, topics.cut, facts.anchor, options.figure)
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
    sentence, first, second, tells = models
    return [
        *table("fact", PAPER_SIGNS, first),
        *table("answer", ANSWER_SIGNS, second, anchor=anchor),
        *table("sentence", sentence_relevance.FEATURES, sentence),
        *table("told", TOLD_SIGNS, tells, anchor=SILENT),
    ]


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
            told(relevance.FEATURES, self._about.first),
            told(relevance.FEEDBACK_FEATURES, self._about.second),
        ]

    def tables(self) -> list[str]:
        anchor, share = self.cut
        return [
            *table("topic", relevance.FEATURES, self._about.first, anchor=anchor, share=share),
            *table("feedback", relevance.FEEDBACK_FEATURES, self._about.second),
        ]
