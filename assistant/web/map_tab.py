"""The Map tab: papers per year by theme, the corpus as a map, and who wrote with whom.

The pictures are SVG made here: they follow the page's colours, can be walked through with a keyboard, and
have their tables beside them. Plotly would bring 4.6 MB of script and pictures without words. They are made
when the tab is first opened, once for all visitors.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from assistant.datamodels import Paper
from assistant.explore.coauthors import coauthors
from assistant.explore.corpus_map import landscape
from assistant.index.columns import Columns
from assistant.index.papers import columns_of
from assistant.index.themes import Themes, find_themes
from assistant.models.encoders import Vectors
from assistant.web.charts import coauthors_svg, landscape_svg, legend, themes_table, years_svg
from assistant.web.paper_card import card_html
from assistant.web.papers_tab import Reply, paper_of, told
from assistant.web.service import Latest, Papers, Service

FOLDER = Path(__file__).parent

DRAWN = 2000
"""Papers that the pictures show, of larger corpora a part: some ten seconds of work."""


def build_map(service: Service) -> gr.HTML:
    """The Map tab over `service`; nothing of it is made before the tab is opened."""
    pictures = Latest(service, lambda assistant: corpus_html(assistant.corpus))

    def draw(_: Any) -> Reply:
        return {"html": pictures.get()}

    def open_paper(id: Any) -> Reply:
        return {"html": card_html(paper_of(service, id), heading=True)}

    return gr.HTML(
        "",
        elem_id="map",
        html_template='<div class="drawn"><p class="said" role="status">Drawing…</p></div>'
        '<div class="tip" hidden></div><dialog aria-label="A paper"><button type="button" class="close" '
        'aria-label="Close">×</button><div class="opened"></div></dialog>',
        js_on_load=(FOLDER / "map.js").read_text(encoding="utf-8"),
        apply_default_css=False,
        server_functions=[told(service, f) for f in (draw, open_paper)],
    )


def corpus_html(corpus: Papers, *, most: int = DRAWN) -> str:
    """All pictures of a corpus; of one with more than `most` papers, drawn from as many, which is said."""
    papers, columns = corpus.papers, columns_of(corpus.papers)
    rows = _drawn(columns, most)
    group = [papers[row] for row in np.flatnonzero(columns.group).tolist()]
    chosen = tuple(papers[row] for row in rows.tolist())
    said = ""
    if len(rows) < len(papers):
        own = int(columns.group[rows].sum())
        said = (
            f'<p class="said">Years and map are drawn from {len(rows):,} of {len(papers):,} papers, evenly '
            f"over time: {own:,} of {len(group):,} by this group, {len(rows) - own:,} of "
            f"{len(papers) - len(group):,} related.</p>"
        )
    return said + pictures_html(chosen, corpus.vectors_of(rows), group=group)


def _drawn(columns: Columns, most: int) -> NDArray[np.int64]:
    """The rows of all papers, or of `most`, evenly over time, half of them the group's."""
    in_time = columns.by_date.astype(np.int64)
    if len(in_time) <= most:
        return np.arange(len(in_time))
    own = columns.group[in_time]
    group, related = in_time[own], in_time[~own]
    count = min(len(group), max(most // 2, most - len(related)))
    return np.sort(np.concatenate([_evenly(group, count), _evenly(related, most - count)]))


def _evenly(rows: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return rows[np.arange(count) * len(rows) // max(count, 1)]


def pictures_html(
    papers: tuple[Paper, ...], vectors: Vectors, *, group: Sequence[Paper] | None = None
) -> str:
    """The pictures of `papers`; `vectors` has a row for each, 0 for one that has no abstract.

    Who wrote with whom is drawn from `group`, else from those of `papers` that are the group's.
    """
    if not papers:
        return '<p class="said">There are no papers to draw.</p>'
    shown = [row for row in range(len(papers)) if np.any(vectors[row])]
    mapped = tuple(papers[row] for row in shown)
    found = find_themes(mapped, vectors[shown]) if mapped else Themes((), ())
    theme_of: dict[str, int | None] = {p.id: t for p, t in zip(mapped, found.of_papers, strict=True)}
    return (
        _years(papers, found, theme_of)
        + _landscape(mapped, vectors[shown], found, left_out=len(papers) - len(mapped))
        + _coauthors([p for p in papers if p.scope == "group"] if group is None else group)
    )


def _years(papers: tuple[Paper, ...], themes: Themes, theme_of: dict[str, int | None]) -> str:
    views: list[str] = []
    choices: list[str] = []
    for scope, label in (("group", "This group"), ("related", "Related"), ("all", "All")):
        own = [p for p in papers if scope in ("all", p.scope)]
        if not own or (scope == "all" and len(views) < 2):
            continue
        undated = sum(p.date is None for p in own)
        out = f"{_without(undated, len(own), 'a date')} left out." if undated else ""
        chart = years_svg(own, themes, [theme_of.get(p.id) for p in own])
        views.append(f'<div class="view" data-view="{scope}">{chart}<p class="said">{out}</p></div>')
        choices.append(
            f'<label><input type="radio" name="map-years" value="{scope}"{"" if choices else " checked"}>'
            f"<span>{label}</span></label>"
        )
    switch = '<fieldset class="scopes"><legend class="unseen">Whose papers</legend>' + "".join(choices)
    switch = f"{switch}</fieldset>" if len(views) > 1 else ""
    key = legend(themes, [theme_of.get(p.id) for p in papers])
    return (
        f'<section class="by-year"><header><h2>Papers per year, by theme</h2>{switch}'
        f"</header>{key}{''.join(views)}</section>"
    )


def _landscape(papers: tuple[Paper, ...], vectors: Vectors, themes: Themes, *, left_out: int) -> str:
    if not papers:
        return '<section><h2>The papers as a map</h2><p class="said">No paper has an abstract.</p></section>'
    svg = landscape_svg(papers, landscape(vectors), themes)
    out = f" {_without(left_out, len(papers) + left_out, 'an abstract')} not on it." if left_out else ""
    return (
        "<section><h2>The papers as a map</h2>"
        '<p class="said">Papers on similar matters lie close together; only nearness means something, not '
        f"the directions.{out}</p>"
        '<p class="said key"><i class="dot group"></i> this group <i class="dot related"></i> related</p>'
        f"{svg}{themes_table(papers, themes)}</section>"
    )


def _coauthors(group: Sequence[Paper]) -> str:
    graph = coauthors(group)
    if not graph.people:
        return '<section><h2>Who wrote with whom</h2><p class="said">No source prints authors.</p></section>'
    facts = [f"The group's {len(group)} papers."]
    if graph.cut:
        facts.append(
            f"The author lists of {graph.cut} of them are cut (“et al.”): people and lines are missing here."
        )
    if graph.unsigned:
        facts.append(f"{graph.unsigned} print no authors.")
    if graph.left_out:
        facts.append(f"{graph.left_out} people with fewer papers are not shown.")
    return (
        f'<section><h2>Who wrote with whom</h2><p class="said">{" ".join(facts)}</p>'
        f"{coauthors_svg(graph)}</section>"
    )


def _without(count: int, total: int, what: str) -> str:
    papers, verb = "paper" if total == 1 else "papers", "is" if count == 1 else "are"
    return f"{count} of {total} {papers} without {what} {verb}"
