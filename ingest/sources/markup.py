"""HTML, JATS, MathML and character entities in titles and abstracts as plain text.

A tag is what looks like one and is closed again, or has a name that HTML closes by itself: "a<b" stays.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from assistant.text.analysis import stopwords

_PERHAPS = re.compile(r"[<&]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_DEEPEST_ENTITY = 3  # "&amp;amp;lt;": each program on the way escapes it once more
_ATTRIBUTE = r"\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]{0,2000}\"|'[^'<>]{0,2000}'|[^\s\"'<>]{1,500})"
_TAG = re.compile(
    rf"<(?P<close>/?)(?:[A-Za-z][\w.]{{0,20}}:)?(?P<name>[A-Za-z][\w.-]{{0,30}})(?P<rest>(?:{_ATTRIBUTE}){{0,20}}\s*/?)>"
)
_ALWAYS = frozenset("p br hr li wbr img none i b em sub sup strong inf italic bold title sec".split())
"""Names of tags that need no partner: HTML closes them by itself, or a cut abstract lost the partner."""
_APART = frozenset(
    "p br hr li ul ol dl dt dd div sec title label list list-item table tr td h1 h2 h3 h4 h5 h6".split()
)
"""Names of tags that stand between two words."""
_MATH = re.compile(
    r"<((?:[A-Za-z]\w{0,9}:)?math)\b[^<>]{0,2000}>(?:(?!<(?:[A-Za-z]\w{0,9}:)?math\b).){0,20000}?</\1\s*>",
    re.DOTALL,
)
_TEX_MATH = re.compile(
    r"<((?:[A-Za-z]\w{0,9}:)?tex-math)\b[^<>]{0,500}>(?:(?!<).){0,5000}</\1\s*>", re.DOTALL
)
_ABSTRACT_TITLE = re.compile(r"^\s*<((?:jats:)?title)>\s*abstract\s*</\1>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?:(?!<!--).){0,5000}?-->|<\?[^<>]{0,500}\?>|<!\[CDATA\[|\]\]>", re.DOTALL)
_RAISED = re.compile(r"(?<=[0-9])<(sup)>\s*([+−–-]?[0-9]{1,4})\s*</sup>")
_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_OPERATORS = {"msup": "^", "msub": "_", "mfrac": "/", "munder": "_", "mover": "^"}
_LABEL = re.compile(
    r"(?:abstract|summary|zusammenfassung|résumé|resumen)\b(\s*[:.—–|-]+\s*|\s+)", re.IGNORECASE
)
_RIGHTS = r"(?:(?:[Cc]opyright\s*)?(?:©|\([cC]\)(?=\s*[0-9]{4}))|Copyright(?=\s+[0-9]{4}))"
_RIGHTS_FIRST = re.compile(rf"{_RIGHTS}\s*[^.]{{0,80}}?\b[0-9]{{4}}\b[^.]{{0,150}}\.\s*")
_RIGHTS_LAST = re.compile(rf"(?<=[.!?)\s])\s*{_RIGHTS}\s*(?:[A-Z][^.]{{0,60}}\s)?[0-9]{{4}}\b.{{0,250}}$")
_RIGHTS_MORE = re.compile(
    r"(?:all rights (?:are )?reserved|published by|production and hosting|this is an open access|licensee)"
    r"\b[^.]{0,200}\.\s*",
    re.IGNORECASE,
)


def plain_text(text: str) -> str:
    """`text` without tags and entities, white space folded; mathematics as text or as TeX between dollars."""
    if not _PERHAPS.search(text):
        return text
    for _ in range(_DEEPEST_ENTITY):
        if not _ENTITY.search(text):
            break
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    text = _ABSTRACT_TITLE.sub("", text)
    if _MATH.search(text):
        text = _TEX_MATH.sub("", text)  # JATS has a formula twice
    text = _MATH.sub(_mathematics, _COMMENT.sub("", text)) if "<" in text else text
    text = _RAISED.sub(lambda match: match[2].translate(_SUPERSCRIPTS), text)
    return " ".join("".join(_without_tags(text)).split())


def plain_abstract(text: str) -> str:
    """An abstract without tags, without its label ("Abstract") and without the line of its copyright."""
    text = plain_text(text)
    text = text[_label(text) :]
    first = _RIGHTS_FIRST.match(text)
    while first and first.end() < len(text):
        text = text[first.end() :]
        first = _RIGHTS_MORE.match(text)
    last = _RIGHTS_LAST.search(text, max(1, len(text) - 300))
    return text[: last.start()].rstrip() if last and last.start() else text


def _label(text: str) -> int:
    """Where an abstract begins behind its label. "Abstract Meaning Representation" has none."""
    label = _LABEL.match(text)
    if label is None or label.end() == len(text):
        return 0
    following = text[label.end() :].split(maxsplit=2)
    first, second = following[0], (following[1:2] or ["."])[0]
    title = second[:1].isupper() and first.lower() not in stopwords() and not first.endswith((":", "."))
    heading = label[1].strip() or (label[0][0].isupper() and first[:1].isupper() and not title)
    return label.end() if heading else 0


def _without_tags(text: str) -> Iterator[str]:
    tags = list(_TAG.finditer(text))
    opened = {tag["name"].lower() for tag in tags if not tag["close"]}
    closed = {tag["name"].lower() for tag in tags if tag["close"]}
    position = 0
    for tag in tags:
        name = tag["name"].lower()
        if not (name in _ALWAYS or tag["rest"].endswith("/") or (name in opened and name in closed)):
            continue
        yield text[position : tag.start()]
        if name == "title" and tag["close"]:
            yield ": "
        elif name in _APART:
            yield " "
        position = tag.end()
    yield text[position:]


def _mathematics(match: re.Match[str]) -> str:
    """MathML as the TeX that comes with it, else as a line of text."""
    try:
        source = re.sub(r"<(/?)[A-Za-z]\w{0,9}:", r"<\1", match[0])
        math = etree.fromstring(
            source.encode(), etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        )
    except (etree.XMLSyntaxError, ValueError):
        return match[0]
    if math is None:
        return match[0]
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower() and (note.text or "").strip():
            return f"${(note.text or '').strip().strip('$')}$"
    if (math.get("alttext") or "").strip():
        return f"${math.get('alttext').strip().strip('$')}$"
    return _line(math)


def _line(node: etree._Element) -> str:
    if not isinstance(node.tag, str) or node.tag in ("annotation", "annotation-xml"):
        return ""
    parts = [_line(child) + (child.tail or "").strip() for child in node]
    text = (node.text or "").strip()
    if node.tag in _OPERATORS and len(parts) == 2:
        return _OPERATORS[node.tag].join(parts)
    if node.tag == "msqrt":
        return f"√{''.join(parts)}"
    return text + "".join(parts)
