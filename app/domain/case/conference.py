"""A conference about who answers for a case: called, held with its minutes, and ruled once it says whose it is."""

from collections.abc import Mapping
from typing import Any

from app.domain.case import side
from app.domain.case.effects import Changes, Effect
from app.domain.case.noun import Case
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import text_arg

MOST_ATTENDING = 20


def attended(args: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return who sat at the table and what each said: `unit_id`, `unit_name`, `said`, each unit once.

    Raises Rejected("field.invalid") for what is no such list.
    """
    told = args.get("attended") or ()
    if not isinstance(told, list | tuple) or not all(isinstance(one, Mapping) for one in told):
        raise Rejected("field.invalid", "attended")
    seats = (
        {
            "unit_id": text_arg(one, "unit_id", 64),
            "unit_name": text_arg(one, "unit_name", 200),
            "said": text_arg(one, "said", 1_000),
        }
        for one in told
    )
    named = {one["unit_id"] or one["unit_name"]: one for one in seats if one["unit_id"] or one["unit_name"]}
    return list(named.values())[:MOST_ATTENDING]


def _call(case: Case, command: Command, rules: Rules) -> Changes:
    due = side.start("conference", command.at, rules.step_due("conference", command.at))
    return {"conference": "called", "side": {**case.side, **due}}


def _hold(case: Case, command: Command, rules: Rules) -> Changes:
    """Held without saying whose it is, the case still waits for its ruling."""
    attended(command.args)
    ruling = command.args.get("ruling")
    ruled = isinstance(ruling, Mapping) and bool(ruling.get("id"))
    over = side.done(case, "conference", command.at)
    return {"conference": "ruled" if ruled else "held", "side": {**case.side, **over}}


CONFERENCE: dict[str, Effect] = {"conference_call": _call, "conference_hold": _hold}
