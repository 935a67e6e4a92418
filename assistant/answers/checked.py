"""A draft and the judgements on its claims -> the text of an answer that tells how far each is borne out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.citations import PARTLY, UNBACKED, UNCHECKED, Citations
from assistant.datamodels import Paper, Standing, Told
from assistant.text.drafts import Claim, Text
from assistant.text.marks import MARKS, numbers_in
from assistant.text.sentences import Span

LABELS: dict[Standing, str] = {"partly": PARTLY, "unbacked": UNBACKED, "unchecked": UNCHECKED}
"""The label behind a sentence of this standing."""


_SIDE = r"(?:\[\d+\]\s?[,;]?\s?)+"
_AT_END = re.compile(rf"\s*{_SIDE}([.!?…。！？:;]*[\"'”’)*_]*)$|(?<=[.!?…。！？])\s*{_SIDE}$")
"""Marks at the end of a sentence, before its full stop or behind it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a claim is borne out, by which sentences of abstracts, and what of it is not."""

    standing: Standing
    found: tuple[tuple[Paper, Span], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The text of a checked draft, its marks numbered as the citations are, and its sentences."""

    text: str
    told: tuple[Told, ...]


def assemble(
    text: Text, judgements: Sequence[Judgement], offered: Sequence[Paper], citations: Citations
) -> Checked:
    """The text with each claim's marks renewed, and a label behind each claim that is not backed.

    `offered` are the papers that the model was shown as [1] to [n]. No claim is left out: one that follows
    might mean something else then. The marks are added to `citations`.
    """
    parts, told, at = [], [], 0
    for claim, judgement in zip(text.claims, resting(text, judgements), strict=True):
        said = _marked(text.text[claim.start : claim.end], claim, judgement, offered, citations)
        label = LABELS.get(judgement.standing, "") if claim.text else ""
        parts += [text.text[at : claim.start], " ".join(filter(None, (said, label)))]
        at = claim.end
        if claim.text:
            told.append(Told(claim.text, judgement.standing, numbers_in(said), judgement.why))
    parts.append(text.text[at:])
    return Checked("".join(parts).strip(), tuple(told))


def _marked(
    said: str, claim: Claim, judgement: Judgement, offered: Sequence[Paper], citations: Citations
) -> str:
    """A claim with the marks of its citations: one amid its words stays there, since it may be one of them.

    "[2] shows that tigers swim, unlike [1]." Marks at the end follow the full stop.
    """
    amid = _AT_END.sub(r"\1", said)
    last = [n for n in claim.marks if n not in numbers_in(amid)]

    def renewed(match: re.Match[str]) -> str:
        space = " " if match.start() and match.group()[0].isspace() else ""
        marks = [
            mark for n in numbers_in(match.group()) for mark in _marks_of(n, judgement, offered, citations)
        ]
        return space + "".join(dict.fromkeys(marks)) if marks else ""

    body = MARKS.sub(renewed, amid) if amid != said or claim.text else MARKS.sub(renewed, said)
    cited = {offered[n - 1].id for n in claim.marks if 1 <= n <= len(offered)}
    marks = [mark for n in last for mark in _marks_of(n, judgement, offered, citations)]
    marks += [citations.abstract(p, *span) for p, span in judgement.found if p.id not in cited]
    return " ".join(filter(None, (body.strip(), "".join(dict.fromkeys(marks)))))


def resting(text: Text, judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements, those on topic sentences, transitions and summaries resting on what these introduce.

    Such a sentence cites nothing, and opens or ends its paragraph; where it is all of its paragraph, it opens
    or ends the answer. It rests on the other sentences of the paragraph, or of the answer, and is plain where
    most of them hold.
    """
    return [
        replace(judgement, standing="plain")
        if judgement.standing == "unchecked"
        and not claim.marks
        and not judgement.why
        and _hold(_introduced(text.claims, at), text.claims, judgements)
        else judgement
        for at, (claim, judgement) in enumerate(zip(text.claims, judgements, strict=True))
    ]


def _introduced(claims: Sequence[Claim], at: int) -> Sequence[int]:
    """The positions of the claims that the one at `at` may introduce or sum up; empty for none."""
    paragraph = [n for n, claim in enumerate(claims) if claim.paragraph == claims[at].paragraph]
    if len(paragraph) > 1:
        return paragraph if at in (paragraph[0], paragraph[-1]) else ()
    return range(len(claims)) if at in (0, len(claims) - 1) else ()


def _hold(positions: Sequence[int], claims: Sequence[Claim], judgements: Sequence[Judgement]) -> bool:
    """Whether most of the claims that cite something are borne out."""
    standings = [judgements[n].standing for n in positions if claims[n].marks and claims[n].text]
    return bool(standings) and 2 * standings.count("backed") >= len(standings)


def _marks_of(number: int, judgement: Judgement, offered: Sequence[Paper], citations: Citations) -> list[str]:
    """The marks of a paper: of the sentences of it that were found, else of its title; none of no paper."""
    if not 1 <= number <= len(offered):
        return []
    paper = offered[number - 1]
    found = [citations.abstract(paper, *span) for own, span in judgement.found if own.id == paper.id]
    return found or [citations.field(paper, "title")]
