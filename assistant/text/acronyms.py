"""Acronyms that texts define themselves: "out-of-distribution (OOD) detection".

The rule is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", PSB 2003: walking backwards from the bracket, each letter of the
short form must be found in the long form, the first one at the start of a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from assistant.text.analysis import fold, stopwords

_SHORT = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{0,8}[A-Z0-9]s?|[A-Z]{2,10}s?)\)")

_CAPITALS = re.compile(r"\b[A-Z]{3,6}(?=s?\b)")
_RUN = re.compile(r"[^\W\d_]+")
_BREAK = re.compile(r"[.,;:!?()\[\]/]|\s[-–—]\s")

TITLES = 2
"""Titles with a long form, at least: initials of words that stand together once may be chance."""


def acronyms(texts: Iterable[str]) -> dict[str, str]:
    """Short form (folded, singular) to the long form that `texts` define most often for it."""
    counts: dict[str, Counter[str]] = {}
    for text in texts:
        for match in _SHORT.finditer(text):
            short = match.group(1).removesuffix("s") if match.group(1)[-2:-1].isupper() else match.group(1)
            long = _long_form(short, text[: match.start()].rstrip())
            if long:
                counts.setdefault(fold(short), Counter())[long] += 1
    return {short: longs.most_common(1)[0][0] for short, longs in counts.items()}


def spelt_in_titles(titles: Sequence[str], shorts: Collection[str]) -> dict[str, str]:
    """Of acronyms in capitals, folded, the long forms that titles have without a definition.

    A long form is a run of words with these initials, none of them a stop word, in TITLES titles or more, and
    in twice as many as any other run. Of 57 acronyms that the papers of 13 groups do define, titles spell out
    55 the same way.
    """
    counts: dict[str, Counter[str]] = {}
    lengths = sorted({len(short) for short in shorts})
    for title in titles:
        parts = [_RUN.findall(part) for part in _BREAK.split(fold(title))]
        runs = {tuple(p[at : at + n]) for p in parts for n in lengths for at in range(len(p) - n + 1)}
        for run in runs:
            short = "".join(word[0] for word in run).upper()
            if short in shorts and stopwords().isdisjoint(run):
                counts.setdefault(short, Counter())[" ".join(run)] += 1
    best = {short: runs.most_common(2) for short, runs in counts.items()}
    return {
        fold(short): first[0]
        for short, (first, *others) in best.items()
        if first[1] >= TITLES and all(first[1] >= 2 * count for _, count in others)
    }


def capitals(texts: Iterable[str]) -> frozenset[str]:
    """The words of `texts` in capitals that may be acronyms with a long form of as many words."""
    return frozenset(short for text in texts for short in _CAPITALS.findall(text))


def _long_form(short: str, before: str) -> str | None:
    most = min(len(short) + 5, len(short) * 2)
    candidate = " ".join(before.rsplit(maxsplit=most)[-most:])
    at = len(candidate) - 1
    for position in range(len(short) - 1, -1, -1):
        letter = short[position].lower()
        if not letter.isalnum():
            continue
        while at >= 0 and (
            candidate[at].lower() != letter or (position == 0 and at > 0 and candidate[at - 1].isalnum())
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    start = candidate.rfind(" ", 0, at + 2) + 1
    long = candidate[start:].strip(" ([\"'“")
    return long if len(long) > len(short) and "(" not in long else None
