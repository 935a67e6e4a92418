"""Evidence -> Answer text with no language model: verbatim sentences, exact lists, honest gaps."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from textwrap import shorten

from assistant.catalog import Selection, by_date, group
from assistant.citations import Citations, paper_link, plain
from assistant.datamodels import (
    CitedField,
    Evidence,
    Intent,
    Paper,
    Profile,
    Query,
    Scope,
    ScopeFilter,
    Sentence,
)

_ALL_NAMES = 20
"""Up to here all the authors of papers on a topic are named."""

CLOSE = 1 / 2
"""A second sentence with this share of the first one's probability is quoted too."""

OWNER: Mapping[ScopeFilter, str] = {
    "group": "this group",
    "related": "others (related work)",
    "all": "this group and others",
}


def topic_answer(query: Query, found: Sequence[Evidence], selection: Selection, cite: Citations) -> str:
    """Every paper on a topic in the order of time, each with the sentence that says most about it."""
    scopes: tuple[Scope, ...] = ("group", "related") if query.scope == "all" else (query.scope,)
    sections = [
        _topic_section(query, scope, [e for e in found if e.paper.scope == scope], cite) for scope in scopes
    ]
    return "\n\n".join([*sections, *gaps(query, selection)])


def also_found(query: Query, papers: Sequence[Paper], cite: Citations) -> str:
    """The papers on a topic that a model's answer left out, so that it hides none; empty if none."""
    cited = {c.paper_id for c in cite.items}
    left = by_date([p for p in papers if p.id not in cited], newest_first=False)
    if not left:
        return ""
    lines = [f"- {_name(paper)} {cite.field(paper, 'title')}" for paper in left]
    return "\n".join([f"Also found on {quoted(query.topic)}:", "", *lines])


def fact_answer(best: Evidence, cite: Citations) -> str:
    """The sentence that answers, first; a second one where it may well be that; the paper they stand in."""
    said = [
        f"{plain(s.text)} {cite.abstract(best.paper, s.start, s.end)}"
        for s in best.sentences[:2]
        if s.score >= best.sentences[0].score * CLOSE
    ]
    return "\n\n".join([*said, f"— {_name(best.paper)}"])


def list_answer(query: Query, selection: Selection, cite: Citations) -> str:
    """How many papers, and all of them, newest first."""
    papers = selection.papers
    if selection.joint:
        opening = f"{_counted(query, selection)}{_about(query)}{filters_of(query)}{left_out(query)}:"
    else:  # each of the people has papers, but none with the others
        apart = replace(query, any_author=True)
        opening = f"No paper {_of_whom(query, selection)} names all of these people. "
        opening += f"{_counted(query, selection)}{_about(query)}{filters_of(apart)}{left_out(query)}:"
    lines = [_list_line(query, paper, cite) for paper in papers]
    return "\n".join([opening, "", *lines, *(f"\n{gap}" for gap in gaps(query, selection))])


def extreme_answer(query: Query, selection: Selection, cite: Citations) -> str:
    """The newest or the oldest papers that carry a date."""
    dated = [p for p in selection.papers if p.date]
    papers = by_date(dated, newest_first=query.newest_first)[: query.limit or 1]
    word = "newest" if query.newest_first else "oldest"
    noun = "paper" if len(papers) == 1 else f"{len(papers)} papers"
    lines = [_list_line(query, paper, cite, cited="date") for paper in papers]
    undated = len(selection.papers) - len(dated)
    if undated:
        lines.append(f"\n{papers_counted(undated)} without a date could not be compared.")
    return "\n".join(
        [
            f"The {word} {noun} {_of_whom(query, selection)}{_about(query)}{filters_of(query)}"
            f"{left_out(query)}:",
            "",
            *lines,
        ]
    )


def rank_answer(query: Query, selection: Selection, cite: Citations, subjects: Sequence[str]) -> str:
    """Papers counted by year, category or co-author, each group with all its papers cited.

    `subjects` are the researchers whose co-authors are counted, and who are not their own.
    """
    what = f"{_counted(query, selection)}{_about(query)}{filters_of(query)}"
    what += left_out(query)
    if query.attribute == "authors":
        return _ranked_authors(what, query, selection.papers, cite, subjects)
    return _ranked_groups(what, query, selection.papers, cite)


def paper_answer(query: Query, paper: Paper, sentences: Sequence[Sentence], cite: Citations) -> str:
    """One property of one paper, or its abstract's main sentences."""
    name = f"**{plain(paper.title)}**"
    match query.attribute:
        case "authors" if paper.authors:
            cut = "" if paper.authors_complete else " The source prints only these and “et al.”"
            return f"{name} was written by {plain(paper.authors_text)} {cite.field(paper, 'authors')}.{cut}"
        case "authors":
            return f"No source prints the authors of {name} {cite.field(paper, 'title')}."
        case "date" if paper.date:
            inferred = " (the source prints no year; it is inferred)" if paper.date.year_inferred else ""
            return f"{name} is dated {date_of(paper)}{inferred} {cite.field(paper, 'date')}."
        case "date":
            return f"No source prints a date for {name} {cite.field(paper, 'title')}."
        case "category" if paper.category:
            return f"{name} is filed under {plain(paper.category)} {cite.field(paper, 'category')}."
        case "affiliations" if paper.affiliations:
            places = plain(", ".join(paper.affiliations))
            return f"{name} names as affiliations: {places} {cite.field(paper, 'affiliations')}."
        case "code":
            if paper.has_code:
                return f"Yes: {name} is marked as coming with code {cite.field(paper, 'code')}."
            return f"No source says that {name} comes with code {cite.field(paper, 'title')}."
        case "category" | "affiliations":
            return f"No source prints the {query.attribute} of {name} {cite.field(paper, 'title')}."
        case "venue" if paper.venue:
            return f"{name} appeared in {plain(paper.venue)} {cite.field(paper, 'venue')}."
        case "venue":
            return f"No source prints where {name} appeared {cite.field(paper, 'title')}."
        case "link":
            url, is_search = paper_link(paper)
            said = f"No source prints a link to {name}; arXiv can be searched for it" if is_search else name
            return f"{said}: <{url}> {cite.field(paper, 'title')}"
        case "title":
            return f"Its title is {name} {cite.field(paper, 'title')}."
    in_order = sorted(sentences, key=lambda s: s.start)
    if not in_order:
        return f"{name}: the source prints no abstract of it {cite.field(paper, 'title')}."
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in in_order)
    return f"{_name(paper)}\n\n{said}"


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


def searched(query: Query, count: int) -> str:
    """In words: what was understood and searched."""
    if query.intent is Intent.PROFILE:
        return "Looked up the researcher's profile."
    among = (
        "the papers of the last answer" if query.papers is not None else f"the papers by {OWNER[query.scope]}"
    )
    return (
        f"Looked for papers{_about(query)}{filters_of(query)} among {among}{left_out(query)}: "
        f"{papers_counted(count)} searched."
    )


def papers_counted(count: int) -> str:
    """ "1 paper", "7 papers"."""
    return "1 paper" if count == 1 else f"{count} papers"


def quoted(topic: str) -> str:
    """The topic in quotation marks; of a long letter's, the beginning."""
    return f"“{plain(shorten(topic, 90, placeholder=' …'))}”"


def topics_of(query: Query) -> str:
    """What a query is about, in words: “noise”, or “noise” and “sleep” where papers must be on both."""
    return " and ".join(quoted(topic) for topic in (query.topic, *(w.topic for w in query.within)))


def years_of(query: Query) -> str:
    """The time a query asks for, in words: "from 2019 to 2021", "since March 2024"."""
    low, high = _point(query.year_from, query.month_from), _point(query.year_to, query.month_to)
    if low and high and query.year_from == query.year_to and (query.month_from or query.month_to):
        low, high = (
            _point(query.year_from, query.month_from or 1),
            _point(query.year_to, query.month_to or 12),
        )
    if low and high:
        return f"from {low}" if low == high else f"from {low} to {high}"
    return f"since {low}" if low else f"up to {high}" if high else ""


def date_of(paper: Paper) -> str:
    """The date as its source prints it, with its year."""
    date = paper.date
    if date is None:
        return ""
    return date.text if re.search(r"\b\d{4}\b", date.text) else f"{date.text}, {date.year}"


def left_out(query: Query) -> str:
    """What a query leaves out, in words: ", leaving out those on “surveys” and those from 2021"."""
    those = " and ".join(f"those{_about(excluded)}{filters_of(excluded)}" for excluded in query.without)
    return f", leaving out {those}" if those else ""


def _point(year: int | None, month: int | None) -> str:
    return f"{month_name[month]} {year}" if year and month else str(year or "")


def _topic_section(query: Query, scope: Scope, evidence: Sequence[Evidence], cite: Citations) -> str:
    if not evidence:
        return f"Nothing on {topics_of(query)} by {OWNER[scope]}{left_out(query)}."
    deal = "deals" if len(evidence) == 1 else "deal"
    who = f"{papers_counted(len(evidence))} by {OWNER[scope]}{filters_of(query)}"
    in_time = by_date([e.paper for e in evidence], newest_first=False)
    by_id = {e.paper.id: e for e in evidence}
    each = max(1, 4 - len(evidence))  # few papers can say more
    lines = [_topic_line(by_id[paper.id], cite, sentences=each) for paper in in_time]
    span = "" if years_of(query) else _span(in_time)
    return "\n".join([f"{who} {deal} with {topics_of(query)}{span}{left_out(query)}:", "", *lines])


def _ranked_authors(
    what: str, query: Query, papers: Sequence[Paper], cite: Citations, subjects: Sequence[str]
) -> str:
    own = {*subjects, *chain.from_iterable(query.authors)}
    groups = {name: g for name, g in group(papers, lambda p: p.authors).items() if name not in own}
    few = query.topic and len(groups) <= _ALL_NAMES  # who works on it: everybody
    shown = groups if few else _most_frequent(groups, 10)
    notes = []
    if len(shown) < len(groups):
        notes.append(f"\n{len(groups) - len(shown)} more people are named on fewer papers.")
    if cut := sum(not p.authors_complete for p in papers if p.authors):
        notes.append(
            f"\nThe source cuts the author lists of {papers_counted(cut)} (“et al.”), so these are lower "
            "bounds."
        )
    lines = [_group_line(name, members, cite, "authors") for name, members in shown.items()]
    return "\n".join([f"The people named most often as authors of {what}:", "", *lines, *notes])


_GROUPED_BY: Mapping[str, CitedField] = {
    "year": "date",
    "category": "category",
    "affiliations": "affiliations",
}


def _ranked_groups(what: str, query: Query, papers: Sequence[Paper], cite: Citations) -> str:
    by_year = query.attribute == "year"
    cited = _GROUPED_BY[query.attribute or "category"]

    def keys(paper: Paper) -> Sequence[str]:
        if query.attribute == "affiliations":
            return paper.affiliations
        return [key for key in [str(paper.year or "") if by_year else paper.category] if key]

    groups = group(papers, keys)
    sizes = [len(members) for members in groups.values()]
    most = f" (most: {next(iter(groups))}, with {sizes[0]})" if len(sizes) > 1 and sizes[0] > sizes[1] else ""
    if query.limit and most:
        return _first_group(what, query, groups, cite, cited)
    lost = sum(not keys(paper) for paper in papers)
    what_lacks = "any affiliation" if query.attribute == "affiliations" else f"a {cited}"
    notes = [f"\n{papers_counted(lost)} without {what_lacks} {_were(lost)} left out."] if lost else []
    shown = dict(sorted(groups.items())) if by_year else groups
    lines = [_group_line(name, members, cite, cited) for name, members in shown.items()]
    return "\n".join([f"{what}, by {(query.attribute or '').removesuffix('s')}{most}:", "", *lines, *notes])


def _first_group(
    what: str, query: Query, groups: Mapping[str, Sequence[Paper]], cite: Citations, cited: CitedField
) -> str:
    """The largest group with all its papers, and how large the others are."""
    (name, members), *others = groups.items()
    lines = [_list_line(query, paper, cite, cited=cited) for paper in members]
    rest = ", ".join(f"{plain(other)} ({len(papers)})" for other, papers in others)
    opening = f"**{plain(name)}** has the most of {what}: {len(members)}."
    return "\n".join([opening, "", *lines, "", f"The others: {rest}."])


def _group_line(name: str, members: Sequence[Paper], cite: Citations, cited: CitedField) -> str:
    marks = "".join(cite.field(paper, cited) for paper in members)
    return f"- **{plain(name)}**: {papers_counted(len(members))} {marks}"


def _topic_line(evidence: Evidence, cite: Citations, *, sentences: int) -> str:
    paper = evidence.paper
    chosen = sorted(evidence.sentences[:sentences], key=lambda s: s.start)
    if not chosen:
        return f"- {_name(paper)} {cite.field(paper, 'title')}"
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in chosen)
    return f"- {_name(paper)}: {said}"


def _list_line(query: Query, paper: Paper, cite: Citations, *, cited: CitedField | None = None) -> str:
    facts = [paper.authors_text, date_of(paper), (paper.category or "") if query.category else ""]
    about = "; ".join(plain(fact) for fact in facts if fact)
    mark = cite.field(paper, cited or _deciding_field(query))
    return f"- **{plain(paper.title)}**{f' ({about})' if about else ''} {mark}"


def _deciding_field(query: Query) -> CitedField:
    """The field that put a paper into a list: what its citation should show."""
    if query.authors:
        return "authors"
    if query.has_code:
        return "code"
    if query.category:
        return "category"
    if query.affiliation:
        return "affiliations"
    return "date" if years_of(query) else "title"


def gaps(query: Query, selection: Selection) -> list[str]:
    """What a list can't know, a sentence each."""
    notes = []
    for count, lacking in (
        (selection.undated, "a date"),
        (selection.monthless, "a month"),
        (selection.unsigned, "authors"),
    ):
        if count:
            notes.append(f"{papers_counted(count)} without {lacking} in any source {_were(count)} left out.")
    named = query.authors or any(excluded.authors for excluded in query.without)
    if named and any(not p.authors_complete for p in selection.papers):
        notes.append("Long author lists are cut in the source (“et al.”), so there may be more.")
    return notes


def _counted(query: Query, selection: Selection) -> str:
    count = len(selection.papers)
    return f"{papers_counted(count) if query.papers is None else count} {_of_whom(query, selection)}"


def _of_whom(query: Query, selection: Selection) -> str:
    """Whose papers, or which of the conversation's, they are chosen from."""
    if query.papers is None:
        return f"by {OWNER[query.scope]}"
    return f"of those {papers_counted(selection.searched)}"


def _about(query: Query) -> str:
    return f" on {topics_of(query)}" if query.topic else ""


def filters_of(query: Query) -> str:
    """The filters of a query in words, with a space before them; empty where there is none."""
    parts = [years_of(query)]
    if query.authors:
        joiner = " or " if query.any_author else " and "
        parts.append("with " + joiner.join(" or ".join(names) for names in query.authors))
    if query.category:
        parts.append(f"in the category {query.category}")
    if query.has_code is not None:
        parts.append(
            "marked as coming with code" if query.has_code else "that no source marks as coming with code"
        )
    if query.affiliation:
        parts.append(f"with the affiliation {query.affiliation}")
    return "".join(f" {part}" for part in parts if part)


def _span(papers: Sequence[Paper]) -> str:
    years = sorted(p.year for p in papers if p.year)
    if len(papers) < 2 or len(years) < len(papers):  # what some papers don't say can't be said of all
        return ""
    return f", all from {years[0]}" if years[0] == years[-1] else f", from {years[0]} to {years[-1]}"


def _most_frequent(groups: Mapping[str, list[Paper]], count: int) -> dict[str, list[Paper]]:
    """The largest groups, about `count`: of equal ones all or, where others have two papers or more, none."""
    sizes = sorted((len(members) for members in groups.values()), reverse=True)
    least = sizes[min(count, len(sizes)) - 1] if sizes else 0
    if least == 1 and sizes[0] > 1:
        least = 2
    return {name: members for name, members in groups.items() if len(members) >= least}


def _name(paper: Paper) -> str:
    return f"**{plain(paper.title)}**" + (f" ({paper.year})" if paper.year else "")


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
