"""A timer that beats just after each full second of the wall clock."""

import time
import weakref

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

_SHARED = "_hall_ticker"


class Ticker(QObject):
    """Beats once a second between `start` and `stop`; `share` makes it the one that controls find by `of`."""

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    @property
    def running(self) -> bool:
        """Whether it beats."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to beat."""
        self._timer.start(1000 - int(time.time() * 1000) % 1000 + 5)

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def share(self, app: QApplication) -> None:
        """Make this the ticker of the application.

        Qt: a dynamic property would keep the bare pointer of a ticker that has gone, and reading it ends the process.
        """
        setattr(app, _SHARED, weakref.ref(self))

    def _beat(self) -> None:
        self.start()
        self.ticked.emit()


def of() -> Ticker | None:
    """The ticker the application shares, or None where nobody shared one."""
    app = QApplication.instance()
    shared = getattr(app, _SHARED, None)
    found = shared() if shared is not None else None
    return found if isinstance(found, Ticker) and isValid(found) else None
