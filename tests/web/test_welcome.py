"""What the first screen tells of groups of all sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fake_assistant import MANIFEST, FakeAssistant, FakeCorpus, paper

from assistant.datamodels import Paper
from assistant.web.chat.welcome import at_first, group_html, introduction, welcome_html


def lead(corpus: FakeCorpus) -> str:
    found = re.search(r'class="lead">(.*?)<', welcome_html(at_first(corpus)))
    assert found
    return found[1]


def numbered(count: int, **more: object) -> tuple[Paper, ...]:
    return tuple(
        paper(f"p{n}", f"Paper {n}", "About it.", "Ada Byron", 2020, n, **more) for n in range(count)
    )


NAMELESS = replace(MANIFEST, sources=())


def test_the_group_its_papers_and_its_years() -> None:
    assert lead(FakeCorpus()) == "Ask about Benjamin F. Grewe&#x27;s group: 4 papers, 2019–2024"
    one = FakeCorpus(papers=numbered(1), profiles=(), manifest=NAMELESS)
    assert lead(one) == "Ask about this group: 1 paper, 2020"


def test_papers_without_years_have_no_chart_and_no_newest() -> None:
    undated = tuple(replace(p, date=None) for p in numbered(3))
    corpus = FakeCorpus(papers=undated, profiles=(), manifest=NAMELESS)
    assert lead(corpus) == "Ask about this group: 3 papers"
    html = group_html(introduction(FakeAssistant(corpus)))
    assert "<svg" not in html
    assert "Newest paper" not in html
    assert "Themes" not in html
    assert "About this data" in html


def test_without_papers_of_the_group_all_are_introduced() -> None:
    corpus = FakeCorpus(papers=numbered(2, scope="related"), profiles=(), manifest=NAMELESS)
    assert lead(corpus) == "Ask about this group: 2 papers, 2020"


def test_no_papers_at_all() -> None:
    corpus = FakeCorpus(papers=(), profiles=(), manifest=NAMELESS)
    assert lead(corpus) == "Ask about this group: 0 papers"
    assert group_html(introduction(FakeAssistant(corpus)))


def test_a_theme_of_which_too_few_papers_are_found_is_no_chip() -> None:
    @dataclass
    class Elsewhere(FakeAssistant):
        def retrieve(self, question: str, **options: object) -> tuple[()]:
            return ()

    assert introduction(Elsewhere()).topics == ()
    (topic,) = introduction(FakeAssistant()).topics
    assert (topic.name, topic.papers) == ("Continual learning", 3)


def test_each_year_of_the_chart_is_told() -> None:
    html = group_html(at_first(FakeCorpus()))
    assert 'aria-label="Papers per year. 2019: 1, 2020: 1, 2023: 1, 2024: 1"' in html
    assert html.count("<rect") == 4
    assert re.findall(r'class="axis"[^>]*>(\d+)<', html) == [str(year) for year in range(2019, 2025)]


def test_long_spans_name_some_years_and_the_last() -> None:
    papers = tuple(
        paper(f"p{year}", f"Paper {year}", "About it.", "Ada Byron", year, 1) for year in range(1950, 2026)
    )
    named = re.findall(r'class="axis"[^>]*>(\d+)<', group_html(at_first(FakeCorpus(papers=papers))))
    assert named[-1] == "2025"
    assert len(named) <= 12
