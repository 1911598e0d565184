"""`hall bench faults`: bad nights on the line, a thousand rounds of them, and what is left after each."""

from collections.abc import Callable

from app.bench.report import Report


def run(scale: float, say: Callable[[str], None]) -> Report:
    """Let 1,000 rounds times `scale` pass, then show that each fault built in on purpose is found."""
    # Read only now: whoever only wants the cable must not wait for a hub and a seat.
    from app.bench.faults.table import report

    return report(scale, say)
