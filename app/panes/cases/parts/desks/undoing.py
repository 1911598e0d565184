"""Taking a batch back: the line that says what was done and how long it can be undone, found again after a restart."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from app.panes.cases import commands
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.store import HeldBatch
from app.text import _, n_
from app.words import word

# As many are taken back at once; more of them in the pool.
AT_ONCE = 8
_BEAT_MS = 100
_TOLD_MS = 4_000
_TOLD_AFTER_START_MS = 20_000


@dataclass(frozen=True, slots=True)
class _Held:
    """A batch within its undo time; `until` by the monotonic clock."""

    batch: HeldBatch
    until: float

    @property
    def action(self) -> str:
        """What was done, in words."""
        return word("action", self.batch.kind.partition(".")[2])


class Undoing(QObject):
    """Follows what is held at this seat."""

    def __init__(self, ctx: PaneContext, view: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._held = ctx, list[_Held]()
        self._taking_back = False
        self._lapsed = ""
        self.strip = Strip("undo-2", "accent")
        self._undo = self.strip.offer(_("撤销"), "Ctrl+Z", self.undo)
        view.queue.put_below(self.strip)
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._time_went_by)
        self._told = QTimer(self, singleShot=True)
        self._told.timeout.connect(self.strip.put_away)
        ctx.tasks.run(lambda: (ctx.dispatch.held(), ctx.dispatch.lapsed()), lambda found: self._resume(*found))

    def follow(self, batches: Sequence[HeldBatch]) -> None:
        """These are held now; the newest is shown with the time it has left."""
        now = time.monotonic()
        self._held = [_Held(batch, now + batch.left_s) for batch in batches]
        if self._held:
            self._told.stop()
            self._beat.start()
            self._time_went_by()

    def may_undo(self) -> bool:
        """Whether a batch can still be taken back."""
        return bool(self._held) and not self._taking_back

    def undo(self) -> None:
        """Take back the newest batch, as far as it has not left the seat."""
        if not self.may_undo():
            return
        last, dispatch = self._held.pop(), self._ctx.dispatch
        ids = last.batch.ids
        if len(ids) <= AT_ONCE:
            self._gone(last, commands.take_back(dispatch, ids))
            return
        self._taking_back = True
        self._undo.hide()
        self.strip.say(_("正在撤销 {n} 件“{action}”…").format(n=f"{len(ids):,}", action=last.action), "accent")
        self.strip.progress(None)
        self._ctx.tasks.run(
            lambda: commands.take_back(dispatch, ids), lambda gone: self._gone(last, gone), lambda _e: self._gone(last)
        )

    def tell(self, sentence: str, tone: str = "info", for_ms: int = _TOLD_MS) -> None:
        """Say a sentence for a while; what can be taken back comes before it."""
        if not self._held:
            self._beat.stop()
            self._undo.hide()
        self.strip.say(sentence, tone)
        self.strip.progress(None)
        self._told.start(for_ms)

    def stop(self) -> None:
        """Nothing more to take back here; what is held goes out when its time is over."""
        self._beat.stop()
        self._told.stop()

    def _resume(self, held: Sequence[HeldBatch], lapsed: Sequence[HeldBatch]) -> None:
        """What was held when the console ended: what has time left is shown again, of the rest is told."""
        if lapsed:
            each = [(_Held(batch, 0).action, len(batch.ids)) for batch in lapsed]
            said = _("，").join(n_("“{action}”{n} 件", n).format(action=action, n=n) for action, n in each)
            self._lapsed = _("上次退出前办理的{what}：撤销时间已过，已交发").format(what=said)
        if held and not self._held:
            self.follow(held)
        else:
            self._tell_lapsed()

    def _tell_lapsed(self) -> None:
        if self._lapsed and not self._held:
            said, self._lapsed = self._lapsed, ""
            self.tell(said, "warn", _TOLD_AFTER_START_MS)

    def _gone(self, last: _Held, gone: Sequence[str] = ()) -> None:
        self._taking_back = False
        n, left = len(gone), len(last.batch.ids) - len(gone)
        said = n_("已撤销 {n} 件“{action}”", n).format(n=f"{n:,}", action=last.action)
        if left:
            some = n_("已撤销 {n} 件“{action}”，{m} 件已经发出", n)
            said = some.format(n=f"{n:,}", action=last.action, m=f"{left:,}")
        self.tell(said, "warn" if left else "info")

    def _time_went_by(self) -> None:
        if self._taking_back:
            return
        now = time.monotonic()
        over = [held for held in self._held if held.until <= now]
        self._held = [held for held in self._held if held.until > now]
        if self._held:
            self._show(self._held[-1], now)
        elif over:
            said = n_("“{action}”{n} 件已交发", len(over[-1].batch.ids))
            self.tell(said.format(action=over[-1].action, n=f"{len(over[-1].batch.ids):,}"))
            self._tell_lapsed()

    def _show(self, last: _Held, now: float) -> None:
        left, said = last.until - now, n_("已办理“{action}”{n} 件，{s} 秒后发出", len(last.batch.ids))
        self.strip.say(said.format(action=last.action, n=f"{len(last.batch.ids):,}", s=int(left) + 1), "accent")
        self.strip.progress(left / max(last.batch.hold_s, 0.001))
        self._undo.show()
