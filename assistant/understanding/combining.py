"""Two topics in one question: papers on both of them, or on either.

"Both A and B", "A combined with B" and "the intersection of A and B" ask for papers that are on each.
"On A and on B" and "how does A compare to B" ask for those on A and those on B. A mere "A and B" is one
topic: it may be a term, and the ranking looks for all of its words.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.datamodels import Intent, Query
from assistant.text.analysis import fold
from assistant.understanding.concepts import SEPARATOR
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_COMBINING = any_of("both", "combin(e|es|ed|ing)", "(the )?(intersection|combination) of")
_FAR = 100
"""The characters of one of two topics."""

_JOINED = any_of("combined with", "(together|in combination|in conjunction) with")
_BOTH = pattern(
    rf"\b{_COMBINING} (?P<after>.{{1,{_FAR}}}?) (and|with) (?P<second>.+)",
    rf"^(?P<before>.+?) {_JOINED} (?P<other>.+)",
)
_EITHER = pattern(
    rf"\b(?P<on>on|about|in) (?P<one>.{{1,{_FAR}}}?),? (and|or) (also |what )?(?P=on) (?P<other>.+)"
)
_WHICH = "(between|of)"
_COMPARED = pattern(
    # how do lions compare to tigers; how are lions related to tigers
    rf"\bhow (do|does|did|are|is) (?P<how>.{{1,{_FAR}}}?) (compared?|differ|relate|different|related)"
    r"( (to|with|from))? (?P<than>.+)",
    # the difference between lions and tigers
    rf"\b(differences?|similarit(y|ies)|relation(ship)?|comparison|link) {_WHICH}"
    rf" (?P<between>.{{1,{_FAR}}}?) (and|with) (?P<another>.+)",
    rf"\bcompare (?P<compared>.{{1,{_FAR}}}?) (with|to|and|against) (?P<against>.+)",
    rf"^(?P<one>.{{1,{_FAR}}}?) (versus|vs\.?) (?P<other>.+)",
)


def read_combination(reading: Reading) -> bool:
    """Put two topics into the query, if there are two: one of them, or "one or the other", is `topic`."""
    if reading.query.intent in (Intent.PAPER, Intent.PROFILE):
        return False
    if match := _COMPARED.search(reading.text):
        firsts, seconds = ("how", "between", "compared", "one"), ("than", "another", "against", "other")
        one, other = _topics(reading, match, firsts, seconds)
        if _is_term(one, reading.lexicon) and _is_term(other, reading.lexicon):
            intent = Intent.TOPIC if reading.query.intent is Intent.FACT else reading.query.intent
            reading.put(topic=f"{one}{SEPARATOR}{other}", intent=intent)
            return True
    if reading.query.intent is Intent.FACT:
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


def _is_term(topic: str, lexicon: Lexicon) -> bool:
    """Whether the papers use a name as a term by itself ("local" in "local versus global lions" is none)."""
    words = topic.split()
    if len(words) == 1:
        return fold(topic) in lexicon.topics.acronyms
    return bool(words) and all(lexicon.is_phrase(*pair) for pair in pairwise(words))


def _topics(reading: Reading, match: re.Match[str], *names: tuple[str, ...]) -> tuple[str, ...]:
    """The topics in those groups of `match` that `names` lists and that took part in the match."""
    texts = (next(text for name in group if (text := match[name])) for group in names)
    return tuple(topic_of(text, reading.lexicon.asking) for text in texts)
