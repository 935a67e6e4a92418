"""The noun phrases that papers share."""

from __future__ import annotations

from fakes import make_paper

from assistant.retrieval.paper_terms import terms_of


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
