"""One import from beginning to end: read, judge each row, send in batches, write down what was refused."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from app.domain.area import Area
from app.domain.clock import to_text
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.domain.records import to_row
from app.imports.fields import Fields
from app.imports.ground import Ground
from app.imports.judging import judged, refused
from app.imports.known import Shelf, known_rows, reconciled
from app.imports.mapping import FieldMap
from app.imports.nouns import FIELDS, KINDS
from app.imports.rejects import Refusal, write_rejects
from app.imports.remedies import remedy

_BATCH = 2_000
_COLLECTIONS = {"boundaries": "areas"}
Record = dict[str, Any]


class Desk(Shelf, Protocol):
    """The hub's door as an import needs it; `app.protocol.rest.RestDoor` is one."""

    def intake(self, reports: list[Record]) -> Record:
        """Hand in reports."""
        ...

    def put_records(self, kind: str, rows: list[Record], file: str = "", load: str = "") -> int:
        """Write whole records; returns how many were new or different. Parts of one `file` have the same `load`."""
        ...


@dataclass(slots=True)
class Outcome:
    """What became of a file: rows read and found fit, records new or different, known already, rows refused.

    `remarks` counts what was mended or doubted in rows that were taken: a position put right, a case flagged.
    `verdicts` holds the other system's word on lateness by case id, `judged` the cases where there is no desk to keep
    them.
    """

    kind: str
    read: int = 0
    fit: int = 0
    changed: int = 0
    known: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    verdicts: dict[str, str] = field(default_factory=dict)
    judged: dict[str, Record] = field(default_factory=dict)

    def as_dict(self) -> Record:
        """The outcome for `--json`."""
        refused = [
            {"row": r.place, "column": r.column, "code": r.code, "detail": r.detail, "remedy": remedy(r.code, r.field)}
            for r in self.refusals
        ]
        counts = {"read": self.read, "fit": self.fit, "changed": self.changed, "known": self.known}
        return {"kind": self.kind, **counts, "remarks": dict(self.remarks), "refused": refused}


def import_file(
    what: str,
    path: Path,
    plan: FieldMap,
    desk: Desk | None,
    rejects: Path | None = None,
    ground: Ground | None = None,
) -> Outcome:
    """Bring a file to the hub. `what` is a key of `KINDS`; refused rows go to `rejects` as csv, which opens in Excel.

    Running it twice adds nothing. Without a desk the rows are only judged. Raises Rejected for a file or mapping that
    cannot be read at all or names what is not there, Unavailable while the hub is away (then run it again), KeyError
    for an unknown `what`, OSError.
    """
    outcome, as_reports = Outcome(what), what == "cases" and not plan.whole
    records, source = _records(what, path, plan, outcome, ground or Ground()), (path.name, new_id())
    while batch := list(islice(records, _BATCH)):
        if desk is None:
            outcome.judged |= {str(r["id"]): r for _, r in batch if r.get("id") in outcome.verdicts}
        elif as_reports:
            _hand_in(batch, desk, outcome)
        else:
            _put(KINDS[what][0], _to_write(what, batch, plan, desk, outcome), desk, outcome, source)
    outcome.refusals.sort(key=lambda refusal: refusal.place)
    if rejects is not None and outcome.refusals:
        write_rejects(rejects, outcome.refusals)
    return outcome


def _records(
    what: str, path: Path, plan: FieldMap, outcome: Outcome, ground: Ground
) -> Iterator[tuple[Fields, Record]]:
    seen: set[int] = set()
    for each in judged(what, path, plan, ground):
        outcome.read += 1
        if each.refusal is not None:
            outcome.refusals.append(each.refusal)
            continue
        record = _told(each.made) if isinstance(each.made, dict) else _whole(each.made, each.fields)
        outcome.fit += 1
        outcome.remarks.update(each.fields.remarks)
        name = hash(record.get("id") or (record["source"], record["source_no"]))
        if name in seen:
            outcome.remarks["row.double" if "id" in record else "row.double_report"] += 1
        seen.add(name)
        if plan.verdict is not None and "id" in record:
            outcome.verdicts[str(record["id"])] = str(each.row.cells.get(plan.verdict.column) or "").strip()
        yield each.fields, record


def _told(told: Record) -> Record:
    times = {name: to_text(told[name]) for name in ("occurred_at", "reported_at") if told.get(name) is not None}
    return told | times


def _whole(noun: Any, fields: Fields) -> Record:
    """The record's row; long rings travel as lists, because the hub limits the length of a text."""
    fields.remarks.extend(getattr(noun, "flags", ()))
    row = to_row(noun)
    return row | {"rings": noun.rings} if isinstance(noun, Area) else row


def _hand_in(batch: list[tuple[Fields, Record]], desk: Desk, outcome: Outcome) -> None:
    answer = desk.intake([record for _, record in batch])
    outcome.changed += answer["created"]
    outcome.known += answer["duplicate"]
    for result in answer["results"]:
        if result["outcome"] == "refused":
            error = (result["errors"] or [{"code": "hub.refused", "field": ""}])[0]
            no = Rejected(str(error["code"]), str(error["field"]))
            outcome.refusals.append(refused(batch[result["row"]][0], no))


def _to_write(
    what: str, batch: list[tuple[Fields, Record]], plan: FieldMap, desk: Desk, outcome: Outcome
) -> list[tuple[Fields, Record]]:
    """The rows of a batch that change something; of several with one id the last counts."""
    last = {str(record["id"]): (fields, record) for fields, record in batch}
    outcome.known += len(batch) - len(last)
    here, wanted = known_rows(desk, _COLLECTIONS.get(what, what), list(last)), []
    for key, (fields, record) in last.items():
        said = fields.spoken(FIELDS[what]) if key in here else ()
        written, remark = reconciled(KINDS[what][0], record, here.get(key), plan.keep, said)
        outcome.remarks.update([remark] if remark else [])
        outcome.known += written is None
        wanted += [(fields, written)] if written is not None else []
    return wanted


def _put(kind: str, batch: list[tuple[Fields, Record]], desk: Desk, outcome: Outcome, source: tuple[str, str]) -> None:
    """Send whole records; a row the hub names as wrong is refused alone and the others are sent again."""
    while batch:
        try:
            changed = desk.put_records(kind, [record for _, record in batch], *source)
        except Rejected as no:
            place = no.facts.get("row")
            if no.code != "record.invalid" or not isinstance(place, int) or not 0 <= place < len(batch):
                raise
            fields, _ = batch.pop(place)
            outcome.refusals.append(refused(fields, Rejected(no.code, str(no.facts.get("reason", "")))))
            continue
        outcome.changed += changed
        outcome.known += len(batch) - changed
        return
