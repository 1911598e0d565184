"""One clash on the desk: field by field what I asked, what stands there and by whom, what it was; and the choice."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.panes.cases.parts.acting.labels import label_of, value_words
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.offline.clash_rows import about
from app.panes.cases.parts.offline.conflicts import FOLLOWERS, MINE, THEIRS, Entry, Line, Outcome
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.seat_words import who
from app.store.rows import StepRow
from app.text import _, local_time
from app.words import refusal, word
from widgets import theme
from widgets.badge import Badge

Judge = Callable[[Entry, Mapping[str, str]], Outcome]


class ConflictCard(QFrame):
    """`applied(entry, outcome)` when the choice is whole and confirmed; `edit(entry, operation, args)` for what has to
    be said first; `turned()` when something was chosen. `ready` says whether the choice is whole."""

    applied = Signal(object, object)
    edit = Signal(object, str, dict)
    turned = Signal()

    def __init__(self, entry: Entry, judge: Judge, names: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.entry, self._judge, self._names = entry, judge, dict(names)
        self.choices: dict[str, str] = {}
        self._buttons: dict[tuple[str, str], QPushButton] = {}
        self._groups: list[QButtonGroup] = []
        self._said = PlainLabel("strong")
        self.ready = False
        self._column = QVBoxLayout(self)
        self._build()
        self._show_outcome()
        theme.follow(self, self._dress)

    def texts(self) -> tuple[str, ...]:
        """Every word shown."""
        return tuple(label.text() for label in self.findChildren(PlainLabel))

    def choose(self, side: str, field: str = "") -> None:
        """Decide one field, or all of them, for `mine` or `theirs`."""
        for question in (field,) if field else self.entry.questions:
            self.choices[question] = side
            button = self._buttons.get((question, side))
            if button is not None:
                button.setChecked(True)
        if not self.entry.questions:
            self.choices["again"] = side
        self._show_outcome()

    def turn(self, number: int) -> None:
        """Turn the choice of the field with this number, from 1."""
        questions = self.entry.questions
        if 0 < number <= len(questions):
            field = questions[number - 1]
            self.choose(THEIRS if self.choices.get(field) == MINE else MINE, field)

    def apply(self) -> None:
        """Do what the sentence says; while something is undecided, nothing."""
        found = self.outcome
        if found.kind == "edit":
            self.edit.emit(self.entry, found.operation, dict(found.args or {}))
        elif found.kind in ("keep", "ask"):
            self.applied.emit(self.entry, found)

    def ask_edit(self) -> None:
        """Open the form of what would be done now, else as it was sent."""
        found, command = self.outcome, self.entry.trouble.command
        args = found.args if found.args is not None else command.args
        self.edit.emit(self.entry, found.operation or command.operation, dict(args))

    @property
    def outcome(self) -> Outcome:
        """What would be done now."""
        if self.entry.lines:
            return self._judge(self.entry, self.choices)
        # Refused, without a clash: put aside, or ask again as it was.
        side = self.choices.get("again", "")
        if side == THEIRS and all(question in self.choices for question in self.entry.questions):
            return Outcome("keep", drop_followers=self.choices.get(FOLLOWERS) == THEIRS)
        return self._judge(self.entry, self.choices) if side == MINE else Outcome("undecided")

    @property
    def is_case(self) -> bool:
        """Whether it is about a case."""
        return self.entry.trouble.command.noun == "case"

    def _build(self) -> None:
        trouble = self.entry.trouble
        self._column.addLayout(self._title())
        if not self.entry.lines:
            self._column.addWidget(_label(refusal(trouble.code), ""))
            if self.entry.last is not None:
                self._column.addWidget(_label(_("此前：{who}").format(who=_deed(self.entry.last)), "small"))
        else:
            if self._one_hand is not None:
                self._column.addWidget(_label(_("现在：{who}").format(who=_deed(self._one_hand)), "small"))
            self._column.addLayout(self._table())
        if trouble.followers:
            self._column.addLayout(self._followers())
        self._column.addWidget(self._said)

    def _title(self) -> QHBoxLayout:
        row, command, (number, name) = QHBoxLayout(), self.entry.trouble.command, about(self.entry)
        clash = self.entry.trouble.outcome == "conflict"
        row.addWidget(Badge(_("有冲突") if clash else _("被拒绝"), "warn" if clash else "alarm", "triangle-alert"))
        action = word("action", command.operation)
        row.addWidget(_label(_("我的“{action}”").format(action=action), "strong", wrap=False))
        row.addWidget(_label(" ".join(part for part in (number, name) if part), "muted", wrap=True), 1)
        row.addWidget(_label(local_time(command.at), "small", wrap=False))
        return row

    @property
    def _one_hand(self) -> StepRow | None:
        """The one step that made all of it what it is, where it was one."""
        hands = {line.by.id: line.by for line in self.entry.lines if line.by is not None and not line.safe}
        return next(iter(hands.values())) if len(hands) == 1 else None

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        for column, head in enumerate((_("项目"), _("我要改成"), _("现在"), _("原来"), "")):
            grid.addWidget(_label(head, "small", wrap=False), 0, column)
            grid.setColumnStretch(column, (2, 3, 4, 2, 0)[column])
        for row, line in enumerate(self.entry.lines, start=1):
            self._add_line(grid, row, line)
        return grid

    def _add_line(self, grid: QGridLayout, row: int, line: Line) -> None:
        asked, found, seen = (value_words(line.field, v, self._names) for v in (line.asked, line.found, line.seen))
        theirs = found if line.by is None or line.safe or self._one_hand is not None else f"{found}\n{_deed(line.by)}"
        grid.addWidget(_label(label_of(line.field), "muted"), row, 0)
        for column, text in ((1, asked), (2, theirs), (3, seen)):
            grid.addWidget(_label(text, "" if column < 3 else "muted"), row, column)
        if line.safe:
            grid.addWidget(Badge(_("可合并"), "ok", "check"), row, 4)
        else:
            number = self.entry.questions.index(line.field) + 1
            grid.addLayout(self._pair(line.field, number, _("用我的"), _("留对方")), row, 4)

    def _followers(self) -> QHBoxLayout:
        row, followers = QHBoxLayout(), self.entry.trouble.followers
        done = "、".join(
            f"{word('action', one.command.operation)} {local_time(one.command.at, 'time')}" for one in followers
        )
        row.addWidget(_label(_("其后还有 {n} 项等着：{which}").format(n=len(followers), which=done), ""), 1)
        row.addLayout(self._pair(FOLLOWERS, len(self.entry.questions), _("照发"), _("收回")))
        return row

    def _pair(self, field: str, number: int, mine: str, theirs: str) -> QHBoxLayout:
        row, group = QHBoxLayout(), QButtonGroup(self)
        row.setSpacing(2)
        key = str(number) if number < 10 else ""
        for side, text in ((MINE, mine), (THEIRS, theirs)):
            button = KeyButton(text, key if side == MINE else "")
            button.setCheckable(True)
            button.setProperty("role", "quiet")
            button.setAccessibleName(f"{label_of(field)} {text}")
            button.clicked.connect(lambda _on=False, side=side: self.choose(side, field))
            group.addButton(button)
            self._buttons[field, side] = button
            row.addWidget(button)
        self._groups.append(group)
        return row

    def _show_outcome(self) -> None:
        found = self.outcome
        self._said.say(outcome_words(self.entry, found, self._names))
        self.ready = found.kind in ("keep", "ask", "edit")
        self.turned.emit()

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(*(worn.space * 3 // 2,) * 4)
        self._column.setSpacing(worn.space)


def outcome_words(entry: Entry, found: Outcome, names: Mapping[str, str]) -> str:
    """Say before it is done what will be done."""
    mine = word("action", entry.trouble.command.operation)
    behind = ""
    if entry.trouble.followers and found.kind in ("keep", "ask"):
        number = len(entry.trouble.followers)
        behind = (_("，其后 {n} 项一并收回") if found.drop_followers else _("，其后 {n} 项照发")).format(n=number)
    if found.kind == "keep":
        return _("将保留现在的结果，收回我的“{action}”").format(action=mine) + behind
    if found.kind == "ask" and found.operation == "amend":
        fields = "、".join(label_of(name) for name in found.args or {})
        return _("将写入我的：{fields}；其余保留现在的").format(fields=fields) + behind
    if found.kind == "ask":
        unit = str((found.args or {}).get("unit_id", ""))
        to = _("，派给 {unit}").format(unit=names.get(unit, unit)) if unit else ""
        return _("将按现在的状态重新办理“{action}”").format(action=word("action", found.operation)) + to + behind
    if found.kind == "edit":
        return _("要改办“{action}”，还差说明；回车补上").format(action=word("action", found.operation))
    if found.kind == "refused":
        return _("不能再办“{action}”：{why}").format(action=mine, why=refusal(found.code))
    return _("请逐项选择；没有选定的不会替您决定") if entry.lines else _("请选择：知道了，或再办一次")


def _deed(step: StepRow) -> str:
    """Who did what, when: 12 号席 王某 14:03 派遣."""
    return f"{who(step)} {local_time(step.at)} {word('action', step.action)}"


def _label(text: str, role: str, wrap: bool = True) -> PlainLabel:
    label = PlainLabel(role, wrap)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
    label.say(text)
    return label
