"""Between what a form says and what an operation is told: letters, rulings and the urgent report become records."""

from collections.abc import Mapping
from typing import Any

from app.domain.ids import new_id
from app.panes.cases.parts.acting.call_words import UNANSWERED
from app.panes.cases.parts.incident.minutes import minutes_body

FIVE = ("time", "place", "event", "casualties", "actions")
LETTERED = ("supervise", "urge", "conference_call", "conference_hold")
RULED = ("dispatch", "redispatch", "conference_hold")
_PAPERS = frozenset(
    "letter letter_subject letter_body letter_hours ruling ruling_basis ruling_unit_id".split()
) | frozenset(f"five_{name}" for name in FIVE)


def args_of(
    operation: str, values: Mapping[str, Any], unit_names: Mapping[str, str], code_words: Mapping[str, str]
) -> dict[str, Any]:
    """Return the operation's arguments; what is empty is left out. New letters and rulings get their ids here.

    `code_words` says results and reasons in words: where nothing was typed beside one, its words are the note, so that
    whoever reads the note alone knows as much.
    """
    args = {name: value for name, value in values.items() if name not in _PAPERS and value not in ("", None, [], ())}
    if args.get("unit_id"):
        args["unit_name"] = unit_names.get(args["unit_id"], "")
    if operation == "call_note" and not args.get("note") and args.get("result") in UNANSWERED:
        args["note"] = code_words.get(args["result"], args["result"])
    if args.get("reason_code") and not args.get("note"):
        args["note"] = code_words.get(args["reason_code"], args["reason_code"])
    if operation == "visit" and args.pop("unreached", False):
        args = {"unreached": True, **{name: args[name] for name in ("note",) if name in args}}
    if operation == "mark_urgent":
        args["five"] = {name: values[f"five_{name}"] for name in FIVE if values.get(f"five_{name}")}
    return args | _letter(operation, values, unit_names) | _ruling(operation, values, unit_names)


def values_of(operation: str, args: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form would say that was sent with these arguments: the way back."""
    values = {name: value for name, value in args.items() if name not in ("letter", "ruling", "five")}
    letter, ruling, five = (args.get(name) for name in ("letter", "ruling", "five"))
    if isinstance(letter, Mapping):
        told = {"letter_subject": letter.get("subject"), "letter_body": letter.get("body")}
        if operation == "conference_hold":  # put together anew from what else the form says
            told = {"letter_subject": letter.get("subject")}
        values |= {"letter": True, **told, "letter_hours": letter.get("reply_hours")}
    if isinstance(ruling, Mapping):
        values |= {"ruling": True, "ruling_basis": ruling.get("basis"), "ruling_unit_id": ruling.get("unit_id")}
    if isinstance(five, Mapping):
        values |= {f"five_{name}": five.get(name, "") for name in FIVE}
    return values


def _letter(operation: str, values: Mapping[str, Any], unit_names: Mapping[str, str]) -> dict[str, Any]:
    if operation not in LETTERED:
        return {}
    hours = values.get("letter_hours") or None
    timed = {"reply_hours": hours} if hours and operation == "supervise" else {}
    if not values.get("letter"):
        return timed
    body = minutes_body(values, unit_names) if operation == "conference_hold" else values.get("letter_body", "")
    letter = {"id": new_id(), "subject": values.get("letter_subject", ""), "body": body}
    return timed | {"letter": letter | ({"reply_hours": hours} if hours else {})}


def _ruling(operation: str, values: Mapping[str, Any], unit_names: Mapping[str, str]) -> dict[str, Any]:
    if operation not in RULED or not values.get("ruling"):
        return {}
    unit_id = str(values.get("ruling_unit_id") or values.get("unit_id") or "")
    basis = values.get("ruling_basis", "")
    return {"ruling": {"id": new_id(), "unit_id": unit_id, "unit_name": unit_names.get(unit_id, ""), "basis": basis}}
