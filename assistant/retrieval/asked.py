"""What a question asks for: its clauses, and of each whether a number, a time or a name answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.retrieval.telling import Kind
from assistant.text.analysis import terms
from assistant.text.sentences import sentence_texts

_ASKING = r"(?:how|what|which|who|whom|whose|where|when|why)"
_ASKS = re.compile(rf"\b{_ASKING}\b", re.I)
_NEXT_CLAUSE = re.compile(
    rf"(?:[,;?.!]|\band\b|\bor\b)\s*(?=(?:(?:and|or|by|in|of|on|over|from|for|to|with|at|under)\s+)*{_ASKING}\b)",
    re.I,
)
_QUANTITY = re.compile(
    r"\bhow (?:many|much|often|large|long|fast|big|high|small|far|well|old|strong\w*)\b"
    r"|\b(?:percent|percentage|proportion|fraction|share|number of|rate|score|size|speed|accuracy|figure"
    r"|estimate|median|mean|average)\b",
    re.I,
)
_SHARE = re.compile(
    r"\b(?:percent|percentage|proportion|fraction|share|rate|accuracy|how well|by how much"
    r"|how much (?:more|less|better|worse|\w+er))\b",
    re.I,
)
_DURATION = re.compile(
    r"\bhow (?:long|many (?:seconds|minutes|hours|days|weeks|months|years))\b|\b(?:period|duration)s?\b", re.I
)
_NAME = re.compile(r"\b(?:which|what|who|whom|whose|names?|called|titles?)\b", re.I)
_HOW_MANY = re.compile(r"\b(?:how many|number of)\b", re.I)
_WHICH = re.compile(r"\b(?:which|what)\s+(?P<words>[\w@-]+(?:\s+[\w@-]+){0,4})", re.I)
_AUXILIARY = re.compile(
    r"was|is|are|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|of|in|on|for|with|to|from|by|and|or|that|which",
    re.I,
)

_FINDING = re.compile(
    r"\b(?:found|findings?|results?|conclu\w+|discover\w*)\b"
    r"|\b(?:do|does|did|have|has|they|it|we|papers?|study|studies|work|group)\s+(?:find|shown?|reveal\w*|learn\w*)\b",
    re.I,
)
_METHOD = re.compile(
    r"\bhow\s+(?:do|does|did|is|are|was|were|has|have)\b"
    r"|\b(?:what|which)\s+(?:[\w-]+\s+)?(?:methods?|approach(?:es)?|techniques?|procedures?)\b",
    re.I,
)

_CLAUSES = 6
"""Clauses of a question that are answered, at most: each is compared with every sentence."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one clause of a question asks for.

    `quantity`: a number; `share`: a percentage, or by how much; `duration`: a time; `name`: what a thing is
    called, or which one of several it is. `things` are the stems of what is counted ("how many *lions*"),
    `noun` is the stem of the noun after "which" or "what": "dataset" of "On which dataset was it tested?".
    """

    quantity: bool
    share: bool
    duration: bool
    name: bool
    things: frozenset[str]
    noun: str | None


@lru_cache(maxsize=1024)
def read_asked(clause: str) -> Asked:
    """What `clause` asks for."""
    quantity = bool(_QUANTITY.search(clause))
    return Asked(
        quantity,
        bool(_SHARE.search(clause)),
        bool(_DURATION.search(clause)),
        bool(_NAME.search(clause)) and not quantity,
        frozenset(_things(clause)),
        _noun(clause),
    )


def wanted(question: str, topic: str) -> Kind | None:
    """The kind of sentence that `question` on `topic` wants: what was found, how, or what was done.

    None where it asks for a detail, which a sentence of any kind may tell: how many, or which one of a thing
    that is its own topic ("Which *data set* is it based on?").
    """
    asked = read_asked(question)
    if asked.things or (asked.noun and asked.noun in terms(topic)):
        return None
    if _FINDING.search(question):
        return Kind.FINDING
    return Kind.METHOD if _METHOD.search(question) else Kind.CONTRIBUTION


def asks_whether(question: str) -> bool:
    """Whether `question` asks if something holds, or claims it: it asks for no thing and for no number."""
    return not _ASKS.search(question) and not read_asked(question).quantity


def clauses(question: str) -> tuple[str, ...]:
    """The clauses of `question` that each ask for something; the question itself if one or very many do."""
    asking = [part.strip() for part in _NEXT_CLAUSE.split(question) if _ASKS.search(part)]
    return tuple(asking) if 1 < len(asking) <= _CLAUSES else (question,)


def asking_part(text: str) -> str:
    """The sentences of `text` with a question mark; the last sentence where none has one."""
    sentences = sentence_texts(text)
    return " ".join([s for s in sentences if s.rstrip().endswith("?")] or sentences[-1:])


def _things(clause: str) -> list[str]:
    """The terms among the three words after each "how many"."""
    return [
        term
        for asked in _HOW_MANY.finditer(clause)
        for term in terms(" ".join(clause[asked.end() :].split()[:3]))
    ]


def _noun(clause: str) -> str | None:
    match = _WHICH.search(clause)
    following = match["words"].split() if match else []
    if not following or _AUXILIARY.fullmatch(following[0]):
        return None
    before = next((at for at, word in enumerate(following) if _AUXILIARY.fullmatch(word)), 1)
    return next(iter(terms(following[before - 1])), None)
