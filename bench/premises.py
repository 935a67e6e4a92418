"""`python -m bench premises`: which false premises are seen, and which questions are wrongly accused of one?

On questions whose paper is known (`bench/premises.jsonl`), each judged against that paper alone. None of the
questions of `bench/facts.jsonl` presumes what its paper denies, and none that asks what was done on a topic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.answers.contradictions import contradicted
from assistant.answers.premises import presumes
from assistant.datamodels import Paper
from assistant.index.corpus import open_corpus
from assistant.text.sentences import sentence_texts
from bench import beir, labels
from bench.options import Say, add_index, add_json, add_labels, say_result

Part = Literal["all", "development", "test"]


@dataclass(frozen=True, slots=True)
class LabelledPremise:
    """A question that takes something for granted, the title of its paper, and whether that is so there."""

    question: str
    title: str
    holds: bool


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser, default=Path("data"))
    add_labels(parser)
    parser.add_argument(
        "--beir", type=Path, metavar="DIR", help="SciFact in BEIR's layout, to ask its claims"
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    result = dict(run(options.index, labelled=options.labels))
    if options.beir:
        result |= {f"claims_{key}": value for key, value in run_claims(options.beir).items()}
    say_result(result, say, as_json=options.json)
    return 0


def run(index: Path, *, labelled: Path = labels.HERE, part: Part = "all") -> Mapping[str, float]:
    """Shares: false premises seen, true ones accused, other questions accused; and the numbers of each.

    `part` is the papers that the rules were developed on (37 of 71 questions), or the others.
    """
    papers = {paper.title: paper for paper in open_corpus(index).papers}
    asked = [p for p in premises(labelled) if part in ("all", part_of(p.title))]
    wrong = [(p.question, papers[p.title]) for p in asked if not p.holds]
    right = [(p.question, papers[p.title]) for p in asked if p.holds]
    facts = [(f.question, papers[f.title]) for f in labels.facts(labelled) if f.title]
    topics = [
        (f"What has been done on {topic.text}?", papers[title])
        for topic in labels.topics(labelled)
        for title in topic.relevant
    ]
    return {
        "false_premises": len(wrong),
        "true_premises": len(right),
        "facts": len(facts),
        "recall": _accused(wrong),
        "false_alarms": _accused(right),
        "false_alarms_facts": _accused([*facts, *topics]),
    }


def run_claims(folder: Path) -> Mapping[str, float]:
    """The same on SciFact: each claim as "Which paper shows that ...?", judged against its abstract."""
    documents = beir.corpus(folder)
    asked = [
        (f"Which paper shows that {pair.claim}", _paper(documents[pair.document]), pair.supports)
        for pair in beir.marked(folder)
    ]
    wrong = [(question, paper) for question, paper, supports in asked if not supports]
    right = [(question, paper) for question, paper, supports in asked if supports]
    return {
        "false_premises": len(wrong),
        "true_premises": len(right),
        "recall": _accused(wrong),
        "false_alarms": _accused(right),
    }


def premises(folder: Path = labels.HERE) -> list[LabelledPremise]:
    lines = (folder / "premises.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [LabelledPremise(r["question"], r["title"], r["premise"]) for r in records]


def part_of(title: str) -> Part:
    """Which part a paper is in, by chance; all questions on one paper are in the same."""
    digest = int(hashlib.md5(title.encode(), usedforsecurity=False).hexdigest(), 16)
    return "development" if digest % 2 == 0 or digest // 256 % 4 == 0 else "test"


def _accused(questions: Iterable[tuple[str, Paper]]) -> float:
    verdicts = [_is_accused(question, paper) for question, paper in questions]
    return round(sum(verdicts) / len(verdicts), 4) if verdicts else 0.0


def _is_accused(question: str, paper: Paper) -> bool:
    premise = presumes(question)
    sentences = sentence_texts(paper.abstract)
    return premise is not None and contradicted(premise, paper.title, sentences) is not None


def _paper(document: beir.Document) -> Paper:
    return Paper(id=document.id, title=document.title, abstract=document.text, scope="group")
