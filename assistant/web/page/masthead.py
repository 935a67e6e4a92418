"""The head of the page: whose papers these are, and how many."""

from __future__ import annotations

from html import escape

from assistant.explore.owners import said_owner
from assistant.explore.saying import say
from assistant.index.papers import columns_of
from assistant.web.service import Answering, Papers


def masthead_html(assistant: Answering | None) -> str:
    """The head; None while the papers are not known yet.

    A page over papers of nobody in particular has a title of its own.
    """
    title = say("page.title")
    if assistant is None:
        return f'<header class="masthead"><h1>{title}</h1><p class="counts">&nbsp;</p></header>'
    corpus = assistant.corpus
    names = corpus.owner.title
    group = said_owner(corpus.owner) if names else title
    return (
        f'<header class="masthead" data-snapshot="{escape(corpus.snapshot_id)}" data-group="{escape(group)}">'
        f"<h1>{escape(names or title)}</h1>"
        f'<p class="counts">{_counts(corpus)}</p></header>'
    )


def _counts(corpus: Papers) -> str:
    group = int(columns_of(corpus.papers).group.sum())
    related = len(corpus.papers) - group
    # On a phone the sheet leaves out what stands in <span>.
    counts = [f"{say('count.papers', count=group)} <span>{say('page.of-the-group')}</span>"]
    if related:
        counts.append(f"{say('page.related', count=related)} <span>{say('page.by-others')}</span>")
    return " · ".join(counts)
