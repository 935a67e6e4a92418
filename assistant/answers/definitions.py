"""The sentence that says what a thing is: "Stigmergy, i.e., work that is guided by traces of other work".

Definitions have few forms in running text; "is a" behind the term is the most frequent (Navigli and Velardi:
Learning Word-Class Lattices for Definition and Hypernym Extraction, 2010).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.datamodels import Paper, Query, Sentence
from assistant.text.sentences import split_sentences

_ARTICLE = r"(?:an?|the|one|any|those|these)\s"
_ASKED = r"\bwhat(?:['’]?s|\s+is|\s+are|\s+does|\s+do)\s+(?:an?\s|the\s|this\s)?{term}|\bdefine\s+{term}"
_ASKED += r"|\b(?:meaning|definition)\s+of\s+{term}"
_MORE = r"(?=\W*(?:$|[?,;:.]|and\b|mean\b|idea\b|exactly\b))"
_FORMS = (
    # Stigmergy is the ...; we show that stigmergy (SG) is often a ...
    r"(?:^|[,;:]\s|\bthat\s)(?:an?\s|the\s)?{term}\s(?:is|are|refers?\sto|denotes?|means?|describes?)\s"
    rf"(?:\w+ly\s|often\s)?(?:{_ARTICLE}|\w+s\s(?:that|which)\s|defined\s|used\s)",
    # stigmergy, i.e., work ...; stigmergy (SG), a popular way ...
    rf"{{term}},?\s?(?:,\si\.e\.|\(i\.e\.|,\sthat\sis,|,\snamely|,\s(?:which|where)\s|,\s{_ARTICLE}|\s?[:–—]\s?{_ARTICLE})",
    # a trick called stigmergy; we define stigmergy as
    r"(?:\b(?:called|named|termed|dubbed|known\sas)\s|\bdefine[sd]?\s)(?:an?\s|the\s)?[“\"‘']?{term}",
    # we propose a strategy to fuse labels (VoteNet); this paper introduces VoteNet, but not VoteNet+
    r"\b(?:propose|introduce|present|develop)s?\s(?:(?:[\w,-]+\s){{1,12}}?\(|(?:an?|the|our|new|novel)\s|){term}(?![\w+-])",
    # Wedge issues that divide the voters of a party may ...
    r"^{term}\s(?:that|which|who)\s",
)
"""The forms of a definition, the plainest first."""


def asks_what_it_is(query: Query) -> bool:
    """Whether a question asks what its topic is: "What is stigmergy, and who works on it?"."""
    return bool(query.topic) and bool(
        re.search(f"(?:{_ASKED.format(term=_term(query.topic))}){_MORE}", query.text, re.I)
    )


def definition(topic: str, papers: Sequence[Paper]) -> tuple[Paper, Sentence] | None:
    """The sentence of `papers` that says most plainly what `topic` is, None without one.

    Of sentences that say so equally plainly it is that of the first paper that has the topic before the colon
    of its title, else of the first paper.
    """
    name = re.compile(f"{_term(topic)}\\s?[:–—]", re.I)
    found = [
        (form, not name.match(paper.title), at, start, end)
        for at, paper in enumerate(papers)
        for start, end in split_sentences(paper.abstract)
        if (form := _form(topic, paper.abstract[start:end])) is not None
    ]
    if not found:
        return None
    _, _, at, start, end = min(found)
    return papers[at], Sentence(start, end, papers[at].abstract[start:end])


def _form(topic: str, sentence: str) -> int | None:
    """The place in _FORMS of the plainest form in which a sentence defines `topic`; None in none."""
    return next((n for n, form in enumerate(_patterns(topic)) if form.search(sentence)), None)


@lru_cache(maxsize=64)
def _patterns(topic: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form.format(term=_term(topic)), re.I) for form in _FORMS)


def _term(topic: str) -> str:
    """A pattern for the topic as texts print it: with hyphens, in the plural, its acronym behind it."""
    words = r"[\s-]".join(re.escape(word) for word in re.findall(r"\w+", topic))
    return rf"[\"“‘']?{re.sub(r's$', '', words)}(?:e?s)?[\"”’']?(?:\s\([^)]{{2,12}}\))?"
