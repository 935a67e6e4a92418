"""The words of a streamed reply, apart from what the model thinks aloud before and between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_TAG = re.compile(r"<(/?)think(?:ing)?>", re.I)
_TAGS = ("<think>", "</think>", "<thinking>", "</thinking>")


@dataclass(frozen=True, slots=True)
class Piece:
    """The next words of a reply, and the next words of its thoughts; either may be empty.

    Where `anew` is true, all text before this piece was thoughts: `thinking` holds it, and the text begins
    anew. That happens once, with a server that marks only the end of the thoughts.
    """

    text: str = ""
    thinking: str = ""
    anew: bool = False


class Thoughts:
    """Tells thoughts from text while a reply arrives, by the tags around them.

    `inside` is true for a reply that begins with thoughts and has no tag before them.
    """

    def __init__(self, *, inside: bool = False) -> None:
        self._inside = self._assumed = inside
        self._rest = ""  # of the reply, not told yet: it may be the beginning of a tag
        self._said = ""
        self._tagged = False

    @property
    def began_inside(self) -> bool:
        """Whether the reply began with thoughts that only an end tag told from the text."""
        return self._assumed

    def read(self, words: str, *, apart: str = "") -> Piece:
        """The next words of the reply as text and thoughts; a Piece without words where none can be told.

        `apart` are thoughts that came beside the words.
        """
        text, thinking, anew = "", apart, False
        self._rest += words
        while tag := _TAG.search(self._rest):
            before, self._rest = self._rest[: tag.start()], self._rest[tag.end() :]
            if tag[1] and not self._inside and not self._tagged:
                text, thinking, anew = "", self._said + apart + text + before, True
                self._assumed = True
            elif self._inside:
                thinking += before
            else:
                text += before
            self._inside, self._tagged = not tag[1], True
        told = len(self._rest) - _half_tag(self._rest)
        words, self._rest = self._rest[:told], self._rest[told:]
        if self._inside:
            thinking += words
        else:
            text += words
        self._said += thinking if self._assumed and not self._tagged else text
        return Piece(text, thinking, anew)

    def end(self, *, cut: bool = False) -> Piece:
        """What is left at the end of the reply; `cut` is true where the reply was not done.

        Where a whole reply was to begin with thoughts and none of its words ended them, all of it was text.
        """
        rest, self._rest = self._rest, ""
        if self._assumed and not self._tagged and not cut:
            self._assumed = False
            return Piece(self._said + rest)
        return Piece("", rest) if self._inside else Piece(rest)


def thought(message: BaseMessage) -> str:
    """The thoughts that a message of LangChain has apart from its text."""
    found = "".join(
        str(block.get("reasoning") or "") for block in message.content_blocks if block["type"] == "reasoning"
    )
    return found or str(message.additional_kwargs.get("reasoning_content") or "")


def without_thoughts(text: str) -> str:
    """A whole reply without its thoughts."""
    thoughts = Thoughts()
    pieces = (thoughts.read(text), thoughts.end())
    return "".join(piece.text for piece in pieces).strip()


def _half_tag(text: str) -> int:
    """The number of characters at the end of `text` that may be the beginning of a tag."""
    at = text.rfind("<", -max(map(len, _TAGS)))
    return len(text) - at if at >= 0 and any(t.startswith(text[at:].lower()) for t in _TAGS) else 0
