"""The encoder that needs no torch gives the vectors of sentence-transformers, and pools what it read once."""

from __future__ import annotations

import json
import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant.config import DEFAULT_MODEL
from assistant.models import bert
from assistant.models.bert import BertEncoder, ClsBertEncoder, open_bert
from assistant.models.encoders import SentenceTransformerEncoder, SpanEncoder, model_directory, open_encoder

TEXTS = [
    "Continual learning with hypernetworks.",
    "",
    "Ünï çödé, 中文 and a 😀",
    "word " * 400,
    "A sentence of middling length that says what a network forgets when it learns the next task.",
]


@pytest.fixture(scope="module")
def encoder() -> BertEncoder:
    found = open_encoder(DEFAULT_MODEL)
    assert isinstance(found, BertEncoder)
    return found


def test_the_vectors_are_those_of_sentence_transformers(encoder: BertEncoder) -> None:
    ours, reference = encoder.encode(TEXTS), SentenceTransformerEncoder().encode(TEXTS)
    assert ours.shape == reference.shape
    assert (ours * reference).sum(axis=1).min() >= 0.999


def test_no_texts_no_vectors(encoder: BertEncoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_span_is_pooled_from_its_own_tokens(encoder: BertEncoder) -> None:
    text = "Lions hunt at night. Stock markets fell sharply today."
    ((whole, lions, markets),) = encoder.encode_spans([text], [[(0, len(text)), (0, 20), (21, len(text))]])
    assert np.linalg.norm([whole, lions, markets], axis=1) == pytest.approx(1, abs=1e-5)
    animal, money = encoder.encode(["big cats that hunt", "the economy"])
    assert lions @ animal > markets @ animal
    assert markets @ money > lions @ money


def test_a_text_longer_than_the_model_reads_is_read_to_its_end(encoder: BertEncoder) -> None:
    text = "Cells divide. " * 150 + "Lions hunt antelopes at night."
    ((end,),) = encoder.encode_spans([text], [[(len(text) - 30, len(text))]])
    lions, cells = encoder.encode(["lions hunt antelopes", "cells divide"])
    assert end @ lions > 0.6 > end @ cells


def test_a_text_without_a_token_has_a_vector(encoder: BertEncoder) -> None:
    ((vector,),) = encoder.encode_spans([""], [[(0, 0)]])
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_other_models_are_left_to_sentence_transformers(tmp_path: Path) -> None:
    assert open_bert("other", tmp_path) is None
    assert not isinstance(open_encoder(str(tmp_path)), SpanEncoder)
    assert not isinstance(open_encoder("BAAI/bge-small-en-v1.5"), SpanEncoder)


@pytest.mark.model
def test_the_vector_of_a_model_that_pools_by_its_first_token_is_that_of_sentence_transformers(
    tmp_path: Path,
) -> None:
    directory = tmp_path / "cls"
    shutil.copytree(model_directory(DEFAULT_MODEL), directory)
    pooling = directory / "1_Pooling" / "config.json"
    changed = json.loads(pooling.read_text()) | {
        "pooling_mode_cls_token": True,
        "pooling_mode_mean_tokens": False,
    }
    pooling.write_text(json.dumps(changed))
    ours = open_bert(str(directory), directory)
    assert isinstance(ours, ClsBertEncoder)
    assert not isinstance(ours, SpanEncoder)  # a span has no first token of its own
    vectors, reference = ours.encode(TEXTS), SentenceTransformerEncoder(str(directory)).encode(TEXTS)
    assert (vectors * reference).sum(axis=1).min() >= 0.999
    assert isinstance(pickle.loads(pickle.dumps(ours)), ClsBertEncoder)


@pytest.mark.model
def test_the_same_batch_has_the_same_vectors_and_another_batch_nearly_the_same(encoder: BertEncoder) -> None:
    together = encoder.encode(TEXTS)
    assert np.array_equal(encoder.encode(TEXTS), together)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert (together * alone).sum(axis=1).min() >= 0.999


@pytest.mark.model
def test_int8_changes_vectors_by_less_than_is_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    spans = [[(0, len(text))] for text in TEXTS if text]
    found = {}
    for arithmetic in ("f32", "int8"):  # where int8 is not multiplied, the weights are rounded all the same
        monkeypatch.setattr(BertEncoder, "arithmetic", arithmetic)
        one = BertEncoder(DEFAULT_MODEL, model_directory(DEFAULT_MODEL))
        found[arithmetic] = np.concatenate(one.encode_spans([text for text in TEXTS if text], spans))
    similarity = (found["f32"] * found["int8"]).sum(axis=1)
    assert similarity.min() >= 1 - 0.0005
    assert similarity.max() < 1 - 1e-6, "nothing was rounded"


@pytest.mark.parametrize(
    ("flags", "expected"), [("fpu avx512_vnni ssse3", True), ("fpu avx_vnni", True), ("fpu avx2 vnni", False)]
)
def test_int8_is_for_processors_that_multiply_it(
    flags: str, expected: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processor = tmp_path / "cpuinfo"
    processor.write_text(f"processor\t: 0\nflags\t\t: {flags}\n\nprocessor\t: 1\nflags\t\t: avx512_vnni\n")
    monkeypatch.setattr(bert, "PROCESSOR", processor)
    monkeypatch.setattr(BertEncoder, "_core", _WithoutBf16())
    directory = model_directory(DEFAULT_MODEL)
    assert BertEncoder(DEFAULT_MODEL, directory).arithmetic == ("int8" if expected else "f32")
    assert BertEncoder("another", directory).arithmetic == "f32"
    processor.unlink()
    assert BertEncoder(DEFAULT_MODEL, directory).arithmetic == "f32"


class _WithoutBf16:
    def get_property(self, device: str, name: str) -> list[str]:
        return ["FP32", "INT8"]
