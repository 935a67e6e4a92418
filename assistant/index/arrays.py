"""Arrays in files, mapped into memory: one a file, or many in one; and the highest values of an array."""

from __future__ import annotations

import io
import mmap
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGNED = 64
"""Bytes: arrays begin at multiples of it, so that a mapped one is as quick as one in memory."""

_HEADER = 30  # bytes of a zip's local header, before the name and what is added to it
_ZIP64 = 20  # bytes that zipfile adds for a file that may have more than 4 GB
_PADDING = 0xD935  # the field that Android's zipalign fills up


def open_array(path: Path) -> NDArray[Any]:
    """The array in `path`. Raises OSError, EOFError or ValueError where the file is damaged."""
    try:
        return np.asarray(np.load(path, mmap_mode="r"))
    except TokenError as problem:  # what numpy makes of a bracket too many
        raise ValueError(f"{path.name} has no readable header") from problem


def save_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write `arrays` as `np.savez` does, each at a multiple of 64 bytes, so that they can be mapped."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")
            assert file.fp is not None
            begin = file.fp.tell() + _HEADER + len(entry.filename.encode()) + _ZIP64
            padding = -(begin + 4) % _ALIGNED
            entry.extra = struct.pack("<HH", _PADDING, padding) + bytes(padding)
            with file.open(entry, "w", force_zip64=True) as entered:
                np.lib.format.write_array(entered, array, allow_pickle=False)


def open_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays in `path` by their names, mapped. Raises OSError or ValueError where the file is damaged."""
    try:
        with zipfile.ZipFile(path) as file:
            entries = file.infolist()
        with path.open("rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        return {entry.filename.removesuffix(".npy"): _array_at(mapped, entry) for entry in entries}
    except (zipfile.BadZipFile, struct.error) as problem:
        raise ValueError(f"{path.name} is no whole zip: {problem}") from problem


def _array_at(mapped: mmap.mmap, entry: zipfile.ZipInfo) -> NDArray[Any]:
    begin = entry.header_offset
    name, added = struct.unpack_from("<HH", mapped, begin + 26)
    begin += _HEADER + name + added
    if entry.compress_type != zipfile.ZIP_STORED or begin + entry.file_size > len(mapped):
        raise ValueError(f"{entry.filename} is not stored as it was written")
    head = io.BytesIO(mapped[begin : begin + min(entry.file_size, 1024)])
    try:
        np.lib.format.read_magic(head)
        shape, _, kind = np.lib.format.read_array_header_1_0(head)
    except TokenError as problem:
        raise ValueError(f"{entry.filename} has no readable header") from problem
    count = int(np.prod(shape, dtype=np.int64))
    if head.tell() + count * kind.itemsize != entry.file_size:
        raise ValueError(f"{entry.filename} has {entry.file_size} bytes for the shape {shape}")
    return np.frombuffer(mapped, kind, count, begin + head.tell()).reshape(shape)


def highest(values: NDArray[Any], count: int) -> NDArray[np.int64]:
    """The places of the `count` highest values, best first."""
    places = np.argpartition(-values, count)[:count] if count < len(values) else np.arange(len(values))
    return np.asarray(places[np.lexsort((places, -values[places]))], dtype=np.int64)
