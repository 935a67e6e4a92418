"""A query and its search in words: "2 papers by this group on “noise” since 2021". Pure functions."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

from assistant.answers.citations import plain
from assistant.datamodels import Attribute, Intent, Paper, Query, ScopeFilter
from assistant.index.catalog import Selection
from assistant.index.papers import Chosen
from assistant.index.venue_words import is_server
from assistant.text.analysis import fold
from assistant.text.categories import category_told
from assistant.text.person_names import distinct, persons_of

OWNER: Mapping[ScopeFilter, str] = {
    "group": "this group",
    "related": "others (related work)",
    "all": "this group and others",
}


FEW_WORDS = 4
"""Words of a question that are repeated to the reader as they are, at most."""


FEW_NAMES = 30
"""Names in the papers that one name of a question may mean, that are all repeated to the reader, at most."""


FEW_AUTHORS = 6
"""Authors of a paper who are all named in an answer, at most."""


def searched(query: Query, count: int) -> str:
    """The sentence that describes the search for `query`, in which `count` papers were searched.

    Empty where nothing was searched for, as for a greeting.
    """
    if query.intent is Intent.CHAT:
        return ""
    if query.intent is Intent.PROFILE:
        return "Looked up the researcher's profile."
    among = (
        "the papers of the last answer" if query.papers is not None else f"the papers by {OWNER[query.scope]}"
    )
    topic = f" on {topics_asked(query)}" if query.topic else ""
    where = f"{topic}{filters_of(query)} among {among}{left_out(query)}"
    return f"Looked for papers{where}: {papers_counted(count)} searched."


def filters_of(query: Query) -> str:
    """The filters of a query in words, with a space before them; empty where there is none."""
    parts = [years_of(query)]
    if query.authors:
        joiner = " or " if query.any_author else " and "
        place = f" as {query.author_position} author" if query.author_position else ""
        parts.append(f"with {joiner.join(map(_any_of, query.authors))}{place}")
    if titled := [w.topic for w in query.within if w.attribute == Attribute.TITLE]:
        parts.append(f"with {' and '.join(map(quoted, titled))} in the title")
    if query.author_count:
        parts.append(f"with {_number_of_authors(*query.author_count)}")
    if query.categories:
        parts.append(
            f"in the category {' or '.join(plain(category_told(code)) for code in query.categories)}"
        )
    if query.venues:
        parts.append(f"that appeared {_in_venues(query.venues)}")
    if query.kinds:
        parts.append(f"of the type {' or '.join(query.kinds)}")
    if query.has_code is not None:
        parts.append(
            "marked as coming with code" if query.has_code else "that no source marks as coming with code"
        )
    if query.affiliation:
        parts.append(f"with the affiliation {plain(query.affiliation)}")
    return "".join(f" {part}" for part in parts if part)


def _any_of(names: Sequence[str]) -> str:
    """Who a name may mean, many of them by their number: "Ada Byron or Ada Noether"."""
    people = list(map(plain, distinct(names[:FEW_NAMES])))
    if left := len(names[FEW_NAMES:]):
        people.append(number_of(left, "other name"))
    return " or ".join(people)


def _in_venues(venues: Sequence[str]) -> str:
    """ "in ICML or NeurIPS or on arXiv"."""
    servers = [venue for venue in venues if is_server(venue)]
    others = [venue for venue in venues if venue not in servers]
    named = [(at, names) for at, names in (("in", others), ("on", servers)) if names]
    return " or ".join(f"{at} {' or '.join(map(plain, names))}" for at, names in named)


def _number_of_authors(least: int, most: int | None) -> str:
    if least == most:
        return "1 author" if least == 1 else f"{least} authors"
    return f"at least {least} authors" if most is None else f"at most {most} authors"


def left_out(query: Query) -> str:
    """The exclusions of a query in words: ", leaving out those on “surveys” and those from 2021"."""
    those = " and ".join(f"those{_of(excluded)}" for excluded in query.without)
    return f", leaving out {those}" if those else ""


def _of(condition: Query) -> str:
    if condition.attribute == Attribute.TITLE:
        return filters_of(Query("", within=(condition,)))
    topic = plain(condition.said or "") or quoted(condition.topic)
    return f"{f' on {topic}' if condition.topic else ''}{filters_of(condition)}"


def gaps(query: Query, selection: Selection) -> list[str]:
    """Sentences about papers that may be missing from a list, and why; see Selection."""
    notes = []
    for count, lacking in (
        (selection.undated, "a date"),
        (selection.monthless, "a month"),
        (selection.unsigned, "authors"),
        (selection.venueless, "a venue"),
        (selection.untyped, "a type or a venue"),
    ):
        if count:
            notes.append(f"{papers_counted(count)} without {lacking} in any source {were(count)} left out.")
    if selection.workshops:
        notes.append(f"{selection.workshops} of these appeared at a workshop there.")
    if selection.doubtful:
        those = "1 of these prints" if selection.doubtful == 1 else f"{selection.doubtful} of these print"
        notes.append(f"{those} no venue in any source, and may have appeared there.")
    if query.venues and query.unknown_venue:
        notes.append(f"No source says that a paper appeared in {plain(query.unknown_venue)}.")
    papers = Chosen.of(selection.papers)
    notes += [note for names in query.authors if (note := _namesakes(names, papers))]
    if query.unknown_authors:
        notes.append(
            f"No paper in the documents names {plain(' or '.join(query.unknown_authors))} as an author."
        )
    named = query.authors or any(excluded.authors for excluded in query.without)
    if selection.cut:
        notes.append(
            f"{papers_counted(selection.cut)} whose author lists are cut (“et al.”), so they can't tell, "
            f"{were(selection.cut)} left out."
        )
    elif named and not query.author_position and _is_cut(papers):
        notes.append("Long author lists are cut in the source (“et al.”), so there may be more.")
    return notes


def _is_cut(papers: Chosen) -> bool:
    """Whether a list of authors is cut."""
    return bool((~papers.columns.complete[papers.numbers]).any())


def _namesakes(names: Sequence[str], papers: Chosen) -> str:
    """Which people a name may mean, with the papers of each; empty where the name means one."""
    persons, forms = persons_of(tuple(names)), dict[str, list[str]]()
    for name in names:
        forms.setdefault(persons.shown(name), []).append(name)
    authors = papers.columns.authors
    signed = {who: int(authors.any_of(own)[papers.numbers].sum()) for who, own in forms.items()}
    people = [person for person in distinct(names) if signed.get(person)]
    if len(people) < 2:
        return ""
    each = [f"{plain(person)} ({papers_counted(signed[person])})" for person in people[:FEW_NAMES]]
    if left := len(people[FEW_NAMES:]):
        each.append(f"and {left} more")
    return f"The name fits {len(people)} entries, which may be different people: {', '.join(each)}."


def counted(query: Query, selection: Selection) -> str:
    count = len(selection.papers)
    return f"{papers_counted(count) if query.papers is None else count} {of_whom(query, selection)}"


def of_whom(query: Query, selection: Selection) -> str:
    """The papers that a list was chosen from: "by this group", or "of those 7 papers" in a follow-up."""
    if query.papers is None:
        return f"by {OWNER[query.scope]}"
    return f"of those {papers_counted(selection.searched)}"


def pool(query: Query, selection: Selection, count: int) -> str:
    """So many of the papers of a selection: "7 papers by this group", or "those 7 papers" in a follow-up."""
    if query.papers is not None and count == selection.searched:
        return f"those {papers_counted(count)}"
    return f"{papers_counted(count) if query.papers is None else count} {of_whom(query, selection)}"


def about(query: Query) -> str:
    return f" on {topics_of(query)}" if query.topic else ""


def topics_of(query: Query) -> str:
    """The topics of a query for a sentence: noise, or noise and sleep where papers must be on both.

    A topic that is only words to search for is not repeated.
    """
    topics = dict.fromkeys(map(_said, _on_topics(query)))
    return " and ".join(topics)


def _said(query: Query) -> str:
    if query.said is None:
        return quoted(query.topic)
    return plain(query.said) or "this topic"


def topics_asked(query: Query) -> str:
    """`topics_of` for a sentence that finds nothing: the words of the question itself, where they are few."""
    return " and ".join(dict.fromkeys(map(_said_or_asked, _on_topics(query))))


def _said_or_asked(query: Query) -> str:
    return quoted(query.topic) if not query.said and _is_asked_for(query) else _said(query)


def _is_asked_for(query: Query) -> bool:
    """Whether a question names its topic as a thing: "Which papers are on dark matter?", "Dark matter"."""
    topic = re.escape(fold(query.topic))
    named = rf"(?:^|\b(?:about|of|on|regarding|with)\s+(?:the\s+)?)[“\"]?{topic}[”\"]?(?:$|[.,;?!])"
    return len(query.topic.split()) <= FEW_WORDS and bool(re.search(named, fold(query.text).strip()))


def topics_searched(query: Query) -> str:
    """The words that a search looks for: “noise”, or “noise” and “sleep” where papers must be on both."""
    return " and ".join(quoted(each.topic) for each in _on_topics(query))


def none_plainly(query: Query, *, scope: ScopeFilter | None = None, topic: str = "") -> str:
    """ "No paper by this group since 2021 is plainly about noise": the beginning of a sentence.

    `scope` and the words for the `topic` are those of the query by default.
    """
    none = f"No paper by {OWNER[scope or query.scope]}{filters_of(query)}{left_out(query)}"
    return f"{none} is plainly about {topic or topics_of(query)}"


def _on_topics(query: Query) -> list[Query]:
    return [query, *(w for w in query.within if w.attribute != Attribute.TITLE)]


def quoted(topic: str) -> str:
    """The topic in quotation marks, cut to 90 characters."""
    return f"“{plain(shorten(topic, 90, placeholder=' …'))}”"


def years_of(query: Query) -> str:
    """The time a query asks for, in words: "from 2019 to 2021", "since March 2024"."""
    low, high = _point(query.year_from, query.month_from), _point(query.year_to, query.month_to)
    if low and high and query.year_from == query.year_to and (query.month_from or query.month_to):
        low, high = (
            _point(query.year_from, query.month_from or 1),
            _point(query.year_to, query.month_to or 12),
        )
    if low and query.day:
        return f"of {query.day} {low}"
    if low and high:
        return f"from {low}" if low == high else f"from {low} to {high}"
    return f"since {low}" if low else f"up to {high}" if high else ""


def _point(year: int | None, month: int | None) -> str:
    return f"{month_name[month]} {year}" if year and month else str(year or "")


def date_of(paper: Paper) -> str:
    """The date of a paper as printed in the source, with the year added where the source leaves it out."""
    date = paper.date
    if date is None:
        return ""
    return date.text if re.search(r"\b\d{4}\b", date.text) else f"{date.text}, {date.year}"


def authors_shown(paper: Paper, *, keep: Iterable[str] = ()) -> str:
    """The authors of a paper, of many the first two and the last, and how many: "A, B, …, Z (24 authors)".

    Names in `keep`, which a question asks for, are always shown.
    """
    if len(paper.authors) <= FEW_AUTHORS:
        return paper.authors_text
    count = paper.author_count or (len(paper.authors) if paper.authors_complete else None)
    return _shortened(paper.authors, count, frozenset(keep))


def names_shown(authors: str) -> str:
    """`authors_shown` for a list of authors as it is printed."""
    names = authors.removesuffix(" et al.").split(", ")
    if len(names) <= FEW_AUTHORS:
        return authors
    return _shortened(names, None if authors.endswith(" et al.") else len(names), frozenset())


def _shortened(names: Sequence[str], count: int | None, keep: frozenset[str]) -> str:
    parts, before = list[str](), -1
    for at, name in enumerate(names):
        if at in (0, 1, len(names) - 1) or name in keep:
            parts += ["…", name] if at > before + 1 else [name]
            before = at
    return f"{', '.join(parts)} ({count} authors)" if count else f"{', '.join(parts)} et al."


def named(paper: Paper) -> str:
    return f"**{plain(paper.title)}**" + (f" ({paper.year})" if paper.year else "")


def number_of(count: int, noun: str) -> str:
    """ "1 claim", "2 claims"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def papers_counted(count: int) -> str:
    """ "1 paper", "7 papers"."""
    return number_of(count, "paper")


def not_listed(count: int) -> str:
    """ "1 more is not listed", "7 more are not listed"."""
    return f"{count} more {'is' if count == 1 else 'are'} not listed"


def more_come(count: int) -> str:
    """ "1 more comes", "7 more come"."""
    return f"{count} more {'comes' if count == 1 else 'come'}"


def were(count: int) -> str:
    return "was" if count == 1 else "were"
