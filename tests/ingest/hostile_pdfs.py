"""PDFs that mean harm or are damaged, made when they are needed, and what is to be said of each."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

READ = ""
ANY = "?"
"""Whatever comes of it: read, or told in one line."""

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_SENTENCE = "Owls hunt at night, and they rest by day in the shade of old trees. "


def pdf(objects: Mapping[int, bytes], *, catalog: bytes = b"<< /Type /Catalog /Pages 2 0 R >>") -> bytes:
    """A PDF of these objects, which 1 is not among; 2 is the tree of pages."""
    out, offsets = io.BytesIO(), dict[int, int]()
    out.write(b"%PDF-1.7\n")
    for number, content in {1: catalog, **objects}.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start, size = out.tell(), max(offsets) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    out.write(b"".join(b"%010d 00000 n \n" % offsets.get(number, 0) for number in range(1, size)))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
    return out.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(content), content)


def page(content: int = 4, *, box: bytes = b"0 0 612 792", more: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents %d 0 R "
        b"/Resources << /Font << /F 5 0 R >> %b >> >>" % (box, content, more)
    )


def one_page(content: bytes, **options: bytes) -> dict[int, bytes]:
    return {2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3: page(**options), 4: stream(content), 5: _FONT}


def lines(count: int = 30) -> bytes:
    shown = b"".join(b"(%b) Tj T* " % _SENTENCE.encode() for _ in range(count))
    return b"BT /F 10 Tf 12 TL 72 720 Td %b ET" % shown


def good() -> bytes:
    return pdf(one_page(lines()))


def bomb() -> bytes:
    """A few kilobytes that become 200 megabytes of text."""
    packer, chunk = zlib.compressobj(9), lines(1000)
    packed = b"".join(packer.compress(chunk) for _ in range(200 * 1024 * 1024 // len(chunk))) + packer.flush()
    objects = one_page(b"")
    objects[4] = stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]")
    return pdf(objects)


def loop_of_pages() -> bytes:
    return pdf(
        {
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
            3: b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>",
        }
    )


def many_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % (6 + at) for at in range(10_000))
    objects = one_page(lines())
    objects[2] = b"<< /Type /Pages /Kids [%b] /Count 10000 >>" % kids
    return pdf(objects | {6 + at: page() for at in range(10_000)})


def wrong_xref() -> bytes:
    return good().replace(b"0000000", b"0000999", 1).replace(b"startxref\n", b"startxref\n9")


def cut_off() -> bytes:
    data = good()
    return data[: len(data) // 3]


def encrypted() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 720, _SENTENCE)
    canvas.save()
    return out.getvalue()


def acting() -> bytes:
    """Asks a reader to run a script, to start a program and to open an address, when it is opened."""
    address = b"http://127.0.0.1:9/"
    objects = one_page(lines())
    objects |= {
        6: b"<< /S /JavaScript /JS (app.launchURL\\('%b'\\);) /Next 7 0 R >>" % address,
        7: b"<< /S /Launch /F (/bin/touch) /Next 8 0 R >>",
        8: b"<< /S /URI /URI (%b) >>" % address,
    }
    objects[3] = objects[3].replace(b"/Type /Page ", b"/Type /Page /AA << /O 6 0 R >> ")
    return pdf(objects, catalog=b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R >>")


def huge_page() -> bytes:
    return pdf(one_page(lines(), box=b"0 0 1000000000 1000000000"))


def empty_page_size() -> bytes:
    return pdf(one_page(lines(), box=b"0 0 0 0"))


def no_text() -> bytes:
    return pdf(one_page(b"72 72 m 500 700 l S"))


def nested() -> bytes:
    """Arrays and dictionaries in one another, ever deeper."""
    objects = one_page(b"[" * 200_000 + lines() + b"<<" * 200_000)
    objects[6] = b"[" * 100_000 + b"]" * 100_000
    return pdf(objects, catalog=b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>")


def form_in_itself() -> bytes:
    objects = one_page(lines() + b" /X Do", more=b"/XObject << /X 6 0 R >>")
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X 6 0 R >> >>"
    objects[6] = stream(b"/X Do /X Do", entries)
    return pdf(objects)


def forms_doubling() -> bytes:
    """Each of thirty forms draws the next one twice: a thousand million times the last."""
    objects = one_page(b"/X Do", more=b"/XObject << /X 6 0 R >>")
    for at in range(6, 36):
        entries = (
            b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] "
            b"/Resources << /Font << /F 5 0 R >> /XObject << /X %d 0 R >> >>" % (at + 1)
        )
        objects[at] = stream(b"/X Do /X Do" if at < 35 else lines(1), entries)
    return pdf(objects)


def crowded() -> bytes:
    return pdf(one_page(b"BT /F 1 Tf 72 720 Td " + b"(%b) Tj " % (b"a" * 1000) * 1000 + b"ET"))


def strange_numbers() -> bytes:
    """Sizes and places that no page has."""
    content = b"BT /F 1e30 Tf 1e38 0 0 1e38 1e38 -1e38 Tm (huge) Tj /F 0 Tf (none) Tj "
    content += b"/F -12 Tf 1 0 0 1 72 700 Tm (mirrored) Tj ET "
    return pdf(one_page(content + lines()))


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (bomb, "made its reader stop|characters on one page|took more than|more memory"),
    "loop of pages": (loop_of_pages, "is no whole PDF"),
    "many pages": (many_pages, "has 10,000 pages; of up to 400 the text is read"),
    "wrong xref": (wrong_xref, READ),
    "cut off": (cut_off, ANY),
    "encrypted": (encrypted, "is encrypted; save it without its password"),
    "acting": (acting, READ),
    "huge page": (huge_page, "has a page of 1,000,000,000 by 1,000,000,000 points"),
    "empty page size": (empty_page_size, ANY),
    "no text": (no_text, r"has no text, so it is a scan; run OCR \(for example ocrmypdf\) over it"),
    "nested": (nested, ANY),
    "form in itself": (form_in_itself, ANY),
    "forms doubling": (forms_doubling, ANY),
    "crowded": (crowded, "has 1,000,000 characters on one page; of up to 100,000 a page is read"),
    "strange numbers": (strange_numbers, READ),
    "empty": (lambda: b"", "is no PDF"),
    "noise": (lambda: b"%PDF-1.4\n" + bytes(range(256)) * 400, "is no whole PDF"),
    "html": (lambda: b"<!DOCTYPE html><html><body>Sign in to read</body></html>", "is no PDF"),
}
"""Each kind: what makes it, and a pattern of what is said; READ where it is read nonetheless."""
