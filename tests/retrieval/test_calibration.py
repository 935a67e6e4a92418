"""The measured weights are read as `python -m bench calibrate --write` writes them."""

from __future__ import annotations

import pytest

from assistant.retrieval import calibration, relevance, sentence_relevance
from bench.calibrate import file_text, table


def test_the_file_is_what_the_bench_writes() -> None:
    topics, answers = relevance.about_topic(), sentence_relevance.paper_answers()
    written = file_text(
        [
            *table("topic", relevance.FEATURES, topics.first, anchor=topics.anchor, share=topics.share),
            *table("feedback", relevance.FEEDBACK_FEATURES, topics.second),
            *table("fact", relevance.FEATURES, answers.first),
            *table("answer", sentence_relevance.ANSWER_FEATURES, answers.second, anchor=answers.anchor),
            *table("sentence", sentence_relevance.FEATURES, sentence_relevance.sentence_answers()),
        ]
    )
    assert written == calibration.FILE.read_text(encoding="utf-8")


def test_a_sign_without_a_weight_is_an_error() -> None:
    with pytest.raises(KeyError, match="brand-new"):
        calibration.regression("topic", [*relevance.FEATURES, "brand-new"])
