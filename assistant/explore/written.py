"""An answer that a model wrote, in Markdown and HTML: what is borne out, what it took, the verbatim answer.

Pure functions. What the model wrote, judged and thought is untrusted; see `assistant.explore.markup`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from assistant.answers.checked import LABELS
from assistant.datamodels import Answer, Standing, StepUsage, Support, Told, Usage
from assistant.explore.markup import closed, html_block, inert, linked, neutral
from assistant.explore.saying import say
from assistant.text.plaintext import as_seen

THOUGHT = 20_000
"""Characters that are shown of what a model thought, the last ones."""

_STANDINGS: dict[Standing, str] = {
    "partly": "support.partly-borne-out",
    "unbacked": "support.not-borne-out",
    "unchecked": "support.unchecked",
}
_COUNTED = {"partly": "support.partly", "not": "support.not", "not-checked": "support.not-checked"}

_STEPS = {
    "understand": "steps.understand",
    "search": "steps.search",
    "grade": "steps.grade",
    "quote": "steps.quote",
    "write": "steps.write",
    "judge": "steps.judge",
    "mend": "steps.mend",
}
_UNSAID = re.compile(r"\[\d+\]|\s+")  # what a told sentence may lack, or have otherwise
_BEGIN, _END = "\ue000", "\ue001"  # where a sentence begins and ends, until the text is made harmless
_PRIVATE = re.compile(f"[{_BEGIN}{_END}]")


def support_facts(support: Support) -> str:
    """The sentences counted by their standing: "12 of 14 sentences are backed, 1 partly, 1 not"."""
    unbacked = support.claims - support.backed - support.partly - support.unchecked
    rest = ((support.partly, "partly"), (unbacked, "not"), (support.unchecked, "not-checked"))
    counted = [say(_COUNTED[what], number=count) for count, what in rest if count]
    return ", ".join([say("support.backed", backed=support.backed, count=support.claims), *counted])


def objections(answer: Answer) -> list[tuple[Told, str]]:
    """The sentences that are not borne out, or for some reason not checked, each with what is said of it."""
    told = [
        t
        for t in answer.told
        if t.standing in ("partly", "unbacked") or (t.standing == "unchecked" and t.why)
    ]
    return [(t, ": ".join(filter(None, (_words(t.standing), as_seen(t.why))))) for t in told]


def text_markdown(answer: Answer, anchor: str) -> str:
    """The text of an answer, harmless, with links for its marks; what is not backed is an element of a class.

    The label after such a sentence says its standing, the element's title why.
    """
    text = _PRIVATE.sub("", answer.text)
    places = _places(text, answer.told)
    for start, end, _ in reversed(places):
        text = f"{text[:start]}{_BEGIN}{text[start:end]}{_END}{text[end:]}"
    shown = linked(neutral(closed(text)), anchor, {citation.number for citation in answer.citations})
    opening = iter(_opening(told) for _, _, told in places)
    shown = re.sub(_BEGIN, lambda _: next(opening), shown).replace(_END, "</span>")
    for standing, label in LABELS.items():
        shown = shown.replace(label, f'<span class="standing {standing}">{_words(standing)}</span>')
    return shown


def _opening(told: Told) -> str:
    title = f' title="{inert(as_seen(told.why))}"' if told.why else ""
    return f'<span class="told {told.standing}"{title}>'


def folds(answer: Answer, anchor: str) -> Iterator[str]:
    """The fold-outs under an answer in which a model had a part; each is Markdown or an HTML block."""
    if against := objections(answer):
        items = "\n".join(
            f'- “{_one_line(t.text)}” <span class="why">{inert(why)}</span>' for t, why in against
        )
        yield _fold("objections", say("answer.not-borne-out"), items)
    if own := answer.verbatim:
        cited = {citation.number for citation in own.citations}
        yield _fold("verbatim", say("answer.own-words"), linked(neutral(closed(own.text)), anchor, cited))
    if answer.usage:
        yield _block_fold("steps", say("answer.steps"), _steps(answer.usage))
    if answer.thinking:
        yield thinking_fold(answer.thinking, say("answer.model-thought"))


def thinking_fold(thinking: str, summary: str) -> str:
    """What a model thinks aloud, folded, letter by letter and without links."""
    kept = as_seen(thinking.strip()[-THOUGHT:])
    lines = "<br>".join(escape(line) for line in kept.split("\n"))
    return _block_fold("thinking", summary, f'<div class="thought">{lines}</div>')


def usage_facts(usage: Usage | StepUsage) -> list[str]:
    """Seconds, calls, tokens and cost, as far as they are known."""
    facts = [say("answer.seconds", seconds=float(usage.seconds)), say("answer.calls", count=usage.calls)]
    if usage.tokens_in is not None or usage.tokens_out is not None:
        facts.append(say("answer.tokens", into=usage.tokens_in or 0, out=usage.tokens_out or 0))
    if usage.cost is not None:
        facts.append(say("answer.cost", cost=f"{usage.cost:.4g}"))
    return facts


def _steps(usage: Usage) -> str:
    """What each step did and took, and what they took in all, as a list of terms."""
    rows = [(_step(s.name), s.did, usage_facts(s)) for s in usage.steps]
    first = (
        say("answer.first-word", seconds=float(usage.first_token)) if usage.first_token is not None else ""
    )
    rows.append((say("answer.in-all"), first, usage_facts(usage)))
    return "<dl>" + "".join(_row(*row) for row in rows) + "</dl>"


def _step(name: str) -> str:
    return say(_STEPS[name]) if name in _STEPS else name.capitalize()


def _row(name: str, did: str, took: Sequence[str]) -> str:
    said = f"{escape(did[:1].upper() + did[1:])} " if did else ""
    return f'<dt>{escape(name)}</dt><dd>{said}<span class="took">{escape(" · ".join(took))}</span></dd>'


def _places(text: str, told: Sequence[Told]) -> list[tuple[int, int, Told]]:
    """Where in an answer's text the told sentences with a label stand, in order."""
    letters = "".join(_UNSAID.split(text))
    offsets = [at for start, end in _said(text) for at in range(start, end)]
    places, position = [], 0
    for sentence in told:
        wanted = "".join(_UNSAID.split(sentence.text))
        at = letters.find(wanted, position) if wanted else -1
        if at < 0:
            continue
        position = at + len(wanted)
        start, end = offsets[at], offsets[position - 1] + 1
        whole = "\n\n" not in text[start:end] and text.count("`", start, end) % 2 == 0
        if sentence.standing in LABELS and whole:  # no element may begin or end within a block or code
            places.append((start, end, sentence))
    return places


def _said(text: str) -> Iterator[tuple[int, int]]:
    """The spans of a text between its marks and its white space."""
    start = 0
    for gap in _UNSAID.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _words(standing: Standing) -> str:
    return say(_STANDINGS[standing])


def _one_line(text: str) -> str:
    return neutral(" ".join(text.split()))


def _fold(name: str, summary: str, markdown: str) -> str:
    return f'<details class="fold {name}"><summary>{summary}</summary>\n\n{markdown}\n\n</details>'


def _block_fold(name: str, summary: str, html: str) -> str:
    return html_block(f'<details class="fold {name}"><summary>{summary}</summary>{html}</details>')
