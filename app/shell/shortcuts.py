"""F1: every key by room, in two columns, on the screen and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.qt.pane import PaneAction
from app.text import _
from widgets import theme
from widgets.overlay import Overlay


@dataclass(frozen=True)
class Group:
    """The keys of a room, or of the shell."""

    title: str
    actions: tuple[PaneAction, ...]

    @property
    def weight(self) -> int:
        """Its height in lines."""
        return len(self.actions) + 2


def columns(groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Two columns of about the same height, in reading order."""
    half, left = sum(group.weight for group in groups) / 2, list[Group]()
    for group in groups:
        if left and sum(other.weight for other in left) + group.weight / 2 > half:
            break
        left.append(group)
    return left, list(groups[len(left) :])


def as_html(groups: Sequence[Group], title: str) -> str:
    """The list for paper."""
    cells = "".join(f"<td width='50%' valign='top'>{''.join(map(_group_html, part))}</td>" for part in columns(groups))
    return f"<h2>{escape(title)}</h2><table width='100%' cellpadding='4'><tr>{cells}</tr></table>"


class ShortcutSheet(Overlay):
    """The list as an overlay; emits `printed` when it has gone to a printer."""

    printed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("快捷键"))
        self._groups: tuple[Group, ...] = ()
        self._head, self._print, self._close = QLabel(_("快捷键")), QPushButton(_("打印")), QPushButton(_("关闭"))
        self._scroll = QScrollArea()
        self._lay_out()

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is listed."""
        return self._groups

    def show_groups(self, groups: Sequence[Group]) -> None:
        """List these and open."""
        self._groups = tuple(group for group in groups if group.actions)
        page = QWidget()
        page.setProperty("ground", "raised")
        row = QHBoxLayout(page)
        worn = theme.of(self)
        row.setSpacing(worn.space * 5)
        for part in columns(self._groups):
            column = QVBoxLayout()
            for group in part:
                column.addWidget(_group_widget(group, worn))
            column.addStretch()
            row.addLayout(column, 1)
        self._scroll.setWidget(page)
        self.open()

    def card_rect(self) -> tuple[int, int, int, int]:
        worn = theme.of(self)
        lines = max((sum(group.weight for group in part) for part in columns(self._groups)), default=4)
        height = min(round((lines * 31 + 120) * worn.scale), self.height() - 6 * worn.space)
        width = min(round(1040 * worn.scale), self.width() - 6 * worn.space)
        return (self.width() - width) // 2, (self.height() - height) // 2, width, height

    def first_focus(self) -> QWidget:
        return self._scroll

    def print_to(self, printer: QPrinter) -> None:
        """Put the list on paper, or into a PDF, as the printer is set."""
        document = QTextDocument()
        document.setHtml(as_html(self._groups, _("快捷键")))
        document.print_(printer)
        self.printed.emit()

    def _ask_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_to(printer)

    def _lay_out(self) -> None:
        self._head.setProperty("role", "heading")
        self._print.clicked.connect(self._ask_printer)
        self._close.clicked.connect(self.close_card)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(_("快捷键"))
        layout, head = QVBoxLayout(self.card), QHBoxLayout()
        worn = theme.of(self)
        layout.setContentsMargins(*(worn.space * 3,) * 4)
        layout.setSpacing(worn.space)
        head.addWidget(self._head, 1)
        head.addWidget(self._print)
        head.addWidget(self._close)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)


def _group_widget(group: Group, worn: theme.Theme) -> QWidget:
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, worn.space, 0, worn.space)
    grid.setVerticalSpacing(worn.space // 2)
    grid.setColumnStretch(0, 1)
    title = QLabel(group.title)
    title.setProperty("role", "small")
    grid.addWidget(title, 0, 0, 1, 2)
    for line, action in enumerate(group.actions, 1):
        key = QLabel(action.shortcut or "—")
        key.setProperty("role", "key" if action.shortcut else "faint")
        name = QLabel(action.title)
        name.setTextFormat(Qt.TextFormat.PlainText)  # an operator's own filter may be called anything
        grid.addWidget(name, line, 0)
        grid.addWidget(key, line, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return part


def _group_html(group: Group) -> str:
    lines = "".join(
        f"<tr><td>{escape(action.title)}</td><td align='right'><b>{escape(action.shortcut or '—')}</b></td></tr>"
        for action in group.actions
    )
    return f"<h4>{escape(group.title)}</h4><table width='100%'>{lines}</table>"
