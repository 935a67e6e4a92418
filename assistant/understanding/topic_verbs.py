"""Words for what papers do with a topic: "papers that examine lions", "expertise in lions".

In such a place the words only ask; elsewhere the same words may be a topic ("benchmark", "knowledge").
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from assistant.text.word_lists import load_words
from assistant.understanding.patterns import PAPERS, any_of, pattern
from assistant.understanding.reading import Reading


def _forms(verb: str) -> str:
    """ "use", "uses", "used", "using"."""
    if verb.endswith("y"):
        return f"{verb[:-1]}(y|ies|ied|ying)"
    return f"{verb.removesuffix('e')}(e|es|ed|ing)" if verb.endswith("e") else f"{verb}(s|es|ed|ing)?"


_BEFORE = any_of(PAPERS, "ones|they|he|she|you|group|lab|team|authors|researchers|anyone|someone")
_BETWEEN = any_of(
    "that|which|who|to|have|has|had|do|does|did|been|are|is|were|was|being|can|could|may|might|and|or",
    "also|ever|actually|explicitly|mainly|primarily|really|directly|specifically|already|only|either",
)
_AFTERWARDS = any_of(
    "on|upon|into|with|around|about|for|to|from|at|up|by|of|towards?|light|insights?",
    "(devoted|dedicated|linked|connected|tied|geared|limited|restricted) to",
    "(the )?(problem|question|issue|topic|idea|concept|notion|use|role|field|area|subject|phenomenon) of",
)
_THINGS = any_of(
    "material|outputs?|activit(y|ies)|efforts?|ideas?|results?|insights?|achievements?|progress|advances?",
    "investigations?|experiments?|texts?|writings?|instances?|examples?|cases?|knowledge|expertise|experience",
    "involvement|engagement|background( reading)?|evidence|pointers?|references?|sources?|resources?|links?",
    "know-how|competences?|stance|plans?|news|updates?|introductions?|run-?downs?|primers?|tutorials?|synopsis",
    "methods?|techniques?|track record|state( of the art)?|deep dive|crash course|words?|two cents",
)
_BEFORE_THINGS = any_of(
    r"^\W*|any|some|the|their|his|her|your|more|of|have|has|there|got|find|show|give|list|what|which|an?|for|need",
    "want|latest|recent|published|me|us|new|its|good|further|important|main|key",
)
_ON = any_of(
    "on|about|regarding|concerning|in|into|around|with|to|of", "(when it comes|with respect|related) to"
)
_HAVING = pattern(
    rf"(?:{_BEFORE_THINGS}) (?P<thing>{_THINGS}) {_ON}\b(?= \S)", rf"^\W*(?P<first>{_THINGS}) {_ON}\b(?= \S)"
)


_WORD = re.compile(r"[^\W_]+")


@cache
def _treating() -> re.Pattern[str]:
    """What papers or people do with a topic, as in "papers that examine"."""
    verbs = any_of(*map(_forms, sorted(load_words(Path(__file__).with_name("topic_verbs.txt")))))
    return pattern(
        rf"\b{_BEFORE} ({_BETWEEN} )*"
        rf"(?P<verb>({verbs}|(shed|throw|provide|give|fall|belong|cope|help)s?)"
        rf"( {_AFTERWARDS})*|(devoted|dedicated|linked|connected|tied|geared|limited|restricted) to)\b(?= \S)"
    )


def take_treatment(reading: Reading) -> None:
    """Blank words for what papers do with the topic, if something is left of the topic without them."""
    for phrase in (_treating(), _HAVING):
        before = reading.text
        for match in phrase.finditer(before):
            name = next(name for name, text in match.groupdict().items() if text)
            following = _WORD.search(before, match.end(name))
            if following and reading.lexicon.is_phrase(match[name].split()[-1], following.group()):
                continue  # "papers target propagation" is about target propagation
            reading.blank(*match.span(name))
        if before != reading.text and not reading.rest():
            reading.text = before
