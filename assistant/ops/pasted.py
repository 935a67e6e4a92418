"""What an editor pastes, read into sources: names of what services have, or the text of a document.

A path is none of these: nothing of this machine can be named here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.errors import UsageError
from assistant.services import SPECS, is_spec

MOST = 200
"""Sources that are named at a time."""
LONGEST = 400
"""Characters of the name of a source."""

_FORMS = (
    (
        "orcid",
        re.compile(r"(?:orcid:\s*|https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])/?", re.I | re.A),
    ),
    ("doi", re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.I | re.A)),
    (
        "arxiv",
        re.compile(
            r"(?:arxiv:\s*|https?://arxiv\.org/(?:abs|pdf)/)(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?", re.I | re.A
        ),
    ),
)
"""How people write what a service has, without the form that docs/sources.md wants."""

_BEGIN_DOCUMENTS = ("@", "{", "[", "<", "%")
"""What a document in one line, or one without blanks, begins with: BibTeX, JSON, XML, EndNote."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """Names of sources such as `doi:10.5555/12345678`, or the text of a document."""

    specs: tuple[str, ...] = ()
    document: str = ""


def read_pasted(text: str, *, at_home: bool) -> Pasted:
    """What the text of the box says; nothing, where it is empty.

    `at_home` says that only this machine is served: then the Zotero that runs on it may be asked, too. Raises
    UsageError, in one sentence, where a line is no source.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and not _is_list(lines):
        return Pasted(document=text)
    specs = tuple(dict.fromkeys(_spec(line, at_home=at_home) for line in lines))
    if len(specs) > MOST:
        raise UsageError(f"These are {len(specs)} sources; at most {MOST} are read at a time.")
    return Pasted(specs)


def _is_list(lines: Sequence[str]) -> bool:
    """Whether lines name sources, or stand for ones; else they are the text of a document."""
    if len(lines) == 1:
        return not lines[0].startswith(_BEGIN_DOCUMENTS)
    return all(map(_is_word, lines)) or bool(_written(lines[0]))


def _is_word(line: str) -> bool:
    return not line.startswith(_BEGIN_DOCUMENTS) and not re.search(r"[\s,;|]", line)


def _spec(line: str, *, at_home: bool) -> str:
    spec = _written(line)
    if not spec or len(spec) > LONGEST or not spec.isprintable():
        raise UsageError(
            f"“{line[:60]}” is no source; expected is an ORCID, a DOI, or a line that begins with "
            f"{', '.join(f'{name}:' for name in SPECS)} (files are dropped or pasted, not named)."
        )
    if spec.startswith("zotero:local") and not at_home:
        raise UsageError("The Zotero of the server is not asked for others; export a file from yours.")
    return spec


def _written(line: str) -> str:
    """The source that a line names; empty where it names none."""
    for name, form in _FORMS:
        if match := form.fullmatch(line):
            return f"{name}:{match[1].upper() if name == 'orcid' else match[1]}"
    prefix, colon, rest = line.partition(":")
    spec = f"{prefix.lower()}{colon}{rest.strip()}"
    return spec if is_spec(spec) else ""
