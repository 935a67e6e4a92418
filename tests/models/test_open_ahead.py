"""An encoder that is loaded while a command imports what else it needs."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from fakes import FakeEncoder

from assistant.models.encoders import Encoder, Vectors, open_ahead


class Broken(FakeEncoder):
    def encode(self, texts: Sequence[str]) -> Vectors:
        raise OSError("no weights")


def opened(monkeypatch: pytest.MonkeyPatch, kind: type[FakeEncoder]) -> Encoder:
    monkeypatch.setattr("assistant.models.encoders.open_encoder", kind)
    encoder = open_ahead("a model")()
    for thread in threading.enumerate():
        if thread.name == "encoder":
            thread.join()
    return encoder


def test_it_is_loaded_before_the_first_text(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = opened(monkeypatch, FakeEncoder)
    assert isinstance(encoder, FakeEncoder)
    assert (encoder.name, encoder.encoded) == ("a model", ["a text"])


def test_that_it_can_not_be_loaded_is_told_by_the_first_text(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = opened(monkeypatch, Broken)
    with pytest.raises(OSError, match="no weights"):
        encoder.encode(["lions"])


def test_that_there_is_none_is_told_to_who_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(model: str) -> Encoder:
        raise ValueError(f"no model {model!r}")

    monkeypatch.setattr("assistant.models.encoders.open_encoder", fail)
    with pytest.raises(ValueError, match="no model 'owls'"):
        open_ahead("owls")()
