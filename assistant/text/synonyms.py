"""Words by which questions and abstracts say the same: who asks what a method needs is told what it requires.

Everyday and academic English only; the terms of a field are what its papers are found by.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assistant.text.analysis import stem

_RINGS = """
need require necessary necessity depend
know knowledge known
prior beforehand advance
beat outperform surpass exceed superior
reach achieve attain obtain
test evaluate evaluation validate validation assess
show demonstrate reveal
employ utilize leverage
limit limitation bottleneck drawback shortcoming disadvantage weakness
speed fast quick accelerate
suggest propose introduce
problem challenge issue difficulty trouble
avoid circumvent overcome prevent alleviate mitigate
picture image visual
similar comparable resemble
differ difference unlike contrast
goal aim objective purpose
main major key central
cause reason due
part component
begin start initial
end final finish
choose select choice
build construct
guess predict estimate forecast
fix correct repair
handle deal cope address tackle
change modify alter
big large huge
"""


@cache
def synonyms() -> Mapping[str, frozenset[str]]:
    """A stem to all stems that say the same, itself among them."""
    rings: dict[str, frozenset[str]] = {}
    for line in _RINGS.split("\n"):
        ring = frozenset(map(stem, line.split()))
        for word in ring:
            rings[word] = rings.get(word, frozenset()) | ring
    return rings
