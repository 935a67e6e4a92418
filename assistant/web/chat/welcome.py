"""The first screen: whose papers these are, what they are on, and questions to begin with.

One half stands above the message box, the other where an answer's sources will be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import numpy as np

from assistant.answers.citations import title_search_url
from assistant.answers.wording import date_of
from assistant.datamodels import Paper
from assistant.explore.bylines import authors_html, searching, titled
from assistant.explore.exports import link
from assistant.explore.owners import said_owner
from assistant.explore.saying import say
from assistant.explore.suggestions import Example, example_questions, question_on
from assistant.index.labels import Ints
from assistant.index.owner import Owner
from assistant.index.papers import Chosen, columns_of
from assistant.index.themes import MOST
from assistant.web.service import Answering, Papers

LEAST = 2
"""Papers that answer the question on a theme, at least, for the theme to be shown."""

_INTENTS = {
    "Overview": "welcome.overview",
    "A topic": "welcome.topic",
    "People": "welcome.people",
    "News": "welcome.news",
}
"""What one comes for who asks an example, as the page says it."""

LABELS = 12
"""Years that are written below the chart, at most."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A theme of the group as a sentence has it, and how many papers answer the question on it."""

    term: str
    papers: int

    @property
    def name(self) -> str:
        """The term with a capital at the start."""
        return self.term[:1].upper() + self.term[1:]

    @property
    def question(self) -> str:
        return question_on(self.term)


@dataclass(frozen=True, slots=True)
class Introduction:
    """What is told of the group before the first question; `years` has the papers of each year with any."""

    owner: Owner
    papers: int
    years: Mapping[int, int]
    newest: Paper | None
    members: frozenset[str]
    topics: tuple[Topic, ...] = ()
    examples: tuple[Example, ...] = ()


def at_first(corpus: Papers) -> Introduction:
    """What the metadata tell, at once; of a corpus without a group, of all its papers."""
    columns = columns_of(corpus.papers)
    rows = _rows(corpus)
    found, counts = np.unique(columns.day[rows] // 10000, return_counts=True)
    years = {int(year): int(count) for year, count in zip(found, counts, strict=True) if year}
    newest = corpus.papers[int(rows[0])] if years else None
    return Introduction(corpus.owner, len(rows), years, newest, corpus.members)


def introduction(assistant: Answering) -> Introduction:
    """All of it; themes and examples are tried first, which takes some seconds for hundreds of papers."""
    corpus = assistant.corpus
    papers = Chosen(corpus.papers, _rows(corpus).tolist())
    tried = (_tried(theme.term, assistant) for theme in corpus.themes(papers, most=MOST))
    topics = [topic for topic in tried if topic.papers >= LEAST]
    examples = example_questions(papers, [topic.term for topic in topics], assistant.can_answer)
    return replace(at_first(corpus), topics=tuple(topics), examples=examples)


def _tried(term: str, assistant: Answering) -> Topic:
    """The topic with as many papers as the answer to its question will tell of."""
    found = assistant.retrieve(question_on(term), scope="group")
    return Topic(term, sum(evidence.plain for evidence in found))


def _rows(corpus: Papers) -> Ints:
    """The rows of the group's papers, else of all, the newest first."""
    columns = columns_of(corpus.papers)
    own = columns.group if columns.group.any() else ~columns.group
    return columns.by_date[own[columns.by_date]]


def welcome_html(known: Introduction | None) -> str:
    """What stands above the message box; None while the papers are being read."""
    if known is None:
        lead = say("welcome.ask-what-papers-say")
    else:
        years = sorted(known.years)
        span = f", {years[0]}–{years[-1]}" if len(years) > 1 else f", {years[0]}" if years else ""
        papers = say("count.papers", count=known.papers)
        lead = say("welcome.ask-about", whom=escape(said_owner(known.owner)), papers=papers + span)
    examples = "".join(
        f'<li><span class="intent">{say(_INTENTS[example.intent])}</span>'
        f'<button type="button" class="example" data-ask="{escape(example.question)}">'
        f"{escape(example.question)}</button></li>"
        for example in (known.examples if known else ())
    )
    return (
        f'<div class="welcome"><h2 class="lead">{lead}</h2>'
        f"<p>{say('welcome.every-statement')}</p>"
        + (
            f'<ul class="examples" aria-label="{say("welcome.to-begin-with")}">{examples}</ul>'
            if examples
            else ""
        )
        + "</div>"
    )


def group_html(known: Introduction) -> str:
    """What stands beside it: themes, papers per year, the newest paper, where to read about the data."""
    return (
        f'<section class="group" aria-label="{say("welcome.papers-of-group")}">'
        f"{_themes(known.topics)}{_years(known.years)}{_newest(known)}"
        f'<p class="data"><button type="button" data-view="about">{say("welcome.about-data")}</button></p>'
        "</section>"
    )


def _themes(topics: Sequence[Topic]) -> str:
    chips = "".join(
        f'<li><button type="button" data-ask="{escape(topic.question)}">{escape(topic.name)} '
        f'<span class="count">{_counted(topic.papers)}</span></button></li>'
        for topic in sorted(topics, key=lambda topic: -topic.papers)
    )
    return f'<h2>{say("themes.name")}</h2><ul class="chips">{chips}</ul>' if topics else ""


def _counted(papers: int) -> str:
    """The number; for screen readers with the word."""
    number, _, word = say("count.papers", count=papers).partition(" ")
    return f'{number}<span class="unseen"> {word}</span>'


def _years(years: Mapping[int, int]) -> str:
    """A column for each year, with its number above; nothing where all papers are of one year."""
    if len(years) < 2:
        return ""
    said = ", ".join(f"{year}: {years[year]}" for year in sorted(years))
    marks = "".join(_columns(years))
    title = say("welcome.papers-per-year")
    svg = f'<svg class="year-chart" role="img" aria-label="{title}. {said}">{marks}</svg>'
    return f"<h2>{title}</h2>{svg}"


def _columns(years: Mapping[int, int]) -> Iterator[str]:
    """The marks of the chart, in percent of its size: columns up to 70 high above a line at 82."""
    first, last, top = min(years), max(years), max(years.values())
    step = 100 / (last - first + 1)
    every = -(-(last - first + 1) // LABELS)
    for year in range(first, last + 1):
        middle, count = (year - first + 0.5) * step, years.get(year, 0)
        if count:
            height = count / top * 68
            x, width, y = middle - step * 0.34, step * 0.68, 82 - height
            yield f'<rect x="{x:.2f}%" y="{y:.2f}%" width="{width:.2f}%" height="{height:.2f}%"/>'
            yield f'<text class="total" x="{middle:.2f}%" y="{y - 3:.2f}%">{count}</text>'
        if (last - year) % every == 0:
            yield f'<text class="axis" x="{middle:.2f}%" y="98%">{year}</text>'


def _newest(known: Introduction) -> str:
    paper = known.newest
    if paper is None:
        return ""
    address = link(paper)
    search = "" if address else searching(title_search_url(paper.title))
    names = authors_html(paper, known.members)
    return (
        f"<h2>{say('welcome.newest-paper')}</h2>"
        f'<p class="newest" dir="auto">{titled(paper.title, address)}</p>'
        f'<p class="byline">{names}</p><p class="byline">{escape(date_of(paper))} {search}</p>'
    )
