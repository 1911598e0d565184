"""What a unit may ask for, who must agree in which order, and what follows when all have (standards §1.5)."""

from collections.abc import Callable
from typing import Any

from app.domain.case.effects import (
    NOTHING_ASKED,
    Changes,
    Effect,
    give_back,
    limit_of,
    stop_clock,
)
from app.domain.case.noun import Case
from app.domain.clock import to_text
from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.rules import Rules
from app.domain.verdict import number_arg, text_arg


def chain_of(case: Case, what: str, rules: Rules) -> tuple[str, ...]:
    """Return who must agree to a request, in order; a second extension may take more."""
    name = "extend_again" if what == "extend" and case.extends else what
    return tuple(rules.chains.get(name, ()))


def _ask(what: str) -> Effect:
    def effect(case: Case, command: Command, rules: Rules) -> Changes:
        if case.asked:
            raise Rejected("case.already_asked", case.asked)
        chain = chain_of(case, what, rules)
        request: dict[str, Any] = {"by": command.by.name, "at": to_text(command.at), "chain": list(chain), "passed": []}
        value, unit = number_arg(command.args, "limit_value"), text_arg(command.args, "limit_unit", 16)
        if value is not None and value > 0 and unit:
            request |= {"value": value, "unit": unit}
        asked = {"asked": what, "asked_reason": text_arg(command.args, "note"), "request": request}
        return asked if chain else asked | _GRANTED[what](case, command, rules)

    return effect


def approve(case: Case, command: Command, rules: Rules) -> Changes:
    """Sign for the next posts of the chain; the last signature carries out what was asked. Raises Rejected."""
    chain = case.request.get("chain", ())
    left = rules.chain_left(command.by.role, chain)
    if chain and len(left) == len(chain):
        raise Rejected("case.not_your_turn", str(chain[0]))
    if left:
        passed = [*case.request.get("passed", ()), *chain[: len(chain) - len(left)]]
        return {"request": {**case.request, "chain": list(left), "passed": passed}}
    return _GRANTED[case.asked](case, command, rules)


def _refuse(case: Case, command: Command, rules: Rules) -> Changes:
    chain = case.request.get("chain", ())
    if chain and len(rules.chain_left(command.by.role, chain)) == len(chain):
        raise Rejected("case.not_your_turn", str(chain[0]))
    return dict(NOTHING_ASKED)


def _grant_return(case: Case, command: Command, rules: Rules) -> Changes:
    return give_back(case, command, rules) | {"state": "filed"}


def _grant_void(case: Case, command: Command, rules: Rules) -> Changes:
    return NOTHING_ASKED | stop_clock() | {"state": "voided", "closed_at": command.at}


def _grant_suspend(case: Case, command: Command, rules: Rules) -> Changes:
    return suspend(case, command, rules) | {"state": "suspended"}


def _grant_extend(case: Case, command: Command, rules: Rules) -> Changes:
    """The approver's own measure wins, then what was asked for, then the limit once more."""
    value, unit = limit_of(case, command, rules)
    own = number_arg(command.args, "limit_value")
    if (own is None or own <= 0) and case.request.get("unit"):
        value, unit = float(case.request["value"]), str(case.request["unit"])
    due = rules.calendar.due(max(case.due_at or command.at, command.at), value, unit)
    return NOTHING_ASKED | {"due_at": due, "dispose_due_at": due, "extends": case.extends + 1}


_GRANTED: dict[str, Callable[[Case, Command, Rules], Changes]] = {
    "return": _grant_return,
    "void": _grant_void,
    "suspend": _grant_suspend,
    "extend": _grant_extend,
}


def suspend(case: Case, command: Command, rules: Rules) -> Changes:
    """Put the case on account: the clock stands."""
    return NOTHING_ASKED | {"paused_at": command.at}


def _defer(case: Case, command: Command, rules: Rules) -> Changes:
    return suspend(case, command, rules) | {"flags": tuple(dict.fromkeys((*case.flags, "deferred")))}


def _resume(case: Case, command: Command, rules: Rules) -> Changes:
    """The time on account does not count: due times move by as long as the clock stood, by the limit's own calendar."""
    flags = tuple(flag for flag in case.flags if flag != "deferred")
    if case.paused_at is None:
        return {"flags": flags}
    moved = {
        name: rules.calendar.move(moment, case.paused_at, command.at, case.limit_unit) if moment else None
        for name, moment in (("due_at", case.due_at), ("dispose_due_at", case.dispose_due_at))
    }
    return moved | {"paused_at": None, "flags": flags}


ASKING: dict[str, Effect] = {
    "request_extend": _ask("extend"),
    "request_return": _ask("return"),
    "request_suspend": _ask("suspend"),
    "request_void": _ask("void"),
    "approve": approve,
    "refuse": _refuse,
    "suspend": suspend,
    "defer": _defer,
    "resume": _resume,
}
