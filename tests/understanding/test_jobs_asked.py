"""Questions for the jobs that people come with: themes, comparisons, references and others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from animals import TODAY
from expected import OF_NOETHER, Row, assert_understood

from assistant.datamodels import Intent
from assistant.understanding.context import Context
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand
from assistant.web.chat.tasks import TASKS

FILLED = re.compile(r"\[[^\]]+\]")
SAID = {"scope_said": True}
JOBS: tuple[Row, ...] = (
    ("What are the main themes of the group?", Intent.THEMES, "", {}),
    ("what are they mostly working on", Intent.THEMES, "", {}),
    ("How did their interests change since 2019?", Intent.THEMES, "", {"year_from": 2019}),
    ("What should I read first on lions?", Intent.READ_FIRST, "lions", {}),
    ("Where do I start with tigers?", Intent.READ_FIRST, "tigers", {}),
    ("which paper introduces lions best", Intent.READ_FIRST, "lions", {}),
    ("List their papers since 2020 in APA style", Intent.REFERENCES, "", {"style": "APA", "year_from": 2020}),
    ("publication list of Noether in IEEE style", Intent.REFERENCES, "", OF_NOETHER | {"style": "IEEE"}),
    ("a reading list on lions", Intent.REFERENCES, "lions", {}),
    ("references on tigers as BibTeX", Intent.REFERENCES, "tigers", {"style": "BibTeX"}),
    ("Give me the papers on lions as an IEEE reference list", Intent.REFERENCES, "lions", {"style": "IEEE"}),
    ("papers by Noether, in Chicago style please", Intent.REFERENCES, "", OF_NOETHER | {"style": "Chicago"}),
    ("references on lions in the style of Cell", Intent.REFERENCES, "lions", {"style": "Cell"}),
    ("Give me all their publications in Nature style", Intent.REFERENCES, "", {"style": "Nature"}),
    ("Who in the group works on lions?", Intent.WORKS_ON, "lions", SAID),
    ("Whom should I ask about tigers?", Intent.WORKS_ON, "tigers", {}),
    ("Have they released code or data?", Intent.RELEASES, "", {}),
    ("What are the limitations of their work on lions?", Intent.LIMITATIONS, "lions", {}),
    ("open questions", Intent.LIMITATIONS, "", {}),
    ("What is new since 2020?", Intent.NEWS, "", {"year_from": 2020}),
    ("Describe the group in three sentences", Intent.PORTRAIT, "", SAID | {"sentences": 3}),
    ("I'm a journalist, sum up what they do", Intent.PORTRAIT, "", {}),
    ("Write a related work paragraph on lions", Intent.RELATED_WORK, "lions", {"scope": "all"}),
)
COMPARED = (
    ("Compare lions and tigers", ("lions", "tigers")),
    ("lions vs. sparrow nests", ("lions", "sparrow nests")),
    ("What is the difference between their work on lions and on tigers?", ("lions", "tigers")),
    ("How does their work on lions differ from that on sparrows?", ("lions", "sparrows")),
    ("Compare the lions with the tigers.", ("lions", "tigers")),
    ("How do swimming and night tigers differ?", ("swimming tigers", "night tigers")),
)
OTHERS = (
    ("Who wrote most papers on lions?", Intent.RANK),
    ("papers that compare lions with tigers", Intent.TOPIC),
    ("the comparison of two nests", Intent.TOPIC),
    ("new methods for counting lions", Intent.TOPIC),
    ("theme parks with lions", Intent.TOPIC),
    ("Compare lions", Intent.TOPIC),
    ("What can you tell me about lions?", Intent.TOPIC),
    ("What is the newest paper on lions?", Intent.EXTREME),
    ("List all papers by Noether", Intent.LIST),
)


@pytest.mark.parametrize("row", JOBS, ids=[row[0] for row in JOBS])
def test_a_job(row: Row, lexicon: Lexicon) -> None:
    question, intent, topic, others = row
    said = understand(question, lexicon, today=TODAY).said
    assert_understood((question, intent, topic, {"said": said} | others), lexicon)


def test_each_task_of_the_page_is_a_job_of_its_own(lexicon: Lexicon) -> None:
    filled = {task.command: FILLED.sub("lions", task.question) for task in TASKS}
    assert {
        command: understand(question, lexicon, today=TODAY).intent for command, question in filled.items()
    } == {
        "overview": Intent.TOPIC,
        "compare": Intent.COMPARE,
        "reading": Intent.READ_FIRST,
        "publications": Intent.REFERENCES,
        "new": Intent.NEWS,
        "people": Intent.WORKS_ON,
        "themes": Intent.THEMES,
        "related": Intent.RELATED_WORK,
    }


@pytest.mark.parametrize(("question", "things"), COMPARED)
def test_two_things_are_compared(lexicon: Lexicon, question: str, things: tuple[str, str]) -> None:
    query = understand(question, lexicon)
    assert (query.intent, query.compared) == (Intent.COMPARE, things)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Compare the work of Emmy Noether and Kurt Gödel", ""),
        ("Compare Emmy Noether with Kurt Gödel on lions", "lions"),
    ],
)
def test_two_people_are_compared(lexicon: Lexicon, question: str, topic: str) -> None:
    query = understand(question, lexicon)
    assert (query.intent, query.compared, query.topic) == (Intent.COMPARE, (), topic)
    assert len(query.authors) == 2
    assert query.any_author


@pytest.mark.parametrize(("question", "intent"), OTHERS)
def test_no_job(lexicon: Lexicon, question: str, intent: Intent) -> None:
    assert understand(question, lexicon).intent is intent


def test_two_titles_are_two_papers(lexicon: Lexicon) -> None:
    query = understand("Compare “Swimming Tigers” and “Sparrow Nests”", lexicon)
    titles = [lexicon.paper(id).title for id in query.papers or ()]  # type: ignore[union-attr]
    assert (query.intent, titles) == (Intent.COMPARE, ["Swimming Tigers", "Sparrow Nests"])


LISTED = ("a", "b", "c")


@pytest.mark.parametrize(
    ("question", "papers"),
    [
        ("Compare the first two", ("a", "b")),
        ("compare the last two papers", ("b", "c")),
        ("Compare 1 and 3", ("a", "c")),
        ("compare the second and the third one", ("b", "c")),
        ("compare them", ("a", "b")),
    ],
)
def test_two_papers_of_a_list(lexicon: Lexicon, question: str, papers: tuple[str, ...]) -> None:
    context = Context(understand("papers on lions", lexicon), lambda: LISTED)
    query = understand(question, lexicon, context=context)
    assert (query.intent, query.papers) == (Intent.COMPARE, papers)


def test_a_job_among_the_papers_of_an_answer(lexicon: Lexicon) -> None:
    context = Context(understand("papers on lions", lexicon), lambda: LISTED)
    query = understand("Which of those should I read first?", lexicon, context=context)
    assert (query.intent, query.papers) == (Intent.READ_FIRST, LISTED)


def test_another_style(lexicon: Lexicon) -> None:
    first = understand("List their papers since 2020 in APA style", lexicon, today=TODAY)
    query = understand("the same in IEEE style", lexicon, context=Context(first, lambda: LISTED))
    assert query == replace(first, text="the same in IEEE style", style="IEEE")
    topic = Context(understand("papers on lions", lexicon), lambda: LISTED)
    query = understand("those in APA style, please", lexicon, context=topic)
    assert (query.intent, query.papers, query.style) == (Intent.REFERENCES, LISTED, "APA")


def test_a_job_goes_on(lexicon: Lexicon) -> None:
    context = Context(understand("What should I read first on lions?", lexicon), lambda: LISTED)
    query = understand("And on tigers?", lexicon, context=context)
    assert (query.intent, query.topic) == (Intent.READ_FIRST, "tigers")
