"""The words that point at papers, people or the topic of a conversation: "the second one", "those", "it"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.understanding.patterns import ORDINALS, PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_of

_ORDINAL = any_of(*ORDINALS, "last")
_DOES = "also|is|are|was|were|has|have|had|does|do|did|can"
_OF_THEM = rf"of (them|those|these|the (two|three|four|five)(?= ({_DOES})\b|\W*$))"
_SINGLE = any_of("paper|work|survey|publication|article|study|preprint|one")
_WHICH_IS = "(about|on|with|by|from|in|of|for|before|after|since|that|which|where|using|dealing)"

PLACE = pattern(
    rf"\b(the )?(?P<ordinal>{_ORDINAL}) ({_SINGLE}|{_OF_THEM})\b",  # the second one
    r"(\bpaper |#|\[)(?P<number>\d{1,2})\b",  # paper 2; #2; [2]
)
"""A place in the list of the last answer; `at_place` says which entry stands there."""

PERSON_PLACE = pattern(rf"\b(the )?(?P<ordinal>{_ORDINAL}) (author|person|one|{_OF_THEM})\b(['’]s\b)?")
"""The same in a list of people."""

THOSE = phrases(
    # which of those; those papers; but not "those by Ada", papers that the conversation need not have named
    rf"(those|these)(?! {_WHICH_IS}\b)( {PAPERS}| ones| results)?",
    rf"(only|just) (those|the ones)|{_OF_THEM}",
    rf"(which|what) (ones?|(is|are)(?= {_WHICH_IS}\b)|are they)",
)
"""All the papers of the last answer."""

WHICH_OF = phrases(rf"which( ones?)? {_OF_THEM}")
"""Some papers of the last answer, which the rest of the question describes."""

THEM = phrases("them|these|those|both|(the )?two( papers| of them)?")
"""Two papers of the last answer."""

LEAD = pattern(r"^\W*((no|sorry|thanks?|thank you|great|good|ok(ay)?|interesting|and|but|so)\W+)+")
"""What leads on from the last answer, and is no topic: "ok, and"."""

THE_ONE = pattern(rf"\b(the|that) one {_WHICH_IS} (?P<what>[^,:;?!]+?)(?=\W*$|[,;:?!]| and )")
"""A paper of the last answer that `what` describes."""

IT = phrases(
    "it|its|there(?=\\W*$)",
    rf"(the|this|that) (same )?{_SINGLE}(?! {_WHICH_IS} \w)",  # not "the one about whales"
    rf"(this|that) [\w-]+ {_SINGLE}",
    r"(this|that)(?=\W*($|[,;]))|^tell me more|^more details",  # who wrote that?
)
"""The single paper that the conversation is about."""

THE_TOPIC = phrases(
    r"(about|on) (it|that|this|them|those|these)(?=\W*($|[,;]))",
    "((in|on|about) )?(that|this|the same) (topic|subject|area|field|question|problem)",
)
"""The topic of the conversation, in a question for papers: "what have others written about that?"."""

HE = phrases("his|hers?|s?he|him")

THE_AUTHOR = phrases(rf"(its|the same) ((?P<which>{_ORDINAL}) )?author(?P<all>s)?")
"""The authors of the paper of the conversation, or the one at a place."""

FOR_PAPERS = phrases(
    rf"(any|some|others?|more|another|which|what|an?) ((?!(the|this|that) )[\w-]+ ){{0,2}}?{PAPERS}",
    "anything|what else|(an?|any|another) ([\\w-]+ )?ones?",
)
"""Papers that the conversation need not have named: "is there another paper", "anything newer"."""

_END_OF_LIST = phrases("(?P<end>first|last) two")
_TWO_PLACES = pattern(
    rf"\b(the )?((paper|number) |#|\[)?(?P<one>{_ORDINAL}|\d{{1,2}})\]?( {_SINGLE})? (and|with|to|vs) "
    rf"(the )?((paper|number) |#|\[)?(?P<other>{_ORDINAL}|\d{{1,2}})\b"
)

_CLAUSE_ENDS = pattern(r"[.?!;:,] | and (?=(in |on |by )?(how|which|what|when|where|who|whose)\b)")

_OF_THE_LAST = pattern(r"^\W*(that|this|it|these|those)(['’]s| (is|are|was|were|looks?|sounds?|seems?))\b")
"""How a sentence on the last answer begins, which is no topic of its own: "That looks like our herds."."""

_MUCH = 6
"""Words of a topic before a pointing word, in its clause: with more of them, one is what the word means."""


def points_back(reading: Reading, pointing: re.Pattern[str], *, much: int = _MUCH) -> re.Match[str] | None:
    """The match of `pointing` in the question, if the question has nothing that they could mean.

    That is, no topic in an earlier clause: "I study lions. What is there on them?" means its own lions.
    """
    # Behind "on that" may follow what other rules took: "on that after 2020".
    match = pointing.search(reading.original) or pointing.search(reading.text)
    if match is None:
        return None
    courtesy = LEAD.match(reading.original)
    begin = min(courtesy.end() if courtesy else 0, match.start())
    before = reading.original[begin : match.start()]
    clause = begin + max((end.end() for end in _CLAUSE_ENDS.finditer(before)), default=0)
    taken = reading.text[begin:clause] != reading.original[begin:clause]
    earlier, near = (
        topic_of(text, reading.lexicon.asking) for text in (reading.original[begin:clause], before)
    )
    own = earlier and not _OF_THE_LAST.search(reading.original[begin:clause])
    return None if taken or own or len(near.split()) > much else match


def at_place(question: str, entries: Sequence[str], place: re.Pattern[str] = PLACE) -> tuple[str, ...]:
    """The entry of a list whose place `question` names; empty where it names none, or the list is shorter."""
    if not (match := place.search(question)):
        return ()
    written = next(filter(None, match.groupdict().values()))
    at = position(written, len(entries))
    return tuple(entries[at - 1 : at]) if at else ()


def places(question: str, length: int) -> tuple[int, ...]:
    """The two places, from 1, that a question names in a list: "the first two", "1 and 3"; empty for none."""
    if match := _END_OF_LIST.search(question):
        return (1, 2) if match["end"].lower() == "first" else (length - 1, length)
    if match := _TWO_PLACES.search(question):
        found = tuple(position(match[name], length) for name in ("one", "other"))
        return found if all(0 < at <= length for at in found) else ()
    return ()


def position(written: str, length: int) -> int:
    """The place, from 1, that "second", "2" or "last" names in a list of this `length`."""
    if written.lower() == "last":
        return length
    return int(written) if written.isdecimal() else 1 + ORDINALS.index(written.lower())
