"""Zotero's RDF: items with the journals, books and people they point to, each within or beside them."""

from __future__ import annotations

import re
from typing import Any

from ingest.sources.attachments import listed_files
from ingest.sources.document import Document
from ingest.sources.paper_fields import contents_of
from ingest.sources.records import Contents, Context
from ingest.sources.xml_records import Element, records, root_name, text

_SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "z": "http://www.zotero.org/namespaces/export#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "bib": "http://purl.org/net/biblio#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/",
    "link": "http://purl.org/rss/1.0/modules/link/",
    "vcard": "http://nwalsh.com/rdf/vCard#",
}
_ABOUT = f"{{{_SPACES['rdf']}}}about"
_RESOURCE = f"{{{_SPACES['rdf']}}}resource"
_DOI = re.compile(r"DOI:?\s*(?P<doi>10\.\S+)", re.IGNORECASE)
_NO_PAPERS = ("attachment", "note", "annotation", "webpage")


def recognises(document: Document) -> bool:
    """Whether the root element is RDF, with Zotero's own names in it."""
    return root_name(document.text) == "RDF" and "zotero.org/namespaces/export" in document.text


def parse(document: Document, context: Context) -> Contents:
    """The papers of Zotero's RDF. Never raises: bad records are reported."""
    found = records(document.text, _CLASSES, _fields)
    return contents_of(document, context, (record for record in found if record.fields or record.broken))


_CLASSES = tuple(
    "Article Book BookSection Thesis Report Manuscript Document Patent Data Recording Software "
    "ConferenceProceedings Letter Legislation Interview Memo Image Description".split()
)


def _fields(item: Element) -> dict[str, Any]:
    kind, title = _text(item, "z:itemType"), _text(item, "dc:title")
    within = item.getparent() is not item.getroottree().getroot()
    if within or kind in _NO_PAPERS or not (kind or title):  # a note has neither
        return {}
    place = _place(item)
    said = " ".join(_texts(item, "dc:identifier") + _texts(place, "dc:identifier"))
    doi = _DOI.search(said)
    return {
        "title": title,
        "abstract": _text(item, "dcterms:abstract"),
        "authors": [name for one in _people(item) if (name := _name(one))],
        "date": _text(item, "dc:date"),
        "venue": _text(place, "dc:title")
        or _text(item, "bib:presentedAt/bib:Conference/dc:title")
        or _text(item, "dc:publisher//foaf:name"),
        "volume": _text(place, "prism:volume") or _text(item, "prism:volume"),
        "issue": _text(place, "prism:number") or _text(item, "prism:number"),
        "pages": _text(item, "bib:pages"),
        "doi": doi["doi"] if doi else "",
        "url": _text(item, "dc:identifier/dcterms:URI/rdf:value"),
        "type": kind,
        "keywords": [
            word
            for subject in item.iterfind("dc:subject", _SPACES)
            if (word := _text(subject, "z:AutomaticTag/rdf:value") or text(subject))
        ],
        "language": _text(item, "z:language"),
        "licence": _text(item, "dc:rights"),
        "files": _files(item),
    }


def _place(item: Element) -> Element | None:
    """The journal or book that an item is part of, which stands in it or elsewhere in the document."""
    part = item.find("dcterms:isPartOf", _SPACES)
    if part is None:
        return None
    if len(part):
        return part[0]
    named = part.get(_RESOURCE)
    root = item.getroottree().getroot()
    return next((one for one in root if named and one.get(_ABOUT) == named), None)


def _files(item: Element) -> list[str]:
    """The paths of the attachments of an item, which stand elsewhere in the document."""
    linked = {link.get(_RESOURCE) for link in item.iterfind("link:link", _SPACES)}
    if not linked:
        return []
    named = (
        path.get(_RESOURCE) or ""
        for one in item.getroottree().getroot().iterfind("z:Attachment", _SPACES)
        if one.get(_ABOUT) in linked
        for path in one.iterfind("rdf:resource", _SPACES)
    )
    return [path for name in named for path in listed_files(name)]


def _people(item: Element) -> list[Element]:
    listed = item.find("bib:authors", _SPACES)
    if listed is None:
        return []
    return list(listed.iterfind(".//foaf:Person", _SPACES)) + list(
        listed.iterfind(".//foaf:Organization", _SPACES)
    )


def _name(person: Element) -> str:
    given = _text(person, "foaf:givenName") or _text(person, "foaf:givenname")
    return f"{given} {_text(person, 'foaf:surname')}".strip() or _text(person, "foaf:name")


def _text(element: Element | None, path: str) -> str:
    return next(iter(_texts(element, path)), "")


def _texts(element: Element | None, path: str) -> list[str]:
    found = element.iterfind(path, _SPACES) if element is not None else ()
    return [said for one in found if (said := text(one))]
