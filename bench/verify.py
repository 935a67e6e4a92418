"""`python -m bench verify --beir DIR`: which claims pass the check that a model's sentences must pass?

On SciFact's pairs of a claim and an abstract. A claim that the abstract supports should pass: where it does
not, that is a false reject. One that it contradicts should not pass, nor one set beside another abstract, any
or the nearest by BM25: where it does, that is a false accept. A wrong paper is meant to be found out by the
right one, so the nearest abstract is also tried beside that, as it stands in a prompt.

The weights of the check are learnt elsewhere: see `bench.draft_fitting`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from assistant.answers.corpus_checks import word_vectors
from assistant.answers.support import Checks, weigh
from assistant.config import Settings
from assistant.datamodels import Paper
from assistant.index.lexical import LexicalIndex
from assistant.models.encoders import Encoder, Vectors, open_encoder
from assistant.text.analysis import terms
from assistant.text.sentences import sentence_texts
from bench import beir
from bench.options import Say, add_beir, say_result

Pair = tuple[str, str]


add_options = add_beir


def main(options: argparse.Namespace, say: Say) -> int:
    encoder = open_encoder(Settings.read().embedding_model)
    result = run(options.beir, encoder, part="_train" if options.train else "")
    say_result(result, say, as_json=options.json)
    return 0


def run(folder: Path, encoder: Encoder, *, part: str = "") -> Mapping[str, float]:
    """Numbers of pairs, and the shares of them that pass."""
    documents = beir.corpus(folder)
    papers = {d.id: _paper(d) for d in documents.values()}
    lexical = LexicalIndex.build(f"{d.title}\n{d.text}" for d in documents.values())
    checks = Checks(
        idf=lru_cache(maxsize=None)(lexical.idf),
        similar=_similar(encoder),
        vectors=word_vectors(encoder),
    )
    pairs = beir.marked(folder, part=part)
    chance = random.Random(0)  # the same wrong abstracts in every run
    anyone = [chance.choice([p.document for p in pairs if p.document != pair.document]) for pair in pairs]
    nearest = _nearest(pairs, list(documents), lexical)
    supported = [(p.claim, p.document) for p in pairs if p.supports]
    contradicted = [(p.claim, p.document) for p in pairs if not p.supports]
    strangers = [(p.claim, other) for p, other in zip(pairs, anyone, strict=True)]
    neighbours = [(p.claim, other) for p, other in zip(pairs, nearest, strict=True)]

    def passing(cited: Sequence[Pair], beside: Sequence[str] | None = None) -> float:
        rivals = [[papers[b]] for b in beside] if beside else [[]] * len(cited)
        passed = [
            weigh(claim, [papers[document]], others, checks).standing == "backed"
            for (claim, document), others in zip(cited, rivals, strict=True)
        ]
        return round(sum(passed) / len(passed), 4)

    support = passing(supported)
    return {
        "support": len(supported),
        "contradict": len(contradicted),
        "support_passes": support,
        "false_rejects": round(1 - support, 4),
        "contradict_passes": passing(contradicted),
        "wrong_abstract_passes": passing(strangers),
        "nearest_abstract_passes": passing(neighbours),
        "nearest_beside_right_passes": passing(neighbours, [p.document for p in pairs]),
        "support_beside_nearest_passes": passing(
            supported, [n for n, p in zip(nearest, pairs, strict=True) if p.supports]
        ),
    }


def _nearest(pairs: Sequence[beir.Marked], ids: Sequence[str], lexical: LexicalIndex) -> list[str]:
    """For each pair the abstract that BM25 ranks first for the claim, of those that it was not judged on."""
    told: dict[str, set[str]] = {}
    for pair in pairs:
        told.setdefault(pair.claim, set()).add(pair.document)
    ranked = (np.argsort(-lexical.scores(terms(p.claim)), kind="stable") for p in pairs)
    return [
        next(ids[row] for row in rows if ids[row] not in told[pair.claim])
        for pair, rows in zip(pairs, ranked, strict=True)
    ]


def _similar(encoder: Encoder) -> Callable[[str, Paper], Sequence[float]]:
    @cache
    def claim_vector(claim: str) -> Vectors:
        vector: Vectors = encoder.encode([claim])[0]
        return vector

    @cache
    def sentence_vectors(text: str) -> Vectors:
        return encoder.encode(sentence_texts(text))

    return lambda claim, paper: (sentence_vectors(paper.abstract) @ claim_vector(claim)).tolist()


def _paper(document: beir.Document) -> Paper:
    return Paper(id=document.id, title=document.title, abstract=document.text, scope="group")
