"""`hall bench faults`: bad nights on the line, a thousand rounds of them, and what is left after each."""

from collections.abc import Callable

from app.bench.report import Report


def run(scale: float, say: Callable[[str], None], postgres: bool = False) -> Report:
    """Let 1,000 rounds times `scale` pass, then show that each fault built in on purpose is found.

    With `postgres` the hub keeps its records in a PostgreSQL of its own. Raises Unavailable where there is none.
    """
    # Read only now: whoever only wants the cable must not wait for a hub and a seat.
    from app.bench.faults.table import report
    from app.bench.hub_postgres import private_server

    if not postgres:
        return report(scale, say)
    with private_server() as server:
        return report(scale, say, server)
