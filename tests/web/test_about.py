"""The About tab: what is indexed, what profiles say, what is sent where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Launch, Visit, fits
from fake_assistant import MANIFEST, PAGE, FakeAssistant, FakeCorpus, paper
from playwright.sync_api import expect

from assistant.ops.hosts import Contact
from assistant.web.about.tab import KINDS, OTHER_KINDS, about_html
from ingest.sources import records


@pytest.mark.parametrize("width", [1440, 390])
def test_it_tells_what_is_indexed_and_the_profiles_figures_when_asked(
    visit: Visit, url: str, width: int
) -> None:
    page = visit(url, width=width)
    page.get_by_role("button", name="About this data").click()
    about = page.locator("#about")
    expect(about).to_contain_text("Papers of the group4, all with an abstract")
    expect(about.get_by_role("row", name=PAGE)).to_contain_text("20 Nov 2026")
    figure = about.get_by_role("row", name="h-index 11 line 4")
    expect(figure).to_be_hidden()
    about.get_by_text("Scores and figures of profiles").press("Enter")
    expect(figure).to_be_visible()
    expect(about.get_by_text(f"{PAGE}, read there on 20 Nov 2026")).to_be_visible()
    fits(page, width)
    with page.expect_download() as download:
        about.get_by_role("button", name="CSV").click()
    assert download.value.suggested_filename == "papers.csv"
    assert (
        download.value.path().read_text(encoding="utf-8").count("Continual learning with hypernetworks") == 1
    )


def test_the_masthead_has_no_scores(visit: Visit, url: str) -> None:
    page = visit(url)
    expect(page.locator(".counts")).to_contain_text("4 papers")
    expect(page.locator("#masthead")).not_to_contain_text("h-index")


def html(corpus: FakeCorpus | None = None, *contacts: Contact, writer: str = "extractive") -> str:
    return about_html(FakeAssistant(corpus or FakeCorpus(), writer), contacts)


def test_papers_without_an_abstract_are_counted_by_whose_they_are() -> None:
    bare = paper("bare", "A bare paper", "", "Ada Byron", 2020, 3, language="de", licence="CC BY 4.0")
    corpus = FakeCorpus(papers=(*FakeCorpus().papers, bare), manifest=replace(MANIFEST, group_papers=5))
    said = html(corpus)
    assert "5, 1 of them without an abstract" in said
    assert "<dd>1, all with an abstract</dd>" in said
    assert "<dd>de (1)</dd>" in said
    assert "<dd>CC BY 4.0 (1)</dd>" in said


def test_paths_of_the_host_are_not_told_but_what_services_were_asked_for() -> None:
    assert "orcid:0000-0002-1825-0097" in html()
    assert "/home/ada" not in html()


def test_without_a_model_nothing_leaves() -> None:
    local = Contact("127.0.0.1:11434", "the page: which models an Ollama has")
    assert "Nothing that you ask or read here is sent to any other machine." in html(None, local)
    assert "11434" not in html(None, local)


def test_with_a_model_its_provider_is_named_and_what_it_gets() -> None:
    contact = Contact("api.openai.com", "the model openai:<b>: questions, papers and answers")
    said = html(None, contact, writer="openai:<b>")
    assert (
        "<td>OpenAI (api.openai.com)</td><td>the model openai:&lt;b&gt;: questions, papers and answers</td>"
        in said
    )
    assert "Answers are written by openai:&lt;b&gt;" in said
    assert "Nothing that you ask" not in said


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ("api.openai.com", "OpenAI (api.openai.com)"),
        ("llm.university.example", "llm.university.example"),
        ("10.1.2.3:8080", "a machine of this group’s choice"),
        ("gpu7", "a machine of this group’s choice"),
        ("gpu7.lab.internal", "a machine of this group’s choice"),
        ("llm.university.example:8080", "a machine of this group’s choice"),
        ("the server in AZURE_OPENAI_ENDPOINT", "a machine of this group’s choice"),
    ],
)
def test_who_gets_a_question_is_told_and_no_host_of_an_inner_network(host: str, told: str) -> None:
    said = html(None, Contact(host, "the model a: questions"), writer="a")
    assert f"<td>{told}</td>" in said
    assert told == host or host not in said.replace(told, "")


def test_documents_are_called_what_people_call_them() -> None:
    said = html()
    assert "<td>researcher’s page of papers</td>" in said
    assert {*KINDS, *OTHER_KINDS} == set(records.KINDS)


def test_without_a_profile_there_are_no_figures(visit: Visit, launch: Launch) -> None:
    page = visit(launch(lambda: FakeAssistant(corpus=FakeCorpus(profiles=()))))
    page.get_by_role("tab", name="About").click()
    expect(page.locator("#about")).to_contain_text("Versions and licence")
    expect(page.locator("#about")).not_to_contain_text("What other sites say")
