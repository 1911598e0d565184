"""The code ids of the hall said in the operator's language: `word("state", "filed")` is 待派遣."""

from app.text import _, n_
from app.words import cases, refusals, street

_BOOKS: dict[str, dict[str, str]] = {**cases.BOOKS, **street.BOOKS}


def word(book: str, code: str) -> str:
    """Return the word for a code; one nobody has named is shown as it is. Raises KeyError: no such book."""
    return _(_BOOKS[book].get(str(code), str(code)))


def books() -> dict[str, dict[str, str]]:
    """Return every book, for those who list choices."""
    return _BOOKS


def refusal(code: str) -> str:
    """Return why something was not done and what to do about it."""
    known = refusals.SENTENCES.get(code)
    return _(known) if known else _("未能完成（{code}）").format(code=code)


def limit(value: float | None, unit: str) -> str:
    """Write a limit with its unit: 4 工作时."""
    if value is None or not unit:
        return "—"
    n = 1 if value == 1 else 2
    said = {
        "minute": _("{n} 分钟"),
        "hour": _("{n} 小时"),
        "day": _("{n} 天"),
        "urgent_hour": n_("{n} 紧急工作时", n),
        "work_hour": n_("{n} 工作时", n),
        "work_day": n_("{n} 工作日", n),
    }
    return said.get(unit, "{n} " + word("limit_unit", unit)).format(n=f"{value:g}")
