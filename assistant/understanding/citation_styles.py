"""The citation style of a list of references: "in APA style", "as BibTeX", "in the style of Cell"."""

from __future__ import annotations

import re

from assistant.datamodels import Intent
from assistant.understanding.patterns import any_of, pattern
from assistant.understanding.reading import Reading

_KNOWN = any_of(
    r"acm|acs|ama|apa|apsa|asa|bib(la)?tex|bib|chicago|csl([ -]json)?|endnote|harvard|ieee|iso[ -]690",
    r"mla|nlm|refworks|ris|turabian|vancouver",
)
_FILES = any_of("bib(la)?tex|endnote|refworks|ris")
_LEAD = r"((in|as|using|with|following|to|into) ((an?|the) )?)"
_STYLE = r"(([ -](citation|reference|bibliography|export))?[ -](style|format(ted)?|file)s?)"
_WORD = r"(?!(in|as|using|with|by|from|since|on|of|different) )[\w.&'’-]+"

_STYLED = pattern(
    rf"{_LEAD}?\b(?P<known>{_KNOWN}){_STYLE}",  # APA style
    rf"\b(as|in) (?P<file>{_FILES})\b",  # as BibTeX
    r"\b(in|using) the (style|format) (of|used by) (the )?(?P<of>[\w&'’ -]+?)(?=\W*$|[,;.?!])",
    rf"{_LEAD}(?P<named>{_WORD}( {_WORD}){{0,5}}){_STYLE}\b",  # in Journal of Ecology style
    rf"{_LEAD}?\b(?P<listed>{_KNOWN})(?= (references|reference list|bibliography)\b)",  # IEEE references
    rf"{_LEAD}\b(?P<alone>{_KNOWN})\b",  # in APA
    rf"\b(?P<before>{_KNOWN})(?= (citations?|entr(y|ies)|records?|list|export)\b)",
    rf"^\W*(?P<first>{_KNOWN})\b|\b(?P<last>{_KNOWN})(?=\W*$)",  # BibTeX of the newest papers
)


def read_style(reading: Reading) -> None:
    """Put the citation style, where the question asks for references.

    "Chicago" may be a place, "IEEE" a publisher and "in a simple style" a topic; so what surely is a style is
    a name of one with a word for styles, and the rest only where the question looks like one for references.
    """
    for match in _STYLED.finditer(reading.text):
        name = next(text for text in match.groupdict().values() if text)
        sure = match["known"] or match["file"] or match["listed"]
        if sure or reading.kind == Intent.REFERENCES:
            reading.blank(match.start(), match.end())
            reading.put(style=re.sub(r"\s+", " ", name).strip())
            return
