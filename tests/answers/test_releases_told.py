"""The code, data and software that papers released, with the sentences that say so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from small import assistant_on

from assistant.answering import Assistant
from assistant.answers.plans import Releases
from assistant.answers.verbatim import execute
from assistant.datamodels import Answer, Intent, Query, Reason

RECORDS: tuple[dict[str, object], ...] = (
    {
        "title": "Owls at Night",
        "abstract": "Owls hunt. We release our code. Code is available at https://example.org.",
        "date": "2021",
    },
    {"title": "nestR: an R package for nests", "abstract": "Nests differ.", "date": "2022"},
    {"title": "Counts of Owls", "abstract": "Some owls.", "date": "2020", "type": "dataset"},
    {"title": "Owls by Day", "abstract": "We use publicly available recordings.", "date": "2023"},
    {"title": "Tigers", "abstract": "Tigers swim.", "date": "2019"},
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with assistant_on(tmp_path_factory.mktemp("releases"), RECORDS) as assistant:
        yield assistant


def releases(assistant: Assistant, topic: str = "", **fields: object) -> Answer:
    query = Query("What did they release?", Intent.RELEASES, topic=topic, **fields)  # type: ignore[arg-type]
    return assistant.desk.verbatim.answer(query)


def test_each_sign_is_told_and_cited(assistant: Assistant) -> None:
    lines = releases(assistant).text.splitlines()
    assert lines[0] == "Of 5 papers by this group, 3 say that code, data or software was released:"
    assert lines[2:5] == [
        "- **nestR: an R package for nests** (2022): Its title names software or data [1].",
        "- **Owls at Night** (2021): Code is available at https://example.org. [2]",
        "- **Counts of Owls** (2020): The entry itself is a data set [3].",
    ]


def test_the_papers_on_a_topic(assistant: Assistant) -> None:
    text = releases(assistant, "nests").text
    assert text.startswith("Of 1 paper by this group on nests, 1 says that code, data or software")


def test_words_for_what_is_released_are_no_topic(assistant: Assistant) -> None:
    assert releases(assistant, "R packages").text.startswith("Of 5 papers by this group, 3 say that")
    assert releases(assistant, "code on owls").text.startswith("Of 2 papers by this group on owls, 2 say")


def test_where_no_paper_is_on_the_topic_all_releases_are_told(assistant: Assistant) -> None:
    text = releases(assistant, "code on submarines").text
    assert text.startswith("No paper is on this topic in particular. Of 5 papers by this group, 3 say that")


def test_the_mark_of_a_source_counts(assistant: Assistant) -> None:
    marked = replace(assistant.corpus.papers[0], abstract="Owls hunt.", title="Owls", has_code=True)
    library = replace(assistant.desk.library, corpus=SimpleNamespace(papers=[marked]))
    answer = execute(Releases(Query("Which code?", Intent.RELEASES)), library)
    assert "It is marked as coming with code [1]." in answer.text


def test_where_nothing_was_released_it_says_so(assistant: Assistant) -> None:
    answer = releases(assistant, year_from=2023)
    assert answer.reason is Reason.NOTHING_FOUND
    assert "none says that code, data or software was released" in answer.text


def test_entries_of_a_type_are_listed(assistant: Assistant) -> None:
    assert "**Counts of Owls**" in releases(assistant, kinds=("dataset",)).text
    assert releases(assistant, kinds=("thesis",)).abstained
