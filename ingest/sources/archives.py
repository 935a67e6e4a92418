"""A zip -> the files in it, one by one in memory; nothing is written, and no archive within it opened."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

MOST_FILES = 2_000
MOST_BYTES = 512 * 1024 * 1024
"""What all files together may hold when unpacked: a million papers with abstracts are more than this."""

MOST_RATIO = 200
"""How often the size of the archive its files may hold; text shrinks to a tenth, seldom to a fiftieth."""

_LEAST_SUSPECT = 10 * 1024 * 1024
"""Bytes below which the ratio does not matter."""

_SIGN = b"PK\x03\x04"


class ArchiveError(Exception):
    """A zip can't be unpacked, or holds too much; the text is a clause that follows its name."""


def is_archive(data: bytes) -> bool:
    """Whether a file that begins with `data` is a zip."""
    return data.startswith(_SIGN)


def members(packed: bytes) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file in a zip, folders and hidden files left out, in the order of names.

    Raises:
        ArchiveError: if the zip is damaged, encrypted, or holds more than the limits above.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            files = sorted(
                (info for info in archive.infolist() if _counts(info)), key=lambda info: info.filename
            )
            if len(files) > MOST_FILES:
                raise ArchiveError(
                    f"holds {len(files):,} files, at most {MOST_FILES:,} are read; give fewer."
                )
            left = min(MOST_BYTES, max(_LEAST_SUSPECT, len(packed) * MOST_RATIO))
            for info in files:
                with archive.open(info) as file:
                    data = file.read(left + 1)  # whatever size the archive states
                left -= len(data)
                if left < 0:
                    raise ArchiveError(
                        f"unpacks to more than {MOST_BYTES // 1024**2} MB or {MOST_RATIO} times its "
                        "size; unpack it and give the directory"
                    )
                yield info.filename, data
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError) as error:
        raise ArchiveError(f"is a damaged zip ({error}); pack it again") from error
    except (RuntimeError, NotImplementedError) as error:  # encrypted, or packed in a way Python does not know
        raise ArchiveError(f"can't be unpacked ({error}); give the files themselves") from error


def _counts(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename).parts
    return not info.is_dir() and not any(
        part.startswith((".", "__MACOSX")) and part != ".." for part in parts
    )
