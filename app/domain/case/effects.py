"""What each operation changes on the case besides its state: stamps, clocks, counters and who is in charge."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.domain.case import side
from app.domain.case.clocks import was_late
from app.domain.case.noun import Case
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.matter import version_at
from app.domain.rules import Rules
from app.domain.verdict import ids_arg, number_arg, text_arg

Changes = dict[str, Any]
Effect = Callable[[Case, Command, Rules], Changes]


NOTHING_ASKED: Changes = {"asked": "", "asked_reason": "", "request": {}}
ANSWERED = frozenset("hotline hotline_12315 petition internet report_reward weibo".split())


def run_clock(name: str, start: datetime, due: datetime) -> Changes:
    """Start one of the desk's clocks."""
    return {"clock": name, "clock_from": start, "due_at": due, "paused_at": None}


def stop_clock() -> Changes:
    """Nobody is waited for any more."""
    return {"clock": "", "clock_from": None, "due_at": None, "paused_at": None}


def step_clock(name: str, stamp: str = "") -> Effect:
    """Return the effect that starts the desk's clock of a step, and stamps when the one before it was done."""

    def effect(case: Case, command: Command, rules: Rules) -> Changes:
        changes = run_clock(name, command.at, rules.step_due(name, command.at))
        if stamp:
            changes[stamp] = command.at
        return changes

    return effect


def _end(case: Case, command: Command, rules: Rules) -> Changes:
    return stop_clock() | NOTHING_ASKED | {"closed_at": command.at, "sign_due_at": None, "dispose_due_at": None}


def _file(case: Case, command: Command, rules: Rules) -> Changes:
    matter = version_at(rules.matters, text_arg(command.args, "matter_id") or case.matter_id, command.at)
    if matter is None or not matter.is_valid(command.at):
        raise Rejected("matter.unknown", text_arg(command.args, "matter_id"))
    changes = run_clock("dispatch", command.at, rules.step_due("dispatch", command.at))
    return changes | {"filed_at": command.at, "matter_id": matter.id, "matter_name": matter.name, "kind": matter.kind}


def send_out(case: Case, command: Command, rules: Rules) -> Changes:
    """Give the case to a unit: its time to sign and its time to handle begin together."""
    value, unit = limit_of(case, command, rules)
    due = rules.calendar.due(command.at, value, unit)
    sign_due = min(rules.step_due("sign", command.at), due)
    arrive = side.start("arrive", command.at, rules.step_due("arrive", command.at)) if case.urgent else {}
    return run_clock("sign", command.at, sign_due) | NOTHING_ASKED | {
        "dispatched_at": command.at,
        "unit_id": text_arg(command.args, "unit_id", 64) or case.unit_id,
        "unit_name": text_arg(command.args, "unit_name", 200) or case.unit_name,
        "limit_value": value,
        "limit_unit": unit,
        "sign_due_at": sign_due,
        "dispose_due_at": due,
        "signed_at": None,
        "side": {**side.without(case, "arrive"), **arrive},
    }  # fmt: skip


def _redispatch(case: Case, command: Command, rules: Rules) -> Changes:
    return send_out(case, command, rules) | {"transfers": case.transfers + 1}


def limit_of(case: Case, command: Command, rules: Rules) -> tuple[float, str]:
    """The operator's own limit, else that of the type of order, else the matter's, else the one the case had."""
    value, unit = number_arg(command.args, "limit_value"), text_arg(command.args, "limit_unit", 16)
    if value is not None and value > 0 and unit:
        return value, unit
    if case.order_type in rules.order_limits:
        return rules.order_limits[case.order_type]
    matter = rules.matters.get(case.matter_id)
    if matter is not None:
        return matter.limit_value, matter.limit_unit
    return case.limit_value or 1.0, case.limit_unit or "work_day"


def _sign(case: Case, command: Command, rules: Rules) -> Changes:
    due = case.dispose_due_at or rules.calendar.due(command.at, 1, "work_day")
    changes = run_clock("dispose", case.dispatched_at or command.at, due)
    return changes | {"signed_at": command.at, "sign_due_at": None}


def give_back(case: Case, command: Command, rules: Rules) -> Changes:
    """The unit is not responsible: the case is the dispatcher's again, and the bounce is counted."""
    changes = run_clock("dispatch", command.at, rules.step_due("dispatch", command.at))
    gone = {"unit_id": "", "unit_name": "", "sign_due_at": None, "dispose_due_at": None, "signed_at": None}
    counted = {"returns": case.returns + 1, "transfers": case.transfers + 1}
    return changes | NOTHING_ASKED | gone | counted


def _finish(case: Case, command: Command, rules: Rules) -> Changes:
    changes = run_clock("check", command.at, rules.step_due("check", command.at))
    photos = case.photos + len(ids_arg(command.args, "media_ids"))
    told = side.start("feedback", command.at, rules.step_due("feedback", command.at)) if wants_answer(case) else {}
    return changes | NOTHING_ASKED | {
        "handled_at": command.at,
        "photos": photos,
        "checked": "",
        "result": text_arg(command.args, "note", 2_000),
        "side": {**side.without(case, "feedback"), **side.done(case, "arrive", command.at), **told},
    }  # fmt: skip


def _fail(case: Case, command: Command, rules: Rules) -> Changes:
    value, unit = limit_of(case, command, rules)
    due = rules.calendar.due(command.at, value, unit)
    changes = run_clock("dispose", command.at, due)
    return changes | {"checked": "fail", "checked_at": command.at, "reworks": case.reworks + 1, "dispose_due_at": due}


def _close(case: Case, command: Command, rules: Rules) -> Changes:
    late = was_late(case, command.at)
    close_type = text_arg(command.args, "close_type", 16) or ("overtime" if late else "normal")
    visit = side.start("visit", command.at, rules.step_due("visit", command.at)) if wants_answer(case) else {}
    return _end(case, command, rules) | {
        "close_type": close_type,
        "dispose_due_at": case.dispose_due_at,
        "side": {**case.side, **visit},
        "incident": "ended" if case.incident else "",
    }


def _redo(case: Case, command: Command, rules: Rules) -> Changes:
    """The caller was not satisfied: the same unit has to do it again (不满意件退回重办)."""
    if "no" not in (case.visit.get("solved"), case.visit.get("satisfied")) and case.satisfaction != "unsatisfied":
        raise Rejected("case.not_dissatisfied")
    if not case.unit_id and not text_arg(command.args, "unit_id"):
        raise Rejected("field.missing", "unit_id")
    again: Changes = {
        "closed_at": None,
        "handled_at": None,
        "checked": "",
        "checked_at": None,
        "close_type": "",
        "visit": {},
    }
    return send_out(case, command, rules) | again | {"redos": case.redos + 1}


def _merge(case: Case, command: Command, rules: Rules) -> Changes:
    into = text_arg(command.args, "into", 64)
    if into == case.id:
        raise Rejected("case.merge_self")
    return _end(case, command, rules) | {"duplicate_of": into}


def _split(case: Case, command: Command, rules: Rules) -> Changes:
    if not case.duplicate_of:
        raise Rejected("case.not_merged")
    return step_clock("accept")(case, command, rules) | {"duplicate_of": "", "closed_at": None}


def wants_answer(case: Case) -> bool:
    """Say whether somebody outside waits to hear what became of it."""
    return case.source in ANSWERED or bool(case.order_type)


def _claim(case: Case, command: Command, rules: Rules) -> Changes:
    if case.claimed_by and case.claimed_by != command.by.seat and not text_arg(command.args, "note"):
        raise Rejected("case.claimed", case.claimed_name or case.claimed_by, {"seat": case.claimed_by})
    return {"claimed_by": command.by.seat, "claimed_name": command.by.name}


_AMENDABLE_TEXT = {
    "description": 8000,
    "address": 400,
    "area_code": 15,
    "area_name": 200,
    "matter_id": 64,
    "matter_name": 200,
    "order_type": 16,
    "place_id": 64,
    "part_code": 32,
    "reporter": 100,
    "reporter_phone": 40,
}
AMENDABLE = frozenset({*_AMENDABLE_TEXT, "lon", "lat", "grade"})


def _amend(case: Case, command: Command, rules: Rules) -> Changes:
    args = command.args
    changes: Changes = {name: text_arg(args, name, limit) for name, limit in _AMENDABLE_TEXT.items() if name in args}
    changes |= {name: number_arg(args, name) for name in ("lon", "lat") if name in args}
    grade = number_arg(args, "grade")
    if grade is not None:
        changes["grade"] = min(4, max(1, int(grade)))
    return changes


def _attach(case: Case, command: Command, rules: Rules) -> Changes:
    return {"photos": case.photos + len(ids_arg(command.args, "media_ids"))}


EFFECTS: dict[str, Effect] = {
    "accept": step_clock("file", "accepted_at"),
    "decline": _end,
    "send_verify": step_clock("verify"),
    "verify_confirm": step_clock("file", "accepted_at"),
    "verify_deny": _end,
    "file": _file,
    "not_file": _end,
    "dispatch": send_out,
    "redispatch": _redispatch,
    "redo": _redo,
    "merge": _merge,
    "split": _split,
    "void": _end,
    "sign": _sign,
    "return": give_back,
    "finish": _finish,
    "send_check": step_clock("check"),
    "check_pass": lambda case, command, rules: {"checked": "pass", "checked_at": command.at},
    "check_fail": _fail,
    "close": _close,
    "reopen": lambda case, command, rules: (
        step_clock("dispatch")(case, command, rules) | {"closed_at": None, "checked": ""}
    ),
    "claim": _claim,
    "release": lambda case, command, rules: {"claimed_by": "", "claimed_name": ""},
    "amend": _amend,
    "attach": _attach,
}
