"""What questions are understood as: how a test says so, and what several modules of tests expect."""

from __future__ import annotations

from dataclasses import replace

from animals import TODAY

from assistant.datamodels import Intent, Query
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.query import understand

Row = tuple[str, Intent, str, dict[str, object]]
"""A question, its intent, its topic, and whatever else is not as it is by default."""

RELATED = {"scope": "related", "scope_said": True}
OF_NOETHER: dict[str, object] = {"authors": (("Emmy Noether",),)}
TIGERS = Query("tigers", Intent.TOPIC, "tigers")
NOETHER = Query("Noether", Intent.LIST, authors=(("Emmy Noether",),))


def assert_understood(row: Row, lexicon: Lexicon) -> None:
    """The question of `row` is understood as `row` says."""
    question, intent, topic, others = row
    expected = replace(Query(question, intent, topic), **others)  # type: ignore[arg-type]
    assert understand(question, lexicon, today=TODAY) == expected
