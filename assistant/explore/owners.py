"""Whose papers these are, in the middle of a sentence."""

from __future__ import annotations

from assistant.explore.saying import say
from assistant.index.owner import Owner


def said_owner(owner: Owner) -> str:
    """ "Ada Byron's group"; the name of a group that has one."""
    if not owner.title:
        return say("owner.this-group")
    if not owner.people:
        return owner.in_sentence  # a name
    return say("owner.group-of-one" if owner.people == 1 else "owner.group-of-people", names=owner.title)
