"""A paper that a question gives by its whole title, an arXiv number, a DOI or an address."""

from __future__ import annotations

import re

from assistant.datamodels import Paper, PaperDate
from assistant.text.analysis import fold, words
from assistant.understanding.reading import Reading
from assistant.understanding.time_spans import of_paper, of_years
from assistant.understanding.years import put_time

_TITLE = 5
"""Words from which on a title can be no topic: "Swimming Tigers" may be one."""

_CALLED = re.compile(r"\b(papers?|articles?|preprints?|publications?|titled|entitled|called)\W+$", re.I)
_OTHERS = re.compile(
    r"\b(like|similar|closest|nearest|related to|resembles?|(?<!(?:new|old|lat)er )(?<!earlier )than|besides"
    r"|except|other than|differs?|differen(t|ce)|compared?|unlike|versus|vs|cit(e|es|ed|ing))\b",
    re.I,
)
"""With these a title says which other papers are meant."""

# papers of the same year as “Whale Songs”; published after “Whale Songs”
_THEN = re.compile(
    r"\b(?:(?P<same>(?:in|of|from) the same year as)"
    r"|(?P<when>before|prior to|earlier than|older than|after|since|later than|newer than))"
    r"(?:\s+the\s+(?:paper|survey|article))?\W*$",
    re.I,
)

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
        if paper.date and (then := _THEN.search(reading.text[:start])):
            _put_time(reading, then, paper.date)
            reading.blank(then.start(), end)
            return
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

    None where the title may be a topic (short, not quoted, not called a paper), or others are wanted too.
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
    if len(words(paper.title)) < _TITLE and not quoted and not _CALLED.search(before):
        return None
    return paper, match.start() - bool(quoted), match.end() + bool(quoted)


def _put_time(reading: Reading, then: re.Match[str], date: PaperDate) -> None:
    """The year of a paper, or the time before or after it."""
    if then["same"]:
        put_time(reading, of_years(date.year, date.year))
        return
    month, _ = of_paper(date)
    early = then["when"].lower() in ("before", "prior to", "earlier than", "older than")
    put_time(reading, (None, month - 1) if early else (month + bool(date.month), None))


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
