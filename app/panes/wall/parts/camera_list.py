"""The list of cameras beside the wall: typed, dragged, or put on the next tile with Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTreeView, QVBoxLayout, QWidget

from app.panes.wall.model import CAMERA_ROLE, CameraModel
from app.panes.wall.queries import CameraBook, find
from app.text import _, n_
from widgets import theme
from widgets.search_box import SearchBox

_OPEN_ALL = 60


class CameraList(QWidget):
    """Emits the id of a camera that shall be put on the wall."""

    asked = Signal(str)
    picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = CameraBook()
        self._wide = 0
        self.search = SearchBox(_("名称、编号或拼音首字母"))
        self.search.setAccessibleName(_("查找摄像机"))
        self.model = CameraModel(self)
        self.tree = QTreeView()
        self.tree.setModel(self.model)
        self.tree.setAccessibleName(_("摄像机列表"))
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setDragEnabled(True)
        self.tree.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("role", "faint")
        self._column = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self.search, self.tree, self.count):
            layout.addWidget(part)
        self.search.searched.connect(self._filter)
        self.search.left_downwards.connect(self._go_down)
        self.tree.doubleClicked.connect(self._ask)
        self.tree.clicked.connect(self._pick)
        theme.follow(self, self._dress)

    def show_book(self, book: CameraBook) -> None:
        """These cameras exist."""
        self._book = book
        self._filter(self.search.text())

    def _filter(self, text: str) -> None:
        groups = find(self._book, text)
        self.model.show(groups)
        found, whole = sum(len(group.cameras) for group in groups), len(self._book.by_id)
        if text.strip() or found <= _OPEN_ALL:
            self.tree.expandAll()
        elif groups:
            self.tree.expand(self.model.index(0, 0))
        self.count.setText(n_("{found} / {all} 路", whole).format(found=found, all=whole))

    def _go_down(self) -> None:
        first = self.model.index(0, 0, self.model.index(0, 0))
        if first.isValid():
            self.tree.setCurrentIndex(first)
            self.tree.setFocus()

    def _ask(self, index: QModelIndex) -> None:
        camera_id = index.data(CAMERA_ROLE)
        if camera_id:
            self.asked.emit(camera_id)
        else:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def _pick(self, index: QModelIndex) -> None:
        if camera_id := index.data(CAMERA_ROLE):
            self.picked.emit(camera_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter on a camera puts it on the wall."""
        pressed = watched is self.tree and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask(self.tree.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setSpacing(worn.space)
        self.tree.setIndentation(worn.space * 2)
        self.tree.setIconSize(QSize(worn.icon_px, worn.icon_px))
        self.setMinimumWidth(worn.font_px * 13)
        self._wide = worn.font_px * 17
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Qt: room for a number and a name."""
        return QSize(self._wide, super().sizeHint().height())
