"""How true a room is, said in one way by all of them: where its data come from, how old they are, what is not sent."""

from datetime import datetime

from app.bus import Link
from app.text import _, age_words, local_time
from app.words import word

STALE_S = 300


def truth_words(link: Link, now: datetime) -> tuple[str, str, str]:
    """Return source, age and level for the truth strip. Where no data have come yet, no age is claimed."""
    source = word("link", link.state)
    if link.pending:
        source = _("{state} · 待发 {n}").format(state=source, n=link.pending)
    if link.as_of is None:
        return source, _("还没有数据"), "offline"
    moment = local_time(link.as_of, "time")
    if link.state == "live":
        return source, _("截至 {time}").format(time=moment), "waiting" if link.pending else "fresh"
    age = (now - link.as_of).total_seconds()
    aged = _("截至 {time}，{age}前").format(time=moment, age=age_words(age))
    return source, aged, "offline" if link.state in ("offline", "refused") else "stale" if age > STALE_S else "waiting"
