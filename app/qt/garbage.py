"""Python's cycle collector, kept on the main thread: anywhere else it would destroy widgets behind Qt's back."""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 1_000
_OLDEST = 2


class MainThreadCollector(QObject):
    """Switches the automatic collector off and collects by its own thresholds, a generation at a time.

    Qt: a widget must die on the main thread. The collector runs in whichever thread happens to allocate, and a window
    that was closed is often a cycle; collected in a worker it ends the process.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take over from here on."""
        gc.disable()
        self._timer.start(LOOK_MS)

    def settle(self) -> None:
        """What stands now will stand for the whole shift and is not looked at again."""
        gc.freeze()

    def stop(self) -> None:
        """Give the collector back as it was."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()

    def look(self) -> None:
        """Collect the oldest generation whose threshold is passed."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in range(_OLDEST, -1, -1):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
