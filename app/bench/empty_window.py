"""The peer of the startup bench: an empty window with one browser view, timed at each thing a start can mean."""

import json
import os
import sys
import time

_TWO_FRAMES = "requestAnimationFrame(() => requestAnimationFrame(() => { window.seen = 1 }))"


def main() -> None:
    """Show the window; print the milliseconds until it answered a key, its page was loaded, and was really drawn."""
    began = time.monotonic()
    from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication, QMainWindow

    times: dict[str, float] = {}

    def note(name: str) -> None:
        times.setdefault(name, (time.monotonic() - began) * 1000)
        if len(times) == len(("answered", "loaded", "drawn")):
            sys.stdout.write(json.dumps(times) + "\n")
            sys.stdout.flush()
            # The measurement is over; tearing Chromium down is no part of it.
            os._exit(0)

    class Window(QMainWindow):
        """Answers a key."""

        def keyPressEvent(self, event: QKeyEvent) -> None:
            note("answered")

    def shown() -> None:
        # Qt: a window that is exposed has been painted, in the same event.
        if window.windowHandle().isExposed():
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.postEvent(window, key)
        else:
            QTimer.singleShot(1, window, shown)

    def loaded(ok: bool) -> None:
        note("loaded")
        view.page().runJavaScript(_TWO_FRAMES)
        look()

    def look() -> None:
        view.page().runJavaScript("window.seen || 0", seen)

    def seen(frames: object) -> None:
        if frames:
            note("drawn")
        QTimer.singleShot(1, view, look)

    application = QApplication(sys.argv[:1])
    window = Window()
    view = QWebEngineView()
    window.setCentralWidget(view)
    window.resize(1600, 900)
    view.loadFinished.connect(loaded)
    view.setHtml("<p>.</p>")
    window.show()
    shown()
    application.exec()


if __name__ == "__main__":
    main()
