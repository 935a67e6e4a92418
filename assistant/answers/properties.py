"""A property of one paper, or a fact of a profile, as text: who wrote it, when, where, what it says."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.citations import Citations, paper_link, plain
from assistant.answers.wording import date_of, named
from assistant.datamodels import Attribute, Paper, Profile, Query, Sentence


def paper_answer(query: Query, paper: Paper, sentences: Sequence[Sentence], cite: Citations) -> str:
    """One property of one paper, or its abstract's main sentences."""
    name = f"**{plain(paper.title)}**"
    match query.attribute:
        case Attribute.AUTHORS if paper.authors:
            cut = "" if paper.authors_complete else " The source prints only these and “et al.”"
            return f"{name} was written by {plain(paper.authors_text)} {cite.field(paper, 'authors')}.{cut}"
        case Attribute.AUTHORS:
            return f"No source prints the authors of {name} {cite.field(paper, 'title')}."
        case Attribute.DATE if paper.date:
            inferred = " (the source prints no year; it is inferred)" if paper.date.year_inferred else ""
            return f"{name} is dated {date_of(paper)}{inferred} {cite.field(paper, 'date')}."
        case Attribute.DATE:
            return f"No source prints a date for {name} {cite.field(paper, 'title')}."
        case Attribute.CATEGORY if paper.category:
            return f"{name} is filed under {plain(paper.category)} {cite.field(paper, 'category')}."
        case Attribute.AFFILIATIONS if paper.affiliations:
            places = plain(", ".join(paper.affiliations))
            return f"{name} names as affiliations: {places} {cite.field(paper, 'affiliations')}."
        case Attribute.CODE:
            if paper.has_code:
                return f"Yes: {name} is marked as coming with code {cite.field(paper, 'code')}."
            return f"No source says that {name} comes with code {cite.field(paper, 'title')}."
        case Attribute.CATEGORY | Attribute.AFFILIATIONS:
            return f"No source prints the {query.attribute} of {name} {cite.field(paper, 'title')}."
        case Attribute.VENUE if paper.venue:
            return f"{name} appeared in {plain(paper.venue)} {cite.field(paper, 'venue')}."
        case Attribute.VENUE:
            return f"No source prints where {name} appeared {cite.field(paper, 'title')}."
        case Attribute.LINK:
            url, is_search = paper_link(paper)
            said = f"No source prints a link to {name}; arXiv can be searched for it" if is_search else name
            return f"{said}: <{url}> {cite.field(paper, 'title')}"
        case Attribute.TITLE:
            return f"Its title is {name} {cite.field(paper, 'title')}."
    in_order = sorted(sentences, key=lambda s: s.start)
    if not in_order:
        return f"{name}: the source prints no abstract of it {cite.field(paper, 'title')}."
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in in_order)
    return f"{named(paper)}\n\n{said}"


def profile_answer(query: Query, profiles: Sequence[Profile], cite: Citations) -> str:
    """The profile facts asked for, each with the page it stands on."""
    lines = [
        f"- {fact.label}: **{plain(fact.value)}** {cite.profile(fact, profile.name)}"
        for profile in profiles
        for fact in profile.facts
        if fact.name in query.facts
    ]
    people = " and ".join(p.name for p in profiles if any(f.name in query.facts for f in p.facts))
    return "\n".join([f"What the documents say of {plain(people)}:", "", *lines])
