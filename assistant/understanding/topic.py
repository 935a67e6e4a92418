"""What of a question is its topic: the words that the learned model of `asking` takes for its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.text.analysis import stopwords
from assistant.understanding.asking import LIKELY, Asking, Token, tokens_of


def topic_tokens(asking: Asking, tokens: Sequence[Token], *, has_topic: bool = False) -> list[Token]:
    """The tokens of one sentence or question that are likely words of its topic, the stop words left out.

    Where a question `has_topic` and no word is likely, the likeliest of the words that many questions lack.
    """
    judged = [
        (likely, token)
        for token, likely in zip(tokens, asking.topic(tokens), strict=True)
        if token.word not in stopwords()
    ]
    if found := [token for likely, token in judged if likely >= LIKELY]:
        return found
    rare = [(p, t) for p, t in judged if has_topic and t.is_word and t.word not in asking.features.asking]
    best = max((p for p, _ in rare), default=0.0)
    return [token for likely, token in rare if likely >= best / 2]


def topic_text(text: str, topical: Collection[Token]) -> str:
    """The words of `topical` as `text` has them, with the stop words that stand between two of them."""
    pieces: list[str] = []
    before = None
    for token in sorted(topical, key=lambda t: t.start):
        if before is not None:
            between = tokens_of(text[before.end : token.start])
            if all(t.word in stopwords() or t.word in ",/" for t in between):
                pieces.append(text[before.end : token.start].strip(" "))
        pieces.append(text[token.start : token.end])
        before = token
    return re.sub(r"\s+([,/])", r"\1", " ".join(filter(None, pieces))).strip(" ,/")


def topic_of(text: str, asking: Asking) -> str:
    """The topic of a short text, such as one of the things in "lions and whales"."""
    return topic_text(text, topic_tokens(asking, tokens_of(text)))
