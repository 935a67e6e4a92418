"""A page of a PDF as a picture, drawn in a process of its own: its argument is JSON, its output a picture.

A PDF comes from anywhere, and what draws it is a large C++ library. So time and memory are limited, and what
ends this process ends nothing else. PDFium runs no script here and follows no action.
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
from io import BytesIO
from pathlib import Path

CHANGED = 3
"""The exit status where the file is not what was read."""


def draw(path: Path, sha256: str, page: int, width: int) -> bytes | None:
    """The page, counted from 0, as a WebP picture of `width` pixels; None where the file is another one."""
    import pypdfium2

    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return None
    document = pypdfium2.PdfDocument(data)
    sheet = document[page]
    bitmap = sheet.render(scale=width / sheet.get_width(), may_draw_forms=False)
    picture = BytesIO()
    bitmap.to_pil().convert("RGB").save(picture, "WEBP", quality=80, method=2)
    return picture.getvalue()


def main() -> int:
    asked = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    picture = draw(Path(asked["path"]), asked["sha256"], asked["page"], asked["width"])
    if picture is None:
        return CHANGED
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
