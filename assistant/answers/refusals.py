"""The handler of Abstain: an abstention for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assistant.answers.abstention import (
    Abstention,
    no_joint_paper,
    not_recorded,
    out_of_domain,
    unknown_affiliation,
    unknown_author,
    unknown_venue,
    unsupported_language,
    which_paper,
)
from assistant.answers.library import Library
from assistant.answers.plans import Abstain, Refusal
from assistant.answers.results import abstained
from assistant.datamodels import Answer, Query


def answer_abstain(plan: Abstain, library: Library) -> Answer:
    """The answer to an Abstain."""
    return abstained(plan.query, _SAID[plan.refusal](plan.query, library))


_SAID: Mapping[Refusal, Callable[[Query, Library], Abstention]] = {
    Refusal.OUT_OF_DOMAIN: lambda query, library: out_of_domain(library.lexicon),
    Refusal.UNSUPPORTED_LANGUAGE: lambda query, library: unsupported_language(query.language),
    Refusal.NOT_RECORDED: lambda query, library: not_recorded(query, library.lexicon),
    Refusal.UNKNOWN_AFFILIATION: lambda query, library: unknown_affiliation(query, library.corpus.papers),
    Refusal.UNKNOWN_VENUE: lambda query, library: unknown_venue(query, library.corpus.papers),
    Refusal.UNKNOWN_AUTHOR: lambda query, library: unknown_author(
        query, library.corpus.papers, library.lexicon.people.nearest
    ),
    Refusal.NO_JOINT_PAPER: lambda query, library: no_joint_paper(query, library.corpus.papers),
    Refusal.WHICH_PAPER: lambda query, library: which_paper(),
}
