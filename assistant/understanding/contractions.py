"""Contractions in full: "what've they" -> "what have they", so that no rule needs to know both."""

from __future__ import annotations

import re

from assistant.understanding.patterns import any_of

_SUBJECT = any_of("i|you|he|she|it|we|they|who|what|which|where|when|how|that|there|here")
_SHORT = re.compile(rf"\b(?P<subject>{_SUBJECT})['’](?P<verb>m|s|re|ve|ll|d)\b", re.I)
_VERBS = {"m": "am", "s": "is", "re": "are", "ve": "have", "ll": "will", "d": "would"}
_RUN_TOGETHER = {
    "whats": "what is",
    "wheres": "where is",
    "whos": "who is",
    "hows": "how is",
    "theyve": "they have",
    "theyre": "they are",
    "im": "i am",
    "ive": "i have",
    "id": "i would",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "u": "you",
    "ur": "your",
    "abt": "about",
    "annum": "year",
    "annually": "per year",
    "let's": "let us",
    "w/": "with",
    "w/o": "without",
}
_TOGETHER = re.compile(rf"(?<![\w/'’]){any_of(*map(re.escape, _RUN_TOGETHER))}(?![\w/'’])", re.I)


_TENS = {"twenty": 2020, "thirty": 2030}
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_UNITS = "one two three four five six seven eight nine".split()
_SPOKEN_YEAR = re.compile(
    r"\b(twenty|two thousand( and)?)[\s-]+"
    rf"((?P<teen>{any_of(*_TEENS)})|(?P<tens>{any_of(*_TENS)})([\s-]+(?P<unit>{any_of(*_UNITS)}))?)\b",
    re.I,
)


def in_full(question: str) -> str:
    """`question` with what people write and dictate in short in full; "n't" and "Byron's" stay."""
    question = _SHORT.sub(lambda m: f"{m['subject']} {_VERBS[m['verb'].lower()]}", question)
    return _SPOKEN_YEAR.sub(_year, _TOGETHER.sub(_spelt, question))


def _year(match: re.Match[str]) -> str:
    """ "twenty twenty one", as dictated -> "2021"."""
    if match["teen"]:
        return str(2010 + _TEENS.index(match["teen"].lower()))
    unit = 1 + _UNITS.index(match["unit"].lower()) if match["unit"] else 0
    return str(_TENS[match["tens"].lower()] + unit)


def _spelt(match: re.Match[str]) -> str:
    written = match.group()
    return written if written.isupper() else _RUN_TOGETHER[written.lower()]  # ID is no "I'd"
