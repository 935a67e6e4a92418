"""Files that editors send in pieces: what is taken, under which names, and what goes first."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.ops import uploads
from assistant.ops.uploads import DAY, Uploads, safe_name


@pytest.fixture
def sent(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path)


def test_a_file_comes_in_pieces(sent: Uploads, tmp_path: Path) -> None:
    id = sent.begin("../Doe 2020.pdf")
    assert sent.append(id, 0, b"%PDF-") == 5
    assert sent.append(id, 5, b"1.7") == 8
    assert sent.append(id, 5, b"1.7") == 8  # once more, since the reply was lost
    with pytest.raises(UsageError, match="has 8 bytes so far"):
        sent.append(id, 7, b"more")
    sent = Uploads(tmp_path)  # after a restart
    (path,) = sent.paths([id])
    assert (path.name, path.read_bytes()) == ("Doe 2020.pdf", b"%PDF-1.7")
    sent.remove(id)
    assert sent.missing([id]) == [id]
    with pytest.raises(UsageError, match="choose it again"):
        sent.paths([id])


@pytest.mark.parametrize("id", ["", "..", "../added", "0" * 31, "/etc", "*"])
def test_no_other_name_is_an_id(sent: Uploads, id: str, tmp_path: Path) -> None:
    (tmp_path / "added").mkdir()
    (tmp_path / "added" / "mine.bib").touch()
    sent.begin("a.pdf")
    assert sent.missing([id]) == [id]
    sent.remove(id)
    with pytest.raises(UsageError):
        sent.append(id, 0, b"x")
    assert (tmp_path / "added" / "mine.bib").exists()


def test_no_more_than_the_limits_is_taken(sent: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    one, other = sent.begin("a.pdf"), sent.begin("b.pdf")
    sent.append(one, 0, 9 * b"x")
    with pytest.raises(UsageError, match=r"a\.pdf is too much: at most 2 files with"):
        sent.append(one, 9, b"xx")
    sent.append(other, 0, 2 * b"x")
    with pytest.raises(UsageError, match="at most 2 files"):
        sent.paths([one, other])


def test_what_has_waited_longest_goes_first(
    sent: Uploads, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    monkeypatch.setattr(uploads, "WAITING", 2)
    ids = [sent.begin(f"{n}.pdf") for n in range(3)]
    now = time.time()
    for at, id in enumerate(ids[:2]):
        sent.append(id, 0, 10 * b"x")
        os.utime(sent.paths([id])[0], (now, now - 3600 + at))
    sent.append(ids[2], 0, b"x")
    assert sent.missing(ids) == ids[:1]
    os.utime(sent.paths([ids[1]])[0], (now, now - DAY - 60))
    sent.begin("new.pdf")
    assert sent.missing(ids) == ids[:2]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Müller et al. 2020.pdf", "Müller et al. 2020.pdf"),
        ("C:\\papers\\doe.pdf", "doe.pdf"),
        ("../../etc/passwd", "passwd"),
        (".hidden.bib", "hidden.bib"),
        ("group.toml", "group.txt"),
        ("sources.TOML. ", "sources.txt"),
        ("--index=x.bib", "index=x.bib"),
        ("a\x00\x1b[31m\u202eb.pdf", "a[31mb.pdf"),
        ('a"<b>|?*.pdf', "a b.pdf"),
        ("", "document"),
        ("..", "document"),
        ("export", "export"),
        (f"{'x' * 300}.pdf", f"{'x' * 120}.pdf"),
        ("doe.tei.xml", "doe.tei.xml"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
