"""What the placeholders of a letter stand for: the facts of the case in the words of a letter."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from app.documents.letters.sender import Sender
from app.documents.safety import masked_text
from app.domain.case import Case
from app.domain.clock import HALL_ZONE
from app.domain.letter import Letter
from app.text import N_, _
from app.words import limit, word

# What could turn a line round or is no character at all has no place in a letter.
_UNSAID = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\ufffe\uffff]")

PLACEHOLDERS: Mapping[str, str] = {
    "hall": N_("指挥大厅名称"),
    "no": N_("函件编号"),
    "subject": N_("函件标题"),
    "unit": N_("主送单位"),
    "body": N_("正文"),
    "reply_line": N_("回复要求"),
    "issued_on": N_("成文日期"),
    "issued_by": N_("经办人"),
    "seat": N_("席位"),
    "phone": N_("本中心联系电话"),
    "case_unit": N_("责任单位"),
    "unit_phone": N_("责任单位电话"),
    "attachments": N_("附件说明"),
    "case_no": N_("案卷号"),
    "source": N_("来源"),
    "source_no": N_("来源编号"),
    "matter": N_("小类"),
    "grade": N_("分级"),
    "description": N_("问题描述"),
    "address": N_("地址"),
    "area": N_("所属区域"),
    "state": N_("状态"),
    "reported_at": N_("上报时间"),
    "dispatched_at": N_("派遣时间"),
    "due_at": N_("处置截止"),
    "limit": N_("时限"),
    "counts": N_("回退、催办、返工次数"),
}
"""Every placeholder a template may hold, and what it stands for."""


def texts(letter: Letter, case: Case, sender: Sender, photos: Sequence[str] = ()) -> dict[str, str]:
    """Return the text of every placeholder. Names and phones of callers are in none of them."""
    found = {
        "hall": sender.hall,
        "no": letter.no or _("编号待定"),
        "subject": letter.subject or _("关于案卷 {no} 的{kind}").format(no=_no(case), kind=word("letter", letter.kind)),
        "unit": _addressee(letter, case),
        "body": _paragraphs(letter.body, _addressee(letter, case)),
        "reply_line": _reply(letter.reply_due_at),
        "issued_on": _day(letter.issued_at),
        "issued_by": letter.issued_by,
        "seat": letter.seat,
        "phone": _("联系电话：{phone}").format(phone=sender.phone) if sender.phone else "",
        "case_unit": letter.unit_name or case.unit_name or "—",
        "unit_phone": sender.unit_phone or "—",
        "attachments": _attachments(photos),
        **_of_case(case),
    }
    return {name: plain(text).strip() for name, text in found.items()}


def _addressee(letter: Letter, case: Case) -> str:
    """Whom it is to; to a conference several are asked."""
    everybody = _("各有关单位")
    return everybody if letter.kind in ("conference", "minutes") else letter.unit_name or case.unit_name or everybody


def _paragraphs(body: str, addressee: str) -> str:
    """The paragraphs without indents of their own and without the addressee, whom the template names."""
    lines = [line.strip() for line in body.split("\n")]
    if lines and lines[0].rstrip(":：") == addressee:
        lines = lines[1:]
    return "\n".join(line for line in lines if line)


def plain(text: str) -> str:
    """Return a text without what could turn a line round and without what is no character."""
    return _UNSAID.sub("", text)


def _of_case(case: Case) -> dict[str, str]:
    counts = _("回退 {returns} 次，催办 {urges} 次，返工 {reworks} 次")
    return {
        "case_no": _no(case),
        "source": word("source", case.source),
        "source_no": case.source_no or "—",
        "matter": case.matter_name or "—",
        "grade": word("grade", str(case.grade)),
        "description": masked_text(case.description) or "—",
        "address": masked_text(case.address) or "—",
        "area": case.area_name or case.area_code or "—",
        "state": word("state", case.state),
        "reported_at": _minute(case.reported_at),
        "dispatched_at": _minute(case.dispatched_at),
        "due_at": _minute(case.dispose_due_at),
        "limit": limit(case.limit_value, case.limit_unit),
        "counts": counts.format(returns=case.returns, urges=case.urges, reworks=case.reworks),
    }


def _no(case: Case) -> str:
    return case.case_no or _("待编号")


def _reply(due: datetime | None) -> str:
    return _("请于{time}前将办理情况书面回复我单位。").format(time=_minute(due)) if due else ""


def _attachments(photos: Sequence[str]) -> str:
    listed = "\n\u3000\u3000\u3000".join(f"{k}. {name}" for k, name in enumerate(photos, start=1))
    return _("附件：{listed}").format(listed=listed) if listed else ""


def _minute(moment: datetime | None) -> str:
    """2026年11月22日18时30分, as letters write it."""
    if moment is None:
        return "—"
    at = moment.astimezone(HALL_ZONE)
    shape = _("{year}年{month}月{day}日{hour}时{minute}分")
    return shape.format(year=at.year, month=at.month, day=at.day, hour=at.hour, minute=f"{at.minute:02d}")


def _day(moment: datetime | None) -> str:
    if moment is None:
        return "—"
    at = moment.astimezone(HALL_ZONE)
    return _("{year}年{month}月{day}日").format(year=at.year, month=at.month, day=at.day)
