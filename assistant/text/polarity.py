"""Whether words speak for a thing or against it: the signs of words (polarity.toml), and signs that multiply.

A word of harm, failure or absence is -1, one of success or growth +1, and words that stand together
multiply: "not worse" and "avoids forgetting" are +1, "fails to prevent forgetting" is -1.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from assistant.text.analysis import fold, stem
from assistant.text.word_lists import load_table

REACH = 3
"""Words between two signed words that still belong together: "decrease the adversarial robustness"."""


@dataclass(frozen=True, slots=True)
class PolarWords:
    """The stems of polarity.toml.

    `values` are +1 or -1 for each word that has a sign. `strong` are verbs, which are no part of a name
    ("easy tokens"). All of `beat` are in `compare`.
    """

    values: Mapping[str, int]
    strong: frozenset[str]
    negations: frozenset[str]
    costs: frozenset[str]
    toil: frozenset[str]
    parting: frozenset[str]
    function_words: frozenset[str]
    need: frozenset[str]
    beat: frozenset[str]
    compare: frozenset[str]


@cache
def polar_words() -> PolarWords:
    """The words of polarity.toml, read once."""
    table = load_table(Path(__file__).with_name("polarity.toml"))
    read = {name: stems(words) for name, words in table.items()}
    verbs = read["good_verbs"] | read["bad_verbs"] | read["turning_verbs"]
    good = read["good"] | read["good_verbs"]
    bad = read["bad"] | read["turning"] | (verbs - read["good_verbs"])
    return PolarWords(
        values={**dict.fromkeys(read["costs"], -1), **dict.fromkeys(good, 1), **dict.fromkeys(bad, -1)},
        strong=verbs,
        negations=read["negations"],
        costs=read["costs"],
        toil=read["toil"],
        parting=read["parting"],
        function_words=read["function_words"],
        need=read["need"],
        beat=read["beat"],
        compare=read["compare"] | read["beat"],
    )


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
    """The signs of `words` in order; none reaches over the end of a clause or over a "than"."""
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
    return word.stem not in polar_words().parting and word.text[0] not in ",;:()-–—"


def negates(word: Word) -> bool:
    """Whether a word denies what stands beside it: "not", "without", "don't"."""
    return word.stem in polar_words().negations or word.text[-2:] in ("'t", "’t")


def is_function_word(word: Word) -> bool:
    """Whether `word` only joins others, or is a mark between clauses."""
    return word.stem in polar_words().function_words or not runs_on(word)


def _sign(words: Sequence[Word], run: Sequence[int]) -> Sign | None:
    said = [at for at in run if words[at].stem not in polar_words().costs]
    if not said:
        return None
    value = -1 if len(said) < len(run) else 1  # "the risk of failure" is one cost
    for at in said:
        value *= _value(words, at)
    strong = any(negates(words[at]) or words[at].stem in polar_words().strong for at in said)
    return Sign(value, run[0], run[-1], strong)


def _value(words: Sequence[Word], at: int) -> int:
    word, after = words[at], words[at + 1] if at + 1 < len(words) else None
    if word.stem == "not" and after and after.stem in ("onli", "just"):
        return 0
    if word.stem in ("more", "less") and _AMOUNT.match(" ".join(w.text for w in words[at + 1 : at + 3])):
        return 0  # "less than a second"
    if word.stem in polar_words().toil and after and not is_function_word(after):
        return 0  # "a challenging benchmark" blames nobody
    if word.stem == "too" and any(w.stem == "to" for w in words[at + 2 : at + 5]):
        return -1  # "too rich to be learnable"
    return -1 if negates(word) else polar_words().values.get(word.stem, 0)


def stems(text: str) -> frozenset[str]:
    """The stems of the words of `text`: a word stands for all its forms."""
    return frozenset(stem(word) for word in text.split())


_WORD = re.compile(r"[^\W_]+(?:['’]t\b)?|[,;:()]|--+|[–—]")
_AMOUNT = re.compile(r"than (?:an?|one|half|\d.*)$", re.I)
