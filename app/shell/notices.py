"""Brings what the bus and the hub have to say into the notice stack."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.bus import CommandSettled, Notice
from app.qt.bridge import Bridge
from app.shell.messages import Message, of_notice, of_settled
from app.text import _
from widgets.notice import NoticeStack


class Notices:
    """One stack per window, fed by the bridge."""

    def __init__(self, window: QWidget, bridge: Bridge, open_troubles: Callable[[], None]) -> None:
        self.stack = NoticeStack(window, _("收起"))
        self.stack.setAccessibleName(_("通知"))
        self._bridge, self._open_troubles = bridge, open_troubles
        bridge.noticed.connect(self._noticed)
        bridge.settled.connect(self._settled)

    def tell(self, message: Message) -> None:
        """Show a message."""
        self.stack.tell(message.level, message.text, message.remedy)

    def stop(self) -> None:
        """Hear nothing more."""
        self._bridge.noticed.disconnect(self._noticed)
        self._bridge.settled.disconnect(self._settled)
        self.stack.clear()

    def _noticed(self, notice: Notice) -> None:
        self.tell(of_notice(notice))

    def _settled(self, settled: CommandSettled) -> None:
        message = of_settled(settled)
        if message is not None:
            self.stack.tell(message.level, message.text, message.remedy, _("查看"), self._open_troubles)
