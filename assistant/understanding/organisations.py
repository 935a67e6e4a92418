"""Names of organisations: institutions that people work at, and groups that sign a paper together."""

from __future__ import annotations

import re

from assistant.text.analysis import stopwords
from assistant.text.person_names import PARTICLES

INSTITUTION = re.compile(
    r"\b(universit\w+|institut\w*|college|school|labs?|laborator\w+|academy|cent(er|re)|hospital"
    r"|hochschule|polite\w+|polytech\w*|research|inc|corp|gmbh|eth)\b",
    re.I,
)
_TOGETHER = re.compile(
    r"\b(groups?|teams?|consortium|consortia|collaborations?|collaborators|committee|network|initiative"
    r"|investigators|hubs?|project|society|association|alliance|taskforce|(study|working) \w+)\b",
    re.I,
)


def is_collective(name: str) -> bool:
    """Whether a printed author is no person: "the Herd Study Group", "Consortium of Zoos"."""
    inner = name.split()
    small = any(w.islower() and len(w) > 1 and w in stopwords() and w not in PARTICLES for w in inner)
    return small or bool(INSTITUTION.search(name) or _TOGETHER.search(name))
