"""Categories, code, titles, institutions, venues, exclusions and scopes in questions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from expected import NOETHER, TIGERS, Row, assert_understood

from assistant.datamodels import Intent, Query
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand

TITLED_LIONS = Query("lions", Intent.LIST, "lions", attribute="title")
FILTERS: tuple[Row, ...] = (
    ("papers in cs.CV or cs.LG", Intent.LIST, "", {"categories": ("CV", "LG")}),
    ("CV, LG and AI papers", Intent.LIST, "", {"categories": ("CV", "LG", "AI")}),
    ("papers in the category CV", Intent.LIST, "", {"categories": ("CV",)}),
    ("CV papers on lions", Intent.TOPIC, "lions", {"categories": ("CV",)}),
    ("CV PAPERS ON LIONS", Intent.TOPIC, "LIONS", {"categories": ("CV",)}),
    ("Which of their papers are in cs.LG?", Intent.LIST, "", {"categories": ("LG",)}),
    ("LG papers, then CV papers", Intent.TOPIC, "CV", {"categories": ("LG",)}),
    ("CV since 2020", Intent.LIST, "", {"year_from": 2020, "categories": ("CV",)}),
    ("papers filed under AI", Intent.LIST, "", {"categories": ("AI",)}),
    ("papers in AI (artificial intelligence)", Intent.LIST, "", {"categories": ("AI",)}),
    ("What can a CV tell us about the lives of lions?", Intent.FACT, "CV lives of lions", {}),
    ("papers with code", Intent.LIST, "", {"has_code": True}),
    ("papers on lions with code available", Intent.TOPIC, "lions", {"has_code": True}),
    ("open source work on lions", Intent.TOPIC, "lions", {"has_code": True}),
    ("Which papers have no code?", Intent.LIST, "", {"has_code": False}),
    ("everything without code", Intent.LIST, "", {"has_code": False}),
    ("papers that come with a GitHub repo", Intent.LIST, "", {"has_code": True}),
    ("papers in the computer vision category", Intent.LIST, "", {"categories": ("CV",)}),
    ("machine learning papers (LG) on lions", Intent.TOPIC, "lions", {"categories": ("LG",)}),
    ("papers on lions in LG", Intent.TOPIC, "lions", {"categories": ("LG",)}),
    ("papers without code", Intent.LIST, "", {"has_code": False}),
    ("for our repository, papers on lions", Intent.TOPIC, "lions", {}),
    ("papers lacking public code", Intent.LIST, "", {"has_code": False}),
    ("Is there code for the paper on lions?", Intent.PAPER, "lions", {"attribute": "code"}),
    ("Has the code of the lions paper been released?", Intent.PAPER, "lions", {"attribute": "code"}),
    ("Where can I find the code of the lions method?", Intent.PAPER, "lions method", {"attribute": "code"}),
    ("papers with 'lions' somewhere in the title", Intent.LIST, "", {"within": (TITLED_LIONS,)}),
    ("papers with 'lions' in the title", Intent.LIST, "", {"within": (TITLED_LIONS,)}),
    ("papers with the word 'lions' in the title", Intent.LIST, "", {"within": (TITLED_LIONS,)}),
    ("Whose titles mention lions?", Intent.LIST, "", {"within": (TITLED_LIONS,)}),
    ("How many titles contain the word lions?", Intent.COUNT, "", {"within": (TITLED_LIONS,)}),
    ("papers on tigers without lions in the title", Intent.TOPIC, "tigers", {"without": (TITLED_LIONS,)}),
    ("the titles of papers with code", Intent.LIST, "", {"has_code": True}),
    ("What is the genetic code of lions?", Intent.FACT, "genetic code of lions", {}),
    ("papers from Zoo Zurich", Intent.LIST, "", {"affiliation": "Zoo Zurich"}),
    ("papers with an affiliation Zoo Zurich", Intent.LIST, "", {"affiliation": "Zoo Zurich"}),
    (
        "Which papers are marked with Zoo Zurich as affiliation?",
        Intent.LIST,
        "",
        {"affiliation": "Zoo Zurich"},
    ),
    ("papers tagged with zoo-zurich", Intent.LIST, "", {"affiliation": "Zoo Zurich"}),
    ("papers on lions at zoo-zurich", Intent.TOPIC, "lions", {"affiliation": "Zoo Zurich"}),
    ("What is Zoo Zurich?", Intent.FACT, "Zoo Zurich", {}),
)
WHALES = Query("whales", Intent.TOPIC, "whales")
TIGERS_WITH = replace(TIGERS, text="with tigers")
TIGERS_ABOUT = replace(TIGERS, text="about tigers")
GOEDEL = Query("Gödel co-wrote", Intent.LIST, authors=(("Kurt Gödel",),))
OF_CV = Query("in computer vision (CV)", Intent.LIST, categories=("CV",))
OF_2021 = Query("from 2021", Intent.LIST, year_from=2021, year_to=2021)
THOSE_OF_2021 = replace(OF_2021, text="those from 2021")
ALONE_2021 = replace(OF_2021, text="2021")
PLACES: tuple[Row, ...] = (
    ("Did they publish in Nature?", Intent.LIST, "", {"unknown_venue": "Nature"}),
    ("papers on lions at NeurIPS", Intent.TOPIC, "lions", {"unknown_venue": "NeurIPS"}),
    ("papers on lions in nature", Intent.TOPIC, "lions in nature", {}),
    ("papers from Zurich", Intent.LIST, "", {"affiliation": "Zoo Zurich"}),
    ("papers from Stanford", Intent.LIST, "", {"unknown_affiliation": "Stanford"}),
    ("PAPERS FROM STANFORD", Intent.LIST, "", {"unknown_affiliation": "STANFORD"}),
    ("work on lions done at MIT", Intent.TOPIC, "lions", {"unknown_affiliation": "MIT"}),
    ("papers by OpenAI", Intent.LIST, "", {"unknown_affiliation": "OpenAI"}),
    ("papers by the University of Bern", Intent.LIST, "", {"unknown_affiliation": "University of Bern"}),
    ("authors affiliated with Harvard", Intent.LIST, "", {"unknown_affiliation": "Harvard"}),
    ("papers from Noether", Intent.LIST, "", {"authors": (("Emmy Noether",),)}),
    ("papers from Carl Friedrich Gauss", Intent.LIST, "", {"unknown_authors": ("Carl Friedrich Gauss",)}),
    ("papers by McGauss", Intent.LIST, "", {"unknown_authors": ("McGauss",)}),
    ("papers from Herds", Intent.TOPIC, "Herds", {}),
    ("papers from hedges", Intent.TOPIC, "hedges", {}),
)
EXCLUSIONS: tuple[Row, ...] = (
    ("papers on lions but not tigers", Intent.TOPIC, "lions", {"without": (TIGERS,)}),
    ("lions except tigers", Intent.TOPIC, "lions", {"without": (TIGERS,)}),
    ("lions, excluding tigers and whales", Intent.TOPIC, "lions", {"without": (TIGERS, WHALES)}),
    ("papers that do not deal with tigers", Intent.LIST, "", {"without": (TIGERS_WITH,)}),
    ("papers that don't use tigers since 2020", Intent.LIST, "", {"without": (TIGERS,), "year_from": 2020}),
    ("papers not about tigers with code", Intent.LIST, "", {"without": (TIGERS_ABOUT,), "has_code": True}),
    ("Besides tigers, what do they study?", Intent.LIST, "", {"without": (TIGERS,)}),
    ("papers without tigers", Intent.LIST, "", {"without": (TIGERS,)}),
    ("lions without Noether", Intent.TOPIC, "lions", {"without": (NOETHER,)}),
    ("lions without hedges", Intent.TOPIC, "lions without hedges", {}),
    ("papers not only on lions", Intent.TOPIC, "lions", {}),
    ("papers not in computer vision (CV)", Intent.LIST, "", {"without": (OF_CV,)}),
    ("papers not from 2021", Intent.LIST, "", {"without": (OF_2021,)}),
    (
        "papers since 2020 except those from 2021",
        Intent.LIST,
        "",
        {"without": (THOSE_OF_2021,), "year_from": 2020},
    ),
    ("papers since 2020 without 2021", Intent.LIST, "", {"without": (ALONE_2021,), "year_from": 2020}),
    ("Why do lions hunt, but not swim?", Intent.FACT, "lions hunt, but not swim", {}),
    ("papers that don't come with code", Intent.LIST, "", {"has_code": False}),
    ("papers excluding those with code", Intent.LIST, "", {"has_code": False}),
    ("work on lions, not by others", Intent.TOPIC, "lions", {}),
    ("work on whales, not by Byron", Intent.TOPIC, "whales", {"scope": "related"}),
)
SCOPES: tuple[Row, ...] = (
    ("work on whales by this group", Intent.TOPIC, "whales", {}),
    ("related work on whales", Intent.TOPIC, "whales", {"scope": "related"}),
    ("papers on whales by other groups", Intent.TOPIC, "whales", {"scope": "related"}),
    ("papers on whales by someone else", Intent.TOPIC, "whales", {"scope": "related"}),
    ("outside papers on whales", Intent.TOPIC, "whales", {"scope": "related"}),
    ("work on whales, not by this group", Intent.TOPIC, "whales", {"scope": "related"}),
    ("whales outside the group", Intent.TOPIC, "whales", {"scope": "related"}),
    (
        "How does the group's work on whales compare with that of others?",
        Intent.TOPIC,
        "whales",
        {"scope": "all"},
    ),
    ("Has anyone in Byron's team worked on lions?", Intent.TOPIC, "lions", {}),
    ("Has anyone worked on whales?", Intent.TOPIC, "whales", {"scope": "all"}),
    ("Do whales sing better than anyone?", Intent.FACT, "whales sing better", {}),
    ("whales in the collection", Intent.TOPIC, "whales", {"scope": "all"}),
    ("whales in the whole collection", Intent.TOPIC, "whales", {"scope": "all"}),
)


@pytest.mark.parametrize("row", [*FILTERS, *PLACES, *EXCLUSIONS, *SCOPES], ids=lambda row: row[0])
def test_a_question(lexicon: Lexicon, row: Row) -> None:
    assert_understood(row, lexicon)


def test_what_a_category_is_short_for_is_no_topic(lexicon: Lexicon) -> None:
    query = understand("Which papers are in the category LG (machine learning)?", lexicon)
    assert (query.categories, query.topic) == (("LG",), "")
