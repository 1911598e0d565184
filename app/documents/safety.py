"""What leaves the hall must not act: no cell may be a formula, no phone or name be readable that need not be."""

import re

from app.domain.privacy import unnamed

_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "|", "%")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_NUMBER = re.compile(r"^[-+]?\d+(\.\d+)?$")
_PHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")


def inert(text: str) -> str:
    """Return a text that no spreadsheet runs: what could begin a formula is put behind an apostrophe.

    So is what begins with an apostrophe already: an import that takes one away finds the text as it was. Plain numbers
    keep their sign; characters that no file format carries, or that turn the rest of a line round, are left out.
    """
    clean = _UNPRINTABLE.sub("", text)
    first = clean.lstrip(" \u3000")
    if first.startswith((*_STARTS, "'")) and not _NUMBER.match(first):
        return "'" + clean
    return clean


def masked_phone(phone: str) -> str:
    """Return a phone as 138****5678; a shorter one keeps its last two digits."""
    if _PHONE.fullmatch(phone):
        return _PHONE.sub(r"\1****\2", phone)
    return f"{'*' * (len(phone) - 2)}{phone[-2:]}" if len(phone) > 2 else phone and "*"


def masked_name(name: str) -> str:
    """Return a name by its first character."""
    return name[:1] + "*" * (len(name) - 1) if name else ""


def masked_phones(text: str) -> str:
    """Return a text with the mobile numbers in it masked."""
    return _PHONE.sub(r"\1****\2", text)


def masked_text(text: str) -> str:
    """Return a text somebody wrote with mobile numbers masked and whatever else points to a person taken out."""
    return unnamed(masked_phones(text))
