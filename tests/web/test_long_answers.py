"""What the page shows and keeps of an answer with thousands of sources."""

from __future__ import annotations

from dataclasses import replace

from fake_assistant import PAPERS, FakeCorpus

from assistant.answers.citations import Citations
from assistant.datamodels import Answer, Intent, Query
from assistant.explore.corpus_themes import CorpusThemes
from assistant.index.columns import Columns
from assistant.web.chat.conversation import Conversation, Turn
from assistant.web.chat.long_answers import GROWN, beginning, shortened, shortened_text
from assistant.web.chat.saved_conversations import MAX_CHARACTERS, restore, save
from assistant.web.map.tab import corpus_html

MANY = 4000
OWLS = tuple(replace(PAPERS[0], id=f"owl-{n}", title=f"Owl {n}") for n in range(MANY))
CORPUS = FakeCorpus(papers=OWLS)


def listed(count: int) -> Answer:
    cite = Citations()
    lines = [f"- **{paper.title}** {cite.field(paper, 'title')}" for paper in OWLS[:count]]
    text = "\n".join(
        [f"{count} papers by this group:", "", *lines, "", "1 paper without a date was left out."]
    )
    query = Query("list them", Intent.LIST, "", "group")
    return Answer("list them", text, query, citations=tuple(cite.items), searched="")


def answered(*counts: int) -> Conversation:
    turns = [
        Turn(n, "list them", state="answered", answer=listed(count))
        for n, count in enumerate(counts, start=1)
    ]
    return Conversation(turns, id="0" * 32)


def test_a_short_answer_stays_as_it_is() -> None:
    answer = listed(3)
    assert shortened(answer, 3) is answer


def test_of_a_long_one_the_first_lines_are_shown_and_it_is_said() -> None:
    shown = shortened(listed(5), 2)
    assert shown.text.split("\n") == [
        "5 papers by this group:", "", "- **Owl 0** [1]", "- **Owl 1** [2]", "",
        "1 paper without a date was left out.",
    ]  # fmt: skip
    assert [c.number for c in shown.citations] == [1, 2]
    assert "The first 2 sources of 5, from 5 papers" in shown.note


def test_of_a_verbatim_answer_beside_a_models_the_first_sources_are_shown_too() -> None:
    shown = shortened(replace(listed(1), verbatim=listed(5)), 2)
    assert shown.verbatim == shortened(listed(5), 2)


def test_groups_keep_their_counts() -> None:
    text = "By year:\n\n- **2020**: 2 papers [1][2]\n- **2021**: 1 paper [3]\n\nAn end [4] and \\[9\\]."
    assert shortened_text(text, 1) == (
        "By year:\n\n- **2020**: 2 papers [1]\n- **2021**: 1 paper\n\nAn end and \\[9\\]."
    )


def test_of_a_text_that_grows_the_beginning_is_shown_in_whole_lines() -> None:
    text = "0123456789\n" * GROWN
    assert beginning(text[:100]) == text[:100]
    assert GROWN - 11 < len(beginning(text)) <= GROWN
    assert beginning(text).endswith("9\n")
    assert len(beginning("x" * 2 * GROWN)) == GROWN


def test_the_page_shows_the_beginning_and_a_follow_up_is_of_all() -> None:
    conversation = answered(MANY)
    bubble = conversation.messages()[1]["content"]
    assert bubble.count("Owl ") == 1000
    assert "1,000 sources of 4,000" in bubble
    assert len(conversation.history()[1].citations) == MANY


def test_a_conversation_of_long_answers_is_kept_within_bounds_and_its_papers_are_found_again() -> None:
    kept = save(answered(MANY, 3, *[MANY] * 4))
    assert len(kept) <= MAX_CHARACTERS
    restored = restore(kept, CORPUS)
    lengths = [len(turn.answer.citations) for turn in restored.turns if turn.answer]
    assert lengths == [200, 3, *[200] * 4]
    _, first, _, second, *_ = restored.history()
    assert (first.content, first.citations) == ("", ())  # so that the question is answered again
    assert len(second.citations) == 3
    assert save(restored) == kept


def test_a_map_of_many_papers_is_drawn_from_some_and_says_so() -> None:
    papers = tuple(replace(paper, scope="related") if n % 4 else paper for n, paper in enumerate(OWLS[:120]))
    assert Columns.of(papers).group.sum() == 30
    none = CorpusThemes((), {})
    html = corpus_html(FakeCorpus(papers=papers), none, most=40)
    assert "drawn from 40 of 120 papers" in html
    assert "20 of 30 by this group, 20 of 90 related" in html
    assert html.count("<circle") <= corpus_html(FakeCorpus(papers=papers[:40]), none).count("<circle")
    assert "drawn from" not in corpus_html(FakeCorpus(papers=papers[:40]), none, most=40)
