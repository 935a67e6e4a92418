"""The handler of ProfileFacts: facts of a researcher's profile, such as the h-index, each cited."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import ProfileFacts
from assistant.answers.results import answered
from assistant.datamodels import Answer, Profile, Query


def answer_profile(plan: ProfileFacts, library: Library) -> Answer:
    """The answer to ProfileFacts."""
    cite = Citations()
    return answered(plan.query, _profile_text(plan.query, library.corpus.profiles, cite), cite, 0)


def _profile_text(query: Query, profiles: Sequence[Profile], cite: Citations) -> str:
    """A line for each profile fact that `query` asks for, with its citation."""
    lines = [
        f"- {fact.label}: **{plain(fact.value)}** {cite.profile(fact, profile.name)}"
        for profile in profiles
        for fact in profile.facts
        if fact.name in query.facts
    ]
    people = " and ".join(p.name for p in profiles if any(f.name in query.facts for f in p.facts))
    return "\n".join([f"What the documents say of {plain(people)}:", "", *lines])
