"""A key means the case the hand is on: pressed before that case is shown, it waits for it."""

from collections.abc import Callable
from dataclasses import replace

from app.qt.pane import PaneAction


class InStep:
    """Between a step in the queue and the case beside it lies a read. A fast hand is ahead of the screen by that much,
    and what it presses must never befall the case it has left.

    `press` does what a key stands for; `alone` says whether keys mean the case in hand, not the marked ones.
    """

    def __init__(self, press: Callable[[str], object], alone: Callable[[], bool]) -> None:
        self._press, self._alone = press, alone
        self._coming, self._key = "", ""

    @property
    def ahead(self) -> bool:
        """Whether the hand is on a case that is not shown yet."""
        return bool(self._coming) and self._alone()

    def expect(self, case_id: str) -> None:
        """The hand has moved to a case; what waited for another one is forgotten."""
        self._coming, self._key = case_id, ""

    def shown(self, case_id: str, free: bool) -> None:
        """A case is shown, "" for none. The key that waited for it is pressed while its place is `free`."""
        if case_id in ("", self._coming):
            key, self._coming, self._key = self._key, "", ""
            if key and case_id and free:
                self._press(key)

    def keep(self, action: PaneAction) -> PaneAction:
        """The same action; where the hand is ahead it is done when the case has come."""
        if not action.shortcut:
            return action

        def run() -> None:
            if self.ahead:
                self._key = action.shortcut
            else:
                action.run()

        return replace(action, run=run, enabled=lambda: self.ahead or action.enabled())
