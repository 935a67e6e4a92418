"""Killed ingests: a few moments; `python -m bench crash` has more of them."""

from __future__ import annotations

from bench.crash import run


def test_killed_ingests_lose_nothing_and_no_reader_notices() -> None:
    result = run(4, seed=1)
    assert (result["kills"], result["lost_papers"], result["failed_questions"]) == (4, 0, 0)
    assert result["questions"] > 4
    assert (result["reader_on_the_newest"], result["leftover_snapshots"]) == (1, 0)
