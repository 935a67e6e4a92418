"""Which sentence of an abstract answers a question: a conditional logit over signs of both."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.asked import Asked, read_asked
from assistant.retrieval.calibration import FACTS, Choice, choice
from assistant.text.analysis import terms, words
from assistant.text.synonyms import synonyms

FEATURES = (
    "similar",  # cosine similarity of question and sentence
    "shared",  # share of the question's idf mass that the sentence mentions
    "beyond",  # "shared", for the terms that are not in the title only
    "local",  # "shared", with each term weighted by how few sentences of the abstract have the term
    "before",  # "local", for the terms that only the sentence before has
    "counted",  # the question asks how many of a thing, and a number stands before the thing
    "figure",  # the question asks for a quantity, and the sentence has a number that the question lacks
    "near",  # the share of "local" that stands within a few words of this number
    "percent",  # the question asks for a share, and the sentence has a percentage
    "time",  # the question asks for a time, and the sentence has a unit of time
    "names",  # the question asks for a name: how many names the sentence has that it lacks, 2 at most
    "called",  # the question asks for a name, and the sentence says what a thing is called
    "named",  # a name or a number stands close to the noun after "which": "our Meta-VQA dataset"
    "late",  # 0 for the first sentence, 1 for the last
    "opening",  # the sentence is the first, which mostly gives the background
)


@cache
def sentence_answers() -> Choice:
    """The weights of FEATURES for the probability of each sentence of an abstract to be the answer."""
    return choice("sentence", FEATURES, FACTS)


_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|half|twice|double|dozen|hundreds?|thousands?"
    r"|millions?|billions?|orders? of magnitude)\b",
    re.I,
)
_DIGITS = re.compile(r"\d+(?:[.,·]\d+)*")
_PERCENT = re.compile(r"%|\bper ?cent|\bpp\b", re.I)
_TIME = re.compile(r"\b(?:second|minute|min|hour|day|week|month|year)s?\b", re.I)
_CALLED = re.compile(r"\b(?:called|named|termed|dubbed|entitled)\b|[“\"]", re.I)
_OWN = re.compile(r"\b(?:we|our|this (?:paper|work|study|article|survey|review)|here)\b", re.I)
_AROUND = 5
"""Words on each side of a number that are near to it."""


def features(
    clause: str,
    title: str,
    sentences: Sequence[str],
    similarities: Sequence[float],
    *,
    idf: Callable[[str], float],
    acronyms: Mapping[str, str],
    question: str | None = None,
) -> NDArray[np.float64]:
    """The FEATURES of each sentence of one abstract, shape (len(sentences), len(FEATURES)).

    `clause` is what is asked, a part of `question` (default: all of it). `similarities` are the cosine
    similarities of the clause and each sentence. `acronyms` are the long forms of acronyms, folded: a
    sentence with an acronym counts as having the long form, too.
    """
    question = question or clause
    asked, own = read_asked(clause), list(dict.fromkeys(terms(clause)))
    beyond = [t for t in own if t not in set(terms(title))]
    wanted = list(dict.fromkeys(terms(question)))
    given, known = set(_DIGITS.findall(question)), set(words(question))
    present = [stems_in(sentence, acronyms) for sentence in sentences]
    count = len(sentences)

    @cache
    def local(term: str) -> float:
        return math.log((count + 1) / (sum(term in stems for stems in present) + 0.5))

    rows = []
    for at, (sentence, stems, similarity) in enumerate(zip(sentences, present, similarities, strict=True)):
        before = (present[at - 1] if at else set()) - stems
        numbers = _new_numbers(sentence, given) if asked.quantity else []
        rows.append(
            (
                similarity,
                _share(own, stems, idf),
                _share(beyond, stems, idf),
                _share(own, stems, local),
                _share(wanted, before, local),
                _counts(sentence, asked, acronyms),
                bool(numbers),
                max((_share(wanted, near, local) for near in numbers), default=0.0),
                asked.share and bool(_PERCENT.search(sentence)),
                asked.duration and bool(_TIME.search(sentence)),
                asked.name * min(2, _new_names(sentence, known)),
                asked.name and bool(_CALLED.search(sentence)),
                asked.noun is not None and _names_one(sentence, asked.noun),
                at / max(1, count - 1),
                at == 0,
            )
        )
    return np.array(rows, dtype=np.float64).reshape(count, len(FEATURES))


def tells_own(sentence: str) -> bool:
    """Whether a sentence says what its authors did ("we", "this paper"), rather than the background."""
    return bool(_OWN.search(sentence))


def _new_numbers(sentence: str, given: set[str]) -> list[set[str]]:
    """For each number that is not among the `given`, the stems of the words around it."""
    found = sentence.split()
    return [
        set(terms(" ".join(found[max(0, at - _AROUND) : at] + found[at + 1 : at + _AROUND + 1])))
        for at, word in enumerate(found)
        if _is_new_number(word, given)
    ]


def _is_new_number(word: str, given: set[str]) -> bool:
    digits = set(_DIGITS.findall(word))
    return bool(_NUMBER.search(word)) and not (digits and digits <= given)


def _new_names(sentence: str, known: set[str]) -> int:
    """How many words after the first are written like a name and are not among the `known`."""
    found = re.findall(r"[^\W_]+(?:[-’'][^\W_]+)*", sentence)[1:]
    return sum(word != word.lower() and not set(words(word)) <= known for word in found)


def _names_one(sentence: str, noun: str) -> bool:
    """Whether a name or a number stands close to `noun` (a stem) in a sentence: "our Meta-VQA dataset"."""
    found = re.findall(r"[\w-]+", sentence)
    places = [at for at, word in enumerate(found) if noun in terms(word)]
    return any(
        at > 0 and at != place and re.search(r"[A-Z0-9]", found[at])
        for place in places
        for at in range(max(0, place - 3), min(len(found), place + 6))
    )


def _counts(sentence: str, asked: Asked, acronyms: Mapping[str, str]) -> bool:
    """Whether a number stands before one of the things that are counted."""
    return bool(asked.things) and any(
        asked.things & stems_in(" ".join(sentence[number.end() :].split()[:4]), acronyms)
        for number in _NUMBER.finditer(sentence)
    )


def stems_in(sentence: str, acronyms: Mapping[str, str]) -> set[str]:
    """The stems of a sentence, of the long forms of its acronyms, and of what means the same."""
    longs = (acronyms.get(w) or acronyms.get(w.removesuffix("s")) for w in words(sentence))
    found = set(terms(" ".join([sentence, *filter(None, longs)])))
    rings = synonyms()
    return found.union(*(rings[s] for s in found if s in rings))


def _share(asked: Sequence[str], stems: set[str], weight: Callable[[str], float]) -> float:
    mass = sum(weight(t) for t in asked)
    return sum(weight(t) for t in asked if t in stems) / mass if mass else 0.0
