"""Papers with code or without any, and whether one paper comes with code."""

from __future__ import annotations

from assistant.datamodels import Attribute
from assistant.understanding.patterns import PAPERS, any_of, pattern, phrases
from assistant.understanding.reading import Reading
from assistant.understanding.venues import venue_spans

_THAT_HAS = any_of(
    "with|has|have|having|comes? with",
    r"releas\w+|provid\w+|shar\w+|shipp\w+|publish\w*|includ\w+",
    r"open[-\s]?sourc\w*|link\w* to|whose|is there",
    "public(ly available)?|available|and|no",
)
_PUBLIC = any_of("public|open|source|its|their|the|any|available|published|released")
_PROGRAM = (
    "((code|source code|code ?base|implementations?|repositor(y|ies)|repos?|github)( (?=(code|repo)))?)+"
)
_AVAILABLE = any_of(
    r"available|is|are|released?|public\w*|flag\w*|online|link\w*",
    r"published|attached|repositor\w+",
)
_CODE = pattern(
    rf"\b({_THAT_HAS} )*({_PUBLIC} )*{_PROGRAM}( {_AVAILABLE})*\b",  # whose source code is available
    r"\bopen[-\s]?source[d]?\b",
)
_HAS = r"with|has|have|having|comes?|whose|is there|releas\w+|provid\w+|shar\w+|shipp\w+|links?"
_CODE_ASKED = phrases(_HAS, r"available|open|public\w*|flag\w*|source|github")
# A repository or an implementation may be anybody's: "I need them for our repository".
_OF_CODE = pattern(r"code|github|source")
_HAS_IT = phrases(_HAS)
_PAPERS_CODE = pattern(rf"\b{PAPERS}\b.*\bcode\b")
# no code; that don't come with any code; excluding those with code
_LACKS = any_of("no|not|without|lacks?|lacking|missing|except|excluding", r"\w+n['’]t")
_HAVING = any_of("any|the|those|ones|papers?|have|has|having|had|been|with", r"com(e|es|ing)|open|public\w*")
_LACKS_BEFORE = pattern(rf"\b(?P<lacks>{_LACKS})\W+({_HAVING}\W+){{0,3}}$")
_LACKS_INSIDE = phrases("no|without")


_NAMED = r"(the|this|that) (?!group|lab|team|papers|others?\b)([\w“”\"'’!.-]+ ){0,12}?"
_ONE = "(paper|survey|article|preprint|study)"
_OF = any_of("of", "for", "to", "behind", "from", "in", "with")
_OF_ONE = pattern(
    # where is the code of the lions paper; is there code for the method on lions
    rf"\b{_PROGRAM}( (link|page|available|released))* {_OF} (?={_NAMED}({_ONE}|method|system|model|work)\b)",
    # does the lions paper come with code
    rf"^\W*(does|do|did|has|have|is|was|are) (?={_NAMED}{_ONE}\b.*\b{_PROGRAM}\b)",
    rf"\bwhere (is|are|(can|do) i (find|get|download)|to find) (the|its) {_PROGRAM}(?= {_OF}\b)",
)
_SEVERAL = phrases("papers|publications|works|articles|preprints|which|any of")
_SAID_OF_CODE = phrases(
    rf"({_THAT_HAS}|{_AVAILABLE}|{_PUBLIC}|been|where|find|get|online|open|for) (?={_PROGRAM}\b)",
    rf"{_PROGRAM}( (been|be|{_AVAILABLE}|of|for|to|behind))*",
    rf"(been )?{_AVAILABLE}(?=\W*$)",
)


def read_code(reading: Reading) -> None:
    """Put `has_code` for papers with or without code, the attribute CODE for one paper."""
    if _OF_ONE.search(reading.text) and not _SEVERAL.search(reading.text):
        reading.take_all(_SAID_OF_CODE)
        reading.put(attribute=Attribute.CODE)
        return
    venues = venue_spans(reading.text, reading.lexicon)  # the Journal of Open Source Software
    found = _CODE.finditer(reading.text)
    match = next((m for m in found if not any(a <= m.start() < b for a, b in venues)), None)
    before = _LACKS_BEFORE.search(reading.text[: match.start()]) if match else None
    if match is None or not (_OF_CODE.search(match.group()) or _HAS_IT.search(match.group())):
        return
    if before or _CODE_ASKED.search(match.group()) or _PAPERS_CODE.search(reading.text):
        if before:
            reading.blank(*before.span("lacks"))
        reading.blank(match.start(), match.end())
        reading.put(has_code=not (before or _LACKS_INSIDE.search(match.group())))
