"""`python -m bench verify --beir DIR`: which claims pass the check that a model's sentences must pass?

On SciFact's pairs of a claim and an abstract: claims that the abstract supports should pass, claims that it
contradicts should not, nor any claim set against the abstract of another.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.citations import supporting_sentence
from assistant.datamodels import Paper
from bench import beir


def run(folder: Path, *, part: str = "") -> Mapping[str, float]:
    """Numbers of pairs, and the shares of them that pass."""
    documents, pairs = beir.corpus(folder), beir.marked(folder, part=part)
    chance = random.Random(0)  # the same wrong abstracts in every run
    wrong = [chance.choice([p.document for p in pairs if p.document != pair.document]) for pair in pairs]
    supported = [(p.claim, p.document) for p in pairs if p.supports]
    contradicted = [(p.claim, p.document) for p in pairs if not p.supports]
    strangers = [(p.claim, other) for p, other in zip(pairs, wrong, strict=True)]
    return {
        "support": len(supported),
        "contradict": len(contradicted),
        "support_passes": _passing(supported, documents),
        "contradict_passes": _passing(contradicted, documents),
        "wrong_abstract_passes": _passing(strangers, documents),
    }


def _passing(pairs: Sequence[tuple[str, str]], documents: Mapping[str, beir.Document]) -> float:
    passed = [
        supporting_sentence(claim, _paper(documents[document])) is not None for claim, document in pairs
    ]
    return round(sum(passed) / len(passed), 4)


def _paper(document: beir.Document) -> Paper:
    return Paper(id=document.id, title=document.title, abstract=document.text, scope="group")
