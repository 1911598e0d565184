"""What the bench and the shift leader have to say to an algorithm, from its score and its standing."""

from dataclasses import dataclass, field

from app.domain.rules import Rules
from app.panes.triage.model import percent
from app.panes.triage.queries import Line
from app.text import N_, _, local_time
from app.words import word
from app.words.plain import one_line

# What can be said to an algorithm: its sentence in the list of keys, and its key.
KEYS = {
    "propose": (N_("提请值班长降级或停用算法"), "P"),
    "agree": (N_("同意对算法的提请"), "Y"),
    "disagree": (N_("不采纳对算法的提请"), "Shift+Y"),
    "normal": (N_("算法恢复正常"), "B"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A sentence, and the intents open now with the words of their buttons; `to` is where each would lead."""

    sentence: str = ""
    open_to: dict[str, str] = field(default_factory=dict)
    to: dict[str, str] = field(default_factory=dict)


def figures(line: Line) -> str:
    """The score in words, as it goes with a proposal."""
    return _("本周 {n} / {m} 采信（{share}），下限 {floor}").format(
        n=line.score.right, m=line.score.judged, share=percent(line.score.share), floor=percent(line.floor)
    )


def question_of(line: Line | None, role: str, rules: Rules) -> Question:
    """What there is to decide about an algorithm, for somebody in this post."""
    if line is None or line.algorithm is None:
        return Question()
    known, leads = line.algorithm, rules.may(role, "settle_algorithm")
    name = one_line(known.name, 30)
    if known.proposed:
        said = _("“{name}”待值班长定：{by} {time} 提请{to}。{why}").format(
            name=name,
            by=one_line(known.proposed_by, 20),
            time=local_time(known.proposed_at, "datetime") if known.proposed_at else "",
            to=word("standing", known.proposed),
            why=one_line(known.reason, 120),
        )
        words = {"agree": _("同意{to}").format(to=word("standing", known.proposed)), "disagree": _("不采纳")}
        ways = {"agree": known.proposed, "disagree": known.standing}
        return Question(said, words if leads else {}, ways if leads else {})
    if line.earned:
        to = word("standing", line.earned)
        said = _("“{name}”{figures}；建议{to}").format(name=name, figures=figures(line), to=to)
        words = {"propose": _("提请{to}").format(to=to)} if rules.may(role, "propose_algorithm") else {}
        return Question(said, words, {"propose": line.earned} if words else {})
    if known.standing != "normal":
        said = _("“{name}”现为{standing}。{why}").format(
            name=name, standing=word("standing", known.standing), why=one_line(known.reason, 120)
        )
        return Question(said, {"normal": _("恢复正常")} if leads else {}, {"normal": "normal"} if leads else {})
    return Question()
