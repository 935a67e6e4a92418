"""The two things or people that a question compares: "compare lions and tigers", "lions vs tigers"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.text.analysis import stopwords
from assistant.understanding.asking import Token
from assistant.understanding.reading import Reading
from assistant.understanding.topic import topic_text

_BETWEEN = (
    ("vs", "versus", "v"),
    ("and on",),
    ("and", "or"),
    ("from", "against", "than"),
    ("with", "to"),
    (",", "/", ";"),
)
"""What stands between two things, the surest first: in "pain with fever and cough" the "and" does."""

_LEADS = frozenset("on about in with of that those what their the".split())


def read_compared(reading: Reading) -> bool:
    """Put the two things, if there are two; their words are the topic. Two people need no other thing."""
    if reading.query.papers and len(reading.query.papers) > 1:
        return True
    tokens = [t for sentence in reading.asking for t in sentence if reading.text[t.start : t.end].strip()]
    own = _own(reading, tokens)
    for words in _BETWEEN:
        for at in range(len(tokens)):
            before, after = own & set(tokens[:at]), own & set(tokens[at + 1 :])
            if before and after and _stands_between(tokens, at, words):
                one, other = (topic_text(reading.text, thing) for thing in (before, after))
                one = _with_head(one, other, reading)
                reading.put(compared=(one, other), topic=f"{one} or {other}")
                return True
    if len(reading.query.authors) > 1:  # what they wrote together compares nobody
        reading.put(any_author=True)
        return True
    return False


def _with_head(one: str, other: str, reading: Reading) -> str:
    """The first thing with the noun that both share, where papers say so: "acute and chronic pain"."""
    head = other.split()[-1]
    alone = " " not in one and " " in other
    return f"{one} {head}" if alone and reading.lexicon.is_phrase(one, head) else one


def _own(reading: Reading, tokens: Sequence[Token]) -> set[Token]:
    """The words of the things: those of the topic, and those that questions do not ask with."""
    asking = reading.lexicon.asking.features.asking
    rare = {t for t in tokens if t.is_word and t.word not in asking and t.word not in stopwords()}
    return rare | (set(reading.topical) & set(tokens))


def _stands_between(tokens: Sequence[Token], at: int, words: Sequence[str]) -> bool:
    following = tokens[at + 1].word
    return tokens[at].word in words or (f"{tokens[at].word} on" in words and following in _LEADS)
