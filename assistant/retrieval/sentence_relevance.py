"""The probability that a sentence of an abstract answers a question, by logistic regression."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.calibration import Logistic, cut_off, regression
from assistant.retrieval.relevance import FEATURES as PAPER_FEATURES
from assistant.retrieval.relevance import Relevance, log_odds
from assistant.text.analysis import terms, words
from assistant.text.synonyms import synonyms

FEATURES = (
    "similar",  # cosine similarity of question and sentence
    "shared",  # share of the question's idf mass that the sentence mentions
    "beyond",  # "shared", for the terms that are not in the title only
    "local",  # "shared", with each term weighted by how few sentences of the abstract have the term
    "counted",  # the question asks how many of a thing, and a number stands before the thing
    "asked",  # the sentence has the noun after "which" or "what": "on which dataset"
    "named",  # and a name or a number close to this noun: "our Meta-VQA dataset"
    "number",  # the question asks for a quantity, and the sentence has a number
    "digits",  # the sentence has a number, and the question asks for no quantity
    "late",  # 0 for the first sentence, 1 for the last
    "opening",  # the sentence is the first, which mostly gives the background
    "own",  # the sentence says what the authors did: "we", "this paper"
    "length",  # log of the number of characters
)

ANSWER_FEATURES = (
    "first",  # log odds that the paper answers, by the first regression
    "sentence",  # log odds that the best sentence of the paper answers
    *(f"best_{name}" for name in FEATURES),  # FEATURES of the best sentence
    "told",  # the question has a name that only this paper has, and a sentence names what is asked for
)


@cache
def sentence_answers() -> Logistic:
    """The regression from FEATURES to the probability that a sentence answers the question."""
    return regression("sentence", FEATURES)


@cache
def paper_answers() -> Relevance:
    """Whether a paper answers a question for a fact; only the best paper is listed, since `share` is 1.

    The second regression takes `answer_signs`.
    """
    return Relevance(
        regression("fact", PAPER_FEATURES),
        regression("answer", ANSWER_FEATURES),
        cut_off("answer", "anchor"),
        share=1.0,
    )


_QUANTITY = re.compile(
    r"\bhow (?:many|much|often|large|long|fast|big|high|small|far|well)\b"
    r"|\b(?:percent|percentage|fraction|number of|rate|score|size|speed|accuracy)\b",
    re.I,
)
_HOW_MANY = re.compile(r"\b(?:how many|number of)\b", re.I)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|half|twice|double|dozen|hundreds?|thousands?"
    r"|millions?|billions?|orders? of magnitude)\b",
    re.I,
)
_WHICH = re.compile(r"\b(?:which|what)\s+(?P<words>[\w@-]+(?:\s+[\w@-]+){0,4})", re.I)
_AUXILIARY = re.compile(
    r"was|is|are|were|do|does|did|has|have|had|can|could|will|would|should"
    r"|of|in|on|for|with|to|from|by|and|or|that|which",
    re.I,
)
_OWN = re.compile(r"\b(?:we|our|this (?:paper|work|study|article|survey|review)|here)\b", re.I)


def features(
    question: str,
    title: str,
    sentences: Sequence[str],
    similarities: Sequence[float],
    *,
    idf: Callable[[str], float],
    acronyms: Mapping[str, str],
) -> NDArray[np.float64]:
    """The FEATURES of each sentence of one abstract, shape (len(sentences), len(FEATURES)).

    `similarities` are the cosine similarities of the question and each sentence. `acronyms` are the long
    forms of acronyms, folded: a sentence with an acronym counts as having the long form, too.
    """
    asked = list(dict.fromkeys(terms(question)))
    beyond = [t for t in asked if t not in set(terms(title))]
    present = [_stems(sentence, acronyms) for sentence in sentences]
    count = len(sentences)

    def local(term: str) -> float:
        return math.log((count + 1) / (sum(term in stems for stems in present) + 0.5))

    things = set(_things(question))
    noun = asked_for(question)
    wants_number = bool(_QUANTITY.search(question))
    rows = []
    for at, (sentence, stems, similarity) in enumerate(zip(sentences, present, similarities, strict=True)):
        has_number = bool(_NUMBER.search(sentence))
        rows.append(
            (
                similarity,
                _share(asked, stems, idf),
                _share(beyond, stems, idf),
                _share(asked, stems, local),
                bool(things) and _counts(sentence, things, acronyms),
                noun is not None and noun in stems,
                noun is not None and _names_one(sentence, noun),
                wants_number and has_number,
                has_number and not wants_number,
                at / max(1, count - 1),
                at == 0,
                tells_own(sentence),
                math.log(max(1, len(sentence))),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(count, len(FEATURES))


def answer_signs(
    question: str,
    sentences: Sequence[str],
    signs: NDArray[np.float64],
    first: float,
    named: bool,
    weights: Logistic,
) -> NDArray[np.float64]:
    """ANSWER_FEATURES of one paper, shape (len(ANSWER_FEATURES),).

    `sentences` are the sentences of the abstract, at least one; `signs` are their FEATURES, which `weights`
    turn into probabilities. `first` is the probability of the first regression; `named` tells whether the
    question has a name that no other paper has.
    """
    probable = weights(signs)
    best = int(probable.argmax())
    noun = asked_for(question)
    told = named and noun is not None and any(_names_one(sentence, noun) for sentence in sentences)
    odds = log_odds(np.array([first, probable[best]]))
    return np.concatenate([odds, signs[best], [float(told)]])


def asked_for(question: str) -> str | None:
    """The stem of the noun after "which" or "what": "dataset" of "On which dataset was it tested?"."""
    match = _WHICH.search(question)
    following = match.group("words").split() if match else []
    if not following or _AUXILIARY.fullmatch(following[0]):
        return None
    before = next((at for at, word in enumerate(following) if _AUXILIARY.fullmatch(word)), 1)
    return next(iter(terms(following[before - 1])), None)


def _names_one(sentence: str, noun: str) -> bool:
    """Whether a name or a number stands close to `noun` (a stem) in a sentence: "our Meta-VQA dataset"."""
    found = re.findall(r"[\w-]+", sentence)
    places = [at for at, word in enumerate(found) if noun in terms(word)]
    return any(
        at > 0 and at != place and re.search(r"[A-Z0-9]", found[at])
        for place in places
        for at in range(max(0, place - 3), min(len(found), place + 6))
    )


def _things(question: str) -> list[str]:
    """The stems of the thing that a question with "how many" counts: the terms among the next three words."""
    asked = _HOW_MANY.search(question)
    return terms(" ".join(question[asked.end() :].split()[:3])) if asked else []


def _counts(sentence: str, things: set[str], acronyms: Mapping[str, str]) -> bool:
    return any(
        things & _stems(" ".join(sentence[number.end() :].split()[:4]), acronyms)
        for number in _NUMBER.finditer(sentence)
    )


def _stems(sentence: str, acronyms: Mapping[str, str]) -> set[str]:
    longs = (acronyms.get(w) or acronyms.get(w.removesuffix("s")) for w in words(sentence))
    found = set(terms(" ".join([sentence, *filter(None, longs)])))
    rings = synonyms()
    return found.union(*(rings[s] for s in found if s in rings))


def tells_own(sentence: str) -> bool:
    """Whether a sentence says what its authors did ("we", "this paper"), rather than the background."""
    return bool(_OWN.search(sentence))


def _share(asked: Sequence[str], stems: set[str], weight: Callable[[str], float]) -> float:
    mass = sum(weight(t) for t in asked)
    return sum(weight(t) for t in asked if t in stems) / mass if mass else 0.0
