"""A file before it is written into a book: what each row would do, what is refused, and what came of it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.panes.books.incoming import SORTS, Incoming
from app.panes.books.parts.changes import ChangeList
from app.text import N_, _
from app.words.plain import one_line
from widgets import theme
from widgets.badge import Badge
from widgets.record_list import Face, Mark, RecordList, RecordModel

LOOKS = {
    "refused": (N_("退回"), "alarm", "triangle-alert"),
    "next": (N_("下一版本"), "info", "calendar-clock"),
    "changed": (N_("修改"), "warn", "pencil"),
    "new": (N_("新增"), "accent", "circle-plus"),
    "same": (N_("未变"), "muted", "circle-minus"),
    "sent": (N_("待发"), "info", "clock"),
}
DETAIL_LINES = 5


class IncomingPage(QWidget):
    """`asked(intent)`: "apply" for what is chosen, or all of it where nothing is; "undo"; "leave"."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RecordModel[Incoming] = RecordModel(_face)
        self.list = RecordList(self.model)
        self.list.setAccessibleName(_("文件里的各行"))
        self.title, self.note = _plain("heading"), _plain("small")
        self.badges = {sort: Badge(parent=self) for sort in (*SORTS, "sent")}
        self.detail = ChangeList("")
        self.apply, self.leave = QPushButton(), QPushButton(_("返回") + "  Esc")
        self.undo = QPushButton(_("撤销导入") + "  Ctrl+Z")
        self.rows: tuple[Incoming, ...] = ()
        self._lay_out()
        self.list.chosen.connect(self._chosen)
        self.list.marked.connect(lambda _marks: self._offer())
        self.list.opened.connect(lambda _id: self.asked.emit("apply"))
        for button, intent in ((self.apply, "apply"), (self.undo, "undo"), (self.leave, "leave")):
            button.clicked.connect(lambda _checked=False, intent=intent: self.asked.emit(intent))
        self.setFocusProxy(self.list)

    def say(self, title: str, note: str) -> None:
        """What file this is, and what to know about it."""
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_rows(self, rows: Sequence[Incoming], undoable: bool = False) -> None:
        """Show these; who stands on one stays on it."""
        self.rows = tuple(rows)
        self.model.show_all(self.rows)
        counts = Counter(row.sort for row in rows)
        for sort, badge in self.badges.items():
            words, tone, icon = LOOKS[sort]
            badge.set(f"{_(words)} {counts[sort]}" if counts[sort] else "", tone, icon)
        if rows and not self.list.current_id():
            self.list.select(rows[0].id)
        self._chosen(self.list.current_id())
        self.undo.setVisible(undoable)
        self._offer()

    def chosen_rows(self) -> list[Incoming]:
        """What is to be written: the marked rows, or all of them that would do something."""
        marks = set(self.list.marks)
        return [row for row in self.rows if row.command is not None and (not marks or row.id in marks)]

    def settle(self, sent: Mapping[str, str], applied: Collection[str]) -> None:
        """Say what came of the rows that were written, by command: "" for one on its way, else why it was refused."""
        rows = [_settled(row, sent, row.id in applied) for row in self.rows]
        self.list.set_marks(())
        self.show_rows(rows, undoable=any(not why for why in sent.values()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.asked.emit("leave")
        else:
            super().keyPressEvent(event)

    def _chosen(self, row_id: str) -> None:
        row = next((row for row in self.rows if row.id == row_id), None)
        if row is not None:
            where = _("第 {n} 行：{title}").format(n=row.place, title=one_line(row.title, 60))
            self.detail.show_changes([(" · ".join(filter(None, (where, row.why))), row.differences)])

    def _offer(self) -> None:
        count = len(self.chosen_rows())
        self.apply.setText(_("写入 {n} 条").format(n=count) + "  " + _("回车"))
        self.apply.setVisible(bool(count))

    def _lay_out(self) -> None:
        space = theme.of(self).space
        head, badges, foot = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        for badge in self.badges.values():
            badges.addWidget(badge)
        badges.addStretch()
        self.apply.setProperty("role", "primary")
        self.leave.setProperty("role", "quiet")
        for button in (self.apply, self.undo):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(self.leave)
        upper, lower, column = QVBoxLayout(), QVBoxLayout(), QVBoxLayout(self)
        for part in (upper, lower):
            part.setContentsMargins(space * 2, space, space * 2, space)
            part.setSpacing(space)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        upper.addLayout(head)
        upper.addLayout(badges)
        upper.addWidget(self.note)
        self.detail.setFixedHeight(theme.of(self).font_px * 2 * DETAIL_LINES)
        lower.addWidget(self.detail)
        lower.addLayout(foot)
        column.addLayout(upper)
        column.addWidget(self.list, 1)
        column.addLayout(lower)
        self.undo.hide()


def _settled(row: Incoming, sent: Mapping[str, str], applied: bool) -> Incoming:
    if row.command is None or row.command.id not in sent:
        return row
    if not applied:
        # A day left out of the calendar that was sent: what it would be written over is no longer what was read.
        return replace(row, command=None, why=_("没有写入；再打开一次文件可写入"))
    why = sent[row.command.id]
    return replace(row, sort="refused" if why else "sent", why=why, command=None)


def _face(row: Incoming) -> Face:
    words, tone, icon = LOOKS[row.sort]
    told = (f"{name} {old} → {new}" if old else f"{name} {new}" for name, old, new in row.differences)
    title, summary = one_line(row.title, 40), one_line(row.why or "；".join(told), 120)
    return Face(
        id=row.id,
        spoken="，".join(filter(None, (_(words), title, summary))),
        light=Mark(_(words), tone, icon),
        light_note=_("第 {n} 行").format(n=row.place),
        title=title,
        number=summary,
        faded=row.sort == "same",
    )


def _plain(role: str) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("role", role)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
