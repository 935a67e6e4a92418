"""Whatever a model writes, each letter of it is shown once and in order, and nothing of it is active."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fakes import make_paper
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.answers.checked import Judgement, assemble
from assistant.answers.citations import PARTLY, Citations
from assistant.explore.markup import closed, linked, neutral
from assistant.text.disarming import REMOVED, disarmed
from assistant.text.drafts import read

PAPERS = [make_paper(title) for title in ("Lions at Night", "Swimming Tigers", "Whale Songs")]
TITLES = [paper.title for paper in PAPERS]

SHOWN = {  # what a model writes -> the letters and figures of it that a reader sees
    "Lions hunt at night.": None,
    "Äsop et al. wrote e.g. fables (2019), i.e. many": None,
    "狮子在夜间捕猎。": None,
    "p < 0.05 for n<5 and x>3": None,
    "if a<b then c>d": None,
    "the <MASK> token": None,
    "**Tigers swim.**": None,
    "*Whales sing* and __rest__.": None,
    "10<sup>5</sup> trees": "10⁵trees",
    "CO<sub>2</sub>": "CO₂",
    "<b>bold</b><br>": "bold",
    "<p align='left'>quiet</p>": "quiet",
    "<!-- hidden -->": "",
    "<<img a=x>img src=y>": "imgsrcy",
    "[note]: Lions roar": None,
    "[roar](http://a.test/x)": "roar",
    "[roar](loud and long)": None,
    "![a lion](http://a.test/lion.png)": "",
    "[![a lion](http://a.test/lion.png)](http://a.test)": "",
    "Figure 2, [Figure 2] and [2021]": None,
    "1. Lions at Night: lions hunt in packs": None,
    "1. Lions at Night": None,
    "- Swimming Tigers (2020)": None,
    "## Whale Songs": None,
    "R² is 0.9, 10² m": None,
    "(x + 1)² is 4": None,
    "the values in [0, 1]": None,
    "`roar(x)`": None,
    "| lion | hunts |": None,
    "|---|---|": None,
    "```": None,
    "[1]": "",
    "【2】": "",
    "[1, 3]": "",
    "[1-3]": "",
    "[^2]": "",
    "[abstract 1]": "",
    "[1](http://a.test)": "",
    "\\[3\\]": "",
    "**[1]**": "",
    "[1]–[3]": "",
}
SIGNS = st.sampled_from(
    [*"<>[]()!:*_`|#-^\\&;/ \n\"'¹", "](", "]:", "![", "<a", "[1]", "【2】", "<!--", "-->"]
)
LONGER = st.sampled_from(
    ["<img src=x", "<a href=x>", "http://a.test", "javascript:x", "```\n", "<sup>", "</sup>"]
)
LONG = st.sampled_from(["²" * 40, f"[{'1' * 5000}]"])
ANY = st.lists(st.one_of(SIGNS, LONGER, LONG, st.sampled_from(sorted(SHOWN))), max_size=25).map("".join)


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def shown(draft: str) -> str:
    """The text of an answer made of a draft in which every claim is borne out in part."""
    text = read(draft, titles=TITLES)
    judgements = [Judgement("partly")] * len(text.claims)
    return assemble(text, judgements, PAPERS, Citations()).text


@given(st.lists(st.tuples(st.sampled_from(sorted(SHOWN)), st.sampled_from([" ", "\n", "\n\n"])), max_size=12))
def test_every_letter_is_shown_once_and_in_order(parts: list[tuple[str, str]]) -> None:
    draft = "".join(part + gap for part, gap in parts)
    expected = "".join(letters(part if SHOWN[part] is None else SHOWN[part] or "") for part, _ in parts)
    text = shown(f"Lions rest. {draft}\nThe end.").replace(PARTLY, "")
    assert letters(re.sub(r"\[\d+\]", "", text)) == f"Lionsrest{expected}Theend"


class Active(HTMLParser):
    """Collects the elements of a page that load something or lead somewhere, or that nobody expects."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        plain = set("p br hr em strong code pre ul ol li blockquote table thead tbody tr th td s".split())
        if tag not in plain | {f"h{n}" for n in range(1, 7)}:
            href = dict(attrs).get("href") or ""
            if not (tag == "a" and href.startswith("#card-")):
                self.found.append(f"{tag} {attrs}")


def active(markdown: str) -> list[str]:
    parser = Active()
    parser.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))
    return parser.found


@given(st.one_of(ANY, st.text()))
def test_nothing_that_loads_or_leads_elsewhere_is_left(draft: str) -> None:
    text = shown(draft)
    assert active(text) == []
    assert active(linked(neutral(closed(text)), "card", None)) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("p < 0.05 and n<5, x>3", "p < 0.05 and n<5, x>3"),
        ("if a<b", "if a‹b"),
        ("<<img a=x>img src=y>", "‹img src=y>"),
        ("10<sup>5</sup> and 10<sup>-5</sup>", "10⁵ and 10⁻⁵"),
        ("e<sup>x</sup>, the 5<sup>th</sup>, CO<sub>2</sub>", "e^x, the 5th, CO₂"),
        ("[note]: roar", "note: roar"),
        ("[1]: roar", "[1] roar"),
        ("[1]: http://a.test", ""),
        ("[roar](x) and [roar](so loud)", "roar and [roar] (so loud)"),
        ("see www.a.test/b or a@b.test", f"see {REMOVED} or {REMOVED}"),
    ],
)
def test_what_is_left_of_markup(written: str, kept: str) -> None:
    assert disarmed(written) == kept
