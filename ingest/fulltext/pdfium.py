"""PDFium's functions as Python calls them fast, and documents and pages that are closed again.

PDFium runs no JavaScript here (the wheel is built without V8) and no action: forms and actions need a
form-fill environment, which is never made.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2.raw as pdfium

from assistant.errors import SourceError

Handle = int
"""An address of PDFium's."""

_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SECURITY = 5  # FPDF_ERR_SECURITY: an encryption that PDFium does not know


@cache
def start() -> None:
    pdfium.FPDF_InitLibrary()


@cache
def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A function of PDFium that takes and gives addresses as plain numbers.

    The declared ones make an object of each address, which takes longer than what most of them do.
    """
    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    assert address is not None
    call: Callable[..., Any] = ctypes.CFUNCTYPE(result, *arguments)(address)
    return call


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document in `data`. Raises SourceError where PDFium finds none."""
    start()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        error = pdfium.FPDF_GetLastError()
        if error in (_PASSWORD, _SECURITY):
            raise SourceError("is encrypted; save it without its password")
        raise SourceError("is no whole PDF (PDFium finds no document in it); fetch it again")
    try:
        yield document
    finally:
        pdfium.FPDF_CloseDocument(document)


@contextmanager
def page_of(document: Any, number: int) -> Iterator[tuple[Any, Handle]]:
    """A page and the address of its text; (None, 0) where the page can't be loaded."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        yield None, 0
        return
    text = pdfium.FPDFText_LoadPage(page)
    try:
        yield page, ctypes.cast(text, ctypes.c_void_p).value or 0
    finally:
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)


def meta_text(document: Any, tag: str) -> str:
    """A text of the document's metadata, such as its Title."""
    size = pdfium.FPDF_GetMetaText(document, tag.encode(), None, 0)
    if not 2 < size < 1 << 16:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDF_GetMetaText(document, tag.encode(), buffer, size)
    return buffer.raw[:-2].decode("utf-16-le", "replace")
