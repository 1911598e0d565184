"""How true the screen is: where the list comes from, how old it is, and what still waits to be sent."""

from datetime import datetime

from app.bus import Link
from app.text import _, age_words, local_time
from app.words import word

STALE_S = 300


def truth_words(link: Link, now: datetime) -> tuple[str, str, str]:
    """Source, age and level for the truth strip."""
    source = word("link", link.state)
    if link.pending:
        source = _("{state} · 待发 {n}").format(state=source, n=link.pending)
    age = (now - link.as_of).total_seconds() if link.as_of else None
    if link.state == "live":
        level = "waiting" if link.pending else "fresh"
        return source, _("截至 {time}").format(time=local_time(link.as_of or now, "time")), level
    if age is None:
        return source, _("还没有数据"), "offline"
    aged = _("截至 {time}，{age}前").format(time=local_time(link.as_of, "time"), age=age_words(age))
    return source, aged, "offline" if link.state in ("offline", "refused") else "stale" if age > STALE_S else "waiting"


def none_as_of(link: Link, what: str) -> tuple[str, str]:
    """What an empty list says: that there is none, and as of when; never just nothing."""
    if link.as_of is None:
        return _("还没有案件数据"), _("正等待第一次同步；可先登记新案件（N）")
    moment = local_time(link.as_of, "time")
    title = _("截至 {time} 没有“{what}”的案件").format(time=moment, what=what)
    unknown = _("{state}：之后的情况还不知道").format(state=word("link", link.state))
    return title, "" if link.state == "live" else unknown
