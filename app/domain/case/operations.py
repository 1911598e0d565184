"""The table of what can be done to a case: from where, to where, and what must be said (standards §1.3, §1.5)."""

from dataclasses import dataclass

from app.domain.case.noun import OPEN_STATES, CaseState

S = CaseState


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `to` is None where the state stays; `needs` names the arguments that may not be empty;
    `asks` is True where a request must be waiting; `chain` names the approvals it takes (who may do it at once is who
    could give them all); `desk` is False for what others than the hall do."""

    id: str
    sources: frozenset[CaseState]
    to: CaseState | None = None
    needs: tuple[str, ...] = ()
    asks: bool = False
    desk: bool = True
    chain: str = ""


def _op(
    id: str,
    sources: str,
    to: CaseState | None = None,
    needs: str = "",
    asks: bool = False,
    desk: bool = True,
    chain: str = "",
) -> Operation:
    return Operation(id, _states(sources), to, tuple(needs.split()), asks, desk, chain)


def _states(sources: str) -> frozenset[CaseState]:
    names = sources.split()
    states = frozenset(CaseState(name) for name in names if name != "open")
    return states | OPEN_STATES if "open" in names else states


_AT_UNIT = "dispatched handling rework"
_TOLD = "dispatched handling suspended rework"

_TABLE = (
    _op("report", "draft", S.REPORTED),
    _op("accept", "reported", S.ACCEPTED),
    _op("decline", "reported", S.DECLINED, "note"),
    _op("send_verify", "reported", S.VERIFYING),
    _op("verify_confirm", "verifying", S.ACCEPTED),
    _op("verify_deny", "verifying", S.DECLINED, "note"),
    _op("file", "accepted", S.FILED, "matter_id"),
    _op("not_file", "accepted", S.NOT_FILED, "note"),
    _op("dispatch", "filed", S.DISPATCHED, "unit_id"),
    _op("redispatch", _AT_UNIT, S.DISPATCHED, "unit_id note"),
    _op("request_void", "reported accepted filed", None, "note"),
    _op("void", "reported accepted filed", S.VOIDED, "note", chain="void"),
    _op("merge", "reported verifying accepted filed dispatched handling", S.VOIDED, "into"),
    _op("split", "voided", S.REPORTED, "note"),
    _op("sign", "dispatched", S.HANDLING, desk=False),
    _op("arrive", "dispatched handling rework", None, desk=False),
    _op("return", "dispatched", S.FILED, "note", desk=False, chain="return_unsigned"),
    _op("finish", "handling rework", S.HANDLED, "note", desk=False),
    _op("request_extend", "handling rework", None, "note", desk=False),
    _op("request_return", "dispatched handling", None, "note", desk=False),
    _op("request_suspend", "handling rework", None, "note", desk=False),
    _op("approve", "open", None, asks=True),
    _op("refuse", "open", None, "note", asks=True),
    _op("suspend", "handling rework", S.SUSPENDED, "note", chain="suspend"),
    _op("defer", "handling rework", S.SUSPENDED, "note", chain="defer"),
    _op("resume", "suspended", S.HANDLING),
    _op("feedback", "handled checking closed", None, "note"),
    _op("send_check", "handled", S.CHECKING),
    _op("check_pass", "checking", None),
    _op("check_fail", "checking handled", S.REWORK, "note"),
    _op("close", "checking", S.CLOSED),
    _op("visit", "handled checking closed", None),
    _op("redo", "closed", S.DISPATCHED, "note"),
    _op("reopen", "closed", S.FILED, "note"),
    _op("urge", _TOLD),
    _op("supervise", _TOLD, None, "note"),
    _op("supervise_reply", f"{_TOLD} handled checking", None, "note", desk=False),
    _op("conference_call", f"filed {_TOLD}", None, "note"),
    _op("conference_hold", f"filed {_TOLD}", None, "note"),
    _op("assist", _AT_UNIT, None, "unit_ids"),
    _op("assist_done", f"{_AT_UNIT} handled", None, "unit_id note", desk=False),
    _op("mark_urgent", "open"),
    _op("report_up", "open", None, "stage to"),
    _op("start_response", "open", None, "note"),
    _op("end_response", "open", None, "note"),
    _op("declare_incident", "open", None, "title"),
    _op("end_incident", "open", None, "note"),
    _op("tie", "open closed", None, "into"),
    _op("untie", "open closed voided", None),
    _op("tick", "open", None, "step"),
    _op("reward", "open closed", None, "to"),
    _op("claim", "open"),
    _op("release", "open"),
    _op("note", "open closed", None, "note"),
    _op("call_note", "open closed", None, "note"),
    _op("amend", "reported verifying accepted filed"),
    _op("attach", "open", None, "media_ids"),
)

OPERATIONS: dict[str, Operation] = {op.id: op for op in _TABLE}
