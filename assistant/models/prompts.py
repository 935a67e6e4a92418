"""Escapes texts of sources for a prompt, so that a model reads them as data and not as instructions."""

from __future__ import annotations

import re


def as_data(text: str) -> str:
    """`text` in one line, without anything that looks like the structure of a prompt.

    Tags, tokens of chat templates and numbers in brackets are changed: a model could not tell them from those
    of the prompt.
    """
    text = " ".join(text.split())
    text = re.sub(r"<(?=[/!?|a-zA-Z])", "‹", text)
    text = re.sub(r"(?i)\[(?=\s*/?\s*inst)", "(", text)
    return re.sub(r"\[(\d+(?:\s*[-–,;]\s*\d+)*)\]", r"(\1)", text)
