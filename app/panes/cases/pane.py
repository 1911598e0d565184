"""Puts the case room together: rows to the model, the model to the view, requests to the dispatch."""

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.bus import Link
from app.panes.cases.model import CaseQueue
from app.panes.cases.parts.acting.keys import ACTION_KEYS
from app.panes.cases.parts.acting.reason_field import reason_options
from app.panes.cases.parts.acting.stock import Catalogue
from app.panes.cases.parts.batch.batch_page import BatchPage
from app.panes.cases.parts.batch.waiting_page import WaitingPage
from app.panes.cases.parts.desks.absence import AwayDesk
from app.panes.cases.parts.desks.batching import Batching
from app.panes.cases.parts.desks.case_desk import CaseDesk
from app.panes.cases.parts.desks.deciding import Deciding
from app.panes.cases.parts.desks.exporting import Exporting
from app.panes.cases.parts.desks.filter_desk import FilterDesk
from app.panes.cases.parts.desks.in_step import InStep
from app.panes.cases.parts.desks.intake_desk import IntakeDesk
from app.panes.cases.parts.desks.others import Others
from app.panes.cases.parts.desks.reading import CaseRead, Reading
from app.panes.cases.parts.desks.responding import Responding
from app.panes.cases.parts.desks.room_actions import PREFIX, Desks
from app.panes.cases.parts.queue.counting import Counting
from app.panes.cases.parts.queue.saved_filters import SavedFilter
from app.panes.cases.parts.truth import none_as_of
from app.panes.cases.view import CasesView
from app.qt.drafts import Drafts
from app.qt.pane import PaneAction, PaneContext
from app.qt.truth import truth_words
from app.store import CaseQuery
from app.text import _

BEAT_MS = 1_000


class CasesPane(QObject):
    """The room of the case queue."""

    def __init__(self, ctx: PaneContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._drafts = Drafts()
        self._link = Link()
        self._kept: dict[str, Any] = {}
        self.queue = CaseQueue(ctx.reader, ctx.tasks, ctx.clock, lambda: ctx.actor().seat, self)
        self.view = CasesView(self.queue.model, self._drafts)
        self.widget: QWidget = self.view
        self.reading = Reading(ctx, self)
        self.counting = Counting(ctx, self._counted, self)
        self.desk = CaseDesk(ctx, self.view.detail, self.reading.case_soon, self)
        self.intake = IntakeDesk(ctx, self.view, self._drafts, self.reading, self)
        self.desks = self._desks_of(ctx)
        self._in_step = InStep(self._press, lambda: not self.desks.batching.marks)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._time_went_by)
        self._connect_view()
        self._connect_world()
        self._beat.start()
        self.reading.catalogue()
        self.reading.link()
        self.desks.deciding.read()
        self.desks.responding.read()
        self._show_queue()

    # --- the shape of a room ---

    def actions(self) -> list[PaneAction]:
        """Everything that can be done here, with its key."""
        of_the_case = [self._in_step.keep(self.desks.together(action)) for action in self.desk.actions()]
        return [*self.intake.actions(), *of_the_case, *self.desks.actions()]

    def save(self) -> dict[str, Any]:
        """Each operator's filters and look, the case in hand and everything typed but not sent."""
        sizes = self.view.splitter.sizes()
        return {
            "desks": self._kept | {self._ctx.actor().operator_id: self.view.queue.save()},
            "missed": self.desks.absence.seen,
            "case": self.view.detail.case_id,
            "drafts": self._drafts.save(),
            "sizes": sizes,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what `save` gave."""
        self._drafts.restore(dict(state.get("drafts") or {}))
        self._kept = dict(state.get("desks") or {})
        self.view.queue.restore(dict(self._kept.get(self._ctx.actor().operator_id) or {}))
        self.desks.absence.seen = str(state.get("missed", ""))
        sizes = state.get("sizes")
        if isinstance(sizes, list) and len(sizes) == 2 and all(isinstance(size, int) and size > 0 for size in sizes):
            self.view.splitter.setSizes(sizes)
        if state.get("case"):
            self._ctx.selection.choose_case(str(state["case"]))
        self._show_queue()
        self.desks.filters.read()

    def stop(self) -> None:
        """Hear and ask nothing more."""
        self._beat.stop()
        self.counting.stop()
        self.desks.stop()
        self.desk.stop()
        self.intake.stop()
        self.reading.stop()
        self.queue.stop()

    # --- what the operator does ---

    def new_case(self, values: dict[str, Any] | None = None) -> None:
        """Open the form of a new case, with what was typed before and what is brought along."""
        self.intake.open(values)

    # --- what the world tells ---

    def _send(self) -> None:
        """The last step of see, speak, send: carry the case in hand forward, or register what is being looked at."""
        spot = self._ctx.selection.spot
        about_this = spot is None or spot.origin_id == self.view.detail.case_id
        if about_this and self.desk.begin_forward():
            return
        self.intake.open_at(spot)

    def _chosen(self, case_id: str) -> None:
        """The hand moves in the queue: a page makes room, a batch that is being written does not.

        Word of a step that comes after the hand has gone on to a page is about yesterday.
        """
        if self.view.hand_on_page:
            return
        if not isinstance(self.view.page, BatchPage | WaitingPage):
            self.view.show_detail()
        self._ctx.selection.choose_case(case_id)

    def _case_changed(self, case_id: str) -> None:
        if self.view.queue.list.current_id() != case_id:
            found = self.view.queue.list.select(case_id)
            if case_id and not found:
                self.queue.changed()
        if self.view.intake is not None:
            self.view.close_intake()
        self._in_step.expect(case_id)
        self.reading.case()

    def _records_changed(self, kind: str, ids: frozenset[str]) -> None:
        if kind == "case":
            self.queue.changed()
            self.counting.soon()
            self.desks.batching.changed()
            self.desks.deciding.changed()
            self.desks.responding.changed()
        if kind == "case_step":
            self.desks.others.changed(ids)
        if kind in ("unit", "matter", "area", "ruleset"):
            self.reading.catalogue()
        if kind == "shared_filter":
            self.desks.filters.read()
        case_id = self._ctx.selection.case_id
        shown = self.view.detail.dossier
        leads = shown is not None and bool(shown.case.incident)
        concerns = leads or not ids or case_id in ids  # what a lead shows are the cases tied to it
        if kind in ("case_step", "media", "unit", "matter") or (kind == "case" and concerns):
            self.reading.case_soon()

    def _time_went_by(self) -> None:
        now = self._ctx.clock.now()
        self.view.queue.truth.set(*truth_words(self._link, now))
        self.view.detail.tick(now)
        self.reading.turn_day(now)

    # --- reading ---

    def _show_queue(self) -> None:
        self.queue.show(self.view.queue.query(self._ctx.actor().seat))
        self.counting.count()

    def _show_case(self, read: CaseRead) -> None:
        self.view.detail.show_dossier(read.dossier, read.stock, self.reading.known.names, self._ctx.clock.now())
        self._in_step.shown(self.view.detail.case_id, self.view.page is None and self.view.intake is None)

    def _take_catalogue(self, found: Catalogue) -> None:
        self.view.queue.filters.offer("units", found.unit_names)
        self.view.queue.filters.offer("areas", found.area_names)
        self.view.queue.filters.offer("matters", list(found.names.items()))
        self.view.queue.filters.offer("reasons", reason_options(found.reasons))
        self.reading.case_soon()

    def _take_link(self, link: Link) -> None:
        back = link.state == "live" and self._link.state != "live"
        self._link = link
        if back:
            self.view.detail.photos.ask_again()
        self.desks.absence.linked(link)
        self._time_went_by()
        self._say_empty()

    def _say_empty(self) -> None:
        self.view.queue.list.set_empty(*none_as_of(self._link, self.view.queue.narrowing))

    def _settled(self, count: int, late: int) -> None:
        self.view.queue.show_count(count, late)
        self.reading.link()

    def _bring_photo(self, photo_id: str, image: QImage) -> None:
        if not image.isNull():
            self.view.detail.photos.set_image(photo_id, image)

    # --- small things ---

    def _press(self, key: str) -> bool:
        """Do what a key stands for; what cannot be done now says why."""
        found = next((action for action in self.actions() if action.shortcut == key), None)
        if found is None:
            return False
        operation = found.id.removeprefix(PREFIX)
        if found.enabled() or operation in ACTION_KEYS:
            found.run()
        return True

    def _desks_of(self, ctx: PaneContext) -> Desks:
        view = self.view
        return Desks(
            view,
            Batching(ctx, view, lambda: self.reading.known, lambda: self.queue.query, self),
            Others(ctx, view, self),
            Deciding(ctx, view, self.reading, self),
            AwayDesk(ctx, view, self),
            Exporting(ctx, view, lambda: self.queue.query, self),
            FilterDesk(
                ctx, view, lambda: self.queue.query, lambda: self.reading.known.matter_choices, self.counting.soon, self
            ),
            Responding(ctx, view, self),
        )

    def _counted(self) -> tuple[tuple[SavedFilter, ...], CaseQuery]:
        return self.view.queue.book.filters, self.view.queue.bare_query()

    def _watched(self) -> tuple[range, tuple[str, ...]]:
        rows = self.view.queue.list
        return rows.visible_rows(), rows.watched_ids()

    def _connect_view(self) -> None:
        view = self.view
        self.queue.watch(self._watched)
        self.queue.settled.connect(self._settled)
        self.queue.failed.connect(lambda _error: view.queue.truth.set(_("读取失败"), "", "stale"))
        view.queue.query_changed.connect(self._show_queue)
        view.queue.list.chosen.connect(self._chosen)
        view.new_asked.connect(self.new_case)
        view.on_key = self._press
        view.detail.photos.wanted.connect(self.reading.photo)
        view.detail.troubles.decide.connect(self.desks.deciding.open)

    def _connect_world(self) -> None:
        bridge, selection, reading = self._ctx.bridge, self._ctx.selection, self.reading
        reading.case_read.connect(self._show_case)
        self.counting.counted.connect(self.view.queue.tabs.set_counts)
        reading.catalogued.connect(self._take_catalogue)
        reading.linked.connect(self._take_link)
        reading.pictured.connect(self._bring_photo)
        bridge.records_changed.connect(self._records_changed)
        bridge.link_changed.connect(self.reading.link)
        bridge.settled.connect(self.reading.link)
        bridge.watching_changed.connect(self.queue.set_watchers)
        selection.case_changed.connect(self._case_changed)
        selection.shot_taken.connect(self.intake.take_shot)
        selection.send_requested.connect(self._send)
        selection.new_case_requested.connect(self.intake.open)
