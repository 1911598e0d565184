"""What the judge of a case must know of the cases it is tied to, as they stand within the batch at hand."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, literal_column, select

from app.domain.case import OPEN_STATES, Case, Kin, kin_of
from app.domain.case.incident import lead_arg
from app.domain.command import Command
from app.hub.tables import RECORDS

# Said once more as a constant, so that the index of what is tied at all may be used.
_NOTHING: ColumnElement[str] = literal_column("''")


def lead_of(command: Command) -> str:
    """The case whose row has to be held while a command is judged, beside its own; "" for nearly all."""
    return lead_arg(command) if command.kind == "case.tie" else ""


def kin(connection: Connection, shown: Mapping[tuple[str, str], Any], current: Any, command: Command) -> Kin | None:
    """Look up a command's kin; `shown` are the records as this batch has made them so far."""
    if command.noun != "case":
        return None
    return kin_of(
        current, command, lambda case_id: shown.get(("case", case_id)), lambda lead: _tied_open(connection, shown, lead)
    )


def _tied_open(connection: Connection, shown: Mapping[tuple[str, str], Any], lead_id: str) -> int:
    table = RECORDS["case"]
    tied = select(table.c.id).where(
        table.c.tied_to == lead_id, table.c.tied_to != _NOTHING, table.c.state.in_(sorted(OPEN_STATES))
    )
    mine = {record.id: record for (kind, _), record in shown.items() if kind == "case" and isinstance(record, Case)}
    stored = {row.id for row in connection.execute(tied)} - mine.keys()
    return len(stored) + sum(case.is_open and case.tied_to == lead_id for case in mine.values())
