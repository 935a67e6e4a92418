"""Whose work a question is about: the group's, that of others, or both."""

from __future__ import annotations

from assistant.datamodels import ScopeFilter
from assistant.text.analysis import fold, stopwords
from assistant.understanding.asking import learned
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading

_PEOPLE = "(groups?|labs?|people|researchers|authors|teams|scientists)"
_OTHERS = any_of("others", f"(other|external|outside) (research )?{_PEOPLE}", "(some|any)(one|body) else")
_RESEARCH = any_of("works?|worked|working|research", r"stud\w+|writ\w+|wrote|publish\w*|look\w*|tri(ed|es)")
# Whose papers, work or doings: a word for others alone says nothing ("while others fail"), and "by" after
# another verb tells who did that ("are seen by others"). What is taken has the name "whose".
_BY_OTHERS = pattern(
    rf"(?<![a-z]ed\s)(?<![a-z]en\s)(?<!seen\s)\b(?P<whose>by (the )?{_OTHERS})\b",
    rf"\b(written|published|authored|reported) (?P<whose_wrote>by (the )?{_OTHERS})\b",
    rf"\b({PAPERS}|research|literature|that|those) (?P<whose_work>(of|from) (the )?{_OTHERS})\b(?! of)",
    rf"\b(have|has|did|do|does|can) (?P<whose_doing>{_OTHERS})\b",  # what have others done
    rf"\b(what|how|that|which) (?P<whose_words>{_OTHERS})\b(?! (is|are)\b)",  # what others say
    rf"(?P<whose_papers>\b{_OTHERS}['’]s?)(?= ([\w-]+ ){{0,2}}({PAPERS}|research))",  # the other labs' papers
    rf"\b(?P<whose_field>who else)(?= ((has|have|is|are|does) )?{_RESEARCH})",  # who else works on lions
    r"\b(?P<whose_place>outside (of )?(the|this|their|his|\w+['’]s)?\s*(own )?(\w+ )?(group|lab|team))\b",
    rf"\b(they|groups?|labs?|teams?) and (?P<whose_too>{_OTHERS})\b",  # what the group and others have done
    r"(?<![\w-])(?P<whose_kin>(outside|external) (papers?|publications?|articles?|literature))\b",
)
_KIN = pattern(
    rf"(?P<before>[\w-]+ )?(?<!-)\b(?P<kin>related ({PAPERS}|literature|research|works))\b",
)
# not by this group; other than the lab
_NOT_GROUP = phrases(
    "(not|rather than|other than|besides|except|outside)"
    r" (by|from|of|in)?\s*(this|the|their) ([\w-]+ )?(group|lab|team)"
)
# not by others; excluding related work
_NOT_OTHERS = phrases(
    "(not|rather than|instead of|except|excluding|without)"
    rf" ((by|from|of|the|that|those) )*({_OTHERS}|related (work|papers))"
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
    names = reading.lexicon.subject_words
    not_subject = phrases(
        rf"not (written )?(by|from|of) ((the|dr|prof|professor)\.? )?({'|'.join(names)})(['’]s)?"
    )
    excluded = bool(reading.take(_NOT_GROUP) or (names and reading.take(not_subject)))
    others = _take_others(reading) or excluded
    own = phrases(_OWN, _THEY, *names).search(reading.text)
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


def _take_others(reading: Reading) -> bool:
    """Blank what says that the papers are by others; whether anything does."""
    spans = [
        match.span(name)
        for match in _BY_OTHERS.finditer(reading.text)
        for name, text in match.groupdict().items()
        if text
    ]
    for match in _KIN.finditer(reading.text):
        before = fold((match["before"] or "").strip())
        if (
            not before or before in stopwords() or before in learned().features.asking
        ):  # not "weather related work"
            spans.append(match.span("kin"))
    for span in spans:
        reading.blank(*span)
    return bool(spans)


def _say(reading: Reading, scope: ScopeFilter) -> None:
    reading.put(scope=scope, scope_said=True)
