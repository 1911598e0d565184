"""The people of the hall: their posts and what each post may do (standards §1.4)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Posts of the hall. In a small hall one duty officer holds the powers of several."""

    COLLECTOR = "collector"
    ACCEPTOR = "acceptor"
    SHIFT_LEADER = "shift_leader"
    DISPATCHER = "dispatcher"
    UNIT = "unit"
    SUPERVISOR = "supervisor"
    DUTY_OFFICER = "duty_officer"
    DUTY_LEADER = "duty_leader"
    BROADCASTER = "broadcaster"
    SYS_ADMIN = "sys_admin"
    SEC_ADMIN = "sec_admin"
    AUDIT_ADMIN = "audit_admin"
    SYSTEM = "system"


_IN_THE_FIELD = frozenset({Role.COLLECTOR, Role.UNIT, Role.SYSTEM})


def sits_in_the_hall(role: str) -> bool:
    """Say whether a post works at a seat of the hall; units, collectors and programs only sign in somewhere."""
    return role not in _IN_THE_FIELD


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorPublic:
    """What every seat may know of an operator: never a password, never a phone."""

    id: str
    name: str
    role: str
    seat: str = ""
    enabled: bool = True
