"""What is said of the capture in hand: badges, facts, and why there is no picture."""

from datetime import datetime

from app.panes.triage.model import STANDING_TONES, moment_of, percent
from app.panes.triage.queries import Sight, WeekBook
from app.text import _, age_words, local_time
from app.words import word
from app.words.plain import one_line
from widgets.photo_strip import Photo


def badges_of(sight: Sight) -> dict[str, tuple[str, str, str]]:
    """The badges beside the title, by place."""
    head, many = sight.head, len(sight.stack.cases)
    standing = sight.algorithm.standing if sight.algorithm is not None else "normal"
    sure = head.confidence
    return {
        "confidence": (_("置信度 {n}").format(n=percent(sure)) if sure is not None else "", "info", ""),
        "grade": (word("grade", str(head.grade)) if head.grade < 4 else "", "alarm" if head.grade <= 2 else "warn", ""),
        "many": (_("{n} 张相近，一并处理").format(n=many) if many > 1 else "", "accent", "images"),
        "standing": (word("standing", standing) if standing != "normal" else "", STANDING_TONES.get(standing, ""), ""),
        "pending": (_("待发") if getattr(head, "pending", 0) else "", "info", "clock"),
    }


def facts_of(sight: Sight, book: WeekBook | None, now: datetime) -> list[tuple[str, str]]:
    """Name and words of each fact, in the order of the table."""
    head, at = sight.head, moment_of(sight.head)
    seen = _("{time}（{age}前）").format(
        time=local_time(at, "full"), age=age_words(max(0.0, (now - at).total_seconds()))
    )
    place = " · ".join(filter(None, (one_line(head.area_name, 40), one_line(head.address, 80))))
    said = one_line(head.description, 160)
    return [
        (_("机位"), one_line(sight.camera_name, 40) or "—"),
        (_("抓拍时间"), seen),
        (_("算法"), one_line(sight.algorithm_name, 40) or "—"),
        (_("本周准确率"), _score_words(sight, book)),
        (_("地点"), "　".join(filter(None, (place, said))) or "—"),
    ]


def members_of(sight: Sight) -> list[Photo]:
    """The pictures of the stack, the surest first."""
    head = sight.head
    ordered = [head, *(case for case in sight.stack.cases if case.id != head.id)]
    return [Photo(case.id, f"{local_time(moment_of(case), 'seconds')}  {percent(case.confidence)}") for case in ordered]


def sentence_of(why: str) -> str:
    """Why there is no picture."""
    return {
        "none": _("这条抓拍没有照片"),
        "away": _("照片还在中心平台；恢复连接后自动显示"),
        "broken": _("照片文件无法显示"),
    }.get(why, "")


def _score_words(sight: Sight, book: WeekBook | None) -> str:
    if book is None:
        return "…"
    here = book.by_camera.get((sight.head.algorithm, sight.head.camera_id))
    whole = book.by_algorithm.get(sight.head.algorithm)
    parts = []
    if here is not None:
        parts.append(_("本机位 {share}（{n} / {m}）").format(share=percent(here.share), n=here.right, m=here.judged))
    if whole is not None and whole.score.judged:
        score = whole.score
        parts.append(_("全部 {share}（{n} / {m}）").format(share=percent(score.share), n=score.right, m=score.judged))
    return " · ".join(parts) or _("本周还没有研判")
