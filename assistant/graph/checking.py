"""The step that checks the draft, has its faults mended once, and makes the Answer of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from assistant.answers.checked import Judgement, assemble
from assistant.answers.citations import Citations
from assistant.answers.overviews import also_found
from assistant.answers.plans import Overview
from assistant.answers.results import instead
from assistant.answers.wording import number_of
from assistant.datamodels import Answer, Standing, Support, Told
from assistant.errors import ModelError
from assistant.explore.saying import say
from assistant.graph.desk import Desk
from assistant.graph.judging import Case, Judge, ModelJudge, NliJudge, cases_of, judgement_of
from assistant.graph.rewriting import rewritten
from assistant.graph.state import Run, Source, State
from assistant.text.drafts import Claim, Text, read

_REFUSES = re.compile(
    r"\b(?:I|we) (?:can['’]?t|cannot|can not|am unable|['’]m unable|won['’]t|must decline)\b|\bsorry\b", re.I
)


class Checking:
    """Judges every sentence of the draft, and makes the Answer."""

    def __init__(self, desk: Desk, judge: Judge | None = None) -> None:
        self._desk, self._judge = desk, judge

    def __call__(self, state: State) -> State:
        run, answer = state["run"], state["answer"]
        assert run.turn.model
        name = run.turn.model.name
        if failed := state.get("failed"):
            return {"answer": _instead(answer, failed, run)}
        with run.turn.meter.step("judge"):
            text, judgements = self._judged(state)
        citations = Citations(readings=state.get("readings", {}))
        offered = [source.paper for source in state["sources"]]
        checked = assemble(text, judgements, offered, citations)
        if why := unusable(text, checked.told):
            return {"answer": _instead(answer, f"{name} {why}.", run)}
        also = ""
        if isinstance(state["plan"], Overview):
            also = also_found(answer.query, [e.paper for e in state["graded"]], citations)
        support = support_of(checked.told)
        run.done["judge"] = say("steps.checked", count=support.claims, backed=support.backed)
        return {
            "answer": replace(
                answer,
                text=f"{checked.text}\n\n{also}" if also else checked.text,
                citations=tuple(citations.items),
                writer=name,
                support=support,
                told=checked.told,
                thinking=state.get("thinking", ""),
                verbatim=answer,
                usage=run.usage(),
            ),
        }

    def _judged(self, state: State) -> tuple[Text, list[Judgement]]:
        """The draft and the judgements on its claims; with faults mended, where a judge found some."""
        run, sources = state["run"], state["sources"]
        known: dict[Claim, Judgement] = {}
        text = self._read(state["draft"], sources)
        judgements, by_judge = self._judgements(state, text, known)
        faults = _faults(text, judgements, by_judge)
        if not faults:
            return text, judgements
        mending = partial(rewritten, state["question"], text, faults, sources)
        doing = say("steps.mending")
        draft = run.ask("mend", mending, doing, keep=1, unchecked=text.text)
        if draft is None:
            return text, judgements
        again = self._read(draft, sources)
        mended, _ = self._judgements(state, again, known)
        fewer = _count("unbacked", mended) < _count("unbacked", judgements)
        kept = _count("backed", mended) >= _count("backed", judgements)
        return (again, mended) if fewer and kept else (text, judgements)

    def _read(self, draft: str, sources: Sequence[Source]) -> Text:
        return read(draft, titles=[source.paper.title for source in sources])

    def _judgements(
        self, state: State, text: Text, known: dict[Claim, Judgement]
    ) -> tuple[list[Judgement], set[int]]:
        """A judgement on each claim, and the positions of those that a judge has read.

        `known` are earlier judgements on the same claims; the new ones are added.
        """
        run = state["run"]
        cases = cases_of(text, state["sources"], state["question"], self._desk.checks, run.heed)
        keys = [replace(case.claim, start=0, end=0, paragraph=0) for case in cases]
        new = [at for at, key in enumerate(keys) if key not in known and cases[at].says]
        verdicts = self._verdicts(run, state, [cases[at] for at in new], text)
        read_by_judge = {at for place, at in enumerate(new) if place in verdicts}
        known |= {keys[at]: verdicts[place] for place, at in enumerate(new) if place in verdicts}
        for key, case in zip(keys, cases, strict=True):
            known.setdefault(key, judgement_of(case))
        return [known[key] for key in keys], read_by_judge

    def _verdicts(self, run: Run, state: State, cases: Sequence[Case], text: Text) -> Mapping[int, Judgement]:
        judge = self._judge or self._own_judge(run)
        if judge is None or not cases:
            return {}
        doing = say("steps.checking", count=len(cases))
        try:
            asking = judge.judge(state["question"], cases, run.turn.meter)
            return run.through(asking, doing, unchecked=text.text)
        except ModelError:
            return {}

    def _own_judge(self, run: Run) -> Judge | None:
        """The judge that is configured: a cross-encoder, another model, or the model that wrote."""
        if self._desk.nli:
            return NliJudge(self._desk.nli)
        model, writer = run.turn.judge, run.turn.model
        if model is None or (model is writer and not run.heeds):
            return None
        return ModelJudge(model, run.may_call)


def support_of(told: Sequence[Told]) -> Support:
    """The counts of the claims of an answer by how far they are borne out."""
    standings = [sentence.standing for sentence in told if sentence.standing != "plain"]
    return Support(
        len(standings), *(standings.count(standing) for standing in ("backed", "partly", "unchecked"))
    )


def unusable(text: Text, told: Sequence[Told]) -> str:
    """Why a draft can't be shown: no sentence of it is borne out. Empty where it can be shown."""
    support = support_of(told)
    if support.backed or support.partly or any(t.standing == "unchecked" and t.citations for t in told):
        return ""
    if _REFUSES.search(text.text):
        return "declined to answer"
    if not any(character.isalnum() for sentence in told for character in sentence.text):
        return "wrote nothing"
    if not any(claim.marks for claim in text.claims):
        return "cited nothing, and no paper bears out a sentence that it wrote"
    return f"wrote {number_of(support.claims, 'sentence')} that the papers it cites do not bear out"


def _instead(answer: Answer, why: str, run: Run) -> Answer:
    """The verbatim answer, with the reason why no model wrote it, and what the model took all the same."""
    return replace(instead(answer, why), usage=run.usage())


def _faults(text: Text, judgements: Sequence[Judgement], by_judge: set[int]) -> dict[int, list[str]]:
    """What a judge objects to, by paragraph; cells of tables stay as they are."""
    faults: dict[int, list[str]] = {}
    for at, (claim, judgement) in enumerate(zip(text.claims, judgements, strict=True)):
        if at in by_judge and judgement.standing == "unbacked" and not claim.context:
            said = f"“{claim.written}”: {judgement.why or 'the sources do not say this'}"
            faults.setdefault(claim.paragraph, []).append(said)
    return faults


def _count(standing: Standing, judgements: Sequence[Judgement]) -> int:
    return sum(judgement.standing == standing for judgement in judgements)
