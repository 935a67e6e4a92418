"""The measured weights are read as `python -m bench calibrate --write` writes them."""

from __future__ import annotations

import pytest

from assistant.retrieval import answer_search, calibration, relevance, sentence_relevance
from bench.calibrate import fact_tables, file_text, table


def test_the_file_is_what_the_bench_writes() -> None:
    topics, answers = relevance.about_topic(), answer_search.paper_answers()
    written = file_text(
        [
            *table("topic", relevance.FEATURES, topics.first, anchor=topics.anchor, share=topics.share),
            *table("feedback", relevance.FEEDBACK_FEATURES, topics.second),
        ]
    )
    assert written == calibration.FILE.read_text(encoding="utf-8")
    tells, _ = answer_search.abstract_tells()
    models = (sentence_relevance.sentence_answers(), answers.first, answers.second, tells)
    written = file_text(fact_tables(models, answers.anchor))
    assert written == calibration.FACTS.read_text(encoding="utf-8")


def test_a_sign_without_a_weight_is_an_error() -> None:
    with pytest.raises(KeyError, match="brand-new"):
        calibration.regression("topic", [*relevance.FEATURES, "brand-new"])
