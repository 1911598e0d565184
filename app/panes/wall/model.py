"""The camera list as Qt wants it: streets, and under each its cameras with their last known state."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.domain.camera import Camera
from app.panes.wall.queries import CameraGroup
from app.text import _
from app.words import word
from widgets import theme
from widgets.video_grid import CAMERA_MIME

CAMERA_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex
_SIGNS = {
    "live": ("circle-dot", "ok"),
    "connecting": ("loader-circle", "info"),
    "stale": ("history", "warn"),
    "no_signal": ("video-off", "alarm"),
    "wrong_password": ("key-round", "alarm"),
    "no_permission": ("lock", "alarm"),
    "paused": ("circle-pause", "info"),
}
_STREET = 0


class CameraModel(QAbstractItemModel):
    """Two levels; the internal id of a camera's index is its street's row + 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: tuple[CameraGroup, ...] = ()
        self._states: dict[str, str] = {}

    @property
    def groups(self) -> tuple[CameraGroup, ...]:
        """What is shown."""
        return self._groups

    def show(self, groups: tuple[CameraGroup, ...]) -> None:
        """Show these streets."""
        self.beginResetModel()
        self._groups = groups
        self.endResetModel()

    def say(self, camera_id: str, state: str) -> None:
        """The state a tile saw last."""
        if self._states.get(camera_id) == state:
            return
        self._states[camera_id] = state
        index = self.find(camera_id)
        if index.isValid():
            self.dataChanged.emit(index, index)

    def camera(self, index: Index) -> Camera | None:
        """The camera of a row, None for a street."""
        street = index.internalId() - 1
        if not index.isValid() or street < 0:
            return None
        return self._groups[street].cameras[index.row()]

    def find(self, camera_id: str) -> QModelIndex:
        """Where a camera is."""
        for street, group in enumerate(self._groups):
            for row, camera in enumerate(group.cameras):
                if camera.id == camera_id:
                    return self.createIndex(row, 0, street + 1)
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's signature)
        """Qt: the index of a row."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _STREET)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]  # Qt overloads parent()
        """Qt: the street of a camera."""
        street = index.internalId() - 1
        return QModelIndex() if not index.isValid() or street < 0 else self.createIndex(street, 0, _STREET)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: streets, or cameras of a street."""
        if not parent.isValid():
            return len(self._groups)
        return 0 if parent.internalId() else len(self._groups[parent.row()].cameras)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: one column."""
        del parent
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: words, sign and id of a row."""
        if not index.isValid():
            return None
        camera = self.camera(index)
        return self._street_data(index.row(), role) if camera is None else self._camera_data(camera, role)

    def _street_data(self, row: int, role: int) -> Any:
        group = self._groups[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{group.name}  {len(group.cameras)}"
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.of().muted)
        return None

    def _camera_data(self, camera: Camera, role: int) -> Any:
        state = self._states.get(camera.id, "")
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{camera.no}  {camera.name}"
        if role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(*_SIGNS.get(state, ("aperture" if camera.ptz else "cctv", "faint")))
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            kind = word("camera_kind", camera.kind)
            return " · ".join(
                filter(None, (kind, _("可云台") if camera.ptz else "", word("tile", state) if state else ""))
            )
        return camera.id if role == CAMERA_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: cameras can be dragged."""
        base = Qt.ItemFlag.ItemIsEnabled
        if self.camera(index) is None:
            return base
        return base | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """Qt: what is dragged."""
        return [CAMERA_MIME]

    def mimeData(self, indexes: Any) -> QMimeData:
        """Qt: the id of the camera dragged."""
        data = QMimeData()
        camera = self.camera(indexes[0])
        data.setData(CAMERA_MIME, (camera.id if camera else "").encode())
        return data
