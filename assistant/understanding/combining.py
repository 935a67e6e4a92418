"""Two topics in one question: papers on both of them, or on either.

"Both A and B" and "A combined with B" ask for papers that are on each; "on A and on B" asks for those on A
and those on B. A mere "A and B" is one topic: it may be a term, and the ranking looks for all of its words.
"""

from __future__ import annotations

from assistant.datamodels import Intent, Query
from assistant.understanding.patterns import pattern
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_FAR = 100
"""The characters of one of two topics."""

_BOTH = pattern(
    rf"\b(both|combin(e|ing)) (?P<after>.{{1,{_FAR}}}?) (and|with) (?P<second>.+)",
    r"^(?P<before>.+?) (combined|together) with (?P<other>.+)",
)
_EITHER = pattern(rf"\b(?P<on>on|about|in) (?P<one>.{{1,{_FAR}}}?),? (and|or) (?P=on) (?P<other>.+)")


def read_combination(reading: Reading) -> bool:
    """Put two topics into the query, if there are two: one of them, or "one or the other", is `topic`."""
    if reading.query.intent in (Intent.PAPER, Intent.PROFILE, Intent.FACT):
        return False
    for combining in (_BOTH, _EITHER):
        match = combining.search(reading.text)
        texts = match.groupdict() if match else {}
        texts.pop("on", None)
        topics = [topic_of(text, reading.lexicon.asking) for text in texts.values() if text]
        if not all(topics) or not topics:
            continue
        one, other = topics
        if combining is _BOTH:
            reading.put(topic=one, within=(Query(other, Intent.TOPIC, other),))
        else:
            reading.put(topic=f"{one} or {other}")
        return True
    return False
