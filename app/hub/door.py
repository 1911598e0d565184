"""The one door through which commands change the hub's records, each judged in turn and all written together."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, func, select

from app.domain.case import Case
from app.domain.clock import to_text
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.letter import Letter
from app.domain.records import columns, from_row, kind_of
from app.domain.rules import Rules
from app.hub import audit, feed, numbers, repeats, seats, ties
from app.hub.doubts import OUTSIDE_DISTRICT, Ground
from app.hub.judge import Judgement, judge
from app.hub.tables import RECORDS, account, operation
from app.hub.tables import feed as feed_table
from app.protocol.codec import command_to_json
from app.protocol.conversation import NumberedCommand, Outcome, Receipt

_LOG = logging.getLogger("hall.hub.door")
_RULING_KINDS = ("ruleset", "matter")  # what the rules of the city are made of
_PAPERS = ("letter", "ruling")  # what may come with an operation, under an id that the seat has chosen
Key = tuple[str, str]


@dataclass(slots=True)
class _Work:
    """What a batch has read and is about to write."""

    ground: Ground
    shown: dict[Key, Any]
    seqs: dict[Key, int]
    fresh: set[Key]
    written: list[Any]


class Door:
    """Applies commands. It holds the rules of the city, read again whenever they change."""

    def __init__(self) -> None:
        self._rules: tuple[int, Rules] = (-1, Rules())
        self._ground = Ground()

    def apply(
        self, connection: Connection, caller: Actor, items: Sequence[NumberedCommand], now: datetime
    ) -> list[Receipt]:
        """Judge commands in order and write everything they change, their receipts and the audit.

        The caller's seat must be locked. Row locks come first and in one order, the change number last, so that two
        batches never wait for each other crosswise. Raises IntegrityError where another batch created the same record
        in between; the caller rolls back and tries again.
        """
        rules = self._current_rules(connection)
        work = _read_targets(connection, [item.command for item in items], self._ground)
        commands = [_at_most(_as_known(connection, caller, item.command), now) for item in items]
        numbers.hold(connection, commands)
        verdicts = []
        for command in commands:
            verdicts.append(_judge_one(connection, work, caller, command, rules))
            if any(kind_of(record) in _RULING_KINDS for record in verdicts[-1].records):
                rules = _read_rules(connection, work)  # the next command of this very batch is judged by them
        work.seqs.update(feed.write(connection, work.written, frozenset(work.fresh)))
        receipts = [
            _receipt(item.n, command, verdict, work)
            for item, command, verdict in zip(items, commands, verdicts, strict=True)
        ]
        _log(connection, caller, commands, receipts, now)
        return receipts

    def _current_rules(self, connection: Connection) -> Rules:
        newest = select(func.max(feed_table.c.seq)).where(feed_table.c.kind.in_(_RULING_KINDS))
        version = int(connection.execute(newest).scalar() or 0)
        if version != self._rules[0]:
            try:
                self._rules = (version, _read_rules(connection, None))
            except (ValueError, TypeError, AttributeError):  # a ruleset that came round the door: better the old rules
                _LOG.exception("the ruleset makes no sense; the rules stay as they were")
                self._rules = (version, self._rules[1])
        return self._rules[1]


def stored_receipts(connection: Connection, seat: str, ids: Iterable[str]) -> dict[str, Receipt]:
    """Return the outcomes already given to a seat for these commands.

    Raises Rejected("command.foreign") where another seat sent a command under one of these ids.
    """
    found = connection.execute(select(operation).where(operation.c.command_id.in_(list(ids)))).all()
    foreign = [row.command_id for row in found if row.seat != seat]
    if foreign:
        raise Rejected("command.foreign", foreign[0])
    return {
        row.command_id: Receipt(
            command_id=row.command_id,
            n=row.n,
            outcome=row.outcome,
            ack_seq=row.ack_seq,
            code=row.code,
            detail=row.detail,
            conflicts={k: tuple(v) for k, v in orjson.loads(row.conflicts).items()},
        )
        for row in found
    }


def _read_rules(connection: Connection, work: _Work | None) -> Rules:
    """Read the rules as they are, with what this batch is about to write laid over them."""
    rulesets, matters = (_every(connection, kind, work) for kind in _RULING_KINDS)
    return Rules.from_records(rulesets.get("default") or next(iter(rulesets.values()), None), matters.values())


def _every(connection: Connection, kind: str, work: _Work | None) -> dict[str, Any]:
    rows = connection.execute(select(*(RECORDS[kind].c[name] for name in columns(kind)))).mappings()
    found = {row["id"]: from_row(kind, dict(row)) for row in rows}
    if work is not None:
        found |= {record_id: record for (shown, record_id), record in work.shown.items() if shown == kind}
    return found


def _read_targets(connection: Connection, commands: Iterable[Command], ground: Ground) -> _Work:
    work = _Work(ground, {}, {}, set(), [])
    commands = tuple(commands)
    targets = {(c.noun, c.target) for c in commands if c.noun in RECORDS and c.kind.count(".") == 1}
    # The case that others are tied to stays as it is until they are.
    wanted = sorted(targets | {("case", lead) for lead in map(ties.lead_of, commands) if lead})
    for kind in dict.fromkeys(kind for kind, _ in wanted):
        table, ids = RECORDS[kind], [i for k, i in wanted if k == kind]
        held = select(table).where(table.c.id.in_(ids)).order_by(table.c.id).with_for_update()
        for row in map(dict, connection.execute(held).mappings()):
            work.shown[kind, row["id"]] = from_row(kind, row)
            work.seqs[kind, row["id"]] = row["seq"]
    return work


def _as_known(connection: Connection, caller: Actor, command: Command) -> Command:
    """Put the hub's own knowledge of the operator in place of what the seat says of itself.

    A seat may pass on what an earlier operator of the same seat did while the hub was away.
    """
    by = command.by
    if by.operator_id == caller.operator_id:
        return replace(command, by=caller)
    row = connection.execute(
        select(account.c.name, account.c.role).where(account.c.id == by.operator_id, account.c.enabled.is_(True))
    ).one_or_none()
    sat = row is not None and seats.has_sat(connection, caller.seat, by.operator_id)
    role, name = (row.role, row.name) if row is not None and sat else ("", by.name)
    return replace(command, by=Actor(caller.seat, by.operator_id, name, role))


def _at_most(command: Command, now: datetime) -> Command:
    """A seat whose clock runs ahead cannot act in the future."""
    return replace(command, at=min(command.at, now))


def _judge_one(connection: Connection, work: _Work, caller: Actor, command: Command, rules: Rules) -> Judgement:
    key = (command.noun, command.target)
    if not command.by.role:
        return Judgement(Outcome.REFUSED, "operator.unknown", command.by.operator_id)
    try:
        current = work.shown.get(key)
        verdict = judge(current, command, rules, ties.kin(connection, work.shown, current, command))
    except Exception:  # edge: one command that breaks a rule's code may not stop the seat's whole row of commands
        _LOG.exception("command %s %s could not be judged", command.id, command.kind)
        return Judgement(Outcome.REFUSED, "hub.fault", command.kind)
    if taken := _taken_id(connection, work, verdict):
        return Judgement(Outcome.REFUSED, f"{taken}.exists")
    records = tuple(_landed(connection, work, record, command, rules) for record in verdict.records)
    for record in (*records[1:], *records[:1]):  # the target last: when a seat has it, it has all that came with it
        _take(work, record)
    return verdict


def _take(work: _Work, record: Any) -> None:
    key = (kind_of(record), record.id)
    if key not in work.shown:
        work.fresh.add(key)
    work.shown[key] = record
    work.written.append(record)


def _landed(connection: Connection, work: _Work, record: Any, command: Command, rules: Rules) -> Any:
    """Add what only the hub can know of a new record: its number, how often the same was reported, doubts of where."""
    if isinstance(record, Case) and repeats.may_differ(work.shown.get(("case", record.id)), record):
        batch = [shown for (kind, _), shown in work.shown.items() if kind == "case"]
        record = replace(record, repeats=repeats.count(connection, record, batch))
    is_new = isinstance(record, Case) and not record.case_no
    if is_new and work.ground.is_outside(connection, record.lon, record.lat):
        record = replace(record, flags=tuple(dict.fromkeys((*record.flags, OUTSIDE_DISTRICT))))
    if isinstance(record, Letter) and not record.no and not record.case_no:
        about = work.shown.get(("case", record.case_id))
        record = replace(record, case_no=about.case_no if about is not None else "")
    return numbers.numbered(connection, record, command, rules.letter_numbers)


def _taken_id(connection: Connection, work: _Work, verdict: Judgement) -> str:
    """Return the kind of a paper that came with a command under an id that is in use already; else nothing."""
    for record in verdict.records[1:]:
        kind = kind_of(record)
        if kind not in _PAPERS:
            continue
        table = RECORDS[kind]
        there = connection.execute(select(table.c.id).where(table.c.id == record.id)).first()
        if there is not None or (kind, record.id) in work.shown:
            return kind
    return ""


def _receipt(n: int, command: Command, verdict: Judgement, work: _Work) -> Receipt:
    return Receipt(
        command_id=command.id,
        n=n,
        outcome=str(verdict.outcome),
        ack_seq=work.seqs.get((command.noun, command.target), 0),
        code=verdict.code,
        detail=verdict.detail[:400],
        conflicts=verdict.conflicts,
    )


def _log(
    connection: Connection, caller: Actor, commands: Sequence[Command], receipts: Sequence[Receipt], now: datetime
) -> None:
    rows = [_operation_row(caller, c, r, now) for c, r in zip(commands, receipts, strict=True)]
    if rows:
        connection.execute(operation.insert(), rows)
    audit.write(connection, [_entry(caller, c, r, now) for c, r in zip(commands, receipts, strict=True)])


def _operation_row(caller: Actor, command: Command, receipt: Receipt, now: datetime) -> dict[str, Any]:
    return {
        "command_id": command.id,
        "seat": caller.seat,
        "n": receipt.n,
        "kind": command.kind,
        "target": command.target,
        "operator_id": command.by.operator_id,
        "asked_at": to_text(command.at),
        "received_at": to_text(now),
        "outcome": receipt.outcome,
        "code": receipt.code,
        "detail": receipt.detail,
        "conflicts": orjson.dumps(receipt.conflicts).decode(),
        "ack_seq": receipt.ack_seq,
        "body": orjson.dumps(command_to_json(command)).decode(),
    }


def _entry(caller: Actor, command: Command, receipt: Receipt, now: datetime) -> audit.Entry:
    detail = {"command": command.id, "outcome": receipt.outcome}
    if receipt.code:
        detail["code"] = receipt.code
    if command.by.operator_id != caller.operator_id:
        detail["sent_by"] = caller.operator_id
    return audit.Entry(
        what=command.kind,
        at=now,
        seat=caller.seat,
        operator_id=command.by.operator_id,
        target=command.target,
        detail=detail,
    )
