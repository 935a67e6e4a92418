"""The names of a claim that the papers it cites have not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache

from assistant.datamodels import Paper
from assistant.text.acronyms import acronyms
from assistant.text.analysis import fold, stem, terms, words
from assistant.text.claims import names


def unknown_names(
    claim: str,
    cited: Sequence[Paper],
    *,
    is_common: Callable[[str], bool],
    is_used: Callable[[str], bool],
    own_names: Collection[str],
    spelt_out: Mapping[str, str],
) -> list[str]:
    """The names and acronyms of a claim that stand in no field of the cited papers.

    `is_common` tells whether a word in lower case is an ordinary word, `is_used` whether the corpus has it;
    `own_names` are known in any case, `spelt_out` are the long forms of acronyms, folded.
    """
    texts = [all_text(paper) for paper in cited]
    known = frozenset[str]().union(*(_words(text) for text in texts), own_names)
    text, longs = " ".join(texts), {**spelt_out, **acronyms([claim])}
    return [
        name
        for name in names(MARKUP.sub("", claim), is_common=is_common)
        if not (name.istitle() and is_common(fold(name)) and is_used(fold(name)))  # "Bayesian", "Atlantic"
        and not (
            all(_is_known(word, known) for word in words(name))
            or _abbreviates(name, text, longs)
            or _is_month(name, cited)
        )
    ]


def _is_known(word: str, known: Collection[str]) -> bool:
    """Whether a word of the papers is a folded word or derived from it: "hebb" and "hebbian"."""
    if word in known or word.removesuffix("s") in known or stem(word) in known:
        return True
    shorter = (word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) > 6)
    return any(root in known for root in shorter) or any(word + ending in known for ending in _ENDINGS)


def _abbreviates(name: str, text: str, spelt_out: Mapping[str, str]) -> bool:
    """Whether a text spells an acronym out: "RNNs" and "recurrent neural networks".

    An acronym of two letters must have a known long form: most abstracts have two words with such initials.
    """
    letters = name.removesuffix("s")
    if not letters.isupper():
        return False
    long = spelt_out.get(letters.casefold())
    if long and " ".join(terms(long)) in " ".join(terms(text)):
        return True
    return len(letters) > 2 and letters.casefold() in "".join(word[0] for word in words(text))


def _is_month(name: str, cited: Sequence[Paper]) -> bool:
    month = next((n for n, m in enumerate(_MONTHS, start=1) if m == name[:3].casefold()), 0)
    return bool(month) and any(paper.date and paper.date.month == month for paper in cited)


def date_text(paper: Paper) -> str:
    return f"{paper.date.text} {paper.date.year}" if paper.date else ""


def all_text(paper: Paper) -> str:
    """All fields of a paper as one text."""
    parts = (
        paper.title,
        paper.abstract,
        paper.authors_text,
        " ".join(paper.affiliations),
        date_text(paper),
        paper.venue,
        paper.category,
        paper.organisation,
        paper.url,
        paper.doi,
        paper.arxiv_id,
    )
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """The words of a text and their stems; words with a hyphen also as one word."""
    return frozenset({*words(text), *terms(text)})


MARKUP = re.compile(r"[*_`]+")
_ENDINGS = ("ian", "ians", "an", "ans", "n", "ic", "ism", "ist")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
