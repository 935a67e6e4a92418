"""Questions for what no source prints of a paper: how often the paper is cited, how good it is."""

from __future__ import annotations

from assistant.datamodels import Attribute, Intent
from assistant.understanding.patterns import PAPERS, any_of, pattern
from assistant.understanding.reading import Reading

UNRECORDED = frozenset({Attribute.CITATIONS, Attribute.LENGTH})
"""Attributes that people ask for and no source prints."""

_RATED = any_of(
    "cited|influential|popular|impactful|famous|well-known|successful",
    "read|downloaded|upvoted|liked|viewed|shared|recommended",
)
_ONE = any_of("it|this|that|its", r"(the|this|that) (\w+ ){0,3}(paper|survey|article|preprint|work)")
_SIGNED = any_of(PAPERS, "authors?|co-?authors?|researchers?")
_MOST = "(most|least|best)"
_COUNTED = "(citations|upvotes|downloads|views|likes)"
_UNRECORDED = pattern(
    # the most cited paper; the paper that is cited most; the best papers
    rf"\b(most|least|highly|more|often) {_RATED} ([\w-]+ ){{0,2}}?{_SIGNED}\b",
    rf"\b{_SIGNED} ([\w-]+ ){{0,5}}?((the )?{_MOST} {_RATED}|{_RATED} (the )?{_MOST})\b",
    rf"\b(highest|best|top)[\s-](rated|ranked|scor(ed|ing)) {PAPERS}\b",
    rf"\b{PAPERS} .*\b(highest|best|most) (score|rating|{_COUNTED})\b",
    # how often was it cited; how many citations does the survey have; the citation count of this paper
    rf"\bhow (often|much|many times|frequently)\b.*\b{_ONE}\b.*\bcited\b",
    rf"\bhow many {_COUNTED} (does|did|do|has|have) {_ONE} (have|has|get|got|received?)?\s*\W*$",
    rf"\b(citations?|times cited|citation count|number of citations) (of|for) {_ONE}\b",
    r"\bits (citations?|citation count|impact factor)\b",
    # which papers cite it; what does the survey cite
    rf"\b(which|what|any|all|other|the) {PAPERS} (that |which )?(cit(e|es|ing)|reference|are cited)\b",
    rf"\bwho (cites|cited)\b|\b(does|do|did) {_ONE} cite\b",
)
# With a topic these ask for the papers on it: "the most important papers on whales".
_BEST = pattern(rf"\b(best|greatest|top|most (important|significant|interesting|relevant))(?= {PAPERS}\b)")
_CITED = pattern(r"\bcit(ed|ations?)\b", r"\b(up-?votes|downloads)\b")


def read_unrecorded(reading: Reading) -> None:
    """Put the attribute CITATIONS where the question asks for citations or quality; the answer declines."""
    named = reading.lexicon.title_in(reading.text) and _CITED.search(reading.text)
    best = reading.take(_BEST) and not reading.rest()
    if named or best or _UNRECORDED.search(reading.text):
        reading.put(intent=Intent.PAPER, attribute=Attribute.CITATIONS)
