"""The handler of Releases: the code, data and software that the papers released.

Signs are a sentence of the abstract that says what was released, a title that names software or data as its
subject, the type of the entry, and the mark of a source that the paper comes with code.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answers.abstention import Abstention
from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.lists import answer_list
from assistant.answers.plans import List, Releases
from assistant.answers.results import Choice, choose, exact
from assistant.answers.topics_said import with_topics_said
from assistant.answers.wording import about, filters_of, gaps, left_out, named, papers_counted, pool
from assistant.datamodels import Answer, Paper, Query, Reason
from assistant.index.catalog import Selection, by_date
from assistant.text.releases import names_place, states_release, titles_release, without_things
from assistant.text.sections import without_label
from assistant.text.sentences import Span, split_sentences

READ = 1000
"""Abstracts that are read for an answer, at most: the newest ones, in half a second."""

_MORE = "Only abstracts and entries were read; a paper may release more than these tell."


def answer_releases(plan: Releases, library: Library) -> Answer:
    """The answer to a Releases."""
    query = plan.query
    if query.kinds:  # theses, say: the entries themselves are asked for
        return answer_list(List(query), library)
    query, choice, lacks = _on_subject(query, library)
    return exact(
        query, library, lambda chosen, cite: _releases_text(query, chosen, cite, lacks), choice=choice
    )


def _on_subject(query: Query, library: Library) -> tuple[Query, Choice, str]:
    """`query` with a topic that names nothing of what is released, or with none, and what it chooses.

    The topic is left out if no paper is on the rest of it; a sentence says so, empty where it is not so.
    """
    subject = without_things(query.topic)
    if subject == query.topic:
        return query, choose(query, library), ""
    narrowed = with_topics_said(replace(query, topic=subject), library)
    choice = choose(narrowed, library)
    if not choice[1] or choice[1].evidence:
        return narrowed, choice, ""
    everything = replace(narrowed, topic="")
    return everything, choose(everything, library), "No paper is on this topic in particular. "


def _releases_text(query: Query, chosen: Selection, cite: Citations, lacks: str) -> str | Abstention:
    """The papers with a release; `lacks` is a sentence to say before."""
    read = list(chosen.papers[:READ])  # a Selection is sorted newest first
    lines = [line for paper in by_date(read) if (line := _line(paper, cite))]
    those = f"{pool(query, chosen, len(chosen.papers))}{about(query)}{filters_of(query)}{left_out(query)}"
    left = len(chosen.papers) - len(read)
    older = f" The {papers_counted(left)} that are older were not read." if left else ""
    if not lines:
        none = f"{lacks}Of {those}, none says that code, data or software was released.{older} {_MORE}"
        return Abstention(Reason.NOTHING_FOUND, none, tuple(read[:3]) if query.topic else ())
    say = "says" if len(lines) == 1 else "say"
    opening = f"{lacks}Of {those}, {len(lines)} {say} that code, data or software was released:"
    return "\n".join([opening, "", *lines, "", " ".join([f"{_MORE}{older}", *gaps(query, chosen)])])


def _line(paper: Paper, cite: Citations) -> str:
    """A paper and the signs of a release; empty where there is none."""
    said = []
    if span := _release(paper):
        said.append(f"{plain(paper.abstract[slice(*span)])} {cite.abstract(paper, *span)}")
    if paper.has_code:
        said.append(f"It is marked as coming with code {cite.field(paper, 'code')}.")
    elif paper.kind in ("software", "dataset"):
        what = "software" if paper.kind == "software" else "a data set"
        said.append(f"The entry itself is {what} {cite.field(paper, 'title')}.")
    elif not said and titles_release(paper.title):
        said.append(f"Its title names software or data {cite.field(paper, 'title')}.")
    return f"- {named(paper)}: {' '.join(said)}" if said else ""


def _release(paper: Paper) -> Span | None:
    """The sentence of an abstract that says what was released, one that says where if there is one."""
    whole = [without_label(paper.abstract, span) for span in split_sentences(paper.abstract)]
    spans = [span for span in whole if states_release(paper.abstract[slice(*span)])]
    return next((s for s in spans if names_place(paper.abstract[slice(*s)])), next(iter(spans), None))
