"""Abstentions: a typed reason, a sentence for the reader, the nearest papers. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answers.citations import plain
from assistant.answers.contradictions import Contradiction, contradicted
from assistant.answers.particulars import taken_for_granted, tells
from assistant.answers.premises import Premise, presumes
from assistant.answers.wording import (
    OWNER,
    date_of,
    filters_of,
    gaps,
    left_out,
    named,
    papers_counted,
    topics_asked,
    years_of,
)
from assistant.datamodels import Attribute, Evidence, Intent, Paper, Query, Reason
from assistant.index.catalog import Selection, of_scope, within
from assistant.index.columns import Forms
from assistant.index.papers import columns_of
from assistant.retrieval.finder import NEAREST, Found
from assistant.text.sentences import sentence_texts
from assistant.understanding.language import declined
from assistant.understanding.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Abstention:
    """The reason for giving no answer, its text for the reader, and papers to read instead (`near`)."""

    reason: Reason
    text: str
    near: tuple[Paper, ...] = ()


def whose(lexicon: Lexicon) -> str:
    """Whose papers they are: "Ada Byron's group"."""
    return f"{plain(lexicon.subjects[0])}'s group" if lexicon.subjects else "this group"


def out_of_domain(lexicon: Lexicon) -> Abstention:
    return Abstention(
        Reason.OUT_OF_DOMAIN,
        f"I only answer questions about the papers of {whose(lexicon)} and related work: "
        f"their topics, findings, authors and years.",
    )


def unsupported_language(language: str) -> Abstention:
    return Abstention(Reason.UNSUPPORTED_LANGUAGE, declined(language))


def not_recorded(query: Query, lexicon: Lexicon) -> Abstention:
    """For questions about citations of single papers, the best paper, or the length of papers."""
    if query.attribute == Attribute.LENGTH:
        text = "No source says how long a paper is: they print titles, authors, dates and abstracts."
        return Abstention(Reason.NOTHING_FOUND, text)
    text = "No source says how often one paper is cited, read or liked, so I can't compare papers by that."
    if "citation_count" in lexicon.facts:
        text += f" They only count the citations of {plain(lexicon.subjects[0])}'s papers together."
    return Abstention(Reason.NOTHING_FOUND, text)


def can_not_compare(cut: int) -> Abstention:
    """For "the paper with the most authors", where `cut` papers have a cut author list of unknown length."""
    text = (
        f"I can't tell: the source cuts the author {'list' if cut == 1 else 'lists'} of "
        f"{papers_counted(cut)} (“et al.”), {'which' if cut == 1 else 'and any of them'} may have the most."
    )
    return Abstention(Reason.NOTHING_FOUND, text)


def which_paper() -> Abstention:
    """For "who wrote it?" as the first question of a conversation."""
    return Abstention(
        Reason.NOTHING_FOUND,
        "I can't tell which paper is meant. Name it, or a word of its title, in the question.",
    )


def nothing_found(query: Query, found: Found, elsewhere: Sequence[Evidence]) -> Abstention:
    """For a topic without papers; `elsewhere` are papers on the topic outside the scope of `query`."""
    text = f"I found nothing on {topics_asked(query)} by {OWNER[query.scope]}{filters_of(query)}"
    text += f" in the {papers_counted(found.searched)} searched{left_out(query)}."
    text += "".join(f" {gap}" for gap in gaps(query, found.selection))
    if elsewhere:
        other = "Related work by others" if query.scope == "group" else "This group"
        deals = "deals with it" if any(e.plain for e in elsewhere) else "comes nearer to it"
        text += f" {other} {deals}: see the suggestions."
    return Abstention(Reason.NOTHING_FOUND, text, tuple(e.paper for e in elsewhere or found.nearest))


def not_told(query: Query, near: Sequence[Paper], searched: int, *, has_body: bool) -> Abstention:
    """For a question that no abstract answers, though `near` are plainly on what it is about."""
    pool = f"{papers_counted(searched)} by {OWNER[query.scope]}{filters_of(query)}{left_out(query)}"
    silent = "its abstract does not tell it" if near[0].abstract else "no source prints an abstract of it"
    silent += ", nor does its full text plainly" if has_body else ", and its full text is not here"
    text = f"None of the {pool} answers this in its abstract. The nearest is {named(near[0])}; {silent}."
    return Abstention(Reason.NOTHING_FOUND, text, tuple(near[:NEAREST]))


def denial(query: Query, found: Found, lexicon: Lexicon) -> Abstention | None:
    """An abstention where the question presumes what no paper of `found` says, or the best one denies."""
    asked = query.text
    for written, meant in query.mended:
        asked = asked.replace(written, meant)
    granted = taken_for_granted(asked) if query.papers is None else frozenset()
    if granted and not any(tells(e.paper, granted) for e in found.evidence):
        return untold(found)
    premise = presumes(lexicon.topics.in_full(query.text))
    if premise is None:
        return None
    paper = found.evidence[0].paper
    against = contradicted(premise, paper.title, sentence_texts(paper.abstract))
    return false_premise(premise, against, paper) if against else None


def untold(found: Found) -> Abstention:
    """For a question on one paper or act of the group that none of the papers tells of."""
    text = (
        f"The question takes a paper for granted, and none of the {papers_counted(found.searched)} searched "
        "says most of what it says of that paper. The nearest are among the suggestions."
    )
    return Abstention(Reason.NOTHING_FOUND, text, tuple(e.paper for e in found.evidence[:NEAREST]))


def false_premise(premise: Premise, against: Contradiction, paper: Paper) -> Abstention:
    """For a question with a premise that `paper` contradicts; quotes the contradicting words of the paper."""
    text = f"The question takes for granted “{plain(premise.words)}”, but the paper says otherwise"
    said = f": “{plain(against.text)}”" if against.sentence is not None else ""
    return Abstention(
        Reason.FALSE_PREMISE, f"{text}{said} (**{plain(paper.title)}**, see the suggestion).", (paper,)
    )


_PRINTED = {
    Attribute.VENUE: "the venue",
    Attribute.CATEGORY: "the category",
    Attribute.AFFILIATIONS: "the affiliations",
}


def no_match(query: Query, papers: Sequence[Paper], chosen: Selection) -> Abstention:
    """For filters that no paper of `papers` passes; names the years as the cause where they are the cause.

    `chosen` is what the filters of `query` let through.
    """
    if query.intent is Intent.RANK and query.attribute in _PRINTED and chosen.papers:
        text = f"No source prints {_PRINTED[query.attribute]} of {papers_counted(len(chosen.papers))}"
        text += f" by {OWNER[query.scope]}{filters_of(query)}, so I can't count them by that."
        return Abstention(Reason.NOTHING_FOUND, text)
    columns, forms = columns_of(papers), columns_of(papers).forms
    dated = np.flatnonzero(of_scope(columns, query.scope)[forms.paper] & (forms.day > 0))
    if years_of(query) and not query.day and len(dated) and not within(forms.day[dated], query)[0].any():
        return _no_paper_then(query, papers, dated, forms)
    alone = chosen.searched == 1
    none = "The only paper" if alone else f"None of the {papers_counted(chosen.searched)}"
    conditions = f"{filters_of(query)}{left_out(query)}"
    lacks = f"{'is none' if alone else 'is one'}{conditions}" if conditions else ""
    lacks = lacks or f"{'does not meet' if alone else 'meets'} all of these conditions"
    text = " ".join([f"{none} by {OWNER[query.scope]} {lacks}.", *gaps(query, chosen)])
    return Abstention(Reason.NOTHING_FOUND, text)


def _no_paper_then(
    query: Query, papers: Sequence[Paper], dated: NDArray[np.int64], forms: Forms
) -> Abstention:
    """For a time without papers; names the nearest papers in time. `dated` are the forms with a date."""
    day = forms.day[dated]
    asked = 12 * (query.year_from or query.year_to or 0) + (query.month_from or query.month_to or 0)
    in_part = bool(query.month_from or query.month_to)
    year, month = day // 10000, day // 100 % 100
    distance = np.abs(12 * year + month * in_part - asked)
    numbers = dated - forms.first[forms.paper[dated]]
    nearest = [
        papers[forms.paper[dated[at]]].in_form(int(numbers[at]))
        for at in np.flatnonzero(distance == distance.min())[:NEAREST]
    ]
    text = (
        f"No paper by {OWNER[query.scope]} is {years_of(query)}: those with a date are from "
        f"{year.min()} to {year.max()}, and the nearest {'date' if in_part else 'year'} is "
        f"{date_of(nearest[0]) if in_part else nearest[0].year}."
    )
    if monthless := int(within(day, query)[1].sum()):
        text += f" Of {papers_counted(monthless)} from that time the sources print no month."
    return Abstention(Reason.EMPTY_YEAR, text, tuple(nearest))


def unknown_author(query: Query, papers: Sequence[Paper], nearest: Callable[[str], str | None]) -> Abstention:
    """For unknown authors, alone or beside known ones; `nearest` gives the author with the nearest name."""
    columns = columns_of(papers)
    text = f"No paper in the documents names {plain(' or '.join(query.unknown_authors))} as an author."
    if (~columns.complete & (columns.authors.counts > 0)).any():
        text += " Long author lists are cut (“et al.”) in the source, so this is no proof."
    like = None if query.authors else nearest(query.unknown_authors[0])
    text += _each_alone(query, papers) + (f" The nearest name is {plain(like)}." if like else "")
    theirs = query.authors[0] if query.authors else [like] if like else []
    return Abstention(Reason.UNKNOWN_AUTHOR, text, _newest_by(theirs, papers))


def no_joint_paper(query: Query, papers: Sequence[Paper]) -> Abstention:
    """For known authors of whom no paper names all; says how many papers name each of them."""
    people = " and ".join(plain(names[0]) for names in query.authors)
    whole = "both" if len(query.authors) == 2 else "all of"
    text = f"No paper by {OWNER[query.scope]}{filters_of(replace(query, authors=()))} names {whole} {people}"
    near = [paper for names in query.authors for paper in _newest_by(names, papers)[:1]]
    return Abstention(Reason.NOTHING_FOUND, f"{text} as authors.{_each_alone(query, papers)}", tuple(near))


def _each_alone(query: Query, papers: Sequence[Paper]) -> str:
    """How many papers name each author of the query, a sentence each."""
    authors = columns_of(papers).authors
    counts = [(names[0], int(authors.any_of(names).sum())) for names in query.authors]
    return "".join(f" {plain(name)} is on {papers_counted(count)}." for name, count in counts)


def _newest_by(names: Sequence[str], papers: Sequence[Paper]) -> tuple[Paper, ...]:
    columns = columns_of(papers)
    wrote = columns.authors.any_of(names)
    return tuple(papers[row] for row in columns.by_date[wrote[columns.by_date]][:NEAREST].tolist())


def unknown_affiliation(query: Query, papers: Sequence[Paper]) -> Abstention:
    printed = int((columns_of(papers).affiliations.counts > 0).sum())
    place = plain(query.unknown_affiliation or "")
    text = f"No source names {place} as an affiliation or an author of a paper."
    text += (
        f" Affiliations are printed for only {printed} of {papers_counted(len(papers))}, so this is no proof."
    )
    return Abstention(Reason.NOTHING_FOUND, text)


def unknown_venue(query: Query, papers: Sequence[Paper]) -> Abstention:
    columns, venue = columns_of(papers), query.unknown_venue or ""
    printed = int((columns.venues.counts > 0).sum())
    text = f"No source says that a paper appeared in {plain(venue)}."
    if printed < len(papers):
        of_all = f"{printed} of {papers_counted(len(papers))}"
        text += f" Venues are printed for only {of_all}, so this is no proof."
    if like := columns.venue_names.like(venue)[:NEAREST]:
        text += f" The nearest that are printed: {', '.join(map(plain, like))}."
    return Abstention(Reason.NOTHING_FOUND, text)
