"""The head of the page: whose papers these are, how many, and what profiles say of the researcher."""

from __future__ import annotations

from datetime import date
from html import escape

from assistant.datamodels import Profile, ProfileFact
from assistant.index.papers import columns_of
from assistant.web.service import Answering, Papers

# What is shown at a glance, in this order; all other facts are a click away.
_GLANCE = {
    "h_index": "h-index {}",
    "citation_count": "{} citations",
    "trust_score": "trust {}",
}


def masthead_html(assistant: Answering | None) -> str:
    """The head; None while the papers are not known yet."""
    if assistant is None:
        return '<header class="masthead"><h1>Research assistant</h1><p class="counts">&nbsp;</p></header>'
    corpus = assistant.corpus
    names = ", ".join(dict.fromkeys(profile.name for profile in corpus.profiles)) or "Research assistant"
    return (
        f'<header class="masthead" data-snapshot="{escape(corpus.snapshot_id)}"><h1>{escape(names)}</h1>'
        f'<p class="counts">{_counts(corpus)}</p>{_facts(corpus)}</header>'
    )


def _counts(corpus: Papers) -> str:
    group = int(columns_of(corpus.papers).group.sum())
    related = len(corpus.papers) - group
    # On a phone the sheet leaves out what stands in <span>.
    counts = [f"{group} {'paper' if group == 1 else 'papers'} <span>of the group</span>"]
    if related:
        counts.append(f"{related} related <span>by others</span>")
    return " · ".join(counts)


def _facts(corpus: Papers) -> str:
    """The profiles' facts, the telling ones at a glance; opened, all of them by document and day."""
    facts = [(profile, fact) for profile in corpus.profiles for fact in profile.facts]
    if not facts:
        return ""
    named = {fact.name: fact for _, fact in reversed(facts)}
    glance = [words.format(escape(named[name].value)) for name, words in _GLANCE.items() if name in named]
    newest = _day(max(corpus.captured.get(fact.origin.document, "") for _, fact in facts))
    day = f' <span class="day">as of {newest}</span>' if newest else ""
    documents: dict[str, list[tuple[Profile, ProfileFact]]] = {}
    for profile, fact in facts:
        documents.setdefault(fact.origin.document, []).append((profile, fact))
    several = len({profile.name for profile, _ in facts}) > 1
    return (
        f'<details class="profile"><summary>{" · ".join(glance) or "Profile"}{day}</summary>'
        '<div class="sheet"><p>As these documents print it. Nothing here was checked or worked out.</p>'
        + "".join(_document(corpus, name, own, several) for name, own in documents.items())
        + "</div></details>"
    )


def _document(corpus: Papers, document: str, facts: list[tuple[Profile, ProfileFact]], several: bool) -> str:
    day = _day(corpus.captured.get(document, ""))
    rows = "".join(
        f"<div><dt>{escape(f'{profile.name}: ' if several else '')}{escape(fact.label)}</dt>"
        f"<dd>{escape(fact.value)} <small>line {fact.origin.line}</small></dd></div>"
        for profile, fact in facts
    )
    saved = f", saved {day}" if day else ""
    return f'<p class="document"><code>{escape(document)}</code>{saved}</p><dl>{rows}</dl>'


def _day(text: str) -> str:
    """`2026-11-20` as `20 Nov 2026`; "" for no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return f"{day.day} {day:%b %Y}"
