"""The handlers of PaperProperty and DescribedPaper: the record of one paper, or its abstract."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from assistant.answers.citations import Citations, paper_link, plain
from assistant.answers.library import Library
from assistant.answers.overviews import answer_overview
from assistant.answers.plans import DescribedPaper, Overview, PaperProperty
from assistant.answers.results import answered, nothing
from assistant.answers.wording import date_of, named
from assistant.datamodels import Answer, Attribute, Evidence, Intent, Paper, Sentence
from assistant.text.categories import category_told

QUOTED = 4
"""Sentences of an abstract that are quoted for "what is it about", at most."""


def answer_property(plan: PaperProperty, library: Library) -> Answer:
    """The answer to a PaperProperty."""
    query, paper = plan.query, library.corpus.paper(plan.paper_id)
    sentences: Sequence[Sentence] = ()
    if plan.attribute is Attribute.ABSTRACT:
        told = library.finder.telling(query.topic or paper.title, Evidence(paper, 1.0), query.text)
        sentences = told.sentences[:QUOTED]
    cite = Citations()
    return answered(query, _property_text(plan.attribute, paper, sentences, cite), cite, 1)


def answer_described(plan: DescribedPaper, library: Library) -> Answer:
    """The answer to a DescribedPaper, from the best paper that fits the description.

    Where several papers fit a question of "what is it about", the answer is an overview of all of them.
    """
    query, finder = plan.query, library.finder
    found = finder.find(query)
    if not found.evidence:
        return nothing(query, found, library)
    only = finder.entitled(query.topic, query.scope) if query.papers is None else None
    several = query.papers is None and len(found.evidence) > 1 and not only
    if several and plan.attribute is Attribute.ABSTRACT:
        return answer_overview(Overview(replace(query, intent=Intent.TOPIC, attribute=None)), library)
    paper_id = only or found.evidence[0].paper.id
    return answer_property(PaperProperty(query, paper_id, plan.attribute), library)


_RECORD = {
    Attribute.AUTHORS: "the authors of {}",
    Attribute.DATE: "a date for {}",
    Attribute.VENUE: "where {} appeared",
}
"""What is told of a paper together, since a question often asks for several of these; in words, with "{}" for
the paper."""


def _property_text(attribute: Attribute, paper: Paper, sentences: Sequence[Sentence], cite: Citations) -> str:
    """Sentences with a property of a paper, or the main sentences of its abstract."""
    name = f"**{plain(paper.title)}**"
    if attribute in _RECORD:
        others = (_recorded(other, "It", paper, cite) for other in _RECORD if other is not attribute)
        asked = _recorded(attribute, name, paper, cite, asked=True)
        if not asked:
            asked = f"No source prints {_RECORD[attribute].format(name)} {cite.field(paper, 'title')}."
        return " ".join(filter(None, (asked, *others)))
    match attribute:
        case Attribute.CATEGORY if paper.category:
            category = plain(category_told(paper.category))
            return f"{name} is filed under {category} {cite.field(paper, 'category')}."
        case Attribute.AFFILIATIONS if paper.affiliations:
            places = plain(", ".join(paper.affiliations))
            return f"{name} names as affiliations: {places} {cite.field(paper, 'affiliations')}."
        case Attribute.CODE:
            if paper.has_code:
                return f"Yes: {name} is marked as coming with code {cite.field(paper, 'code')}."
            return f"No source says that {name} comes with code {cite.field(paper, 'title')}."
        case Attribute.CATEGORY | Attribute.AFFILIATIONS:
            return f"No source prints the {attribute} of {name} {cite.field(paper, 'title')}."
        case Attribute.LINK:
            url, is_search = paper_link(paper)
            said = f"No source prints a link to {name}; arXiv can be searched for it" if is_search else name
            return f"{said}: <{url}> {cite.field(paper, 'title')}"
        case Attribute.TITLE:
            return f"Its title is {name} {cite.field(paper, 'title')}."
    if not sentences:
        return f"{name}: the source prints no abstract of it {cite.field(paper, 'title')}."
    in_order = [sentences[0], *sorted(sentences[1:], key=lambda s: s.start)]
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in in_order)
    return f"{named(paper)}\n\n{said}"


def _other_forms(paper: Paper, cite: Citations, name: Literal["date", "venue"]) -> str:
    """A sentence for each other form in which a paper appeared: its conference paper, its preprint."""
    said = ""
    for form in paper.forms[1:]:
        facts = [plain(fact) for fact in (form.venue or "", date_of(form)) if fact]
        if facts:
            as_what = f"a {form.kind}" if form.kind else "another version"
            said += f" There is also {as_what} ({', '.join(facts)}) {cite.field(form, name)}."
    return said


def _recorded(attribute: Attribute, name: str, paper: Paper, cite: Citations, *, asked: bool = False) -> str:
    """The sentence with the authors, the date or the venue of a paper; empty where no source prints them.

    Where this is what is `asked`, the other forms of the paper are told too.
    """
    match attribute:
        case Attribute.AUTHORS if paper.authors:
            cut = "" if paper.authors_complete else " The source prints only these and “et al.”"
            count = paper.author_count or (len(paper.authors) if paper.authors_complete else 0)
            several = f" ({count} authors)" if count > 1 else ""
            who = f"{plain(paper.authors_text)}{several} {cite.field(paper, 'authors')}"
            return f"{name} was written by {who}.{cut}"
        case Attribute.DATE if paper.date:
            inferred = " (the source prints no year; it is inferred)" if paper.date.year_inferred else ""
            said = f"{name} is dated {date_of(paper)}{inferred} {cite.field(paper, 'date')}."
            return said + (_other_forms(paper, cite, "date") if asked else "")
        case Attribute.VENUE if paper.venue:
            said = f"{name} appeared in {plain(paper.venue)} {cite.field(paper, 'venue')}."
            return said + (_other_forms(paper, cite, "venue") if asked else "")
    return ""
