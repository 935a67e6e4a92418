"""`python -m bench ordinary`: the CPU time of ordinary questions of every kind, asked of all papers.

Their topics, people and titles are those of the corpus. `first_s` is the question as it comes, `again_s` the
same once more, when the papers that it reads are parsed and its themes known.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from assistant.answering import Assistant, open_assistant
from assistant.answers.plans import (
    Abstain,
    Compare,
    Count,
    DescribedPaper,
    Extreme,
    Fact,
    Greeting,
    Limitations,
    List,
    Newest,
    News,
    Overview,
    PaperProperty,
    Plan,
    Portrait,
    ProfileFacts,
    Rank,
    ReadFirst,
    References,
    RelatedWork,
    Releases,
    Themes,
    WorksOn,
)
from assistant.config import Settings
from assistant.web.allocator import settle
from bench.options import Say, add_index, add_json

QUESTIONS: Mapping[type[Plan], tuple[str, ...]] = {
    Overview: ("What has been done on {topic}?", "Papers on {topic} and {other} since 2010"),
    Fact: ("How does {topic} change {other}?",),
    List: (
        "List all papers",
        "List all papers since 2010",
        "Papers with more than three authors",
        "Papers by {person}",
        "Papers not by {person}",
        "Papers at {place}",
        "Papers in {venue}",
        "Papers with the word {word} in the title",
        "Papers without the word {word} in the title",
    ),
    Count: (
        "How many papers are there?",
        "How many papers were published in 2019?",
        "How many papers are there with the word {word} in the title?",
    ),
    Newest: (
        "What is the newest paper?",
        "What is the oldest paper?",
        "What are the 5 oldest papers?",
        "What is the newest paper on {topic}?",
    ),
    Extreme: (
        "Which paper has the longest title?",
        "Which paper has the shortest title?",
        "Which paper has the longest abstract?",
        "Which paper has the shortest abstract?",
        "Which paper has the most authors?",
        "Which paper has the fewest authors?",
    ),
    Rank: (
        "Who has the most papers?",
        "Who is most often the first author?",
        "Which authors have at least 3 papers?",
        "Who wrote most often with {person}?",
        "How many papers were published per year?",
        "Which year has the most papers?",
        "How many papers are there in each category?",
        "How many papers are there per venue?",
        "Which affiliations have the most papers?",
        "How many papers are there per year and category?",
        "Who has written most papers on {topic}?",
    ),
    PaperProperty: ("Who wrote “{title}”?", "What is “{title}” about?"),
    DescribedPaper: ("Who wrote the paper on {topic}?",),
    ProfileFacts: ("What is the h-index?",),
    Themes: ("What are the main themes?", "What changed since 2015?"),
    ReadFirst: ("What should I read first?", "What should I read first on {topic}?"),
    Compare: ("Compare {topic} and {other}", "Compare {person} and {colleague}"),
    References: ("Give me all papers as references in APA style", "References on {topic} in IEEE style"),
    WorksOn: ("Who works on {topic}?",),
    Releases: ("Which code have they released?", "Which data sets on {topic} are there?"),
    Limitations: ("Which limitations do the papers state?", "What is left open on {topic}?"),
    News: ("What is new?", "What is new since 2015?", "What is new on {topic}?"),
    Portrait: ("Introduce the group in three sentences",),
    RelatedWork: ("Write a paragraph of related work on {topic}",),
    Greeting: ("Hello!",),
    Abstain: ("Papers by Xaver Nobody", "Papers in the Journal of Nothing", "Papers at Nowhere University"),
}
"""For each kind of answer questions that get it, or nearly always do."""


def add_options(parser: argparse.ArgumentParser) -> None:
    add_index(parser)
    add_json(parser)


def main(options: argparse.Namespace, say: Say) -> int:
    asked = open_assistant(Settings.read(index=options.index))
    asked.warm()
    settle()  # as a server does
    rows = list(measured(asked))
    result = {
        "papers": len(asked.corpus.papers),
        "questions": len(rows),
        "worst_first_s": max(row["first_s"] for row in rows),
        "worst_again_s": max(row["again_s"] for row in rows),
        "rows": sorted(rows, key=lambda row: -row["first_s"]),
    }
    say(json.dumps(result, ensure_ascii=False) if options.json else report(result))
    return 0


def measured(assistant: Assistant) -> Iterator[Mapping[str, Any]]:
    """The CPU seconds of each question."""
    for kind, question in questions(assistant):
        seconds = []
        for _ in range(2):
            started = time.process_time()
            assistant.ask(question, scope="all")
            seconds.append(round(time.process_time() - started, 3))
        yield {"kind": kind.__name__, "question": question, "first_s": seconds[0], "again_s": seconds[1]}


def report(result: Mapping[str, Any]) -> str:
    lines = [f"{key} {value}" for key, value in result.items() if key != "rows"]
    return "\n".join(
        [*lines, *("{first_s:.3f} {again_s:.3f} {kind}: {question}".format(**r) for r in result["rows"])]
    )


def questions(assistant: Assistant) -> Iterator[tuple[type[Plan], str]]:
    """QUESTIONS, asked of what the papers of `assistant` are about."""
    own = _own(assistant)
    for kind, asked in QUESTIONS.items():
        yield from ((kind, question.format(**own)) for question in asked)


def _own(assistant: Assistant) -> Mapping[str, str]:
    papers, columns = assistant.corpus.papers, assistant.corpus.papers.columns
    title = papers[len(papers) // 2].title
    themes = [theme.term for theme in assistant.corpus.themes(papers)]
    people, places = columns.authors.most_frequent(2), columns.affiliations.most_frequent(1)
    return {
        **dict(zip(("topic", "other"), (*themes, *title.split(), title, title), strict=False)),
        **dict(zip(("person", "colleague"), (*people, "Ada Byron", "Ada Byron"), strict=False)),
        "title": title,
        "word": title.split()[0],
        "place": next(iter(places), "a university"),
        "venue": next(iter(columns.most_frequent_venues(1)), "a journal"),
    }
