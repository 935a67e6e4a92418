"""The head of the page: whose papers these are, how many, and what profiles say of the researcher."""

from __future__ import annotations

from datetime import date
from html import escape

from assistant.datamodels import Profile, ProfileFact
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
        f'<header class="masthead"><h1>{escape(names)}</h1>'
        f'<p class="counts">{_counts(corpus)}</p>{_facts(corpus)}</header>'
    )


def _counts(corpus: Papers) -> str:
    group = sum(paper.scope == "group" for paper in corpus.papers)
    related = len(corpus.papers) - group
    # On a phone the sheet leaves out what stands in <span>.
    counts = [f"{group} {'paper' if group == 1 else 'papers'} <span>of the group</span>"]
    if related:
        counts.append(f"{related} related <span>by others</span>")
    return " · ".join(counts)


def _facts(corpus: Papers) -> str:
    """The profiles' facts, the telling ones at a glance, each with its document, line and day when opened."""
    rows = [_row(corpus, profile, fact) for profile in corpus.profiles for fact in profile.facts]
    if not rows:
        return ""
    glance = [
        wording.format(escape(fact.value))
        for profile in corpus.profiles[:1]
        for name, wording in _GLANCE.items()
        for fact in [next((f for f in profile.facts if f.name == name), None)]
        if fact
    ]
    days = {corpus.captured.get(f.origin.document, "") for p in corpus.profiles for f in p.facts}
    newest = _day(max(days))
    seen = f' <span class="day">as of {newest}</span>' if newest else ""
    return (
        f'<details class="profile"><summary>{" · ".join(glance) or "Profile"}{seen}</summary>'
        f'<div class="sheet"><p>As these documents print it; nothing here was checked or worked out.</p>'
        f"<dl>{''.join(rows)}</dl></div></details>"
    )


def _row(corpus: Papers, profile: Profile, fact: ProfileFact) -> str:
    whose = f"{profile.name}: " if len({p.name for p in corpus.profiles}) > 1 else ""
    day = _day(corpus.captured.get(fact.origin.document, ""))
    where = f"{fact.origin.document}, line {fact.origin.line}" + (f", {day}" if day else "")
    label = whose + fact.label
    return (
        f"<div><dt>{escape(label[0].upper() + label[1:])}</dt>"
        f"<dd>{escape(fact.value)} <small>{escape(where)}</small></dd></div>"
    )


def _day(text: str) -> str:
    """`2026-11-20` as `20 Nov 2026`; "" for no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return f"{day.day} {day:%b %Y}"
