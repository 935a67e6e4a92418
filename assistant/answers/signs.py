"""What speaks for and against a claim: signs of kinds of faults, which support.py weighs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.answers.alignment import ENOUGH, Beside, Matrix, Read
from assistant.text import polarity
from assistant.text.analysis import fold, stem
from assistant.text.quantities import Quantity, derived, quantities, states
from assistant.text.word_lists import load_table


class Sign(NamedTuple):
    """How strong a sign is, at most 1, and what a reader is told of it; a remark that is empty is none."""

    value: float
    remark: str = ""


Signs = Mapping[str, Sign]

DIRECTION: Mapping[str, int] = {
    "near": 1,
    "each": 1,
    "covered": 1,
    "rival": -1,
    "rival words": -1,
    "order": 1,
    "opposed": -1,
    "figure": -1,
    "figure in words": -1,
    "year": -1,
    "name": -1,
    "hedged": 1,
    "universal": -1,
    "certain": -1,
    "causal": -1,
    "denial dropped": -1,
}
"""The signs, and whether each speaks for a claim (1) or against it (-1): no weight may have another sign."""

_LOOKED_AT = 2
"""Sentences of each cited paper that a claim's words of function are held against, the best ones."""

_CONTEXT = 50
"""Characters before and after a word that say what it speaks of; in a paper half as many again."""

_AHEAD = 0.05
"""How much nearer another paper must be for a reader to be told."""

_AGREES = 0.55
"""From this likeness of contexts on, two words speak of the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A claim, the papers that it cites, and the others that were offered.

    `weight`, shape (words,), sum 1, is how much each word of the claim counts; `names` are the names in it
    that no cited paper has; `facts` is what the records of the cited papers say beside title and abstract.
    """

    claim: Read
    cited: Sequence[Beside]
    rivals: Sequence[Beside]
    weight: Matrix
    names: Sequence[str]
    facts: str

    @property
    def best(self) -> Matrix:
        """How alike each word of the claim is to the best of each sentence of the cited papers."""
        return np.concatenate([b.best for b in self.cited], axis=1)

    @property
    def looked_at(self) -> str:
        """The sentences of the cited papers that bear the claim out best, and their titles."""
        picked = ((b, at) for b in self.cited for at in [0, *b.order(self.weight)[:_LOOKED_AT]])
        return " ".join(b.read.sentence(at) for b, at in picked)

    @property
    def whole(self) -> str:
        return " ".join([*(b.read.text for b in self.cited), self.facts])


def signs(case: Case) -> dict[str, Sign]:
    """All signs of DIRECTION."""
    found = {
        **_meaning(case),
        **_rivals(case),
        **_order(case),
        **_opposed(case),
        **_figures(case),
        **_names(case),
        **_function_words(case),
    }
    return {name: sign._replace(value=min(sign.value, 1.0)) for name, sign in found.items()}


def _meaning(case: Case) -> dict[str, Sign]:
    cosines = sorted((float(c) for b in case.cited for c in b.cosines), reverse=True)
    each = min((float(b.cosines.max()) for b in case.cited), default=0.0)
    found = {"near": Sign(float(np.mean(cosines[:2]))), "each": Sign(each)}
    if not len(case.claim.vectors):
        return found
    return {**found, "covered": Sign(float(case.weight @ case.best.max(axis=1)))}


def _rivals(case: Case) -> dict[str, Sign]:
    """What another of the offered papers says better than those that are cited."""
    if not case.claim.words:
        return {}
    found: dict[str, Sign] = {}
    own = max(float(b.cosines.max()) for b in case.cited)
    words = case.best.max(axis=1)
    if case.rivals:
        best = max(case.rivals, key=lambda b: float(b.cosines.max()))
        ahead = float(best.cosines.max()) - own
        remark = f"it is nearer to “{best.paper.title}”" if ahead > _AHEAD else ""
        found["rival"] = Sign(max(ahead, 0.0), remark)
        others = np.max([b.best.max(axis=1) for b in case.rivals], axis=0)
        only = np.array([o == 1.0 and w < 1.0 for o, w in zip(others, words, strict=True)])
        said = [case.claim.text[w.start : w.end] for w, o in zip(case.claim.words, only, strict=True) if o]
        remark = f"only other papers speak of {_listed(said)}" if said else ""
        found["rival words"] = Sign(float(case.weight @ only), remark)
    return found


def _order(case: Case) -> dict[str, Sign]:
    """Whether the words of the claim stand in the order of the sentence that they are of, from -1 to 1."""
    strongest = 0.0
    for b in case.cited:
        keep = set(b.order(case.weight)[:_LOOKED_AT])
        columns = [at for at, word in enumerate(b.read.words) if word.sentence in keep]
        if columns and len(case.claim.words):
            tau = _tau(b.like[:, columns], [b.read.words[at].sentence for at in columns])
            strongest = max(strongest, tau, key=abs)
    remark = "the cited sentence has its parts the other way round" if strongest < -_TURNED else ""
    return {"order": Sign(strongest, remark)}


def _tau(like: Matrix, sentences: Sequence[int]) -> float:
    """Kendall's rank correlation of the places of words and of what stands for them, weighted by likeness."""
    at, strength = like.argmax(axis=1), like.max(axis=1)
    good = [i for i in range(len(at)) if strength[i] >= ENOUGH]
    agreed = total = 0.0
    for n, i in enumerate(good):
        for k in good[n + 1 :]:
            if sentences[at[i]] == sentences[at[k]] and at[i] != at[k]:
                weight = float(strength[i] * strength[k])
                agreed += weight if at[i] < at[k] else -weight
                total += weight
    return agreed / total if total else 0.0


_TURNED = 0.3


def _opposed(case: Case) -> dict[str, Sign]:
    """How many words of success or harm, of more or less, speak the other way of the same thing."""
    words = polarity.read_words(case.claim.text)
    against, remark = 0.0, ""
    for sign in polarity.signs(words):
        start, end = words[sign.first].start, words[sign.last].end
        context = case.claim.near(start, end, _CONTEXT)
        likeness, value, said = max(
            (_said_of(b, context) for b in case.cited if context), default=(0.0, 0, ""), key=lambda f: f[0]
        )
        if likeness >= _AGREES and value * sign.value < 0:
            against += 1.0
            remark = f"it says “{case.claim.text[start:end]}” where the paper says “{said}”"
    return {"opposed": Sign(against, remark)}


def _said_of(b: Beside, context: Sequence[int]) -> tuple[float, int, str]:
    """The signed words of the paper whose context is most like that of a claim's: likeness, sign, words."""
    found = (0.0, 0, "")
    for value, start, end, columns in _signed(b.read):
        likeness = float(b.like[np.ix_(list(context), columns)].max(axis=1).mean())
        if likeness > found[0]:
            found = (likeness, value, b.read.text[start:end])
    return found


@lru_cache(maxsize=512)
def _signed(read: Read) -> tuple[tuple[int, int, int, list[int]], ...]:
    """The signed words of a paper: sign, start, end, and the positions of the words around them."""
    words = polarity.read_words(read.text)
    found = []
    for sign in polarity.signs(words):
        start, end = words[sign.first].start, words[sign.last].end
        if columns := read.near(start, end, _CONTEXT * 3 // 2):
            found.append((sign.value, start, end, columns))
    return tuple(found)


def _figures(case: Case) -> dict[str, Sign]:
    """Figures and years that the cited papers lack, and that no two of the sentences nearest to it give.

    Of all figures of a paper some two give nearly any.
    """
    known = quantities(case.whole)
    near = quantities(case.looked_at)
    missing: dict[str, list[Quantity]] = {"figure": [], "figure in words": [], "year": []}
    for wanted in quantities(case.claim.text):
        if not states(known, wanted) and (wanted.is_year or not derived(near, wanted)):
            kind = "year" if wanted.is_year else "figure" if wanted.in_digits else "figure in words"
            missing[kind].append(wanted)
    return {
        kind: Sign(float(len(own)), f"no cited paper has {_listed([q.text for q in own])}" if own else "")
        for kind, own in missing.items()
    }


def _names(case: Case) -> dict[str, Sign]:
    remark = f"no cited paper names {_listed(case.names)}" if case.names else ""
    return {"name": Sign(float(len(case.names)), remark)}


def _function_words(case: Case) -> dict[str, Sign]:
    """Words that make the claim hold for more, or more surely, than the cited sentences say."""
    own, beside = _stems(case.claim.text), set(_stems(case.looked_at))
    found: dict[str, Sign] = {}
    for kind in ("universal", "certain", "causal"):
        new = [word for stemmed, word in own.items() if stemmed in _kinds()[kind] and stemmed not in beside]
        remark = f"{_listed(new)} is in none of the cited sentences" if new else ""
        found[kind] = Sign(float(len(new)), remark)
    hedges = [stemmed for stemmed in own if stemmed in _kinds()["hedge"] | _kinds()["planned"]]
    found["hedged"] = Sign(float(len(hedges)))
    denied = beside & _kinds()["denying"] and not own.keys() & _kinds()["denying"]
    found["denial dropped"] = Sign(float(bool(denied)))
    return found


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    table = load_table(Path(__file__).with_name("signs.toml"))
    return {kind: frozenset(stem(word) for word in words.split()) for kind, words in table.items()}


@lru_cache(maxsize=4096)
def _stems(text: str) -> Mapping[str, str]:
    """The stems of the words of a text, all of them, and each as it is first written; "n't" is "not"."""
    found: dict[str, str] = {}
    for match in _ANY.finditer(text):
        word = match.group()
        found.setdefault("not" if word.endswith(("'t", "’t")) else stem(fold(word)), word)
    return found


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


_ANY = re.compile(r"[^\W_]+(?:['’]t\b)?")
