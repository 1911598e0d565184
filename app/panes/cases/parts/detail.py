"""One case whole: what it is, what happened, what can be done; it changes in place."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from app.panes.cases.dossier import Dossier
from app.panes.cases.parts.action_bar import ActionBar
from app.panes.cases.parts.action_form import ActionForm
from app.panes.cases.parts.clock_strip import ClockStrip, clock_lines
from app.panes.cases.parts.drafts import Drafts
from app.panes.cases.parts.facts import CaseFacts
from app.panes.cases.parts.form_stock import FormStock
from app.panes.cases.parts.header import CaseHeader
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.plain_label import PlainLabel
from app.panes.cases.parts.steps import timeline_of, who_words
from app.panes.cases.parts.trouble_panel import TroublePanel
from app.text import _, local_time
from app.words import word
from widgets import theme
from widgets.empty_state import EmptyState
from widgets.photo_strip import Photo, PhotoStrip
from widgets.timeline import Timeline

NOTICE_MS = 20_000


class CaseDetail(QWidget):
    """Shows dossiers; `operate(case, operation, args)` when a form is sent."""

    operate = Signal(str, str, dict)
    form_opened = Signal(str)
    form_left = Signal()

    def __init__(self, drafts: Drafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._dossier: Dossier | None = None
        self._stock: FormStock | None = None
        self._own_ids: frozenset[str] = frozenset()
        self.form: ActionForm | None = None
        self.header, self.clocks, self.facts = CaseHeader(), ClockStrip(), CaseFacts()
        self.photos, self.troubles, self.timeline = PhotoStrip(), TroublePanel(), Timeline()
        self.bar = ActionBar()
        self.notice = _Notice()
        self.timeline.setAccessibleName(_("办理过程"))
        self._history = PlainLabel("small", wrap=False)
        self._build()
        self.bar.asked.connect(self.open_form)
        theme.follow(self, self._dress)

    @property
    def dossier(self) -> Dossier | None:
        """The case shown, or None."""
        return self._dossier

    @property
    def case_id(self) -> str:
        """The id of the case shown, or ""."""
        return self._dossier.case.id if self._dossier else ""

    def show_dossier(
        self, dossier: Dossier | None, stock: FormStock | None, names: dict[str, str], now: datetime
    ) -> None:
        """Show a case; the same case again changes only what differs, an open form is left alone."""
        before = self._dossier
        self._dossier, self._stock = dossier, stock
        self._stack.setCurrentIndex(0 if dossier is None else 1)
        if dossier is None:
            self._close_form()
            return
        if before is None or before.case.id != dossier.case.id:
            self._close_form()
            self.notice.put_away()
            self._scroll.verticalScrollBar().setValue(0)
        else:
            self._tell_others(before, dossier)
        self._fill(dossier, names, now)

    def tick(self, now: datetime) -> None:
        """Time went by: the clocks read differently."""
        if self._dossier is not None:
            self.header.show_case(self._dossier.case, now)
            self.clocks.set_lines(clock_lines(self._dossier.case, now))

    def open_form(self, operation: str, values: dict[str, Any] | None = None) -> None:
        """Open the form of an operation with what was typed there before."""
        if self._dossier is None or self._stock is None or operation not in self.bar.operations:
            return
        self._close_form()
        draft = values if values is not None else self._drafts.find(self.case_id, operation)
        form = ActionForm(operation, self._stock, draft, self)
        case_id = self.case_id
        form.submitted.connect(lambda args: self.operate.emit(case_id, operation, args))
        form.edited.connect(lambda typed: self._drafts.keep(case_id, operation, typed))
        form.left.connect(self._leave_form)
        self.form = form
        self._form_slot.addWidget(form)
        self._form_slot_box.show()
        self.bar.setVisible(self._is_tall())
        form.focus_first()
        self.form_opened.emit(operation)

    def sent(self) -> None:
        """The open form went through."""
        if self.form is not None:
            self._drafts.drop(self.form.case_id, self.form.operation)
            self._leave_form()

    def refuse(self, sentence: str) -> None:
        """Say in the open form why it was not taken; without a form, in the notice line."""
        if self.form is not None:
            self.form.tell(sentence)
        else:
            self.notice.say(sentence, "alarm")

    def _leave_form(self) -> None:
        self._close_form()
        self._mark_drafts()
        self.form_left.emit()

    def _close_form(self) -> None:
        if self.form is not None:
            self._form_slot.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self._form_slot_box.hide()
        self.bar.show()

    def _mark_drafts(self) -> None:
        if self._dossier is not None:
            self.bar.set_operations(self._dossier.operations, self._drafts.of_case(self.case_id))

    def _tell_others(self, before: Dossier, after: Dossier) -> None:
        """Somebody else's step has come while this case was open: say who did what."""
        known = {step.id for step in before.steps} | self._own_ids
        news = [step for step in after.steps if step.id not in known and not step.waiting]
        if news:
            step = news[-1]
            said = _("{who} {time} 办理了“{action}”")
            self.notice.say(
                said.format(who=who_words(step), time=local_time(step.at, "time"), action=word("action", step.action))
            )

    def remember_own(self, command_id: str) -> None:
        """A step of this seat: its coming back from the hub is no news."""
        self._own_ids = self._own_ids | {command_id}

    def _fill(self, dossier: Dossier, names: dict[str, str], now: datetime) -> None:
        self.header.show_case(dossier.case, now)
        self.clocks.set_lines(clock_lines(dossier.case, now))
        self.facts.show_dossier(dossier)
        self.photos.set_photos([photo_of(media) for media in dossier.photos])
        self.photos.setVisible(bool(dossier.photos))
        self.troubles.show_troubles(dossier, names)
        self.timeline.set_steps(timeline_of(dossier.steps))
        self._history.say(_("办理过程（{n} 步）").format(n=len(dossier.steps)))
        self._mark_drafts()
        QTimer.singleShot(0, self, self._fit_timeline)

    def _build(self) -> None:
        content = QWidget()
        content.setProperty("ground", "none")
        self._column = QVBoxLayout(content)
        for part in (self.troubles, self.clocks, self.facts, self.photos, self._history, self.timeline):
            self._column.addWidget(part)
        self._column.addStretch()
        self.timeline.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.timeline.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        self._form_slot_box = QWidget()
        self._form_slot = QVBoxLayout(self._form_slot_box)
        self._form_slot.setContentsMargins(0, 0, 0, 0)
        self._form_slot_box.hide()
        page = QWidget()
        self._page = QVBoxLayout(page)
        line = QFrame()
        line.setProperty("rule", "true")
        self._page.addWidget(self.header)
        self._page.addWidget(self.notice)
        self._page.addWidget(self._scroll, 1)
        self._page.addWidget(line)
        self._page.addWidget(self._form_slot_box)
        self._page.addWidget(self.bar)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("list", _("从左侧选择一个案件")))
        self._stack.addWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_timeline)

    def _is_tall(self) -> bool:
        """Whether there is room for the form and the bar together."""
        return self.height() > theme.of(self).font_px * 46

    def _fit_timeline(self) -> None:
        self.timeline.setFixedHeight(max(1, self.timeline.full_height()))

    def _dress(self, worn: theme.Theme) -> None:
        pad = worn.space * 2
        self._page.setContentsMargins(pad, worn.space + worn.space // 2, pad, worn.space + worn.space // 2)
        self._page.setSpacing(worn.space + worn.space // 4)
        self._column.setSpacing(worn.space * 3 // 2)
        self._column.setContentsMargins(0, 0, worn.space // 2, 0)


def photo_of(media: Any) -> Photo:
    """A picture of a case as the strip shows it."""
    stage = {"before": _("处置前"), "after": _("处置后"), "check": _("核查")}.get(media.stage, _("现场"))
    return Photo(media.id, f"{stage}  {local_time(media.taken_at)}", _("未下载"))


class _Notice(QFrame):
    """One quiet line that says what somebody else did; it leaves by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._text = PlainLabel("")
        self._close = KeyButton("✕")
        self._close.setProperty("role", "quiet")
        self._close.setAccessibleName(_("收起"))
        row = QHBoxLayout(self)
        row.addWidget(self._text, 1)
        row.addWidget(self._close)
        self._life = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._life.timeout.connect(self.put_away)
        self._close.clicked.connect(self.put_away)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, sentence: str, tone: str = "info") -> None:
        """Say a sentence for a while."""
        worn = theme.of(self)
        self._text.say(sentence)
        self.setStyleSheet(f"_Notice {{ background: {worn.tint(tone)}; border-radius: {worn.radius}px; }}")
        self.setAccessibleName(sentence)
        self.show()
        self._life.start()

    def put_away(self) -> None:
        """Say nothing any more."""
        self._life.stop()
        self.hide()
