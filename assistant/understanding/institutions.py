"""Telling an institution that a question names from a person and from a topic."""

from __future__ import annotations

import re

from assistant.text.analysis import fold, stopwords, words
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.organisations import INSTITUTION
from assistant.understanding.patterns import PAPERS, any_of

_OF_WORK = any_of(
    PAPERS,
    "work(ing|ed)?|research(ers)?|done|wr(itten|ote)|publish(ed)?|authors?|authored",
    "people|scientists|someone|anyone|affiliated|affiliations?",
)
_AT = rf"(\b(?P<work>(?i:{_OF_WORK}))\s+)?\b(?P<at>(?i:at|from|by|with|of|to))\s+(?i:the\s+)?"
_CAPITALISED = r"[A-Z][\w&'’-]*"
_PLACE = re.compile(rf"{_AT}(?P<name>{_CAPITALISED}(\s+((of|for|the|de)\s+)*{_CAPITALISED})*)")
_IN_SMALL = re.compile(rf"{_AT}(?P<name>[a-z]\w{{2,}})")
# MIT and DeepMind, but not McClelland
_ABBREVIATION = re.compile(r"\b([A-Z]{2,}|(?!Mc|Mac|Le|La|De|Di|Du|Van)[A-Z][a-z]+[A-Z]\w+)\b")


def find_place(text: str, lexicon: Lexicon) -> re.Match[str] | None:
    """The first institution in `text`, its name in the group "name": "papers from Stanford".

    Most institutions are in no paper, so that a name tells one only by its form and by the words around it. A
    name that is a word of the papers is a topic ("from Pixels"), and the name of an author is a person.
    """
    written = text.lower() if text.isupper() else text
    for match in _PLACE.finditer(written):
        if lexicon.affiliation_of(match["name"]) or _is_place(match, lexicon):
            return match
    for match in _IN_SMALL.finditer(written):
        name = fold(match["name"])
        asking = name in stopwords() or name in lexicon.asking.features.known
        if (
            match["work"]
            and match["at"].lower() in ("at", "from")
            and not asking
            and _is_place(match, lexicon)
        ):
            return match
    return None


def _is_place(match: re.Match[str], lexicon: Lexicon) -> bool:
    name, at = match["name"], match["at"].lower()
    if any(mention.names for mention in lexicon.people.find(f"by {name}")):
        return False
    if INSTITUTION.search(name) or (match["work"] or "").lower().startswith("affiliat"):
        return True
    if all(lexicon.has_word(word) for word in words(name)):
        return False
    if at == "at":
        return True
    if at == "from":
        return len(name.split()) == 1 or bool(_ABBREVIATION.search(name))
    return at == "by" and bool(match["work"] and _ABBREVIATION.search(name))
