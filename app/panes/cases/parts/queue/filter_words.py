"""What a filter asks for, in words: for the list that is empty under it, and for the page where filters are kept."""

from collections.abc import Callable, Sequence

from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.queue.saved_filters import LONGEST_NAME, SavedFilter, title_of
from app.store import CaseQuery
from app.text import N_, _
from app.words import word

# How a unit or a piece of ground is called; what has gone from the books is called by its id, and said to be gone.
Name = Callable[[str, str], str]
_NAMED = 3
_BOOKS = (
    ("states", "state"),
    ("sources", "source"),
    ("lights", "light"),
    ("grades", "grade"),
    ("order_types", "order_type"),
)
_FLAGS = {
    "supervised": N_("督办"),
    "urgent": N_("紧急"),
    "asked": N_("待审批"),
    "unsatisfied": N_("不满意"),
    "incident": N_("重大事件"),
    "responding": N_("响应中"),
}


def ask_words(query: CaseQuery, name: Name) -> str:
    """Say what a query asks for, "" where it asks for everything that is open."""
    said = [_("全部案件") if query.scope == "all" else "", _("我认领的") if query.mine_seat else ""]
    said += [" / ".join(word(book, str(code)) for code in getattr(query, field)) for field, book in _BOOKS]
    said += [" / ".join(name(kind, one) for one in getattr(query, kind)) for kind in ("units", "areas", "reasons")]
    said += [scope_words(query.matters, query.since, query.until, name)]
    said += [_(words) for flag, words in _FLAGS.items() if getattr(query, flag)]
    said += [_("退回≥{n}").format(n=query.returned) if query.returned else ""]
    said += [_("重复≥{n}").format(n=query.repeats) if query.repeats else ""]
    said += [_("疑难（流转≥{n}）").format(n=query.difficult) if query.difficult else ""]
    said += [_("搜索 {text}").format(text=one_line(query.text, LONGEST_NAME)) if query.text else ""]
    return " · ".join(part for part in said if part)


def scope_words(matters: Sequence[str], since: str, until: str, name: Name) -> str:
    """Say what a campaign is narrowed to: 暴露垃圾 / 占道经营 · 2026-05-01 至 2026-06-30; "" for nothing."""
    some = " / ".join(name("matters", one) for one in matters[:_NAMED])
    if len(matters) > _NAMED:
        some = _("{some} 等 {n} 类").format(some=some, n=len(matters))
    if since and until:
        days = _("{since} 至 {until}").format(since=since, until=until)
    else:
        days = _("{since} 起").format(since=since) if since else _("至 {until}").format(until=until) if until else ""
    return " · ".join(part for part in (some, days) if part)


def shown_words(chosen: SavedFilter, narrowed: CaseQuery, name: Name) -> str:
    """Say what the list is narrowed to: the saved filter by its name, and what was narrowed by hand beside it."""
    return " · ".join(part for part in (title_of(chosen), ask_words(narrowed, name)) if part)
