"""One import from beginning to end: read, judge each row, send in batches, write down what was refused."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from app.domain.area import Area
from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.domain.records import to_row
from app.imports.cases import report
from app.imports.fields import Fields
from app.imports.mapping import FieldMap
from app.imports.nouns import KINDS
from app.imports.tables import Row, read_rows

_BATCH = 1_000


class Desk(Protocol):
    """The hub's door as an import needs it; `app.protocol.rest.RestDoor` is one."""

    def intake(self, reports: list[dict[str, Any]]) -> dict[str, Any]:
        """Hand in reports."""
        ...

    def put_records(self, kind: str, rows: list[dict[str, Any]]) -> int:
        """Write whole records; returns how many were new or different."""
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken: its place in the file, the code of the reason, what exactly, and the row itself."""

    place: int
    code: str
    detail: str
    cells: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What became of a file: rows read, records new or different, rows the hub knew already, rows refused."""

    kind: str
    read: int = 0
    changed: int = 0
    known: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The outcome for `--json`."""
        refused = [{"row": r.place, "code": r.code, "detail": r.detail} for r in self.refusals]
        return {"kind": self.kind, "read": self.read, "changed": self.changed, "known": self.known, "refused": refused}


def import_file(what: str, path: Path, plan: FieldMap, desk: Desk, rejects: Path | None = None) -> Outcome:
    """Bring a file to the hub. `what` is a key of `KINDS`; refused rows go to `rejects` as csv, which opens in Excel.

    Running it twice adds nothing. Raises Rejected for a file or mapping that cannot be read at all, Unavailable while
    the hub is away (then run it again), KeyError for an unknown `what`, OSError.
    """
    outcome = Outcome(what)
    as_reports = what == "cases" and not plan.whole
    batch: list[tuple[Row, dict[str, Any]]] = []
    for row, record in _records(what, path, plan, outcome):
        batch.append((row, record))
        if len(batch) >= _BATCH:
            _send(what, batch, as_reports, desk, outcome)
            batch = []
    _send(what, batch, as_reports, desk, outcome)
    if rejects is not None and outcome.refusals:
        write_rejects(rejects, outcome.refusals)
    return outcome


def _records(what: str, path: Path, plan: FieldMap, outcome: Outcome) -> Iterator[tuple[Row, dict[str, Any]]]:
    _, build = KINDS[what]
    for row in read_rows(path, plan):
        outcome.read += 1
        try:
            if "#broken" in row.cells:
                raise Rejected("row.broken", str(row.cells["#broken"]))
            fields = Fields(row, plan)
            reported = what == "cases" and not plan.whole
            yield row, _told(report(fields)) if reported else _whole(build(fields))
        except Rejected as no:
            outcome.refusals.append(Refusal(row.place, no.code, no.detail, row.cells))


def _told(told: dict[str, Any]) -> dict[str, Any]:
    at = told.get("occurred_at")
    return told | ({"occurred_at": to_text(at)} if at is not None else {})


def _whole(noun: Any) -> dict[str, Any]:
    """The record's row; long rings travel as lists, because the hub limits the length of a text."""
    row = to_row(noun)
    return row | {"rings": noun.rings} if isinstance(noun, Area) else row


def _send(what: str, batch: list[tuple[Row, dict[str, Any]]], as_reports: bool, desk: Desk, outcome: Outcome) -> None:
    if not batch:
        return
    if not as_reports:
        _put(KINDS[what][0], batch, desk, outcome)
        return
    answer = desk.intake([record for _, record in batch])
    outcome.changed += answer["created"]
    outcome.known += answer["duplicate"]
    for result in answer["results"]:
        if result["outcome"] == "refused":
            row, error = batch[result["row"]][0], (result["errors"] or [{"code": "hub.refused", "field": ""}])[0]
            outcome.refusals.append(Refusal(row.place, str(error["code"]), str(error["field"]), row.cells))


def _put(kind: str, batch: list[tuple[Row, dict[str, Any]]], desk: Desk, outcome: Outcome) -> None:
    """Send whole records; a row the hub names as wrong is refused alone and the others are sent again."""
    while batch:
        try:
            changed = desk.put_records(kind, [record for _, record in batch])
        except Rejected as no:
            place = no.facts.get("row")
            if no.code != "record.invalid" or not isinstance(place, int) or not 0 <= place < len(batch):
                raise
            row, _ = batch.pop(place)
            outcome.refusals.append(Refusal(row.place, no.code, str(no.facts.get("reason", "")), row.cells))
            continue
        outcome.changed += changed
        outcome.known += len(batch) - changed
        return


def write_rejects(path: Path, refusals: list[Refusal]) -> None:
    """Write the refused rows with place and reason, so that they can be mended and imported alone. Raises OSError."""
    columns = list(dict.fromkeys(name for refusal in refusals for name in refusal.cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["#row", "#code", "#detail", *columns])
        for refusal in refusals:
            cells = [refusal.cells.get(name, "") for name in columns]
            writer.writerow([refusal.place, refusal.code, refusal.detail, *cells])
