"""Strings and arrays that stay in a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.index import strings as module
from assistant.index.arrays import open_arrays, save_arrays
from assistant.index.strings import Numbers, Strings

NAMES = ["Rodríguez", "", "李明", "a.bib\udcff", "Ada"]


@pytest.fixture(params=["in memory", "mapped"])
def strings(request: pytest.FixtureRequest, tmp_path: Path) -> Strings:
    made = Strings.of(NAMES)
    if request.param == "in memory":
        return made
    save_arrays(tmp_path / "names.npz", made.arrays("names"))
    return Strings.among(open_arrays(tmp_path / "names.npz"), "names")


def test_strings_are_a_sequence(strings: Strings) -> None:
    assert list(strings) == NAMES
    assert (len(strings), strings[2], strings[-1], strings[1:3]) == (5, "李明", "Ada", ["", "李明"])
    with pytest.raises(IndexError):
        strings[5]


@pytest.mark.parametrize("listed", [0, 100], ids=["by their hashes", "in a dictionary"])
def test_strings_are_found(strings: Strings, listed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LISTED", listed)
    monkeypatch.setattr(module, "key_of", lambda written: len(written) % 3)  # most hashes are shared
    strings = Strings.of(list(strings))
    rows = Numbers(strings)
    assert [strings.find(name) for name in NAMES] == [0, 1, 2, 3, 4]
    assert strings.find("ada") is None
    assert "ada" not in strings
    assert rows["李明"] == 2
    assert dict(rows) == {name: at for at, name in enumerate(NAMES)}
    with pytest.raises(KeyError):
        rows["ada"]


def test_arrays_are_what_numpy_reads_too(tmp_path: Path) -> None:
    path = tmp_path / "arrays.npz"
    arrays = {
        "bytes": np.arange(3, dtype=np.uint8),
        "none": np.empty((0, 7), dtype=np.float32),
        "table": np.arange(6, dtype=np.int64).reshape(2, 3),
        "number": np.array(5),
    }
    save_arrays(path, arrays)
    mapped, read = open_arrays(path), np.load(path)
    for name, array in arrays.items():
        for found in (mapped[name], read[name]):
            assert (found.dtype, found.shape) == (array.dtype, array.shape)
            np.testing.assert_array_equal(found, array)
        assert mapped[name].size == 0 or mapped[name].ctypes.data % 64 == 0


def test_strings_whose_arrays_do_not_fit_are_damaged() -> None:
    arrays = Strings.of(NAMES).arrays("names")
    with pytest.raises(ValueError, match="the arrays of names don't fit together"):
        Strings.among({**arrays, "names.first": arrays["names.first"][:-1]}, "names")
