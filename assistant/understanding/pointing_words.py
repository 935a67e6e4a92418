"""The words that point at papers, people or the topic of a conversation: "the second one", "those", "it"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.patterns import NUMBERS, ORDINALS, PAPERS, any_of, number, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_ORDINAL = any_of(*ORDINALS)
_COUNT = any_of(r"\d{1,2}", *NUMBERS)
_A_PAPER = any_of("one|paper|of (them|those|these)|publication|work|article|item|entry|result|study")
_A_PERSON = any_of("one|of (them|those|these)|author|co-?author|person|name|collaborator|researcher")
_SINGLE = any_of("paper|work|survey|publication|article|study|preprint|one|method|approach|model|system")
_WHICH_IS = "(about|on|with|by|from|in|of|for|before|after|since|that|which|where|using|dealing)"


def _place(entry: str) -> re.Pattern[str]:
    return pattern(
        # the second one; the 2nd of those
        rf"\b(the )?(?P<ordinal>{_ORDINAL}|last|[1-9]\d?(st|nd|rd|th)) {entry}s?\b(['’]s\b)?",
        # who wrote the second
        rf"(^\s*|\b(of|about|is|was|wrote|and|comes) )(the )?(?P<bare>{_ORDINAL})\W*$",
        # numbers 2 and 3; paper 2; #2
        r"(\b(numbers?|no\.?|items?|papers?)|#)\s*(?P<number>\d{1,2})\b(\s*(and|,)\s*#?(?P<other>\d{1,2})\b)?",
        r"\[(?P<mark>\d{1,2})\]",
        # the first two, but not "the first two papers", which may be the oldest
        rf"\b(the )?(?P<end>first|last) (?P<count>{_COUNT})\b(?! {PAPERS})( (ones|of (them|those|these)))?",
    )


PLACE = _place(_A_PAPER)
"""A place, or several places, in the list of the last answer; `at_places` says which entries stand there."""

PERSON_PLACE = _place(_A_PERSON)
"""The same in a list of people."""

THOSE = phrases(
    # which of those; those papers; but not "those by Ada", papers that the conversation need not have named
    rf"(those|these)(?! {_WHICH_IS}\b)( {PAPERS}| ones| results)?",
    r"(only|just) (those|the ones)|(of|among|in|between) (them|those|these)",
    r"(?<=^)(\w+ ){1,4}(?<!from\s)(?<!by\s)them",  # with more before it, "them" is in the question
    r"the (above|listed|mentioned)( \w+)?|the (papers|list|results)(?=\W*$)",
    rf"(which|what) (one|ones|are (they|these|those)(?=\W*$)|(is|are|was|were)(?= {_WHICH_IS}\b))",
    "they (both|all)",
)
"""All the papers of the last answer."""

SORT = phrases(
    "(newest|latest|oldest|earliest)( ones?)? first|chronological(ly)?",
    r"(sort|order|arrange)( (it|them|these|those))?( (by|from|chronologically)\b.*)?",
)
"""The order in which the papers of the last answer are to be listed."""

LEAD = pattern(r"^\W*((no|sorry|thanks?|thank you|great|good|ok(ay)?|interesting|and|but|so)\W+)+")
"""What leads on from the last answer, and is no topic: "ok, and"."""

THE_NUMBER = phrases(
    rf"(of|in|between|among|these|those) (the )?(?P<count>{_COUNT})( {PAPERS})?",
    r"both(?=\W*$)|(do|did|are|were|have) both",
)
"""As many papers as the last answer has: "which of the two"."""

THE_ONE = pattern(
    r"\b(the|that) (?P<before>((?!(the|of|one|paper|study|survey|article)\b)[\w'’-]+ ){1,5}?)?"
    rf"((?P<one>one)|paper|study|survey|article)(?P<after> {_WHICH_IS}\b [^,;:?!]+?)?"
    r"(?=\W*$|[,;:?!]|['’]s\b| (and )?(when|where|who|how|what|which|is|was|does|did|do|has|have)\b)"
)
"""A paper that `before` or `after` describes: of the last answer where it is a mere `one`."""

THE_OLDER_ONE = phrases(
    r"(the|that) (older|earlier|(?P<new>newer|later|more recent))"
    r"( (one|of (the )?(two|three|them))|(?=\W*$))",
    r"the (oldest|earliest|(?P<newest>newest|latest|most recent)) of (those|these|them)",
)
"""The oldest paper of the last answer or, where the group `new` or `newest` matches, the newest."""

IT = phrases(
    "it|its|there(?=\\W*$)",
    rf"(this|that|the|said) (same )?{_SINGLE}(?! {_WHICH_IS} \w)",  # not "the one about whales"
    rf"(this|that) [\w-]+ {_SINGLE}",
    r"(this|that)(?=\W*($|[,;]))",  # who wrote that?
)
"""The single paper that the conversation is about."""

THE_TOPIC = phrases(
    r"(about|on|upon|regarding|into) (it|that|this|them|those|these)(?=\W*($|[,;]))",
    "(in |on |about )?(that|this|the same) (topic|subject|theme|area|field|question|problem|direction)",
)
"""The topic of the conversation, in a question for papers: "what have others written about that?"."""

HE = phrases("his|her|hers|he|she|him")

THE_AUTHOR = phrases(
    r"(its|the same|that|this|(?P<the>the))( paper['’]s)?"
    rf" ((?P<which>{_ORDINAL}|last|lead|senior) )?author(?P<all>s)?( of (?P<of>the|that|this|it))?"
)
"""The authors of the paper of the conversation, or the one at a place."""

FOR_PAPERS = phrases(
    rf"(any|some|others?|more|another|which|what|an?) ((?!(the|this|that) )[\w-]+ ){{0,2}}?{PAPERS}",
    r"anything|something|everything|nothing|what else|(an?|any|another) ([\w-]+ )?ones?",
)
"""Papers that the conversation need not have named: "is there another paper", "anything newer"."""


_CLAUSE_ENDS = pattern(r"[.?!;:,] | and (?=(in |on |by )?(how|which|what|when|where|who|whose)\b)")


_MUCH = 6
"""Words of a topic before a pointing word, in its clause: with more of them, one is what the word means."""


def points_back(reading: Reading, pointing: re.Pattern[str], *, much: int = _MUCH) -> re.Match[str] | None:
    """The match of `pointing` in the question, if the question has nothing that they could mean.

    That is, no topic in an earlier clause: "I study lions. What is there on them?" means its own lions.
    """
    match = pointing.search(reading.original)
    if match is None:
        return None
    courtesy = LEAD.match(reading.original)
    begin = min(courtesy.end() if courtesy else 0, match.start())
    before = reading.original[begin : match.start()]
    ends = [begin + end.start() for end in _CLAUSE_ENDS.finditer(before)]
    taken = bool(ends) and reading.text[begin : ends[-1]] != reading.original[begin : ends[-1]]
    earlier = topic_of(reading.original[begin : ends[-1]], reading.lexicon.asking) if ends else ""
    near = topic_of(before, reading.lexicon.asking)
    return None if taken or earlier or len(near.split()) > much else match


def at_places(question: str, entries: Sequence[str], place: re.Pattern[str] = PLACE) -> tuple[str, ...]:
    """The `entries` of a list whose places `question` names: "numbers 2 and 3" are the second and the third.

    Empty where the question names no place, or the list is shorter than that.
    """
    match = place.search(question)
    if match is None:
        return ()
    if match["end"]:
        count = number(match["count"], otherwise=1)
        several = entries[:count] if match["end"].lower() == "first" else entries[-count:]
        return tuple(several) if count <= len(entries) else ()
    written = [w for w in match.group("ordinal", "bare", "number", "other", "mark") if w]
    places = [position(w.lower(), len(entries)) for w in written]
    return tuple(entries[at - 1] for at in places if 1 <= at <= len(entries))


def position(written: str, length: int) -> int:
    """The place, from 1, that "second", "2nd", "2" or "last" names in a list of this `length`."""
    if written in ("last", "senior"):
        return length
    if written == "lead":
        return 1
    return 1 + ORDINALS.index(written) if written in ORDINALS else int(re.sub(r"\D", "", written))
