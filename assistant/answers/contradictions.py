"""Finds the sentence of a paper that contradicts the premise of a question. No language model is used.

A paper contradicts a premise where the sentence with most of the premise's terms has the opposite sign, and
no sentence with nearly as many of the terms has the same sign. Silence about the premise is no contradiction:
abstracts put things in other words too often.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.answers.premises import Premise
from assistant.retrieval.sentence_relevance import tells_own
from assistant.text.acronyms import acronyms
from assistant.text.analysis import fold, terms
from assistant.text.polarity import (
    REACH,
    Sign,
    Word,
    negates,
    polar_words,
    read_words,
    runs_on,
    signs,
)

# These thresholds give the fewest false alarms among settings with similar recall, on the development
# questions of `python -m bench premises` and the training claims of SciFact.
COVERS = 0.6
"""Weighted share of the claim's terms that a contradicting sentence must have, at least."""
RIVALS = 0.5
"""A sentence with the claim's sign and this share of the contradicting sentence's terms saves the claim."""
NEAR = 5
"""Words between a sign and the nearest term of the claim, at most."""
SCOPE = 6
"""Words after a negation that the negation can deny, at most."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The text that contradicts a premise: `sentences[sentence]`, or the title where `sentence` is None."""

    sentence: int | None
    text: str


def contradicted(premise: Premise, title: str, sentences: Sequence[str]) -> Contradiction | None:
    """The title of a paper, or the sentence of its abstract, that contradicts `premise`; may be None.

    None where the paper lacks a term of the premise: the question may be about another paper.
    """
    if not premise.terms <= _terms_of([title, *sentences]):
        return None
    witnesses = _witnesses(premise, [title, *sentences])
    if premise.kind == "need":
        against = _denied_need(premise, witnesses)
    elif len(premise.terms) < 2:  # one term is too little to tell that a sentence is about the claim
        against = None
    else:
        against = _opposite(witnesses, claimed=1 if premise.kind == "for" else -1)
    if against is None:
        return None
    return Contradiction(against.place - 1 if against.place else None, [title, *sentences][against.place])


class _Witness:
    """A clause of a paper, compared with a premise.

    `place` is 0 for the title, n for the n-th sentence of the abstract. `cover` is the weighted share of the
    premise's terms in the clause, `values` the signs (1 or -1) that the clause gives the claim.
    """

    def __init__(
        self, premise: Premise, place: int, clause: str, own: frozenset[str], weight: Mapping[str, float]
    ) -> None:
        self.place = place
        self.words = read_words(clause)
        found = frozenset(terms(clause))
        if premise.compared and tells_own(clause) and premise.compared[0] <= own:
            found |= premise.compared[0]  # "our method" stands for the method in the title
        self.cover = sum(weight[t] for t in premise.terms & found) / (sum(weight.values()) or 1.0)
        said = [s for s in signs(self.words) if not premise.compared or self._compares(s)]
        near = [s for s in said if self._is_near(s, frozenset(premise.inside), REACH)]
        near = near or [s for s in said if self._is_near(s, premise.terms, NEAR)]
        claimed = 1 if premise.kind == "for" else -1
        self.values = {
            claimed if self._repeats(s, premise) else s.value * self._order(s, premise.compared) for s in near
        }

    def _compares(self, sign: Sign) -> bool:
        return any(w.stem in polar_words().compare for w in self.words[sign.first : sign.last + 1])

    def _repeats(self, sign: Sign, premise: Premise) -> bool:
        """Whether a sign is made of the words of the claim ("reduce"), so that both say the same."""
        said = _signed(self.words[sign.first : sign.last + 1])
        return premise.compared is None and said == _signed(read_words(premise.words))

    def _is_near(self, sign: Sign, wanted: frozenset[str], reach: int) -> bool:
        around = self.words[max(0, sign.first - reach) : sign.last + reach + 1]
        return any(w.stem in wanted for w in around)

    def _order(self, sign: Sign, compared: tuple[frozenset[str], frozenset[str]] | None) -> int:
        """-1 where the clause compares the two things of the premise in reverse order, else 1."""
        if compared is None:
            return 1
        left = {w.stem for w in takewhile(runs_on, self.words[: sign.first][::-1])}
        right = {w.stem for w in takewhile(runs_on, self.words[sign.last + 1 :])}
        return -1 if compared[0] & right - left and compared[1] & left - right else 1


def _signed(words: Sequence[Word]) -> frozenset[str]:
    """The stems of the words that give a sign, without its costs; "not" for a negation."""
    polar = polar_words()
    return frozenset(
        "not" if negates(word) else word.stem
        for word in words
        if negates(word) or (word.stem in polar.values and word.stem not in polar.costs)
    )


_OTHERS = re.compile(r"\?$|\b(?:assumed|believed|thought)\b", re.I)
"""A sentence that asks a question or reports a common belief, and so states nothing of its own."""


def _witnesses(premise: Premise, texts: Sequence[str]) -> list[_Witness]:
    """One witness a clause of `texts` (the title first); acronyms that `texts` define are written out."""
    longs = acronyms([" ".join(texts)])
    written = [_write_out(text, longs) for text in texts]
    found = [frozenset(terms(text)) for text in written]
    # A term in few of the sentences weighs more: it says more about the subject of the claim.
    weight = {
        t: math.log((len(found) + 1) / (max(1, sum(t in sentence for sentence in found)) + 0.5))
        for t in premise.terms
    }
    return [
        _Witness(premise, place, clause, found[0], weight)
        for place, text in enumerate(written)
        if not _OTHERS.search(text)
        for clause in re.split(r";\s", text)
    ]


def _terms_of(texts: Sequence[str]) -> frozenset[str]:
    longs = acronyms([" ".join(texts)])
    return frozenset(term for text in texts for term in (*terms(text), *terms(_write_out(text, longs))))


def _write_out(text: str, longs: Mapping[str, str]) -> str:
    def long(match: re.Match[str]) -> str:
        word = fold(match.group())
        return longs.get(word) or longs.get(word.removesuffix("s")) or match.group()

    return re.sub(r"[^\W_]+", long, text)


def _opposite(witnesses: Sequence[_Witness], *, claimed: int) -> _Witness | None:
    best = _best([w for w in witnesses if -claimed in w.values])
    if best is None or any(claimed in w.values and w.cover >= RIVALS * best.cover for w in witnesses):
        return None
    return best


def _denied_need(premise: Premise, witnesses: Sequence[_Witness]) -> _Witness | None:
    """A clause that denies the need ("without replay", "replay-free"), if no clause states the need."""
    thing = _needed(premise)
    denying = None
    for witness in witnesses:
        words = witness.words
        for at, word in enumerate(words):
            before, after = words[max(0, at - SCOPE) : at], words[at + 1 : at + 1 + SCOPE]
            denied = after if negates(word) else before[-3:] if word.stem == "free" else []
            if _mentions(denied, thing):
                denying = denying or witness
            elif _needs(word) and not any(map(negates, [*before, *after])) and _mentions(after, thing):
                return None
    return denying


def _needs(word: Word) -> bool:
    return word.stem in polar_words().need


def _needed(premise: Premise) -> frozenset[str]:
    """The stems of the needed thing: after "needs", and at the end after "must"."""
    return frozenset(premise.after[-3:] if premise.words == "must" else premise.after[:4])


def _mentions(words: Sequence[Word], thing: frozenset[str]) -> bool:
    hits = len(thing.intersection(w.stem for w in words))
    return hits >= min(2, len(thing)) and 2 * hits >= len(thing) > 0


def _best(witnesses: Sequence[_Witness]) -> _Witness | None:
    best = max(witnesses, key=lambda w: w.cover, default=None)
    return best if best and best.cover >= COVERS else None
