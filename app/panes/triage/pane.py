"""Puts the triage bench together: captures to the list, the one in hand to the stage, decisions to the dispatch."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.bus import Link
from app.domain.errors import Rejected
from app.panes.triage import commands, model
from app.panes.triage.deciding import NEEDS, Deciding
from app.panes.triage.parts.album import Album
from app.panes.triage.parts.settling import KEYS, Question, figures, question_of
from app.panes.triage.queries import Line, Sight, WeekBook
from app.panes.triage.reading import Reading, Waiting
from app.panes.triage.showing import Showing
from app.panes.triage.view import TriageView
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Spot
from app.qt.truth import truth_words
from app.text import _
from app.words import refusal
from app.words.plain import one_line

BEAT_MS, TICK_BEATS = 1_000, 30
AHEAD = 5


class TriagePane(QObject):
    """The room of the AI captures."""

    def __init__(self, ctx: PaneContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.sights = model.sight_model(ctx.clock.now)
        self.lines = model.line_model()
        self.view = TriageView(self.sights, self.lines)
        self.widget: QWidget = self.view
        self.album = Album(ctx, self)
        self.reading = Reading(ctx, self.album, self.view.isVisible, self)
        self._showing = Showing(ctx, self.view, self.album)
        self._deciding = Deciding(ctx, self.view, lambda: self.shown, self)
        self.waiting = Waiting()
        self.book: WeekBook | None = None
        self.shown: Sight | None = None
        self._overtaken = False
        self._link, self._beats = Link(), 0
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._time_went_by)
        self._connect()
        self._say_empty()
        self._refresh_actions()
        self._beat.start()

    # --- the shape of a room ---

    def actions(self) -> list[PaneAction]:
        """Everything that can be done here, with its key."""
        step, deciding = self._step, self._deciding
        own = [
            PaneAction("triage.next", _("下一张抓拍"), partial(step, 1), "J", "arrow-down"),
            PaneAction("triage.previous", _("上一张抓拍"), partial(step, -1), "K", "arrow-up"),
            PaneAction("triage.accept", _("采信抓拍"), deciding.accept, "A", "check", partial(deciding.may, "accept")),
            PaneAction("triage.reject", _("不采信抓拍"), deciding.reject, "R", "x", partial(deciding.may, "reject")),
            PaneAction(
                "triage.merge", _("抓拍并入案件"), deciding.merge, "M", "layers", partial(deciding.may, "merge")
            ),
            PaneAction("triage.undo", _("撤销刚才的研判"), deciding.undo, "Z", "undo-2", deciding.can_undo),
            PaneAction("triage.around", _("看身边"), self.go_around, "F4", "crosshair", self._has_place),
            PaneAction("triage.open", _("在案件席打开"), self.open_case, "O", "folder-open", self._has_shown),
            PaneAction("triage.enlarge", _("放大抓拍"), self.view.stage.enlarge, "E", "maximize", self._has_shown),
            PaneAction("triage.scores", _("待研判、本周准确率"), self._turn, "W", "list-filter"),
        ]
        for intent, (title, key) in KEYS.items():
            open_now = partial(self._open_to, intent)
            own.append(PaneAction(f"triage.{intent}", _(title), partial(self.settle, intent), key, "gavel", open_now))
        for number in range(1, 10):
            title = _("选第 {n} 项").format(n=number)
            choose = partial(deciding.choose, number)
            own.append(PaneAction(f"triage.choice.{number}", title, choose, str(number), "hash", self._is_choosing))
        return own

    def save(self) -> dict[str, Any]:
        """The capture in hand and the tab in front."""
        return {"capture": self.shown.id if self.shown else "", "scores": self.view.at_scores}

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what `save` gave; a capture triaged meanwhile is left out."""
        self.view.tabs.setCurrentIndex(1 if state.get("scores") is True else 0)
        if state.get("capture"):
            self._show(self._sight(str(state["capture"])))

    def stop(self) -> None:
        """Hear and ask nothing more."""
        self._beat.stop()
        self.reading.stop()
        self.album.stop()

    # --- what the operator does ---

    def go_around(self) -> None:
        """Gather every room round the capture in hand."""
        head = self.shown.head if self.shown else None
        if head is not None and head.lon is not None and head.lat is not None:
            title = one_line(self.shown.camera_name or head.address, 40) if self.shown else ""
            origin = ("camera", head.camera_id) if head.camera_id else ("case", head.id)
            self._ctx.selection.go_around(Spot(head.lon, head.lat, title, *origin))

    def open_case(self) -> None:
        """Take the capture in hand as the case in hand."""
        if self.shown is not None:
            self._ctx.selection.choose_case(self.shown.head.id)

    def settle(self, intent: str) -> None:
        """Propose, or decide, how much the algorithm in hand is listened to."""
        line, to = self.line_in_hand(), self.question().to.get(intent)
        if line is None or line.algorithm is None or to is None:
            return
        asked = commands.propose if intent == "propose" else commands.settle
        answer = asked(self._ctx.dispatch, line.algorithm.id, to, figures(line))
        self.view.stage.tell(refusal(answer.code) if isinstance(answer, Rejected) else "")

    # --- deciding ---

    def _decided(self, done: Sight) -> None:
        """Go on to the next at once."""
        self._back()
        place = next((n for n, sight in enumerate(self.waiting.sights) if sight.id == done.id), 0)
        left = tuple(sight for sight in self.waiting.sights if sight.id != done.id)
        gone = {case.id for case in done.stack.cases}
        self.waiting = Waiting(tuple(case for case in self.waiting.captures if case.id not in gone), left)
        self._lay_out_list()
        self._show(left[min(place, len(left) - 1)] if left else None)
        self.reading.decided()

    def _refused(self) -> None:
        self._back()
        self.reading.decided()

    def _taken_back(self, sight: Sight) -> None:
        """Stand on the capture whose decision was taken back."""
        self.shown = sight
        self.view.list.select(sight.id)
        self.album.want([sight.head.id])
        self.reading.decided()

    def _back(self) -> None:
        self.view.stage.close_choice()
        self.view.list.setFocus()

    def _step(self, by: int) -> None:
        (self.view.scores.list if self.view.at_scores else self.view.list).step(by)

    def _turn(self) -> None:
        self.view.turn_to(not self.view.at_scores)

    def _turned(self, _tab: int) -> None:
        """The book opens where the shift leader is asked, else at the algorithm that made the capture in hand."""
        if self.view.at_scores:
            asked = next((line.id for line in self.book.lines if _waits(line)), "") if self.book else ""
            own = f"{self.shown.head.algorithm}\n" if self.shown is not None else ""
            if wanted := (asked if self._leads() else "") or own:
                self.view.scores.list.select(wanted)
        self._refresh_actions()

    def _asked(self, intent: str) -> None:
        deciding = self._deciding
        intents = {"accept": deciding.accept, "reject": deciding.reject, "merge": deciding.merge, "back": self._back}
        intents |= {"undo": deciding.undo, "scores": self._turn, "around": self.go_around, "open": self.open_case}
        intents.get(intent, partial(self.settle, intent))()

    def _key(self, key: str) -> bool:
        if key == "Esc":
            self._back()
            return True
        found = next((a for a in self.actions() if a.shortcut == key and a.enabled()), None)
        if found is not None:
            found.run()
        return found is not None

    # --- what is known ---

    def line_in_hand(self) -> Line | None:
        """The algorithm in hand: the one chosen in the week's book, else the one that made the capture."""
        if self.book is None:
            return None
        if self.view.at_scores:
            name = self.view.scores.list.current_id().partition("\n")[0]
        else:
            name = self.shown.head.algorithm if self.shown else ""
        return self.book.by_algorithm.get(name)

    def question(self) -> Question:
        """What there is to decide about the algorithm in hand."""
        return question_of(self.line_in_hand(), self._ctx.actor().role, self._ctx.reader.rules())

    def _open_to(self, intent: str) -> bool:
        return intent in self.question().to

    def _leads(self) -> bool:
        return self._ctx.reader.rules().may(self._ctx.actor().role, "settle_algorithm")

    def _has_shown(self) -> bool:
        return self.shown is not None

    def _has_place(self) -> bool:
        return self.shown is not None and self.shown.head.lon is not None

    def _is_choosing(self) -> bool:
        return bool(self.view.stage.choosing)

    def _sight(self, sight_id: str) -> Sight | None:
        return next((sight for sight in self.waiting.sights if sight.id == sight_id), None)

    # --- showing ---

    def _take_waiting(self, found: Waiting) -> None:
        before, self.waiting = self.shown, found
        self._lay_out_list()
        if before is None:
            if not self._overtaken or not found.sights:
                self._show(found.sights[0] if found.sights else None)
            return
        same = next((s for s in found.sights if any(case.id == before.head.id for case in s.stack.cases)), None)
        if same is not None:
            self._show(same)
        elif not self.view.stage.choosing or not found.sights:
            # Somebody else has judged it: nobody may go on deciding about it, and no other slips under the hand.
            self.shown, self._overtaken = None, True
            self.view.stage.tell(_("这张抓拍已由其他席位处理；按 J 看下一张"))
            self._refresh_actions()
            if not found.sights:
                self._show(None)

    def _lay_out_list(self) -> None:
        self.sights.show_all(self.waiting.sights)
        self._showing.counts(self.waiting, self.book, self._leads())

    def _chosen(self, sight_id: str) -> None:
        sight = self._sight(sight_id)
        if sight is not None and (self.shown is None or sight.id != self.shown.id):
            self.view.stage.close_choice()
            self.view.stage.tell("")
            self._show(sight)

    def _show(self, sight: Sight | None) -> None:
        changed = sight is None or self.shown is None or sight.id != self.shown.id
        self.shown, self._overtaken = sight, False
        if sight is None:
            self._say_empty()
        else:
            self.view.list.select(sight.id) if changed else None
            self._showing.words(sight, self.book)
            self._showing.picture(sight)
            if changed:
                self._look_ahead(sight)
        self._refresh_actions()

    def _look_ahead(self, sight: Sight) -> None:
        place = next((n for n, other in enumerate(self.waiting.sights) if other.id == sight.id), 0)
        self.album.want(other.head.id for other in self.waiting.sights[place : place + AHEAD + 1])

    def _pictured(self, case_id: str) -> None:
        self._showing.member(case_id)
        if self.shown is not None and case_id == self.shown.head.id:
            self._showing.picture(self.shown)

    def _want_member(self, case_id: str) -> None:
        self._showing.member(case_id)
        self.album.want([case_id])

    def _records_changed(self, kind: str, ids: object) -> None:
        if kind == "media":
            # The picture of a capture comes after its report.
            self.album.forget_missing()
            if self.shown is not None and self.view.isVisible():
                self._look_ahead(self.shown)
        self.reading.changed(kind, ids)

    def _take_week(self, book: WeekBook) -> None:
        self.book = book
        self.lines.show_all(book.lines)
        self._lay_out_list()
        if self.shown is not None:
            self._showing.words(self.shown, self.book)
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        for intent in NEEDS:
            self.view.stage.buttons[intent].setEnabled(self._deciding.may(intent))
        self.view.stage.buttons["around"].setEnabled(self._has_place())
        self.view.stage.buttons["open"].setEnabled(self._has_shown())
        self._showing.question(self.question(), self.shown is not None)

    def _take_link(self, link: Link) -> None:
        if link.state == "live" and self._link.state != "live":
            self.album.forget_missing()
            if self.shown is not None:
                self._look_ahead(self.shown)
        self._link = link
        self.view.truth.set(*truth_words(link, self._ctx.clock.now()))
        self._say_empty()

    def _say_empty(self) -> None:
        self._showing.nothing(self._link, self.shown is None and not self.waiting.sights)

    def _time_went_by(self) -> None:
        self.view.truth.set(*truth_words(self._link, self._ctx.clock.now()))
        self._deciding.time_went_by()
        self._beats += 1
        if self._beats % TICK_BEATS == 0:
            self.sights.tick()
            self.reading.link_soon()

    def _connect(self) -> None:
        view, reading, bridge = self.view, self.reading, self._ctx.bridge
        view.on_key = self._key
        view.list.chosen.connect(self._chosen)
        view.list.opened.connect(lambda _id: view.stage.enlarge())
        view.scores.list.chosen.connect(lambda _id: self._refresh_actions())
        view.tabs.currentChanged.connect(self._turned)
        view.stage.asked.connect(self._asked)
        view.scores.asked.connect(self._asked)
        view.scores_asked.connect(partial(self._asked, "scores"))
        view.stage.reasons.left.connect(self._back)
        view.stage.near.left.connect(self._back)
        view.stage.strip.wanted.connect(self._want_member)
        self._deciding.decided.connect(self._decided)
        self._deciding.refused.connect(self._refused)
        self._deciding.taken_back.connect(self._taken_back)
        self.album.pictured.connect(self._pictured)
        reading.waiting.connect(self._take_waiting)
        reading.week.connect(self._take_week)
        reading.linked.connect(self._take_link)
        view.woke.connect(reading.woke)
        bridge.records_changed.connect(self._records_changed)
        bridge.link_changed.connect(reading.link_soon)
        bridge.settled.connect(reading.link_soon)


def _waits(line: Line) -> bool:
    """Whether a proposal about an algorithm waits for the shift leader."""
    return not line.score.camera_id and line.algorithm is not None and bool(line.algorithm.proposed)
