"""Codes from below become sentences with a remedy, in the operator's language."""

import re
from dataclasses import dataclass
from typing import Any

from app.bus import CommandSettled, Notice
from app.domain.clock import from_text
from app.domain.errors import Rejected, Unavailable
from app.protocol import Outcome
from app.text import _, local_time, n_
from app.words import refusal, word

# Lost commands that a notice has room for; the log has them all.
_NAMED = 3
_LEVELS = {"info": "info", "warning": "warning", "alarm": "alarm", "error": "warning", "done": "done"}


@dataclass(frozen=True)
class Message:
    """A sentence to show: how urgent (a level of the notice stack), what happened, what to do."""

    level: str
    text: str
    remedy: str = ""

    @property
    def whole(self) -> str:
        """Both sentences in one line."""
        return (
            _("{what}。{remedy}").format(what=self.text, remedy=self.remedy).removesuffix("。").removesuffix(".")
            if self.remedy
            else self.text
        )


def of_rejected(no: Rejected) -> Message:
    """Say why something was refused, with what the facts add."""
    text, remedy = _parts(no.code)
    extra = _facts(no.code, no.facts)
    return Message("warning", text, _joined(extra, remedy))


def of_unavailable(away: Unavailable) -> Message:
    """Say what is down and what to do about it."""
    if away.code == "unavailable":
        return Message("warning", away.what, away.remedy)
    text, remedy = _parts(away.code)
    return Message("warning", text, remedy or away.remedy)


def of_fault(fault: BaseException) -> Message:
    """Say anything that came back from a task."""
    if isinstance(fault, Rejected):
        return of_rejected(fault)
    if isinstance(fault, Unavailable):
        return of_unavailable(fault)
    return Message("warning", _("程序出错，已记入日志"), _("请重试；仍不行时把日志交给管理员"))


def of_notice(notice: Notice) -> Message:
    """Say a notice of the bus."""
    text, remedy = _parts(notice.code)
    extra = _facts(notice.code, notice.facts)
    return Message(_LEVELS.get(notice.level, "warning"), text, _joined(notice.detail, extra, remedy))


def of_settled(settled: CommandSettled) -> Message | None:
    """Say a receipt that somebody must look at; None where the hub simply did it."""
    receipt = settled.receipt
    if receipt.outcome in (Outcome.APPLIED, Outcome.MERGED):
        return None
    what = command_words(settled.command.kind)
    if receipt.outcome == Outcome.CONFLICT:
        return Message("warning", _("{what}：另一席位先做了修改").format(what=what), _("请打开“未办成的操作”对照"))
    return Message("warning", _("{what}：中心平台没有接受").format(what=what), refusal(receipt.code))


def command_words(kind: str) -> str:
    """The name of a command: 派遣, 开始喊话 …"""
    noun, _dot, operation = kind.partition(".")
    if noun == "case":
        return word("action", operation)
    named = {
        "broadcast.start": _("开始广播"),
        "broadcast.stop": _("停止广播"),
        "broadcast.receipt": _("广播回执"),
        "camera.view": _("调看摄像机"),
        "media.add": _("上传附件"),
    }
    return named.get(kind, kind)


def _parts(code: str) -> tuple[str, str]:
    """What happened and what to do: the sentences of the book put a semicolon or a full stop between the two."""
    what, *rest = re.split(r"；|; |\. ", refusal(code).removesuffix("."), maxsplit=1)
    remedy = "".join(rest)
    return what, remedy[:1].upper() + remedy[1:]


def _joined(*sentences: str) -> str:
    said = [sentence for sentence in sentences if sentence]
    return (
        said[0] if len(said) == 1 else "".join(_("{sentence}。").format(sentence=sentence) for sentence in said).strip()
    )


def _facts(code: str, facts: dict[str, Any]) -> str:
    """What the facts of a refusal add, as a sentence."""
    made = []
    if facts.get("tries_left"):
        made.append(n_("还可以再试 {n} 次", int(facts["tries_left"])).format(n=facts["tries_left"]))
    if "until" in facts:
        if code == "sign_in.wrong":
            made.append(_("账号已暂时锁定"))
        made.append(_("{time} 以后可以再试").format(time=_moment(facts["until"])))
    if "retry_after_s" in facts:
        made.append(_("约 {n} 分钟后可以再试").format(n=max(1, round(float(facts["retry_after_s"]) / 60))))
    if code == "outbox.recovered":
        made.extend(_recovered(int(facts.get("saved", 0)), [str(name) for name in facts.get("lost", ())]))
    if "missed" in facts:
        made.append(n_("涉及本席 {n} 条操作", int(facts["missed"])).format(n=facts["missed"]))
    if code == "seat.taken":
        who = facts.get("operator") or _("其他人")
        made.append(_("{who} 自 {time} 起使用").format(who=who, time=_moment(facts.get("since"))))
    return _("，").join(made)


def _recovered(saved: int, lost: list[str]) -> list[str]:
    made = [_("已恢复 {n} 条").format(n=saved)]
    if lost:
        names = " ".join(name.split()[0] for name in lost[:_NAMED]) + (" …" if len(lost) > _NAMED else "")
        made.append(_("未能恢复 {n} 条（{names}），清单在日志中").format(n=len(lost), names=names))
    return made


def _moment(text: Any) -> str:
    try:
        return local_time(from_text(str(text)), "time")
    except ValueError:
        return str(text or "—")
