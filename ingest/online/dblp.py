"""DBLP: the papers of a person, as BibTeX. https://dblp.org/faq/1474679.html"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.errors import SourceError
from ingest.online.answers import Answer
from ingest.online.copies import Ask

_PID = re.compile(r"[\w-]+(?:/[\w-]+)+")


def pages(value: str, ask: Ask) -> Iterator[Answer]:
    """The papers of the person with a key such as `65/9612` or `g/BenjaminFGrewe`, in one file."""
    pid = value.rpartition("/pid/")[2].removesuffix(".html")
    if not _PID.fullmatch(pid):
        raise SourceError(
            f"dblp:{value} is no key of a person; expected dblp:65/9612, as in https://dblp.org/pid/65/9612.html."
        )
    yield ask("dblp", f"pid/{pid}.bib", form="bib", mark=lambda answer: answer.body)
