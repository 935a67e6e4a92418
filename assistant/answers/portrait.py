"""The handler of Portrait: the group in three sentences of computed facts, and one quotation of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

import numpy as np

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import Portrait
from assistant.answers.rankings import ranked_people
from assistant.answers.results import answered, choose
from assistant.answers.telling import attributed, cited_span, contribution, lacking, listed
from assistant.answers.wording import OWNER, about, filters_of, left_out, papers_counted
from assistant.datamodels import Answer, Attribute, Intent, Paper, Query, Sentence
from assistant.index.groups import Groups
from assistant.index.papers import Chosen
from assistant.index.themes import Theme
from assistant.index.venue_words import is_server
from assistant.text.standing import points_back

THEMES, NAMED = 4, 3
"""Themes, and people and venues, that are named, at most."""

READABLE = (60, 240)
"""The length of a quotation that a journalist would print, in characters."""

_OWN = re.compile(r"(?:In )?(?:We|Our|[Tt]his|Here)\b")


def answer_portrait(plan: Portrait, library: Library) -> Answer:
    """The answer to a Portrait, of the group or of what the filters leave of it."""
    query = plan.query
    chosen, found = choose(query, library)
    if not chosen.papers:
        return lacking(query, chosen, found, library)
    cite = Citations()
    papers = Chosen.of(chosen.papers)
    themes = library.corpus.themes(papers, most=8, beside=query.topic)
    sentences = [
        _what(query, papers, themes, library, cite),
        _who_and_where(query, papers, library, cite),
        _own_words(papers, themes, library, cite),
    ]
    return answered(query, " ".join(filter(None, sentences)), cite, chosen.searched)


def _what(query: Query, papers: Chosen, themes: Sequence[Theme], library: Library, cite: Citations) -> str:
    """ "Here are 26 papers by this group, from 2019 [1] to 2026 [2], mainly on … [3]."."""
    heads = library.lexicon.subjects if query.scope == "group" else ()
    whose = f"the group of {plain(listed(heads))}" if heads else OWNER[query.scope]
    opening = f"Here {'is' if len(papers) == 1 else 'are'} {papers_counted(len(papers))}"
    opening += f"{about(query)}{filters_of(query)}{left_out(query)} by {whose}"
    dated = np.flatnonzero(papers.day)  # newest first, undated last
    ends = [*papers[:1], *papers.at(dated[-1:].tolist())]
    span = f", {told}" if (told := cited_span(ends, cite)) else ""
    names = [
        f"{plain(theme.term)} ({len(theme.users)}) {cite.field(theme.users[0], 'title')}"
        for theme in themes[:THEMES]
    ]
    return f"{opening}{span}{f', mainly on {listed(names)}' if names else ''}."


def _who_and_where(query: Query, papers: Chosen, library: Library, cite: Citations) -> str:
    people = ranked_people(
        Query(query.text, Intent.RANK, attribute=Attribute.AUTHORS, limit=NAMED), papers, library.lexicon
    )
    names = [
        f"{plain(name)} ({len(own)}) {cite.field(own[0], 'authors')}"
        for name, own in islice(people.items(), NAMED)
        if len(own) > 1
    ]
    venues = papers.columns.forms.venues.renamed(library.lexicon.venues.name_of)
    at, keys = venues.held(papers.forms)
    places = Groups(papers, venues.names, keys, at)
    where = [
        f"{plain(name)} ({len(own)}) {cite.field(own[0], 'venue')}"
        for name in islice((name for name in places if not is_server(name)), NAMED)
        if len(own := places[name]) > 1
    ]
    said = [f"the names most often on them are {listed(names)}" if names else ""]
    said.append(f"they appeared most often in {listed(where)}" if where else "")
    text = "; ".join(filter(None, said))
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _own_words(papers: Sequence[Paper], themes: Sequence[Theme], library: Library, cite: Citations) -> str:
    """The clearest sentence on what a paper did, of the plainest papers of the main themes."""
    plainest = [paper for theme in themes[:NAMED] for paper in theme.papers[:NAMED]] or papers[:NAMED]
    said = [(paper, told) for paper in plainest if (told := contribution(paper, library))]
    if not said:
        return ""
    paper, sentence = max(said, key=lambda told: _clear(told[1]))
    mark = cite.abstract(paper, sentence.start, sentence.end)
    return f"In the words of {attributed(paper)}: “{plain(sentence.text)}” {mark}"


def _clear(sentence: Sentence) -> tuple[bool, bool, bool, bool, float]:
    """Whether a sentence is of a printable length, stands alone, tells of own work, and has no brackets."""
    shortest, longest = READABLE
    text = sentence.text
    return (
        shortest <= len(text) <= longest,
        not points_back(text, early=len(text)),
        bool(_OWN.match(text)),
        not set("()[]$\\") & set(text),
        sentence.score,
    )
