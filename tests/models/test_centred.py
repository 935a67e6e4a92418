"""An encoder on another scale gives, from its centre, the lists that the calibrated one gives."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder
from zoo import ZOO

from assistant.answering import Assistant, open_assistant
from assistant.config import DEFAULT_MODEL, Settings
from assistant.errors import SnapshotError
from assistant.index.corpus import open_corpus
from assistant.models.centred import Centred, CentredSpans, model_for, stored_as, topics
from assistant.models.encoders import Encoder, SpanEncoder, Vectors, open_encoder
from ingest.pipeline import ingest

NIGHT, HEDGES = "lions hunt at night", "sparrows build nests in hedges"


class Narrow(FakeEncoder):
    """FakeEncoder with a large number added everywhere, so that any two texts are much alike."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        moved = super().encode(texts) + 0.5
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[tuple[int, int]]]) -> list[Vectors]:
        return [
            self.encode([text[a:b] for a, b in within]) for text, within in zip(texts, spans, strict=True)
        ]


def made(directory: Path, encoder: Encoder) -> Path:
    source = directory / "zoo.jsonl"
    source.write_text("\n".join(map(json.dumps, ZOO)), encoding="utf-8")
    ingest([source], directory / "index", encoder)
    return directory / "index"


def alike(encoder: Encoder, one: str, other: str) -> float:
    first, second = encoder.encode([one, other])
    return float(first @ second)


def test_texts_with_nothing_in_common_are_not_alike() -> None:
    assert alike(Narrow(), NIGHT, HEDGES) > 0.8
    assert alike(Centred(Narrow()), NIGHT, HEDGES) == pytest.approx(
        alike(FakeEncoder(), NIGHT, HEDGES), abs=0.2
    )
    assert alike(Centred(Narrow()), NIGHT, "lions hunt by day") > 0.3
    assert np.linalg.norm(Centred(Narrow()).encode([NIGHT, ""]), axis=1) == pytest.approx(1, abs=1e-5)


def test_spans_are_centred_too() -> None:
    encoder = CentredSpans(Narrow())
    assert isinstance(encoder, SpanEncoder)
    assert not isinstance(Centred(FakeEncoder()), SpanEncoder)
    ((span,),) = encoder.encode_spans([NIGHT], [[(0, 10)]])
    assert span == pytest.approx(encoder.encode(["lions hunt"])[0], abs=1e-5)


def cited(directory: Path, encoder: Encoder, question: str) -> set[str]:
    answer = Assistant(open_corpus(made(directory, encoder)), encoder).ask(question)
    return {citation.title for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which papers are on tigers that swim?", {"Swimming Tigers"}),
        ("Which papers deal with sparrows?", {"Sparrow Nests"}),
        ("papers on swimming pools", set()),
        ("Which papers deal with nests of wasps?", set()),
    ],
)
def test_lists_are_those_of_the_calibrated_scale(tmp_path: Path, question: str, expected: set[str]) -> None:
    for name, encoder in {"words": FakeEncoder(), "centred": CentredSpans(Narrow())}.items():
        (tmp_path / name).mkdir()
        assert cited(tmp_path / name, encoder, question) == expected


def test_without_its_centre_any_paper_with_half_of_a_topic_is_near_it(tmp_path: Path) -> None:
    assert cited(tmp_path, Narrow(), "papers on swimming pools") == {"Swimming Tigers"}


def test_every_model_but_the_default_is_centred(tmp_path: Path) -> None:
    assert open_encoder().name == stored_as(DEFAULT_MODEL) == DEFAULT_MODEL
    assert open_encoder(str(tmp_path)).name == stored_as(str(tmp_path)) == f"{tmp_path}, centred"
    found = [model_for(stored) for stored in (DEFAULT_MODEL, "e5, centred", "e5")]
    assert found == [DEFAULT_MODEL, "e5", None]
    assert len(topics()) == len(set(topics())) > 50


def test_an_index_of_an_encoder_as_it_was_is_made_anew(tmp_path: Path) -> None:
    settings = replace(Settings.read(index=made(tmp_path, FakeEncoder("e5"))), embedding_model="e5")
    with pytest.raises(SnapshotError, match=r"model 'e5', 'e5, centred' is configured\. Run `"):
        open_assistant(settings, encoder=FakeEncoder("e5"))
    made(tmp_path, Centred(FakeEncoder("e5")))
    assert open_assistant(settings, encoder=Centred(FakeEncoder("e5"))).ask(NIGHT).citations
    other = replace(settings, embedding_model=DEFAULT_MODEL)
    with pytest.raises(SnapshotError, match=r"Set ASSISTANT_EMBEDDING_MODEL to 'e5', or run `"):
        open_assistant(other, encoder=FakeEncoder())
