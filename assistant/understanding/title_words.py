"""Words that titles must have: "papers with lions in the title", "whose title mentions lions"."""

from __future__ import annotations

import re

from assistant.datamodels import Attribute, Intent, Query
from assistant.text.analysis import terms
from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading

_WORD = "((the |a )?(exact )?(words?|terms?|phrase|name|keywords?|string|expression) )?"
_HOLDS = any_of(
    "contain(s|ing|ed)?|includ(es?|ing)|mention(s|ing|ed)?|ha(s|ve|ving)|with|featur(es?|ing)|us(es?|ing)",
    "say(s|ing)?|carr(y|ies|ying)|bear(s|ing)?|refer(s|ring)? to|start(s|ing)? with",
)
_END = r"(?=\s*([,;?!()]|$|\.(\s|$)| (and|that|which|since|before|after|from|by|in|are|is|were|please)\b))"
_LACKS = r"((do|does|that|which) ?(not|n['’]t)|not|without|don['’]t|doesn['’]t|no) "
# whose titles mention lions; titles that contain the word lions
_TITLES_HOLD = pattern(
    rf"\b((whose|where the|in whose) )?titles? ((that|which|do|does) )*(?P<lacks>{_LACKS})?"
    rf"(?!us){_HOLDS} {_WORD}(?P<what>[^,;?!()]{{1,80}}?){_END}"
)
# ... with lions in their titles; the word lions appears in the title
_IN_TITLES = pattern(
    r"\b((appear(s|ing)?|occurs?|is|are|stand(s|ing)?|somewhere|anywhere) )*(in|within) ((the|their|its|a) )?"
    r"(paper )?(titles?|headings?)\b(?! (of|that)\b)"
)
_CUE = pattern(
    rf"\b(?P<lacks>{_LACKS})({_HOLDS} )?{_WORD}['\"“‘]?(?=\S)",
    rf"\b({_HOLDS}|does|do|where|which) {_WORD}['\"“‘]?(?=\S)",
    r"(?<=\s)['\"“‘](?=\w)",
)
_LONGEST = 6
"""Words that stand between the verb and "in the title"."""
_AND = re.compile(r"\s*(?:,|&|\band\b)\s*(?:also )?", re.I)
_QUOTES = "'\"“”‘’«»„`* "


def read_title_words(reading: Reading) -> None:
    """Put a condition for each word or phrase that titles must have, or must not have."""
    if match := _TITLES_HOLD.search(reading.text):
        start, what, lacks = match.start(), match["what"], match["lacks"]
    elif match := _IN_TITLES.search(reading.text):
        before = reading.text[: match.start()]
        cue = next(reversed([*_CUE.finditer(before)]), None)
        if cue is None or len(before[cue.end() :].split()) > _LONGEST:
            return
        start, what, lacks = cue.start(), before[cue.end() :], cue["lacks"]
    else:
        return
    found = tuple(
        Query(thing.strip(_QUOTES), Intent.LIST, thing.strip(_QUOTES), attribute=Attribute.TITLE)
        for thing in _AND.split(what)
        if terms(thing)
    )
    if not found:
        return
    reading.blank(start, match.end())
    if lacks:
        reading.put(without=(*reading.query.without, *found))
    else:
        reading.put(within=(*reading.query.within, *found))
