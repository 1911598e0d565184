"""One thing that `hall doctor` has looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, warning (works without it) or fault; `remedy` says what to do."""

    name: str
    level: str
    found: str
    remedy: str = ""
