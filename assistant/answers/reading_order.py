"""The handler of ReadFirst: what to read first on a topic, in order, each paper with the reason.

First an overview if there is one, then the paper whose terms most others take up, then the newest. Where no
topic is asked for, the paper to begin with is told for each of the main themes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from assistant.answers.citations import Citations, plain
from assistant.answers.library import Library
from assistant.answers.plans import ReadFirst
from assistant.answers.results import answered, choose
from assistant.answers.telling import contribution, is_whole, lacking
from assistant.answers.wording import (
    about,
    filters_of,
    gaps,
    left_out,
    named,
    none_plainly,
    papers_counted,
    pool,
    quoted,
)
from assistant.datamodels import Answer, CitedField, Evidence, Paper, Query
from assistant.index.catalog import Selection, by_date
from assistant.retrieval.taken_up import TakenUp, phrase_weight, taken_up
from assistant.text.analysis import terms
from assistant.text.genres import gives_overview, titles_overview
from assistant.text.phrases import speaks_of
from assistant.text.sections import without_label
from assistant.text.sentences import Span, split_sentences

STEPS = 3
"""Papers of a reading order, where the question gives no number; without a topic, themes."""

PROOFS = 3
"""Later papers cited as a proof that they take up the terms of an earlier one, at most."""

BUILT_ON = 1 / 3
"""Others build on a paper if at least this share of the later papers takes up its terms."""

READ = 300
"""Papers on one topic or theme whose words are compared, at most: the most relevant ones."""

Why = Callable[[Citations], str]
"""Gives the reason to read a paper, with the marks of what it rests on."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A paper to read, what gives the reason with its marks, and the topic on which the paper is quoted."""

    paper: Paper
    why: Why
    topic: str


def answer_read_first(plan: ReadFirst, library: Library) -> Answer:
    """The answer to a ReadFirst."""
    query = plan.query
    chosen, found = choose(query, library)
    if not chosen.papers:
        return lacking(query, chosen, found, library)
    if found:
        likely = [e for e in found.evidence if e.plain] or list(found.evidence)
        opening = _opening(query, chosen, likely)
        steps = _on_topic(query.topic, likely, library)
    else:
        those = f"{pool(query, chosen, len(chosen.papers))}{filters_of(query)}{left_out(query)}"
        opening = _what_of(those)
        steps = _on_themes(chosen.papers, library)
    cite = Citations()
    shown = islice(_once(steps), query.limit or STEPS + (not found))
    lines = [f"{number}. {_line(step, library, cite)}" for number, step in enumerate(shown, start=1)]
    notes = [f"\n{note}" for note in gaps(query, chosen)]
    return answered(query, "\n".join([opening, "", *lines, *notes]), cite, chosen.searched)


def _opening(query: Query, chosen: Selection, likely: Sequence[Evidence]) -> str:
    if likely[0].plain:
        those = f"{pool(query, chosen, len(likely))}{about(query)}{filters_of(query)}{left_out(query)}"
        return _what_of(those)
    nearest = "the nearest is" if len(likely) == 1 else f"what to read first of the {len(likely)} nearest"
    return f"{none_plainly(query)}; {nearest}:"


def _what_of(those: str) -> str:
    return f"What to read first of {'' if those.startswith('those') else 'the '}{those}:"


def _once(steps: Iterable[_Step]) -> Iterator[_Step]:
    """The steps without papers that came before, under the same title or nearly so."""
    seen: set[frozenset[str]] = set()
    for step in steps:
        title = frozenset(terms(step.paper.title))
        if title not in seen:
            seen.add(title)
            yield step


def _on_topic(topic: str, likely: Sequence[Evidence], library: Library) -> Iterator[_Step]:
    """The papers to read on a topic, the first one first; `likely` are the most relevant first."""
    papers, sure = [e.paper for e in likely], [e.paper for e in likely if e.score >= likely[0].score / 2]
    if len(papers) == 1:
        yield _Step(papers[0], partial(_plainly, "the only one."), topic)
        return
    first = _beginning(topic, likely, library)
    yield from islice(first, 2)
    yield from _newest(sure, topic)
    yield from first
    nearest = partial(_plainly, "one of the nearest to the topic.")
    yield from (_Step(paper, nearest, topic) for paper in papers)


def _on_themes(papers: Sequence[Paper], library: Library) -> Iterator[_Step]:
    """The paper to begin with for each of the main themes, and the newest of all papers."""
    for theme in library.corpus.themes(papers, most=STEPS):
        on = f"on {quoted(theme.name)} ({papers_counted(len(theme.papers))}), "
        for step in islice(_beginning(theme.name, [Evidence(p, 1.0) for p in theme.papers], library), 1):
            yield _Step(step.paper, partial(_on, on, step.why), theme.name)
    yield from _newest(papers, "")


def _newest(papers: Sequence[Paper], topic: str) -> Iterator[_Step]:
    for newest in (p for p in by_date(papers, most=1) if p.date):
        why = f"the newest of {'these' if topic else 'all'}"
        yield _Step(newest, partial(_by_field, why, newest, "date"), topic or newest.title)


def _beginning(topic: str, likely: Sequence[Evidence], library: Library) -> Iterator[_Step]:
    """The overview, then the papers on which others build; the most relevant paper where there is neither."""
    read = [e.paper for e in likely[:READ]]
    overview = _overview(topic, read)
    if overview:
        yield overview
    texts = {paper.id: library.retriever.terms_of(paper.id).parts for paper in read}
    weight = phrase_weight(library.lexicon, library.corpus.lexical, len(read))
    built_on = [one for one in taken_up(likely[:READ], texts, weight, STEPS) if _is_built_on(one, read)]
    if not (overview or built_on):
        yield _Step(read[0], partial(_plainly, "the one nearest to it."), topic)
    for one in built_on:
        yield _Step(one.paper, partial(_taken_up_by, one, read), topic)


def _overview(topic: str, papers: Sequence[Paper]) -> _Step | None:
    """The most relevant overview, where there is one: by its title, or else by a sentence of its abstract."""
    on_it = [p for p in papers if not set(terms(topic)).isdisjoint(terms(p.title))]
    for paper in (*on_it, *papers):
        if titles_overview(paper.title):
            return _Step(paper, partial(_by_field, "an overview, as its title says", paper, "title"), topic)
    for paper in on_it:
        for span in split_sentences(paper.abstract):
            if gives_overview(paper.abstract[slice(*span)]):
                return _Step(paper, partial(_quoting, "an overview.", paper, span), topic)
    return None


def _plainly(why: str, cite: Citations) -> str:
    return why


def _on(theme: str, why: Why, cite: Citations) -> str:
    return theme + why(cite)


def _by_field(why: str, paper: Paper, field: CitedField, cite: Citations) -> str:
    return f"{why} {cite.field(paper, field)}."


def _quoting(why: str, paper: Paper, whole: Span, cite: Citations) -> str:
    span = without_label(paper.abstract, whole)
    return f"{why} {plain(paper.abstract[slice(*span)])} {cite.abstract(paper, *span)}"


def _is_built_on(one: TakenUp, papers: Iterable[Paper]) -> bool:
    return len(one.later) >= BUILT_ON * len(_later(one.paper, papers))


def _later(paper: Paper, papers: Iterable[Paper]) -> list[Paper]:
    return [p for p in papers if p.date and paper.date and p.date > paper.date]


def _taken_up_by(one: TakenUp, papers: Iterable[Paper], cite: Citations) -> str:
    """That a paper is the first to use its terms, and how many later ones use them."""
    words = " and ".join(quoted(phrase) for phrase in one.phrases)
    first = f"the first of these to speak of {words} {cite.field(one.paper, 'title')}"
    later, count = len(_later(one.paper, papers)), len(one.later)
    all_of_them = "both later ones" if count == 2 else f"all {count} later ones"
    of = all_of_them if count == later else f"{count} of the {later} later ones"
    do = "do so, too" if len(one.phrases) == 1 else "take up one or both"
    marks = "".join(_proof(paper, one.phrases, cite) for paper in one.later[:PROOFS])
    return f"{first}; {of} {do}{', among them ' if count > PROOFS else ' '}{marks}."


def _proof(paper: Paper, phrases: Sequence[str], cite: Citations) -> str:
    """The mark of the title or of the sentence in which a paper uses one of the phrases."""
    if not speaks_of(paper.title, phrases):
        for start, end in split_sentences(paper.abstract):
            if speaks_of(paper.abstract[start:end], phrases):
                return cite.abstract(paper, start, end)
    return cite.field(paper, "title")


def _line(step: _Step, library: Library, cite: Citations) -> str:
    """A paper, why to read it, and what it says on the topic; where the reason quotes it, no more of it."""
    before = len(cite.items)
    why = f"{named(step.paper)}: {step.why(cite)}"
    if any(c.field == "abstract" and c.paper_id == step.paper.id for c in cite.items[before:]):
        return why
    said = contribution(step.paper, library, topic=step.topic)
    if said and is_whole(said.text):
        return f"{why} {plain(said.text)} {cite.abstract(step.paper, said.start, said.end)}"
    return why if len(cite.items) > before else f"{why} {cite.field(step.paper, 'title')}"
