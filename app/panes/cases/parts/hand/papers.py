"""Letters, telephone calls and kindred cases as rows of their sections."""

from datetime import datetime

from app.domain.case import Case
from app.domain.letter import Letter
from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.acting.call_words import UNANSWERED, result_words
from app.panes.cases.parts.acting.twin_words import kin_words
from app.panes.cases.parts.hand.lines import Line
from app.panes.cases.parts.hand.steps import who_words
from app.panes.cases.parts.plain import inert, one_line
from app.panes.cases.parts.spans import remaining
from app.panes.cases.parts.tones import state_tone
from app.store import CaseRow
from app.store.rows import StepRow
from app.text import _, local_time
from app.words import word

LETTER_ICONS = {"supervision": "gavel", "urge": "bell", "conference": "landmark", "minutes": "stamp"}


def letter_lines(letters: tuple[Letter, ...], now: datetime) -> tuple[Line, ...]:
    """The letters of a case, the newest first."""
    return tuple(_letter(letter, now) for letter in letters)


def _letter(letter: Letter, now: datetime) -> Line:
    number = one_line(letter.no, 40) or _("编号待定")
    issued = local_time(letter.issued_at, "datetime") if letter.issued_at else ""
    seat = _("{seat} 号席 {name}").format(seat=letter.seat, name=one_line(letter.issued_by, 20))
    chip, tone = _answered(letter, now)
    note = " · ".join(part for part in (one_line(letter.unit_name, 40), seat, issued) if part)
    text = "\n".join(part for part in (one_line(letter.subject, 120), inert(letter.reply[:600])) if part)
    # Minutes are no question: nobody answers them.
    replying = (("reply", _("登记回复")),) if letter.replied_at is None and letter.kind != "minutes" else ()
    return Line(
        letter.id,
        f"{word('letter', letter.kind)}  {number}",
        note,
        LETTER_ICONS.get(letter.kind, "message-square"),
        "muted",
        chip,
        tone,
        text,
        (*replying, ("docx", "Word"), ("pdf", "PDF")),
    )


def _answered(letter: Letter, now: datetime) -> tuple[str, str]:
    if letter.replied_at is not None:
        return _("已回复 {time}").format(time=local_time(letter.replied_at)), "ok"
    if letter.reply_due_at is None:
        return "", "muted"
    tone = "alarm" if letter.reply_due_at <= now else "info"
    return _("待回复，{left}").format(left=remaining(letter.reply_due_at, now)), tone


def call_lines(steps: tuple[StepRow, ...]) -> tuple[Line, ...]:
    """The telephone calls about a case, the newest first."""
    return tuple(_call(step) for step in reversed(steps) if step.action == "call_note")


def unanswered(steps: tuple[StepRow, ...]) -> int:
    """How many calls nobody answered."""
    return sum(step.action == "call_note" and step.detail.get("result") in UNANSWERED for step in steps)


def _call(step: StepRow) -> Line:
    result = str(step.detail.get("result", ""))
    missed = result in UNANSWERED
    phone, by = (one_line(str(step.detail.get(name, "")), 40) for name in ("phone", "answered_by"))
    title = phone or _("号码未记")
    heard = _("接听：{name}").format(name=by) if by else ""
    note = " · ".join(part for part in (local_time(step.at, "datetime"), who_words(step), heard) if part)
    return Line(
        step.id,
        title,
        note,
        "phone-call" if not missed else "phone",
        "warn" if missed else "muted",
        result_words(result),
        "warn" if missed else "ok",
        one_line(step.note, 400),
    )


def kin_lines(dossier: Dossier) -> tuple[Line, ...]:
    """What the case was merged into, what was merged into it, and the same thing reported before."""
    case = dossier.case
    into = [_kin(case, dossier.into, _("并入"))] if dossier.into is not None else []
    merged = [_kin(case, row, _("并来")) for row in dossier.merged]
    return (*into, *merged, *(_kin(case, row, _("此前")) for row in dossier.earlier))


def _kin(case: Case, row: CaseRow, how: str) -> Line:
    title = f"{how}  {row.case_no or _('待编号')}"
    note = " · ".join((local_time(row.reported_at, "datetime") if row.reported_at else "—", kin_words(case, row)))
    text = one_line(row.description, 160)
    tone = state_tone(row.state)
    return Line(row.id, title, note, "link", "muted", word("state", row.state), tone, text, (("open", _("打开")),))
