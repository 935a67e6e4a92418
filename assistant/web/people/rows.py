"""The people of the People tab as HTML; all text in it is escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from assistant.datamodels import Paper
from assistant.explore.corpus_themes import NO_THEME, CorpusThemes
from assistant.explore.people import People, Person
from assistant.explore.saying import say
from assistant.web.papers.rows import years_told

NAMED = 3
"""Co-authors and themes that are named beside a person; an opened person has more."""

LISTED = 12
"""Papers, and co-authors, of an opened person, at most; the others are counted."""


def person_html(person: Person, people: People, themes: CorpusThemes | None) -> str:
    """A person, and what there is to know at a glance; `themes` where they are found already."""
    on = [name for name, _ in _themes(person, people, themes)[:NAMED]] if themes else []
    beside = [other.name for other, _ in people.coauthors(person, most=NAMED)[0]]
    facts = (
        ("papers", say("count.papers", count=len(person.rows))),
        ("years", years_told(filter(None, (person.first, person.last)))),
        ("on", ", ".join(on)),
        ("with", say("people.with", names=", ".join(beside)) if beside else ""),
    )
    told = "".join(f'<span class="{name}">{escape(text)}</span>' for name, text in facts if text)
    badge = f' <span class="badge">{say("people.member")}</span>' if person.member else ""
    return (
        f'<li class="person" data-id="{escape(person.id)}"><div class="line">'
        f'<h2><button type="button" aria-expanded="false">{escape(person.name)}</button>{badge}</h2>'
        f'<p class="facts">{told}</p></div></li>'
    )


def opened_html(person: Person, people: People, themes: CorpusThemes) -> str:
    """What is known of a person: themes and their years, the newest papers, and co-authors."""
    papers = [people.papers[row] for row in person.rows]
    name = escape(person.name)
    written = [form for form in people.columns.persons.forms(person.name) if form != person.name]
    names = escape("; ".join(written))
    also = f'<p class="said">{say("people.also-written", names=names)}</p>' if written else ""
    return (
        f'<div class="known" data-name="{name}">{also}'
        f'<p class="doings"><button type="button" class="ask">{say("people.ask-about", name=name)}</button>'
        f'<button type="button" class="papers">{say("people.all-in-papers", count=len(papers))}</button></p>'
        f"{_part(say('people.works-on'), _theme_items(person, people, themes))}"
        f"{_part(say('people.writes-with'), _coauthor_items(person, people))}"
        f"{_part(say('people.newest-papers'), map(_paper_item, papers[:LISTED]))}</div>"
    )


def _part(title: str, items: Iterable[str]) -> str:
    told = "".join(f"<li>{item}</li>" for item in items)
    return f"<section><h3>{title}</h3><ul>{told}</ul></section>" if told else ""


def _themes(person: Person, people: People, themes: CorpusThemes) -> list[tuple[str, Sequence[int]]]:
    """The themes of a person with the rows of their papers, those with most papers first."""
    on = {row: themes.name_of(people.columns.ids[row]) for row in person.rows}
    order = Counter(name for name in on.values() if name != NO_THEME).most_common()
    return [(name, [row for row in person.rows if on[row] == name]) for name, _ in order]


def _theme_items(person: Person, people: People, themes: CorpusThemes) -> list[str]:
    day = people.columns.day
    items = []
    for name, rows in _themes(person, people, themes):
        years = years_told(filter(None, (int(day[row]) // 10000 for row in rows)))
        told = ", ".join(filter(None, (say("count.papers", count=len(rows)), years)))
        items.append(
            f'<button type="button" class="theme" data-theme="{escape(name)}">{escape(name)}</button> '
            f"<small>{told}</small>"
        )
    return items


def _coauthor_items(person: Person, people: People) -> list[str]:
    beside, count = people.coauthors(person, most=LISTED)
    items = [
        f'<button type="button" class="beside" data-id="{escape(other.id)}">{escape(other.name)}</button> '
        f"<small>{say('count.papers', count=shared)}</small>"
        for other, shared in beside
    ]
    more = count - len(items)
    return [*items, f"<small>{say('count.and-more', count=more)}</small>"] if more else items


def _paper_item(paper: Paper) -> str:
    return (
        f'<button type="button" class="paper" dir="auto" data-paper="{escape(paper.id)}">'
        f"{escape(paper.title)}</button> "
        f"<small>{paper.year or say('paper.no-date')}</small>"
    )
