"""Which sentence of an abstract answers a question."""

from __future__ import annotations

from assistant.retrieval.sentence_relevance import FEATURES, features


def test_other_words_for_the_same() -> None:
    sentences = ["Lions sleep by day.", "Our method does not require prior knowledge of the herd."]
    signs = features(
        "Do they need to know the herd beforehand?",
        "Herds",
        sentences,
        [0.5, 0.5],
        idf=lambda term: 1.0,
        acronyms={},
    )
    shared = signs[:, FEATURES.index("shared")]
    assert shared.tolist() == [0.0, 1.0]
