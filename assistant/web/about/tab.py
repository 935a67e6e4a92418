"""The About tab: what is indexed, from where, when; what profiles say; what is sent where; versions.

The figures are those of the snapshot's manifest; abstracts, languages and licences are counted when the tab
is first opened, once for all visitors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.config import program_version
from assistant.datamodels import EXTRACTIVE, Paper, Profile, ProfileFact, Scope
from assistant.explore.exports import FORMATS
from assistant.explore.saying import say
from assistant.index.snapshot import Manifest
from assistant.ops.hosts import Contact
from assistant.services import is_spec
from assistant.web.papers.card import WHOSE
from assistant.web.papers.listing import file_of
from assistant.web.service import Answering, Papers, Service
from assistant.web.views import Reply, build_view, in_each_language

FOLDER = Path(__file__).parent

SOURCES = 200
"""Documents that are listed, at most."""

KINDS: Mapping[str, str] = {
    "arxiv": "arXiv (Atom)",
    "bibtex": "BibTeX",
    "dblp": "DBLP (XML)",
    "endnote": "EndNote",
    "endnote-xml": "EndNote (XML)",
    "json": "JSON",
    "jsonl": "JSON Lines",
    "medline": "PubMed (.nbib)",
    "pubmed": "PubMed (XML)",
    "ris": "RIS",
    "wos": "Web of Science",
    "zotero-rdf": "Zotero (RDF)",
}
"""What the forms of documents are called, in every language."""

OTHER_KINDS: Mapping[str, str] = {
    "feed": "about.kind-feed",
    "fulltext": "about.kind-fulltext",
    "profile": "about.kind-profile",
    "references": "about.kind-references",
    "researcher": "about.kind-researcher",
    "table": "about.kind-table",
}
"""The words for the others."""

Contacts = Callable[[], Sequence[Contact]]
"""Gives the hosts that questions, an ingest or the page may speak to."""


def build_about(service: Service, contacts: Contacts) -> gr.HTML:
    """The About tab over `service`; nothing of it is made before the tab is opened."""
    page = in_each_language(service, lambda assistant: about_html(assistant, contacts()))

    def draw(_: Any) -> Reply:
        return {"html": page()}

    def export(form: Any) -> Reply:
        return file_of(form, lambda: service.wait().corpus.papers)

    template = '<div class="drawn"><p class="said" role="status"></p></div>'
    return build_view(service, FOLDER, (draw, export), template=template)


def about_html(assistant: Answering, contacts: Sequence[Contact]) -> str:
    """All of the tab. Everything in it is escaped."""
    corpus = assistant.corpus
    return (
        _indexed(corpus.manifest, Counts.of(corpus.papers), len(corpus.bodies))
        + _sources(corpus.manifest)
        + _profiles(corpus)
        + _sent(assistant.writer, contacts)
        + _data()
        + _versions(corpus)
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many papers of the group and of others lack an abstract, and what sources print of the others."""

    without_abstract: Counter[Scope]
    languages: Counter[str]
    licences: Counter[str]

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> Counts:
        counts = cls(Counter(), Counter(), Counter())
        for paper in papers:
            counts.without_abstract[paper.scope] += not paper.abstract
            counts.languages.update(filter(None, [paper.language]))
            counts.licences.update(filter(None, [paper.licence]))
        return counts


def _indexed(manifest: Manifest, counts: Counts, texts: int) -> str:
    without = counts.without_abstract
    read = say("about.what-is-read-in-full", count=texts) if texts else say("about.what-is-read")
    return _section(
        say("about.what-is-indexed"),
        _figures(
            [
                (say("about.papers-of-group"), _lacking(manifest.group_papers, without["group"])),
                (say("about.related-papers"), _lacking(manifest.related_papers, without["related"])),
                (say("about.read"), read),
                (say("about.languages"), _frequent(counts.languages)),
                (say("about.licences"), _frequent(counts.licences)),
                (say("about.indexed-on"), _day(manifest.created[:10])),
            ]
        ),
    )


def _lacking(papers: int, without: int) -> str:
    if not papers:
        return "0"
    lacking = say("about.without-abstract", count=without) if without else say("about.all-with-abstract")
    return f"{say('count.number', number=papers)}, {lacking}"


def _frequent(counted: Counter[str]) -> str:
    """ "en (20), de (3) and 2 more"."""
    most = [f"{name} ({say('count.number', number=count)})" for name, count in counted.most_common(6)]
    more = [say("count.and-more", count=len(counted) - len(most))] if len(counted) > len(most) else []
    return " ".join([", ".join(most), *more])


def _sources(manifest: Manifest) -> str:
    specs = ", ".join(f"<code>{escape(text)}</code>" for text in manifest.given if is_spec(text))
    asked = f"<p>{say('about.from-network', what=specs)}</p>" if specs else ""
    rows = [
        [
            f"<code>{escape(source.document)}</code>",
            escape(source.subject) if source.subject else say(WHOSE[source.scope]),
            _kind(source.kind),
            _day(source.retrieved),
            say("count.number", number=source.records),
            say("count.number", number=source.skipped) if source.skipped else "–",
        ]
        for source in manifest.sources[:SOURCES]
    ]
    more = len(manifest.sources) - len(rows)
    cut = f"<p>{say('about.not-listed', count=more)}</p>" if more > 0 else ""
    keys = (
        *("about.document", "papers.whose", "about.kind"),
        *("about.saved-on", "about.entries-read", "about.skipped"),
    )
    table = _table(say("about.documents"), [say(key) for key in keys], rows)
    return _section(say("about.where-from"), asked + table + cut)


def _kind(kind: str) -> str:
    return say(OTHER_KINDS[kind]) if kind in OTHER_KINDS else escape(KINDS.get(kind, kind))


def _profiles(corpus: Papers) -> str:
    """The facts of profiles by document and day, folded away: figures of others, which nobody checked."""
    documents: dict[str, list[tuple[Profile, ProfileFact]]] = {}
    several = len(corpus.profiles) > 1
    for profile in corpus.profiles:
        for fact in profile.facts:
            documents.setdefault(fact.origin.document, []).append((profile, fact))
    if not documents:
        return ""
    parts = []
    for document, facts in documents.items():
        day = _day(corpus.captured.get(document, ""))
        saved = f", {say('about.read-there-on', day=day)}" if day else ""
        rows = [
            [
                escape(f"{profile.name}: {fact.label}" if several else fact.label),
                escape(fact.value),
                say("paper.line", line=str(fact.origin.line)),
            ]
            for profile, fact in facts
        ]
        head = [say("about.figure"), say("about.value"), say("about.where")]
        table = _table(say("about.figures-in", document=document), head, rows)
        parts.append(f"<p><code>{escape(document)}</code>{saved}</p>{table}")
    summary = f"<summary>{say('about.figures-of-profiles')}</summary>"
    said = f"<p>{say('about.nothing-checked')}</p>"
    return _section(
        say("about.other-sites"), f'<details class="profiles">{summary}{said}{"".join(parts)}</details>'
    )


def _sent(writer: str, contacts: Sequence[Contact]) -> str:
    away = [contact for contact in contacts if not contact.here]
    written = (
        say("about.no-model-writes")
        if writer == EXTRACTIVE
        else say("about.model-writes", writer=escape(writer))
    )
    rows = [[escape(contact.told), escape(contact.why)] for contact in away]
    sent = (
        _table(say("about.other-machines"), [say("about.machine"), say("about.what-asked")], rows)
        if rows
        else f"<p>{say('about.nothing-is-sent')}</p>"
    )
    kept = f"<p>{say('about.what-is-kept')}</p>"
    return _section(say("about.what-is-sent"), f"<p>{written}</p>{sent}{kept}")


def _data() -> str:
    buttons = "".join(
        f'<button type="button" data-form="{name}">{form.label}</button>' for name, form in FORMATS.items()
    )
    return _section(
        say("about.data"),
        f'<p class="forms"><span>{say("about.all-papers-as")}</span>{buttons}</p>'
        f"<p>{say('about.for-programs')} "
        f'<a href="gradio_api/info" target="_blank" rel="noopener">{say("about.api")}</a>.</p>',
    )


def _versions(corpus: Papers) -> str:
    manifest = corpus.manifest
    form = say("about.form", form=str(manifest.schema))
    passages = say("about.passages", count=manifest.passages)
    dimensions = say("about.dimensions", count=manifest.dimension)
    return _section(
        say("about.versions"),
        _figures(
            [
                (say("about.program"), say("about.licence", version=program_version())),
                (say("about.index"), f"{corpus.snapshot_id}, {form}, {passages}"),
                (say("about.search-by-meaning"), f"{manifest.embedding_model}, {dimensions}"),
                (say("about.texts"), say("about.texts-belong")),
            ]
        ),
    )


def _day(text: str) -> str:
    """`2026-11-20` as `20 Nov 2026`; "" for no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    month = say("date.months").split()[day.month - 1]
    return say("date.day", day=str(day.day), month=month, year=str(day.year))


def _section(name: str, html: str) -> str:
    return f"<section><h2>{name}</h2>{html}</section>"


def _figures(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<div><dt>{label}</dt><dd>{escape(value)}</dd></div>" for label, value in facts if value)
    return f"<dl>{rows}</dl>"


def _table(name: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of cells that are HTML already."""
    heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(name)}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )
