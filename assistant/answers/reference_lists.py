"""The handler of References: a publication list, or a reading list on a topic, in a citation style."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.answers.abstention import denial
from assistant.answers.citations import Citations, plain
from assistant.answers.cited_works import work_of
from assistant.answers.library import Library
from assistant.answers.plans import References
from assistant.answers.results import abstained, answered, exact, nothing
from assistant.answers.wording import (
    about,
    counted,
    filters_of,
    gaps,
    left_out,
    more_come,
    papers_counted,
    quoted,
    topics_of,
)
from assistant.datamodels import Answer, Paper, Query
from assistant.index.catalog import Selection, by_date
from assistant.retrieval.finder import Found
from assistant.text.citation_styles import DEFAULT, STYLES, Style, named, style_named
from assistant.text.printed_references import Reference

LISTED = 200
"""References of one answer, at most: a style takes about 4 ms for each."""

_MARKUP = re.compile(r"[\\`*<>]|(?<![^\W_])_|_(?![^\W_])|\[(?=\d+\])|(?<=\d)\]|\](?=[(\[:]|$)")
"""What Markdown would take for markup, links or images, and `[n]`; not "[Online]", nor lines within a DOI."""

_FILES = frozenset({"bibtex", "ris"})
_AS_FILES = (
    "BibTeX and RIS of what is cited are in the menu Export above the chat, and the command "
    "`references --format` prints them."
)
_OWN_STYLE = "Any other can be given as a CSL file, to the command `references` or as ASSISTANT_STYLE."


def answer_references(plan: References, library: Library) -> Answer:
    """The answer to References: on a topic the most relevant first, else the newest first."""
    query = plan.query
    style, remark = _style(query, library.style)
    how = _How(style, remark, library.corpus.members)
    if not query.topic:
        return exact(query, library, lambda chosen, cite: _publications(query, chosen, how, cite))
    found = library.finder.find(query)
    if not found.evidence:
        return nothing(query, found, library)
    if denied := denial(query, found, library.lexicon):
        return abstained(query, denied, found.searched)
    cite = Citations()
    return answered(query, _reading_list(query, found, how, cite), cite, found.searched)


@dataclass(frozen=True, slots=True)
class _How:
    """How references are printed; `remark` tells why not as asked, empty where they are."""

    style: Style
    remark: str
    members: Collection[str]


def _style(query: Query, own: Style | None) -> tuple[Style, str]:
    """The style that the question asks for, and a remark where it is not to be had.

    `own` is the style of the settings, which is taken where the question names none, or that one.
    """
    default = own or style_named(DEFAULT)
    if not query.style or query.style.lower() in default.name.lower():
        return default, ""
    if known := named(query.style):
        return style_named(known), ""
    if _FILES & set(query.style.lower().split()):
        return default, _AS_FILES
    others = f"{', '.join(list(STYLES)[:-1])} and {list(STYLES)[-1]}"
    return default, f"The style {quoted(query.style)} is not among those that I know: {others}. {_OWN_STYLE}"


def _publications(query: Query, chosen: Selection, how: _How, cite: Citations) -> str:
    """The papers that pass the filters in order of time."""
    most = min(query.limit or LISTED, LISTED)
    papers = by_date(chosen.papers, newest_first=query.newest_first, most=most)
    which = "newest" if query.newest_first else "oldest"
    part = f"The {which} {len(papers)} of " if len(papers) < len(chosen.papers) else ""
    said = f"{part}{counted(query, chosen)}{filters_of(query)}{left_out(query)}, {which} first"
    return _text(said, how, _lines(papers, how, cite), gaps(query, chosen))


def _reading_list(query: Query, found: Found, how: _How, cite: Citations) -> str:
    """The papers on a topic, those that deal with it before those near it, each from the most relevant on."""
    most = min(query.limit or LISTED, LISTED)
    sure = [e.paper for e in found.evidence if e.plain][:most]
    near = [e.paper for e in found.evidence if not e.plain][: most - len(sure)]
    lines = _lines(sure or near, how, cite)
    if sure and near:
        lines += ["", f"{more_come(len(near))} near it:", "", *_lines(near, how, cite, after=len(sure))]
    said = f"{papers_counted(len(sure))}{about(query)}"
    if not sure:
        said = f"No paper is plainly about {topics_of(query)}. The nearest {len(near)}"
    said = f"{said}{filters_of(query)}{left_out(query)}, the most relevant first"
    return _text(said, how, lines, gaps(query, found.selection))


def _lines(papers: Sequence[Paper], how: _How, cite: Citations, *, after: int = 0) -> list[str]:
    """A line of Markdown for each paper: the reference and a citation of the title.

    The lines are numbered, from `after` on, where the style numbers references.
    """
    numbered = how.style.numbered
    lines = []
    for number, paper in enumerate(papers, start=after + 1):
        reference = markdown(how.style.reference(work_of(paper, how.members), number))
        lines.append(f"{f'{number}.' if numbered else '-'} {reference} {cite.field(paper, 'title')}")
    return lines


def markdown(reference: Reference) -> str:
    """A reference in Markdown: titles in italics, members of the group in bold."""
    text = ""
    for run in reference.runs:
        mark = "**" if run.looks & {"member", "bold"} else "*" if "italic" in run.looks else ""
        inert = _MARKUP.sub(r"\\\g<0>", run.text)
        text += f"{mark}{inert}{mark}" if run.text.strip() == run.text else inert
    return text


def _text(said: str, how: _How, lines: Sequence[str], notes: Sequence[str]) -> str:
    before = [how.remark, ""] if how.remark else []
    opening = f"{said}, in {plain(how.style.name)} style:"
    return "\n".join([*before, opening, "", *lines, *(f"\n{note}" for note in notes)])
