"""What changed while this seat was cut off: read once the hub answers again, offered in a line, shown on a page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from app.bus import Link
from app.domain.clock import to_text
from app.panes.cases.parts.desks.stage import Stage
from app.panes.cases.parts.offline.away_page import AwayPage, Missed
from app.panes.cases.parts.strip import Strip
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import MissedCounts, Reader
from app.text import _, local_time, n_

MOST = 2_000


@dataclass(frozen=True, slots=True)
class Absence:
    """A time without the hub: how much happened in it, and what others changed, the last changed first."""

    since: datetime
    until: datetime
    counts: MissedCounts
    missed: tuple[Missed, ...]


def absence(reader: Reader, seat: str, now: datetime, until: datetime | None, least: timedelta) -> Absence | None:
    """Read the last absence; None where there was none, or one shorter than `least`, in which nothing was missed.

    Of many changes the last are listed, those of cases this seat has claimed before all others.
    """
    away = reader.away()
    back = until if until is not None and away is not None and until > away.since else now
    if away is None or back - away.since < least:
        return None
    mark = away.cursor if away.cursor is not None else away.since
    changed = reader.changed_since(mark, MOST, seat)
    missed = sorted((Missed(one.row.id, one.row, one.steps) for one in changed), key=lambda m: m.row.claimed_by != seat)
    return Absence(away.since, back, reader.missed(mark, away.since, back, seat), tuple(missed))


class AwayDesk(QObject):
    """Offers the page after an outage and after a start; an absence that was looked at is not offered again."""

    def __init__(self, ctx: PaneContext, view: Stage, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view = ctx, view
        self._found: Absence | None = None
        self._page: AwayPage | None = None
        self._live = False
        self._task: Task | None = None
        self.seen = ""
        self.strip = Strip("history", "info", closable=True)
        self.strip.offer(_("查看"), "Z", self.open)
        self.strip.closed.connect(self._looked_at)
        view.queue.put_below(self.strip)
        view.page_left.connect(self._page_left)

    @property
    def page(self) -> AwayPage | None:
        """The page while it is open."""
        return self._page

    def linked(self, link: Link) -> None:
        """The seat stands like this with the hub now; coming back is the moment to look."""
        live, came = link.state == "live", link.state == "live" and not self._live
        self._live = live
        if came:
            self.read(link.since)

    def read(self, until: datetime | None = None) -> None:
        """Read what was missed, and offer it unless it was looked at before."""
        reader, seat, now = self._ctx.reader, self._ctx.actor().seat, self._ctx.clock.now()
        least = timedelta(seconds=self._ctx.settings.away_s)
        if self._task is not None:
            self._task.cancel()
        self._task = self._ctx.tasks.run(lambda: absence(reader, seat, now, until, least), self._take)

    def may_open(self) -> bool:
        """Whether there is an absence to tell of."""
        return self._found is not None

    def open(self) -> None:
        """Open the page of the last absence."""
        found = self._found
        if found is None:
            return
        page = AwayPage(self._ctx.clock, self._ctx.actor().seat)
        page.opened.connect(self._open_case)
        page.left.connect(self._view.close_page)
        page.show_missed(_span(found), _summary(found) + _listed(found), found.missed)
        self._view.open_page(page)
        self._page = page
        self._looked_at()
        self.strip.put_away()

    def stop(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()

    def _take(self, found: Absence | None) -> None:
        self._found = found
        if found is not None and to_text(found.since) != self.seen and (found.missed or found.counts.late):
            self.strip.say(f"{_span(found)}：{_summary(found)}")

    def _looked_at(self) -> None:
        if self._found is not None:
            self.seen = to_text(self._found.since)

    def _open_case(self, case_id: str) -> None:
        self._view.show_detail()
        self._ctx.selection.choose_case(case_id)

    def _page_left(self) -> None:
        self._page = None


def _span(found: Absence) -> str:
    form = "time" if found.until - found.since < timedelta(hours=12) else "day"
    return _("断开 {since}–{until}").format(since=local_time(found.since, form), until=local_time(found.until, form))


def _summary(found: Absence) -> str:
    counts = found.counts
    said = (
        n_("他席改动 {n} 件", counts.every).format(n=f"{counts.every:,}"),
        _("新到 {n} 件").format(n=f"{counts.new:,}") if counts.new else "",
        _("我认领的 {n} 件").format(n=f"{counts.mine:,}") if counts.mine else "",
        _("期间转超期 {n} 件").format(n=f"{counts.late:,}") if counts.late else "",
    )
    return _("，").join(part for part in said if part)


def _listed(found: Absence) -> str:
    """A list that was cut short says so."""
    if len(found.missed) >= found.counts.every:
        return ""
    return "。" + _("下面只列最近改动的 {n} 件，其余在队列里按“最近变化”排序可见").format(n=f"{len(found.missed):,}")
