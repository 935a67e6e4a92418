"""A draft put together again, with how far each of its sentences is borne out."""

from __future__ import annotations

from fakes import make_paper
from hypothesis import given
from hypothesis import strategies as st

from assistant.answers.checked import Checked, Judgement, assemble
from assistant.answers.citations import MARK, PARTLY, UNBACKED, UNCHECKED, Citations
from assistant.datamodels import Standing
from assistant.text.drafts import read

LIONS = make_paper("Lions at Night", "Lions hunt. They rest by day.")
TIGERS = make_paper("Swimming Tigers", "Tigers swim.")
HUNT, REST, SWIM = (LIONS, (0, 11)), (LIONS, (12, 29)), (TIGERS, (0, 12))

TITLES = (LIONS.title, TIGERS.title)
BACKED = Judgement("backed", (HUNT,))
OPEN = Judgement("unchecked")


def put(draft: str, *judgements: Judgement) -> tuple[Checked, Citations]:
    citations = Citations()
    return assemble(read(draft, titles=TITLES), judgements, (LIONS, TIGERS), citations), citations


def test_marks_become_those_of_the_sentences_found() -> None:
    checked, citations = put(
        "Lions hunt [1]. Both move [1][2].", BACKED, Judgement("backed", (SWIM, REST, HUNT))
    )
    assert checked.text == "Lions hunt. [1] Both move. [2][1][3]"
    assert [c.quote for c in citations.items] == ["Lions hunt.", "They rest by day.", "Tigers swim."]
    assert [told.citations for told in checked.told] == [(1,), (2, 1, 3)]


def test_a_mark_amid_the_words_stays_there() -> None:
    both = Judgement("backed", (HUNT, SWIM))
    checked, _ = put("Both Lions [1] and tigers [2] move. [2] says so, and [1] too.", both, both)
    assert checked.text == "Both Lions [1] and tigers [2] move. [2] says so, and [1] too."
    assert put("Lions hunt [1], and swim [9].", BACKED)[0].text == "Lions hunt [1], and swim."


def test_every_sentence_stays_with_a_label() -> None:
    checked, citations = put(
        "Lions hunt [1]. They fly [1]. They nap [1]. They read.",
        BACKED,
        Judgement("unbacked", (), "no word of flying"),
        Judgement("partly", (REST,), "they rest"),
        Judgement("unchecked", (), "the figure 3"),
    )
    assert checked.text == (
        f"Lions hunt. [1] They fly. [2] {UNBACKED} They nap. [3] {PARTLY} They read. {UNCHECKED}"
    )
    assert citations.items[1].field == "title"  # the paper, where no sentence says it
    assert [t.standing for t in checked.told] == ["backed", "unbacked", "partly", "unchecked"]
    assert checked.told[1].why == "no word of flying"


def test_headings_lists_and_tables_stay_as_they_are() -> None:
    draft = "## Cats\n\n- Lions hunt [1].\n\n| Cat | Does |\n|---|---|\n| Lion | hunts [1] |\n"
    checked, _ = put(draft, BACKED, Judgement("unbacked", (), ""))
    assert checked.text == (
        f"## Cats\n\n- Lions hunt. [1]\n\n| Cat | Does |\n|---|---|\n| Lion | hunts [2] {UNBACKED} |"
    )


def test_a_mark_that_stands_alone_leads_to_its_paper() -> None:
    checked, citations = put("## Lions [1]\n\nThey hunt [1].", Judgement("plain"), BACKED)
    assert checked.text == "## Lions [1]\n\nThey hunt. [2]"
    assert citations.items[0].field == "title"
    assert len(checked.told) == 1


def standings(draft: str, *judgements: Judgement) -> list[Standing]:
    return [told.standing for told in put(draft, *judgements)[0].told]


class TestSentencesThatRestOnOthers:
    def test_a_topic_sentence_and_a_summary(self) -> None:
        draft = "Cats move. Lions hunt [1]. So they move."
        assert standings(draft, OPEN, BACKED, OPEN) == ["plain", "backed", "plain"]

    def test_one_in_the_middle_does_not(self) -> None:
        draft = "Lions hunt [1]. They are kings. Lions hunt [1]."
        assert standings(draft, BACKED, OPEN, BACKED) == ["backed", "unchecked", "backed"]

    def test_nor_one_before_sentences_that_do_not_hold(self) -> None:
        lie = Judgement("unbacked", (), "")
        assert standings("Cats move. They fly [1]. They read [1].", OPEN, lie, lie)[0] == "unchecked"

    def test_an_opening_paragraph_rests_on_the_answer(self) -> None:
        assert standings("Cats move.\n\nLions hunt [1].", OPEN, BACKED) == ["plain", "backed"]
        assert standings("Among them:\n\n- Lions hunt [1].", OPEN, BACKED) == ["plain", "backed"]

    def test_one_with_a_figure_that_nobody_prints_does_not(self) -> None:
        odd = Judgement("unchecked", (), "the figure 9 is nowhere")
        assert standings("Cats move 9 times. Lions hunt [1].", odd, BACKED)[0] == "unchecked"


JUDGEMENTS = st.sampled_from([BACKED, OPEN, Judgement("partly", (SWIM,), ""), Judgement("unbacked", (), "")])


@given(st.lists(st.tuples(st.sampled_from(["Lions hunt [1].", "Cats.", "- x [2]", "\n"]), JUDGEMENTS)))
def test_marks_and_citations_are_the_same_set(parts: list[tuple[str, Judgement]]) -> None:
    text = read("\n".join(part for part, _ in parts), titles=TITLES)
    citations = Citations()
    judgements = [parts[at % len(parts)][1] for at in range(len(text.claims))]
    checked = assemble(text, judgements, (LIONS, TIGERS), citations)
    assert {int(n) for n in MARK.findall(checked.text)} == {c.number for c in citations.items}
