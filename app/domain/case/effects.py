"""What each operation changes on the case besides its state: stamps, clocks, counters and who is in charge."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.domain.case.noun import Case
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import ids_arg, number_arg, text_arg

Changes = dict[str, Any]
Effect = Callable[[Case, Command, Rules], Changes]


def run_clock(name: str, start: datetime, due: datetime) -> Changes:
    """Start one of the desk's clocks."""
    return {"clock": name, "clock_from": start, "due_at": due, "paused_at": None}


def stop_clock() -> Changes:
    """Nobody is waited for any more."""
    return {"clock": "", "clock_from": None, "due_at": None, "paused_at": None}


def _step(name: str, stamp: str = "") -> Effect:
    def effect(case: Case, command: Command, rules: Rules) -> Changes:
        changes = run_clock(name, command.at, rules.step_due(name, command.at))
        if stamp:
            changes[stamp] = command.at
        return changes

    return effect


def _end(case: Case, command: Command, rules: Rules) -> Changes:
    return stop_clock() | {"closed_at": command.at, "sign_due_at": None, "dispose_due_at": None}


def _file(case: Case, command: Command, rules: Rules) -> Changes:
    matter = rules.matters.get(text_arg(command.args, "matter_id") or case.matter_id)
    if matter is None or not matter.enabled:
        raise Rejected("matter.unknown", text_arg(command.args, "matter_id"))
    changes = run_clock("dispatch", command.at, rules.step_due("dispatch", command.at))
    return changes | {"filed_at": command.at, "matter_id": matter.id, "matter_name": matter.name, "kind": matter.kind}


def _dispatch(case: Case, command: Command, rules: Rules) -> Changes:
    value, unit = _limit(case, command, rules)
    due = rules.calendar.due(command.at, value, unit)
    sign_due = min(rules.step_due("sign", command.at), due)
    return run_clock("sign", command.at, sign_due) | {
        "dispatched_at": command.at,
        "unit_id": text_arg(command.args, "unit_id", 64),
        "unit_name": text_arg(command.args, "unit_name", 200),
        "limit_value": value,
        "limit_unit": unit,
        "sign_due_at": sign_due,
        "dispose_due_at": due,
        "signed_at": None,
        "asked": "",
        "asked_reason": "",
    }


def _limit(case: Case, command: Command, rules: Rules) -> tuple[float, str]:
    """The operator's own limit, else the matter's, else the one the case had."""
    value, unit = number_arg(command.args, "limit_value"), text_arg(command.args, "limit_unit", 16)
    if value is not None and value > 0 and unit:
        return value, unit
    matter = rules.matters.get(case.matter_id)
    if matter is not None:
        return matter.limit_value, matter.limit_unit
    return case.limit_value or 1.0, case.limit_unit or "work_day"


def _sign(case: Case, command: Command, rules: Rules) -> Changes:
    due = case.dispose_due_at or rules.calendar.due(command.at, 1, "work_day")
    changes = run_clock("dispose", case.dispatched_at or command.at, due)
    return changes | {"signed_at": command.at, "sign_due_at": None}


def _return(case: Case, command: Command, rules: Rules) -> Changes:
    changes = run_clock("dispatch", command.at, rules.step_due("dispatch", command.at))
    gone = {
        "unit_id": "",
        "unit_name": "",
        "sign_due_at": None,
        "dispose_due_at": None,
        "asked": "",
        "asked_reason": "",
    }
    return changes | gone | {"returns": case.returns + 1}


def _finish(case: Case, command: Command, rules: Rules) -> Changes:
    changes = run_clock("check", command.at, rules.step_due("check", command.at))
    photos = case.photos + len(ids_arg(command.args, "media_ids"))
    return changes | {"handled_at": command.at, "photos": photos, "asked": "", "asked_reason": "", "checked": ""}


def _ask(what: str) -> Effect:
    def effect(case: Case, command: Command, rules: Rules) -> Changes:
        if case.asked:
            raise Rejected("case.already_asked", case.asked)
        return {"asked": what, "asked_reason": text_arg(command.args, "note")}

    return effect


def _approve(case: Case, command: Command, rules: Rules) -> Changes:
    settled: Changes = {"asked": "", "asked_reason": ""}
    if case.asked == "return":
        return _return(case, command, rules) | {"state": "filed"}
    if case.asked == "suspend":
        return settled | _suspend(case, command, rules) | {"state": "suspended"}
    value, unit = _limit(case, command, rules)
    due = rules.calendar.due(case.due_at or command.at, value, unit)
    return settled | {"due_at": due, "dispose_due_at": due, "extends": case.extends + 1}


def _suspend(case: Case, command: Command, rules: Rules) -> Changes:
    return {"paused_at": command.at, "asked": "", "asked_reason": ""}


def _resume(case: Case, command: Command, rules: Rules) -> Changes:
    """The time on account does not count: the due time moves by as long as the clock stood."""
    stood = command.at - case.paused_at if case.paused_at else None
    moved = {
        name: moment + stood if stood and moment else moment
        for name, moment in (("due_at", case.due_at), ("dispose_due_at", case.dispose_due_at))
    }
    return moved | {"paused_at": None}


def _fail(case: Case, command: Command, rules: Rules) -> Changes:
    value, unit = _limit(case, command, rules)
    due = rules.calendar.due(command.at, value, unit)
    changes = run_clock("dispose", command.at, due)
    return changes | {"checked": "fail", "checked_at": command.at, "reworks": case.reworks + 1, "dispose_due_at": due}


def _close(case: Case, command: Command, rules: Rules) -> Changes:
    late = case.dispose_due_at is not None and (case.handled_at or command.at) > case.dispose_due_at
    close_type = text_arg(command.args, "close_type", 16) or ("overtime" if late else "normal")
    return _end(case, command, rules) | {"close_type": close_type, "dispose_due_at": case.dispose_due_at}


def _claim(case: Case, command: Command, rules: Rules) -> Changes:
    if case.claimed_by and case.claimed_by != command.by.seat and not text_arg(command.args, "note"):
        raise Rejected("case.claimed", case.claimed_name or case.claimed_by, {"seat": case.claimed_by})
    return {"claimed_by": command.by.seat, "claimed_name": command.by.name}


_AMENDABLE = {
    "description": 8000,
    "address": 400,
    "area_code": 15,
    "area_name": 200,
    "matter_id": 64,
    "matter_name": 200,
}


def _amend(case: Case, command: Command, rules: Rules) -> Changes:
    args = command.args
    changes: Changes = {name: text_arg(args, name, limit) for name, limit in _AMENDABLE.items() if name in args}
    changes |= {name: number_arg(args, name) for name in ("lon", "lat") if name in args}
    grade = number_arg(args, "grade")
    if grade is not None:
        changes["grade"] = min(4, max(1, int(grade)))
    return changes


def _attach(case: Case, command: Command, rules: Rules) -> Changes:
    return {"photos": case.photos + len(ids_arg(command.args, "media_ids"))}


EFFECTS: dict[str, Effect] = {
    "accept": _step("file", "accepted_at"),
    "decline": _end,
    "send_verify": _step("verify"),
    "verify_confirm": _step("file", "accepted_at"),
    "verify_deny": _end,
    "file": _file,
    "not_file": _end,
    "dispatch": _dispatch,
    "redispatch": _dispatch,
    "void": _end,
    "sign": _sign,
    "return": _return,
    "finish": _finish,
    "request_extend": _ask("extend"),
    "request_return": _ask("return"),
    "request_suspend": _ask("suspend"),
    "approve": _approve,
    "refuse": lambda case, command, rules: {"asked": "", "asked_reason": ""},
    "suspend": _suspend,
    "resume": _resume,
    "send_check": _step("check"),
    "check_pass": lambda case, command, rules: {"checked": "pass", "checked_at": command.at},
    "check_fail": _fail,
    "close": _close,
    "reopen": lambda case, command, rules: _step("dispatch")(case, command, rules) | {"closed_at": None, "checked": ""},
    "urge": lambda case, command, rules: {"urges": case.urges + 1},
    "supervise": lambda case, command, rules: {"supervised": True},
    "claim": _claim,
    "release": lambda case, command, rules: {"claimed_by": "", "claimed_name": ""},
    "amend": _amend,
    "attach": _attach,
}
