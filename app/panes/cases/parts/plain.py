"""Make text from outside harmless to look at: one direction, no invisible orders, nothing cut silently."""

import unicodedata

STRANGE = "\N{REPLACEMENT CHARACTER}"
_KEPT = frozenset("\n\t")


def inert(text: str) -> str:
    """Return text with control, bidirectional and other invisible orders shown as a visible mark; lines are kept."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(char) for char in text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, longest: int = 200) -> str:
    """Return the beginning of a text as one inert line; where something was left out it ends in an ellipsis."""
    flat = " ".join(inert(text[: longest * 2]).split())
    return flat if len(flat) <= longest and len(text) <= longest * 2 else flat[:longest].rstrip() + "…"


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


def _shown(char: str) -> str:
    if char in _KEPT:
        return char
    return STRANGE if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") else char
