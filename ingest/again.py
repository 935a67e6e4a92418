"""The sources of an index once more: with some more (`--also`), or without some (`--without`)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.config import command_line
from assistant.errors import AssistantError, SourceError, UsageError
from assistant.index.snapshot import current_snapshot, read_manifest
from assistant.services import is_spec
from ingest.inputs import given_before
from ingest.made_of import read_made_of


@dataclass(frozen=True, slots=True)
class Before:
    """What an index was made of: its sources, and the options that say how they are read (see MadeOf)."""

    given: tuple[str, ...]
    options: tuple[str, ...] = ()

    def changed(self, also: Sequence[str], without: Sequence[str]) -> tuple[str, ...]:
        """The sources with `also` after them, and not those of `without`.

        Raises UsageError where one of these is no source, or none would be left, SourceError where a file of
        them isn't there any more.
        """
        dropped = {_named(text) for text in without}
        for text in without:
            if _named(text) not in self.given:
                raise UsageError(f"{text} is none of the sources of this index: {_list(self.given)}.")
        kept = [text for text in (*self.given, *map(_named, also)) if text not in dropped]
        if not kept:
            raise UsageError("No source would be left: an index has one paper at least.")
        gone = [text for text in kept if not is_spec(text) and not Path(text).exists()]
        if gone:
            raise SourceError(
                f"{gone[0]}, from which this index was made, is not there any more; nothing was changed. Put "
                f"it back, or run `{command_line('ingest')}` with all sources where they are now."
            )
        return tuple(dict.fromkeys(kept))


def read_before(index: Path) -> Before:
    """What the published snapshot of `index` was made of.

    Raises UsageError where there is none, or it does not say so; SnapshotError where it can't be read.
    """
    snapshot = current_snapshot(index)
    manifest = read_manifest(snapshot) if snapshot else None
    if snapshot is None or manifest is None or not manifest.given:
        raise UsageError(f"{index} holds no index that says what it was made of: name all sources.")
    made_of = read_made_of(index, snapshot.directory.name, records=False)
    return Before(given_before(index, snapshot) or manifest.given, made_of.options if made_of else ())


def left_out(index: Path, given: Sequence[str]) -> str:
    """What of the page's additions an ingest of `given` leaves out, in a sentence; empty where nothing."""
    try:
        before = set(read_before(index).given) - set(given)
        lines = (index / "additions.jsonl").read_text(encoding="utf-8").splitlines()
        added = {str(source) for line in lines for source in json.loads(line)["sources"]}
    except (AssistantError, OSError, ValueError, KeyError, TypeError):
        return ""
    left = [text for text in before & added if is_spec(text) or str(Path(text).parent) not in given]
    if not left:
        return ""
    return (
        f"{_list(sorted(left))}, which came in by the page, will be left out: name what is to stay, too, or "
        "use --also."
    )


def _named(text: str) -> str:
    return text if is_spec(text) else str(Path(text).absolute())


def _list(texts: Sequence[str]) -> str:
    return ", ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
