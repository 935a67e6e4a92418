"""What a style printed, with marks -> a Reference: punctuation mended, "et al." put in, looks told apart.

citeproc-py neither joins punctuation across italics ("Title?</i>. ") nor moves it into quotes, and knows no
cut lists of authors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from assistant.text.csl_elements import MARKS, OTHERS

Look = Literal["italic", "bold", "small-caps", "sup", "sub", "member"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a reference whose letters all look the same."""

    text: str
    looks: frozenset[Look] = frozenset()


@dataclass(frozen=True, slots=True)
class Reference:
    """A work as a style prints it; `label` is its number in the style ("[1]", "1."), empty where none."""

    label: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The reference without its label and without looks."""
        return "".join(run.text for run in self.runs)


_PRIVATE = re.compile("[\ue000-\uf8ff]")
_OPENING: Mapping[str, Look] = {MARKS[look][0]: look for look in get_args(Look)}
_CLOSING: Mapping[str, Look] = {MARKS[look][1]: look for look in get_args(Look)}

_M = "[\ue000-\ue0fe]*"  # marks between two letters
_LABEL = re.compile(f"{MARKS['label'][0]}(.*?){MARKS['label'][1]}")
_OTHERS = re.compile(rf"(,?)\s*(?:(?:and|&|…)\s*)?{_M}{OTHERS}{_M}")
_QUOTE_END = re.compile(rf"(?P<last>.)(?P<end>[”’\"'»]{MARKS['quotes'][1]})(?P<marks>{_M})(?P<stop>[.,])")
_FULL_STOPS = re.compile(rf"(?<!\.)(?P<stop>[.?!…])(?P<marks>[”’]?{_M})\.(?!\.)")
_TWO_COMMAS = re.compile(rf"[,;](?P<marks>{_M}\s*)(?=[.,;])")
_BEFORE_STOP = re.compile(rf"\s+(?={_M}[.,;](?:\s|$))")
_SPACES = re.compile(rf"\s(?P<marks>{_M})\s+")
_LAST = re.compile(rf"[\s,;:]+(?P<marks>{_M})$")
_F, _G, _P, _S = (
    f"{MARKS[part][0]}[^\ue000-\uf8ff]*{MARKS[part][1]}" for part in ("family", "given", "particle", "suffix")
)
_MEMBER = re.compile(
    rf"(?:{_P} )?{_F}(?:,? ?{_G}(?: {_P})?)?(?:,? {_S})?|{_G}(?: {_P})? ?{_F}(?:,? {_S})?|{_G}|{_S}|{_P}"
)
"""The name of a member of the group, in either order."""


def reference_of(printed: str, *, stops_inside_quotes: bool) -> Reference:
    """The reference in a text with marks; a full stop after a quote may belong before the quote's end."""
    found = _LABEL.search(printed)
    text = _LABEL.sub("", printed)
    text = _OTHERS.sub(lambda m: f"{m[1] or ''} et al.", text)
    if stops_inside_quotes:
        text = _QUOTE_END.sub(_stop_inside, text)
    text = _FULL_STOPS.sub(r"\g<stop>\g<marks>", text)
    text = _BEFORE_STOP.sub("", _TWO_COMMAS.sub(r"\g<marks>", text))
    text = _SPACES.sub(r" \g<marks>", text).strip()
    text = _LAST.sub(r"\g<marks>.", text)
    text = _MEMBER.sub(lambda m: f"{MARKS['member'][0]}{without_marks(m[0])}{MARKS['member'][1]}", text)
    return Reference(without_marks(found[1]).strip() if found else "", tuple(_runs(text)))


def without_marks(text: str) -> str:
    return _PRIVATE.sub("", text)


def _stop_inside(end: re.Match[str]) -> str:
    stop = "" if end["last"] in "?!" or end["last"] == end["stop"] else end["stop"]
    return f"{end['last']}{stop}{end['end']}{end['marks']}"


def _runs(text: str) -> Iterator[Run]:
    """The runs of a text with marks."""
    looks: list[Look] = []
    for piece in re.split("([\ue000-\uf8ff])", text):
        if piece in _OPENING:
            looks.append(_OPENING[piece])
        elif piece in _CLOSING:
            looks.remove(_CLOSING[piece]) if _CLOSING[piece] in looks else None
        elif piece and not _PRIVATE.match(piece):
            yield Run(piece, frozenset(looks))
