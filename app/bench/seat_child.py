"""`python -m app.bench.seat_child PROFILE`: a seat for the startup bench.

It imports nothing at the top: the voice engine's process imports this file again, as `hall` itself is imported again.
"""

import sys
import time


def main() -> None:
    """Run until the asker lets go of standard input."""
    began = time.monotonic()
    from pathlib import Path

    from app.bench.seat_watch import watch

    watch(Path(sys.argv[1]), began)


if __name__ == "__main__":
    main()
