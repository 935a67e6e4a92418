"""The Markdown of a model -> Markdown that loads nothing and leads nowhere, with every word that it shows."""

from __future__ import annotations

import re

from assistant.text.marks import MARK, plain_marks

REMOVED = "(address removed)"
"""What stands for a web address that a model wrote."""

_NESTED = 3  # links and images within the text of one another that are read as such

_TITLE = r"(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\))"
_LINK = re.compile(
    r"(!?)\[([^\[\]\n]*)\]\(\s*(?:<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)"
    rf"(?:\s+{_TITLE})?\s*\)"
)
_DEFINED = re.compile(  # with an address, a page shows nothing of it
    rf"(?im)^\s{{0,3}}\[[^\[\]\n]+\]:[ \t]*<?(?:https?://|ftp://|www\.|[/#])\S*(?:[ \t]+{_TITLE})?[ \t]*$"
)
_LABEL = re.compile(r"(?m)^((?:[ \t]*(?:[-*+>]|\d{1,9}[.)]))*[ \t]*)\[([^\[\]\n]+)\]:")
_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.S)
_TAG = re.compile(
    r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s+[\w:@.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))*\s*/?>"
)
_AUTOLINK = re.compile(r"<([a-zA-Z][\w+.-]{1,31}:[^\s<>]*|[^\s<>@]{1,64}@[^\s<>]+)>")
_ADDRESS = re.compile(
    r"(?i)(?:https?://|ftp://|www\.)[^\s<>]+|\b[\w.-]{1,64}@[\w-]+\.\w+"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|org|net|io|ai|dev|test|example)\b(?:/\S*)?"
)
_SCRIPT = re.compile(r"<(sup|sub)>\s*([^<>\n]{1,40}?)\s*</\1>", re.I)
_RAISED = str.maketrans("0123456789-−–+;", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺,")
_LOWERED = str.maketrans("0123456789-−–+", "₀₁₂₃₄₅₆₇₈₉₋₋₋₊")
_FIGURES = re.compile(r"[-−–+]?\d+(?:\s?[-−–,;]\s?\d+)*")


def disarmed(text: str) -> str:
    """A model's Markdown without images, links, HTML and addresses.

    What a link says stays; for an address stands REMOVED. The way to a paper is its source card. A "<" that
    opens no tag of HTML stays as well, as "‹" where a browser might take it for one.
    """
    text = _DEFINED.sub("", text)
    for _ in range(_NESTED):
        text = _LINK.sub(_said, text)
    text = _SCRIPT.sub(_raised, _COMMENT.sub("", text))
    text = _AUTOLINK.sub(r"\1", _TAG.sub(_untagged, text))
    text = re.sub(r"<(?=[/!?a-zA-Z])", "‹", text)  # what is left may be new: a tag of "<<b>img src=x>"
    return unlinked(_ADDRESS.sub(REMOVED, text))


def unlinked(text: str) -> str:
    """Markdown in which brackets make no link, no image and no definition of one; the words stay."""
    text = _LABEL.sub(_undefined, text)
    text = re.sub(r"(?m)^([^\[\n]*)\]:", r"\1] :", text)  # its label began on another line
    return re.sub(r"!(?=\[)", "! ", re.sub(r"\](?=\()", "] ", text))


def _said(match: re.Match[str]) -> str:
    """What a link says, nothing for an image; a mark alone was a citation, dressed up as a link."""
    image, text = match.groups()
    marked = f"[{text}]"
    return "" if image else marked if MARK.fullmatch(plain_marks(marked)) else text


def _undefined(match: re.Match[str]) -> str:
    """The label of a line, which may be a mark, without what makes the line a definition."""
    lead, label = match.groups()
    return f"{lead}[{label}]" if label.strip(" ^").isdigit() else f"{lead}{label}:"


def _untagged(match: re.Match[str]) -> str:
    from lxml.html.defs import tags  # slow to import, and of use to what a model wrote only

    return "" if match[1].lower() in tags else match.group()


def _raised(match: re.Match[str]) -> str:
    """A raised or lowered part without its tags: "10⁵", "CO₂", "e^x", "5th"."""
    is_raised, part = match[1].lower() == "sup", match[2]
    if _FIGURES.fullmatch(part):
        return part.translate(_RAISED if is_raised else _LOWERED)
    if MARK.search(plain_marks(part)) or not (len(part) == 1 or any(map(str.isdigit, part))):
        return part
    return f"{'^' if is_raised else '_'}{part if len(part) == 1 else f'({part})'}"
