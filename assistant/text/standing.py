"""Whether a sentence can be read alone, or points back to the one before it."""

from __future__ import annotations

import re

_EARLY = 6
"""A pointing word among so many first words is of another sentence; a later one may be of the same."""

_POINTING = frozenset("this these those it its they their them such latter former".split())

_JOINING = frozenset(
    "also additionally moreover furthermore further then therefore thus hence consequently accordingly next "
    "besides likewise similarly however instead nevertheless nonetheless".split()
)
"""What joins a sentence to the one before it: "Next, we …", "We also …"."""

_OWN = frozenset(
    "paper article work study chapter note report thesis dissertation review survey manuscript tutorial book "
    "research project presentation talk contribution analysis investigation".split()
)
"""What a pointing word names without a sentence before it: the paper itself."""


def points_back(sentence: str, early: int = _EARLY) -> bool:
    """Whether a sentence opens by what was said before it: "Next, we …", "To solve this problem, we …"."""
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", sentence.lower())
    for at, word in enumerate(words[:early]):
        following = words[at + 1 : at + 3]
        if word in _JOINING:
            return True
        if word in _POINTING and following[:1] != ["as"] and _OWN.isdisjoint(following):
            return True
    return False
