"""Numbers as a Chinese announcer reads them: as quantities, digit by digit, as decimals."""

from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_PHONE: Final = "零幺二三四五六七八九"
_PLACES: Final = ("", "十", "百", "千")
_GROUPS: Final = ("", "万", "亿", "万亿")


def quantity(digits: str) -> str:
    """`"1970"` → 一千九百七十; digits only, up to sixteen of them (longer ones are read digit by digit)."""
    digits = digits.lstrip("0") or "0"
    if len(digits) > 16:
        return one_by_one(digits)
    if digits == "0":
        return "零"
    groups = [digits[max(0, end - 4) : end] for end in range(len(digits), 0, -4)]
    words = ""
    for place, group in reversed(list(enumerate(groups))):
        if not int(group):
            continue
        skipped = words and (group[0] == "0" or not int(groups[place + 1]))
        words += ("零" if skipped else "") + _thousands(group.lstrip("0")) + _GROUPS[place]
    return words[1:] if words.startswith("一十") else words


def _thousands(group: str) -> str:
    """One to four digits, the first not zero."""
    words, gap = "", False
    for i, digit in enumerate(group):
        if digit == "0":
            gap = True
            continue
        words += ("零" if gap else "") + _DIGITS[int(digit)] + _PLACES[len(group) - 1 - i]
        gap = False
    return words


def one_by_one(digits: str) -> str:
    """`"2026"` → 二零二六, as years are read."""
    return "".join(_DIGITS[int(d)] for d in digits)


def as_phone(digits: str) -> str:
    """`"12345"` → 幺二三四五, as telephone and room numbers are read."""
    return "".join(_PHONE[int(d)] for d in digits)


def decimal(number: str) -> str:
    """`"-0.5"` → 负零点五; thousands commas are allowed."""
    sign = "负" if number[:1] in "-−" else ""
    whole, _, part = number.lstrip("-−+").replace(",", "").partition(".")
    return sign + quantity(whole) + (f"点{one_by_one(part)}" if part else "")
