"""What leaves the server as text: files, references, transcripts, answers, and what tools are told.

A program reads each as its readers do (a spreadsheet, a reference manager, a Markdown or an HTML parser), and
says where a document's text has become more than text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bibtexparser.entrypoint import parse_string
from markdown_it import MarkdownIt

from assistant.answering import Assistant, open_assistant
from assistant.config import Settings
from assistant.datamodels import Answer, Paper
from assistant.explore import reference_files, rendering
from assistant.explore.exports import FORMATS
from assistant.explore.source_cards import sources_html
from assistant.explore.transcripts import transcript
from assistant.text.citation_styles import STYLES, style_named
from bench.attack.payloads import CONTROLS, HIDDEN, hostile_text
from bench.attack.servers import Server

QUESTIONS = (
    "List all papers.",
    "What has the group done on robots?",
    "Who wrote “Robots with a hostile authors”?",
    "What is the affiliation of the researcher?",
    "What related work deals with robots of feed?",
    "Compare robots of researcher and robots of profile",
    "Which venues do they publish in?",
    "List the papers in APA style",
    hostile_text(0)[:3900],
    f"What about {hostile_text(26)}"[:3900],
    f"What has the group done on {CONTROLS}?",
)
_ALIVE = frozenset(
    "script iframe frame object embed applet form input button link meta base style template portal".split()
)
_OURS = frozenset(
    {"meta", "button", "input"}
)  # tags that our own HTML has; of these only what they do counts
_LEADS = frozenset("href src action formaction srcdoc srcset data poster background xlink:href ping".split())
_FORMULA = re.compile(r"^[\s;,]*[=+\-@\t\r|＝＋－＠]")
_RIS_LINE = re.compile(r"[A-Z][A-Z0-9]  - .*")
_RUNS_IN_TEX = re.compile(r"\\(input|include|write|openout|href|url|def|catcode|csname|immediate)\b")


def index_outputs(index: Path) -> list[str]:
    """What is alive in the outputs of an index of hostile documents, one line each."""
    assistant = open_assistant(Settings(index=index))
    try:
        papers = list(assistant.corpus.papers)
        answers = [assistant.ask(question, scope="all") for question in QUESTIONS]
        return [*in_exports(papers), *in_references(papers, STYLES), *_in_answers(assistant, answers)]
    finally:
        assistant.corpus.close()


def tool_outputs(server: Server) -> Iterator[str]:
    """What is alive in what the four tools tell a program, through MCP."""
    listed = _tool(server, "list_papers", {"limit": 100})
    yield from in_json("list_papers", listed)
    for paper in listed.get("papers", []):
        yield from in_json("get_paper", _tool(server, "get_paper", {"paper": paper["id"]}))
    yield from in_json("search_papers", _tool(server, "search_papers", {"topic": "robots", "limit": 100}))
    for question in QUESTIONS:
        told = _tool(server, "ask", {"question": question, "scope": "all"})
        yield from in_json("ask", told)
        yield from in_markdown("ask by MCP", str(told.get("answer", "")))


def on_one_line(where: str, said: str) -> Iterator[str]:
    """What is said to a person in a terminal: one line, and no order to the terminal."""
    if "\n" in said or "\r" in said or HIDDEN.search(said):
        yield f"{where}: {ascii(said)[:200]}"


def feedback_file(path: Path) -> Iterator[str]:
    """Lines of the feedback's file that are no JSON object."""
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            assert isinstance(json.loads(line), dict)
        except (ValueError, AssertionError):
            yield f"feedback.jsonl: {line[:100]!r}"


def in_html(where: str, html: str) -> Iterator[str]:
    """Elements and attributes of `html` that run, load or lead to something that is no web page."""
    parser = _Alive()
    parser.feed(html)
    parser.close()
    yield from (f"{where}: {found}" for found in parser.found)


class _Alive(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ALIVE - _OURS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            runs = name.startswith("on") or name in ("srcdoc", "http-equiv", "formaction")
            if runs or (name in _LEADS and _leads(tag, name, value or "")):
                self.found.append(f"<{tag} {name}={value!r}>")


def _leads(tag: str, name: str, address: str) -> bool:
    """Whether an address runs something, or is loaded without anybody's click."""
    scheme = urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()
    return scheme not in ("http", "https", "") if (tag, name) == ("a", "href") else bool(scheme)


def in_exports(papers: Sequence[Paper]) -> Iterator[str]:
    """What of the papers is alive in the files that they are exported to."""
    files = {name: form.write(papers) for name, form in FORMATS.items()}
    for name, text in files.items():
        yield from hidden(name, text)
    for row in csv.reader(io.StringIO(files["csv"].removeprefix("\ufeff"))):
        yield from (f"CSV: a cell is a formula: {cell[:60]!r}" for cell in row if _FORMULA.match(cell))
    lines = files["ris"].split("\r\n")[:-1]
    yield from (f"RIS: {line[:60]!r}" for line in lines if not _RIS_LINE.fullmatch(line))
    if len(papers) != sum(line.startswith("TY  - ") for line in lines):
        yield "RIS: more records than papers"
    library = parse_string(files["bibtex"])
    if (
        library.failed_blocks
        or len(library.entries) != len(library.blocks)
        or len(papers) != len(library.entries)
    ):
        yield f"BibTeX: {len(library.entries)} entries of {len(papers)}, {len(library.failed_blocks)} failed"
    yield from (f"BibTeX: {found[0]}" for found in _RUNS_IN_TEX.finditer(files["bibtex"]))
    yield from in_markdown("Markdown", files["markdown"])
    if len(files["markdown"].splitlines()) != len(papers):
        yield "Markdown: more lines than papers"


def in_references(papers: Sequence[Paper], styles: Iterable[str]) -> Iterator[str]:
    """What of the papers is alive in their references."""
    for style in styles:
        listed = reference_files.in_style(papers, style_named(style))
        html, text = reference_files.to_html(listed), reference_files.to_text(listed)
        yield from in_html(f"references in {style}", html)
        yield from in_markdown(f"references in {style}", reference_files.to_markdown(listed))
        yield from hidden(f"references in {style}", html + text)
        if len(text.splitlines()) != len(papers):
            yield f"references in {style}: more lines than papers"


def _in_answers(assistant: Assistant, answers: Sequence[Answer]) -> Iterator[str]:
    papers = {paper.id: paper for paper in assistant.corpus.papers}
    for answer in answers:
        yield from in_json("an answer", rendering.to_json(answer))
        yield from in_markdown("an answer", rendering.to_markdown(answer))
        yield from in_html("sources", sources_html(answer, papers))
        yield from hidden("an answer on the command line", rendering.to_text(answer))
    yield from in_markdown("a transcript", transcript(answers, papers, title=answers[-1].question))


def in_markdown(where: str, text: str) -> Iterator[str]:
    """As programs show Markdown: HTML in it is HTML, and addresses become links."""
    yield from hidden(where, text)
    yield from in_html(where, MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text))


def in_json(where: str, told: Any) -> Iterator[str]:
    """What a program is told that is no text, or an address that is none."""
    if told.get("isError") if isinstance(told, dict) else False:
        yield f"{where}: failed"
    for name, text in _strings(told):
        yield from hidden(f"{where}, {name}", text)
        if name == "url" and urlsplit(text).scheme not in ("http", "https"):
            yield f"{where}: {name} {text[:80]!r}"


def _strings(told: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(told, str):
        yield name, told
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from _strings(value, key)
    elif isinstance(told, (list, tuple)):
        for value in told:
            yield from _strings(value, name)


def hidden(where: str, text: str) -> Iterable[str]:
    """A character that no reader sees, or that is an order to a terminal."""
    if found := HIDDEN.search(text.removeprefix("\ufeff")):
        yield f"{where}: a hidden character {found[0]!r}"


def _tool(server: Server, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": name, "arguments": arguments},
    }
    reply = server.post("/mcp", call, {"Accept": "application/json, text/event-stream"})
    result = json.loads(reply.body)["result"]
    return dict(result.get("structuredContent") or json.loads(result["content"][0]["text"]))
