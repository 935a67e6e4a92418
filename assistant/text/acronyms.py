"""Acronyms that texts define themselves: "out-of-distribution (OOD) detection".

The rule is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text", PSB 2003: walking backwards from the bracket, each letter of the
short form must be found in the long form, the first one at the start of a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from assistant.text.analysis import fold

_SHORT = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{0,8}[A-Z0-9]s?|[A-Z]{2,10}s?)\)")


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
