"""Lists of references as text, Markdown, and HTML for word processors."""

from __future__ import annotations

from fakes import make_paper
from markdown_it import MarkdownIt

from assistant.datamodels import PaperDate
from assistant.explore.reference_files import in_style, to_html, to_markdown, to_text
from assistant.text.citation_styles import style_named

PAPERS = (
    make_paper(
        "Is 1 < 2 & <i>E. coli</i> [1] *new*?",
        authors=("Ada Byron", "Gödel, K."),
        authors_complete=True,
        kind="article",
        venue="Zoo",
        date=PaperDate(2021),
        url="https://example.org/a?b=1&c=2.",
    ),
    make_paper("Nests", kind="thesis", venue="ETH"),
)


def test_text_has_a_line_for_each_reference() -> None:
    assert to_text(in_style(PAPERS, style_named("IEEE"))) == (
        "[1] A. Byron and K. Gödel, “Is 1 < 2 & E. coli [1] *new*?” Zoo, 2021, [Online]. "
        "Available: https://example.org/a?b=1&c=2.\n"
        "[2] “Nests,” thesis, ETH.\n"
    )


def test_html_is_escaped_has_links_and_bold_members() -> None:
    page = to_html(in_style(PAPERS, style_named("APA"), {"Gödel, K."}))
    first, second = [line for line in page.splitlines() if line.startswith("<p")]
    assert first == (
        '<p style="margin-left:2em;text-indent:-2em">Byron, A., &amp; <b>Gödel, K.</b> (2021). '
        "Is 1 &lt; 2 &amp; <i>E. coli</i> [1] *new*? <i>Zoo</i>. "
        '<a href="https://example.org/a?b=1&amp;c=2">https://example.org/a?b=1&amp;c=2</a>.</p>'
    )
    assert second.endswith("<i>Nests</i>. (n.d.). [Thesis]. ETH.</p>")


def test_markdown_shows_titles_letter_by_letter() -> None:
    text = to_markdown(in_style(PAPERS, style_named("Vancouver"), {"Ada Byron"}))
    assert text.startswith(
        "1. **Byron A**, Gödel K. Is 1 \\< 2 & *E. coli* \\[1\\] \\*new\\*? Zoo [Internet]. 2021."
    )
    assert "\n2. Nests [thesis]. ETH.\n" in text


def test_markdown_loads_nothing_and_leads_nowhere() -> None:
    title = "![x](http://evil.test/p.png) [y](javascript:owned()) ![z][a] [a]: http://evil.test/"
    text = to_markdown(in_style([make_paper(title)], style_named("IEEE")))
    rendered = MarkdownIt("commonmark").render(text)
    assert "<img" not in rendered
    assert "<a" not in rendered
