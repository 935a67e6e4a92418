"""`python -m bench evidence --beir DIR`: is the sentence behind a citation the one a person would mark?

SciFact's annotators marked, for each claim and abstract, the sentences that settle the claim. The same
ranking that picks the sentence behind a citation is run on each pair; a hit@k is a marked sentence among
its best k. Terms weigh by how rare they are in the whole corpus, as they do in an index.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from assistant.config import Settings
from assistant.models.encoders import Encoder, open_encoder
from assistant.retrieval import sentence_relevance
from assistant.retrieval.asked import asks_whether
from assistant.retrieval.telling import learned, settling
from assistant.text.acronyms import acronyms
from assistant.text.analysis import terms
from assistant.text.sentences import sentence_texts
from bench import beir
from bench.options import Say, add_beir, say_result

add_options = add_beir


def main(options: argparse.Namespace, say: Say) -> int:
    encoder = open_encoder(Settings.read().embedding_model)
    say_result(run(options.beir, encoder, part="_train" if options.train else ""), say, as_json=options.json)
    return 0


def run(folder: Path, encoder: Encoder, *, part: str = "") -> Mapping[str, float]:
    """hit@1 and hit@3 of the product's ranking, and of cosine similarity alone, over all marked pairs."""
    documents, pairs = beir.corpus(folder), beir.marked(folder, part=part)
    idf, known = _idf(documents.values()), acronyms(d.text for d in documents.values())
    claims = encoder.encode([pair.claim for pair in pairs])
    encoded = cache(lambda document: encoder.encode(_sentences(documents[document])))
    ours, cosine = [], []
    for pair, claim in zip(pairs, claims, strict=True):
        document = documents[pair.document]
        sentences = _sentences(document)
        similarities = (encoded(document.id) @ claim).tolist()
        own = {**known, **acronyms([document.text])}
        signs = sentence_relevance.features(
            pair.claim, document.title, sentences, similarities, idf=idf, acronyms=own
        )
        right = [any(_same(sentence, gold) for gold in pair.sentences) for sentence in sentences]
        relevance = sentence_relevance.sentence_answers()(signs)
        if asks_whether(pair.claim):
            relevance = settling(learned()(document.title, sentences), relevance)
        ours.append(_hits(relevance.tolist(), right))
        cosine.append(_hits(similarities, right))
    (at1, at3), (cosine1, cosine3) = np.mean(ours, axis=0), np.mean(cosine, axis=0)
    return {
        "pairs": len(pairs),
        "hit@1": round(float(at1), 4),
        "hit@3": round(float(at3), 4),
        "cosine_hit@1": round(float(cosine1), 4),
        "cosine_hit@3": round(float(cosine3), 4),
    }


def _hits(scores: Sequence[float], right: Sequence[bool]) -> tuple[bool, bool]:
    order = np.argsort([-s for s in scores], kind="stable")
    return right[order[0]], any(right[i] for i in order[:3])


def _same(sentence: str, gold: str) -> bool:
    """Whether two cuts of one text are the same sentence; annotators cut a little differently."""
    one, other = " ".join(sentence.split()), " ".join(gold.split())
    return one in other or other in one


def _sentences(document: beir.Document) -> list[str]:
    return sentence_texts(document.text)


def _idf(documents: Collection[beir.Document]) -> Callable[[str], float]:
    """The same idf as the lexical index gives."""
    counts = Counter(t for d in documents for t in set(terms(f"{d.title}\n{d.text}")))
    return lambda term: math.log((len(documents) + 1) / (counts[term] + 0.5))
