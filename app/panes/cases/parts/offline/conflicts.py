"""What did not go through, field by field, and what would become of each way a person may decide about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.case import decide
from app.domain.command import Actor, Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.store import CaseRow, PendingCommand, Reader, Trouble
from app.store.rows import StepRow

MINE, THEIRS = "mine", "theirs"
FOLLOWERS = "followers"
# More waiting ones than this are counted, not named.
MOST_NAMED = 50
# Asked of a case that meanwhile went to another unit, sending it out is sending it elsewhere.
_ELSEWHERE = {"dispatch": "redispatch"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field: as seen, as found, as asked, and the step that made it what it is; `safe` where nobody else wrote."""

    field: str
    seen: Any
    found: Any
    asked: Any
    by: StepRow | None = None
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One own action that did not go through, and the case as it stands now."""

    trouble: Trouble
    case: CaseRow | None
    lines: tuple[Line, ...] = ()
    last: StepRow | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        """What a person has to decide: each field somebody else wrote too, and the own actions waiting behind."""
        fields = tuple(line.field for line in self.lines if not line.safe)
        return (*fields, FOLLOWERS) if self.trouble.followers else fields


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that did not go through, and what still waits to be sent, both in the order of asking."""

    entries: tuple[Entry, ...] = ()
    waiting: tuple[PendingCommand, ...] = ()
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What will be done: `keep` theirs, `ask` again, `edit` first what is missing, nothing while `undecided`; or it
    would be `refused` with this code."""

    kind: str
    operation: str = ""
    args: Mapping[str, Any] | None = None
    code: str = ""
    drop_followers: bool = False


def desk_of(reader: Reader, seat: str, before: Desk | None = None) -> Desk:
    """Read what did not go through and what waits; what stood so on the desk `before` is not read again."""
    troubles = sorted(reader.troubles(), key=_asked_at)
    targets = [trouble.command.target for trouble in troubles if trouble.command.noun == "case"]
    cases = {case.id: case for case in reader.these(list(dict.fromkeys(targets)))}
    known = {entry.trouble.command.id: entry for entry in before.entries} if before is not None else {}
    entries = tuple(_entry(reader, one, cases.get(one.command.target), seat, known) for one in troubles)
    names = {case.id: case.case_no for case in cases.values()}
    names |= _leads(reader, entries)
    behind = {follower.command.id for entry in entries for follower in entry.trouble.followers}
    waiting = tuple(pending for pending in reader.pending() if pending.command.id not in behind)
    shown = [pending.command.target for pending in waiting[:MOST_NAMED] if pending.command.noun == "case"]
    names |= {case.id: case.case_no for case in reader.these(shown)}
    return Desk(entries, waiting, names)


def _leads(reader: Reader, entries: Sequence[Entry]) -> dict[str, str]:
    """The major incidents that clashes are about, by name."""
    told = (line for entry in entries for line in entry.lines if line.field == "tied_to")
    ids = {str(one) for line in told for one in (line.seen, line.found, line.asked) if one}
    found = (reader.case(case_id) for case_id in ids)
    return {case.id: f"{case.incident_title} {case.case_no}".strip() for case in found if case is not None}


def outcome(entry: Entry, choices: Mapping[str, str], actor: Actor, rules: Rules, now: datetime) -> Outcome:
    """Say what will be done where the fields are decided like this; nothing is decided silently."""
    if any(question not in choices for question in entry.questions):
        return Outcome("undecided")
    drop = choices.get(FOLLOWERS) == THEIRS
    fields = [line for line in entry.lines if not line.safe]
    mine = [line for line in fields if choices[line.field] == MINE]
    command = entry.trouble.command
    operation, args = command.operation, dict(command.args)
    merges = operation == "amend" and any(line.safe and line.found != line.asked for line in entry.lines)
    if fields and not mine and not merges:
        return Outcome("keep", drop_followers=drop)
    theirs = {line.field for line in fields} - {line.field for line in mine}
    if operation == "amend":
        args = {name: value for name, value in args.items() if name not in theirs}
    elif "unit_id" in theirs and entry.case is not None:
        args |= {"unit_id": entry.case.unit_id, "unit_name": entry.case.unit_name}
    return _asked_anew(entry, operation, args, actor, rules, now, drop)


def _asked_anew(
    entry: Entry, operation: str, args: dict[str, Any], actor: Actor, rules: Rules, now: datetime, drop: bool
) -> Outcome:
    code = ""
    for tried in (operation, _ELSEWHERE.get(operation, "")):
        if not tried:
            continue
        command = Command(kind=f"case.{tried}", target=entry.trouble.command.target, by=actor, at=now, args=args)
        verdict = decide(entry.case, command, rules)
        if not isinstance(verdict, Rejected):
            return Outcome("ask", tried, args, drop_followers=drop)
        if verdict.code == "field.missing":
            return Outcome("edit", tried, args, drop_followers=drop)
        code = code if code and verdict.code == "case.wrong_state" else verdict.code
    return Outcome("refused", operation, args, code, drop)


def _entry(reader: Reader, trouble: Trouble, case: CaseRow | None, seat: str, known: Mapping[str, Entry]) -> Entry:
    command = trouble.command
    if command.noun != "case":
        return Entry(trouble, None)
    before = known.get(command.id)
    if before is not None and before.trouble == trouble and before.case == case:
        return before
    steps = reader.steps(command.target)
    others = [step for step in steps if not step.waiting and step.seat != seat]
    lines = [
        Line(name, seen, found, asked, _author(others, name, found))
        for name, (seen, found, asked) in trouble.conflicts.items()
    ]
    if command.operation == "amend" and trouble.outcome == "conflict":
        safe = {name: value for name, value in command.args.items() if name not in trouble.conflicts}
        lines += [
            Line(name, command.expect.get(name), getattr(case, name, None), value, safe=True)
            for name, value in safe.items()
            if hasattr(case, name)
        ]
    return Entry(trouble, case, tuple(lines), others[-1] if others else None)


def _author(others: Sequence[StepRow], name: str, found: Any) -> StepRow | None:
    """The newest step of another seat that made the field what it is; else the newest at all."""
    told = {"state": "to_state", "unit_id": "unit_id"}.get(name)
    made = [step for step in others if told and getattr(step, told) == found]
    return next(iter(reversed(made or others)), None)


def _asked_at(trouble: Trouble) -> tuple[datetime, str]:
    return trouble.command.at, trouble.command.id
