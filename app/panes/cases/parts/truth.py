"""How true the screen is: where the list comes from, how old it is, and what still waits to be sent."""

from app.bus import Link
from app.text import _, local_time
from app.words import word


def none_as_of(link: Link, what: str) -> tuple[str, str]:
    """What an empty list says: that there is none, and as of when; never just nothing."""
    if link.as_of is None:
        return _("还没有案件数据"), _("正等待第一次同步；可先登记新案件（N）")
    moment = local_time(link.as_of, "time")
    title = _("截至 {time} 没有“{what}”的案件").format(time=moment, what=what)
    unknown = _("{state}：之后的情况还不知道").format(state=word("link", link.state))
    return title, "" if link.state == "live" else unknown
