"""What is near here: cameras, speakers, cases and the unit in charge, nearest first, each one key away."""

from html import escape

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.panes.map.queries import Vicinity, metres, title_of
from app.store import Near
from app.text import _, n_
from widgets import theme

_MOST = 8
# Lower than this many lines of type, the foot is one row: the first deed in words, the others as signs.
_LOW_EM = 19
_ICONS = {"camera": "cctv", "speaker": "megaphone", "case": "clipboard-list"}


class NearPanel(QFrame):
    """A card at the side of the map; a row is `chosen(kind, id)`, the foot holds what can be done with all of it."""

    chosen = Signal(str, str)
    speakers_chosen = Signal(tuple)
    gather_asked = Signal()
    case_asked = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.vicinity: Vicinity | None = None
        self._title, self._where = QLabel(), QLabel()
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._close, self._foot = QToolButton(), QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._lay_out()
        self.hide()
        theme.follow(self, self._dress)

    def tell(self, vicinity: Vicinity) -> None:
        """Show what lies there."""
        self.vicinity = vicinity
        self._title.setText(vicinity.title)
        self._where.setText(_where_words(vicinity))
        self._clear()
        for heading, nears in self._groups(vicinity):
            self._add_group(heading, nears)
        self._rows.addStretch()
        self._fill_foot(vicinity)
        self._fit_foot()
        self.setAccessibleName(vicinity.title)
        self.show()
        self.raise_()

    def row_texts(self) -> list[str]:
        """What the rows say, for those who read the screen."""
        return [button.accessibleName() for button in self._list.findChildren(QPushButton)]

    def _groups(self, vicinity: Vicinity) -> tuple[tuple[str, tuple[Near, ...]], ...]:
        return (
            (_("摄像机"), vicinity.cameras),
            (_("扬声器"), vicinity.speakers),
            (_("在办案件"), vicinity.cases),
        )

    def _lay_out(self) -> None:
        worn = theme.of(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(worn.space, worn.space, worn.space, worn.space)
        outer.setSpacing(worn.space // 2)
        head = QHBoxLayout()
        self._title.setProperty("role", "strong")
        self._where.setProperty("role", "small")
        for label in (self._title, self._where):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self._close.setAccessibleName(_("关闭"))
        self._close.clicked.connect(self.closed)
        head.addWidget(self._title, 1)
        head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(head)
        outer.addWidget(self._where)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setProperty("ground", "none")
        scroll.setStyleSheet("background: transparent")
        scroll.setWidget(self._list)
        outer.addWidget(scroll, 1)
        outer.addLayout(self._foot)

    def _dress(self, worn: theme.Theme) -> None:
        self._close.setIcon(theme.icon("x", "muted", worn))
        self._close.setIconSize(QSize(worn.icon_px, worn.icon_px))
        # Later: nothing is taken apart while the style walks over it.
        QTimer.singleShot(0, self, self._tell_again)

    def _tell_again(self) -> None:
        if self.vicinity is not None and self.isVisible():
            self.tell(self.vicinity)

    def _clear(self) -> None:
        for layout in (self._rows, self._foot):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.setParent(None)
                    widget.deleteLater()

    def _add_group(self, heading: str, nears: tuple[Near, ...]) -> None:
        worn = theme.of(self)
        label = QLabel(f"{heading}  {len(nears)}" if nears else _("{what}：附近没有").format(what=heading))
        label.setProperty("role", "faint")
        label.setContentsMargins(0, worn.space // 2, 0, 0)
        self._rows.addWidget(label)
        for near in nears[:_MOST]:
            self._rows.addWidget(self._row(near, worn))

    def _row(self, near: Near, worn: theme.Theme) -> QPushButton:
        text = f"{metres(near.distance_m)}  {title_of(near)}"
        room = self.width() - worn.icon_px - worn.space * 6
        short = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        button = QPushButton(theme.icon(_ICONS[near.kind], "accent", worn), short.replace("&", "&&"))
        button.setProperty("role", "quiet")
        button.setIconSize(QSize(worn.icon_px, worn.icon_px))
        button.setStyleSheet("text-align: left")
        button.setToolTip(escape(text) if short != text else "")
        button.setAccessibleName(text)
        button.clicked.connect(lambda _=False, kind=near.kind, name=near.record.id: self.chosen.emit(kind, name))
        return button

    def _fill_foot(self, vicinity: Vicinity) -> None:
        if not vicinity.drawn:
            self._add_deed(_("看周边、选扬声器（F4）"), "locate-fixed", self.gather_asked, True)
        if close := speakers_at_hand(vicinity):
            words = n_("选中这 {n} 个扬声器", len(close)).format(n=len(close))
            if close[0].distance_m > vicinity.radius_m:
                words = _("选中最近的扬声器（{far}）").format(far=metres(close[0].distance_m))
            self._add_deed(words, "megaphone", None, vicinity.drawn).clicked.connect(self._choose_speakers)
        self._add_deed(_("在此上报案件"), "clipboard-list", self.case_asked, False)

    def _add_deed(self, text: str, icon: str, signal: object, primary: bool) -> QPushButton:
        worn = theme.of(self)
        button = QPushButton(theme.icon(icon, "on_accent" if primary else "text", worn), text)
        button.setAccessibleName(text)
        button.setProperty("role", "primary" if primary else "")
        button.setIconSize(QSize(worn.icon_px, worn.icon_px))
        if signal is not None:
            button.clicked.connect(signal)
        self._foot.addWidget(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a low card folds its foot, so that every deed stays whole and the list keeps some room."""
        super().resizeEvent(event)
        self._fit_foot()

    def _fit_foot(self) -> None:
        worn = theme.of(self)
        low, room = self.height() < worn.font_px * _LOW_EM, self.width() - worn.icon_px - worn.space * 7
        ways = QBoxLayout.Direction
        self._foot.setDirection(ways.LeftToRight if low else ways.TopToBottom)
        for place in range(self._foot.count()):
            item = self._foot.itemAt(place)
            button = item.widget() if item is not None else None
            if isinstance(button, QPushButton):
                self._foot.setStretch(place, 1 if place == 0 else 0)
                whole = button.accessibleName()
                short = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room)
                button.setText(short.replace("&", "&&") if place == 0 or not low else "")
                button.setToolTip("" if button.text() == whole else escape(whole))

    def _choose_speakers(self) -> None:
        if self.vicinity is not None:
            self.speakers_chosen.emit(tuple(near.record.id for near in speakers_at_hand(self.vicinity)))


def speakers_at_hand(vicinity: Vicinity) -> tuple[Near, ...]:
    """The speakers within the radius; where there are none, the nearest one."""
    close = tuple(near for near in vicinity.speakers if near.distance_m <= vicinity.radius_m)
    return close or vicinity.speakers[:1]


def _where_words(vicinity: Vicinity) -> str:
    unit = _("责任单位：{name}").format(name=vicinity.unit.name) if vicinity.unit else ""
    phone = vicinity.unit.phone if vicinity.unit else ""
    return "\n".join(filter(None, (vicinity.ground, "  ".join(filter(None, (unit, phone))))))
