"""What a chat model writes from a full text is cited where it stands there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import FakeEncoder
from scripted_model import Says, papers_in, scripted

from assistant.answering import Assistant
from assistant.answers.citations import quoted_form
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer
from assistant.index.corpus import Corpus, open_corpus
from ingest.pipeline import ingest

pytestmark = pytest.mark.process  # PDFs are read in processes of their own

PDFS = Path(__file__).parents[1] / "pdfs"
RECORD = (
    "@article{d, title={Doves of the town square}, author={Doe, Jane}, abstract={Doves eat seeds of flax.}}"
)
EXCLUDED = "How many students were excluded because they missed the second test?"
ELEVEN = "Eleven further students were excluded because they missed the second test."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("drafts")
    shutil.copy(PDFS / "memory-latex.pdf", folder)
    (folder / "mine.bib").write_text(RECORD, encoding="utf-8")
    ingest([folder], folder.parent / "drafts-index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(folder.parent / "drafts-index")
    yield corpus
    corpus.close()


def asked(corpus: Corpus, question: str, *drafts: Says, **steps: Says) -> Answer:
    models, _ = scripted(*drafts, **steps)
    return Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models).ask(question)


def memory(prompt: str) -> int:
    return next(number for title, number in papers_in(prompt).items() if "Doves" not in title)


def found_in_body(prompt: str) -> dict[str, Any]:
    return {"papers": [{"number": memory(prompt), "grade": 3, "sentence": ELEVEN}]}


def test_a_sentence_of_a_full_text_that_the_model_reads_is_cited_there(corpus: Corpus) -> None:
    answer = asked(
        corpus,
        EXCLUDED,
        lambda prompt: f"Missing the second test excluded eleven further students [{memory(prompt)}].",
        Grades=found_in_body,
    )
    assert answer.writer == "fake:scripted"
    assert [told.standing for told in answer.told] == ["backed"]
    source = answer.citations[0]
    assert (source.field, source.section, source.page) == ("body", "Participants", 2)
    assert source.quote == ELEVEN
    paper = corpus.paper(source.paper_id)
    assert quoted_form(paper, source, corpus.bodies) == paper


def test_a_figure_that_other_figures_of_a_full_text_happen_to_give_is_not_borne_out(corpus: Corpus) -> None:
    answer = asked(
        corpus,
        EXCLUDED,
        lambda prompt: (
            f"Eleven further students were excluded because they missed the second test [{memory(prompt)}]. "
            f"A further 57 students were excluded because they missed the second test [{memory(prompt)}]."
        ),
        Grades=found_in_body,
    )
    assert [told.standing for told in answer.told] == ["backed", "partly"]
    assert answer.told[1].why == "no cited paper has “57”"


def test_where_the_model_grades_nothing_the_search_decides(corpus: Corpus) -> None:
    answer = asked(
        corpus, EXCLUDED, lambda prompt: f"Eleven further students were excluded [{memory(prompt)}]."
    )
    assert answer.writer == "fake:scripted"
    assert answer.citations[0].field == "body"


def test_the_verbatim_answer_beside_it_is_of_the_papers_that_the_model_has_read(corpus: Corpus) -> None:
    answer = asked(
        corpus,
        EXCLUDED,
        lambda prompt: f"Eleven further students were excluded [{memory(prompt)}].",
        Grades=found_in_body,
    )
    assert answer.verbatim is not None
    assert answer.verbatim.citations[0].field == "body"
    none = asked(corpus, EXCLUDED, "Nothing.", Grades={"papers": []})
    assert none.abstained
