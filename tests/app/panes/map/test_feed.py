"""What the map is fed with: after its room has ended, the clock of the hall goes on and the map hears it no more."""

from typing import Any, cast

from pytestqt.qtbot import QtBot

from app.panes.map.parts.feed import CaseFeed
from tests.fakes.clock import SetClock


class Turning:
    """A layer in which some light turns at every moment."""

    def relight(self, _now: object) -> bool:
        return True


def test_lights_turn_while_the_room_stands_and_not_after(qtbot: QtBot) -> None:
    nothing, heard = cast(Any, None), list[str]()
    feed = CaseFeed(cast(Any, Turning()), nothing, nothing, SetClock(), nothing)
    feed.shown.connect(lambda: heard.append("shown"))
    feed.relight()
    assert heard == ["shown"]
    feed.stop()
    feed.relight()
    assert heard == ["shown"], "somebody has signed out; the widgets that showed it are gone"
