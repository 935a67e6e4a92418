"""`python -m bench groups --corpora DIR`: learn relevance on all groups but one, and try it on that one.

DIR/NAME/papers.jsonl has the papers of a group, DIR/topics.jsonl the topics of all groups, a line each:
{"corpus", "topic", "papers": titles}. The questions of some groups are in bench/groups/NAME/questions.jsonl;
their papers are not part of the project. Learned from are the topics, the topics of others to refuse, and the
questions on a topic or on nothing that the papers have: people ask in more words than they name a topic in.

Measured on the group that is left out: `usable`, the share of its topics with a list to act on; `f1` of the
lists; `refused`, the share of other groups' topics (whose words stand together in no paper) for which nothing
is listed; `asked`, the share of its questions on topics with a list to act on; `questions`, the share of all
its questions that pass. The mean over groups counts: a change that lifts one group and not the mean carries
nothing over.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import numpy as np

from assistant.answering import Assistant
from assistant.config import Settings
from assistant.index.snapshot import current_snapshot
from assistant.models.encoders import Encoder, open_encoder
from assistant.retrieval.relevance import Relevance
from assistant.understanding.asking import Asking
from bench import answers, asking
from bench.fitting import Lists, cut, f1, usable
from bench.options import Say, add_json, add_labels
from bench.places import add_places
from bench.topics import QUESTIONS, Group, Kind, learn, of_seeds, questions_of, read

_MEASURES = ("usable", "f1", "refused", "asked", "questions")


def add_options(parser: argparse.ArgumentParser) -> None:
    add_places(parser, required=True)
    parser.add_argument(
        "--questions", type=Path, default=QUESTIONS, metavar="DIR", help="default: bench/groups"
    )
    add_labels(parser)
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    settings = Settings.read(index=options.index)
    encoder = open_encoder(settings.embedding_model)
    with TemporaryDirectory() as folder:
        groups = read(options.corpora, options.indexes or Path(folder), encoder, options.questions)
        known = current_snapshot(settings.index) is not None
        seeds = of_seeds(settings.index, options.labels, encoder) if known else None
        rows = list(run(groups, seeds, encoder, questions=options.questions))
    means = {key: _mean([row[key] for row in rows if key in row]) for key in _MEASURES}
    if options.json:
        say(json.dumps({"groups": rows, "mean": means}))
    else:
        for row in [*rows, {"group": "mean", **means}]:
            say("  ".join(f"{key} {value}" for key, value in row.items()))
    return 0


def run(
    groups: Sequence[Group], seeds: Group | None, encoder: Encoder, *, questions: Path
) -> Iterator[Mapping[str, Any]]:
    """A row for each group, judged by weights that all the others taught."""
    labelled = asking.read()
    for held in groups:
        others = [group for group in (*groups, seeds) if group is not None and group is not held]
        learned = learn(others).about
        row: dict[str, Any] = {"group": held.name, **judge(held, learned)}
        if asked := questions_of(held.name, questions):
            assistant = Assistant(
                held.corpus, encoder, about=learned, asking=_asking_without(held.name, labelled)
            )
            row["questions"] = round(answers.pass_rate(answers.run(assistant, asked)), 3)
        yield row


def _asking_without(group: str, labelled: Sequence[asking.Labelled]) -> Asking | None:
    """How questions ask, learned without those about `group`; None where there are none to leave out."""
    others = [question for question in labelled if question.group != group]
    return asking.fit(others) if len(others) < len(labelled) else None


def judge(group: Group, learned: Relevance) -> Mapping[str, float]:
    """How good the lists of a group's topics are, and how many foreign topics get none."""
    judged: dict[Kind, Lists] = {kind: [] for kind in get_args(Kind)}
    for labelled in group.cases:
        case = labelled.case
        look = group.second_look(case, learned.first(case.signs))
        probable = learned.second(look.signs)[case.counts]
        judged[labelled.kind].append((cut(probable, learned.anchor, learned.share), case.right[case.counts]))
    topics, foreign, asked = (judged[kind] for kind in get_args(Kind))
    measured = {
        "topics": len(topics),
        "usable": _mean([usable(on, right) for on, right in topics]),
        "f1": _mean([f1(on, right) for on, right in topics]),
        "refused": _mean([usable(on, right) for on, right in foreign]),
    }
    return {**measured, "asked": _mean([usable(on, right) for on, right in asked])} if asked else measured


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3) if values else 0.0
