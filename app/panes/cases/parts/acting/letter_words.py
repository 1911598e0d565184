"""What a letter, a reminder or a report upwards says before the operator has touched it: the facts of the case."""

from collections.abc import Callable
from datetime import datetime

from app.documents.safety import masked_text
from app.domain.case import Case, Holding
from app.domain.clock import HALL_ZONE
from app.domain.command import Actor
from app.domain.intake import find_told
from app.panes.cases.parts.intake.upward import Sender, upward_text
from app.panes.cases.parts.plain import inert, one_line
from app.panes.cases.parts.spans import span
from app.text import _, local_time
from app.words import word

REPLY_HOURS = {"supervise": 24.0, "conference_call": 48.0}


def letter_words(operation: str, case: Case, turns: tuple[Holding, ...], now: datetime) -> tuple[str, str]:
    """Return the subject and the body proposed for the letter of an operation."""
    facts = {
        "matter": one_line(case.matter_name, 40) or _("未分类"),
        "no": case.case_no or _("待编号"),
        "unit": one_line(case.unit_name, 60) or _("有关单位"),
        "place": one_line(case.address or case.area_name, 80) or _("地点不详"),
        "reported": _spelt(case.reported_at) if case.reported_at else "—",
        "what": masked_text(one_line(inert(case.description), 200)).rstrip("。.") + _("。"),
        "due": due_words(case, now, _spelt),
        "units": " → ".join(one_line(turn.unit_name, 30) for turn in turns if turn.unit_name) or "—",
        "urges": case.urges,
        "transfers": case.transfers,
    }
    subject, body = _TEMPLATES[operation]()
    return subject.format(**facts), body.format(**facts)


def _supervision() -> tuple[str, str]:
    return _("关于“{matter}”案件的督办函"), _(
        "{reported}上报的“{matter}”案件（{no}），位于{place}。{what}\n"
        "该案由{unit}承办，{due}；已催办 {urges} 次，流转 {transfers} 次。现予督办。"
    )


def _urging() -> tuple[str, str]:
    return _("关于“{matter}”案件的催办函"), _("“{matter}”案件（{no}），位于{place}。{due}，至今未收到办理结果。")


def _invitation() -> tuple[str, str]:
    return _("关于会商“{matter}”案件责任归属的通知"), _(
        "{reported}上报的“{matter}”案件（{no}），位于{place}。{what}\n"
        "该案件已流转 {transfers} 次（{units}），责任归属尚不明确。\n"
        "定于　　月　　日　　时在城运中心会商，请带上权属资料。"
    )


_TEMPLATES = {"supervise": _supervision, "urge": _urging, "conference_call": _invitation}


def due_words(case: Case, now: datetime, say: Callable[[datetime], str] | None = None) -> str:
    """Say when the handling was or is due, and by how much it is late; `say` writes the moment."""
    due = case.dispose_due_at or case.due_at
    if due is None:
        return _("没有时限")
    apart = (due - now).total_seconds()
    said = _("处置时限 {time}，已超期 {span}") if apart <= 0 else _("处置时限 {time}，还剩 {span}")
    return said.format(time=(say or _minute)(due), span=span(apart))


def _spelt(moment: datetime) -> str:
    """2026年11月22日 18:30, as a letter says it."""
    at = moment.astimezone(HALL_ZONE)
    day = _("{year}年{month}月{day}日").format(year=at.year, month=at.month, day=at.day)
    return _("{day}{hour}时{minute}分").format(day=day, hour=at.hour, minute=f"{at.minute:02d}")


def _minute(moment: datetime) -> str:
    return f"{local_time(moment, 'date')} {local_time(moment, 'time')}"


def urge_words(case: Case, now: datetime) -> str:
    """One line for a reminder on the telephone or in the timeline."""
    return _("{due}，请抓紧办理并反馈进展").format(due=due_words(case, now))


def five_words(case: Case) -> dict[str, str]:
    """What the five fields of an urgent report can be filled with from what is known; told ones stand."""
    known = {
        "time": _minute(case.occurred_at or case.reported_at) if case.reported_at else "",
        "place": one_line(case.address or case.area_name, 200),
        "event": one_line(case.description, 400),
    }
    # The time known is exact; what the words say of hurt and help is taken as it stands.
    known = {**find_told(case.description), **known}
    return known | {name: str(value) for name, value in case.five.items() if value}


def upward_words(case: Case, stage: str, me: Actor, now: datetime) -> str:
    """The text of a report upwards at its stage, from what is known; what nobody knows yet is said to be unknown."""
    sender = Sender(me.seat, me.name, _minute(now))
    if stage in _FIRST:
        known = {"five": five_words(case), "grade": case.grade, "reporter_phone": case.reporter_phone}
        return upward_text(_FIRST[stage], known, sender)
    told = {
        "stage": word("stage", stage),
        "no": case.case_no or _("待编号"),
        "event": five_words(case).get("event", ""),
        "result": one_line(case.result, 300) or _("正在处置"),
        "seat": sender.seat,
        "name": sender.name,
        "now": sender.time,
    }
    return _("紧急信息（{stage}）\n案件：{no}\n事件：{event}\n最新情况：{result}\n报送：{seat}席 {name} {now}").format(
        **told
    )


_FIRST = {"first_phone": "phone", "first_written": "written"}
