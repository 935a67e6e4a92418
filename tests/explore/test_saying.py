"""The page's words: that each language has all of them, that all are used, and how they are said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

import assistant
from assistant.explore.saying import (
    ENGLISH,
    Word,
    as_json,
    filled,
    language_for,
    languages,
    say,
    speaking,
    unfilled,
    words_of,
)

SOURCES = Path(assistant.__file__).parent
OTHERS = sorted({*languages()} - {ENGLISH})
KEY = r"[a-z][a-z-]*\.[a-z][a-z0-9-]*"
KEYS = re.compile(rf"""["'`]({KEY})["'`]|\[\[({KEY})\]\]""")


def forms(word: Word) -> Iterator[str]:
    yield from [word] if isinstance(word, str) else word.values()


def places(word: Word) -> set[str]:
    """What is filled in; `count` may also do no more than choose between two forms."""
    return {place for form in forms(word) for place in re.findall(r"\{(\w+)\}", form)} - {"count"}


def sources() -> Iterator[str]:
    for file in SOURCES.rglob("*"):
        if file.suffix in (".py", ".js", ".html"):
            yield file.read_text(encoding="utf-8")


def used() -> set[str]:
    return {name for text in sources() for found in KEYS.findall(text) for name in found if name}


def test_there_is_german() -> None:
    assert "de" in languages()


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_words_of_english_and_no_others(language: str) -> None:
    assert words_of(language).keys() == words_of(ENGLISH).keys()


@pytest.mark.parametrize("language", OTHERS)
def test_a_word_has_the_places_that_it_has_in_english(language: str) -> None:
    theirs, ours = words_of(language), words_of(ENGLISH)
    assert {key: places(theirs[key]) for key in ours} == {key: places(ours[key]) for key in ours}


@pytest.mark.parametrize("language", languages())
def test_a_word_is_plain_text_with_one_form_or_two(language: str) -> None:
    for key, word in words_of(language).items():
        assert isinstance(word, str) or [*word] == ["one", "many"], key
        for form in forms(word):
            assert form.strip(" ;") == form.lstrip("; "), key
            assert form, key
            assert not re.search(r"""[<>&"\\`]|\$\{|\[\[""", form), key


def test_every_word_is_used() -> None:
    assert words_of(ENGLISH).keys() - used() == set()


def test_every_word_that_is_said_is_there() -> None:
    said = re.compile(rf"""\bsay\(\s*["']({KEY})["']|\[\[({KEY})\]\]""")
    wanted = {key for text in sources() for found in said.findall(text) for key in found if key}
    assert wanted - words_of(ENGLISH).keys() == set()


class Told(HTMLParser):
    """What a template says by itself, without its marks and code."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within.append(tag)
        self.texts += [value or "" for name, value in attrs if name in ("aria-label", "title", "placeholder")]

    def handle_endtag(self, tag: str) -> None:
        while tag in self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"code", "style"}.intersection(self._within):
            self.texts.append(data)


@pytest.mark.parametrize("file", sorted(SOURCES.rglob("*.html")), ids=lambda file: file.name)
def test_templates_have_marks_for_words(file: Path) -> None:
    told = Told()
    told.feed(file.read_text(encoding="utf-8"))
    own = re.sub(r"\[\[[^\]]*\]\]", "", " ".join(told.texts))
    assert set(re.findall(r"[^\W\d_]+", own)) <= {"BibTeX", "RIS", "CSV", "Markdown"}


def test_of_two_forms_the_count_chooses() -> None:
    assert [say("count.papers", count=count) for count in (0, 1, 2, 1234)] == [
        "0 papers",
        "1 paper",
        "2 papers",
        "1,234 papers",
    ]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with speaking("de"):
        assert say("count.papers", count=1234) == "1.234 Arbeiten"
        assert say("answer.seconds", seconds=0.25) == "0,2 s"
    assert say("answer.seconds", seconds=0.25) == "0.2 s"


def test_a_missing_value_and_an_unknown_key_are_errors() -> None:
    with pytest.raises(KeyError):
        say("papers.select")
    with pytest.raises(KeyError):
        say("papers.nothing-of-the-kind")


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("ja,de;q=0.5,en;q=0.4", "de"),
        ("DE-ch", "de"),
        ("de;q=0", "en"),
        ("ja, *;q=0.1", "en"),
        ("de;q=nonsense", "en"),
        (";;,,q=", "en"),
    ],
)
def test_the_browser_chooses_the_language(accepted: str, language: str) -> None:
    assert language_for(accepted) == language


def test_what_is_made_once_is_filled_in_for_each_visitor() -> None:
    with unfilled():
        made = f'<button title="{say("doing.close")}">{say("chat.send")}</button> [[no.such-word]]'
        with pytest.raises(ValueError, match="can't be filled in"):
            say("count.papers", count=3)
    assert filled(made, "en") == '<button title="Close">Send</button> [[no.such-word]]'
    assert filled(made, "de") == '<button title="Schließen">Senden</button> [[no.such-word]]'


def test_scripts_get_all_words_as_json_that_ends_no_script() -> None:
    assert all("</" not in as_json(language) for language in languages())
