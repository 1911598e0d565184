"""Who a letter comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """The hall: its name as it signs, the phone under which it answers, and that of the unit it writes about."""

    hall: str
    phone: str = ""
    unit_phone: str = ""
