"""How an answer that a model wrote is shown: how far it is borne out, what it took, the verbatim answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answers.citations import PARTLY, UNBACKED, UNCHECKED
from assistant.datamodels import Answer, Citation, Draft, Query, StepUsage, Support, Told, Usage
from assistant.explore import rendering
from assistant.explore.markup import closed, inert
from assistant.explore.written import folds, objections, support_facts, text_markdown

HOSTILE = '<img src=x> "![y](z) | `*_ ](http://evil.test)'


def citation(number: int, quote: str) -> Citation:
    return Citation(
        number, "p1", "Swimming Tigers", "", 2021, "group", "abstract", quote, 0, 9, "a.txt", 3, None
    )


OWN = Answer(
    "tigers?",
    "- **Swimming Tigers** (2021): “Tigers swim.” [1]",
    Query("tigers?"),
    (citation(1, "Tigers swim."),),
)
WRITTEN = Answer(
    "tigers?",
    f"Tigers swim. [1] All cats [2] swim. [1] {PARTLY} Dogs fly. {UNBACKED}",
    Query("tigers?"),
    (citation(1, "Tigers swim."), citation(2, "Cats swim.")),
    writer="fake:strong",
    support=Support(3, 1, partly=1),
    told=(
        Told("Tigers swim.", "backed", (1,)),
        Told("All cats swim.", "partly", (1, 2), "some cats do"),
        Told("Dogs fly.", "unbacked"),
    ),
    verbatim=OWN,
)


def shown(text: str, *told: Told) -> str:
    return text_markdown(replace(WRITTEN, text=text, told=told), "source")


class TestSentences:
    def test_one_that_is_not_backed_is_an_element_with_its_label_and_the_reason(self) -> None:
        assert text_markdown(WRITTEN, "source") == (
            r"Tigers swim.&nbsp;[\[1\]](#source-1) "
            '<span class="told partly" title="some cats do">'
            r"All cats&nbsp;[\[2\]](#source-2) swim.</span>&nbsp;[\[1\]](#source-1) "
            '<span class="standing partly">only partly borne out</span> '
            '<span class="told unbacked">Dogs fly.</span> '
            '<span class="standing unbacked">not borne out by the papers</span>'
        )

    @pytest.mark.parametrize("standing", ["backed", "plain"])
    def test_others_stay_as_they_are(self, standing: str) -> None:
        assert shown("Tigers swim.", Told("Tigers swim.", standing)) == "Tigers swim."  # type: ignore[arg-type]

    def test_a_cell_of_a_table_is_one_too(self) -> None:
        text = shown(f"| a | b |\n|---|---|\n| a | flies {UNCHECKED} |", Told("flies", "unchecked"))
        assert text.endswith(
            '<span class="told unchecked">flies</span> <span class="standing unchecked">not checked</span> |'
        )

    def test_the_second_of_two_alike_is_found_behind_the_first(self) -> None:
        first, second = Told("Cats swim.", "backed"), Told("Cats swim.", "unbacked")
        assert shown(f"Cats swim. Cats swim. {UNBACKED}", first, second).startswith("Cats swim. <span")

    @pytest.mark.parametrize("said", ["Something else.", "", "One. Two.", "It `has"])
    def test_one_that_has_no_place_of_its_own_has_its_label_alone(self, said: str) -> None:
        text = shown(f"One.\n\nTwo. It `has code`. {PARTLY}", Told(said, "partly"))
        assert text.startswith("One.\n\nTwo. It `has code`. <span")
        assert 'class="standing partly"' in text

    def test_what_a_judge_or_a_model_wrote_is_no_markup(self) -> None:
        hostile = HOSTILE + "`"
        text = shown(f"{hostile} {UNBACKED}", Told(hostile, "unbacked", (), hostile))
        assert "<img" not in text
        assert "](http" not in text
        assert text.count('"') == 7  # those of three attributes, and its own
        assert "\ue000" not in shown("a\ue000b\ue001c")

    def test_nothing_that_they_hide_is_shown(self) -> None:
        told = Told("Cats swim.", "unbacked", (), "not\u202e so")
        answer = replace(WRITTEN, text=f"Cats swim. {UNBACKED}", told=(told,), thinking="well\u202e,")
        assert "\u202e" not in rendering.to_markdown(answer)

    def test_a_block_of_code_ends_with_the_text(self) -> None:
        assert closed("```py\nx\n") == "```py\nx\n\n```"
        assert closed("````\n```\nx") == "````\n```\nx\n````"
        assert closed("```\nx\n```\ny") == "```\nx\n```\ny"


class TestCounts:
    @pytest.mark.parametrize(
        ("support", "said"),
        [
            (Support(14, 12, partly=1), "12 of 14 sentences are backed, 1 partly, 1 not"),
            (Support(3, 3), "3 of 3 sentences are backed"),
            (Support(4, 0, unchecked=4), "0 of 4 sentences are backed, 4 not checked"),
        ],
    )
    def test_sentences_are_counted_by_their_standing(self, support: Support, said: str) -> None:
        assert support_facts(support) == said

    def test_what_is_not_borne_out_is_listed_with_the_reasons(self) -> None:
        unchecked = Told("Eels hide.", "unchecked")
        told = (*WRITTEN.told, unchecked, replace(unchecked, why="no judge reads German"))
        assert [(t.text, why) for t, why in objections(replace(WRITTEN, told=told))] == [
            ("All cats swim.", "only partly borne out: some cats do"),
            ("Dogs fly.", "not borne out by the papers"),
            ("Eels hide.", "not checked: no judge reads German"),
        ]


class TestFolds:
    def test_the_verbatim_answer_is_there_with_links_of_its_own(self) -> None:
        markdown = rendering.to_markdown(WRITTEN, anchor="source-3")
        assert "<summary>In the papers’ own words</summary>\n\n- **Swimming Tigers** (2021)" in markdown
        assert r"“Tigers swim.”&nbsp;[\[1\]](#source-3-verbatim-1)" in markdown
        assert rendering.own_anchor("source-3") == "source-3-verbatim"

    def test_a_verbatim_answer_has_none_of_them(self) -> None:
        assert list(folds(OWN, "source")) == []

    def test_steps_tell_what_they_did_and_took(self) -> None:
        steps = (
            StepUsage("grade", 2, 3.91, 9120, 640, 0.0051, "read 24 abstracts"),
            StepUsage("write", 1, 2.0),
        )
        usage = Usage(3, 5.93, 4.1, 9120, 640, 0.0051, steps)
        (fold,) = folds(Answer("?", "None.", Query("?"), usage=usage), "source")
        took = "3.9 s · 2 calls · 9,120 tokens in, 640 out · cost 0.0051"
        assert f'<dt>Grade</dt><dd>Read 24 abstracts <span class="took">{took}</span></dd>' in fold
        assert '<dt>Write</dt><dd><span class="took">2.0 s · 1 call</span></dd>' in fold
        assert "<dt>In all</dt><dd>First word after 4.1 s " in fold

    def test_what_a_model_thought_is_plain_text(self) -> None:
        (fold,) = folds(replace(OWN, thinking=f"See [1].\n\n{HOSTILE}"), "source")
        assert "\n" not in fold
        assert 'class="thought">See [1].<br><br>&lt;img src=x&gt;' in fold
        assert "<a" not in fold


class TestDrafts:
    def test_the_steps_so_far_and_the_current_one(self) -> None:
        draft = Draft(doing="Reading <b>…", done=("found 26 papers",), thinking="Well,\n")
        assert rendering.draft_markdown(draft) == (
            '<div class="reply waiting">\n\n'
            '<ol class="progress"><li>Found 26 papers</li>'
            '<li class="doing"><span role="status">Reading &lt;b&gt;…</span></li></ol>\n\n'
            '<details class="fold thinking"><summary>What the model is thinking</summary>'
            '<div class="thought">Well,</div></details>\n\n'
            "</div>"
        )

    def test_what_is_not_checked_yet_is_apart(self) -> None:
        draft = Draft("Tigers swim [1].", "They [2] do\n\n```", doing="Checking…")
        assert rendering.draft_markdown(draft) == (
            '<div class="reply draft">\n\n'
            r"Tigers swim&nbsp;[\[1\]](#source-1)."
            '\n\n<div class="unchecked" role="group" title="Not checked yet">\n\n'
            "They [2] do\n\n```\n```\n\n</div>\n\n"
            '<ol class="progress"><li class="doing"><span>Checking…</span></li></ol>\n\n'
            "</div>"
        )


def test_programs_get_the_sentences_and_the_verbatim_answer() -> None:
    record = rendering.to_json(WRITTEN)
    assert record["told"][1] == {
        "text": "All cats swim.",
        "standing": "partly",
        "citations": (1, 2),
        "why": "some cats do",
    }
    assert record["verbatim"]["text"] == OWN.text
    assert record["verbatim"]["citations"][0]["quote"] == "Tigers swim."
    assert rendering.to_json(OWN)["verbatim"] is None


def test_a_terminal_tells_what_is_not_borne_out_and_prints_the_verbatim_answer_where_asked() -> None:
    text = rendering.to_text(WRITTEN)
    assert (
        "What is not borne out:\n  - “All cats swim.” only partly borne out: some cats do\n  - “Dogs" in text
    )
    assert "Written by fake:strong: 1 of 3 sentences are backed, 1 partly, 1 not." in text
    assert "own words" not in text
    whole = rendering.to_text(WRITTEN, verbatim=True)
    assert whole.startswith(text.rstrip())
    assert "In the papers’ own words\n\n- **Swimming Tigers** (2021): “Tigers swim.” [1]\n\nSources" in whole


def test_signs_are_entities() -> None:
    assert inert("a|b\n_c") == "a&#124;b &#95;c"
