"""Question -> Premise: the claim that a question takes for granted. No language model is used.

"Why does X hurt Y?" takes for granted that X hurts Y: a claim about X and Y with a sign (see
`assistant.text.polarity`). "Does X hurt Y?" takes nothing for granted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.text.analysis import terms
from assistant.text.polarity import (
    Word,
    negates,
    polar_words,
    read_words,
    signs,
    stems,
)


@dataclass(frozen=True, slots=True)
class Premise:
    """A claim that a question takes for granted.

    `kind` says what is claimed: "for" (something good, or more of something), "against" (harm, failure,
    absence, or less), or "need". `words` are the words of the question that carry the sign ("cannot").
    `before`, `inside` and `after` are the stems of the claim before, within and after these words; `compared`
    are the stems of X and of Y in "X is worse than Y".
    """

    kind: Literal["for", "against", "need"]
    words: str
    before: tuple[str, ...]
    inside: tuple[str, ...]
    after: tuple[str, ...]
    compared: tuple[frozenset[str], frozenset[str]] | None = None

    @property
    def terms(self) -> frozenset[str]:
        return frozenset((*self.before, *self.inside, *self.after))


def presumes(question: str) -> Premise | None:
    """The premise of `question`; None for a question of whether, what or which, or without a sign."""
    asked = next((m["claim"] for frame in _FRAMES if (m := frame.search(question))), None)
    if asked is None:
        return None
    claim = asked.strip(" ?.!")
    words = read_words(claim)
    found = signs(words)
    sign = next((s for s in found if s.strong), found[0] if found else None)
    need = next((at for at in range(len(words)) if _is_need(words, at)), None)
    if need is not None and (sign is None or need <= sign.first):
        if any(map(negates, words[need + 1 : need + 3])):  # "relies on neither"
            return None
        return _premise("need", claim, words, need, need)
    if sign is None:
        return None
    return _premise("for" if sign.value > 0 else "against", claim, words, sign.first, sign.last)


_SAYS = (
    r"(?:(?:show|prove|find|demonstrate|argue|claim|report|reveal|conclude|establish|state|suggest|observe"
    r"|discover|explain|confirm|say|write|note)(?:e?s|e?d)?|found|shown|proven|said|wrote)"
)
# Forms of questions that have a premise: the group `claim` is the premise.
_FRAMES = [
    re.compile(frame, re.I)
    for frame in (
        rf"\b(?:which|what|who|whose)\b[^,?]*?\b{_SAYS}\s+(?:that|why|how)\s+(?P<claim>.+)",
        r"\b(?:why|how come)\s+(?P<claim>.+)",
        r"\bhow (?:much|many|far) (?P<claim>(?:more|less|better|worse|\w+er|does|do|did|is|are)\b.+)",
    )
]
_EMPTY = stems(
    """still only paper group work author show make become actual typical really such get way much many even
    other well always often usual certain particular method approach do ones necessarily"""
)


def _premise(
    kind: Literal["for", "against", "need"],
    claim: str,
    words: Sequence[Word],
    first: int,
    last: int,
) -> Premise:
    start, end = words[first].start, words[last].end
    before, inside, after = _content(claim[:start]), _content(claim[start:end]), _content(claim[end:])
    than = re.search(r"\bthan\b", claim)
    compared = None
    if than:
        compared = _apart(_content(claim[: than.start()]), _content(claim[than.end() :]))
        if words[last].stem in ("more", "less"):  # the word after is compared: "less expressive than"
            inside = _content(claim[start : words[min(last + 1, len(words) - 1)].end])
    elif words[first].stem in polar_words().beat:
        compared = _apart(before, after)
    return Premise(kind, claim[start:end], before, inside, after, compared)


def _apart(one: Sequence[str], other: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(one) - frozenset(other), frozenset(other) - frozenset(one)


def _content(text: str) -> tuple[str, ...]:
    """The stems of a text that name its subject: without signs and empty words."""
    found = terms(text.replace("-", " "))
    signed = {w.stem for w in read_words(text) if signs([w])}
    return tuple(t for t in found if t not in signed and t not in polar_words().need and t not in _EMPTY)


def _is_need(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` states a need: "needs", "depends on", "only works with"."""
    if words[at].stem == "onli":
        return at + 1 < len(words) and words[at + 1].stem == "work"
    return words[at].stem in polar_words().need
