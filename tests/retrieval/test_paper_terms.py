"""The noun phrases that papers share."""

from __future__ import annotations

from fakes import make_paper

from assistant.retrieval.paper_terms import shared_phrases, terms_of


def test_topics_are_phrases_that_papers_share() -> None:
    papers = [
        make_paper("Target propagation", "We study target propagation. The results show much."),
        make_paper("Learning by target propagation", "A survey of methods."),
        make_paper("On sleep spindles", "Sleep spindles and results."),
        make_paper("Sleep spindles again", "These results show much."),
        make_paper("Methods and results", "Of methods and results, and of target propagation."),
        make_paper("Results of methods", "Of state spaces."),
    ]
    assert shared_phrases(papers) == ["target propagation", "sleep spindles"]


def test_a_part_of_a_longer_phrase_is_no_topic() -> None:
    papers = [make_paper(f"Nests of red wood ants {n}", "Of red wood ants.") for n in range(4)]
    assert shared_phrases(papers) == ["red wood ants"]


def test_a_term_knows_where_it_is_printed_and_whether_as_a_noun_is() -> None:
    papers = [
        make_paper("Wild sparrows", "The sparrows sing. We like wild birds."),
        make_paper("Birds", "Of sparrows, and of those who are wild."),
    ]
    terms = terms_of(papers)
    sparrows = terms["sparrow",]
    assert (sparrows.papers, sparrows.titles, sparrows.name) == ({0, 1}, {0}, "sparrows")
    assert (sparrows.count, sparrows.ends) == (3, 2)  # "sparrows sing" goes on
    assert sparrows.tells(("sparrow",))
    assert not sparrows.tells(("sparrow",), besides=["sparrow"])
