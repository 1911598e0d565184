"""The lights of a case: how much of the running limit is left (standards §1.7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.case.noun import Case
from app.domain.clock import from_text
from app.domain.rules import Rules


class Light(StrEnum):
    """State light; never shown as colour alone."""

    NORMAL = "normal"
    WARNING = "warning"
    OVERDUE = "overdue"
    PAUSED = "paused"
    NONE = "none"


WARN_SHARE = 0.3
WARN_LEAST = timedelta(minutes=30)


def light(case: Case, now: datetime) -> Light:
    """Return the light of the running clock at `now`: yellow near the end of the limit, red from the due time."""
    if not case.is_open:
        return Light.NONE
    if case.paused_at is not None:
        return Light.PAUSED
    if case.due_at is None:
        return Light.NONE
    left = case.due_at - now
    if left <= timedelta(0):
        return Light.OVERDUE
    return Light.WARNING if left <= warn_before(case) else Light.NORMAL


def warn_before(case: Case) -> timedelta:
    """Return how long before the due time the yellow light comes on; short limits warn at 30 % of their own length."""
    if case.due_at is None or case.clock_from is None:
        return WARN_LEAST
    whole = case.due_at - case.clock_from
    return max(whole * WARN_SHARE, min(WARN_LEAST, whole * 0.5))


@dataclass(frozen=True, slots=True)
class Face:
    """One clock of a case. `done` is when it was answered; `late` says whether after `due`; times are aware UTC."""

    name: str
    since: datetime
    due: datetime | None
    done: datetime | None
    light: Light
    late: bool


_MAIN = (
    ("accept", "reported_at", "accepted_at"),
    ("file", "accepted_at", "filed_at"),
    ("dispatch", "filed_at", "dispatched_at"),
    ("sign", "dispatched_at", "signed_at"),
    ("dispose", "dispatched_at", "handled_at"),
    ("check", "handled_at", "checked_at"),
)
_DONE_ANEW = frozenset({"dispatch", "sign", "dispose", "check"})


def was_late(case: Case, now: datetime) -> bool:
    """Say whether the handling ran over its limit: handled (else closed, else now) after the disposal was due."""
    due = case.dispose_due_at
    return due is not None and (case.handled_at or case.closed_at or now) > due


def faces(case: Case, now: datetime, rules: Rules) -> tuple[Face, ...]:
    """Return every clock that runs or has run, the desk's own first, then those beside it, by when they began."""
    main = [_main_face(case, now, rules, *names) for names in _MAIN]
    if case.clock == "verify" and case.clock_from is not None:
        main.insert(1, _face("verify", case.clock_from, case.due_at, None, now, case))
    beside = [_side_face(case, name, now) for name in sorted(case.side, key=lambda n: str(case.side[n].get("since")))]
    return tuple(face for face in (*main, *beside) if face is not None)


def _main_face(case: Case, now: datetime, rules: Rules, name: str, begins: str, ends: str) -> Face | None:
    """None where it never ran, or where what it measured was done anew and the new round has not come to it yet.

    Accepting and filing are done once: there an end before the beginning is what somebody wrote, and is given as it is.
    """
    since: datetime | None = getattr(case, begins)
    done: datetime | None = getattr(case, ends)
    runs = case.clock == name or (name == "dispose" and case.clock == "sign")
    if case.clock == name and name != "dispose":
        since = case.clock_from or since
    if name in _DONE_ANEW and since is not None and done is not None and done < since:
        done = None
    if since is None or (done is None and not runs):
        return None
    if runs:
        done = None
    due = {"sign": case.sign_due_at, "dispose": case.dispose_due_at}.get(name) or (
        case.due_at if case.clock == name else _limit_due(name, since, rules)
    )
    return _face(name, since, due, done, now, case)


def _limit_due(name: str, since: datetime, rules: Rules) -> datetime | None:
    return rules.step_due(name, since) if name in rules.step_limits else None


def _side_face(case: Case, name: str, now: datetime) -> Face | None:
    clock = case.side[name]
    since, due, done = (clock.get(part) for part in ("since", "due", "done"))
    if not since:
        return None
    return _face(name, from_text(since), from_text(due) if due else None, from_text(done) if done else None, now, case)


def _face(name: str, since: datetime, due: datetime | None, done: datetime | None, now: datetime, case: Case) -> Face:
    until = done or now
    late = due is not None and until > due
    return Face(
        name, since, due, done, _light(due, since, done, now, case.paused_at if name == "dispose" else None), late
    )


def _light(
    due: datetime | None, since: datetime, done: datetime | None, now: datetime, paused: datetime | None
) -> Light:
    if done is not None or due is None:
        return Light.NONE
    if paused is not None:
        return Light.PAUSED
    left, whole = due - now, due - since
    if left <= timedelta(0):
        return Light.OVERDUE
    return Light.WARNING if left <= max(whole * WARN_SHARE, min(WARN_LEAST, whole * 0.5)) else Light.NORMAL
