"""`decide`: greys the button, previews the action offline, and judges it at the hub."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.domain.case.asking import ASKING, chain_of
from app.domain.case.beside import BESIDE, five_of, papers, urgent_changes
from app.domain.case.conference import CONFERENCE, attended
from app.domain.case.effects import AMENDABLE, EFFECTS, run_clock
from app.domain.case.incident import INCIDENT, Kin, hindrance, objection, running
from app.domain.case.noun import Case, CaseState, Step
from app.domain.case.operations import OPERATIONS, Operation
from app.domain.clock import from_text
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.matter import version_at
from app.domain.reasons import GROUP_OF
from app.domain.rules import Rules
from app.domain.verdict import Decision, ids_arg, number_arg, text_arg

SOURCES = frozenset(
    "patrol hotline hotline_12315 petition internet media assigned inspection assess district_video city_video "
    "ai iot drone report_reward desk weibo".split()
)
ORDER_TYPES = frozenset("consult help complaint tipoff suggestion praise petition".split())
FLAGS = frozenset("impossible_times outside_district unknown_matter".split())
_ALL_EFFECTS = EFFECTS | ASKING | BESIDE | CONFERENCE | INCIDENT
_UNGUARDED = frozenset(
    "note call_note attach urge claim release tick reward report_up mark_urgent assist assist_done feedback arrive "
    "supervise_reply conference_call start_response".split()
)
# Not the state but this is what the operator relied on: a case may be tied while its unit works on.
_GUARDS = {
    "tie": "tied_to",
    "untie": "tied_to",
    "declare_incident": "incident",
    "end_incident": "incident",
    "end_response": "response",
}
_LATEST_SLIP = timedelta(minutes=10)


def allowed(case: Case, role: str, rules: Rules) -> tuple[Operation, ...]:
    """Return what a post may do to the case now, in the order of the table."""
    return tuple(op for op in OPERATIONS.values() if _hindrance(case, op, role, rules) is None)


def expectation(case: Case, operation: str, args: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the guarded fields a command should carry: what the operator saw and relied on.

    A correction guards the fields it corrects, so that two seats may correct different ones; everything that moves the
    case guards its state, and sending it out guards the unit too: neither is ever decided silently.
    """
    op = OPERATIONS.get(operation)
    if op is None or op.id in _UNGUARDED:
        return {}
    if op.id == "amend":
        row = {name: getattr(case, name) for name in args or {} if name in AMENDABLE}
        return {name: value for name, value in row.items() if value is None or isinstance(value, str | int | float)}
    if op.id in _GUARDS:
        return {_GUARDS[op.id]: getattr(case, _GUARDS[op.id])}
    seen: dict[str, Any] = {"state": str(case.state)}
    if op.id in ("dispatch", "redispatch"):
        seen["unit_id"] = case.unit_id
    if op.asks:
        seen["asked"] = case.asked
    return seen


def decide(case: Case | None, command: Command, rules: Rules, kin: Kin | None = None) -> Decision | Rejected:
    """Judge one operation on one case; without `kin` what depends on other cases is not judged.

    Returns the case as it is afterwards with its timeline step, or why not. Never raises for what an operator can type.
    """
    if command.operation == "report":
        return _report(case, command, rules)
    op = OPERATIONS.get(command.operation)
    if op is None:
        return Rejected("command.unknown", command.kind)
    if case is None:
        return Rejected("case.unknown", command.target)
    reason = _hindrance(case, op, command.by.role, rules) or _missing(case, op, command)
    if reason is None and kin is not None:
        reason = objection(case, command, rules, kin)
    if reason is not None:
        return reason
    effect = _ALL_EFFECTS.get(op.id)
    try:
        changes = effect(case, command, rules) if effect else {}
        extra = papers(case, command, rules)
    except Rejected as no:
        return no
    except ValueError as wrong:
        return Rejected("field.invalid", str(wrong))
    changes = _why(op, command) | changes
    state = changes.pop("state", op.to or case.state)
    ended = running(case, state) if case.is_open and op.to is None else None
    if ended is not None:  # by an approval
        return ended
    after = replace(case, state=str(state), updated_at=command.at, version=case.version + 1, **changes)
    return Decision((after, _step(case, after, command), *extra))


def _hindrance(case: Case, op: Operation, role: str, rules: Rules) -> Rejected | None:
    if not rules.may(role, op.id):
        return Rejected("role.forbidden", op.id)
    if case.state not in op.sources:
        return Rejected("case.closed" if not case.is_open else "case.wrong_state", str(case.state))
    if op.asks and not case.asked:
        return Rejected("case.nothing_asked", op.id)
    if op.id == "close" and case.checked != "pass":
        return Rejected("case.not_checked", op.id)
    return hindrance(case, op) or _unsigned(case, op, role, rules)


def _unsigned(case: Case, op: Operation, role: str, rules: Rules) -> Rejected | None:
    """Whoever does at once what takes approvals must be able to give them all; an approval is given in turn."""
    if op.chain and (left := rules.chain_left(role, chain_of(case, op.chain, rules))):
        return Rejected("case.needs_approval", left[0])
    if op.asks and (chain := case.request.get("chain")) and len(rules.chain_left(role, chain)) == len(chain):
        return Rejected("case.not_your_turn", str(chain[0]))
    return None


def _why(op: Operation, command: Command) -> dict[str, Any]:
    """The reason a case stands where it stands: told with the operation, gone with the next one that moves it on."""
    group, code = GROUP_OF.get(op.id, ""), text_arg(command.args, "reason_code", 32)
    if group:
        return {"reason": f"{group}.{code}" if code else ""}
    return {"reason": ""} if op.to is not None or op.id == "refuse" else {}


def _missing(case: Case, op: Operation, command: Command) -> Rejected | None:
    for name in op.needs:
        value = command.args.get(name)
        if name == "matter_id" and not value and case.matter_id:
            continue
        if value is None or value in ("", (), [], {}) or (isinstance(value, str) and not value.strip()):
            return Rejected("field.missing", name)
    return None


def _report(case: Case | None, command: Command, rules: Rules) -> Decision | Rejected:
    if case is not None:
        return Rejected("case.exists", case.id)
    if not rules.may(command.by.role, "report"):
        return Rejected("role.forbidden", "report")
    args = command.args
    if not text_arg(args, "description"):
        return Rejected("field.missing", "description")
    source = text_arg(args, "source", 32) or "desk"
    if source not in SOURCES:
        return Rejected("field.invalid", "source")
    lon, lat = number_arg(args, "lon"), number_arg(args, "lat")
    if (lon is None) != (lat is None) or (lon is not None and not (-180 <= lon <= 180 and -90 <= (lat or 0) <= 90)):
        return Rejected("field.invalid", "lon")
    new = _new_case(command, rules, source, lon, lat)
    if args.get("urgent") is True:
        new = replace(new, five=five_of(args), **urgent_changes(command, rules, new.grade, new.side))
    return Decision((new, _step(None, new, command)))


def _new_case(command: Command, rules: Rules, source: str, lon: float | None, lat: float | None) -> Case:
    args = command.args
    matter = version_at(rules.matters, text_arg(args, "matter_id", 64), command.at)
    grade, order_type = number_arg(args, "grade"), text_arg(args, "order_type", 16)
    return Case(
        id=command.target,
        source=source,
        source_no=text_arg(args, "source_no", 64),
        state=CaseState.REPORTED.value,
        kind=matter.kind if matter else text_arg(args, "kind", 8) or "event",
        matter_id=matter.id if matter else "",
        matter_name=matter.name if matter else "",
        grade=min(4, max(1, int(grade))) if grade is not None else 4,
        description=text_arg(args, "description"),
        address=text_arg(args, "address", 400),
        lon=lon,
        lat=lat,
        area_code=text_arg(args, "area_code", 15),
        area_name=text_arg(args, "area_name", 200),
        reporter=text_arg(args, "reporter", 100),
        reporter_phone=text_arg(args, "reporter_phone", 40),
        confidential=bool(args.get("confidential", False)),
        camera_id=text_arg(args, "camera_id", 64),
        part_code=text_arg(args, "part_code", 32),
        occurred_at=_occurred(command),
        order_type=order_type if order_type in ORDER_TYPES else "petition" if source == "petition" else "",
        algorithm=text_arg(args, "algorithm", 64),
        confidence=number_arg(args, "confidence"),
        place_id=text_arg(args, "place_id", 64),
        flags=_flags(command, rules),
        reported_at=command.at,
        updated_at=command.at,
        photos=len(ids_arg(args, "media_ids")),
        version=1,
        **run_clock("accept", command.at, rules.step_due("accept", command.at)),
    )


def _occurred(command: Command) -> datetime:
    """When it happened, as told; what cannot be read is the moment of the report."""
    told = text_arg(command.args, "occurred_at", 40)
    try:
        return from_text(told) if told else command.at
    except ValueError:
        return command.at


def _flags(command: Command, rules: Rules) -> tuple[str, ...]:
    """What looks wrong is kept and marked, never silently put right."""
    args = command.args
    found = [flag for flag in ids_arg(args, "flags") if flag in FLAGS]
    if _occurred(command) > command.at + _LATEST_SLIP:
        found.append("impossible_times")
    if text_arg(args, "matter_id") and text_arg(args, "matter_id") not in rules.matters:
        found.append("unknown_matter")
    return tuple(dict.fromkeys(found))


_TOLD = frozenset(
    "limit_value limit_unit close_type phone answered_by result reason_code stage to into level unit_ids step off "
    "response solved satisfied unreached reply_hours basis title".split()
)


def _step(before: Case | None, after: Case, command: Command) -> Step:
    detail = {name: value for name, value in command.args.items() if name in _TOLD}
    letter = command.args.get("letter")
    if isinstance(letter, dict) and letter.get("id"):
        detail["letter_id"] = str(letter["id"])
    if before is not None and before.asked and command.operation in ("approve", "refuse"):
        detail["asked"] = before.asked
    if command.operation == "conference_hold":
        detail["attended"] = attended(command.args)
    if command.operation == "untie" and before is not None:
        detail["into"] = before.tied_to
    if command.operation == "assist_done":
        detail["unit_ids"] = [text_arg(command.args, "unit_id", 64)]
    return Step(
        id=command.id,
        case_id=after.id,
        action=command.operation,
        at=command.at,
        from_state=str(before.state) if before else "",
        to_state=str(after.state),
        seat=command.by.seat,
        operator_id=command.by.operator_id,
        operator=command.by.name,
        role=command.by.role,
        unit_id=after.unit_id or (before.unit_id if before else ""),
        unit_name=after.unit_name or (before.unit_name if before else ""),
        note=text_arg(command.args, "note"),
        media_ids=ids_arg(command.args, "media_ids"),
        detail=detail,
    )
