"""What happens beside the flow: reminders, letters, co-handlers, urgent reports and call-backs."""

from datetime import timedelta
from typing import Any

from app.domain.case import side
from app.domain.case.effects import Changes, Effect
from app.domain.case.noun import Case
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.letter import Letter, make_letter
from app.domain.responsibility import Ruling, make_ruling
from app.domain.rules import Rules
from app.domain.verdict import ids_arg, number_arg, text_arg

FIVE = ("time", "place", "event", "casualties", "actions")
STAGES = {"first_phone": "report_phone", "first_written": "report_written", "follow_up": "", "final": "report_final"}
ANSWERS = {"response": ("yes", "no"), "solved": ("yes", "partly", "no"), "satisfied": ("yes", "basically", "no")}
_SATISFACTION = {"yes": "satisfied", "basically": "basically", "no": "unsatisfied"}


def _urge(case: Case, command: Command, rules: Rules) -> Changes:
    return {"urges": case.urges + 1}


def _supervise(case: Case, command: Command, rules: Rules) -> Changes:
    hours = number_arg(command.args, "reply_hours")
    due = command.at + timedelta(hours=hours) if hours and hours > 0 else rules.step_due("supervise", command.at)
    return {"supervised": True, "side": {**case.side, **side.start("supervise", command.at, due)}}


def _arrive(case: Case, command: Command, rules: Rules) -> Changes:
    clock = side.done(case, "arrive", command.at) or side.start("arrive", command.at, command.at)
    clock["arrive"] = {"done": clock["arrive"]["since"], **clock["arrive"]}
    return {"side": {**case.side, **clock}}


def _reply(case: Case, command: Command, rules: Rules) -> Changes:
    return {"side": {**case.side, **side.done(case, "supervise", command.at)}}


def _feedback(case: Case, command: Command, rules: Rules) -> Changes:
    told = {**case.side, **side.done(case, "feedback", command.at)}
    return {"result": text_arg(command.args, "note", 2_000), "side": told}


def _assist(case: Case, command: Command, rules: Rules) -> Changes:
    """Whoever is asked once more has something to do again."""
    asked = ids_arg(command.args, "unit_ids")
    return {
        "assist_units": tuple(dict.fromkeys((*case.assist_units, *asked)))[:20],
        "assists_done": tuple(unit_id for unit_id in case.assists_done if unit_id not in asked),
    }


def _assist_done(case: Case, command: Command, rules: Rules) -> Changes:
    unit_id = text_arg(command.args, "unit_id", 64)
    if unit_id not in case.assist_units:
        raise Rejected("case.not_assisting", unit_id)
    return {"assists_done": tuple(dict.fromkeys((*case.assists_done, unit_id)))}


def _mark_urgent(case: Case, command: Command, rules: Rules) -> Changes:
    """The clocks of reporting upwards begin when the hall first knows it is urgent."""
    grade = number_arg(command.args, "grade")
    grade = min(4, max(1, int(grade))) if grade is not None else case.grade
    return urgent_changes(command, rules, grade, case.side) | {"five": {**case.five, **five_of(command.args)}}


def urgent_changes(command: Command, rules: Rules, grade: int, running: dict[str, Any]) -> Changes:
    """Return what makes a case urgent: its grade and the two clocks of the first report (standards §3.6)."""
    phone, written = rules.report_limits.get(str(grade), rules.report_limits["4"])
    clocks = side.start("report_phone", command.at, command.at + timedelta(minutes=phone)) | side.start(
        "report_written", command.at, command.at + timedelta(minutes=written)
    )
    return {"urgent": True, "grade": grade, "side": {**clocks, **running}}


def five_of(args: dict[str, Any]) -> dict[str, str]:
    """Return the fields of the urgent report that were given, by name."""
    given = args.get("five")
    if not isinstance(given, dict):
        return {}
    return {name: text_arg(given, name, 1_000) for name in FIVE if name in given}


def _report_up(case: Case, command: Command, rules: Rules) -> Changes:
    stage = text_arg(command.args, "stage", 16)
    if stage not in STAGES:
        raise Rejected("field.invalid", "stage")
    if not case.urgent:
        raise Rejected("case.not_urgent")
    clocks = side.done(case, STAGES[stage], command.at) if STAGES[stage] else {}
    if stage == "final":
        clocks = side.start("report_final", command.at, command.at)
        clocks["report_final"]["done"] = clocks["report_final"]["since"]
    return {"side": {**case.side, **clocks}}


def _visit(case: Case, command: Command, rules: Rules) -> Changes:
    """Three answers are asked apart: was anybody in touch, is it solved, are you satisfied (standards §2.2)."""
    done = {**case.side, **side.done(case, "visit", command.at)}
    if command.args.get("unreached") is True:
        return {"visit": {"unreached": True}, "satisfaction": "unreached", "side": done}
    said = {name: text_arg(command.args, name, 16) for name in ANSWERS}
    for name, answer in said.items():
        if answer not in ANSWERS[name]:
            raise Rejected("field.invalid" if answer else "field.missing", name)
    return {"visit": said, "satisfaction": _SATISFACTION[said["satisfied"]], "side": done}


def _tick(case: Case, command: Command, rules: Rules) -> Changes:
    step = number_arg(command.args, "step")
    if step is None or not 0 <= step < 100:
        raise Rejected("field.invalid", "step")
    ticked = set(case.ticks) ^ {int(step)} if command.args.get("off") is True else {*case.ticks, int(step)}
    return {"ticks": tuple(sorted(ticked))}


def _reward(case: Case, command: Command, rules: Rules) -> Changes:
    to = text_arg(command.args, "to", 16)
    if to not in ("due", "granted", "none"):
        raise Rejected("field.invalid", "to")
    return {"reward": "" if to == "none" else to}


BESIDE: dict[str, Effect] = {
    "urge": _urge,
    "supervise": _supervise,
    "supervise_reply": _reply,
    "arrive": _arrive,
    "feedback": _feedback,
    "assist": _assist,
    "assist_done": _assist_done,
    "mark_urgent": _mark_urgent,
    "report_up": _report_up,
    "visit": _visit,
    "tick": _tick,
    "reward": _reward,
}

_LETTERS = {
    "supervise": "supervision",
    "urge": "urge",
    "conference_call": "conference",
    "conference_hold": "minutes",
}


def papers(case: Case, command: Command, rules: Rules) -> tuple[Letter | Ruling, ...]:
    """Return the letter and the ruling that come with an operation: `letter` and `ruling` among its arguments.

    They are one action with it, so neither can be lost without the other. Raises Rejected where one is incomplete.
    """
    made: list[Letter | Ruling] = []
    letter, ruling = command.args.get("letter"), command.args.get("ruling")
    if command.operation in _LETTERS and isinstance(letter, dict) and letter.get("id"):
        about = {"case_id": case.id, "case_no": case.case_no, "unit_id": case.unit_id, "unit_name": case.unit_name}
        made.append(make_letter(str(letter["id"]), _LETTERS[command.operation], {**about, **letter}, command))
    if isinstance(ruling, dict) and ruling.get("id"):
        if not rules.may(command.by.role, "rule"):
            raise Rejected("role.forbidden", "rule")
        made.append(make_ruling(str(ruling["id"]), {**ground_of(case), **ruling}, command))
    return tuple(made)


def ground_of(case: Case) -> dict[str, Any]:
    """Return what a ruling made about a case is about: matter, place and position."""
    return {
        "case_id": case.id,
        "matter_id": case.matter_id,
        "matter_name": case.matter_name,
        "area_code": case.area_code,
        "place_id": case.place_id,
        "part_code": case.part_code,
        "lon": case.lon,
        "lat": case.lat,
    }
