"""The forms of full texts, told apart by their content; the reader of a form is imported when one comes."""

from __future__ import annotations

from assistant.errors import SourceError
from assistant.index.fulltext import Fulltext

_HEADER = 1024
"""Bytes in which PDF readers look for %PDF-."""


def read(data: bytes) -> Fulltext:
    """The full text in a file. Raises SourceError, in a clause about the file, where there is none."""
    from ingest.fulltext.docling import is_docling, read_docling
    from ingest.fulltext.tei import is_tei, read_tei

    if b"%PDF-" in data[:_HEADER]:
        from ingest.fulltext.pdf import read_pdf

        return read_pdf(data)
    if is_tei(data):
        return read_tei(data)
    if is_docling(data):
        return read_docling(data)
    raise SourceError("is no PDF, no TEI of GROBID and no JSON of Docling")
