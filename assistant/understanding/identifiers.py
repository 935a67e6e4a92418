"""A paper that a question gives by its whole title, an arXiv number, a DOI or an address."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.datamodels import Paper
from assistant.text.analysis import fold, words
from assistant.understanding.reading import Reading

_TITLE = 5
"""Words from which on a title can be no topic: "Swimming Tigers" may be one."""

_OTHERS = re.compile(
    r"\b(like|similar|related to|than|besides|except|differ\w*|compared?|unlike|versus|cit(e|es|ed|ing))\b",
    re.I,
)
"""With these a title says which other papers are meant."""

_FORMS = (
    re.compile(
        r"(https?://\S*arxiv\.org/\w+/|(https?://(dx\.)?doi\.org/)?10\.48550/arxiv\.|\barxiv:?\s*|\b)"
        r"(?P<id>\d{4}\.\d{4,5})(v\d+)?(\.pdf)?\b",
        re.I,
    ),
    re.compile(r"(https?://(dx\.)?doi\.org/|\bdoi:\s*|\b)(?P<id>10\.\d{4,9}/[^\s,;?]+)", re.I),
    re.compile(r"(?P<id>https?://[^\s,;?]+)", re.I),
)


def read_identifier(reading: Reading) -> None:
    """Put the paper that a title, number or address means; a number that no paper has stays as the topic."""
    if spans := _several_titled(reading):
        for _, start, end in spans:
            reading.blank(start, end)
        reading.put(papers=tuple(paper.id for paper, _, _ in spans), scope="all", scope_said=True)
        return
    if titled := _titled(reading):
        paper, start, end = titled
        reading.blank(start, end)
        _put(reading, paper)
        return
    written = [match for form in _FORMS if (match := form.search(reading.text))]
    for match in written:  # a DOI may have an arXiv number inside
        if known := _identified(reading, match["id"]):
            reading.blank(match.start(), match.end())
            _put(reading, known)
            return
    if written:
        reading.blank(written[0].start(), written[0].end())
        reading.put(topic=written[0]["id"])


def _titled(reading: Reading) -> tuple[Paper, int, int] | None:
    """The one paper whose whole title the question has, and the place of the title with its quotation marks.

    None where the title may be a topic (short and not quoted), or others are wanted too.
    """
    found = reading.lexicon.title_in(reading.text)
    if not found:
        return None
    paper = max(found, key=lambda p: len(p.title))
    span = _span(paper, reading.text)
    if span is None or any(fold(other.title) not in fold(paper.title) for other in found):
        return None
    if _OTHERS.search(reading.text[: span[0]]) or _OTHERS.search(reading.text[span[1] :]):
        return None
    return paper, *span


def _span(paper: Paper, text: str) -> tuple[int, int] | None:
    """The place of the title of a paper with its quotation marks; None where the title may be a topic."""
    match = re.search(r"[\W_]+".join(map(re.escape, words(paper.title))), text, re.I)
    if match is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    quoted = re.search(r"[\"“„«‘'*]$", before) and re.match(r"[?!.]?[\"”“»’'*]", after)
    if len(words(paper.title)) < _TITLE and not quoted:
        return None
    return match.start() - bool(quoted), match.end() + bool(quoted)


def _several_titled(reading: Reading) -> list[tuple[Paper, int, int]]:
    """The papers whose titles the question has, where there are several, with the places of the titles."""
    found = [
        (paper, *span)
        for paper in reading.lexicon.title_in(reading.text)
        if (span := _span(paper, reading.text))
    ]
    apart = all(a[2] <= b[1] for a, b in pairwise(sorted(found, key=lambda one: one[1])))
    return found if len(found) > 1 and apart else []


def _identified(reading: Reading, written: str) -> Paper | None:
    wanted = written.casefold().rstrip("/.")
    for paper in reading.lexicon.naming(wanted):
        for form in paper.forms:
            known = (re.sub(r"v\d+$", "", form.arxiv_id or ""), form.doi, form.url)
            if any(wanted == name.casefold().rstrip("/") for name in known if name):
                return paper
    return None


def _put(reading: Reading, paper: Paper) -> None:
    reading.put(papers=(paper.id,), scope=paper.scope, scope_said=True)
