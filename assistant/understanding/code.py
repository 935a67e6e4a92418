"""Papers with code or without any, and whether one paper comes with code."""

from __future__ import annotations

from assistant.datamodels import Attribute
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.venues import venue_spans

_HAS = r"(with|has|have|having|comes? with|whose|is there|releas\w+|provid\w+|shar\w+|links? to)"
_PROGRAM = "((source )?code|code ?base|github|implementations?)( (repositor(y|ies)|repos?))?"
_PUBLIC = any_of("the|their|its|any|a|no|public|open|source|available|released|without")
_AVAILABLE = r"((is |are )?(marked |flagged )?(as )?(available|released?|public\w*|online|published))"
_CODE = phrases(
    rf"{_HAS} ({_PUBLIC} )*{_PROGRAM}( {_AVAILABLE})*",
    rf"({_PUBLIC} )*{_PROGRAM}( {_AVAILABLE})+",
    rf"(lacking|without|no) ({_PUBLIC} )*{_PROGRAM}",
    rf"open[-\s]?sourced?(?= {PAPERS}|\W*$)",
)
# no code; that don't come with any code; excluding those with code
_LACKS = r"(no|not|without|lack(s|ing)|missing|except|excluding|\w+n['’]t)"
_LACKS_BEFORE = pattern(rf"\b(?P<lacks>{_LACKS})\W+((any|the|those|ones|have|com(e|ing))\W+){{0,3}}$")
_LACKS_INSIDE = phrases("no|without|lacking")

_NAMED = r"(the|this|that) (?!group|lab|team|papers|others?\b)([^\s?]+ ){0,12}?"
_OF_ONE = phrases(
    # is there code for the paper on lions; has the code of the lions paper been released
    rf"{_PROGRAM} (of|for|behind|to) (?={_NAMED}(paper|survey|article|preprint|study|method|system|model)\b)",
    rf"where (is|are|can i (find|get|download)) (the|its) {_PROGRAM}(?= (of|for)\b)",
)
_SAID_OF_CODE = phrases(
    rf"({_HAS}|been|where|find|get|download) ((the|its|any) )?(?={_PROGRAM}\b)",
    rf"{_PROGRAM}( (of|for|behind|to))?",
    rf"been {_AVAILABLE}",
)


def read_code(reading: Reading) -> None:
    """Put `has_code` for papers with or without code, the attribute CODE for one paper."""
    if _OF_ONE.search(reading.text):
        reading.take_all(_SAID_OF_CODE)
        reading.put(attribute=Attribute.CODE)
        return
    venues = venue_spans(reading.text, reading.lexicon)  # the Journal of Open Source Software
    found = _CODE.finditer(reading.text)
    match = next((m for m in found if not any(a <= m.start() < b for a, b in venues)), None)
    if match is None:
        return
    before = _LACKS_BEFORE.search(reading.text[: match.start()])
    reading.blank(before.start("lacks") if before else match.start(), match.end())
    reading.put(has_code=not (before or _LACKS_INSIDE.search(match.group())))
