"""Questions for facts of a profile."""

from __future__ import annotations

import pytest
from animals import FACTS, PAPERS
from fakes import make_vocabulary

from assistant.datamodels import Intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("What is the h-index?", ["h_index"]),
        ("h indx of byron", ["h_index"]),
        ("How often is Byron cited?", ["citation_count"]),
        ("How many people have cited her?", ["citation_count"]),
        ("What is the trust score, and the h-index?", ["h_index", "trust_score"]),
        ("What is the trust label?", ["trust_label"]),
        ("Is the profile verified?", ["trust_label", "verification_level"]),
        ("Has the researcher claimed the profile?", ["author_claim"]),
        ("How many followers does the researcher have?", ["follower_count"]),
        ("How many research topics are there?", ["topic_count"]),
        ("How many close collaborators are there?", ["close_collaborator_count"]),
        ("How many works does the profile list?", ["work_count"]),
        ("What is her affiliation?", ["affiliation"]),
        ("Does Byron work at Stanford?", ["affiliation"]),
        ("Does the profile show an affiliation?", ["affiliation"]),
        ("How many people does she work with closely?", ["close_collaborator_count"]),
        ("What is Byron's impact?", ["h_index", "citation_count"]),
        ("How influential is the researcher?", ["h_index", "citation_count"]),
        ("Is she trustworthy?", ["trust_score"]),
        ("Is Byron accepting collaborations?", ["collaboration"]),
        ("Is he reliable?", ["trust_score"]),
        ("Where does Byron work?", ["affiliation"]),
        ("Which university is she at?", ["affiliation"]),
        ("What does the profile say about Byron?", FACTS),
        ("Give me all the numbers on her profile", FACTS),
    ],
)
def test_facts_of_a_profile(lexicon: Lexicon, question: str, facts: list[str]) -> None:
    query = understand(question, lexicon)
    assert (query.intent, query.facts) == (Intent.PROFILE, tuple(facts))


@pytest.mark.parametrize(
    "question",
    ["Which papers cite lions?", "How many citations does the survey have in the abstract?", "novelty"],
)
def test_no_facts_of_a_profile(lexicon: Lexicon, question: str) -> None:
    assert understand(question, lexicon).facts == ()


def test_without_a_profile_there_are_no_facts() -> None:
    query = understand("What is the h-index?", Lexicon(PAPERS, [], [], make_vocabulary(PAPERS)))
    assert query.intent is not Intent.PROFILE
    assert query.facts == ()


def test_a_list_of_facts_of_the_profile(lexicon: Lexicon) -> None:
    query = understand("According to the profile, how many works, topics and close collaborators?", lexicon)
    assert set(query.facts) == {"work_count", "topic_count", "close_collaborator_count"}
