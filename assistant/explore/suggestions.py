"""Suggested questions: examples made from a corpus, and follow-ups made from an answer.

Every question is tried before it is offered: `can_answer` must say that the answer is no abstention.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.datamodels import Answer, Intent, Paper, Query
from assistant.index.papers import columns_of
from assistant.text.analysis import fold

CanAnswer = Callable[[str], bool]

FOLLOW_UPS = 3

ABOUT = 20
"""Papers that examples are made from where there are no topics, at most."""

_SHORT_TITLE = 90
"""Characters of a title in a suggestion, at most."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with, and what one comes for who asks it."""

    intent: str
    question: str


def question_on(topic: str) -> str:
    """The question for all papers of the group on a topic."""
    return f"What has this group done on {topic}?"


def example_questions(
    papers: Sequence[Paper], topics: Sequence[str], can_answer: CanAnswer
) -> tuple[Example, ...]:
    """An example for each intent that people come with: an overview, a topic, people, what is new.

    `papers` are the group's, `topics` its themes as a sentence has them, the largest first.
    """
    found: dict[str, Example] = {}
    for intent, candidates in _intents(papers, topics):
        fresh = (question for question in candidates if question not in found)
        if question := next(_answerable(fresh, can_answer), None):
            found[question] = Example(intent, question)
    return tuple(found.values())


def _intents(papers: Sequence[Paper], topics: Sequence[str]) -> Iterator[tuple[str, Iterator[str]]]:
    """Questions for each intent, the best first."""
    themes = ["What are the main themes of this group?"] if topics else []
    yield "Overview", iter([*themes, "Introduce the group in three sentences", "List all papers"])
    on_topics = map(question_on, topics)
    yield "A topic", chain(on_topics, _about_papers(papers[:ABOUT]))
    people = (f"Who works on {topic}?" for topic in (*topics[1:], *topics[:1]))
    yield "People", chain(people, ["Who are the most frequent co-authors?"], _who_wrote(papers[:ABOUT]))
    yield "News", iter(["What is new?", "What is the group's newest paper?"])


def follow_ups(
    answer: Answer,
    papers: Sequence[Paper],
    can_answer: CanAnswer,
    *,
    examples: Sequence[str] = (),
    asked: Iterable[str] = (),
    count: int = FOLLOW_UPS,
) -> tuple[str, ...]:
    """Up to `count` questions that follow an answer, each of another kind, and none of `asked`.

    `papers` are all papers of the corpus; `examples` are its example questions, which are offered after an
    abstention. `can_answer` must try a question as the next one after `answer`.
    """
    rows = columns_of(papers).rows
    ids = [c.paper_id for c in answer.citations] or [s.paper_id for s in answer.suggestions]
    cited = [papers[rows[id]] for id in dict.fromkeys(ids) if id in rows]
    taken = {_bare(question) for question in asked}
    found: list[str] = []
    for candidates in _kinds(answer, cited, papers, examples):
        fresh = (question for question in candidates if _bare(question) not in taken)
        if question := next(_answerable(fresh, can_answer), None):
            found.append(question)
            taken.add(_bare(question))
        if len(found) == count:
            break
    return tuple(found)


def _kinds(
    answer: Answer, cited: Sequence[Paper], papers: Sequence[Paper], examples: Sequence[str]
) -> Iterator[Iterator[str]]:
    """The candidates of each kind of question that fits the answer, the best kind first."""
    query = answer.query
    if answer.abstained:
        yield _about_papers(cited)
        yield from (iter([example]) for example in examples)
        return
    if query.intent is Intent.PROFILE:
        yield _profile_questions(query)
        yield iter(["What is the group's newest paper?"])
        yield iter(["Who are the most frequent co-authors?"])
        yield iter(["How many papers are there per year?"])
        return
    if query.intent is Intent.CHAT:
        yield from (iter([example]) for example in examples)
        return
    if query.said and query.intent in (Intent.TOPIC, Intent.FACT, Intent.LIST, Intent.COUNT, Intent.RANK):
        yield _all_on_it(query)
        yield _narrower_in_time(query, cited)
        yield _read_first(query, cited)
        yield _elsewhere(query)
    if query.intent is Intent.PAPER and len(cited) == 1:
        yield _about_papers(cited)
        yield _by_author(query, cited, papers)
    yield _who_wrote(cited)
    if any(p.has_code for p in cited) and len(cited) > 1:
        yield iter(["Which of those come with code?"])
    yield _by_author(query, cited, papers)
    yield _about_papers(cited)
    yield iter(["Who are the most frequent co-authors?"])
    yield iter(["How many papers are there per year?"])
    yield iter(["What is the group's newest paper?"])


def _narrower_in_time(query: Query, cited: Sequence[Paper]) -> Iterator[str]:
    """A question on the same topic since the median year of the cited papers."""
    years = sorted(p.year for p in cited if p.year)
    if query.year_from or query.year_to or len(set(years)) < 2:
        return
    since = years[len(years) // 2]
    if since > years[0]:
        yield f"What has been done on {query.said} since {since}?"


def _all_on_it(query: Query) -> Iterator[str]:
    if query.said and query.intent is Intent.FACT and query.scope == "group":
        yield question_on(query.said)


def _read_first(query: Query, cited: Sequence[Paper]) -> Iterator[str]:
    if len(cited) > FOLLOW_UPS:
        yield f"What should I read first on {query.said}?"


def _elsewhere(query: Query) -> Iterator[str]:
    if query.scope == "group":
        yield f"What does related work say about {query.said}?"
    elif query.said and query.scope == "related":
        yield question_on(query.said)


def _who_wrote(cited: Sequence[Paper]) -> Iterator[str]:
    yield from (f"Who wrote “{p.title}”?" for p in cited if p.authors and len(p.title) < _SHORT_TITLE)


def _about_papers(cited: Sequence[Paper]) -> Iterator[str]:
    yield from (f"What is “{p.title}” about?" for p in cited if p.abstract and len(p.title) < _SHORT_TITLE)


def _by_author(query: Query, cited: Sequence[Paper], papers: Sequence[Paper]) -> Iterator[str]:
    """Questions for other papers of the cited authors, except authors of a large share of all papers."""
    known = columns_of(papers).authors
    named = {name for names in query.authors for name in names}
    authors = dict.fromkeys(name for paper in cited for name in paper.authors)
    here = Counter(name for paper in cited for name in paper.authors)
    for name in sorted(authors, key=lambda name: -known.papers_with(name)):
        if here[name] < known.papers_with(name) < max(len(papers) / 8, 3) and name not in named:
            yield f"Which papers has {name} written?"


def _profile_questions(query: Query) -> Iterator[str]:
    for name, question in (
        ("h_index", "What is the h-index?"),
        ("citation_count", "How many citations are there in all?"),
    ):
        if name not in query.facts:
            yield question


def _answerable(questions: Iterable[str], can_answer: CanAnswer) -> Iterator[str]:
    return (question for question in questions if can_answer(question))


def _bare(question: str) -> str:
    return re.sub(r"\W+", " ", fold(question)).strip()
