"""A draft and the judgements on its claims -> the text of an answer that tells how far each is borne out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answers.citations import PARTLY, UNBACKED, UNCHECKED, Citations
from assistant.datamodels import Paper, Standing, Told
from assistant.text.drafts import Claim, Text
from assistant.text.sentences import Span

_LABELS: dict[Standing, str] = {"partly": PARTLY, "unbacked": UNBACKED, "unchecked": UNCHECKED}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a claim is borne out: by which sentences of abstracts, and what is not.

    `papers` are those that the claim cites: the reader is led to them where no sentence was `found`.
    """

    standing: Standing
    found: tuple[tuple[Paper, Span], ...] = ()
    why: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The text of a checked draft, its marks numbered as the citations are, and its sentences."""

    text: str
    told: tuple[Told, ...]


def assemble(text: Text, judgements: Sequence[Judgement], citations: Citations) -> Checked:
    """The text with each claim's marks renewed, and a label behind each claim that is not backed.

    No claim is left out: one that follows might mean something else then. The marks are added to `citations`.
    """
    parts, told, at = [], [], 0
    for claim, judgement in zip(text.claims, resting(text, judgements), strict=True):
        marks = _marks(judgement, citations)
        label = _LABELS.get(judgement.standing, "") if claim.text else ""
        parts.append(text.text[at : claim.start])
        parts.append(" ".join(filter(None, (claim.text, "".join(marks), label))))
        at = claim.end
        if claim.text:
            numbers = tuple(int(mark[1:-1]) for mark in marks)
            told.append(Told(claim.text, judgement.standing, numbers, judgement.why))
    parts.append(text.text[at:])
    return Checked("".join(parts).strip(), tuple(told))


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


def _marks(judgement: Judgement, citations: Citations) -> list[str]:
    """The marks of the sentences found, else of the papers cited."""
    marks = [citations.abstract(paper, *span) for paper, span in judgement.found]
    if not marks:
        marks = [citations.field(paper, "title") for paper in judgement.papers]
    return list(dict.fromkeys(marks))
