"""Where the papers of the groups are that a command asks about: the seeds, and others by name."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.config import Settings
from assistant.index.snapshot import current_snapshot
from assistant.ops.first_run import ensure_snapshot
from bench.options import add_index, say_aside
from bench.topics import SEEDS, index_of


def add_places(parser: argparse.ArgumentParser, *, index: Path | None = None, required: bool = False) -> None:
    """`--index`, with a default, `--corpora`, which may be required, and `--indexes`."""
    add_index(parser, default=index)
    parser.add_argument(
        "--corpora", type=Path, required=required, metavar="DIR", help="topics and papers of the other groups"
    )
    add_indexes(parser)


def add_indexes(parser: argparse.ArgumentParser) -> None:
    """`--indexes`."""
    parser.add_argument(
        "--indexes", type=Path, metavar="DIR", help="the indexes of groups, kept here (default: nowhere)"
    )


@dataclass(frozen=True, slots=True)
class Places:
    """Where the papers of the groups are; `passing` is a folder for indexes that are not kept."""

    seeds: Path | None
    corpora: Path | None
    indexes: Path | None
    passing: Path

    def settings(self, group: str) -> Settings | None:
        """Settings with the index of a group, without a model; None where nothing has its papers."""
        index = self.seeds if group == SEEDS else (self.indexes or self.passing) / group
        settings = replace(Settings.read(index=index), model=None)
        if group == SEEDS:
            ensure_snapshot(settings, say=say_aside)
        elif self.corpora and (self.corpora / group).is_dir():
            index_of(self.corpora / group, settings.index)
        return settings if current_snapshot(settings.index) else None
