"""Who a letter comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """The hall: its name as it signs, and the phone under which it answers."""

    hall: str
    phone: str = ""
