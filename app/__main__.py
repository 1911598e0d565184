"""The one command `hall`."""

import sys

from app.cli import hall
from app.config import WrongSetting
from app.domain.errors import Rejected, Unavailable
from app.words import refusal


def main() -> None:
    """Run a subcommand. Exit 0: done · 1: the check or action failed, with the reason on standard error · 2: usage."""
    try:
        hall(prog_name="hall")
    except Rejected as no:
        _fail(f"{refusal(no.code)} [{no}]")
    except Unavailable as down:
        _fail(f"{down} [{down.code}]")
    except WrongSetting as wrong:
        _fail(f"{wrong} [settings.wrong]")
    except BrokenPipeError:
        sys.exit(1)


def _fail(reason: str) -> None:
    print(f"hall: {reason}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    main()
