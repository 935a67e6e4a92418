"""Text of papers, questions and models as Markdown that loads nothing and leads nowhere. Pure functions.

All such text is untrusted. Raw HTML, images and links are made inert, so that the `[n]` marks are the only
links of an answer, and no text can make a browser load anything.
"""

from __future__ import annotations

import re
from collections.abc import Container

MARK = re.compile(r"((?<=\S) )?(?<!\\)\[(\d+)\]")
"""An `[n]` mark of an answer; the groups are the space before the mark and the number."""

_SPECIAL = re.compile(r"([\\`*_~\[\]$#|!])")
_FENCE = re.compile(r" {0,3}(`{3,})")


def neutral(text: str) -> str:
    """Markdown without raw HTML, images, links, link definitions or strikethrough (a tilde means "about")."""
    text = re.sub(r"\\?<", "&lt;", re.sub(r"\\?&", "&amp;", text))
    text = re.sub(r"(?i)\b(https?|ftp):(?=//)", r"\1&#58;", text)
    text = re.sub(r"(?i)\b(www)\.", r"\1&#46;", text)
    text = re.sub(r"(?<!\\)~", r"\\~", re.sub(r"\\?!(?=\[)", "&#33;", text))
    # Without `](` there is no inline link, without `]:` no link definition, and so no reference link either.
    return re.sub(r"\](?=[(:])", r"]\\", text)


def linked(text: str, anchor: str, numbers: Container[int] | None) -> str:
    """`text` with every `[n]` mark as a link to its card; where `numbers` is given, only marks with these."""

    def link(match: re.Match[str]) -> str:
        number = int(match[2])
        if numbers is not None and number not in numbers:
            return f"{match[1] or ''}\\[{number}\\]"
        space = "&nbsp;" if match[1] else ""  # keeps a mark on the line of the word before
        return f"{space}[\\[{number}\\]](#{anchor}-{number})"

    return MARK.sub(link, text)


def closed(text: str) -> str:
    """Markdown whose last block of code is ended, so that the block does not swallow what follows."""
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and len(found[1]) >= len(fence) and not line.strip().strip("`"):
            fence = ""
    return f"{text}\n{fence}" if fence else text


def plain_markdown(text: str) -> str:
    """Markdown that shows `text` unchanged, letter by letter."""
    escaped = _SPECIAL.sub(r"\\\1", text)
    return re.sub(r"(?m)^(\s*(?:\d+(?=[.)]))?)([-+>=.)])", r"\1\\\2", neutral(escaped))


def inert(text: str) -> str:
    """`text` on one line, for an attribute or an element within Markdown: all signs are HTML entities."""
    return re.sub(r"[^\w\s]|_", lambda sign: f"&#{ord(sign[0])};", " ".join(text.split()))


def html_block(html: str) -> str:
    """`html` on one line, which Markdown passes through: a blank line would end the HTML block."""
    return re.sub(r"\s*\n\s*", " ", html)
