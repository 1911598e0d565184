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


def _shown(char: str) -> str:
    if char in _KEPT:
        return char
    return STRANGE if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co") else char
