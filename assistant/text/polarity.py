"""Whether words speak for a thing or against it: a lexicon of scientific claims, and signs that multiply.

A word of harm, failure or absence is -1, one of success or growth +1, and words that stand together
multiply: "not worse" and "avoids forgetting" are +1, "fails to prevent forgetting" is -1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.text.analysis import fold, stem

REACH = 3
"""Words between two signed words that still belong together: "decrease the adversarial robustness"."""


class Word(NamedTuple):
    """A word or a mark that parts clauses: `text[start:end]`, folded and stemmed to `stem`."""

    text: str
    stem: str
    start: int
    end: int


class Sign(NamedTuple):
    """A run of signed words, `words[first : last + 1]`, and the product of their signs, +1 or -1.

    `strong` where one of them is a verb or a negation, and so no part of a name ("easy tokens").
    """

    value: int
    first: int
    last: int
    strong: bool


def read_words(text: str) -> list[Word]:
    """The words of `text`, the parts of a hyphenated one singly, and the marks between clauses."""
    return [Word(m.group(), stem(fold(m.group())), m.start(), m.end()) for m in _WORD.finditer(text)]


def signs(words: Sequence[Word]) -> list[Sign]:
    """The signs of `words` in order; no clause's end and no "than" lies within one."""
    runs: list[list[int]] = []
    for at in range(len(words)):
        if _value(words, at) == 0:
            continue
        last = runs[-1][-1] if runs else -1
        if runs and at - last <= REACH + 1 and all(w.stem != "than" and runs_on(w) for w in words[last:at]):
            runs[-1].append(at)
        else:
            runs.append([at])
    return [sign for run in runs if (sign := _sign(words, run))]


def runs_on(word: Word) -> bool:
    """Whether the clause goes on with `word`."""
    return word.stem not in _PARTING and word.text[0] not in ",;:()-–—"


def negates(word: Word) -> bool:
    """Whether it is a "not", a "without", a "don't"."""
    return word.stem in _NOT or word.text[-2:] in ("'t", "’t")


def is_function_word(word: Word) -> bool:
    return word.stem in _FUNCTION or not runs_on(word)


def _sign(words: Sequence[Word], run: Sequence[int]) -> Sign | None:
    said = [at for at in run if words[at].stem not in _COSTS]
    if not said:
        return None
    value = -1 if len(said) < len(run) else 1  # "the risk of failure" is one cost
    for at in said:
        value *= _value(words, at)
    strong = any(negates(words[at]) or words[at].stem in _STRONG for at in said)
    return Sign(value, run[0], run[-1], strong)


def _value(words: Sequence[Word], at: int) -> int:
    word, after = words[at], words[at + 1] if at + 1 < len(words) else None
    if word.stem == "not" and after and after.stem in ("onli", "just"):
        return 0
    if word.stem in ("more", "less") and _AMOUNT.match(" ".join(w.text for w in words[at + 1 : at + 3])):
        return 0  # "less than a second"
    if word.stem in _TOIL and after and not is_function_word(after):
        return 0  # "a challenging benchmark" blames nobody
    if word.stem == "too" and any(w.stem == "to" for w in words[at + 2 : at + 5]):
        return -1  # "too rich to be learnable"
    return -1 if negates(word) else _VALUES.get(word.stem, 0)


def stems(text: str) -> frozenset[str]:
    """The stems of the words of `text`: a word of a lexicon stands for all its forms."""
    return frozenset(stem(word) for word in text.split())


_WORD = re.compile(r"[^\W_]+(?:['’]t\b)?|[,;:()]|--+|[–—]")
_AMOUNT = re.compile(r"than (?:an?|one|half|\d.*)$", re.I)
_PARTING = stems("and but while whereas although")
_FUNCTION = stems("to at in on for of than with by from as beyond under or")

_NOT = stems("not no never without neither nor cannot none nothing hardly rarely barely scarcely absence")
_GOOD_VERBS = stems(
    """improve enhance outperform surpass exceed beat win succeed benefit help enable facilitate strengthen
    accelerate speed promote repair fix restore stabilize prove increase raise lead cause allow ensure"""
)
_GOOD = stems(
    """better best superior good well effective successful success advantage advantageous accurate robust
    reliable efficient fast faster easy easier able capable possible viable promising stronger suitable
    suited competitive more larger greater higher longer richer"""
)
_BAD_VERBS = stems(
    """worsen degrade harm hurt damage impair fail suffer lose lost break miss sacrifice hinder struggle
    underperform restrict limited lack deteriorate compromise slow violate disrupt preclude collapse"""
) - {"limit"}
_BAD = stems(
    """worse worst inferior poor bad unable incapable impossible difficult hard harder inaccurate unreliable
    unsuited unsuitable flawed insufficient inadequate unstable detrimental adverse undesirable costly
    expensive slower slowly challenging challenge absent limitation drawback problematic unnecessary
    ineffective useless"""
)
# These turn round what follows, and alone they say that there is none of it, or less.
_TURNING_VERBS = stems(
    """avoid prevent overcome mitigate alleviate eliminate remove reduce decrease diminish decline suppress
    inhibit impede weaken circumvent escape abolish attenuate shrink"""
)
_TURNING = stems("less fewer smaller shorter lower least")
# More of these is worse, and alone they say nothing.
_COSTS = stems(
    """error time cost loss complexity forgetting overhead latency interference overfitting overtraining
    misclassification risk flop runtime energy storage degradation failure problem"""
)
_TOIL = stems("challenging difficult hard easy")

NEED = stems("need require must depend rely necessitate necessary")
REJECT = stems("reject abandon disprove refute contradict deny oppose debunk")
DISSENT = REJECT | stems(
    """flaw wrong false incorrect misconception myth misleading contrary challenge dispute question rethink
    doubt criticize critique revisit disagree counter fallacy invalid object against"""
)
BEAT = stems("outperform surpass exceed beat underperform")
COMPARE = BEAT | stems(
    """improve reduce increase decrease accelerate better worse superior inferior more less fewer faster
    slower slowly easier harder larger smaller greater higher lower longer shorter stronger richer"""
)

_STRONG = _GOOD_VERBS | _BAD_VERBS | _TURNING_VERBS | REJECT
_VALUES = {
    **dict.fromkeys(_COSTS, -1),
    **dict.fromkeys(_GOOD | _GOOD_VERBS, 1),
    **dict.fromkeys(_BAD | _BAD_VERBS | _TURNING | _TURNING_VERBS | REJECT, -1),
}
