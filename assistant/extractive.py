"""Evidence -> Answer text with no language model: verbatim sentences, exact lists, honest gaps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain
from textwrap import shorten

from assistant.catalog import Selection, by_date, group
from assistant.citations import Citations, plain
from assistant.datamodels import CitedField, Evidence, Intent, Paper, Profile, Query, ScopeFilter, Sentence

OWNER: Mapping[ScopeFilter, str] = {
    "group": "this group",
    "related": "others (related work)",
    "all": "this group and others",
}


def topic_answer(query: Query, topic: str, found: Sequence[Evidence], cite: Citations) -> str:
    """Every paper on a topic in the order of time, each with the sentence that says most about it."""
    sections = []
    for scope in ("group", "related"):
        evidence = [e for e in found if e.paper.scope == scope]
        if not evidence:
            if query.scope == "all":
                sections.append(f"Nothing on {quoted(topic)} by {OWNER[scope]}.")
            continue
        opening = f"{_papers(len(evidence))} by {OWNER[scope]}{_filters(query)} {_deal(len(evidence))} with {quoted(topic)}"
        in_time = by_date([e.paper for e in evidence], newest_first=False)
        by_id = {e.paper.id: e for e in evidence}
        each = max(1, 4 - len(evidence))  # few papers can say more
        lines = [_topic_line(by_id[p.id], cite, sentences=each) for p in in_time]
        span = "" if query.year_from or query.year_to else _span(in_time)
        sections.append("\n".join([f"{opening}{span}:", "", *lines]))
    return "\n\n".join(sections)


def fact_answer(found: Sequence[Evidence], cite: Citations) -> str:
    """The sentence that answers, first; then, where a second paper is as good, its sentence."""
    lines = []
    for evidence in found:
        best = evidence.sentences[0]
        mark = cite.abstract(evidence.paper, best.start, best.end)
        lines.append(f"{plain(best.text)} {mark}\n\n— {_name(evidence.paper)}")
    return "\n\n".join(lines)


def list_answer(query: Query, selection: Selection, cite: Citations, *, topic: str = "") -> str:
    """How many papers, and all of them, newest first."""
    papers = selection.papers
    about = f" on {quoted(topic)}" if topic else ""
    if query.papers is not None:
        opening = f"{len(papers)} of those {selection.searched} papers{about}{_filters(query)}:"
    else:
        opening = f"{_papers(len(papers))} by {OWNER[query.scope]}{about}{_filters(query)}:"
    lines = [_list_line(query, paper, cite) for paper in papers]
    return "\n".join([opening, "", *lines, *_gaps(query, selection)])


def extreme_answer(query: Query, selection: Selection, cite: Citations, *, topic: str = "") -> str:
    """The newest or the oldest papers that carry a date."""
    dated = [p for p in selection.papers if p.date]
    papers = by_date(dated, newest_first=query.newest_first)[: query.limit or 1]
    word = "newest" if query.newest_first else "oldest"
    about = f" on {quoted(topic)}" if topic else ""
    noun = "paper" if len(papers) == 1 else f"{len(papers)} papers"
    lines = [_list_line(query, paper, cite, cited="date") for paper in papers]
    undated = len(selection.papers) - len(dated)
    gap = ["", f"{_papers(undated)} without a date could not be compared."] if undated else []
    return "\n".join([f"The {word} {noun} by {OWNER[query.scope]}{about}{_filters(query)}:", "", *lines, *gap])


def rank_answer(query: Query, selection: Selection, cite: Citations, subjects: Sequence[str], *, topic: str = "") -> str:
    """Papers counted by year, category or co-author, each group with all its papers cited."""
    about = f" on {quoted(topic)}" if topic else ""
    what = f"by {OWNER[query.scope]}{about}{_filters(query)}"
    papers = selection.papers
    if query.attribute == "authors":
        own = {*subjects, *chain.from_iterable(query.authors)}
        groups = {n: g for n, g in group(papers, lambda p: p.authors).items() if n not in own}
        shown = _top(groups, 10)
        cut = sum(not p.authors_complete for p in papers if p.authors)
        cited: CitedField = "authors"
        opening = f"Who the {len(papers)} papers {what} name as authors, most frequent first:"
        notes = [f"{_papers(cut)} of these print only the first three authors, so the counts are lower bounds."] if cut else []
        if len(shown) < len(groups):
            notes.append(f"{len(groups) - len(shown)} more people are named on fewer papers.")
    else:
        by_year = query.attribute == "year"
        groups = dict(group(papers, lambda p: [str(p.year)] if p.year and by_year else [p.category] if p.category else []))
        shown = dict(sorted(groups.items())) if by_year else groups
        cited = "date" if by_year else "category"
        most = max(groups.items(), key=lambda item: len(item[1]), default=("", []))
        opening = f"{_papers(len(papers))} {what}, by {query.attribute} (most: {most[0]}, with {len(most[1])}):"
        lost = len(papers) - sum(map(len, groups.values()))
        notes = [f"{_papers(lost)} without a {'date' if by_year else 'category'} {'is' if lost == 1 else 'are'} left out."] if lost else []
    lines = [
        f"- **{plain(name)}**: {_papers(len(members))} {''.join(cite.field(p, cited) for p in members)}"
        for name, members in shown.items()
    ]
    return "\n".join([opening, "", *lines, *(f"\n{note}" for note in notes)])


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
            return f"{name} is dated {_date(paper)}{inferred} {cite.field(paper, 'date')}."
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


def searched(query: Query, topic: str, count: int) -> str:
    """In words: what was understood and searched."""
    if query.intent is Intent.PROFILE:
        return "Looked up the researcher's profile."
    about = f"papers on {quoted(topic)}" if topic else "papers"
    among = "the papers of the last answer" if query.papers is not None else OWNER[query.scope]
    return f"Looked for {about}{_filters(query)} among {among}: {_papers(count)} searched."


def _topic_line(evidence: Evidence, cite: Citations, *, sentences: int) -> str:
    paper = evidence.paper
    chosen = sorted(evidence.sentences[:sentences], key=lambda s: s.start)
    if not chosen:
        return f"- {_name(paper)} {cite.field(paper, 'title')}"
    said = " ".join(f"{plain(s.text)} {cite.abstract(paper, s.start, s.end)}" for s in chosen)
    return f"- {_name(paper)}: {said}"


def _list_line(query: Query, paper: Paper, cite: Citations, *, cited: CitedField | None = None) -> str:
    """A paper in a list, cited by the field that put it there."""
    if cited is None:
        cited = (
            "authors" if query.authors else "code" if query.has_code else "category" if query.category
            else "affiliations" if query.affiliation else "date" if query.year_from or query.year_to else "title"
        )  # fmt: skip
    about = [plain(paper.authors_text), _date(paper) if paper.date else ""]
    about += [plain(paper.category)] if paper.category and query.category else []
    facts = "; ".join(part for part in about if part)
    return f"- **{plain(paper.title)}**{f' ({facts})' if facts else ''} {cite.field(paper, cited)}"


def _gaps(query: Query, selection: Selection) -> list[str]:
    notes = []
    if not selection.joint:
        notes.append("No paper names all of these people; these name one of them.")
    if selection.undated:
        notes.append(f"{_papers(selection.undated)} without a date in any source {_were(selection.undated)} left out.")
    if selection.unsigned:
        notes.append(f"{_papers(selection.unsigned)} without authors in any source {_were(selection.unsigned)} left out.")
    elif query.authors and any(not p.authors_complete for p in selection.papers):
        notes.append("Author lists are cut after three names in the source (“et al.”), so there may be more.")
    return [f"\n{note}" for note in notes]


def _filters(query: Query) -> str:
    parts = []
    low, high = query.year_from, query.year_to
    if low and high:
        parts.append(f"from {low}" if low == high else f"from {low} to {high}")
    elif low or high:
        parts.append(f"since {low}" if low else f"up to {high}")
    if query.authors:
        joiner = " or " if query.any_author else " and "
        parts.append("with " + joiner.join(" or ".join(names) for names in query.authors))
    if query.category:
        parts.append(f"in the category {query.category}")
    if query.has_code is not None:
        parts.append("marked as coming with code" if query.has_code else "that no source marks as coming with code")
    if query.affiliation:
        parts.append(f"with the affiliation {query.affiliation}")
    return "".join(f" {part}" for part in parts)


def _span(papers: Sequence[Paper]) -> str:
    years = sorted(p.year for p in papers if p.year)
    if len(papers) < 2 or not years:
        return ""
    return f", all from {years[0]}" if years[0] == years[-1] else f", from {years[0]} to {years[-1]}"


def _top(groups: Mapping[str, list[Paper]], count: int) -> dict[str, list[Paper]]:
    """The largest groups, at least `count` where there are as many; a tie is shown whole or, below two papers, not at all."""
    sizes = sorted((len(g) for g in groups.values()), reverse=True)
    least = sizes[min(count, len(sizes)) - 1] if sizes else 0
    if least == 1 and sizes[0] > 1:
        least = 2
    return {name: members for name, members in groups.items() if len(members) >= least}


def _name(paper: Paper) -> str:
    return f"**{plain(paper.title)}**" + (f" ({paper.year})" if paper.year else "")


def _date(paper: Paper) -> str:
    date = paper.date
    if date is None:
        return ""
    return date.text if re.search(r"\b\d{4}\b", date.text) else f"{date.text}, {date.year}"


def quoted(topic: str) -> str:
    """The topic in quotation marks; of a long letter's, the beginning."""
    return f"“{plain(shorten(topic, 90, placeholder=' …'))}”"


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"


def _deal(count: int) -> str:
    return "deals" if count == 1 else "deal"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
