"""The pictures of the Map tab as SVG, each with its numbers as a table for those who do not see pictures.

Positions are percentages and sizes pixels, so that a picture fits any width and its letters stay legible.
Colours are classes (`t0` to `t7`, `none`); map.css gives them, for light and dark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from assistant.datamodels import Paper
from assistant.explore.coauthors import Coauthors
from assistant.explore.corpus_themes import NO_THEME, CorpusThemes
from assistant.explore.people import person_id
from assistant.explore.saying import say
from assistant.explore.sections import said_name
from assistant.index.themes import Floats
from assistant.web.map.labels import Dot, Label, labels_svg
from assistant.web.papers.card import WHOSE

NAMED_FROM = 2
"""People with this many papers are named on a phone too; the others where there is room, or pointed at."""


def years_svg(papers: Sequence[Paper], themes: CorpusThemes) -> str:
    """A column for each year, its papers stacked by theme; below it a table with the same numbers."""
    dated = [(p.year, themes.of.get(p.id)) for p in papers if p.year]
    if not dated:
        return f'<p class="said">{say("map.no-dates")}</p>'
    counts = Counter(dated)
    years = list(range(min(year for year, _ in dated), max(year for year, _ in dated) + 1))
    order: list[int | None] = [*range(len(themes.names)), None]
    totals = Counter(year for year, _ in dated)
    top, step, marks = max(totals.values()), 100 / len(years), []
    for column, year in enumerate(years):
        level = 0
        x, width = column * step + step * 0.14, step * 0.72
        for theme in order:
            count = counts[year, theme]
            if not count:
                continue
            height = count / top * 84
            tip = f"{year} · {_theme(themes, theme)}: {_papers(count)}"
            marks.append(
                f'<rect class="{_colour(theme)}" x="{x:.3f}%" y="{92 - level / top * 84 - height:.3f}%" '
                f'width="{width:.3f}%" height="{height:.3f}%" data-tip="{escape(tip)}"/>'
            )
            level += count
        middle = f"{x + width / 2:.3f}%"
        if level:
            marks.append(f'<text class="total" x="{middle}" y="{91 - level / top * 84:.3f}%">{level}</text>')
        if column % -(-len(years) // 12) == 0:
            marks.append(f'<text class="axis" x="{middle}" y="99%">{year}</text>')
    said = say("map.years-told", count=len(dated), first=str(years[0]), last=str(years[-1]), most=top)
    used = [theme for theme in order if any(counts[year, theme] for year in years)]
    rows = [[_theme(themes, theme), *(str(counts[year, theme] or "–") for year in years)] for theme in used]
    svg = f'<svg class="years" role="img" aria-label="{escape(said)}">{"".join(marks)}</svg>'
    return svg + _table([say("papers.theme"), *map(str, years)], rows)


def landscape_svg(papers: Sequence[Paper], places: Floats, themes: CorpusThemes) -> str:
    """A point for each paper: the group's filled, related ones as rings, in the colour of their theme."""
    points = []
    # The group's papers come last, above the others.
    order = sorted(range(len(papers)), key=lambda row: (papers[row].scope == "group", row))
    small = len(papers) > 600
    for row in order:
        paper, (x, y) = papers[row], places[row]
        theme = themes.of.get(paper.id)
        own = paper.scope == "group"
        radius = (4.5 if small else 6.5) if own else (2.2 if small else 4)
        facts = " · ".join(
            filter(
                None,
                (str(paper.year or say("paper.no-date")), say(WHOSE[paper.scope]), _theme(themes, theme)),
            )
        )
        points.append(
            f'<circle class="point {paper.scope} {_colour(theme)}" cx="{3 + 94 * x:.2f}%" '
            f'cy="{4 + 92 * y:.2f}%" r="{radius}" role="button" tabindex="-1" data-id="{escape(paper.id)}" '
            f'data-tip="{escape(paper.title)}" data-facts="{escape(facts)}" '
            f'aria-label="{escape(paper.title)}, {escape(facts)}"/>'
        )
    rows_of: dict[int, list[int]] = {}
    for row, paper in enumerate(papers):
        if paper.id in themes.of:
            rows_of.setdefault(themes.of[paper.id], []).append(row)
    names = labels_svg([_theme_label(t, themes, places[rows]) for t, rows in sorted(rows_of.items())])
    label = f"{say('map.map-of', count=len(papers))} {say('map.keys-to-papers')} {say('map.keys')}"
    return _picture("landscape", label, f"{''.join(points)}{names}")


def themes_table(papers: Sequence[Paper], themes: CorpusThemes) -> str:
    """The map in words: how many papers each theme has, and the group's titles."""
    rows = []
    for theme in [*range(len(themes.names)), None]:
        own = [p for p in papers if themes.of.get(p.id) == theme]
        group = [p for p in own if p.scope == "group"]
        if own:
            titles = "; ".join(p.title for p in group[:12]) + ("; …" if len(group) > 12 else "")
            rows.append([_theme(themes, theme), str(len(group)), str(len(own) - len(group)), titles])
    return _table([say(f) for f in ("papers.theme", "map.group", "map.related", "map.titles-of-group")], rows)


def legend(themes: CorpusThemes, papers: Iterable[Paper]) -> str:
    """The themes with their colours; each is a button that dims the papers of all other themes."""
    present = {themes.of.get(paper.id) for paper in papers}
    items = "".join(
        f'<li><button type="button" aria-pressed="false" data-theme="{_colour(theme)}">'
        f'<i class="{_colour(theme)}"></i>{escape(_theme(themes, theme))}</button></li>'
        for theme in [*range(len(themes.names)), None]
        if theme in present
    )
    return f'<ul class="legend" aria-label="{say("themes.name")}">{items}</ul>'


def coauthors_svg(graph: Coauthors) -> str:
    """A circle for each author, larger with more papers; lines between those who wrote together."""
    lines = "".join(
        f'<line x1="{_x(graph, a)}" y1="{_y(graph, a)}" x2="{_x(graph, b)}" y2="{_y(graph, b)}" '
        f'data-ends="{a} {b}" stroke-width="{min(count, 5)}"/>'
        for a, b, count in graph.links
    )
    partners = _partners(graph)
    circles: list[str] = []
    labels: list[Label] = []
    dots: list[Dot] = []
    for place, person in enumerate(graph.people):
        radius = 3.5 + 2.6 * person.papers**0.5
        with_whom = _names(graph, partners.get(place, []))
        facts = _papers(person.papers) + (f" · {say('people.with', names=with_whom)}" if with_whom else "")
        id = person_id(person.name)
        circles.append(
            f'<circle class="person" cx="{_x(graph, place)}" cy="{_y(graph, place)}" r="{radius:.1f}" '
            f'role="button" tabindex="-1" data-place="{place}" data-person="{escape(id)}" '
            f'data-tip="{escape(person.name)}" data-facts="{escape(facts)}" '
            f'aria-label="{escape(person.name)}, {escape(facts)}"/>'
        )
        x, y = 4 + 92 * person.x, 6 + 88 * person.y
        dots.append(Dot(x, y, radius))
        # First on the side that leads away from the middle, where the lines are.
        sides = (radius + 13, -radius - 5) if person.y > 0.5 else (-radius - 5, radius + 13)
        several = person.papers >= NAMED_FROM
        labels.append(Label(person.name, x, y, sides, "name" if several else "name once", several))
    people = say("map.coauthors-told", count=len(graph.people))
    label = f"{people} {say('map.keys-to-people')} {say('map.keys')}"
    marks = lines + "".join(circles) + labels_svg(labels, dots)
    return _picture("coauthors", label, marks)


def coauthors_table(graph: Coauthors) -> str:
    """The same in words."""
    partners = _partners(graph)
    rows = [
        [person.name, str(person.papers), _names(graph, partners.get(place, []), most=99)]
        for place, person in enumerate(graph.people)
    ]
    return _table([say("filters.author"), say("tabs.papers"), say("map.with")], rows)


def framed(svg: str) -> str:
    """A picture with the buttons that zoom it."""
    buttons = "".join(
        f'<button type="button" data-zoom="{factor}" aria-label="{label}" title="{label}">{sign}</button>'
        for factor, label, sign in (
            (1.6, say("map.zoom-in"), "+"),
            (0.625, say("map.zoom-out"), "−"),
            (0, say("map.show-all"), "⤢"),
        )
    )
    zoom = f'<div class="zoom" role="group" aria-label="{say("map.zoom")}">{buttons}</div>'
    return f'<div class="frame">{svg}{zoom}</div>'


def _picture(kind: str, label: str, marks: str) -> str:
    """A picture whose ground can be drawn larger than the picture is."""
    ground = f'<svg class="ground">{marks}</svg>'
    return f'<svg class="{kind}" role="group" aria-label="{escape(label)}">{ground}</svg>'


def _partners(graph: Coauthors) -> dict[int, list[tuple[int, int]]]:
    """With whom each person wrote, as (papers, person)."""
    partners: dict[int, list[tuple[int, int]]] = {}
    for a, b, count in graph.links:
        partners.setdefault(a, []).append((count, b))
        partners.setdefault(b, []).append((count, a))
    return partners


def _names(graph: Coauthors, partners: list[tuple[int, int]], *, most: int = 6) -> str:
    names = [graph.people[place].name for _, place in sorted(partners, key=lambda p: (-p[0], p[1]))]
    more = f" {say('count.and-more', count=len(names) - most)}" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _x(graph: Coauthors, place: int) -> str:
    return f"{4 + 92 * graph.people[place].x:.2f}%"


def _y(graph: Coauthors, place: int) -> str:
    return f"{6 + 88 * graph.people[place].y:.2f}%"


def _theme_label(theme: int, themes: CorpusThemes, places: Floats) -> Label:
    """A theme's name at the median of the `places` of its papers, which a stray paper does not move."""
    xs, ys = (sorted(map(float, places[:, axis])) for axis in (0, 1))
    x, y = 3 + 94 * xs[len(xs) // 2], 4 + 92 * ys[len(ys) // 2]
    # On a phone the legend must do: names would cover half of the map.
    return Label(themes.names[theme], x, y, (-12, 18), f"theme {_colour(theme)}", on_phone=False)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    summary = say("map.as-table")
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    return (
        f'<details class="table"><summary>{summary}</summary><div class="wide" tabindex="0" role="region" '
        f'aria-label="{summary}"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></details>'
    )


def _theme(themes: CorpusThemes, theme: int | None) -> str:
    return said_name(NO_THEME) if theme is None else themes.names[theme]


def _colour(theme: int | None) -> str:
    return "none" if theme is None else f"t{theme}"


def _papers(count: int) -> str:
    return say("count.papers", count=count)
