"""Whatever a model replies, an answer comes of it whose marks are its citations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fakes import DEEPER, FakeEncoder
from scripted_model import scripted

from assistant.answering import Assistant
from assistant.answers.citations import MARK
from assistant.config import DEFAULT_MODEL
from assistant.explore.rendering import to_json, to_markdown
from assistant.index.corpus import Corpus, open_corpus

TRUE = ("Tigers swim across 3 rivers", "They rest by day in the shade.", "Lions hunt antelopes at night.")
PIECES = (
    *TRUE,
    *("[1]", "[2]", "[7]", "[1, 2]", "【1】", "(1)", "¹", "[^1]", "\\[1\\]", "Abstract 1 "),
    *(".", ". ", "。", "\n", "\n\n", "- ", "* ", "> ", "1. ", "## Head [1]\n", "**bold** ", "$x_1$ "),
    *("| a | b |\n|---|---|\n| x [1] | y |\n", "```\ncode\n```\n", "References:\n[1] Lions at Night\n"),
    *("Smith et al. [2] show", "<b>x</b>", "http://evil.test ", "und ", "<<img a=x>img src=y> ", "p<q "),
    *("[note]: x\n", "[2021]", "[0]", f"[{'1' * 5000}]", "10<sup>5</sup> ", "¹²³⁴", "[1]–[3]", "\r\n \r\n"),
)
KINDS = (
    "overview fact compare limitations related_work list count newest ranking one_paper profile people "
    "read_first references releases news themes portrait other"
).split()
QUESTIONS = (
    "What has the group done on swimming tigers?",
    "Was macht die Gruppe mit Löwen?",
    "Compare lions and tigers",
    "What are the limitations of their work?",
    "How many papers are there?",
    "Summarise Swimming Tigers",
)


@pytest.fixture(scope="module")
def corpus(zoo: Path) -> Iterator[Corpus]:
    corpus = open_corpus(zoo)
    yield corpus
    corpus.close()


class AnyReply:
    """Replies of the right form with anything in them."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def draft(self) -> str:
        pick = self.chance.choice
        return "".join(pick(PIECES) + pick(("", " ")) for _ in range(self.chance.randint(0, 25)))

    def reading(self, _: str) -> Any:
        pick = self.chance.choice
        return {
            "question": pick((*QUESTIONS, "", "x" * 500, "Papers by Zorro in 1999")),
            "kind": pick(KINDS),
            "topics": pick(([], ["lions"], ["swimming tigers", "x", "y", "z", "w"], [""])),
            "compared": pick(([], ["lions", "tigers"])),
            "whose": pick(("group", "others", "both")),
            "form": pick(("", "table", "review")),
            "language": pick(("en", "de", "xx-12", "")),
        }

    def grades(self, _: str) -> Any:
        papers = [
            {"number": self.number(), "grade": self.number(), "sentence": self.words()} for _ in range(4)
        ]
        return {"papers": papers}

    def outline(self, _: str) -> Any:
        quotes = [{"number": self.number(), "words": self.words()} for _ in range(3)]
        return {"sections": [{"heading": self.chance.choice(("", "x [1]")), "quotes": quotes}]}

    def verdicts(self, _: str) -> Any:
        verdicts = [
            {
                "claim": self.number(),
                "verdict": self.chance.choice(("backed", "partly", "not backed")),
                "words": [self.words() for _ in range(self.chance.randint(0, 2))],
                "wrong": self.chance.choice(("", "[3] <b>")),
            }
            for _ in range(self.chance.randint(0, 9))
        ]
        return {"verdicts": verdicts}

    def paragraphs(self, _: str) -> Any:
        return {"paragraphs": [{"number": self.number(), "text": self.draft()} for _ in range(3)]}

    def number(self) -> int:
        return self.chance.randint(-1, 5)

    def words(self) -> str:
        return self.chance.choice((*TRUE, "swim across 3", "no such words", ""))


@pytest.mark.parametrize("seed", range(8 * DEEPER))
def test_an_answer_comes_of_any_reply(corpus: Corpus, seed: int) -> None:
    chance = Random(seed)
    replies = AnyReply(chance)
    for _ in range(15):
        models, _model = scripted(
            replies.draft(),
            Reading=replies.reading,
            Grades=replies.grades,
            Outline=replies.outline,
            VerdictList=replies.verdicts,
            Paragraphs=replies.paragraphs,
            Rewording={"topics": ["lions"]},
        )
        assistant = Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models)
        answer = assistant.ask(chance.choice(QUESTIONS))
        assert {int(n) for n in MARK.findall(answer.text)} == {c.number for c in answer.citations}
        assert all(citation.quote for citation in answer.citations)
        assert set(to_json(answer)) > {"answer", "citations"}
        assert to_markdown(answer)


@pytest.mark.parametrize(
    "reply",
    [
        '{"papers": ' * 3000,
        '{"a": [' * 3000 + "]}" * 3000,
        "{" * 3000,
        '{"papers": [{"number": ' + "9" * 5000 + ', "grade": 3}]}',
        '{"papers": [{"number": 1e999, "grade": -1e999, "sentence": null}]}',
        '{"papers": {"papers": null}, "papers": 3}',
        '{"papers": [null, 1, "x", {"number": true, "grade": "3", "sentence": []}]}',
        "[]",
    ],
)
def test_an_object_of_any_form_makes_no_step_fail(corpus: Corpus, reply: str) -> None:
    models, model = scripted("Tigers swim across 3 rivers [1].", Grades=lambda _: reply)
    answer = Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models).ask(QUESTIONS[0])
    assert model.asked_for("Grades")
    assert answer.text == "Tigers swim across 3 rivers. [1]"
