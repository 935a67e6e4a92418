"""Question -> Premise: the claim that a question takes for granted. No language model is used.

"Why does X hurt Y?" takes for granted that X hurts Y: a claim about X and Y with a sign (see
`assistant.text.polarity`). "Does X hurt Y?" takes nothing for granted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.text.analysis import terms
from assistant.text.polarity import (
    Sign,
    Word,
    is_function_word,
    negates,
    polar_words,
    read_words,
    signs,
    stems,
)


@dataclass(frozen=True, slots=True)
class Premise:
    """A claim that a question takes for granted.

    `kind` says what is claimed: "for" (something good, or more of something), "against" (harm, failure,
    absence, or less), "need", "rejection" (somebody holds a thing to be wrong), or "departure" (somebody no
    longer works on a thing). `words` are the words of the question that carry the sign ("cannot"). `before`,
    `inside` and `after` are the stems of the claim before, within and after these words; `compared` are the
    stems of X and of Y in "X is worse than Y".
    """

    kind: Literal["for", "against", "need", "rejection", "departure"]
    words: str
    before: tuple[str, ...]
    inside: tuple[str, ...]
    after: tuple[str, ...]
    compared: tuple[frozenset[str], frozenset[str]] | None = None

    @property
    def terms(self) -> frozenset[str]:
        return frozenset((*self.before, *self.inside, *self.after))


def presumes(question: str) -> Premise | None:
    """The premise of `question`; None for a question of whether, what or which, or without a sign."""
    asked = next((m["claim"] for frame in _FRAMES if (m := frame.search(question))), None)
    if asked is None:
        return None
    claim = asked.strip(" ?.!")
    if left := re.match(_LEAVES, claim, re.I):
        what = tuple(term for term in _content(claim[left.end() :]) if not term.isdigit())
        return Premise("departure", left.group(), (), (), what)
    words = read_words(claim)
    rejects = next((at for at, word in enumerate(words) if word.stem in polar_words().reject), None)
    if rejects is not None:
        return _premise("rejection", claim, words, rejects, rejects)
    found = signs(read_words(_SUBORDINATE.sub("", claim)))
    said = [s for s in found if _is_predicate(words, s)]
    sign = next((s for s in said if s.strong), said[0] if said else None)
    need = next((at for at in range(len(words)) if _is_need(words, at)), None)
    if need is not None and (sign is None or need <= sign.first):
        if any(map(negates, words[need + 1 : need + 3])):  # "relies on neither"
            return None
        return _premise("need", claim, words, need, need)
    return (
        _premise("for" if sign.value > 0 else "against", claim, words, sign.first, sign.last)
        if sign
        else None
    )


# Forms of questions that have a premise: the group `claim` is the premise.
_PAPER = r"(?:paper|work|study|article|publication|preprint|result|theorem|experiment|finding|author)s?"
_SAYS = (
    r"(?:(?:show|prove|find|demonstrate|argue|claim|report|reveal|conclude|establish|state|suggest|observe"
    r"|discover|explain|confirm|say|write|note)(?:e?s|e?d)?|found|shown|proven|said|wrote)"
)
_REJECTS = r"(?:reject|abandon|disprov|refut|contradict|den(?:y|i)|oppos|debunk)\w*"
_LEAVES = (
    r"(?:abandon\w*|g(?:i|a)ven? up(?: on)?|drop(?:ped)?|quit|mov(?:e|ed) away from|los(?:e|t) interest in"
    r"|stop(?:ped)? (?:work\w*|us\w+|do\w+|research\w*|study\w*|publish\w*|believ\w+)(?: on| with| in)?)"
)
_FRAMES = [
    re.compile(frame, re.I)
    for frame in (
        rf"\b(?:which|what|who|whose)\b[^,?]*?\b{_SAYS}\s+(?:that|why|how)\s+(?P<claim>.+)",
        rf"\b(?:which|what)\s+{_PAPER}\s+(?P<claim>{_REJECTS}\b.+)",
        rf"\b(?:why|when|how come)\b[^,?]*?\b(?P<claim>{_LEAVES}\b.+)",
        rf"\b(?:when|where)\s+did\s+(?P<claim>.*\b{_REJECTS}\b.+)",
        # why does the group think that pruning hurts; how do they explain that it does
        rf"\b(?:why|how)\s+(?:do|does|did|can)\b[^,?]*?\b(?:{_SAYS}|thinks?|believes?|justif(?:y|ies))"
        r"\s+(?:that|why|how)\s+(?P<claim>.+)",
        r"\b(?:why|how come)\s+(?P<claim>.+)",
        r"\bhow (?:much|many|far) (?P<claim>(?:more|less|better|worse|\w+er|does|do|did|is|are)\b.+)",
        r"\bhow (?:do|does|did|can|could|is|are|was|were)\s+(?P<claim>.+)",
    )
]
PASSIVE = re.compile(r"needed|required|necessary", re.I)
_SUBORDINATE = re.compile(
    r"\b(?:when|if|while|although|though|whereas|because|unless|even|despite|beyond)\b.*", re.I
)
_PHRASE = re.compile(r"\b(?:at|in|on|for|with|by|from|as|under|over|when|during)\b.*", re.I)
_PEOPLE = re.compile(
    rf"\b(?:the |this |these |their |your )?(?:group|{_PAPER}|researchers?|team|they|we|he|she)\b"
    rf"(?:\s+{_SAYS}\s+that)?",
    re.I,
)
_NOT = re.compile(r"\w*n['’]t\b", re.I)
_ADVERB = re.compile(r"\b(?!(?:famil|anom|suppl|appl|assemb|ear|impl|repl|poly)\w{0,2}\b)\w{3,}ly\b", re.I)
_EMPTY = stems(
    """still only paper group work author show make become actual typical really such get way much many even
    other well always often usual certain particular method approach do ones necessarily"""
)


def _premise(
    kind: Literal["for", "against", "need", "rejection"],
    claim: str,
    words: Sequence[Word],
    first: int,
    last: int,
) -> Premise:
    start, end = words[first].start, words[last].end
    said = claim
    if kind in ("for", "against"):  # adverbs such as "intrinsically" are no part of the claim
        said = _ADVERB.sub(lambda adverb: " " * len(adverb.group()), claim[:start]) + claim[start:end]
        said += _ADVERB.sub(" ", claim[end:])
    before, inside, after = _content(said[:start]), _content(said[start:end]), _content(said[end:])
    than = re.search(r"\bthan\b", claim)
    compared = None
    if than:
        compared = _apart(_content(claim[: than.start()]), _content(_PHRASE.sub("", claim[than.end() :])))
        if words[last].stem in ("more", "less"):  # the word after is compared: "less expressive than"
            inside = _content(claim[start : words[min(last + 1, len(words) - 1)].end])
    elif words[first].stem in polar_words().beat:
        compared = _apart(before, after)
    return Premise(kind, claim[start:end], before, inside, after, compared)


def _apart(one: Sequence[str], other: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(one) - frozenset(other), frozenset(other) - frozenset(one)


def _content(text: str) -> tuple[str, ...]:
    """The stems of a text that name its subject: without signs, speakers ("the authors"), and empty words."""
    found = terms(_PEOPLE.sub(" ", _NOT.sub(" ", text.replace("-", " "))))
    signed = {w.stem for w in read_words(text) if signs([w])}
    return tuple(t for t in found if t not in signed and t not in polar_words().need and t not in _EMPTY)


def _is_predicate(words: Sequence[Word], sign: Sign) -> bool:
    """Whether a sign is a predicate, and no part of a noun phrase: "easy tokens", "the lack of data"."""
    after = words[sign.last + 1] if sign.last + 1 < len(words) else None
    if sign.strong or after is None:
        return after is None or after.stem != "of"
    if words[sign.last].stem in ("best", "worst") and words[0].stem in ("is", "are", "was", "were"):
        return True
    return sign.first == 0 or is_function_word(after) or any(w.stem == "than" for w in words)


def _is_need(words: Sequence[Word], at: int) -> bool:
    """Whether the word at `at` states a need: "needs", "depends on", "only works with", "is needed".

    "They needed" reports the past, and states no need.
    """
    if words[at].stem == "onli":
        return at + 1 < len(words) and words[at + 1].stem == "work"
    if PASSIVE.fullmatch(words[at].text):
        return any(w.stem in ("is", "are") for w in (words[0], words[at - 1]))
    return words[at].stem in polar_words().need
