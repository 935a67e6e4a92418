"""`python -m bench groups --corpora DIR`: learn relevance on all groups but one, and try it on that one.

DIR/NAME/papers.jsonl has the papers of a group, DIR/topics.jsonl the topics of all groups, a line each:
{"corpus", "topic", "papers": titles}. The questions of some groups are in bench/groups/NAME/questions.jsonl;
their papers are not part of the project.

Measured on the group that is left out: `usable`, the share of its topics with a list to act on; `f1` of the
lists; `refused`, the share of other groups' topics (whose words stand together in no paper) for which nothing
is listed; `questions`, the share of its questions that pass. The mean over groups counts: a change that lifts
one group and not the mean carries nothing over.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant.answering import Assistant
from assistant.config import REPOSITORY, Settings
from assistant.errors import UsageError
from assistant.index.corpus import Corpus, open_corpus
from assistant.index.snapshot import current_snapshot
from assistant.models.encoders import Encoder, open_encoder
from assistant.ops.first_run import run_ingest
from assistant.retrieval import relevance
from assistant.retrieval.relevance import Relevance
from assistant.retrieval.retriever import Retriever
from assistant.understanding.lexicon import Lexicon
from bench import answers
from bench.calibrate import Lists, TitleFlags, shares, topic_cases
from bench.fitting import Array, Case, best_cut, cut, f1, fit, folds, out_of_fold, usable
from bench.options import Say, add_index, add_json, add_labels

QUESTIONS = REPOSITORY / "bench" / "groups"

FOREIGN = 60
"""Topics of other groups that are tried on a group, at least; else as many as the group has of its own."""

OWN_FOLDS = 4
"""Parts of the groups: the second regression is taught on first probabilities from the other parts."""

_SEED = 0
_TOGETHER = 0.95
"""The sign `together` from which on all the words of a topic stand together in some sentence."""

_MEASURES = ("usable", "f1", "refused", "questions")


@dataclass(frozen=True, slots=True)
class Group:
    """A group's papers, opened, with a case for each of its topics and of others' topics to refuse."""

    name: str
    corpus: Corpus
    retriever: Retriever
    own: Array
    cases: Sequence[Case]
    foreign: Sequence[bool]

    def second_look(self, case: Case, first: Array) -> Case:
        """The signs of the second regression, from the probabilities of the first."""
        likeness = self.retriever.likeness(range(len(first)), first)
        return Case(relevance.feedback_signs(first, likeness, self.own), case.right, case.counts)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--corpora", type=Path, required=True, metavar="DIR", help="topics and papers of groups"
    )
    parser.add_argument(
        "--indexes", type=Path, metavar="DIR", help="keep the indexes here (default: nowhere)"
    )
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, metavar="DIR", help="default: bench/groups"
    )
    add_index(parser)
    add_labels(parser)
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    settings = Settings.read(index=options.index)
    encoder = open_encoder(settings.embedding_model)
    with TemporaryDirectory() as folder:
        groups = read(options.corpora, options.indexes or Path(folder), encoder)
        known = current_snapshot(settings.index) is not None
        seeds = _of_seeds(settings.index, options.labels, encoder) if known else None
        rows = list(run(groups, seeds, encoder, questions=options.questions))
    means = {key: _mean([row[key] for row in rows if key in row]) for key in _MEASURES}
    if options.json:
        say(json.dumps({"groups": rows, "mean": means}))
    else:
        for row in [*rows, {"group": "mean", **means}]:
            say("  ".join(f"{key} {value}" for key, value in row.items()))
    return 0


def read(corpora: Path, indexes: Path, encoder: Encoder) -> list[Group]:
    """All groups that DIR/topics.jsonl names; an index that is not in `indexes` yet is made there."""
    file = corpora / "topics.jsonl"
    try:
        topics = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as problem:
        raise UsageError(f"{file}: {problem}; expected a JSON object on every line.") from problem
    names = sorted({topic["corpus"] for topic in topics})
    return [_group(name, topics, _index(corpora / name, indexes / name), encoder) for name in names]


def run(
    groups: Sequence[Group], seeds: Group | None, encoder: Encoder, *, questions: Path
) -> Iterator[Mapping[str, Any]]:
    """A row for each group, judged by weights that all the others taught."""
    for held in groups:
        others = [group for group in (*groups, seeds) if group is not None and group is not held]
        learned = learn(others)
        row: dict[str, Any] = {"group": held.name, **judge(held, learned)}
        file = questions / held.name / "questions.jsonl"
        if file.exists():
            assistant = Assistant(held.corpus, encoder, about=learned)
            row["questions"] = round(answers.pass_rate(answers.run(assistant, answers.read(file))), 3)
        yield row


def learn(groups: Sequence[Group]) -> Relevance:
    """Both regressions and the cut-off, from all these groups; each group has the same weight."""
    taught = [(group, case) for group in groups for case in group.cases]
    cases = [case for _, case in taught]
    weights = [1 / len(group.cases) for group, _ in taught]
    fold = folds([group.name for group, _ in taught], min(OWN_FOLDS, len(groups)))
    firsts = out_of_fold(cases, fold, weights)
    looks = [group.second_look(case, p) for (group, case), p in zip(taught, firsts, strict=True)]
    second = fit(looks, weights)
    lists: Lists = [(second(look.signs)[look.counts], look.right[look.counts]) for look in looks]
    of_lists = [share * weight for share, weight in zip(shares(lists), weights, strict=True)]
    anchor, share = best_cut(lists, usable, of_lists)
    return Relevance(fit(cases, weights), second, anchor, share)


def judge(group: Group, learned: Relevance) -> Mapping[str, float]:
    """How good the lists of a group's topics are, and how many foreign topics get none."""
    listed = []
    for case in group.cases:
        look = group.second_look(case, learned.first(case.signs))
        listed.append(cut(learned.second(look.signs), learned.anchor, learned.share))
    judged = list(zip(listed, group.cases, group.foreign, strict=True))
    return {
        "topics": sum(not foreign for foreign in group.foreign),
        "usable": _mean([usable(on, case.right) for on, case, foreign in judged if not foreign]),
        "f1": _mean([f1(on, case.right) for on, case, foreign in judged if not foreign]),
        "refused": _mean([float(not on.any()) for on, _, foreign in judged if foreign]),
    }


def _group(name: str, topics: Sequence[Mapping[str, Any]], index: Path, encoder: Encoder) -> Group:
    corpus, lexicon, retriever = _opened(index, encoder)
    rows, flags = range(len(corpus.papers)), TitleFlags(corpus)
    everywhere = np.ones(len(rows), bool)

    def signs(text: str) -> Array:
        return retriever.signs(lexicon.topics.read(text), rows)

    mine = [topic for topic in topics if topic["corpus"] == name]
    cases = [Case(signs(t["topic"]), flags.known(t["papers"]), everywhere) for t in mine]
    others = [topic["topic"] for topic in topics if topic["corpus"] != name]
    random.Random(_SEED).shuffle(others)
    foreign: list[Case] = []
    for text in others:
        of_text = signs(text)
        apart = of_text[:, relevance.FEATURES.index("together")].max() <= _TOGETHER
        if apart and len(foreign) < max(FOREIGN, len(mine)):
            foreign.append(Case(of_text, ~everywhere, everywhere))
    return _of(name, corpus, retriever, [*cases, *foreign], [False] * len(cases) + [True] * len(foreign))


def _of_seeds(index: Path, labelled: Path, encoder: Encoder) -> Group:
    """The documents that ship with the project: one more group to learn from."""
    corpus, lexicon, retriever = _opened(index, encoder)
    cases, _ = topic_cases(corpus, lexicon, retriever, labelled)
    return _of("seeds", corpus, retriever, cases, [not case.right.any() for case in cases])


def _of(
    name: str, corpus: Corpus, retriever: Retriever, cases: Sequence[Case], foreign: Sequence[bool]
) -> Group:
    own = np.array([float(paper.scope == "group") for paper in corpus.papers])
    return Group(name, corpus, retriever, own, cases, foreign)


def _opened(index: Path, encoder: Encoder) -> tuple[Corpus, Lexicon, Retriever]:
    corpus = open_corpus(index)
    subjects = [s.subject for s in corpus.manifest.sources if s.scope == "group"]
    lexicon = Lexicon(corpus.papers, corpus.profiles, subjects, corpus.vocabulary)
    return corpus, lexicon, Retriever(corpus, encoder, lexicon)


def _index(folder: Path, index: Path) -> Path:
    if current_snapshot(index) is None:
        papers = str((folder / "papers.jsonl").absolute())
        if run_ingest(Settings(index=index), papers, "--scope", "group"):
            raise UsageError(f"{papers} could not be read; the lines above say why.")
    return index


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3) if values else 0.0
