"""Stacks and scores as the list control wants them, and the words of the bench."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.panes.triage.queries import Line, NearCase, Sight
from app.text import N_, _, age_words, local_time
from app.words import word
from app.words.plain import one_line
from widgets.record_list import Face, Mark, RecordModel

STANDING_TONES = {"normal": "ok", "lowered": "warn", "stopped": "alarm"}
REASON_WORDS = {
    "lighting": N_("误报：光影、反光"),
    "not_ours": N_("非管理对象"),
    "handled": N_("现场已处理"),
    "duplicate": N_("重复抓拍"),
    "unclear": N_("画面看不清"),
    "other": N_("其他…"),
}


def percent(share: float | None) -> str:
    """A share as whole percent; a dash where nothing is known."""
    return "—" if share is None else f"{share * 100:.0f}%"


def sight_model(now: Callable[[], datetime]) -> RecordModel[Sight]:
    """The list of what waits."""
    return RecordModel(lambda sight: sight_face(sight, now()), title=_("待研判"))


def line_model() -> RecordModel[Line]:
    """The list of this week's scores."""
    return RecordModel(line_face, title=_("本周准确率"))


def sight_face(sight: Sight, now: datetime) -> Face:
    """What the list shows of a stack."""
    head, many = sight.head, len(sight.stack.cases)
    title = one_line(sight.matter_name or sight.algorithm_name, 30) or _("未分类")
    age = _("{age}前").format(age=age_words(max(0.0, (now - moment_of(head)).total_seconds())))
    camera, place = one_line(sight.camera_name, 30), one_line(head.address, 30)
    area = one_line(head.area_name, 30)
    marks = [Mark(_("{n} 张相近").format(n=many), "info", "images")] if many > 1 else []
    if getattr(head, "trouble", ""):
        marks.append(Mark(_("未通过"), "alarm", "triangle-alert"))
    elif getattr(head, "pending", 0):
        marks.append(Mark(_("待发"), "info", "clock"))
    return Face(
        id=sight.id,
        spoken=_("，").join(filter(None, (title, camera, age, percent(head.confidence), one_line(head.address)))),
        light=Mark(local_time(moment_of(head), "time"), *_grade_look(head.grade)),
        light_note=age,
        title=title,
        summary=one_line(sight.algorithm_name, 30) if sight.matter_name else "",
        number=camera,
        details=tuple(filter(None, (area if place in ("", camera) else place,))),
        chip=Mark(percent(head.confidence), _sure_tone(head.confidence)) if head.confidence is not None else Mark(""),
        marks=tuple(marks),
        faded=sight.algorithm is not None and sight.algorithm.standing != "normal",
    )


def line_face(line: Line) -> Face:
    """What the list shows of a score."""
    score = line.score
    tone = "muted" if score.share is None else "alarm" if line.earned else "warn" if line.below else "ok"
    icon = {"alarm": "triangle-alert", "warn": "circle-alert", "ok": "circle-check"}.get(tone, "circle-minus")
    counted = _("{n} / {m} 采信").format(n=score.right, m=score.judged)
    if score.camera_id:
        name = one_line(line.camera_name, 30)
        said = f"{name}，{percent(score.share)}，{counted}"
        light = Mark(percent(score.share), tone, icon)
        return Face(id=line.id, spoken=said, light=light, number=name, details=(counted,))
    proposed = line.algorithm.proposed if line.algorithm is not None else ""
    standing = line.algorithm.standing if line.algorithm is not None else "normal"
    marks = (Mark(_("待定：{what}").format(what=word("standing", proposed)), "alarm", "gavel"),) if proposed else ()
    if line.earned and not proposed:
        marks = (Mark(_("建议{what}").format(what=word("standing", line.earned)), "warn", "triangle-alert"),)
    floor = _("下限 {n}").format(n=percent(line.floor))
    name = one_line(line.name, 30)
    return Face(
        id=line.id,
        spoken=_("，").join((name, percent(score.share), counted, floor, word("standing", standing))),
        light=Mark(percent(score.share), tone, icon),
        light_note=floor,
        title=name,
        number=counted if score.judged else _("本周还没有研判"),
        chip=Mark(word("standing", standing), STANDING_TONES.get(standing, "muted")),
        marks=marks,
    )


def near_words(near: NearCase, now: datetime) -> tuple[str, str]:
    """What the choice of a near case says: its name, and its remark."""
    case = near.case
    age = age_words(max(0.0, (now - moment_of(case)).total_seconds()))
    name = one_line(case.matter_name, 20) or _("未分类")
    facts = (
        _("{n} 米").format(n=round(near.distance_m)),
        _("{age}前").format(age=age),
        word("state", case.state),
        one_line(case.address, 24),
        one_line(case.unit_name, 12),
        one_line(case.case_no, 20) or _("待编号"),
    )
    return name, " · ".join(filter(None, facts))


def moment_of(case: Any) -> datetime:
    """When it was seen; where nobody said, when it was reported."""
    found: datetime = case.occurred_at or case.reported_at
    return found


def _grade_look(grade: int) -> tuple[str, str]:
    return ("alarm", "siren") if grade <= 2 else ("warn", "circle-alert") if grade == 3 else ("accent", "camera")


def _sure_tone(confidence: float | None) -> str:
    return "muted" if confidence is None else "ok" if confidence >= 0.85 else "info" if confidence >= 0.6 else "warn"
