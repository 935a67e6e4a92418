"""The handler of Greeting: a friendly line for a greeting or thanks, and what can be asked."""

from __future__ import annotations

from assistant.answers.abstention import Abstention, whose
from assistant.answers.library import Library
from assistant.answers.plans import Greeting
from assistant.answers.results import abstained
from assistant.answers.wording import papers_counted
from assistant.datamodels import Answer, Reason
from assistant.retrieval.rerankers import Ranking


def answer_greeting(plan: Greeting, library: Library, ranking: Ranking = ()) -> Answer:
    """The answer to a Greeting, which cites nothing and so abstains."""
    text = (
        f"Hello! I answer questions about the {papers_counted(len(library.corpus.papers))} of "
        f"{whose(library.lexicon)} and related work: topics, findings, people, years, references."
    )
    return abstained(plan.query, Abstention(Reason.OUT_OF_DOMAIN, text))
