"""Whose papers an index holds, as far as its documents tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.datamodels import Profile
from assistant.index.snapshot import Manifest
from assistant.services import said_by

FEW = 3
"""Researchers who are named, of many."""


@dataclass(frozen=True, slots=True)
class Owner:
    """`title` stands alone, `in_sentence` within a sentence: "Ada Byron", "Ada Byron's group".

    Where no document tells they are "" and "this group". `people` counts the researchers whose group it is
    where it has no name of its own.
    """

    title: str = ""
    in_sentence: str = "this group"
    people: int = 0


def owner_of(manifest: Manifest, profiles: Sequence[Profile]) -> Owner:
    """The group that a group.toml names, else the researchers of the profiles and of the group's pages.

    What the file says now goes before what it said to the ingest, which may have been on another machine.
    """
    if name := name_of_group(manifest.given) or manifest.group:
        return Owner(name, f"the {name[4:]}" if name.startswith("The ") else name)
    subjects = (source.subject for source in manifest.sources if source.scope == "group")
    people = [name for name in dict.fromkeys((*(p.name for p in profiles), *subjects)) if name]
    if len(people) == 1:
        return Owner(people[0], f"{people[0]}'s group", 1)
    more = len(people) - FEW
    names = [*people[:FEW], f"{more} others"] if more > 1 else people
    together = f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
    return Owner(together, f"the group of {together}", len(people)) if names else Owner()


def name_of_group(given: Sequence[str]) -> str:
    """The name in the group.toml files that an ingest was given, as far as they are here; "" without one."""
    for path in (Path(text) for text in given if text.endswith(".toml")):
        name = said_by(path).get("name")
        if isinstance(name, str) and name.strip():
            return name.strip()
    return ""
