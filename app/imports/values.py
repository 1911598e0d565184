"""Dirty cells made clean: words for nothing, texts without what no database keeps, numbers with units, yes and no."""

import math
import re
import unicodedata
from typing import Any

_NOTHING = frozenset(
    "null none nan n/a na #n/a #value! #ref! #div/0! #name? #null! #num! - -- — —— / \\ \\n . 无 空 未知 不详 暂无 "
    "undefined nil (null) <null> {} [] [object".split()
) | {"", "[object object]"}
_NUMBER = re.compile(r"^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
# What no text carries: NUL and the other control characters; tab and line feed are kept in a description.
_UNKEPT = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))
_TRUE = frozenset({"1", "true", "yes", "y", "是", "有", "√", "启用", "在用", "正常"})
_FALSE = frozenset({"0", "false", "no", "n", "否", "无", "×", "停用", "报废", "故障"})


def text(value: Any, limit: int = 8000) -> str:
    """Return a cell as one line of plain text; words for nothing become empty, a whole float loses its `.0`."""
    if type(value) is str and value.isprintable() and "  " not in value:
        cleaned = value.strip(" ")  # the usual cell: nothing to mend
    else:
        cleaned = " ".join(_plain(value).replace("\x00", "").split())
    return "" if cleaned.lower() in _NOTHING else cleaned[:limit]


def prose(value: Any, limit: int = 8000) -> str:
    """Return a cell as a text of several lines, character for character but for line ends and control characters."""
    cleaned = value if type(value) is str and value.isprintable() else _mended(value)
    cleaned = cleaned.strip()
    return "" if cleaned.lower() in _NOTHING else cleaned[:limit]


def _mended(value: Any) -> str:
    return _plain(value).replace("\r\n", "\n").replace("\r", "\n").translate(_UNKEPT)


def losses(value: Any, limit: int = 8000) -> tuple[str, ...]:
    """Return what a text loses on its way in: text.nul, text.control, text.half, text.unreadable, text.cut."""
    if not isinstance(value, str) or (value.isprintable() and len(value) <= limit and "\ufffd" not in value):
        return ()
    found = {
        "text.nul": "\x00" in value,
        "text.control": any(ord(c) in _UNKEPT and c != "\x00" for c in value),
        "text.half": any(0xD800 <= ord(c) <= 0xDFFF for c in value),
        "text.unreadable": "\ufffd" in value,
        "text.cut": len(value.strip()) > limit,
    }
    return tuple(code for code, lost in found.items() if lost)


def _plain(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value).encode("utf-8", "ignore").decode("utf-8")  # half characters are nobody's text


def number(value: Any) -> float | None:
    """Return a cell as a number, units and thousands commas put aside; None where there is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) else None
    found = _NUMBER.match(unicodedata.normalize("NFKC", text(value)).replace(",", ""))
    size = float(found[0]) if found else math.inf
    return size if math.isfinite(size) else None


def flag(value: Any, default: bool) -> bool:
    """Return a cell as yes or no; anything else is `default`."""
    word = text(value).lower()
    return True if word in _TRUE else False if word in _FALSE else default
