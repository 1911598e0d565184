"""Before and after, large and side by side, so that a check is a look and not a guess."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.media import Media
from app.panes.cases.parts.acting.action_bar import short_key
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.pair_view import PairView, Side
from app.panes.cases.parts.plain_label import PlainLabel
from app.store.rows import StepRow
from app.text import _, local_time
from app.words import word
from widgets import theme

_AFTER = ("after", "check")
_ENDS = ("finish", "check_pass", "check_fail", "send_check")
STEP, MOVE = 1.25, 0.15


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption."""

    id: str
    caption: str


def split_photos(
    photos: Iterable[Media], steps: Iterable[StepRow], handled_at: datetime | None
) -> tuple[tuple[Picture, ...], tuple[Picture, ...]]:
    """Part the pictures of a case into those before it was handled and those after."""
    after_ids = {media_id for step in steps if step.action in _ENDS for media_id in step.media_ids}
    before: list[Picture] = []
    after: list[Picture] = []
    for media in photos:
        told = media.stage in _AFTER or media.id in after_ids
        late = handled_at is not None and media.taken_at >= handled_at and media.stage != "before"
        (after if told or late else before).append(Picture(media.id, local_time(media.taken_at, "datetime")))
    return tuple(before), tuple(after)


class CompareView(QWidget):
    """Covers its window. Arrows turn the pictures of the side with the frame, Tab changes the side, + − 0 zoom,
    Ctrl and arrows move; `decided(operation)` where the check is made on the spot."""

    closed = Signal()
    decided = Signal(str)
    wanted = Signal(str)

    def __init__(
        self,
        window: QWidget,
        before: tuple[Picture, ...],
        after: tuple[Picture, ...],
        operations: tuple[str, ...],
        image_of: Callable[[str], QImage],
    ) -> None:
        super().__init__(window)
        self._window, self._sides, self._image_of = window, (before, after), image_of
        self._here = [0, 0]
        self.view = PairView()
        self.view.active = 1 if after else 0
        self._operations = operations
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self._lay_out()
        self.refresh()

    @property
    def shown(self) -> tuple[str, str]:
        """The ids of the pictures shown; "" where a side has none."""
        left, right = (side[here].id if side else "" for side, here in zip(self._sides, self._here, strict=True))
        return left, right

    def refresh(self) -> None:
        """Show what is here now of the pictures chosen."""
        left, right = (
            self._side(title, side, here)
            for title, side, here in zip((_("处置前"), _("处置后")), self._sides, self._here, strict=True)
        )
        self.view.set_sides(left, right)
        self.setAccessibleName(self.view.accessibleName())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in _WAYS:
            right, down = _WAYS[key]
            if held:
                self.view.move_by(right * MOVE, down * MOVE)
            else:
                self._turn(right or down)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.view.set_zoom(self.view.zoom * STEP)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.view.set_zoom(self.view.zoom / STEP)
        elif key == Qt.Key.Key_0:
            self.view.set_zoom(1.0)
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            self._decide(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        self.view.active = 1 - self.view.active
        self.view.update()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(theme.of(self).bg))

    def leave(self) -> None:
        """Put the pictures away."""
        self._window.removeEventFilter(self)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _decide(self, event: QKeyEvent) -> None:
        pressed = {"check_pass": (Qt.Key.Key_O, False), "check_fail": (Qt.Key.Key_C, True)}
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        for operation, (key, held) in pressed.items():
            if operation in self._operations and event.key() == key and shift == held:
                self.leave()
                self.decided.emit(operation)
                return
        event.accept()

    def _turn(self, by: int) -> None:
        side = self.view.active
        number = len(self._sides[side])
        if number:
            self._here[side] = (self._here[side] + by) % number
            self.refresh()

    def _side(self, title: str, pictures: tuple[Picture, ...], here: int) -> Side:
        if not pictures:
            return Side(title, nothing=_("没有照片"))
        picture = pictures[here]
        image = self._image_of(picture.id)
        if image.isNull():
            self.wanted.emit(picture.id)
        return Side(title, f"{picture.caption}    {here + 1} / {len(pictures)}", image, _("未下载"))

    def _lay_out(self) -> None:
        worn = theme.of(self)
        foot = QHBoxLayout()
        told = PlainLabel("small", wrap=False)
        told.say(_("←→ 换图   Tab 换边   ＋－0 缩放   Ctrl+方向键移动   Esc 返回"))
        foot.addWidget(told)
        foot.addStretch()
        for operation in self._operations:
            button = KeyButton(word("action", operation), short_key(operation))
            button.setProperty("role", "primary" if operation == "check_pass" else "danger")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, operation=operation: self._take(operation))
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(worn.space * 3,) * 4)
        column.setSpacing(worn.space)
        column.addWidget(self.view, 1)
        column.addLayout(foot)

    def _take(self, operation: str) -> None:
        self.leave()
        self.decided.emit(operation)


_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
