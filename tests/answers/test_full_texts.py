"""What an abstract does not tell is quoted from the full text, with section and page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder

from assistant.answering import Assistant
from assistant.answers.citations import quoted_form
from assistant.config import DEFAULT_MODEL
from assistant.datamodels import Answer
from assistant.index.corpus import open_corpus
from ingest.pipeline import ingest

pytestmark = pytest.mark.process  # PDFs are read in processes of their own

PDFS = Path(__file__).parents[1] / "pdfs"
RECORD = (
    "@article{d, title={Doves of the town square}, author={Doe, Jane}, abstract={Doves eat seeds of flax.}}"
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("full")
    for name in ("memory-latex", "owls-latex"):
        shutil.copy(PDFS / f"{name}.pdf", folder)
    (folder / "mine.bib").write_text(RECORD, encoding="utf-8")
    encoder = FakeEncoder(DEFAULT_MODEL)
    ingest([folder], folder.parent / "full-index", encoder)
    corpus = open_corpus(folder.parent / "full-index")
    yield Assistant(corpus, encoder)
    corpus.close()


def first(answer: Answer) -> tuple[str, str, int | None]:
    source = answer.citations[0]
    return source.field, source.section, source.page


def test_a_detail_is_quoted_from_the_body(assistant: Assistant) -> None:
    answer = assistant.ask("How many students were excluded because they missed the second test?")
    assert answer.citations[0].quote == (
        "Eleven further students were excluded because they missed the second test."
    )
    assert first(answer) == ("body", "Participants", 2)
    assert "[1] (“Participants”, page 2)" in answer.text
    assert answer.citations[0].place == "memory-latex.pdf, page 2"


def test_each_quotation_stands_where_it_says(assistant: Assistant) -> None:
    answer = assistant.ask("Inter-rater reliability: how many raters scored the essays?")
    paper = assistant.corpus.paper(answer.citations[0].paper_id)
    for source in answer.citations:
        assert quoted_form(paper, source, assistant.corpus.bodies) == paper
    body = assistant.corpus.bodies.of(paper.id)
    assert body is not None
    in_body = next(source for source in answer.citations if source.field == "body")
    boxes = body.fulltext.boxes(in_body.start, in_body.end)
    assert boxes
    assert {box.page + 1 for box in boxes} >= {in_body.page}


def test_what_the_abstract_tells_is_quoted_from_there(assistant: Assistant) -> None:
    answer = assistant.ask("What do doves eat?")
    assert first(answer)[0] == "abstract"
    answer = assistant.ask("With what did they fit the forty nest boxes?")
    assert answer.citations[0].quote.startswith("We fitted forty nest boxes with lamps")
    assert first(answer)[0] == "abstract"


def test_filters_hold_for_full_texts(assistant: Assistant) -> None:
    question = "How many students were excluded because they missed the second test in papers by Jane Doe?"
    assert all(source.field != "body" for source in assistant.ask(question).citations)


def test_lists_and_overviews_are_made_of_titles_and_abstracts(assistant: Assistant) -> None:
    for question in ("List all papers.", "What has this group done on owls?"):
        answer = assistant.ask(question)
        assert answer.citations
        assert all(source.field != "body" for source in answer.citations)
