"""How long a question may be: one limit for the page, the command line and other programs."""

from __future__ import annotations

from assistant.errors import UsageError

LONGEST_QUESTION = 4000
"""Characters of a question, at most."""


def check_length(question: str) -> None:
    """Raise UsageError where a question is too long. It is never cut: a cut one asks something else."""
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"The question has {len(question):,} characters; ask one of at most {LONGEST_QUESTION:,}."
        )
