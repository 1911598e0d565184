"""Own actions that did not go through, as they come and go: counted in the strip, listed while their card is open."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.qt.pane import PaneContext
from app.shell.troubles import MOST, TroubleCentre
from app.store.rows import Trouble

# A batch is settled case by case: the list is read once for all of them.
_SOON_MS = 150
_Read = tuple[list[Trouble], dict[str, str]]


class Mishaps(QObject):
    """Reads off the main thread: after an outage there may be hundreds.

    `count` is told how many there are, `look_at` of each that somebody has seen; `card` is the list.
    """

    def __init__(
        self, ground: QWidget, ctx: PaneContext, count: Callable[[int], None], look_at: Callable[[str], None]
    ) -> None:
        super().__init__(ground)
        self._ctx, self._count, self._look_at = ctx, count, look_at
        self.card = TroubleCentre(ground)
        self.card.looked_at.connect(self._looked_at)
        self._troubles: Sequence[Trouble] = ()
        self._names: dict[str, str] = {}
        self._asked = 0
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self.read)
        ctx.bridge.settled.connect(self._settled)

    def open(self) -> None:
        """Open the card on what is known, and read anew."""
        self.card.show_troubles(self._troubles, self._names)
        self.card.open()
        self.read()

    def read(self) -> None:
        """Ask the outbox; the newest question is answered, an older answer that comes late is not shown."""
        self._asked += 1
        asked = self._asked
        self._ctx.tasks.run(self._fetch, lambda found: self._show(asked, found))

    def stop(self) -> None:
        """Listen no more."""
        self._asked += 1
        self._soon.stop()
        self._ctx.bridge.settled.disconnect(self._settled)

    def _fetch(self) -> _Read:
        """Any thread: the troubles, and what those laid out are about."""
        reader = self._ctx.reader
        found = reader.troubles()
        return found, {t.command.target: _name(reader.get(t.command.noun, t.command.target), t) for t in found[:MOST]}

    def _show(self, asked: int, found: _Read) -> None:
        if asked != self._asked:
            return
        self._troubles, self._names = found
        self._count(len(self._troubles))
        if self.card.shown:
            self.card.show_troubles(self._troubles, self._names)

    def _settled(self, _settled: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _looked_at(self, command_id: str) -> None:
        self._look_at(command_id)
        self.read()


def _name(record: Any, trouble: Trouble) -> str:
    return str(getattr(record, "case_no", "") or getattr(record, "name", "") or trouble.command.target[:8])
