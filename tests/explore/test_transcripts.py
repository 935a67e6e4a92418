"""A conversation as Markdown and BibTeX."""

from __future__ import annotations

from dataclasses import replace

from assistant.datamodels import Answer, Citation, Origin, Paper, PaperDate, Query, Reason, Support, Told
from assistant.explore.bibtex import to_bibtex
from assistant.explore.transcripts import cited_papers, transcript

TIGERS = Paper(
    "tigers",
    "Swimming Tigers",
    "Tigers swim. Tigers hunt.",
    "group",
    authors=("Ada Byron",),
    authors_complete=True,
    date=PaperDate(2021),
    records=(Origin("zoo.jsonl", 2),),
)
LIONS = replace(TIGERS, id="lions", title="Lions at Night", abstract="Lions hunt.", date=PaperDate(2020))
PAPERS = {"tigers": TIGERS, "lions": LIONS}


def cite(number: int, paper: Paper, quote: str) -> Citation:
    start = paper.abstract.index(quote)
    return Citation(
        number,
        paper.id,
        paper.title,
        "Ada Byron",
        paper.year,
        "group",
        "abstract",
        quote,
        start,
        start + len(quote),
        "zoo.jsonl",
        2,
        None,
    )


def answer(question: str, text: str, *citations: Citation) -> Answer:
    return Answer(question, text, Query(question), citations)


SWIM, HUNT, LION = (
    cite(1, TIGERS, "Tigers swim."),
    cite(2, TIGERS, "Tigers hunt."),
    cite(1, LIONS, "Lions hunt."),
)


def test_one_numbering_for_the_whole_conversation() -> None:
    first = answer("What do tigers do?", "Tigers swim. [1] Tigers hunt. [2]", SWIM, HUNT)
    second = answer("And both?", "Lions hunt. [1] Tigers hunt. [2]", LION, HUNT)
    assert transcript([first, second], PAPERS, title="What do tigers do?") == (
        "# What do tigers do?\n\n"
        "## What do tigers do?\n\n"
        "Tigers swim. [1] Tigers hunt. [1]\n\n"
        "## And both?\n\n"
        "Lions hunt. [2] Tigers hunt. [1]\n\n"
        "## References\n\n"
        "1. Ada Byron. **Swimming Tigers.** 2021.\n"
        "2. Ada Byron. **Lions at Night.** 2020.\n"
    )


def test_marks_of_one_paper_side_by_side_become_one() -> None:
    text = transcript([answer("?", "Tigers swim and hunt. [1][2]", SWIM, HUNT)], PAPERS, title="t")
    assert "Tigers swim and hunt. [1]\n" in text


def test_an_abstention_says_so_and_has_no_references() -> None:
    said = replace(answer("Will it rain?", "I can't tell."), reason=Reason.NOTHING_FOUND)
    text = transcript([said], PAPERS, title="Will it rain?")
    assert "*Not found in these papers.*\n\nI can't tell." in text
    assert "References" not in text


def test_of_a_models_answer_it_is_told_what_is_not_borne_out() -> None:
    said = replace(
        answer("?", "Tigers swim. [1] *(only partly borne out)*", SWIM),
        writer="fake:strong",
        support=Support(1, 0, partly=1),
        told=(Told("Tigers swim.", "partly", (1,), "<b>some</b> do"),),
    )
    assert (
        "Tigers swim. [1] *(only partly borne out)*\n\n"
        "*Written by fake:strong: 0 of 1 sentences are backed, 1 partly.*\n\n"
        "What is not borne out:\n\n"
        "- “Tigers swim.” only partly borne out: &lt;b>some&lt;/b> do\n\n## References"
    ) in transcript([said], PAPERS, title="t")


def test_what_a_question_or_a_model_wrote_is_no_markup() -> None:
    said = answer("# <b>bold</b>\n## no", "<script>x</script> ![i](http://evil.test)")
    text = transcript([said], PAPERS, title="t")
    assert "<b>" not in text
    assert "<script>" not in text
    assert "![i](" not in text
    assert text.count("\n## ") == 1


def test_a_paper_that_is_gone_is_printed_as_it_was_cited() -> None:
    text = transcript([answer("?", "Tigers swim. [1]", SWIM)], {}, title="t")
    assert "1. Ada Byron. Swimming Tigers. 2021." in text


def test_a_profile_is_a_reference_of_its_own() -> None:
    fact = replace(SWIM, paper_id="profile:h_index", scope="profile", title="Ada: h-index", quote="h-index11")
    text = transcript([answer("?", "It is 11. [1]", fact)], PAPERS, title="t")
    assert "1. Ada: h-index. “h-index11” (zoo.jsonl, line 2)." in text


def test_bibtex_has_every_cited_paper_once() -> None:
    both = [answer("?", "[1][2]", SWIM, HUNT), answer("?", "[1]", LION)]
    text = to_bibtex(cited_papers(both, PAPERS))
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        "@misc{byron2021swimming,",
        "@misc{byron2020lions,",
    ]
