"""`python -m assistant`: ask one question or many, list references, or check whether the index is whole."""

import sys

from assistant.config import end_on_interrupt

if __name__ == "__main__":
    end_on_interrupt()
    from assistant.cli import main

    sys.exit(main())
