"""Two topics in one question: papers on both of them, or on either.

"Both A and B", "A combined with B" and "the intersection of A and B" ask for papers that are on each.
"On A and on B" asks for those on A and those on B. A mere "A and B" is one topic: it may be a term, and
the ranking looks for all of its words.
"""

from __future__ import annotations

import re

from assistant.datamodels import Intent, Query
from assistant.understanding.leftovers import topic_of
from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading

_COMBINING = any_of("both", "combin(e|es|ed|ing)", "(the )?(intersection|combination) of")
_JOINED = any_of("combined with", "(together|in combination|in conjunction) with")
_BOTH = pattern(
    rf"\b{_COMBINING} (?P<after>.+?) (and|with) (?P<second>.+)",
    rf"(?P<before>.+?) {_JOINED} (?P<other>.+)",
)
_EITHER = pattern(r"\b(?P<on>on|about) (?P<one>.+?),? (and|or) (also )?(?P=on) (?P<other>.+)")


def read_combination(reading: Reading) -> bool:
    """Put two topics into the query, if there are two: one of them, or "one or the other", is `topic`."""
    if reading.query.intent in (Intent.FACT, Intent.PAPER, Intent.PROFILE):
        return False
    if match := _BOTH.search(reading.text):
        one, other = _topics(reading, match, ("after", "before"), ("second", "other"))
        if one and other:
            reading.put(topic=one, within=(Query(other, Intent.TOPIC, other),))
            return True
    if match := _EITHER.search(reading.text):
        one, other = _topics(reading, match, ("one",), ("other",))
        if one and other:
            reading.put(topic=f"{one} or {other}")
            return True
    return False


def _topics(reading: Reading, match: re.Match[str], *names: tuple[str, ...]) -> tuple[str, ...]:
    """The topic in the one group of each of `names` that is in `match`."""
    texts = (next(text for name in group if (text := match[name])) for group in names)
    return tuple(topic_of(text, reading.lexicon) for text in texts)
