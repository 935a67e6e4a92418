"""The words that point at papers or people of the last answer: "the second one", "those", "it"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.patterns import NUMBERS, ORDINALS, PAPERS, any_of, number, pattern, phrases

_ORDINAL = any_of(*ORDINALS)
_ONE = any_of(
    "one|paper|of (them|those|these)|publication|work|article|item|entry|result",
    "author|co-?author|person|name|collaborator|researcher",
)
_COUNT = any_of(r"\d{1,2}", *NUMBERS)
PLACE = pattern(
    # the second one; the 2nd of those
    rf"\b(the )?(?P<ordinal>{_ORDINAL}|last|[1-9]\d?(st|nd|rd|th)) {_ONE}s?\b(['’]s\b)?",
    rf"(^\s*|\b(of|about|is|was|wrote|and) )the (?P<bare>{_ORDINAL})\W*$",  # the authors of the second
    rf"\b(comes|came|ranks|ranked|is|was) (?P<rank>{_ORDINAL})\W*$",  # who comes second
    # numbers 2 and 3; paper 2; #2
    r"(\b(numbers?|no\.?|items?|papers?)|#)\s*(?P<number>\d{1,2})\b(\s*(and|,)\s*#?(?P<other>\d{1,2})\b)?",
    r"\[(?P<mark>\d{1,2})\]",
    # the first two, but not "the first two papers", which may be the oldest
    rf"\b(the )?(?P<end>first|last) (?P<count>{_COUNT})\b(?! {PAPERS})( (ones|of (them|those|these)))?",
)
"""A place, or several places, in the list of the last answer; `at_places` says which entries stand there."""

_NO_PAPERS = rf"\b(?! (other )?({PAPERS}|research))"
THOSE = phrases(
    "(of|among|from|in) (those|these|them|the above|the ones)( papers)?",  # which of them
    # those; those papers; but not "and those of Ada?"
    "(those|these)(?! of )( (papers|works|publications|ones|results))?",
    r"the (above|listed|mentioned)( \w+)?",
    "(the|only the|only|which|what) ones|(which|what) (are|were) (they|these|those)(?=\\W*$)",
    "any of (them|those|these)",
    # are they both on lions
    "(are|were|have|had) they (both|all)",
    # which one is about lions
    "which( (one|paper))?(?= (is|are|was|were) (about|on|with|by|in|from)\\b)",
    "which one(?= (deals? with|covers?|treats?|mentions?|concerns?|uses?)\\b)",
    # do any use lions; do they all use lions
    rf"(do|does|did|are|is|have|has|were) (any|some|all|most|both|either|none){_NO_PAPERS}",
    "(do|did) they (both |all )?(?=(use|share|rely|mention|compare|report|need|require|come|cite)\\b)",
    "the (papers|list|results)",
    "(list|show|name|compare|describe|explain|summari[sz]e|between|group|count|rank|split) (me )?"
    "(them|these|those)",
    r"what (are|do|did) they (about|cover|say|show|deal with|find)(?=\W*$)",
    "how do they (differ|compare|relate)|what do they have in common",
)
"""All the papers of the last answer."""

SORT = phrases(
    "(newest|latest|oldest|earliest)( ones?)? first|chronological(ly)?",
    r"(sort|order|arrange)( (it|them|these|those))?( (by|from|chronologically)\b.*)?",
)
"""The order in which the papers of the last answer are to be listed."""

_SINGLE = any_of(
    "paper|work|survey|publication|article|study|preprint|one",
    "method|approach|model|system",
)
_WHICH_IS = "(about|on|with|by|from|in|that|which|where|using|for|dealing)"
THE_ONE = phrases(f"the (one|paper|survey)(?= {_WHICH_IS} )")
"""One paper of the last answer, described by the question: "the one about whales"."""

THE_OLDER_ONE = phrases("(the|that) (older|(?P<new>newer|later|more recent)|earlier) (one|paper|work|survey)")
"""The oldest or, where the group `new` matches, the newest paper of the last answer."""

IT = phrases(
    "it|its",
    # that paper; the same method; but not "the one about whales"
    rf"(this|that|the|said) (same )?{_SINGLE}(?! {_WHICH_IS}\b)",
    rf"(this|that) (very|later|newer|earlier|older|first|last|new|recent|particular|single) {_SINGLE}",
    "this(?! (year|month|week|quarter|decade|group|lab|team))",
    r"that(?=\s*\??$)",  # who wrote that?
)
"""The single paper that the conversation is about."""


def at_places(question: str, entries: Sequence[str]) -> tuple[str, ...]:
    """The `entries` of a list whose places `question` names: "numbers 2 and 3" are the second and the third.

    Empty where the question names no place, or the list is shorter than that.
    """
    match = PLACE.search(question)
    if match is None:
        return ()
    if match["end"]:
        count = number(match["count"], otherwise=1)
        several = entries[:count] if match["end"].lower() == "first" else entries[-count:]
        return tuple(several) if count <= len(entries) else ()
    written = [w for w in match.group("ordinal", "bare", "rank", "number", "other", "mark") if w]
    places = [_place(w.lower(), len(entries)) for w in written]
    return tuple(entries[place - 1] for place in places if 1 <= place <= len(entries))


def _place(written: str, length: int) -> int:
    """The place, from 1, that "second", "2nd", "2" or "last" names in a list of this `length`."""
    if written == "last":
        return length
    return 1 + ORDINALS.index(written) if written in ORDINALS else int(re.sub(r"\D", "", written))
