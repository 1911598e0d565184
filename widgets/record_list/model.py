"""A table model over a huge list of which only some pages are in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from widgets.record_list.face import Face
from widgets.record_list.moves import moves, spans
from widgets.record_list.pages import Pages, Record

MISSING = "…"
MOST_MOVES = 100
Index = QModelIndex | QPersistentModelIndex
R = TypeVar("R", bound=Record)
NOWHERE = QModelIndex()


class RecordModel(QAbstractTableModel, Generic[R]):
    """Rows by number; reading never leaves memory, a missing page is wished for through `ask`."""

    refresh_started = Signal()
    refresh_ended = Signal(object)

    def __init__(
        self,
        face_of: Callable[[R], Face],
        ask: Callable[[int], None] = lambda _page: None,
        parent: QObject | None = None,
        title: str = "",
    ) -> None:
        super().__init__(parent)
        self._face_of, self._ask, self._title = face_of, ask, title
        self._pages: Pages[R] = Pages()
        self._faces: dict[str, tuple[R, Face]] = {}
        self._count = 0
        self._moving = False

    # --- what Qt asks ---

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in _READ:
            return None
        if role == Qt.ItemDataRole.UserRole:
            row = self.record(index.row())
            return None if row is None else row.id
        face = self.face(index.row())
        return MISSING if face is None else face.spoken

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._title if orientation == Qt.Orientation.Horizontal else str(section + 1)

    # --- what the view asks ---

    def record(self, number: int) -> R | None:
        """The record of this row; where its page is missing, None and a wish for it."""
        row = self._pages.row(number)
        if row is None and 0 <= number < self._count and not self._moving:
            self._ask(number // self._pages.size)
        return row

    def face(self, number: int) -> Face | None:
        """What this row shows, made once per change of its record."""
        row = self.record(number)
        if row is None:
            return None
        kept = self._faces.get(row.id)
        if kept is not None and kept[0] is row:
            return kept[1]
        if len(self._faces) > _FACES_KEPT:
            self._faces.clear()
        face = self._face_of(row)
        self._faces[row.id] = (row, face)
        return face

    def place(self, record_id: str) -> int | None:
        """The row number of a record in memory."""
        return self._pages.place(record_id)

    def page_of(self, number: int) -> int:
        """The page that holds this row."""
        return number // self._pages.size

    @property
    def page_rows(self) -> int:
        """Rows in a page."""
        return self._pages.size

    def known(self) -> Iterable[R]:
        """Every record in memory."""
        return self._pages.known()

    # --- what the owner tells ---

    def start(self, count: int, pages: Mapping[int, Sequence[R]]) -> None:
        """Another list: a new filter or a new order."""
        self.beginResetModel()
        self._pages.clear()
        self._faces.clear()
        self._count = count
        for page, rows in pages.items():
            self._pages.put(page, rows)
        self.endResetModel()

    def show_all(self, rows: Sequence[R], anew: bool = False) -> None:
        """A list that is wholly in memory: who stands on a row stays on it, but where it is another list (`anew`)."""
        size = self._pages.size
        pages = {n: rows[n * size : (n + 1) * size] for n in range(-(-len(rows) // size))} or {0: ()}
        if anew:
            self.start(len(rows), pages)
        else:
            self.refresh(len(rows), pages, {row.id: number for number, row in enumerate(rows)})

    def deliver(self, page: int, rows: Sequence[R]) -> None:
        """A page that was wished for has come."""
        self._pages.put(page, rows)
        first = page * self._pages.size
        last = min(first + len(rows), self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def patch(self, rows: Iterable[R]) -> None:
        """Newer faces of loaded records, each staying where it is."""
        for row in rows:
            number = self._pages.replace(row)
            if number is not None:
                index = self.index(number, 0)
                self.dataChanged.emit(index, index)

    def redraw(self, record_id: str) -> None:
        """Something beside the record changed its face."""
        self._faces.pop(record_id, None)
        number = self._pages.place(record_id)
        if number is not None:
            index = self.index(number, 0)
            self.dataChanged.emit(index, index)

    def tick(self) -> None:
        """Time went by: every face may read differently."""
        self._faces.clear()
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, 0))

    def refresh(self, count: int, pages: Mapping[int, Sequence[R]], places: Mapping[str, int]) -> None:
        """The same list read again: `pages` are neighbours around the eye, `places` where watched ids are now.

        Rows that only changed are patched; few moves are told one by one, many as one new layout; never a reset.
        """
        first = min(pages, default=0) * self._pages.size
        new = [row for page in sorted(pages) for row in pages[page]]
        old = self._window(first, max(len(new), self._pages.size * len(pages)))
        self.refresh_started.emit()
        self._moving = True
        if old is not None and count == self._count and [r.id for r in old] == [r.id for r in new]:
            self._pages.keep_only(())
            self._put(pages)
            self._tell_changed(first, old, new)
        else:
            self._move(first, old, new, count, pages, places)
        self._moving = False
        self.refresh_ended.emit(dict(places))

    # --- how rows move ---

    def _window(self, first: int, length: int) -> list[R] | None:
        rows = [self._pages.row(number) for number in range(first, min(first + length, self._count))]
        found = [row for row in rows if row is not None]
        return found if len(found) == len(rows) else None

    def _put(self, pages: Mapping[int, Sequence[R]]) -> None:
        for page, rows in pages.items():
            self._pages.put(page, rows)

    def _tell_changed(self, first: int, old: Sequence[R], new: Sequence[R]) -> None:
        """Neighbours that changed are told in one word: a thousand words of one row each would hold the hand up."""
        changed = [at for at, (before, after) in enumerate(zip(old, new, strict=True)) if before != after]
        for start, end in spans(changed):
            self.dataChanged.emit(self.index(first + start, 0), self.index(first + end, 0))

    def _move(
        self,
        first: int,
        old: Sequence[R] | None,
        new: Sequence[R],
        count: int,
        pages: Mapping[int, Sequence[R]],
        places: Mapping[str, int],
    ) -> None:
        found = None if old is None else moves([row.id for row in old], [row.id for row in new])
        if found is None or old is None or found.count > MOST_MOVES:
            self._lay_out(count, pages, places)
            return
        self._pages.clear()
        for offset in found.removed:
            self._remove(first + offset, 1)
        for offset in found.inserted:
            self._insert(first + offset, 1)
        if self._count > count:
            self._remove(count, self._count - count)
        elif self._count < count:
            self._insert(self._count, count - self._count)
        self._put(pages)
        if new:
            self.dataChanged.emit(self.index(first, 0), self.index(first + len(new) - 1, 0))

    def _remove(self, first: int, rows: int) -> None:
        self.beginRemoveRows(QModelIndex(), first, first + rows - 1)
        self._count -= rows
        self.endRemoveRows()

    def _insert(self, first: int, rows: int) -> None:
        self.beginInsertRows(QModelIndex(), first, first + rows - 1)
        self._count += rows
        self.endInsertRows()

    def _lay_out(self, count: int, pages: Mapping[int, Sequence[R]], places: Mapping[str, int]) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        ids = [row.id if (row := self._pages.row(index.row())) is not None else "" for index in before]
        self._pages.clear()
        self._count = count
        self._put(pages)
        after = [self._now_at(record_id, places) for record_id in ids]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _now_at(self, record_id: str, places: Mapping[str, int]) -> QModelIndex:
        number = places.get(record_id, self._pages.place(record_id))
        return QModelIndex() if number is None else self.index(number, 0)


_FACES_KEPT = 4_000
_READ = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.UserRole})
