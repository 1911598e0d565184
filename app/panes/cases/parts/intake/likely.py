"""The band that offers an open case which may be the same thing: why, both pictures, and one key for either answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.panes.cases.parts.intake.keys import KEYS
from app.panes.cases.parts.intake.large_pair import LargePair
from app.panes.cases.parts.intake.lookups import Candidate
from app.panes.cases.parts.intake.reasons import LEVELS, reason_words
from app.panes.cases.parts.key_button import KeyButton
from app.panes.cases.parts.pair_view import PairView, Side
from app.panes.cases.parts.plain import one_line
from app.panes.cases.parts.plain_label import PlainLabel
from app.text import _, local_time
from app.words import word
from widgets import theme


@dataclass(frozen=True, slots=True)
class NewReport:
    """What the new report shows on its side: its words and its newest picture."""

    text: str = ""
    photo_id: str = ""


class LikelyPanel(QFrame):
    """`same(case_id)`: it is that case; `part(lead_id)`: it is another one of that case's major incident;
    `other(case_id)`: it is neither; `wanted(photo_id)` asks for pixels;
    `looked()` when the large pictures are put away."""

    same = Signal(str)
    part = Signal(str)
    other = Signal(str)
    wanted = Signal(str)
    looked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._candidates: tuple[Candidate, ...] = ()
        self._refused: set[str] = set()
        self._at, self._low = 0, False
        self._new = NewReport()
        self._images: dict[str, QImage] = {}
        self.title, self.about, self.why = PlainLabel("strong", wrap=False), PlainLabel(), PlainLabel("small")
        self.pair = PairView()
        self.large: LargePair | None = None
        self._build()
        self.hide()

    @property
    def current(self) -> Candidate | None:
        """The case on offer."""
        return self._candidates[self._at] if self._candidates else None

    def offer(self, candidates: Sequence[Candidate], new: NewReport) -> None:
        """Offer these, without the ones that were said to be something else; the one in sight stays in sight."""
        before = self.current.case.id if self.current is not None else ""
        self._new = new
        self._candidates = tuple(c for c in candidates if c.case.id not in self._refused)
        ids = [candidate.case.id for candidate in self._candidates]
        self._at = ids.index(before) if before in ids else 0
        for photo_id in (new.photo_id, *(c.photos[-1].id for c in self._candidates if c.photos)):
            if photo_id and photo_id not in self._images:
                self.wanted.emit(photo_id)
        self._show()

    def set_image(self, photo_id: str, image: QImage) -> None:
        """The pixels of a picture have come."""
        if not image.isNull():
            self._images[photo_id] = image
            self._show_pair()

    def forget(self) -> None:
        """Another report begins: what was refused for the last one says nothing about it."""
        self._refused.clear()
        self.offer((), NewReport())

    def say_same(self) -> None:
        """It is the case on offer."""
        if self.current is not None and self.isVisible():
            self._put_large_away()
            self.same.emit(self.current.case.id)

    def say_part(self) -> None:
        """It belongs to the major incident of the case on offer, and stays a case of its own."""
        if self._lead and self.isVisible():
            self._put_large_away()
            self.part.emit(self._lead)

    def say_other(self) -> None:
        """It is not: offer the next one."""
        if self.current is not None and self.isVisible():
            case_id = self.current.case.id
            self._refused.add(case_id)
            self.offer(self._candidates, self._new)
            self.other.emit(case_id)
            if self.current is None:
                self._put_large_away()

    def set_low(self, low: bool) -> None:
        """In a low room the pictures stand aside for the form; the key still shows them large."""
        if low != self._low:
            self._low = low
            self._show_pair()

    def turn(self, by: int = 1) -> None:
        """Look at another one."""
        if self._candidates:
            self._at = (self._at + by) % len(self._candidates)
            self._show()

    def enlarge(self) -> None:
        """Look at both pictures over the whole window."""
        if self.current is not None and self.large is None:
            self.large = LargePair(self.window())
            self.large.answered.connect(self._answered)
            self.large.closed.connect(self._large_closed)
            self._show_pair()
            self.large.show()
            self.large.setFocus()

    def _answered(self, same: bool) -> None:
        self.say_same() if same else self.say_other()

    def _large_closed(self) -> None:
        self.large = None
        self.looked.emit()

    def _put_large_away(self) -> None:
        if self.large is not None:
            self.large.leave()

    @property
    def _lead(self) -> str:
        """The case that leads the major incident of the one on offer; "" where there is none."""
        case = self.current.case if self.current is not None else None
        return "" if case is None else case.id if case.incident == "open" else case.tied_to

    def _show(self) -> None:
        candidate = self.current
        self.setVisible(candidate is not None)
        if candidate is None:
            return
        case, several = candidate.case, len(self._candidates) > 1
        number = f"  {self._at + 1} / {len(self._candidates)}" if several else ""
        self.title.say(_(LEVELS.get(candidate.likeness.level, LEVELS["possible"])) + number)
        names = (case.case_no or _("待编号"), case.matter_name, word("state", case.state), case.unit_name)
        at = local_time(case.reported_at, "datetime") if case.reported_at else ""
        said = "  ·  ".join(one_line(part, 40) for part in (*names, at, case.address) if part)
        self.about.say(f"{said}\n{one_line(case.description, 90)}")
        self.why.say(reason_words(candidate.likeness))
        self._next.setVisible(several)
        self._part.setVisible(bool(self._lead))
        self._show_pair()

    def _show_pair(self) -> None:
        candidate = self.current
        if candidate is None:
            return
        theirs = candidate.photos[-1] if candidate.photos else None
        has_any = bool(self._new.photo_id or theirs)
        self.pair.setVisible(has_any and not self._low)
        self._large.setVisible(has_any)
        left = Side(
            _("新报"), one_line(self._new.text, 60), self._images.get(self._new.photo_id, QImage()), _("没有照片")
        )
        caption = local_time(theirs.taken_at, "datetime") if theirs else ""
        waiting = _("照片未到") if theirs else _("没有照片")
        pixels = self._images.get(theirs.id, QImage()) if theirs else QImage()
        right = Side(candidate.case.case_no or _("待编号"), caption, pixels, waiting)
        self.pair.set_sides(left, right)
        if self.large is not None:
            self.large.pair.set_sides(left, right)

    def _build(self) -> None:
        self._same = KeyButton(_("同一件：登记并并入"), KEYS["same"])
        self._part = KeyButton(_("同一事件：登记并关联"), KEYS["part"])
        self._other = KeyButton(_("不是同一件"), KEYS["different"])
        self._large, self._next = KeyButton(_("大图"), KEYS["large"]), KeyButton(_("下一件"), KEYS["next"])
        self._large.setProperty("role", "quiet")
        self._next.setProperty("role", "quiet")
        self._same.clicked.connect(self.say_same)
        self._part.clicked.connect(self.say_part)
        self._other.clicked.connect(self.say_other)
        self._large.clicked.connect(self.enlarge)
        self._next.clicked.connect(lambda: self.turn())
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.why, 1)
        for button in (self._same, self._part, self._other):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self._next)
        foot.addWidget(self._large)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        self._column.addWidget(self.about)
        self._column.addWidget(self.pair)
        self._column.addLayout(foot)
        self._head = head
        theme.follow(self, self._dress)

    def _dress(self, worn: theme.Theme) -> None:
        self._column.setContentsMargins(worn.space * 3 // 2, worn.space, worn.space * 3 // 2, worn.space)
        self._column.setSpacing(worn.space // 2)
        self._head.setSpacing(worn.space * 2)
        self.pair.setFixedHeight(worn.font_px * 10)
        self.title.setStyleSheet(f"color: {worn.warn}")
