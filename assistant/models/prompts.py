"""Texts of other people as part of a prompt: data that a model reads, never instructions that it obeys."""

from __future__ import annotations

import re


def as_data(text: str) -> str:
    """A source's text as part of a prompt: in one line, with nothing that could pass for the prompt's marks.

    A tag, a chat template's token or a number in brackets of a source would read as ours.
    """
    text = " ".join(text.split())
    text = re.sub(r"<(?=[/!?|a-zA-Z])", "‹", text)
    text = re.sub(r"(?i)\[(?=\s*/?\s*inst)", "(", text)
    return re.sub(r"\[(\d+(?:\s*[-–,;]\s*\d+)*)\]", r"(\1)", text)
