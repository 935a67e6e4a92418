"""The names of arXiv's categories."""

from __future__ import annotations

import pytest

from assistant.text.categories import category_name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("LG", "Machine learning"),
        ("cs.LG", "Machine learning"),
        ("q-bio.NC", "Neurons and cognition"),
        ("NC", "Neurons and cognition"),
        ("math.CV", "Complex variables"),
        ("CV", "Computer vision and pattern recognition"),  # of computer science before mathematics
        ("quant-ph", "Quantum physics"),
        ("cond-mat.dis-nn", "Disordered systems and neural networks"),
        ("Ecology", "Ecology"),
        ("cs", "cs"),
        ("cs.XX", "cs.XX"),
        ("e.g. birds", "e.g. birds"),
        ("", ""),
    ],
)
def test_a_code_is_said_in_words(code: str, name: str) -> None:
    assert category_name(code) == name
