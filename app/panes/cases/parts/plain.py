"""What is hidden of a name or a phone number; texts from outside are made harmless in `app.words.plain`."""

from app.words.plain import inert, one_line

__all__ = ["inert", "masked_name", "masked_phone", "one_line"]


def masked_phone(phone: str) -> str:
    """Return a phone number with its middle hidden: 138****5678; short ones keep only their ends."""
    digits = "".join(char for char in phone if char.isdigit())
    if not digits:
        return ""
    if len(digits) < 7:
        return digits[:1] + "*" * max(1, len(digits) - 2) + digits[-1:]
    return digits[:3] + "*" * (len(digits) - 7) + digits[-4:] if len(digits) > 7 else digits[:2] + "***" + digits[-2:]


def masked_name(name: str) -> str:
    """Return the family name alone with its bearer hidden: 王**; a confidential reporter is not even hinted at."""
    shown = one_line(name, 40)
    return shown[:1] + "**" if shown else ""
