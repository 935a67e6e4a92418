"""What relevance is learned from: the labelled topics and questions of groups, each over all its papers."""

from __future__ import annotations

import json
import random
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np

from assistant.config import REPOSITORY, Settings
from assistant.errors import UsageError
from assistant.index.corpus import Corpus, open_corpus
from assistant.index.snapshot import current_snapshot
from assistant.models.encoders import Encoder
from assistant.ops.ingesting import run_ingest
from assistant.retrieval import relevance
from assistant.retrieval.relevance import Relevance
from assistant.retrieval.retriever import Retriever
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand
from bench import answers, labels
from bench.fitting import Array, Case, Flags, Lists, best_cut, fit, folds, out_of_fold, shares, usable
from ingest.works import normal_title

QUESTIONS = REPOSITORY / "bench" / "groups"

FOREIGN = 60
"""Topics of other groups that are tried on a group, at least; else as many as the group has of its own."""

OWN_FOLDS = 4
"""Parts of the groups: the second regression is taught on first probabilities from the other parts."""

SEEDS = "seeds"
"""The name of the group of the papers that ship with the project."""

_SEED = 0
_TOGETHER = 0.95
"""The sign `together` from which on all the words of a topic stand together in some sentence."""

Kind = Literal["topic", "foreign", "asked"]
"""A topic of the group, one of another group, to be refused, or the topic of a question as people ask it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A case over all papers of a group; cases with the same `key` are much the same."""

    kind: Kind
    case: Case
    key: Hashable


@dataclass(frozen=True, slots=True)
class Group:
    """A group's papers, opened, and what is learned from them.

    `own`, shape (papers,), is 1 for papers of the group; `alike`, shape (papers, papers), is the likeness of
    their words.
    """

    name: str
    corpus: Corpus
    own: Array
    alike: Array
    cases: Sequence[Labelled]

    def second_look(self, case: Case, first: Array) -> Case:
        """The signs of the second regression, from the probabilities of the first."""
        signs = relevance.feedback_signs(first, self.alike[relevance.strongest(first)], self.own)
        return Case(signs, case.right, case.counts)


@dataclass(frozen=True, slots=True)
class Learned:
    """What groups taught, and the lists that it was cut by: nearly out of fold, see `learn`."""

    about: Relevance
    lists: Lists


def learn(groups: Sequence[Group]) -> Learned:
    """Both regressions and the cut-off, from all these groups, which weigh the same but for the seeds.

    The first probabilities are those of weights that other groups taught (of one group alone: other cases).
    """
    taught = [(group, labelled) for group in groups for labelled in group.cases]
    cases = [labelled.case for _, labelled in taught]
    weights = [weight for group in groups for weight in _weights(group)]
    apart = [group.name if len(groups) > 1 else labelled.key for group, labelled in taught]
    fold = folds(apart, min(OWN_FOLDS, len(set(apart))))
    firsts = out_of_fold(cases, fold, weights)
    looks = [group.second_look(labelled.case, p) for (group, labelled), p in zip(taught, firsts, strict=True)]
    second = fit(looks, weights)
    lists = [(second(look.signs)[look.counts], look.right[look.counts]) for look in looks]
    anchor, share = best_cut(lists, usable, shares([bool(right.any()) for _, right in lists], weights))
    return Learned(Relevance(fit(cases, weights), second, anchor, share), lists)


ASKED = 3.0
"""Weight of a topic as people ask for it, beside a phrase and a foreign topic: with 1, fewer lists of asked
topics were usable (one group left out at a time)."""

SEEDS_WEIGHT = 4.0
"""Weight of the seeds beside a group: only they have hundreds of topics as people ask for them."""


def _weights(group: Group) -> list[float]:
    """A weight for each case of a group; their sum is 1, or SEEDS_WEIGHT."""
    each = [ASKED if labelled.kind == "asked" else 1.0 for labelled in group.cases]
    whole = SEEDS_WEIGHT if group.name == SEEDS else 1.0
    total = sum(each)
    return [weight / total * whole for weight in each]


def read(corpora: Path, indexes: Path, encoder: Encoder, questions: Path = QUESTIONS) -> list[Group]:
    """All groups that DIR/topics.jsonl names; an index that is not in `indexes` yet is made there."""
    file = corpora / "topics.jsonl"
    try:
        topics = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as problem:
        raise UsageError(f"{file}: {problem}; expected a JSON object on every line.") from problem
    names = sorted({topic["corpus"] for topic in topics})
    return [
        _group(name, topics, index_of(corpora / name, indexes / name), encoder, questions_of(name, questions))
        for name in names
    ]


def questions_of(name: str, questions: Path = QUESTIONS) -> list[answers.Question]:
    """The questions about the papers of a group; there may be none."""
    file = questions / name / "questions.jsonl"
    return answers.read(file) if file.exists() else []


def of_seeds(index: Path, folder: Path, encoder: Encoder) -> Group:
    """The papers that ship with the project, with the topics that are labelled in `folder`."""
    corpus, lexicon, retriever = opened(index, encoder)
    flags, own = TitleFlags(corpus), _own(corpus)
    rows, everywhere = range(len(own)), np.ones(len(own), bool)
    labelled: list[tuple[Kind, str, labels.LabelledTopic | labels.AskedTopic, Flags]] = [
        ("topic", t.text, t, everywhere) for t in labels.topics(folder)
    ]
    labelled += [
        ("asked", understand(t.question, lexicon).topic, t, own == (t.scope == "group"))
        for t in labels.asked(folder)
    ]
    cases = []
    for kind, text, label, within in labelled:
        right, counts = flags(label.relevant), within & ~flags(label.arguable)
        signs = retriever.signs(lexicon.topics.read(text), rows)
        key = tuple(np.flatnonzero(right & (own > 0))) or tuple(np.flatnonzero(right)) or text
        cases.append(Labelled(kind, Case(signs, right, counts), key))
    return Group(SEEDS, corpus, own, retriever.likeness(rows, rows), cases)


def opened(index: Path, encoder: Encoder) -> tuple[Corpus, Lexicon, Retriever]:
    corpus = open_corpus(index)
    lexicon = Lexicon.of(corpus)
    return corpus, lexicon, Retriever(corpus, encoder, lexicon)


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


def _group(
    name: str,
    topics: Sequence[Mapping[str, Any]],
    index: Path,
    encoder: Encoder,
    questions: Sequence[answers.Question],
) -> Group:
    corpus, lexicon, retriever = opened(index, encoder)
    rows, flags = range(len(corpus.papers)), TitleFlags(corpus)
    everywhere = np.ones(len(rows), bool)

    def signs(text: str) -> Array:
        return retriever.signs(lexicon.topics.read(text), rows)

    mine = [topic for topic in topics if topic["corpus"] == name]
    cases = [
        Labelled("topic", Case(signs(t["topic"]), flags.known(t["papers"]), everywhere), t["topic"])
        for t in mine
    ]
    for text, expect in _asked(questions, lexicon):
        right, counts = flags.known(expect["must_cite"]), ~flags.known(expect["may_cite"])
        cases.append(Labelled("asked", Case(signs(text), right, counts), text))
    others = [topic["topic"] for topic in topics if topic["corpus"] != name]
    random.Random(_SEED).shuffle(others)
    of_others = ((text, signs(text)) for text in others)
    together = relevance.FEATURES.index("together")
    apart = ((text, found) for text, found in of_others if found[:, together].max() <= _TOGETHER)
    cases += [
        Labelled("foreign", Case(found, ~everywhere, everywhere), text)
        for text, found in islice(apart, max(FOREIGN, len(mine)))
    ]
    return Group(name, corpus, _own(corpus), retriever.likeness(rows, rows), cases)


def _asked(
    questions: Sequence[answers.Question], lexicon: Lexicon
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The topics of the questions on one, or on nothing that the papers have, and the papers expected."""
    for question in questions:
        if question["kind"] in ("topic", "abstain") and not question.get("history"):
            topic, expect = understand(question["question"], lexicon).topic, question["expect"]
            if topic and expect["abstain"] == (question["kind"] == "abstain"):
                yield topic, {"must_cite": (), "may_cite": (), **expect}


def _own(corpus: Corpus) -> Array:
    return relevance.own_sign(np.array([paper.scope == "group" for paper in corpus.papers]))


def index_of(folder: Path, index: Path) -> Path:
    """The index of a group's folder, made where it isn't there yet."""
    if current_snapshot(index) is None:
        papers = str((folder / "papers.jsonl").absolute())
        if run_ingest(Settings(index=index), papers, "--scope", "group"):
            raise UsageError(f"{papers} could not be read; the lines above say why.")
    return index
