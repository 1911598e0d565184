"""Reports from other systems: each becomes a case once, however often it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select, tuple_

from app.domain.case.flow import SOURCES
from app.domain.clock import Clock, to_text
from app.domain.command import Actor, Command
from app.domain.ids import stable_id
from app.hub import doubts
from app.hub.connection import Database
from app.hub.exchange import Exchange
from app.hub.messages import FieldError, IntakeCase, IntakeResult, clean_value
from app.hub.tables import RECORDS
from app.protocol.conversation import NumberedCommand, Outcome

_CHUNK = 200
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Row:
    place: int
    case: IntakeCase | None
    errors: tuple[FieldError, ...] = ()
    source: str = ""
    source_no: str = ""


class Intake:
    """The desk for other systems. Source and source number together are the identity of a report."""

    def __init__(self, database: Database, exchange: Exchange, clock: Clock) -> None:
        self._database, self._exchange, self._clock = database, exchange, clock

    def take(self, caller: Actor, reports: Sequence[dict[str, Any]]) -> list[IntakeResult]:
        """Judge each report alone and return what became of it, in the order given."""
        rows = [_read(place, report) for place, report in enumerate(reports)]
        results: list[IntakeResult] = []
        for start in range(0, len(rows), _CHUNK):
            results += self._take_chunk(caller, rows[start : start + _CHUNK])
        return results

    def _take_chunk(self, caller: Actor, rows: Sequence[_Row]) -> list[IntakeResult]:
        pairs = {(row.source, row.source_no) for row in rows if row.case is not None}
        with self._database.read() as connection:
            before = _known(connection, pairs)
            fresh: dict[Pair, Command] = {}
            for row in rows:
                pair = (row.source, row.source_no)
                if row.case is not None and pair not in before and pair not in fresh:
                    fresh[pair] = self._command(connection, caller, row.case)
        refused, made = self._submit(caller, list(fresh.values()))
        with self._database.read() as connection:
            after = _known(connection, pairs)
        return [_result(row, after, refused, made) for row in rows]

    def _submit(self, caller: Actor, commands: list[Command]) -> tuple[dict[str, FieldError], set[str]]:
        """Send the reports through the same door as everything else, under the account's own row of numbers.

        Returns why cases were refused, and which this call made: another hand may have brought the same meanwhile.
        """
        if not commands:
            return {}, set()
        desk = replace(caller, seat=f"@{caller.operator_id}")
        mine = [replace(command, by=desk) for command in commands]
        receipts = self._exchange.submit(desk, [NumberedCommand(0, command) for command in mine], numbered=False)
        errors = {
            receipt.command_id: FieldError(field=receipt.detail, code=receipt.code, detail="")
            for receipt in receipts
            if receipt.outcome == Outcome.REFUSED and receipt.code != "case.exists"
        }
        applied = {receipt.command_id for receipt in receipts if receipt.outcome == Outcome.APPLIED}
        refused = {command.target: errors[command.id] for command in mine if command.id in errors}
        return refused, {command.target for command in mine if command.id in applied}

    def _command(self, connection: Connection, caller: Actor, case: IntakeCase) -> Command:
        """Return the report as a command. Times that cannot be true move no clock, but are kept and marked."""
        now = self._clock.now()
        args = case.model_dump(exclude={"occurred_at", "reported_at"}, exclude_defaults=True) | {"source": case.source}
        if case.camera_id and case.lon is None and case.lat is None:
            args |= _where(connection, case.camera_id)
        impossible = doubts.impossible((case.occurred_at, case.reported_at), now)
        args["flags"] = [doubts.IMPOSSIBLE_TIMES] if impossible else []
        if case.occurred_at is not None:
            args["occurred_at"] = to_text(case.occurred_at)
        told = case.reported_at or case.occurred_at
        at = now if told is None or impossible else min(told, now)
        target = stable_id("intake", case.source, case.source_no)
        return Command(kind="case.report", target=target, by=caller, at=at, args=args)


def _where(connection: Connection, camera_id: str) -> dict[str, float]:
    """A capture without a position of its own stands where its camera stands."""
    camera = RECORDS["camera"]
    row = connection.execute(select(camera.c.lon, camera.c.lat).where(camera.c.id == camera_id)).first()
    return {} if row is None or None in tuple(row) else {"lon": row.lon, "lat": row.lat}


def _read(place: int, report: dict[str, Any]) -> _Row:
    source, source_no = str(report.get("source", ""))[:32], str(report.get("source_no", ""))[:64]
    try:
        clean_value(report)
        case = IntakeCase.model_validate(report)
    except ValidationError as wrong:
        errors = tuple(
            FieldError(field=".".join(str(part) for part in e["loc"]), code=e["type"], detail=e["msg"])
            for e in wrong.errors(include_input=False, include_url=False)
        )
        return _Row(place, None, errors, _printable(source), _printable(source_no))
    except ValueError as wrong:
        return _Row(place, None, (FieldError(field="", code="value_error", detail=str(wrong)),))
    if case.source not in SOURCES:
        return _Row(
            place, None, (FieldError(field="source", code="source.unknown", detail=case.source),), source, source_no
        )
    return _Row(place, case, (), case.source, case.source_no)


def _printable(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _known(connection: Connection, pairs: set[Pair]) -> dict[Pair, tuple[str, str]]:
    table = RECORDS["case"]
    if not pairs:
        return {}
    found = select(table.c.source, table.c.source_no, table.c.id, table.c.case_no).where(
        tuple_(table.c.source, table.c.source_no).in_(sorted(pairs))
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(found)}


def _result(
    row: _Row, after: dict[Pair, tuple[str, str]], refused: dict[str, FieldError], made: set[str]
) -> IntakeResult:
    pair = (row.source, row.source_no)
    case_id, case_no = after.get(pair, ("", "")) if row.case is not None else ("", "")
    errors = list(row.errors)
    error = refused.get(stable_id("intake", *pair))
    if row.case is not None and not case_id:
        errors.append(error or FieldError(field="", code="refused", detail=""))
    is_new = case_id in made
    made.discard(case_id)
    return IntakeResult(
        row=row.place,
        outcome="refused" if errors else "created" if is_new else "duplicate",
        source=row.source,
        source_no=row.source_no,
        case_id=case_id,
        case_no=case_no,
        errors=errors,
    )
