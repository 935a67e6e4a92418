"""The forms of documents: which one a document is in, by its content.

A new form is a module with `recognises` and `parse`, and a line in the table below.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ingest.sources import (
    atom,
    bibtex,
    dblp_xml,
    endnote,
    endnote_xml,
    feed,
    json_whole,
    jsonl,
    medline,
    profile,
    pubmed,
    reference_list,
    researcher,
    ris,
    tables,
    wos,
    zotero_rdf,
)
from ingest.sources.archives import is_archive
from ingest.sources.document import Document, document_of
from ingest.sources.records import KINDS, Contents, Context, Kind
from ingest.sources.unread import unread_binary, unread_text
from ingest.sources.xml_records import root_name


class RefusedError(Exception):
    """A document is in no form that is read; the text is a clause that says what it is and what to do."""


class Form(Protocol):
    """What the module of a form offers. `parse` never raises: what can't be read is reported."""

    def recognises(self, document: Document, /) -> bool: ...

    def parse(self, document: Document, context: Context, /) -> Contents: ...


FORMS: Mapping[Kind, Form] = {
    "pubmed": pubmed,
    "endnote-xml": endnote_xml,
    "zotero-rdf": zotero_rdf,
    "arxiv": atom,
    "dblp": dblp_xml,
    "json": json_whole,
    "jsonl": jsonl,
    "bibtex": bibtex,
    "ris": ris,
    "medline": medline,
    "wos": wos,
    "endnote": endnote,
    "table": tables,
    "references": reference_list,
    "profile": profile,
    "researcher": researcher,
    "feed": feed,
}
"""In the order of asking: a root element, a whole JSON object or an `@article{` on a line is certain, the
head of a table nearly so; a page's mark may be quoted."""

_PAGES: tuple[Kind, ...] = ("profile", "researcher", "feed")


def forms_of(document: Document) -> list[Kind]:
    """The form that a document is in, the surest first; with it those whose marks it has, and may only quote.

    Raises RefusedError where it is in none.
    """
    kinds = [kind for kind, form in FORMS.items() if form.recognises(document)]
    if not kinds and jsonl.resembles(document):
        kinds = ["jsonl"]  # half a JSON object is the weakest sign
    if kinds:
        pages = [kind for kind in kinds if kind in _PAGES]
        return [kind for kind in kinds if kind not in pages[1:]]
    if said := unread_text(document.text):
        raise RefusedError(f"is {said}")
    binary = "\x00" in document.text or any("\ud800" <= char <= "\udfff" for char in document.text)
    root = root_name(document.text)
    found = "is no text but binary data" if binary else "is in none of the known forms"
    if root:
        found = f"is XML of a form that is not known (its root is <{root}>)"
    raise RefusedError(f"{found}; expected is one of: {'; '.join(KINDS.values())}")


def text_of(name: str, data: bytes) -> Document:
    """The document with these bytes. Raises RefusedError where they are no text, or none is in them."""
    if said := unread_binary(data):
        raise RefusedError(f"is {said}")
    if is_archive(data):
        raise RefusedError("is a zip within a zip; unpack it")
    document = document_of(name, data)
    if not document.lines:
        raise RefusedError("is empty; give a document with at least one paper, or leave it out")
    return document
