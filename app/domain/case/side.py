"""Clocks that run beside the desk's own: arriving, answering, replying, reporting upwards, calling back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain.case.noun import Case
from app.domain.clock import to_text

Clocks = dict[str, Any]


def start(name: str, since: datetime, due: datetime) -> Clocks:
    """Return a clock that runs from now on."""
    return {name: {"since": to_text(since), "due": to_text(due)}}


def done(case: Case, name: str, at: datetime) -> Clocks:
    """Return the clock as answered at that moment; nothing where it does not run."""
    running = case.side.get(name)
    if not isinstance(running, Mapping) or running.get("done"):
        return {}
    return {name: {**running, "done": to_text(at)}}


def without(case: Case, name: str) -> Clocks:
    """Return every clock but this one."""
    return {other: clock for other, clock in case.side.items() if other != name}
