"""`python -m ingest`: read documents about a researcher into a searchable index."""

import sys

from assistant.config import end_on_interrupt

if __name__ == "__main__":
    end_on_interrupt()
    from ingest.cli import main

    sys.exit(main())
