"""The peer of the startup bench: an empty window with one browser view, shown and painted once."""

import os
import sys
import time


def main() -> None:
    """Show the window and print the milliseconds since the process began to be worth its name."""
    began = time.monotonic()
    from PySide6.QtCore import QTimer
    from PySide6.QtWebEngineWidgets import QWebEngineView
    from PySide6.QtWidgets import QApplication, QMainWindow

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    view = QWebEngineView()
    window.setCentralWidget(view)
    window.resize(1600, 900)

    def shown(ok: bool) -> None:
        QTimer.singleShot(0, done)

    def done() -> None:
        sys.stdout.write(f"{(time.monotonic() - began) * 1000:.1f}\n")
        sys.stdout.flush()
        # The measurement is over; tearing Chromium down is no part of it.
        os._exit(0)

    view.loadFinished.connect(shown)
    view.setHtml("<p>.</p>")
    window.show()
    application.exec()


if __name__ == "__main__":
    main()
