"""A console on a machine that lacks something; prints in one line of JSON what its operator sees."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QWidget

from app.bootstrap.console import open_console
from app.bootstrap.seat import enter
from app.domain.clock import SystemClock
from app.paths import Profile
from app.shell.gate import Attempt
from app.words import word

PATIENCE_MS = 25_000


def main(hub: str, folder: str, password: str) -> None:
    """Sit down at the hub, wait until the cases are there and a tile says why it is dark, then tell and go."""
    path = Path(folder)
    session = enter(Profile(path).make(), SystemClock(), Attempt(hub, "01", "seat01", password))
    with ExitStack() as stack:
        opened = open_console(stack, path, {"hub_url": hub, "seat": "01", "user": "seat01"}, session)
        window = opened.shell.window
        assert window is not None
        wall = window.panes["wall"]

        def dark() -> list[str]:
            every = wall.widget.findChildren(QWidget)
            return [w.accessibleName() for w in every if w.accessibleDescription() == word("tile", "no_signal")]

        def look() -> None:
            reasons = sorted({state.detail for state in wall.wall.states})  # type: ignore[attr-defined]
            if "player.missing" in reasons and window.isVisible():
                slips = window.notices.stack.findChildren(QFrame)
                told = [slip.accessibleName() for slip in slips if slip.property("card")]
                window.show_room("cases")
                window.panes["cases"].new_case()  # type: ignore[attr-defined]
                form = window.panes["cases"].view.intake is not None  # type: ignore[attr-defined]
                live = opened.console.store.reader.link().state
                seen = {"told": told, "dark": dark(), "reasons": reasons, "form": form, "link": live}
                sys.stdout.write(json.dumps(seen) + "\n")
                opened.application.quit()

        timer = QTimer(interval=100)
        timer.timeout.connect(look)
        timer.start()
        QTimer.singleShot(PATIENCE_MS, opened.application.quit)
        opened.application.exec()
        timer.stop()


if __name__ == "__main__":
    main(*sys.argv[1:4])
