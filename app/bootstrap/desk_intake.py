"""Chapters of the desk's tour about what comes in: a call, a code, a petition, a double, urgent information."""

from collections.abc import Callable

from app.bootstrap.script import Script
from app.bootstrap.tour import Stop, Tour
from app.domain.case import Case
from app.store import CaseQuery
from app.text import _
from app.words import word

Begin = Callable[[Tour, str], Script]
_OPEN = ("reported", "accepted", "filed", "dispatched", "handling")


def intake(begin: Begin, tour: Tour) -> list[Stop]:
    """A new case from a call: matter and grade proposed, a place by initials or code, privacy, a likely duplicate."""
    script = begin(tour, "intake")
    script.keys("N")
    script.see(_("登记新案件"))
    script.type("市民来电：延河路口污水井盖缺失，有老人差点摔倒，旁边没有警示")
    script.shot("intake")
    script.keys("Alt+P")
    script.type("btdj")
    script.shot("place-initials")
    script.keys("Down Return Alt+H")
    script.type("10012345678")
    script.keys("Alt+B Alt+R Alt+O 7")
    script.shot("intake-private")
    script.keys("Ctrl+Return")
    script.wait("registered", lambda: (case := tour.case()) is not None and case.confidential)
    script.shot("registered")
    script.keys("N")
    script.type(lambda: _double(tour).description)
    script.keys("Alt+P")
    script.type(lambda: _double(tour).part_code)
    script.keys("Return")
    script.shot("place-code")
    script.keys("Alt+L")
    script.shot("duplicate")
    script.keys("Esc Alt+S")
    script.wait("one with the other", lambda: (case := tour.case()) is not None and case.part_code != "")
    script.shot("duplicate-joined")
    _reported_twice(script)
    return script.stops


def _reported_twice(script: Script) -> None:
    """What was registered as a case of its own is made one with the other afterwards."""
    tour = script.tour
    script.keys("N")
    script.type(lambda: _double(tour).description)
    script.keys("Alt+P")
    script.type(lambda: _double(tour).part_code)
    script.keys("Return Ctrl+Return")
    script.wait("registered", lambda: (case := tour.case()) is not None and case.state == "reported")
    script.keys("Shift+M")
    script.wait("the form merge", lambda: tour.opened(word("action", "merge")))
    script.shot("merge")
    script.keys("Esc")


def urgent(begin: Begin, tour: Tour) -> list[Stop]:
    """Urgent information: five things to ask for, how good the report is, the words upwards, its clocks, a response."""
    script = begin(tour, "urgent")
    script.keys("Shift+N")
    script.see(_("登记紧急信息"))
    script.type("桥上一辆油罐车侧翻起火，浓烟较大")
    script.shot("urgent-asks")
    script.keys("Alt+P")
    script.type(lambda: next(place.name for place in tour.reader.all("place") if place.kind == "bridge"))
    script.keys("Down Return")
    script.wait("placed", lambda: tour.sees(_("已定位 {lon:.5f}, {lat:.5f}").split("{")[0]))
    script.keys("Alt+P Return")
    script.type("司机轻伤，无人被困，约 200 米路段受影响")
    script.keys("Return")
    script.type("14:05")
    script.keys("Return")
    script.type("消防、交警已到场，正在灭火、分流")
    script.shot("urgent-meter")
    script.keys("Ctrl+Return")
    script.wait("registered", lambda: (case := tour.case()) is not None and case.urgent)
    script.shot("urgent-case")
    script.keys("Shift+I")
    script.wait("the form report_up", lambda: tour.opened(word("action", "report_up")))
    script.shot("report-up")
    script.keys("Esc Shift+W")
    script.wait("the form start_response", lambda: tour.opened(word("action", "start_response")))
    script.type("启动Ⅳ级响应：环境、消防、交警现场处置，值班长到岗")
    script.keys("Ctrl+Return")
    script.wait("responding", lambda: (case := tour.case()) is not None and case.response == "started")
    script.shot("response")
    return script.stops


def _double(tour: Tour) -> Case:
    """An open case about a part with a code, with a picture: what the next caller will report again."""
    found = tour.reader.cases(CaseQuery(states=_OPEN, text="井盖"), limit=200).rows
    return next(case for case in found if case.part_code and case.photos)
