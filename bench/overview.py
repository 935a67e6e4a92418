"""`python -m bench overview --scitldr DIR`: do we quote the sentence that people would choose?

The abstracts of SciTLDR's test split become a snapshot through the same code as an ingest, and the product's
own `Finder.telling` chooses a sentence of each, by its title. `rouge1` is its mean ROUGE-1 F against
the summary nearest to it, `lead` that of the first sentence, `oracle` that of the best one.

With --indexes, a folder with an index for each group, the abstracts of bench/telling.jsonl are tried too,
each group by a model that was fitted without it: `best` and `good` are the shares of abstracts where the
likeliest sentence is among those that tell best, or at least well enough, what the paper did; `kinds` is the
share of sentences whose kind is right. With --write, the model is fitted anew to all of them, to SciTLDR's
train split and to the abstracts of --beir that print the names of their sections.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import Settings
from assistant.datamodels import Evidence, Paper
from assistant.errors import UsageError
from assistant.index.corpus import Corpus
from assistant.models.encoders import Encoder, open_encoder
from assistant.retrieval import telling as model
from assistant.retrieval.answer_search import AnswerSearch
from assistant.retrieval.finder import Finder
from assistant.retrieval.retriever import Retriever
from assistant.understanding.lexicon import Lexicon
from bench import telling, telling_fitting
from bench.options import Say, add_json, say_result
from bench.places import add_indexes
from bench.telling import Summed, rouge1
from ingest.building import build
from ingest.contents import SnapshotContents


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scitldr", type=Path, required=True, metavar="DIR", help="a folder with SciTLDR's splits"
    )
    parser.add_argument("--part", default="test", help="the split that is measured (default: test)")
    add_indexes(parser)
    parser.add_argument(
        "--beir", type=Path, metavar="DIR", help="learn kinds from its abstracts with sections too"
    )
    parser.add_argument(
        "--write", action="store_true", help="fit the model, and write it to telling.json first"
    )
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    if options.write and not options.indexes:
        raise UsageError("--write needs --indexes: the words that all fields share come from groups.")
    result: dict[str, Any] = {}
    if options.indexes:
        abstracts = telling.texts(options.indexes)
        known, read = telling_fitting.known_words(abstracts), telling.labelled(abstracts, telling.FILE)
        others = telling.of_scitldr(telling.summed(options.scitldr, "train"))
        others += telling.sectioned(options.beir) if options.beir else []
        if options.write:
            table = telling_fitting.table([*others, *(one.abstract for one in read)], known)
            model.FILE.write_text(
                json.dumps(table, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
            )
            model.learned.cache_clear()
        result = means(telling_fitting.leave_one_out(read, others, known))
    encoder = open_encoder(Settings.read().embedding_model)
    measured = run(telling.summed(options.scitldr, options.part), encoder)
    say_result({**measured, **result}, say, as_json=options.json)
    return 0


def means(tried: telling_fitting.Tried) -> dict[str, Any]:
    """The means over groups, and the values of each."""
    names = ("best", "good", "kinds")
    mean = np.mean(list(tried.values()), axis=0).tolist() if tried else []
    groups = {group: dict(zip(names, map(_rounded, values), strict=True)) for group, values in tried.items()}
    return {**dict(zip(names, map(_rounded, mean), strict=False)), "groups": groups}


def run(papers: Sequence[Summed], encoder: Encoder) -> Mapping[str, Any]:
    """Mean ROUGE-1 of the sentence that the product chooses, of the first one, and of the best one."""
    records = [Paper(p.id, p.title, " ".join(p.sentences), "group") for p in papers]
    with tempfile.TemporaryDirectory() as directory:
        snapshot, _ = build(Path(directory), SnapshotContents.of(records), encoder)
        corpus = Corpus.open(snapshot)
        try:
            lexicon = Lexicon.of(corpus)
            retriever = Retriever(corpus, encoder, lexicon)
            finder = Finder(corpus, lexicon, retriever, AnswerSearch(corpus, encoder, lexicon, retriever))
            chosen = [finder.telling(r.title, Evidence(r, 1.0)).sentences[0].text for r in records]
        finally:
            corpus.close()
    scores = [[rouge1(sentence, p.summaries) for sentence in p.sentences] for p in papers]
    ours = [rouge1(sentence, p.summaries) for sentence, p in zip(chosen, papers, strict=True)]
    return {
        "papers": len(papers),
        "rouge1": _rounded(float(np.mean(ours))),
        "lead": _rounded(float(np.mean([of_one[0] for of_one in scores]))),
        "oracle": _rounded(float(np.mean([max(of_one) for of_one in scores]))),
    }


def _rounded(value: float) -> float:
    return round(value, 4)
