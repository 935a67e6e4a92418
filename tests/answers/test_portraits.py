"""What is told of many papers at once: themes, news, the portrait, limitations, related work."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.plans import Limitations, News, Plan, Portrait, RelatedWork, Themes
from assistant.answers.verbatim import execute
from assistant.datamodels import Answer, Intent, Query, Reason

PAPERS: tuple[dict[str, object], ...] = (
    {
        "title": "Night Vision of Lions",
        "abstract": "Little is known about lions at night. We show that night vision of lions needs no moon.",
        "authors": ["Ada Byron", "Kurt Gödel"],
        "date": "2015",
        "venue": "Journal of Cats",
    },
    {
        "title": "Night Vision of Tigers",
        "abstract": "We measure night vision of tigers. Further research on dusk is needed.",
        "authors": ["Ada Byron"],
        "date": "2016",
        "venue": "Journal of Cats",
    },
    {
        "title": "River Crossing by Deer",
        "abstract": "Deer fear water. We count every river crossing by deer.",
        "authors": ["Emmy Noether", "Ada Byron", "Kurt Gödel"],
        "date": "2020",
    },
    {
        "title": "River Crossing by Bears",
        "abstract": "Bears fish. Results We film river crossing by bears.",
        "authors": ["Emmy Noether", "Ada Byron"],
        "date": "2021",
    },
    {
        "title": "River Crossing by Bears, Reprinted",
        "abstract": "Bears fish. Results We film river crossing by bears.",
        "date": "2021",
        "scope": "related",
    },
    {"title": "Bird Song at Dawn", "authors": ["Kurt Gödel"], "date": "2021"},
    {
        "title": "River Crossing of Elephants",
        "abstract": "Elephants swim. We describe river crossing of elephants.",
        "date": "2018",
        "scope": "related",
    },
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_on(tmp_path_factory.mktemp("park"), PAPERS) as assistant:
        yield assistant


def told(assistant: Assistant, plan: Plan) -> Answer:
    """The answer to a plan, in which every mark is a citation and no line stands twice."""
    answer = execute(plan, assistant.desk.library)
    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == {citation.number for citation in answer.citations}
    sentences = [line for line in answer.text.splitlines() if line.startswith("- ")]
    assert len(sentences) == len(set(sentences))
    return answer


def query(**fields: object) -> Query:
    return Query("?", Intent.THEMES, **fields)  # type: ignore[arg-type]


def test_themes_have_their_sizes_years_and_papers(assistant: Assistant) -> None:
    text = told(assistant, Themes(query())).text
    assert text.startswith("Among the 5 papers by this group, 2 themes stand out")
    assert "- **Night vision**: 2 papers, from 2015 [1] to 2016 [2]: **Night Vision of " in text
    assert "- **River crossing by**" not in text
    assert "The earliest is Night vision (2015); later came River crossing (2020)." in text
    assert "1 paper is near none of these themes." in text


def test_themes_since_a_year_are_compared_with_those_before(assistant: Assistant) -> None:
    text = told(assistant, Themes(query(year_from=2020))).text
    assert text.startswith("3 of the 5 papers by this group came out since 2020. By theme:")
    new, over = text.index("### New since then (1)"), text.index("### Without a paper since then (1)")
    assert new < text.index("River crossing") < over < text.index("Night vision")


def test_themes_of_a_span_of_years_are_those_of_its_papers(assistant: Assistant) -> None:
    text = told(assistant, Themes(query(year_from=2015, year_to=2016))).text
    assert "by this group from 2015 to 2016" in text
    assert "River" not in text


def test_without_a_theme_the_newest_papers_are_told(assistant: Assistant) -> None:
    text = told(assistant, Themes(query(year_from=2016, year_to=2016))).text
    assert text.startswith("No theme stands out among the 1 paper by this group from 2016.")


def test_news_without_a_date_are_the_newest_years_with_three_papers(assistant: Assistant) -> None:
    answer = told(assistant, News(query()))
    assert answer.text.startswith("3 papers by this group from 2020 to 2021, the newest first:")
    assert "**River Crossing by Bears** (2021): We film river crossing by bears. [" in answer.text
    assert "**Bird Song at Dawn** (2021): no source prints an abstract of it [" in answer.text


def test_news_since_a_date_without_a_paper_say_when_the_newest_is(assistant: Assistant) -> None:
    answer = told(assistant, News(query(year_from=2030)))
    assert answer.reason is Reason.EMPTY_YEAR


def test_a_portrait_is_made_of_counts_and_one_quotation(assistant: Assistant) -> None:
    text = told(assistant, Portrait(query())).text
    assert text.startswith("Here are 5 papers by this group, from 2015 [1] to 2021 [2], mainly on ")
    assert "The names most often on them are Ada Byron (4) [" in text
    assert "they appeared most often in Journal of Cats (2) [" in text
    assert re.search(r"In the words of [\w. ]+ \(20\d\d\): “[^”]+” \[\d+\]$", text)


def test_limitations_are_those_that_the_abstracts_state(assistant: Assistant) -> None:
    text = told(assistant, Limitations(query())).text
    assert text.startswith("Of the 4 papers by this group with an abstract, these state what is wanting")
    assert "### A limitation, or what is left open (1)" in text
    assert "Further research on dusk is needed." in text
    assert "Little is known" not in text


def test_where_nothing_is_left_open_the_open_questions_at_the_start_are_told(assistant: Assistant) -> None:
    text = told(assistant, Limitations(query(year_to=2015))).text
    assert "### Open questions from which they set out (1)" in text
    assert "Little is known about lions at night." in text


def test_where_no_abstract_states_a_limitation_it_is_said(assistant: Assistant) -> None:
    answer = told(assistant, Limitations(query(year_from=2020)))
    assert answer.text == (
        "No abstract of the 2 papers by this group since 2020 with an abstract "
        "states a limitation or an open question."
    )


def test_related_work_is_made_of_attributed_quotations_of_everybody(assistant: Assistant) -> None:
    text = told(assistant, RelatedWork(query(topic="river crossing"))).text
    assert text.startswith("A draft on ")
    assert "made of quotations alone: each is word for word from an abstract." in text
    assert "Noether et al. (2020) write: “We count every river crossing by deer.” [" in text
    assert "Noether and Byron (2021) write: “We film river crossing by bears.” [" in text
    assert "**River Crossing of Elephants** (2018) says: “We describe" in text
    assert "Lions" not in text
    assert text.count("We film river crossing by bears.") == 1


@pytest.mark.parametrize("plan", [Themes, News, Portrait, Limitations, RelatedWork])
def test_a_topic_that_no_paper_is_on_is_said_to_be_so(assistant: Assistant, plan: type[Themes]) -> None:
    assert told(assistant, plan(query(topic="quantum chemistry"))).reason is Reason.NOTHING_FOUND
