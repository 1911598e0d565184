"""The row of tools over the tiles; where it is narrow, the layouts fold into one button, never the truth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QToolButton, QWidget

from app.text import _, n_
from widgets import theme
from widgets.truth_strip import TruthStrip

LAYOUTS = (1, 4, 6, 9, 16)
_LAYOUT_WORDS = {6: "1+5"}


class WallBar(QWidget):
    """Quiet: emits what is wanted."""

    layout_asked = Signal(int)
    paged = Signal(int)
    shot_asked = Signal()
    around_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.truth = TruthStrip()
        self.layouts = QButtonGroup(self)
        self.list = _tool("panel-left", _("摄像机列表（L）"), checkable=True)
        self.steer = _tool("move-3d", _("云台（P）：方向键转动，加减键变焦"), checkable=True)
        self._chooser = _tool("layout-grid", _("画面布局"))
        self._chooser.hide()
        self._choices: dict[int, QAction] = {}
        self._fill()
        self._fill_menu()
        theme.follow(self, self._dress)

    @property
    def is_folded(self) -> bool:
        """Whether the layouts stand behind one button."""
        return not self._chooser.isHidden()

    def show_layout(self, count: int) -> None:
        """Mark the layout in use."""
        button = self.layouts.button(count)
        if button is not None:
            button.setChecked(True)
            self._choices[count].setChecked(True)
            self._chooser.setText(button.text())

    def minimumSizeHint(self) -> QSize:
        """Qt: everything, with the layouts behind one button and the truth in its shortest words."""
        layouts = self._layout_widths()
        spare = self._needed(layouts) - self._needed([self._chooser.sizeHint().width()])
        shorter = self.truth.sizeHint().width() - self.truth.minimumSizeHint().width()
        return QSize(self._needed(layouts) - spare - shorter, self._row.sizeHint().height())

    def sizeHint(self) -> QSize:
        """Qt: everything side by side."""
        return QSize(self._needed(self._layout_widths()), self._row.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: fold or unfold the layouts."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Qt: the truth may have more to say than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        fold = self._needed(self._layout_widths()) > self.width()
        if fold == self.is_folded:
            return
        self._chooser.setVisible(fold)
        for button in self.layouts.buttons():
            button.setHidden(fold)

    def _layout_widths(self) -> list[int]:
        return [max(button.sizeHint().width(), button.minimumWidth()) for button in self.layouts.buttons()]

    def _needed(self, layouts: list[int]) -> int:
        widths = [tool.sizeHint().width() for tool in self._tools] + layouts + [self.truth.sizeHint().width()]
        return sum(widths) + self._row.spacing() * (len(widths) + 1)

    def _fill(self) -> None:
        self._row = QHBoxLayout(self)
        self._tools = [
            self.list,
            _tool("chevron-left", _("上一页（PageUp）"), partial(self.paged.emit, -1)),
            _tool("chevron-right", _("下一页（PageDown）"), partial(self.paged.emit, 1)),
            self.steer,
            _tool("camera", _("抓拍（S）"), self.shot_asked.emit),
            _tool("locate-fixed", _("看身边（F4）"), self.around_asked.emit),
        ]
        self._row.addWidget(self.list)
        for count in LAYOUTS:
            button = _tool("", layout_words(count), partial(self.layout_asked.emit, count), checkable=True)
            button.setText(_LAYOUT_WORDS.get(count, str(count)))
            self.layouts.addButton(button, count)
            self._row.addWidget(button)
        self._row.addWidget(self._chooser)
        for tool in self._tools[1:]:
            self._row.addWidget(tool)
        self._row.addStretch(1)
        self._row.addWidget(self.truth)

    def _fill_menu(self) -> None:
        menu = QMenu(self._chooser)
        for count in LAYOUTS:
            choice = menu.addAction(layout_words(count))
            choice.setCheckable(True)
            choice.triggered.connect(partial(_call, partial(self.layout_asked.emit, count)))
            self._choices[count] = choice
        menu.aboutToShow.connect(self._mark)
        self._chooser.setMenu(menu)
        self._chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._chooser.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def _mark(self) -> None:
        for count, choice in self._choices.items():
            choice.setChecked(count == self.layouts.checkedId())

    def _dress(self, worn: theme.Theme) -> None:
        self._row.setSpacing(worn.space // 2)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button in (*self._tools, self._chooser):
            button.setIcon(theme.icon(button.property("icon_name"), "text", worn))
            button.setIconSize(QSize(worn.icon_px, worn.icon_px))
        for choice in self.layouts.buttons():
            choice.setMinimumWidth(worn.row_px)
        self._fit()


def layout_words(count: int) -> str:
    """A layout as it is named."""
    return n_("{n} 画面", count).format(n=count) if count != 6 else _("1 大 5 小")


def _tool(icon: str, words: str, run: Callable[[], None] | None = None, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setProperty("icon_name", icon)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setCheckable(checkable)
    button.setAutoRaise(True)
    if run is not None:
        button.clicked.connect(partial(_call, run))
    return button


def _call(run: Callable[[], None], *_ignored: object) -> None:
    # Qt: clicked and triggered carry a bool that nobody here wants.
    run()
