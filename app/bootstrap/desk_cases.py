"""Chapters of the desk's tour about one case: reading it, carrying it on, and the papers and calls that go with it."""

from collections.abc import Callable

from app.bootstrap.script import Script
from app.bootstrap.tour import Stop, Tour
from app.domain.case import Case
from app.store import CaseQuery
from app.text import _
from app.words import word

Begin = Callable[[Tour, str], Script]


def in_hand(begin: Begin, tour: Tour) -> list[Stop]:
    """A case in hand: its clocks, who holds it, its plan, its turns; sending it, an approval, a call back."""
    script = begin(tour, "hand")
    script.keys("2 Home")
    script.seek("a case with pictures that was handed on", lambda case: case.photos > 0 and case.transfers > 0)
    script.shot("case-in-hand")
    script.keys("T")
    script.wait("claimed", lambda: (case := tour.case()) is not None and case.claimed_by != "")
    script.shot("claim")
    script.keys("6 Home")
    script.seek("a case that another seat holds", lambda case: case.claimed_by not in ("", own_seat(tour)))
    script.keys("T")
    script.wait("the form to take over", lambda: tour.opened(_("接管")))
    script.type("原席位已离岗，由本席继续办理")
    script.shot("take-over")
    script.keys("Esc 2 Home")
    script.seek("a case with a plan", lambda case: case.state == "handling" and has_plan(tour, case))
    section(script, _("预案 {n}/{all}"))
    script.keys("\\ Space")
    script.shot("plan")
    _petition(script)
    _sending(script)
    _approving(script)
    _comparing(script)
    _calling_back(script)
    return script.stops


def _petition(script: Script) -> None:
    """A petition has a time limit of its own; it is found by its number."""
    tour, handled = script.tour, CaseQuery(order_types=("petition",), states=("handling", "dispatched"))
    script.keys("Esc 1 /")
    script.type(lambda: tour.reader.cases(handled, limit=1).rows[0].case_no)
    script.wait("one case", lambda: tour.rows() == 1)
    script.keys("Down Home J")
    script.seek("the petition", lambda case: case.order_type == "petition")
    script.shot("petition")
    script.keys("/ Ctrl+A Backspace Esc")


def _sending(script: Script) -> None:
    script.keys("Esc 6 J D")
    form(script, "dispatch")
    script.shot("dispatch")
    script.keys("Shift+Tab Space Tab")
    script.type("现场会商纪要第 3 项：由该单位管养")
    script.shot("ruling")
    script.keys("Esc")
    filtered(script, _("退回≥2"))
    script.keys("J")
    section(script, _("承办 {n}"))
    script.shot("turns")
    script.keys("4 J X")
    form(script, "decline")
    script.shot("reasons")
    script.keys("Esc .")
    script.shot("actions")
    script.keys("Esc")


def _approving(script: Script) -> None:
    filtered(script, _("待审批"))
    script.keys("J P")
    form(script, "approve")
    script.shot("approval")
    script.keys("Esc")


def _comparing(script: Script) -> None:
    """A case that was handled is sent to be checked, and found well or badly done by its pictures."""
    tour = script.tour
    script.keys("Esc 7 Home")
    script.seek("a handled case, before and after", lambda case: case.state == "handled" and told_apart(tour, case))
    script.keys("C")
    form(script, "send_check")
    script.keys("Ctrl+Return")
    script.wait("sent to be checked", lambda: (case := tour.case()) is not None and case.state == "checking")
    script.see(_("前后对比"))
    script.keys("=")
    script.shot("compare")
    script.keys("Esc")


def _calling_back(script: Script) -> None:
    script.keys("7 Home")
    script.seek("a case that somebody called in", lambda case: case.source == "hotline")
    script.keys("Shift+V")
    form(script, "visit")
    script.keys("1 2 3")
    script.shot("call-back")
    script.keys("Esc")
    filtered(script, _("不满意"))
    script.seek("a case that may be done again", lambda case: case.state == "closed" and case.satisfaction != "")
    script.keys("Shift+E")
    form(script, "redo")
    script.type("来电人不满意：现场仍有残留，请重新处置")
    script.shot("redo")
    script.keys("Esc")


def papers(begin: Begin, tour: Tour) -> list[Stop]:
    """Letters with numbers, reminders, a conference that ends in a ruling, calls, units that help."""
    script = begin(tour, "papers")
    script.keys("2 Home")
    script.seek("a late case with a unit", lambda case: case.state == "handling" and not case.supervised)
    script.keys("S")
    form(script, "supervise")
    script.type("逾期未办结，请于今日 18 时前处置完毕并书面回复。")
    script.shot("supervise")
    script.keys("Ctrl+Return")
    script.wait("the letter has its number", lambda: numbered(tour))
    script.keys("U")
    form(script, "urge")
    script.shot("urge")
    script.keys("Ctrl+Return")
    script.wait("reminded", lambda: (case := tour.case()) is not None and case.urges > 0)
    section(script, _("函件 {n}"))
    script.shot("letters")
    script.keys("Shift+H")
    form(script, "conference_call")
    script.type("两家单位各执一词，请明确管养责任")
    script.shot("conference")
    script.keys("Ctrl+Return")
    script.wait("called", lambda: (case := tour.case()) is not None and case.conference == "called")
    script.keys("Shift+Q")
    form(script, "conference_hold")
    script.type("现场踏勘：该设施由现承办单位管养")
    script.shot("conference-ruling")
    script.keys("Esc L")
    _phone(script)
    script.keys("Shift+A")
    form(script, "assist")
    script.shot("assist")
    script.keys("Esc")
    return script.stops


def incident(begin: Begin, tour: Tour) -> list[Stop]:
    """Several cases about one great thing: one leads, others are tied to it and stay cases of their own."""
    script = begin(tour, "incident")
    script.keys("2 Home J J")
    script.seek("a case of its own", lambda case: not case.incident and not case.tied_to)
    script.keys("Shift+Z")
    form(script, "declare_incident")
    script.keys("Shift+Tab Ctrl+A")
    script.type("延河路沿线内涝")
    script.shot("incident-declare")
    script.keys("Ctrl+Return")
    script.wait("leads", lambda: (case := tour.case()) is not None and case.incident == "open")
    script.keys("J")
    script.seek("another one", lambda case: not case.incident and not case.tied_to)
    script.keys("Shift+L")
    form(script, "tie")
    script.shot("incident-tie")
    script.keys("Ctrl+Return")
    script.wait("tied", lambda: (case := tour.case()) is not None and case.tied_to != "")
    filtered(script, _("重大事件"))
    script.keys("Home")
    script.seek("a lead of several cases", lambda case: case.tied > 2)
    script.until("]", "the tied cases", lambda: (case := tour.pointed()) is not None and heads(tour, case.tied))
    script.shot("incident")
    filtered(script, _("疑难协调"))
    script.shot("difficult")
    return script.stops


def _phone(script: Script) -> None:
    form(script, "call_note")
    script.keys("2")
    script.type("已通知现场负责人，半小时内到场")
    script.keys("Shift+Tab Shift+Tab")
    script.type("值班室张某")
    script.shot("phone")
    script.keys("Ctrl+Return")
    section(script, _("电话 {n}"))
    script.shot("phone-log")


def form(script: Script, operation: str) -> None:
    """Wait for the form of an operation."""
    script.wait(f"the form {operation}", lambda: script.tour.opened(word("action", operation)))


def filtered(script: Script, name: str) -> None:
    """Take a saved filter by its name, from the list of everything one can do."""
    script.keys("Ctrl+K")
    script.type(_("队列：{name}").format(name=name))
    script.keys("Return")
    script.wait("the filter's list", script.tour.queue_filled)
    script.keys("J")


def section(script: Script, heading: str) -> None:
    """Turn the long parts of the case with ] until this one is in front."""
    script.until("]", heading, lambda: script.tour.stands_at(heading.split("{")[0]))


def heads(tour: Tour, tied: int) -> bool:
    """Whether the section of the tied cases is in front; the filter of such cases has a name much like it."""
    return tour.stands_at(_("重大事件 {n}").format(n=tied))


def own_seat(tour: Tour) -> str:
    """The number of this seat."""
    return tour.seat


def has_plan(tour: Tour, case: Case) -> bool:
    """Whether the matter of a case has a plan of which steps are open."""
    matter = tour.reader.get("matter", case.matter_id)
    return matter is not None and len(case.ticks) < len(matter.sop)


def told_apart(tour: Tour, case: Case) -> bool:
    """Whether there are pictures of before and of after, as their stage or their time says."""
    taken = [media.taken_at for media in tour.reader.owned("media", case.id)]
    handled = case.handled_at
    return handled is not None and len(taken) > 1 and min(taken) < handled and max(taken) > min(taken)


def numbered(tour: Tour) -> bool:
    """Whether the letter of the case in hand has come back with its number."""
    case = tour.case()
    return case is not None and any(one.no for one in tour.reader.all("letter") if one.case_id == case.id)
