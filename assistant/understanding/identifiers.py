"""A paper that a question gives by its whole title, an arXiv number, a DOI or an address."""

from __future__ import annotations

import re

from assistant.analysis import words
from assistant.datamodels import Paper
from assistant.understanding.reading import Reading

_TITLE = 5
"""Words of a title that is none but a title: "Swimming Tigers" may be a topic as well."""

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
    """The paper that is meant into `papers`; of a number that no paper has, the number alone is left."""
    titled = reading.lexicon.title_in(reading.text)
    if titled and len(words(titled[0].title)) >= _TITLE and words(titled[0].title) == words(reading.text):
        reading.blank(0, len(reading.text))
        _put(reading, titled[0])
        return
    for form in _FORMS:
        if match := form.search(reading.text):
            reading.blank(match.start(), match.end())
            if paper := _identified(reading, match["id"]):
                _put(reading, paper)
            else:
                reading.write(match.start(), match["id"])
            return


def _identified(reading: Reading, written: str) -> Paper | None:
    wanted = written.casefold().rstrip("/.")
    for paper in reading.lexicon.naming(wanted):
        known = (re.sub(r"v\d+$", "", paper.arxiv_id or ""), paper.doi, paper.url)
        if any(wanted == name.casefold().rstrip("/") for name in known if name):
            return paper
    return None


def _put(reading: Reading, paper: Paper) -> None:
    reading.put(papers=(paper.id,), scope=paper.scope, scope_said=True)
