"""The file that a full text was read from, as far as it is a PDF and still what was read."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from assistant.errors import AssistantError
from assistant.explore.saying import say
from assistant.index.bodies import Held

ADDRESS = "/documents/{paper}"
"""Where the PDF of a paper is served: no part of the address names a file."""

_KEPT = 256


class GoneError(AssistantError):
    """A file is not where it was read, or can't be read there any more, in a sentence for the reader."""


class ChangedError(AssistantError):
    """A file has other bytes than were read, in a sentence for the reader."""


def address_of(paper_id: str, held: Held) -> str:
    """Where the browser finds the PDF, seen from the page; empty where the document is none, or is gone."""
    path = Path(held.path)
    return ADDRESS.format(paper=quote(paper_id, safe=""))[1:] if is_pdf(held) and path.is_file() else ""


def is_pdf(held: Held) -> bool:
    """Whether a document has pages that can be shown: the index has the text of other forms, too."""
    return held.path.lower().endswith(".pdf")


def original(held: Held) -> Path:
    """The file of a document. Raises GoneError or ChangedError where it is not what was read."""
    path = Path(held.path)
    try:
        state = path.stat()
        sha256 = _sha256(path, state.st_ino, state.st_size, state.st_mtime_ns)
    except OSError as problem:
        raise GoneError(say("printed.can-not-open", document=held.document)) from problem
    if sha256 != held.sha256:
        raise ChangedError(say("printed.other-file", document=held.document))
    return path


@lru_cache(maxsize=_KEPT)
def _sha256(path: Path, *_state: int) -> str:
    """Of the bytes of a file, read anew when its state is another: a reader asks for many parts of one."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
