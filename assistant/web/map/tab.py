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
from assistant.explore.browsing import Look
from assistant.explore.coauthors import coauthors
from assistant.explore.corpus_map import landscape
from assistant.explore.corpus_themes import CorpusThemes
from assistant.explore.saying import say
from assistant.index.columns import Columns
from assistant.index.papers import columns_of
from assistant.models.encoders import Vectors
from assistant.web.asked import object_of, text_of
from assistant.web.map.charts import (
    coauthors_svg,
    coauthors_table,
    framed,
    landscape_svg,
    legend,
    themes_table,
    years_svg,
)
from assistant.web.papers.listing import Listing
from assistant.web.service import Papers, Service
from assistant.web.views import Reply, build_view, in_each_language

FOLDER = Path(__file__).parent

DRAWN = 2000
"""Papers that the pictures show, of larger corpora a part: some ten seconds of work."""

TEMPLATE = (
    '<div class="drawn"><p class="said" role="status">[[map.drawing]]</p></div>'
    '<div class="tip" hidden></div><dialog aria-label="[[papers.a-paper]]">'
    '<button type="button" class="close" aria-label="[[doing.close]]">×</button>'
    '<div class="opened"></div></dialog>'
)


def build_map(service: Service) -> gr.HTML:
    """The Map tab over `service`; nothing of it is made before the tab is opened."""
    pictures = in_each_language(service, lambda a: corpus_html(a.corpus, service.themes.get()))

    def draw(_: Any) -> Reply:
        return {"html": pictures()}

    def find_papers(asked: Any) -> Reply:
        shelf = service.shelf.get()
        text, mended = shelf.mended(text_of(object_of(asked), "text"))
        rows = shelf.look(Look(text)).rows if text.strip() else ()
        ids = [shelf.columns.ids[row] for row in rows]
        return {"ids": ids, "meant": [meant for _, meant in mended]}

    functions = (draw, find_papers, Listing(service).open_paper)
    return build_view(service, FOLDER, functions, template=TEMPLATE)


def corpus_html(corpus: Papers, themes: CorpusThemes, *, most: int = DRAWN) -> str:
    """All pictures of a corpus; of one with more than `most` papers, drawn from as many, which is said."""
    papers, columns = corpus.papers, columns_of(corpus.papers)
    rows = _drawn(columns, most)
    group = [papers[row] for row in np.flatnonzero(columns.group).tolist()]
    chosen = tuple(papers[row] for row in rows.tolist())
    said = ""
    if len(rows) < len(papers):
        own = int(columns.group[rows].sum())
        drawn = say(
            "map.drawn-from",
            drawn=len(rows),
            papers=len(papers),
            own=own,
            group=len(group),
            others=len(rows) - own,
            related=len(papers) - len(group),
        )
        said = f'<p class="said">{drawn}</p>'
    return said + pictures_html(chosen, corpus.vectors_of(rows), themes, group=group)


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
    papers: tuple[Paper, ...], vectors: Vectors, themes: CorpusThemes, *, group: Sequence[Paper] | None = None
) -> str:
    """The pictures of `papers`; `vectors` has a row for each, 0 for one that has no abstract.

    Who wrote with whom is drawn from `group`, else from those of `papers` that are the group's.
    """
    if not papers:
        return f'<p class="said">{say("map.nothing-to-draw")}</p>'
    shown = [row for row in range(len(papers)) if np.any(vectors[row])]
    mapped = tuple(papers[row] for row in shown)
    return (
        _years(papers, themes)
        + _landscape(mapped, vectors[shown], themes, left_out=len(papers) - len(mapped))
        + _coauthors([p for p in papers if p.scope == "group"] if group is None else group)
    )


def _years(papers: tuple[Paper, ...], themes: CorpusThemes) -> str:
    views: list[str] = []
    choices: list[str] = []
    for scope, label in (
        ("group", say("scope.group")),
        ("related", say("scope.related-short")),
        ("all", say("scope.all")),
    ):
        own = [p for p in papers if scope in ("all", p.scope)]
        if not own or (scope == "all" and len(views) < 2):
            continue
        undated = sum(p.date is None for p in own)
        out = say("map.without-date", count=undated, papers=_papers(len(own))) if undated else ""
        chart = years_svg(own, themes)
        views.append(f'<div class="view" data-view="{scope}">{chart}<p class="said">{out}</p></div>')
        choices.append(
            f'<label><input type="radio" name="map-years" value="{scope}"{"" if choices else " checked"}>'
            f"<span>{label}</span></label>"
        )
    switch = (
        f'<fieldset class="scopes"><legend class="unseen">{say("papers.whose-papers")}</legend>'
        + "".join(choices)
    )
    switch = f"{switch}</fieldset>" if len(views) > 1 else ""
    key = legend(themes, papers)
    return (
        f'<section class="by-year"><header><h2>{say("map.papers-per-year")}</h2>'
        f'<button type="button" class="by-theme">{say("map.papers-by-theme")}</button>{switch}'
        f"</header>{key}{''.join(views)}</section>"
    )


def _papers(count: int) -> str:
    return say("count.papers", count=count)


def _landscape(papers: tuple[Paper, ...], vectors: Vectors, themes: CorpusThemes, *, left_out: int) -> str:
    head = f"<h2>{say('map.papers-as-map')}</h2>"
    if not papers:
        return f'<section>{head}<p class="said">{say("map.no-abstracts")}</p></section>'
    svg = landscape_svg(papers, landscape(vectors), themes)
    count = len(papers) + left_out
    out = " " + say("map.without-abstract", count=left_out, papers=_papers(count)) if left_out else ""
    find = say("map.find-papers")
    return (
        f"<section>{head}"
        f'<p class="said">{say("map.nearness")}{out}</p>'
        f'<p class="said key"><i class="dot group"></i> {say("whose.group")} '
        f'<i class="dot related"></i> {say("whose.related-short")}</p>'
        f'<form class="find" role="search"><input type="search" aria-label="{find}" placeholder="{find}" '
        'autocomplete="off" spellcheck="false" maxlength="400">'
        '<span class="found" role="status"></span></form>'
        f"{framed(svg)}{themes_table(papers, themes)}</section>"
    )


def _coauthors(group: Sequence[Paper]) -> str:
    graph = coauthors(group)
    head = f"<h2>{say('map.who-wrote-with-whom')}</h2>"
    if not graph.people:
        return f'<section>{head}<p class="said">{say("map.no-authors")}</p></section>'
    facts = [say("map.papers-of-group", count=len(group))]
    if graph.cut:
        facts.append(say("map.lists-cut", count=graph.cut))
    if graph.unsigned:
        facts.append(say("map.unsigned", count=graph.unsigned))
    if graph.left_out:
        facts.append(say("map.people-left-out", count=graph.left_out))
    svg, table = coauthors_svg(graph), coauthors_table(graph)
    return f'<section>{head}<p class="said">{" ".join(facts)}</p>{framed(svg)}{table}</section>'
