"""A paper that a question gives by its whole title, an arXiv number, a DOI or an address."""

from __future__ import annotations

import re

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
    match = re.search(r"[\W_]+".join(map(re.escape, words(paper.title))), reading.text, re.I)
    if match is None or any(fold(other.title) not in fold(paper.title) for other in found):
        return None
    before, after = reading.text[: match.start()], reading.text[match.end() :]
    if _OTHERS.search(before) or _OTHERS.search(after):
        return None
    quoted = re.search(r"[\"“„«‘'*]$", before) and re.match(r"[?!.]?[\"”“»’'*]", after)
    if len(words(paper.title)) < _TITLE and not quoted:
        return None
    return paper, match.start() - bool(quoted), match.end() + bool(quoted)


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
