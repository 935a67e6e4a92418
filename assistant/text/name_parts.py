"""A written name -> its given names, particle, family name and suffix, spelt as written. Pure functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.person_names import INITIALS_LAST, PARTICLES, SUFFIX

_DOTTED_LAST = re.compile(
    r"(?P<family>(?:[^\W\d_'-]+ )*[^\W\d_'-]{2,}) (?P<given>[^\W\d_]\.(?:[ -]?[^\W\d_]\.)*)"
)
"""A family name and initials with full stops: "Ruiz M. Á."."""
_TOGETHER = re.compile(r"[A-Z]{2,3}\.?")
"""Initials in one word: "DR"."""
_CLOSE = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_])")
"""Between initials without a space: "D.R."."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a name; `given`, `particle` ("van der") and `suffix` ("Jr.", "3rd") may be empty."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """The name as lists of authors sort it: "van der Berg, Jan, Jr."."""
        family = f"{self.particle} {self.family}".strip()
        return ", ".join(filter(None, (family, self.given, self.suffix)))


def name_parts(written: str) -> NameParts:
    """The parts of a name: "Jan van der Berg", "Berg, J. van der", "van der Berg JP", "Downs, J. H. 3rd"."""
    text, suffix = " ".join(written.split()), ""
    if (found := SUFFIX.search(text)) and text[: found.start()].strip():
        suffix = text[found.start("suffix") : found.end()]
        text = f"{text[: found.start()]}{text[found.end() :]}".strip(" ,")
    family, _, given = (part.strip() for part in text.partition(","))
    last = INITIALS_LAST.fullmatch(family) or _DOTTED_LAST.fullmatch(family)
    if not given and last and not family.isupper():
        family, given = last["family"], last["given"]
    if not given:
        return _family_last(family.split(), suffix)
    particles, names = _particles(family.split()), given.split()
    family = " ".join(family.split()[len(particles) :])
    while len(names) > 1 and names[-1] in PARTICLES:  # "Malsburg, C. von der"
        particles.insert(0, names.pop())
    return NameParts(family, _apart(" ".join(names)), " ".join(particles), suffix)


def _family_last(words: list[str], suffix: str) -> NameParts:
    """The parts of a name that ends with the family name: "Ludwig van Beethoven", "Vincent Van Gogh"."""
    at = max(len(words) - 1, 0)
    while at > 1 and words[at - 1].lower() in PARTICLES:
        at -= 1
    particles = _particles(words[at:])
    family = " ".join(words[at + len(particles) :])
    return NameParts(family, _apart(" ".join(words[:at])), " ".join(particles), suffix)


def _particles(words: list[str]) -> list[str]:
    """The particles at the beginning of a family name; one in capitals is part of the family name itself."""
    count = next((n for n, word in enumerate(words[:-1]) if word not in PARTICLES), len(words) - 1)
    return words[: max(count, 0)]


def _apart(given: str) -> str:
    """Given names with each initial in a word of its own: "DR" and "D.R." as "D. R."."""
    words = _CLOSE.sub(" ", given).split()
    return " ".join(
        ". ".join(word.rstrip(".")) + "." if _TOGETHER.fullmatch(word) else word for word in words
    )
