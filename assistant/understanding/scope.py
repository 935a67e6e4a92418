"""Whose work a question is about: the group's, that of others, or both."""

from __future__ import annotations

from assistant.datamodels import ScopeFilter
from assistant.text.analysis import fold, stopwords
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading

_GROUP = r"([\w-]+ )?(group|lab|team)"
_PEOPLE = "(groups?|labs?|people|researchers|authors|teams|scientists)"
_OTHERS = any_of("others", f"(other|outside) (research )?{_PEOPLE}", "(some|any)(one|body) else")
# Whose papers, work or doings: a word for others alone says nothing ("while others fail"), and "by" after
# another verb tells who did that ("are seen by others"). What is taken has the name "whose".
_BY_OTHERS = pattern(
    rf"(?<![a-z]ed\s)(?<![a-z]en\s)(?<!seen\s)\b(?P<whose>by (the )?{_OTHERS})\b",
    rf"\b(written|published) (?P<whose_wrote>by (the )?{_OTHERS})\b",
    rf"\b({PAPERS}|research|that) (?P<whose_work>(of|from) (the )?{_OTHERS})\b",
    rf"\b(have|has|did|do|does|what|which|group and) (?P<whose_doing>{_OTHERS})\b",
    rf"(?P<whose_papers>\b{_OTHERS}['’]s?)(?= ([\w-]+ ){{0,2}}{PAPERS})",  # the other labs' papers
    r"\b(?P<whose_field>who else)(?= ((has|have|is) )?(work|look|stud|publish|research))",
    rf"\b(?P<whose_place>outside (of )?(the|this|their) {_GROUP})\b",
    r"\b(?P<whose_kin>outside (papers?|publications?|articles?))\b",
)
_KIN = pattern(
    rf"(?P<before>\b(?!including )[\w-]+ )?(?<!-)\b(?P<kin>related ({PAPERS}|literature|research))\b"
)
_NOT = "(not|besides|except|other than|rather than)( (by|from|of))?"
_NOT_GROUP = phrases(rf"{_NOT} (this|the|their) {_GROUP}")
_NOT_OTHERS = phrases(rf"{_NOT} ({_OTHERS}|related (work|papers))")
_IN_GROUP = rf"(in|from|of|at) (the|this|that|his|their|your|[\w.]+( \w+)?['’]s?) {_GROUP}"
_EVERYWHERE = any_of(
    "in the (whole |entire )?(collection|corpus|database|index)",
    # has anyone worked on it, but not "better than anyone"
    f"(has|have|did|does) (anyone|anybody)(?! {_IN_GROUP})",
)
_BOTH = phrases(r"compar\w+|differ\w*|contrast\w*", f"(?P<everywhere>{_EVERYWHERE})")
_OWN = "(this|the|their|our|your) (group|lab|team)"
_AND = pattern(r"\band\b", ",")
# including papers by others; papers by others included
_INCLUDING = pattern(rf"\bincluding (also )?(the )?(({PAPERS}|those|that|what|research) )?$")
_INCLUDED = pattern(r"^ (also )?included\b")


def read_scope(reading: Reading) -> None:
    """Put the scope: "all" where the group and others are named together, else the one that is named."""
    if reading.take(_NOT_OTHERS):
        _say(reading, "group")
        return
    names = reading.lexicon.subject_words
    not_subject = phrases(rf"not (by|from|of) ((dr|prof|professor)\.? )?({'|'.join(names)})")
    excluded = bool(reading.take(_NOT_GROUP) or (names and reading.take(not_subject)))
    spans = _take_others(reading)
    others = bool(spans) or excluded
    included = any([_take_inclusion(reading, *span) for span in spans])
    own = phrases(_OWN, "(?P<they>they|their)", *names).search(reading.text)
    both = _BOTH.search(reading.text)
    if others and not excluded and (included or (own and (both or _AND.search(reading.original)))):
        _say(reading, "all")
    elif others:
        _say(reading, "related")
    elif both and both["everywhere"]:
        reading.blank(both.start(), both.end())
        _say(reading, "all")
    elif own and not own["they"]:
        _say(reading, "group")


def _take_others(reading: Reading) -> list[tuple[int, int]]:
    """Blank what says that the papers are by others; where that was."""
    found = _BY_OTHERS.finditer(reading.text)
    spans = [m.span(name) for m in found for name, text in m.groupdict().items() if text]
    for match in _KIN.finditer(reading.text):
        before = fold((match["before"] or "").strip())
        if not before or before in stopwords() or before in reading.lexicon.asking.features.asking:
            spans.append(match.span("kin"))  # not "weather related work"
    for span in spans:
        reading.blank(*span)
    return spans


def _take_inclusion(reading: Reading, start: int, end: int) -> bool:
    """Blank what says that the papers by others, named from `start` to `end`, are to be with the group's."""
    before = _INCLUDING.search(reading.text[:start])
    after = _INCLUDED.search(reading.text[end:])
    if before:
        reading.blank(*before.span())
    if after:
        reading.blank(end + after.start(), end + after.end())
    return bool(before or after)


def _say(reading: Reading, scope: ScopeFilter) -> None:
    reading.put(scope=scope, scope_said=True)
