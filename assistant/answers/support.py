"""Whether abstracts support a claim: compares words, meaning (vectors), figures and names."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from assistant.datamodels import Paper, Standing
from assistant.text.acronyms import acronyms
from assistant.text.analysis import fold, stem, terms, words
from assistant.text.claims import REMOVED, figures, names
from assistant.text.sentences import Span, split_sentences

SUPPORT = 0.3
"""The least probability for which a sentence counts as supporting a claim."""

RIVAL = 0.05
"""A cited paper is wrong if the claim is more probable by more than this for another offered paper."""

SECOND = 0.2
"""The least share of a claim's terms that another sentence needs to support a figure of the claim."""

WITH_MEANING = (2.88, 5.46, -5.44)
WORDS_ALONE = (5.56, -3.49)
"""Weights of logistic regressions, the bias last. The features are the share of a claim's idf mass that a
sentence and the title of its paper have, and (WITH_MEANING) the cosine similarity of claim and sentence.
Fitted on the training claims of SciFact: supported claims against claims paired with another abstract, the
nearest by BM25 or any (`python -m bench verify --beir DIR --fit`; error rates are in docs/llm.md)."""

Finding = Literal[
    "backed",
    "no support",  # no sentence of the cited papers makes the claim
    "figure",  # a number or a year of the claim is not in the supporting sentences
    "name",  # a name or an acronym of the claim is not in the cited papers, or the claim has a web address
    "wrong paper",  # another offered paper makes the claim, the cited one does not
    "opposite",  # the cited papers contradict the claim
]


@dataclass(frozen=True, slots=True)
class Checks:
    """Knowledge about the corpus and the language. With the defaults, all words weigh the same.

    `idf` is the inverse document frequency of a stem. `similar` gives the cosine similarity of a claim to
    each sentence of a paper's abstract, `contradicts` whether a text contradicts a claim. `is_foreign` tells
    whether a claim is in another language than the abstracts, `is_common` whether a word in lower case is an
    ordinary word. `own_names` are words of the names of the group's researchers, which a cut author list need
    not print. `acronyms` are the long forms of acronyms, folded.
    """

    idf: Callable[[str], float] = lambda _: 1.0
    similar: Callable[[str, Paper], Sequence[float]] | None = None
    contradicts: Callable[[str, str], bool] | None = None
    is_foreign: Callable[[str], bool] = lambda _: False
    is_common: Callable[[str], bool] = lambda _: True
    own_names: Collection[str] = frozenset()
    acronyms: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How far the cited papers bear a claim out, by words and vectors alone.

    `found` are the sentences to cite, the best of each cited paper first. `signs` are remarks in plain
    English on what speaks against the claim.
    """

    standing: Standing
    found: tuple[tuple[Paper, Span], ...]
    signs: tuple[str, ...] = ()


def weigh(claim: str, cited: Sequence[Paper], rivals: Sequence[Paper], checks: Checks) -> Weighed:
    """Weigh a claim, written without marks, against the papers that it cites.

    `rivals` are the other papers that were offered. The standing is "unchecked" where nothing can be said:
    the claim is in another language than the abstracts, or the cited papers have no abstract.
    """
    found = tuple((paper, span) for paper in cited for span, _ in _best(claim, paper, checks))
    if not found or checks.is_foreign(claim):
        return Weighed("unchecked", found)
    verdict, borne_out = bears_out(claim, cited, rivals, checks)
    remark = _REMARKS.get(verdict, "")
    if not remark:
        return Weighed("backed", tuple(borne_out))
    known = {word for paper in cited for word in terms(_all_text(paper))}
    return Weighed("partly" if known & set(terms(claim)) else "unbacked", found, (remark,))


def bears_out(
    claim: str, cited: Sequence[Paper], rivals: Sequence[Paper], checks: Checks
) -> tuple[Finding, list[tuple[Paper, Span]]]:
    """Whether the cited papers support a claim, and the sentences that do.

    A cited paper counts if one of its sentences makes the claim, nearly as well as the best sentence of
    `rivals`, the other papers that were offered. Together the cited papers must have every name of the claim,
    and their sentences on the claim every figure.
    """
    if not _know_names(claim, cited, checks):
        return "name", []
    best = [(paper, span, score) for paper in cited for span, score in _best(claim, paper, checks)]
    likely = [(paper, span, score) for paper, span, score in best if score >= SUPPORT]
    if not likely:
        return "no support", []
    rival = max((score for paper in rivals for _, score in _best(claim, paper, checks)), default=0.0)
    backed = [(paper, span) for paper, span, score in likely if score >= rival - RIVAL]
    if not backed:
        return "wrong paper", []
    figured = _with_figures(claim, backed, checks)
    if not figured:
        return "figure", []
    texts = [paper.abstract[start:end] for paper, (start, end) in figured]
    if turned_round(claim, " ".join(texts)):
        return "opposite", []
    if checks.contradicts and any(checks.contradicts(text, claim) for text in texts):
        return "opposite", []
    return "backed", figured


def turned_round(claim: str, text: str) -> bool:
    """Whether a claim has a negation that the text has not, or "more" where the text has only "less".

    This is a sign and no proof: of SciFact's training claims, the rule finds three in ten of the contradicted
    claims, and is wrong for one in fourteen of the supported claims.
    """
    if _DENIES.search(claim) and not _DENIES.search(text) and not _AVOIDS.search(text):
        return True
    up, down = bool(_MORE.search(claim)), bool(_LESS.search(claim))
    text_up, text_down = bool(_MORE.search(text)), bool(_LESS.search(text))
    return (up and not down and text_down and not text_up) or (down and not up and text_up and not text_down)


def signs(claim: str, paper: Paper, checks: Checks) -> list[tuple[float, float]]:
    """Two features of the claim and each sentence of the abstract.

    The first is the share of the claim's idf mass that the sentence or the title has, the second the cosine
    similarity of claim and sentence (0 where `checks.similar` is None).
    """
    _, stems, title = _abstract(paper.abstract, paper.title)
    wanted = list(dict.fromkeys(terms(claim)))
    mass = sum(checks.idf(t) for t in wanted) or 1.0
    shares = [sum(checks.idf(t) for t in wanted if t in own or t in title) / mass for own in stems]
    similar = checks.similar(claim, paper) if checks.similar and stems else [0.0] * len(stems)
    return list(zip(shares, similar, strict=True))


def _best(claim: str, paper: Paper, checks: Checks) -> list[tuple[Span, float]]:
    """The sentence of the abstract that most probably makes the claim, with the probability; may be empty."""
    spans, *_ = _abstract(paper.abstract, paper.title)
    if not spans:
        return []
    if checks.similar:
        words_weight, meaning_weight, bias = WITH_MEANING
    else:
        (words_weight, bias), meaning_weight = WORDS_ALONE, 0.0
    logits = [
        words_weight * share + meaning_weight * cosine + bias for share, cosine in signs(claim, paper, checks)
    ]
    at = max(range(len(spans)), key=lambda i: logits[i])
    return [(spans[at], 1 / (1 + math.exp(-logits[at])))]


def _with_figures(
    claim: str, backed: Sequence[tuple[Paper, Span]], checks: Checks
) -> list[tuple[Paper, Span]]:
    """The sentences that support a claim and its figures; empty where a figure of the claim is nowhere.

    A figure may stand in the title or the date, in a sentence that makes the claim, or in another sentence
    with enough of the claim's terms.
    """
    found = list(backed)
    wanted = set(figures(MARKUP.sub("", claim)))
    for paper, (start, end) in backed:
        wanted -= set(figures(f"{paper.title} {_date(paper)} {paper.abstract[start:end]}"))
    stems = {stem for stem in terms(claim) if not stem.isdigit()}  # a figure does not say what is counted
    for paper, _ in backed:
        spans, sentence_stems, _ = _abstract(paper.abstract, paper.title)
        for (start, end), own in zip(spans, sentence_stems, strict=True):
            has = wanted & set(figures(paper.abstract[start:end]))
            if has and len(stems & own) >= max(1, SECOND * len(stems)):
                found.append((paper, (start, end)))
                wanted -= has
    return [] if wanted else found


def _know_names(claim: str, cited: Sequence[Paper], checks: Checks) -> bool:
    """Whether every name of a claim stands in some field of the cited papers."""
    if REMOVED in claim:
        return False
    texts = [_all_text(paper) for paper in cited]
    known = frozenset[str]().union(*(_words(text) for text in texts), checks.own_names)
    text, spelt_out = " ".join(texts), {**checks.acronyms, **acronyms([claim])}
    return all(
        _is_known(name, known) or _abbreviates(name, text, spelt_out) or _is_month(name, cited)
        for name in names(MARKUP.sub("", claim), is_common=checks.is_common)
    )


def _is_known(name: str, known: Collection[str]) -> bool:
    """Whether a word of the papers is the name or is derived from the name: "Hebb" and "Hebbian"."""
    word = fold(name)
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


def _date(paper: Paper) -> str:
    return f"{paper.date.text} {paper.date.year}" if paper.date else ""


def _all_text(paper: Paper) -> str:
    """All fields of a paper as one text."""
    parts = (
        paper.title,
        paper.abstract,
        paper.authors_text,
        " ".join(paper.affiliations),
        _date(paper),
        paper.venue,
        paper.category,
        paper.organisation,
        paper.url,
        paper.doi,
        paper.arxiv_id,
    )
    return " ".join(part for part in parts if part)


@lru_cache(maxsize=4096)
def _abstract(text: str, title: str) -> tuple[list[Span], list[set[str]], set[str]]:
    """The sentences of an abstract, the stems of each, and those of the title."""
    spans = split_sentences(text)
    return spans, [set(terms(text[start:end])) for start, end in spans], set(terms(title))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """The words of a text and their stems; words with a hyphen also as one word."""
    return frozenset({*words(text), *terms(text)})


_REMARKS: Mapping[Finding, str] = {
    "no support": "no sentence of the cited papers says this",
    "figure": "a figure is in none of the cited sentences",
    "name": "a name is in none of the cited papers",
    "wrong paper": "another paper says this, the cited one does not",
    "opposite": "the cited sentences say the opposite",
}
MARKUP = re.compile(r"[*_`]+")
_ENDINGS = ("ian", "ians", "an", "ans", "n", "ic", "ism", "ist")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DENIES = re.compile(
    r"\b(?:not?|never|none|neither|nor|without|fail\w*|cannot|lack\w*|absence|unable|independent\w*|unaffected"
    r"|unrelated)\b|n['’]t\b",
    re.I,
)
_AVOIDS = re.compile(
    r"\b(?:avoid\w*|instead|rather|unlike|free|hardly|prevent\w*|eliminat\w*|remov\w*|impossib\w*|infeasib\w*"
    r"|insufficien\w*|unnecessar\w*|limit\w*)\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:increas\w*|high\w*|rais\w*|promot\w*|enhanc\w*|upregulat\w*|elevat\w*|greater|more|improv\w*|better"
    r"|activat\w*|induc\w*|gain\w*|faster|larger|longer|strengthen\w*|positive\w*|outperform\w*|exceed\w*)\b",
    re.I,
)
_LESS = re.compile(
    r"\b(?:decreas\w*|low\w*|reduc\w*|inhibit\w*|suppress\w*|downregulat\w*|diminish\w*|less|fewer|worse\w*"
    r"|impair\w*|block\w*|prevent\w*|loss|slower|smaller|shorter|weaken\w*|negative\w*|declin\w*|drop\w*"
    r"|underperform\w*)\b",
    re.I,
)
