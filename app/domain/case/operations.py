"""The table of what can be done to a case: from where, to where, and what must be said (standards §1.3, §1.5)."""

from dataclasses import dataclass

from app.domain.case.noun import OPEN_STATES, CaseState

S = CaseState


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `to` is None where the state stays; `needs` names the arguments that may not be empty;
    `asks` says which request must be waiting (for approvals); `remote` operations are done by others than the desk."""

    id: str
    sources: frozenset[CaseState]
    to: CaseState | None = None
    needs: tuple[str, ...] = ()
    asks: bool = False
    desk: bool = True


def _op(
    id: str, sources: str, to: CaseState | None = None, needs: str = "", asks: bool = False, desk: bool = True
) -> Operation:
    states = OPEN_STATES if sources == "open" else frozenset(CaseState(s) for s in sources.split())
    return Operation(id, states, to, tuple(needs.split()), asks, desk)


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
    _op("redispatch", "dispatched handling rework", S.DISPATCHED, "unit_id note"),
    _op("void", "reported accepted filed", S.VOIDED, "note"),
    _op("sign", "dispatched", S.HANDLING, desk=False),
    _op("return", "dispatched", S.FILED, "note", desk=False),
    _op("finish", "handling rework", S.HANDLED, "note", desk=False),
    _op("request_extend", "handling rework", None, "note", desk=False),
    _op("request_return", "handling", None, "note", desk=False),
    _op("request_suspend", "handling rework", None, "note", desk=False),
    _op("approve", "handling rework", None, asks=True),
    _op("refuse", "handling rework", None, "note", asks=True),
    _op("suspend", "handling rework", S.SUSPENDED, "note"),
    _op("resume", "suspended", S.HANDLING),
    _op("send_check", "handled", S.CHECKING),
    _op("check_pass", "checking", None),
    _op("check_fail", "checking handled", S.REWORK, "note"),
    _op("close", "checking", S.CLOSED),
    _op("reopen", "closed", S.FILED, "note"),
    _op("urge", "dispatched handling rework"),
    _op("supervise", "dispatched handling suspended rework", None, "note"),
    _op("claim", "open"),
    _op("release", "open"),
    _op("note", "open", None, "note"),
    _op("call_note", "open", None, "note"),
    _op("amend", "reported verifying accepted filed"),
    _op("attach", "open", None, "media_ids"),
)

OPERATIONS: dict[str, Operation] = {op.id: op for op in _TABLE}
