"""The tab "Papers in": what is pasted or dropped is previewed, added to the index, and taken out again.

It is only built for editors: who may use a page that has no such tab can call none of its functions.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.config import command_line
from assistant.errors import UsageError
from assistant.explore.saying import say
from assistant.ops.additions import Additions, Doing, Job
from assistant.ops.uploads import MOST_BYTES, MOST_FILES, PIECE
from assistant.text.plaintext import as_seen
from assistant.web.asked import list_of, number_of, object_of, text_of
from assistant.web.http import LARGEST_BODY
from assistant.web.service import Service
from assistant.web.views import Reply, build_view

FOLDER = Path(__file__).parent
NAMED = 50
"""Titles, and reasons, that a list names."""

_WAITING: Mapping[Doing, str] = {
    "preview": "adding.reading",
    "add": "adding.adding",
    "undo": "adding.taking-out",
    "again": "adding.applying",
}
_WOULD = {
    "new": "adding.would-come-in",
    "changed": "adding.would-change",
    "joined": "adding.would-join",
    "gone": "adding.would-go",
}
_DID = {
    "new": "adding.came-in",
    "changed": "adding.changed",
    "joined": "adding.joined",
    "gone": "adding.went",
}
_HEADINGS = {
    "new": "adding.head-new",
    "changed": "adding.head-changed",
    "joined": "adding.head-joined",
    "gone": "adding.head-gone",
}
_TOLD = {
    "record": "adding.told-by-record",
    "doi": "adding.told-by-doi",
    "arxiv": "adding.told-by-arxiv",
    "title": "adding.told-by-title",
    "alone": "adding.told-alone",
}
"""What told whose text a document is (ingest/bodies.py)."""
_PASTED = re.compile(r"(?:.*/)?added-\d{8}T\d{6}(?:-\d+)?\.txt")


def build_adding(service: Service, additions: Additions) -> gr.HTML:
    """The tab over `additions` to the index that `service` serves."""

    def papers_state(_: Any) -> Reply:
        return state_of(additions)

    def papers_preview(asked: Any) -> Reply:
        asked = object_of(asked)
        if not isinstance(asked.get("text"), str) or not isinstance(asked.get("files"), list):
            raise UsageError("Expected a text, and a list of files that were sent.")
        files = list_of(asked, "files", str)
        if lost := additions.uploads.missing(files):
            return {"error": say("adding.lost"), "lost": lost}
        additions.preview(asked["text"], files)
        return state_of(additions)

    def papers_send(asked: Any) -> Reply:
        asked = object_of(asked)
        id = text_of(asked, "id") or additions.uploads.begin(text_of(asked, "name"))
        return {"id": id, "size": additions.uploads.append(id, number_of(asked, "at") or 0, _piece(asked))}

    def papers_take_back(asked: Any) -> Reply:
        additions.uploads.remove(text_of(object_of(asked), "id"))
        return {}

    def papers_add(asked: Any) -> Reply:
        additions.add(text_of(object_of(asked), "key"))
        return state_of(additions)

    def papers_undo(_: Any) -> Reply:
        additions.undo()
        return state_of(additions)

    limits = {"largest": LARGEST_BODY, "piece": PIECE, "files": MOST_FILES, "bytes": MOST_BYTES}
    given = {**limits, "command": f"{command_line('ingest')} --also FILE"}
    functions = (papers_state, papers_preview, papers_send, papers_take_back, papers_add, papers_undo)
    return build_view(service, FOLDER, functions, given=given)


def _piece(asked: Mapping[str, Any]) -> bytes:
    """The bytes of a file that a browser sends. Raises UsageError where they are no base64."""
    try:
        return b64decode(asked.get("data") or "", validate=True)
    except (TypeError, ValueError) as error:
        raise UsageError("Expected the bytes of a file in base64.") from error


def state_of(additions: Additions) -> Reply:
    """What is being done, or was done last, as the tab shows it."""
    job, last = additions.job, additions.last()
    reply: Reply = {"running": False, "undo": say("adding.undo", time=last.time) if last else ""}
    if job is None:
        return reply
    reply |= {"running": job.running, "doing": job.doing, "failed": bool(job.error), "key": job.key}
    if job.running:
        return reply | {"said": as_seen(job.lines[-1]) if job.lines else say(_WAITING[job.doing])}
    if job.report is None:
        return reply | {"said": as_seen(job.error)}
    return reply | {
        "said": _sum(job, job.report),
        "html": "".join(_lists(job.report)),
        "snapshot": "" if job.doing == "preview" else str(job.report.get("snapshot", "")),
    }


def _sum(job: Job, report: Mapping[str, Any]) -> str:
    """`2 papers would come in, 1 paper would change; 1 record is skipped.`"""
    words = _WOULD if job.doing == "preview" else _DID
    counts = {key: len(report.get(name, ())) for name, key in words.items()}
    told: list[str] = []
    for key, count in counts.items():
        if count:
            named = say("count.number", number=count) if told else say("count.papers", count=count)
            told.append(say(key, papers=named, count=count))
    texts = sum(_has_come(text) for text in report.get("texts", ()))
    if texts:
        key = "adding.would-have-text" if job.doing == "preview" else "adding.have-text"
        named = say("count.number", number=texts) if told else say("count.papers", count=texts)
        told.append(say(key, papers=named, count=texts))
    if not told:
        told = [say("adding.nothing-new" if job.doing == "preview" else "adding.no-change")]
    whole = [bool(one.get("line")) for one in report.get("skipped", ())]
    skipped = {"adding.records-skipped": whole.count(True), "adding.files-unread": whole.count(False)}
    more = [say(key, count=count) for key, count in skipped.items() if count]
    return f"{'; '.join([', '.join(told), *more])}."


def _has_come(text: Mapping[str, Any]) -> bool:
    """Whether a document is a text that a paper had not, of a paper that something else tells of, too."""
    return bool(text["new"] and text["by"] != "alone")


def _lists(report: Mapping[str, Any]) -> list[str]:
    shown = [_list(say(heading), report.get(name, ())) for name, heading in _HEADINGS.items()]
    reasons = [_reason(one) for one in report.get("skipped", ())]
    texts = [_text(one) for one in report.get("texts", ())]
    return [
        *shown,
        _list(say("adding.head-texts"), texts),
        _list(say("about.skipped"), reasons),
        _list(say("adding.not-fetched"), report.get("problems", ())),
    ]


def _list(heading: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    items = "".join(f"<li>{escape(as_seen(text))}</li>" for text in texts[:NAMED])
    if len(texts) > NAMED:
        items += f"<li>{say('count.and-more', count=len(texts) - NAMED)}</li>"
    count = say("count.number", number=len(texts))
    return f"<section><h3>{heading} <span>{count}</span></h3><ul>{items}</ul></section>"


def _text(read: Mapping[str, Any]) -> str:
    """`doe.pdf: the text of “Zebras”, by its DOI`"""
    named = {"file": str(read["document"]), "title": str(read["title"])}
    if not read["new"]:
        return say("adding.text-is-there", **named)
    return say(_TOLD[read["by"]], **named)


def _reason(skipped: Mapping[str, Any]) -> str:
    document, line = str(skipped.get("document", "")), skipped.get("line")
    name = say("adding.text") if _PASTED.fullmatch(document) else document
    return f"{name}{', ' + say('paper.line', line=str(line)) if line else ''}: {skipped.get('reason', '')}"
