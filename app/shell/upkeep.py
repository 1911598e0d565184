"""The page of a seat's own data at work: read while it is open, checked every day, healed when a person asks for it."""

import sqlite3
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.qt.pane import PaneContext
from app.shell.upkeep_sheet import UpkeepSheet
from app.shell.upkeep_words import Picture, ill_words, read_picture
from app.store.checkup import Checkup, check, is_due, last_checkup
from app.store.copies import keep_copy
from app.text import _, local_time

_BEAT_MS = 1_000
# A look at every page wants the disk for itself: not while a seat is being opened.
_DAILY_MS = 600_000


class Upkeep(QObject):
    """Reads and looks off the main thread. What is damaged is healed by whoever talks with the hub (`mend`)."""

    def __init__(self, ground: QWidget, ctx: PaneContext) -> None:
        super().__init__(ground)
        self._ctx = ctx
        self.sheet = UpkeepSheet(ground, ctx.settings.hub_url)
        self.sheet.check, self.sheet.repair, self.sheet.copy = self.check, self.repair, self.copy
        self.sheet.closed.connect(self._closed)
        self._seen: Picture | None = None
        self._busy = self._reading = self._warned = False
        self._kept_before: tuple[str, ...] | None = None
        self._beat, self._daily = QTimer(self, interval=_BEAT_MS), QTimer(self, interval=_DAILY_MS)
        self._beat.timeout.connect(self._read)
        self._daily.timeout.connect(self.check_if_due)
        self._daily.start()

    def open(self) -> None:
        """Open the card; it goes on reading while it is open."""
        self.sheet.say("")
        self._warned = False
        self.sheet.open()
        self._read()
        self._beat.start()

    def check(self) -> None:
        """Look at every page of both files now."""
        self.open_if_closed()
        self._begin(_("正在逐页检查……"), self._look, self._checked)

    def repair(self) -> None:
        """Look at both files, let what is damaged be healed, and copy what is sound."""
        self.open_if_closed()
        self._begin(_("正在逐页检查……"), self._look, self._heal)

    def copy(self) -> None:
        """Copy the outbox now."""
        self.open_if_closed()
        self._begin(_("正在备份……"), self._copy, self._copied)

    def check_if_due(self) -> None:
        """Look at both files where nobody has within a day; what is damaged is healed at once."""
        profile, clock = self._ctx.profile, self._ctx.clock

        def look() -> Checkup | None:
            return check(profile, clock.now()) if is_due(last_checkup(profile), clock.now()) else None

        self._ctx.tasks.run(look, self._looked)

    def open_if_closed(self) -> None:
        """Come into sight, for a key of the palette works without the card."""
        if not self.sheet.shown:
            self.open()

    def stop(self) -> None:
        """Read nothing more."""
        self._beat.stop()
        self._daily.stop()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _begin(self, sentence: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        if self._busy:
            return
        self._busy = True
        self.sheet.say(sentence)
        self._ctx.tasks.run(work, lambda answer: self._ended(done, answer), self._failed)

    def _ended(self, done: Callable[[Any], None], answer: Any) -> None:
        self._busy = False
        done(answer)
        self._read()

    def _failed(self, fault: BaseException) -> None:
        self._busy = False
        self.sheet.say(_("没有做成：{why}").format(why=str(fault)[:120]), "alarm")

    def _look(self) -> Checkup:
        return check(self._ctx.profile, self._ctx.clock.now())

    def _looked(self, found: Checkup | None) -> None:
        if found is not None and found.ill:
            self._ctx.mend()

    def _checked(self, found: Checkup) -> None:
        self._warned = False
        if found.ill:
            self.sheet.say("\n".join(ill_words(file) for file in found.ill), "alarm")
        else:
            self.sheet.say(_("两个文件都完好"))

    def _heal(self, found: Checkup) -> None:
        broken = {file.name for file in found.ill if file.state == "damaged"}
        if "cache.db" not in broken:
            self._checked(found)
            if not found.ill:
                self._begin(_("正在备份……"), self._copy, lambda copies: self._copied(copies, whole=True))
        elif self._is_away() and not self._warned:
            self._warned = True
            self.sheet.say(_("现在离线：修复后列表是空的，线路通了才取得回来。仍要修复，再按一次 R"), "alarm")
        else:
            self._kept_before = self._seen.kept if self._seen is not None else ()
            self.sheet.say(_("正在修复：损坏的缓存另存，内容从中心平台重新取回……"))
            self._ctx.mend()

    def _is_away(self) -> bool:
        return self._seen is not None and self._seen.link.state not in ("live", "catching_up")

    def _copy(self) -> str:
        """Returns when it was made, "" where the disk did not take it."""
        now = self._ctx.clock.now()
        try:
            keep_copy(self._ctx.profile.outbox_db, now)
        except (sqlite3.Error, OSError):
            return ""
        return local_time(now, "seconds")

    def _copied(self, at: str, whole: bool = False) -> None:
        if not at:
            self.sheet.say(_("待发记录没有备份成功；请检查磁盘空间"), "alarm")
            return
        form = _("两个文件都完好，不用修复；待发记录已备份（{time}）") if whole else _("待发记录已备份（{time}）")
        self.sheet.say(form.format(time=at))

    def _read(self) -> None:
        if not self._reading:
            self._reading = True
            reader, profile = self._ctx.reader, self._ctx.profile
            self._ctx.tasks.run(lambda: read_picture(reader, profile), self._take, self._unread)

    def _take(self, seen: Picture) -> None:
        self._reading, self._seen = False, seen
        self.sheet.show_picture(seen, self._ctx.clock.now())
        if self._kept_before is not None and len(seen.kept) and seen.kept != self._kept_before and not self._busy:
            self._kept_before = None
            self._begin(_("正在核对修复的结果……"), self._look, lambda found: self._healed(found, seen.kept[-1]))

    def _unread(self, _fault: BaseException) -> None:
        """A damaged file does not even let itself be counted: the look at its pages says so."""
        self._reading = False

    def _healed(self, found: Checkup, kept: str) -> None:
        if found.ill:
            self._checked(found)
        else:
            self.sheet.say(
                _("已修复：损坏的缓存另存为 {name}，内容从中心平台重新取回，待发的一项不少").format(name=kept)
            )

    def _closed(self) -> None:
        self._beat.stop()
