"""Questions for what no source prints of a paper: how often the paper is cited, how good it is."""

from __future__ import annotations

from assistant.datamodels import Attribute, Intent
from assistant.understanding.patterns import PAPERS, pattern, phrases
from assistant.understanding.reading import Reading

UNRECORDED = frozenset({Attribute.CITATIONS, Attribute.LENGTH})
"""Attributes that people ask for and no source prints."""

_RATED = "(cited|influential|popular|impactful|famous|read|downloaded|viewed)"
_ONE = r"(it|this|that|its|(the|this|that) (\w+ ){0,3}(paper|survey|article|preprint|work))"
_UNRECORDED = phrases(
    rf"(most|least|highly|more|best) {_RATED} ([\w-]+ ){{0,2}}?({PAPERS}|authors?)",
    rf"{PAPERS} ([\w-]+ ){{0,5}}?(most {_RATED}|{_RATED} (the )?most|most (citations|downloads|views))",
    rf"(highest|best|top)[\s-](rated|ranked|scoring) {PAPERS}",
    # how often was it cited; how many citations does the survey have; which papers cite it
    rf"how (often|many times)\b.*\b{_ONE}\b.*\bcited",
    rf"(how many|number of) (citations|downloads|views) (does|did|has|of|for) {_ONE}",
    rf"its (citations?|citation count|impact factor)|{PAPERS} (that |which )?(cit(e|es|ing)|are cited)",
    rf"who (cites|cited)|(does|do|did) {_ONE} cite",
)
# With a topic these ask for the papers on it: "the most important papers on whales".
_BEST = pattern(rf"\b(best|greatest|top|most (important|significant|interesting))(?= {PAPERS}\b)")
_CITED = phrases("cited|citations?|downloads")


def read_unrecorded(reading: Reading) -> None:
    """Put the attribute CITATIONS where the question asks for citations or quality; the answer declines."""
    named = reading.lexicon.title_in(reading.text) and _CITED.search(reading.text)
    best = reading.take(_BEST) and not reading.rest()
    if named or best or _UNRECORDED.search(reading.text):
        reading.put(intent=Intent.PAPER, attribute=Attribute.CITATIONS)
