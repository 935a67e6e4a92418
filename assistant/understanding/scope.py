"""Whose work a question is about: the group's, that of others, or both."""

from __future__ import annotations

from assistant.datamodels import ScopeFilter
from assistant.understanding.patterns import any_of, pattern, phrases
from assistant.understanding.reading import Reading

_OTHER = "(other|different|external|outside|competing|rival)"
_PEOPLE = "(groups?|labs?|people|researchers|authors|teams|scientists)"
_OTHERS = phrases(
    # related work
    "related (work|works|papers?|literature|research|publications?|articles?|studies)",
    # the other labs' papers
    rf"(the )?(?!different (people|authors|researchers|scientists)){_OTHER} (research )?{_PEOPLE}(['’]s?)?",
    # by others; what do others do
    r"(by|from|of|among|for|do|did|have|are) (the )?others?\b(?! \w)",
    "others",
    "(outside|external|foreign) (work|papers?|literature|research|publications?|articles?)",
    "(someone|somebody|anyone|anybody|who|everyone) else|elsewhere",
    # outside of this group; outside the Grewe lab
    r"outside (of )?(the|this|their|his|\w+['’]s)?\s*(own )?(\w+ )?(group|lab|team)",
    # rather than by this group; besides the lab's own
    "(not|rather than|and not|other than|besides|except)"
    r" (by|from|of|in)?\s*(this|the|their) (group|lab|team)(['’]s)?( own)?",
)
# not by this group; other than the lab
_NOT_GROUP = phrases(
    "(not|rather than|other than|besides|except|outside)"
    r" (by|from|of|in)?\s*(this|the|their) ([\w-]+ )?(group|lab|team)"
)
# not by others; excluding related work
_NOT_OTHERS = phrases(
    "(not|rather than|instead of|except|excluding|without)"
    rf" ((by|from|of|the|that|those) )*(others|related (work|papers)|{_OTHER} {_PEOPLE})"
)
# how many epochs did it need compared to the others: those that it was compared with
_ITS_RIVALS = pattern(
    r"\b(?P<it>it|its)\b.*\b(compared|relative|comparison|contrast|than|against)( (to|with))? (the )?others\b"
)
# who else is on it, said of a paper
_ITS_OTHERS = pattern(
    r"\bthe other (co-?)?authors\b",
    r"\bwho else\b.*\b(it|this|that|them|those|these)( (papers?|ones?|works?))?\W*$",
)
_IN_GROUP = r"(in|from|of|at) (the|this|that|his|their|your|[\w.]+( \w+)?['’]s?) ([\w-]+ )?(group|lab|team)"
_EVERYWHERE = any_of(
    "(the )?(whole|entire) (collection|corpus|database|index)",  # in the entire corpus
    "(all|every) (documents?|sources)",  # among all documents
    "in the (collection|corpus|database|index)",
    # has anyone worked on it; by anyone, but not "better than anyone"
    f"(has|have|had|did|does|do|is|can|could) (anyone|anybody|everyone)(?! {_IN_GROUP})",
    "(by|from|of) (anyone|anybody|everyone)",
    "everything you have",
)
_BOTH = phrases(
    r"compar\w+|versus|vs\.?|differ\w*|contrast\w*",  # how does it differ
    "relate[sd]? to",
    "both|as well as",
    f"(?P<everywhere>{_EVERYWHERE})",
)
_OWN = "(this|the|their|our|your) (group|lab|team)"
_THEY = "(?P<they>they|their)"
_AND = pattern(r"\band\b", ",", ";")


def read_scope(reading: Reading) -> None:
    """Put the scope: "all" where the group and others are named together, else the one that is named."""
    if reading.take(_NOT_OTHERS):
        _say(reading, "group")
        return
    if reading.follows and (_ITS_RIVALS.search(reading.text) or _ITS_OTHERS.search(reading.text)):
        return
    names = reading.lexicon.subject_words
    not_subject = phrases(
        rf"not (written )?(by|from|of) ((the|dr|prof|professor)\.? )?({'|'.join(names)})(['’]s)?"
    )
    excluded = bool(reading.take(_NOT_GROUP) or (names and reading.take(not_subject)))
    others = excluded or bool(_OTHERS.search(reading.text))
    reading.take_all(_OTHERS)
    own = phrases(_OWN, _THEY, *reading.lexicon.subject_words).search(reading.text)
    both = _BOTH.search(reading.text)
    if others and not excluded and own and (both or _AND.search(reading.original)):
        _say(reading, "all")
    elif others:
        _say(reading, "related")
    elif both and both["everywhere"]:
        reading.blank(both.start(), both.end())
        _say(reading, "all")
    elif own and not own["they"]:
        _say(reading, "group")


def _say(reading: Reading, scope: ScopeFilter) -> None:
    reading.put(scope=scope, scope_said=True)
