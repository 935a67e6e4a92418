"""The forms of full texts, told apart by how they begin; the reader of a form is imported when one comes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from assistant.errors import SourceError
from assistant.index.fulltext import Fulltext

Form: TypeAlias = Literal["pdf", "tei", "docling"]

_LOOKED_AT = 4096
"""Bytes of the beginning of a file that show its form."""

_BEGINS: Mapping[Form, re.Pattern[bytes]] = {
    "pdf": re.compile(rb"(?s).{0,1019}?%PDF-"),  # readers look for it in the first 1,024 bytes
    "tei": re.compile(rb"(?s)(?:\xef\xbb\xbf)?\s*(?=<).*?<TEI\b[^>]*tei-c\.org"),
    "docling": re.compile(rb'(?s)(?:\xef\xbb\xbf)?\s*\{.*?"schema_name"\s*:\s*"DoclingDocument"'),
}


def is_fulltext(path: Path) -> bool:
    """Whether a file is a PDF, or TEI of GROBID or JSON of Docling, which others have made of one."""
    try:
        with path.open("rb") as file:
            return form_of(file.read(_LOOKED_AT)) is not None
    except OSError:
        return False  # it is told of where it is read as a document


def form_of(data: bytes) -> Form | None:
    """The form of a file with these bytes; None where it is no full text."""
    begin = data[:_LOOKED_AT]
    return next((form for form, begins in _BEGINS.items() if begins.match(begin)), None)


def read(data: bytes) -> Fulltext:
    """The full text in a file. Raises SourceError, in a clause about the file, where there is none."""
    form = form_of(data)
    if form == "pdf":
        from ingest.fulltext.pdf import read_pdf

        return read_pdf(data)
    if form == "tei":
        from ingest.fulltext.tei import read_tei

        return read_tei(data)
    if form == "docling":
        from ingest.fulltext.docling import read_docling

        return read_docling(data)
    raise SourceError("is no PDF, no TEI of GROBID and no JSON of Docling")
