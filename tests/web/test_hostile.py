"""Documents, visitors and models that mean harm, through the real ingest, in a real browser.

Whatever a payload does when it runs, it calls `window.owned` or loads something; `visit` fails on any request
to elsewhere, and here a dialog or a call of `owned` fails the test as well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Launch, Visit
from fakes import FakeEncoder
from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).parents[1] / "llm"))
from scripted_server import Script, serving

from assistant.answering import Assistant
from assistant.config import DEFAULT_MODEL, Settings
from assistant.index.corpus import Corpus, open_corpus
from assistant.models.opening import open_model
from assistant.models.writers import Models
from ingest.pipeline import ingest

PAYLOADS = (
    "<script>owned()</script>",
    '<img src="http://evil.test/pixel.png" onerror="owned()">',
    '<svg onload="owned()"><animate onbegin="owned()"></svg>',
    '<iframe srcdoc="<script>parent.owned()</script>"></iframe>',
    '"><details open ontoggle="owned()">',
    "' onmouseover='owned()' autofocus onfocus='owned()' x='",
    '<style>@import "http://evil.test/a.css"; body { background: url(http://evil.test/b.png) }</style>',
    '<link rel="stylesheet" href="http://evil.test/c.css"><base href="http://evil.test/">',
    '<meta http-equiv="refresh" content="0;url=http://evil.test/">',
    '<form action="http://evil.test/"><input name="q"><button>Go on</button></form>',
    "[click](javascript:owned())",
    "[click](data:text/html;base64,PHNjcmlwdD5vd25lZCgpPC9zY3JpcHQ+)",
    "![pixel](http://evil.test/pixel.png)",
    "[a]: http://evil.test/ref ![x][a] <http://evil.test/auto> http://evil.test/bare",
    "<!-- a comment --> <![CDATA[ owned() ]]> <?php owned() ?>",
    "`</code><script>owned()</script>` ```html\n<script>owned()</script>\n```",
    "${owned()} {{owned()}} {% owned() %} #{owned()} $$\\href{javascript:owned()}{x}$$",
    "&lt;script&gt;owned()&lt;/script&gt; \\u003cscript\\u003eowned()",
)
HOSTILE = " ".join(PAYLOADS).replace("\n", " ")
HIDDEN = "sw\u200barms \u202edlrow\u202c \u2066end\u2069\ufeff"
PROFILE = """\
Researcher profile

{name}

Researcher{affiliation}Open to collaborate

Trust 19 - UnverifiedVerification L1Unclaimed author
5works
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    """A small group's papers, each with everything hostile in another field."""
    directory = tmp_path_factory.mktemp("hostile")
    safe = {"title": "Robot Swarms", "abstract": "Robot swarms forage.", "date": "2021"}
    records = [
        safe,
        {
            "title": f"Abstract of Robots {HIDDEN}",
            "abstract": f"Robots obey. {HOSTILE} Robots end.",
            "date": "2020",
        },
        {"title": f"Title of Robots {HOSTILE}", "abstract": "Robot titles are long.", "date": "2019"},
        {
            "title": "Authors of Robots",
            "abstract": "Robot authors have names.",
            "authors": [f"Mallory {p}" for p in PAYLOADS[:6]],
            "date": "2018",
        },
        {
            "title": "Links of Robots",
            "abstract": "Robot links lead away.",
            "url": "javascript:owned()",
            "doi": '10.1/"><script>owned()</script>',
            "venue": HOSTILE,
            "date": "2017",
        },
        {
            "title": "Data Links",
            "abstract": "Data.",
            "url": "data:text/html,<script>owned()</script>",
            "scope": "related",
        },
    ]
    (directory / "p.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (directory / 'b<img src=x onerror="owned()">.bib').write_text(
        "@article{x, title = {BibTeX of Robots "
        + HOSTILE.replace("{", "").replace("}", "")
        + "}, year = 2016,\n"
        'url = {javascript:owned()}, author = {<b onclick="owned()">Eve</b> and Ada Byron}}',
        encoding="utf-8",
    )
    (directory / "profile.txt").write_text(
        PROFILE.format(name=f"Mallory {PAYLOADS[1]}", affiliation=f"Institute {PAYLOADS[0]} {PAYLOADS[10]}"),
        encoding="utf-8",
    )
    ingest([directory], directory / "index", FakeEncoder(DEFAULT_MODEL))
    corpus = open_corpus(directory / "index")
    yield corpus
    corpus.close()


@pytest.fixture
def opened(visit: Visit, launch: Launch, corpus: Corpus) -> Iterator[Callable[..., Page]]:
    """Opens the page over the hostile corpus, and fails on whatever ran."""
    ran: list[str] = []

    def dismiss(dialog: object) -> None:
        ran.append(str(dialog))
        dialog.dismiss()  # type: ignore[attr-defined]

    def open_page(models: Models | None = None) -> Page:
        assistant = Assistant(corpus, FakeEncoder(DEFAULT_MODEL), models=models)
        page = visit("about:blank", own_browser=True)
        page.expose_function("owned", lambda *_: ran.append("owned"))
        page.on("dialog", dismiss)
        page.goto(launch(lambda: assistant))
        return page

    yield open_page
    assert ran == []


def ask(page: Page, question: str, count: int) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")
    expect(page.locator("#transcript .reply:not(.waiting):not(.draft)")).to_have_count(count)


ALIVE = (
    "script, iframe, form, style, link, meta, base, "
    "[onerror], [onload], [onclick], [ontoggle], [onfocus], [onmouseover], [onbegin]"
)
OWN_TEXT = "found => found.map(e => e.cloneNode(/SCRIPT|STYLE|IFRAME/.test(e.tagName)).outerHTML)"
LEADS = "found => found.flatMap(e => ['href', 'src', 'action', 'srcset'].map(a => e.getAttribute(a) || ''))"


def nothing_came_alive(page: Page) -> None:
    """No element of a payload is in the document, and no link leads where one said."""
    for part in map(page.locator, ("#transcript", "#sources", "#masthead", "#papers", "#map")):
        alive = part.locator(ALIVE).evaluate_all(OWN_TEXT)
        assert [html for html in alive if "owned" in html or "evil" in html] == []
        links = part.locator("[href], [src], [action], [srcset]").evaluate_all(LEADS)
        assert [u for u in links if u.startswith(("javascript:", "data:text", "http://evil", "//evil"))] == []


def test_questions_and_papers_are_read_and_nothing_runs(opened: Callable[..., Page]) -> None:
    page = opened()
    questions = [
        "List all papers.",
        "Who wrote “Authors of Robots”?",
        "What has the group done on robots?",
        "What is “Abstract of Robots” about?",
        "What is the affiliation of the researcher?",
        "What related work deals with data links?",
        f"What about {HOSTILE}"[:3900],
        f"What about {HIDDEN}",
    ]
    for count, question in enumerate(questions, start=1):
        ask(page, question, count)
        for fold in page.locator("#transcript summary, #sources summary").all():
            fold.evaluate("fold => fold.parentElement.open = true")
        nothing_came_alive(page)
    shown = page.locator("#transcript").inner_text()
    assert "<script>owned()</script>" in shown  # read, letter by letter
    assert '<img src="http://evil.test/pixel.png" onerror="owned()">' in shown
    assert "[click](javascript:owned())" in shown
    whole = page.locator("body").inner_text()
    assert not {"\u202e", "\u200b", "\u2066", "\ufeff"} & set(whole)
    assert "swarms dlrow end" in whole


def test_the_other_tabs_and_a_visit_later(opened: Callable[..., Page]) -> None:
    page = opened()
    ask(page, f"What has the group done on robots? {PAYLOADS[0]} {PAYLOADS[1]}", 1)
    page.get_by_role("tab", name="Papers").click()
    rows = page.locator("tr.paper td.title button")
    expect(rows.first).to_be_visible()
    for place in range(rows.count()):
        rows.nth(place).click()
        expect(page.locator("tr.opened .paper-card")).to_be_visible()
        nothing_came_alive(page)
        page.keyboard.press("Escape")
        expect(page.locator("tr.opened")).to_have_count(0)
    expect(page.locator("#papers")).to_contain_text("${owned()} {{owned()}}")  # tags went when it was read
    page.get_by_role("tab", name="Map").click()
    expect(page.locator("#map circle[data-id]").first).to_be_visible()
    nothing_came_alive(page)
    page.reload()  # the browser kept the conversation, and reopens it
    expect(page.locator("#masthead")).to_contain_text("Mallory")
    expect(page.locator("#transcript .reply")).to_have_count(1)
    nothing_came_alive(page)


def test_a_model_that_means_harm(opened: Callable[..., Page]) -> None:
    words = "\n\n".join(f"Robot swarms forage {payload} [1]." for payload in PAYLOADS)
    with serving(Script(f"Robot swarms forage [1].\n\n{words} {HIDDEN}", gap=0.001)) as server:
        settings = Settings(
            model="openai:tiny", model_url=server.url, env_file={"ASSISTANT_MODEL_KEY": "k" * 20}
        )
        page = opened(Models(settings, default=open_model(settings)))
        ask(page, "What has the group done on robot swarms?", 1)
        nothing_came_alive(page)
        assert server.requests
        reply = page.locator(".reply.answered").inner_text()
        assert "Robot swarms forage" in reply
        assert "\u202e" not in reply
