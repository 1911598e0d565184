"""Puts the triage bench together: captures to the list, the one in hand to the stage, decisions to the dispatch."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.bus import Link
from app.panes.triage import commands, model
from app.panes.triage.parts.album import Album
from app.panes.triage.parts.choices import Choice
from app.panes.triage.parts.settling import KEYS, Question, figures, question_of
from app.panes.triage.queries import Line, NearCase, Sight, WeekBook, near_cases
from app.panes.triage.reading import Reading, Waiting
from app.panes.triage.showing import Showing
from app.panes.triage.view import TriageView
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Spot
from app.text import _
from app.words import refusal

BEAT_MS, TICK_BEATS = 1_000, 30
AHEAD = 5
NEEDS = {"accept": "accept", "reject": "decline", "merge": "merge"}


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
        self.waiting = Waiting()
        self.book: WeekBook | None = None
        self.shown: Sight | None = None
        self._link, self._beats = Link(), 0
        self._near: tuple[NearCase, ...] = ()
        self._done: tuple[Sight, commands.Answers, datetime] | None = None
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._time_went_by)
        self._connect()
        self._say_empty()
        self._refresh_actions()
        self._beat.start()

    # --- the shape of a room ---

    def actions(self) -> list[PaneAction]:
        """Everything that can be done here, with its key."""
        step, may = self._step, self._may
        own = [
            PaneAction("triage.next", _("下一张抓拍"), partial(step, 1), "J", "arrow-down"),
            PaneAction("triage.previous", _("上一张抓拍"), partial(step, -1), "K", "arrow-up"),
            PaneAction("triage.accept", _("采信抓拍"), self.accept, "A", "check", partial(may, "accept")),
            PaneAction("triage.reject", _("不采信抓拍"), self.reject, "R", "x", partial(may, "reject")),
            PaneAction("triage.merge", _("抓拍并入案件"), self.merge, "M", "layers", partial(may, "merge")),
            PaneAction("triage.undo", _("撤销刚才的研判"), self.undo, "Z", "undo-2", self._can_undo),
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
            choose = partial(self._choose, number)
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

    def accept(self) -> None:
        """The capture in hand becomes a case."""
        if self.shown is not None:
            self._decided(commands.accept(self._ctx.dispatch, self.shown.stack))

    def reject(self) -> None:
        """Ask why not."""
        many = len(self.shown.stack.cases) if self.shown else 1
        title = _("为什么不采信？这 {n} 张一并处理").format(n=many) if many > 1 else _("为什么不采信？")
        found = [Choice(code, _(words), asks=code == "other") for code, words in model.REASON_WORDS.items()]
        self.view.stage.reasons.offer(title, found)
        self.view.stage.open_choice("reasons")

    def merge(self) -> None:
        """Ask into which of the open cases nearby."""
        if self.shown is None:
            return
        own = [case.id for case in self.shown.stack.cases]
        self._near = near_cases(self._ctx.reader, self.shown.head, own)
        if not self._near:
            self.view.stage.tell(_("300 米内没有可并入的在办案件"))
            return
        words = [(near.case.id, *model.near_words(near, self._ctx.clock.now())) for near in self._near]
        self.view.stage.near.offer(_("并入哪一件？"), [Choice(*found) for found in words])
        self.view.stage.open_choice("near")

    def undo(self) -> None:
        """Take the last decision back while it has not left the seat, and stand on that capture again."""
        if self._done is None or not self._can_undo():
            return
        (sight, answers, _until), self._done = self._done, None
        taken_back = commands.undo(self._ctx.dispatch, answers)
        self.view.stage.inform(_("已撤销") if taken_back else "")
        self.view.stage.tell("" if taken_back else _("已经发出，不能撤销；请在案件席办理"))
        if taken_back:
            self.shown = sight
            self.view.list.select(sight.id)
            self.album.want([sight.head.id])
        self.reading.decided()

    def go_around(self) -> None:
        """Gather every room round the capture in hand."""
        head = self.shown.head if self.shown else None
        if head is not None and head.lon is not None and head.lat is not None:
            title = model.one_line(self.shown.camera_name or head.address, 40) if self.shown else ""
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
        self._tell(commands.first_refusal([answer]))

    # --- deciding ---

    def _reasoned(self, code: str, words: str) -> None:
        if self.shown is not None:
            note = words or _(model.REASON_WORDS[code])
            self._decided(commands.reject(self._ctx.dispatch, self.shown.stack, code, note))

    def _merged(self, case_id: str, _words: str) -> None:
        if self.shown is not None:
            self._decided(commands.merge(self._ctx.dispatch, self.shown.stack, case_id))

    def _decided(self, answers: commands.Answers) -> None:
        """Go on to the next at once; where a rule said no, stay and say why."""
        refused = commands.first_refusal(answers)
        self._back()
        self._tell(refused)
        if refused is None and self.shown is not None:
            self._done = (self.shown, answers, self._ctx.clock.now() + timedelta(seconds=commands.HOLD_S))
            self._inform()
            done = self.shown.id
            place = next((n for n, sight in enumerate(self.waiting.sights) if sight.id == done), 0)
            left = tuple(sight for sight in self.waiting.sights if sight.id != done)
            gone = {case.id for case in self.shown.stack.cases}
            captures = tuple(case for case in self.waiting.captures if case.id not in gone)
            self.waiting = Waiting(captures, left)
            self._lay_out_list()
            self._show(left[min(place, len(left) - 1)] if left else None)
        self.reading.decided()

    def _can_undo(self) -> bool:
        return self._done is not None and self._ctx.clock.now() < self._done[2]

    def _inform(self) -> None:
        left = max(0.0, (self._done[2] - self._ctx.clock.now()).total_seconds()) if self._done else 0.0
        self.view.stage.inform(_("{n} 秒内可撤销（Z）").format(n=round(left)) if left else "")

    def _tell(self, refused: Any) -> None:
        self.view.stage.tell(refusal(refused.code) if refused is not None else "")

    def _choose(self, number: int) -> None:
        stage = self.view.stage
        if stage.choosing:
            (stage.reasons if stage.choosing == "reasons" else stage.near).press(number)

    def _back(self) -> None:
        self.view.stage.close_choice()
        self.view.list.setFocus()

    def _step(self, by: int) -> None:
        (self.view.scores.list if self.view.at_scores else self.view.list).step(by)

    def _turn(self) -> None:
        self.view.turn_to(not self.view.at_scores)

    def _turned(self, _tab: int) -> None:
        """The book opens at the algorithm that made the capture in hand."""
        if self.view.at_scores and self.shown is not None:
            self.view.scores.list.select(f"{self.shown.head.algorithm}\n")
        self._refresh_actions()

    def _asked(self, intent: str) -> None:
        intents = {"accept": self.accept, "reject": self.reject, "merge": self.merge, "back": self._back}
        intents |= {"around": self.go_around, "open": self.open_case}
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

    def _may(self, intent: str) -> bool:
        return self.shown is not None and self._ctx.reader.rules().may(self._ctx.actor().role, NEEDS[intent])

    def _open_to(self, intent: str) -> bool:
        return intent in self.question().to

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
            self._show(found.sights[0] if found.sights else None)
            return
        same = next((s for s in found.sights if any(case.id == before.head.id for case in s.stack.cases)), None)
        if same is not None:
            self._show(same)
        elif not self.view.stage.choosing or not found.sights:
            # Somebody else has judged it: nobody may go on deciding about it, and no other slips under the hand.
            self.shown = None
            self.view.stage.tell(_("这张抓拍已由其他席位处理；按 J 看下一张"))
            self._refresh_actions()
            if not found.sights:
                self._show(None)

    def _lay_out_list(self) -> None:
        model.show_rows(self.sights, self.waiting.sights)
        self._showing.counts(self.waiting, self.book)

    def _chosen(self, sight_id: str) -> None:
        sight = self._sight(sight_id)
        if sight is not None and (self.shown is None or sight.id != self.shown.id):
            self.view.stage.close_choice()
            self.view.stage.tell("")
            self._show(sight)

    def _show(self, sight: Sight | None) -> None:
        changed = sight is None or self.shown is None or sight.id != self.shown.id
        self.shown = sight
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
        model.show_rows(self.lines, book.lines)
        self._lay_out_list()
        if self.shown is not None:
            self._showing.words(self.shown, self.book)
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        for intent in NEEDS:
            self.view.stage.buttons[intent].setEnabled(self._may(intent))
        self.view.stage.buttons["around"].setEnabled(self._has_place())
        self.view.stage.buttons["open"].setEnabled(self._has_shown())
        self._showing.question(self.question(), self.shown is not None)

    def _take_link(self, link: Link) -> None:
        if link.state == "live" and self._link.state != "live":
            self.album.forget_missing()
            if self.shown is not None:
                self._look_ahead(self.shown)
        self._link = link
        self.view.truth.set(*model.truth_words(link, self._ctx.clock.now()))
        self._say_empty()

    def _say_empty(self) -> None:
        self._showing.nothing(self._link, self.shown is None and not self.waiting.sights)

    def _time_went_by(self) -> None:
        self.view.truth.set(*model.truth_words(self._link, self._ctx.clock.now()))
        if self._done is not None:
            self._inform()
            self._done = self._done if self._can_undo() else None
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
        view.stage.reasons.chosen.connect(self._reasoned)
        view.stage.reasons.left.connect(self._back)
        view.stage.near.chosen.connect(self._merged)
        view.stage.near.left.connect(self._back)
        view.stage.strip.wanted.connect(self._want_member)
        self.album.pictured.connect(self._pictured)
        reading.waiting.connect(self._take_waiting)
        reading.week.connect(self._take_week)
        reading.linked.connect(self._take_link)
        view.woke.connect(reading.woke)
        bridge.records_changed.connect(self._records_changed)
        bridge.link_changed.connect(reading.link_soon)
        bridge.settled.connect(reading.link_soon)
