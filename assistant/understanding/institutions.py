"""Telling an institution that a question names from a person and from a topic."""

from __future__ import annotations

import re

from assistant.text.analysis import words
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.organisations import INSTITUTION
from assistant.understanding.patterns import PAPERS

_CAPITALISED = r"[A-Z][\w&'’-]*"
_PLACE = re.compile(
    rf"(\b(?P<work>(?i:{PAPERS}|work|research|done|affiliated))\s+)?\b(?P<at>(?i:at|from|by|with|of))\s+"
    rf"(?i:the\s+)?(?P<name>{_CAPITALISED}(\s+((of|for|the|de)\s+)*{_CAPITALISED})*)"
)
# MIT and DeepMind, but not McClelland
_ABBREVIATION = re.compile(r"\b([A-Z]{2,}|(?!Mc|Mac|Le|La|De|Di|Du|Van)[A-Z][a-z]+[A-Z]\w+)\b")


def find_place(text: str, lexicon: Lexicon) -> re.Match[str] | None:
    """The first institution in `text`, its name in the group "name": "papers from Stanford".

    Most institutions are in no paper, so that a name tells one only by its form and by the words around it. A
    name that is a word of the papers is a topic ("from Pixels"), and the name of an author is a person.
    """
    for match in _PLACE.finditer(text):
        if lexicon.affiliation_of(match["name"]) or _is_place(match, lexicon):
            return match
    return None


def _is_place(match: re.Match[str], lexicon: Lexicon) -> bool:
    name, at = match["name"], match["at"].lower()
    if any(mention.names for mention in lexicon.people.find(f"by {name}")):
        return False
    if INSTITUTION.search(name) or (match["work"] or "").lower() == "affiliated":
        return True
    if all(lexicon.has_word(word) for word in words(name)):
        return False
    abbreviated = bool(_ABBREVIATION.search(name))
    single = at == "from" and len(name.split()) == 1
    return at == "at" or single or (abbreviated and (at == "from" or bool(at == "by" and match["work"])))
