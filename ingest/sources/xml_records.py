"""Records of an XML document, each with its line. No other file is read, and no entity of the document's own.

libxml2 keeps to its limits: 256 elements in one another, 10 million characters of one text. Where the XML
breaks, what stands before is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias

from lxml import etree

from ingest.sources.paper_fields import Found

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

_BEFORE_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[<>]*(?:\[.*?\]\s*)?>\s*)*", re.DOTALL
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?P<name>[A-Za-z_][\w.-]*)[\s/>]")
_ENTITY = re.compile(r"<!ENTITY")


def root_name(text: str) -> str:
    """The name of the root element without its prefix; empty where the text does not begin like XML."""
    if text.lstrip()[:1] != "<":
        return ""
    start = _BEFORE_ROOT.match(text)
    root = _ROOT.match(text, start.end() if start else 0)
    return root["name"] if root else ""


def records(
    text: str, names: Collection[str], fields: Callable[[Element], dict[str, Any]]
) -> Iterator[Found]:
    """What `fields` makes of each element whose name, without namespace, is one of `names`."""
    start = _BEFORE_ROOT.match(text)
    if start and _ENTITY.search(start[0]):
        yield Found(1, broken="it declares entities of its own, which are not read; save it without them")
        return
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except etree.XMLSyntaxError as error:
        yield Found(1, broken=f"this is no XML ({error.msg})")
        return
    for element in root.iter() if root is not None else ():
        # A prefix that stands for no namespace is part of the name.
        if isinstance(element.tag, str) and element.tag.rpartition("}")[2].rpartition(":")[2] in names:
            yield Found(element.sourceline, fields(element))
    fatal = [
        entry for entry in parser.error_log if entry.level_name == "FATAL" and "ENTITY" not in entry.type_name
    ]
    if fatal:
        yield Found(
            fatal[0].line, broken=f"here the XML breaks ({fatal[0].message.strip()}); records may be missing"
        )


def text(element: Element | None, path: str = ".") -> str:
    """All text within the first element at `path`, white space folded; empty where there is none."""
    found = element.find(path) if element is not None else None
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def texts(element: Element | None, path: str) -> list[str]:
    """The text of each element at `path` that has some."""
    found = element.iterfind(path) if element is not None else ()
    return [said for one in found if (said := text(one))]
