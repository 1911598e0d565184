"""Speakers, receipts and past broadcasts as Qt lists want them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from app.devices.speakers import Receipt
from app.domain.broadcast import Broadcast
from app.domain.speaker import Speaker
from app.text import _
from app.words import word

ROW: Final = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()

STATE_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "free": ("circle-check", "ok"),
    "mine": ("megaphone", "accent"),
    "busy": ("radio", "warn"),
    "muted": ("volume-x", "warn"),
    "offline": ("wifi-off", "offline"),
    "unknown": ("circle-question-mark", "faint"),
}
RECEIPT_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("hourglass", "faint"),
    "sent": ("send", "info"),
    "received": ("check", "info"),
    "playing": ("volume-2", "ok"),
    "delivered": ("check-check", "ok"),
    "degraded": ("triangle-alert", "warn"),
    "busy": ("hand", "warn"),
    "muted": ("volume-x", "warn"),
    "failed": ("circle-x", "alarm"),
    "unconfirmed": ("circle-question-mark", "warn"),
}
"""Icon and colour token; the word comes with them, colour alone says nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: what it says, on the right what state it is in."""

    id: str
    title: str
    note: str
    state: str
    icon: str
    tone: str
    record: Any = None
    checkable: bool = False
    checked: bool = False


class RowsModel(QAbstractListModel):
    """Rows in order; a changed row is repainted, a changed order resets."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return "，".join(filter(None, (row.title, row.note, row.state)))
        if role == Qt.ItemDataRole.CheckStateRole and row.checkable:
            return Qt.CheckState.Checked if row.checked else Qt.CheckState.Unchecked
        return None

    def row(self, index: _Index) -> Row | None:
        """The row at an index."""
        found = self.data(index, ROW)
        return found if isinstance(found, Row) else None

    def rows(self) -> list[Row]:
        """All rows."""
        return list(self._rows)

    def show(self, rows: Iterable[Row]) -> None:
        """Show these rows."""
        fresh = list(rows)
        if [r.id for r in fresh] != [r.id for r in self._rows]:
            self.beginResetModel()
            self._rows = fresh
            self.endResetModel()
            return
        changed = [i for i, (old, new) in enumerate(zip(self._rows, fresh, strict=True)) if old != new]
        self._rows = fresh
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))


def speaker_row(speaker: Speaker, state: str, checked: bool, metres: float | None) -> Row:
    """A speaker that can be chosen; `metres` from the point in hand, None where there is none."""
    icon, tone = STATE_LOOKS[state]
    distance = "" if metres is None else _("{n} 米").format(n=round(metres))
    note = " · ".join(filter(None, (speaker.no, distance)))
    said = word("receipt", "muted") if state == "muted" else word("speaker_state", state)
    return Row(speaker.id, speaker.name, note, said, icon, tone, speaker, True, checked)


def receipt_row(receipt: Receipt, speaker: Speaker | None) -> Row:
    """What one speaker did in one call."""
    icon, tone = RECEIPT_LOOKS[receipt.state.value]
    name = speaker.name if speaker else receipt.speaker_id
    return Row(receipt.speaker_id, name, receipt_note(receipt), receipt_word(receipt.state.value), icon, tone, receipt)


def receipt_word(state: str) -> str:
    """The word for a receipt's state."""
    own = {"waiting": _("等待中"), "busy": _("被占用")}
    return own.get(state) or word("receipt", state)


def receipt_note(receipt: Receipt) -> str:
    """Seconds covered and loss, where they are known."""
    parts = []
    if receipt.covered_s >= 1:
        parts.append(_("{n} 秒").format(n=f"{receipt.covered_s:.0f}"))
    if receipt.loss is not None and receipt.loss >= 0.005:
        parts.append(_("丢包 {n}%").format(n=f"{receipt.loss * 100:.0f}"))
    reasons = {"unreachable": _("端口不通"), "no_report": _("无回执"), "interrupted": _("被更高级别打断")}
    reasons |= {"not_sent": _("未发送"), "muted": _("设备静音")}
    if receipt.detail in reasons:
        parts.append(reasons[receipt.detail])
    return " · ".join(parts)


def log_row(broadcast: Broadcast, when: str) -> Row:
    """A past broadcast: when, by whom, what, and how many heard it."""
    played = [r for r in broadcast.receipts.values() if r.get("state") in ("delivered", "degraded")]
    total = len(broadcast.speaker_ids)
    missed = total - len(played)
    running = broadcast.state == "running"
    tone = "accent" if running else "ok" if not missed else "warn"
    icon = "megaphone" if running else "check-check" if not missed else "triangle-alert"
    state = _("播出中") if running else _("播出 {n}/{m}").format(n=len(played), m=total)
    what = broadcast.text or word("broadcast_mode", broadcast.mode)
    title = _("〔演练〕") + what if broadcast.drill else what
    note = " · ".join(filter(None, (when, word("priority", broadcast.priority), broadcast.operator)))
    return Row(broadcast.id, title, note, state, icon, tone, broadcast)
