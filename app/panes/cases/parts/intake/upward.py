"""The words in which an urgent report goes up: short for the telephone, whole for the written form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.intake import CALL_ORDER
from app.text import _
from app.words import word

FORMS = ("phone", "written")
# Where a draft keeps what the operator rewrote before there was a case, by stage of the report.
OWN_TEXTS = "texts"
WRITTEN_ORDER = ("time", "place", "event", "casualties", "actions")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who reports upwards: the seat, the operator, and the time in words."""

    seat: str = ""
    name: str = ""
    time: str = ""


def upward_text(form: str, values: Mapping[str, Any], sender: Sender) -> str:
    """Return the report in words from what the form says (`five`, `grade`, `area_name`, `reporter_phone`).

    What is not known yet is written as such, never left out: the reader must see that it was not forgotten.
    """
    five = values.get("five") or {}
    known = {name: str(five.get(name) or "").strip().rstrip("。；;.") or _("正在核实") for name in CALL_ORDER}
    area, place = str(values.get("area_name") or ""), known["place"]
    place = place if place.startswith(area) else area + place
    said = known | {"place": place, "seat": sender.seat, "name": sender.name, "now": sender.time}
    said["grade"] = word("grade", str(values.get("grade") or 4))
    if form == "phone":
        return _(
            "报告：{time}，{place}，{event}。伤亡影响：{casualties}。已采取措施：{actions}。{seat}席{name}，{now}报，续情续报。"
        ).format(**said)
    said["phone"] = str(values.get("reporter_phone") or "") or _("正在核实")
    return "\n".join((_("紧急信息（初报）"), *_lines(said), _("续情随时续报。")))


def _lines(said: Mapping[str, str]) -> Iterator[str]:
    five = {name: word("five", name) for name in WRITTEN_ORDER}
    labels = {"grade": _("等级")} | five | {"phone": _("现场联系电话")}
    for name, label in labels.items():
        yield _("{label}：{value}").format(label=label, value=said[name])
    yield _("报送：{seat}席 {name} {now}").format(seat=said["seat"], name=said["name"], now=said["now"])
