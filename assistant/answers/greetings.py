"""The handler of Greeting: a friendly line for small talk, and questions that these papers answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from assistant.answers.abstention import Abstention, whose
from assistant.answers.library import Library
from assistant.answers.plans import Greeting
from assistant.answers.results import abstained
from assistant.answers.wording import papers_counted
from assistant.datamodels import Answer, Paper, Query, Reason
from assistant.index.catalog import select
from assistant.understanding.query import understand

EXAMPLES = 3

_THANKS = re.compile(r"\b(thanks?|thx|cheers)\b", re.I)

_ON_THEMES = (
    "What has this group done on {}?",
    "What should I read first on {}?",
    "Who works on {}?",
)
_ON_ALL = ("What are the main themes of this group?", "What is the group's newest paper?")


def answer_greeting(plan: Greeting, library: Library) -> Answer:
    """The answer to a Greeting: nothing is asked of the papers, so that it cites none and abstains."""
    everything = library.corpus.papers
    own = select(everything, Query("")).papers
    related = " and related work" if len(own) < len(everything) else ""
    papers = f"the {papers_counted(len(own))} of {whose(library.lexicon)}{related}"
    text = "You're welcome." if _THANKS.search(plan.query.text) else "Hello!"
    text += f" I answer questions about {papers}: their topics, findings, people, dates, references."
    if examples := list(islice(_examples(own, library), EXAMPLES)):
        text += " For example:\n\n" + "\n".join(f"- {question}" for question in examples)
    return replace(abstained(plan.query, Abstention(Reason.OUT_OF_DOMAIN, text)), searched="")


def _examples(papers: Sequence[Paper], library: Library) -> Iterator[str]:
    """Questions on the largest themes, then on all papers, as far as papers answer them."""
    themes = library.corpus.themes(papers, most=len(_ON_THEMES))
    on_themes = (question.format(theme.term) for question, theme in zip(_ON_THEMES, themes, strict=False))
    return (question for question in (*on_themes, *_ON_ALL) if _finds_papers(question, library))


def _finds_papers(question: str, library: Library) -> bool:
    query = understand(question, library.lexicon)
    if query.topic:
        return any(evidence.plain for evidence in library.finder.find(query).evidence)
    return not query.intent.is_aside and bool(select(library.corpus.papers, query).papers)
