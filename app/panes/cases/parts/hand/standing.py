"""What stands above everything else of a case: a response under way, the major incident it leads or belongs to."""

from app.panes.cases.dossier import Dossier
from app.panes.cases.incident import metres
from app.panes.cases.parts.hand.alerts import Alert
from app.panes.cases.parts.hand.steps import who_words
from app.panes.cases.parts.incident.words import tally_words, title_of
from app.panes.cases.parts.plain import one_line
from app.text import _, local_time
from app.words import word

SAME_PLACE_M = 20


def standing_of(dossier: Dossier) -> tuple[Alert, ...]:
    """The alerts of responses and major incidents, the gravest first."""
    may = {operation.id for operation in dossier.operations}
    found = (_responding(dossier, may), _leads(dossier, may), _tied(dossier, may), _near(dossier, may))
    return tuple(alert for alert in found if alert is not None)


def _responding(dossier: Dossier, may: set[str]) -> Alert | None:
    if dossier.case.response != "started":
        return None
    begun = dossier.latest.get("start_response")
    said = _("应急响应进行中")
    if begun is not None:
        told = (who_words(begun), local_time(begun.at), one_line(begun.note, 80))
        said = _("应急响应进行中：{what}").format(what="  ".join(part for part in told if part))
    return Alert("alarm", "megaphone", said, ("end_response",) if "end_response" in may else ())


def _leads(dossier: Dossier, may: set[str]) -> Alert | None:
    case = dossier.case
    if case.incident != "open" or dossier.read_at is None:
        return None
    said = _("重大事件“{title}” · {tally}").format(
        title=title_of(case), tally=tally_words(dossier.incident.tied, dossier.read_at)
    )
    return Alert("warn", "layers", said, ("end_incident",) if "end_incident" in may else (), "incident")


def _tied(dossier: Dossier, may: set[str]) -> Alert | None:
    case, lead = dossier.case, dossier.incident.lead
    if not case.tied_to:
        return None
    if lead is None:
        return Alert("info", "link", _("已关联重大事件，主案不在本席缓存"), ("untie",) if "untie" in may else ())
    over = "" if lead.incident == "open" else _("（已结束）")
    said = _("关联重大事件“{title}”{over} · 主案 {no} {state}").format(
        title=title_of(lead), over=over, no=lead.case_no or _("待编号"), state=word("state", lead.state)
    )
    return Alert("info", "link", said, ("untie",) if "untie" in may else (), case_id=lead.id)


def _near(dossier: Dossier, may: set[str]) -> Alert | None:
    lead = dossier.incident.near
    if lead is None or "tie" not in may:
        return None
    apart = round(metres(dossier.case, lead) or 0)
    said = (
        _("附近 {n} 米有重大事件“{title}”，可以关联")
        if apart >= SAME_PLACE_M
        else _("同一地点有重大事件“{title}”，可以关联")
    )
    said = said.format(n=apart, title=title_of(lead))
    return Alert("info", "layers", said, ("tie",), case_id=lead.id)
