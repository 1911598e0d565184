"""A new case by keyboard: text first, the rest proposed and never forced."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent

from app.domain.intake import Sighting
from app.domain.matter import Matter
from app.domain.rules import Rules
from app.panes.cases.parts.fields import Field
from app.panes.cases.parts.intake.likely import NewReport
from app.panes.cases.parts.intake.lookups import Calls, Candidate, Ground, PlaceHit
from app.panes.cases.parts.intake.place import Whereabouts
from app.panes.cases.parts.intake.proposing import ProposingForm
from app.panes.cases.parts.intake.upward import Sender
from app.panes.cases.parts.picker import Choice
from app.panes.cases.parts.plain import masked_phone, one_line
from app.text import _, local_time, n_
from app.words import word
from widgets.photo_strip import Photo

PROPOSE_MS = 200
KIN_MS = 350
CALLS_MS = 300


class Intake(ProposingForm):
    """`submitted(args)` with Ctrl+Enter; `left()` with Escape; `edited(draft)` on every keystroke.

    What it cannot know itself it asks for: places, codes, the ground, likely duplicates and earlier calls.
    """

    submitted = Signal(dict)
    left = Signal()
    edited = Signal(dict)
    map_asked = Signal()
    camera_asked = Signal()
    file_asked = Signal()
    files_given = Signal(list)
    image_given = Signal(object)
    place_sought = Signal(str)
    ground_asked = Signal(float, float)
    kin_asked = Signal(object, str)
    calls_asked = Signal(str)
    photo_wanted = Signal(str)

    def __init__(
        self, matters: Sequence[Matter], choices: Sequence[Choice], rules: Rules, sender: Sender | None = None
    ) -> None:
        super().__init__(matters, choices, rules)
        self._sender = sender or Sender()
        self._where, self._placed = Whereabouts(), False
        self._media_ids: list[str] = []
        self._quiet = self._timer(PROPOSE_MS, self.propose)
        self._kin_quiet = self._timer(KIN_MS, self._ask_kin)
        self._calls_quiet = self._timer(CALLS_MS, self._ask_calls)
        self.setAcceptDrops(True)
        self._connect()
        self.propose()
        self._show_where()

    # --- what it says ---

    def values(self) -> dict[str, Any]:
        """Everything said or proposed so far."""
        said = {name: value for field in self.fields() for name, value in field.read().items()}
        said |= self._where.args() | {"confidential": self.confidential.isChecked()}
        if self._media_ids:
            said["media_ids"] = list(self._media_ids)
        if self.reward.isChecked():
            said["reward"] = True
        if self.is_urgent:
            five = self.urgent.read(said["address"] or str(said.get("area_name", "")), said["description"])
            said |= {"urgent": True, "five": five, "upward": self.urgent.own_texts()}
        return said

    def draft(self) -> dict[str, Any]:
        """What must survive: what was said; what is only proposed will be proposed again."""
        said = self.values()
        if self.is_urgent:
            said["five"] = said["five"] | self.urgent.own()
        decided = {"matter_id": self.matter.picker.by_hand}
        decided |= {field.name: field.chips.by_hand for field in (self.grade, self.order)}
        said = {name: value for name, value in said.items() if decided.get(name, True)}
        if not self.matter.picker.value and self.matter.picker.field.text():
            said["matter_typed"] = self.matter.picker.field.text()
        return said | ({"codes_seen": sorted(self.codes_seen)} if self.codes_seen else {})

    def fill(self, values: Mapping[str, Any]) -> None:
        """Put values in; the place first, the operator's own words as they were."""
        self.codes_seen |= set(values.get("codes_seen") or ())
        if self._where.take(values):
            self._where_changed()
        self._media_ids = list(dict.fromkeys([*self._media_ids, *(values.get("media_ids") or ())]))
        if values.get("urgent"):
            self.urgent_button.setChecked(True)
            self.urgent.write(values.get("five") or {})
            self.urgent.take_texts(values.get("upward") or {})
        for box, name in ((self.confidential, "confidential"), (self.reward, "reward")):
            if values.get(name):
                box.setChecked(True)
        for field in self.fields():
            if values.get(field.name):
                field.write(dict(values))
        if values.get("matter_typed"):
            self.matter.picker.field.setText(str(values["matter_typed"]))
        self.propose()
        self._tell_edit()

    @property
    def part_class(self) -> str:
        """The class of the part this is about, from its code; empty without one."""
        return self._where.part_class

    # --- where it is ---

    def set_place(self, place: Mapping[str, Any]) -> None:
        """It is here: by the map, by a camera, by hand. What was known of another place goes."""
        self._where.move(place)
        self._placed = True
        self._where_changed()

    def take_hit(self, hit: PlaceHit, by_hand: bool = False) -> None:
        """A place was found by its code or taken from the list; an address that was typed stays.

        A code somewhere in the words does not move what was placed by hand.
        """
        if self._placed and not by_hand and self.located:
            return
        self._placed = by_hand
        self._where.take_hit(hit)
        address, typed = str(hit.place.get("address") or ""), self.address.read()["address"]
        mine = typed and typed.upper() != hit.code
        if address and (by_hand or not (mine or self.address.composing)):
            self.address.write({"address": address})
            self.address.fold()
        self._where_changed()
        self.propose()

    def set_ground(self, lon: float, lat: float, ground: Ground) -> None:
        """The ground of a point has been looked up; of a point that is no longer meant it says nothing."""
        if self._where.set_ground(lon, lat, ground):
            self._show_where()
            self._tell_edit()

    def clear_place(self) -> None:
        """Nowhere yet."""
        self._where, self._placed = Whereabouts(), False
        self._where_changed()

    @property
    def located(self) -> bool:
        """Whether there is a position."""
        return self._where.located

    # --- what was looked up ---

    def set_matters(self, matters: Sequence[Matter], choices: Sequence[Choice]) -> None:
        """The books have been read, or read anew; what was chosen stays."""
        self._matters, self._choices = matters, choices
        self._names = {choice.id: choice.name for choice in choices}
        self.propose()

    def offer_places(self, text: str, hits: Sequence[PlaceHit]) -> None:
        """Places were found for what was typed."""
        self.address.offer(text, hits)

    def offer_kin(self, candidates: Sequence[Candidate]) -> None:
        """Open cases that may be the same thing."""
        text = one_line(self.text.read()["description"], 60)
        self.likely.offer(candidates, NewReport(text, self._media_ids[-1] if self._media_ids else ""))

    def tell_calls(self, calls: Calls) -> None:
        """Who calls has called before."""
        mine = "".join(char for char in self.phone.read()["reporter_phone"] if char.isdigit())
        last = calls.cases[0] if calls.cases and calls.phone == mine else None
        if last is None:
            self.calls.hide()
            return
        when = local_time(last.reported_at, "datetime") if last.reported_at else ""
        about = "  ".join(part for part in (when, last.matter_name, word("state", last.state)) if part)
        said = n_("此号码 {n} 次来电，最近：{about}", len(calls.cases))
        self.calls.say(said.format(n=len(calls.cases), about=one_line(about, 60)))
        self.calls.show()

    def add_photo(self, photo_id: str, caption: str, image: QImage) -> None:
        """A picture belongs to this report from now on."""
        if photo_id not in self._media_ids:
            self._media_ids.append(photo_id)
        known = {photo.id for photo in self.photos.photos}
        if photo_id not in known:
            self.photos.set_photos([*self.photos.photos, Photo(photo_id, one_line(caption, 20))])
        self.set_image(photo_id, image)
        self.photos.show()
        self._kin_quiet.start()
        self._tell_edit()

    def set_image(self, photo_id: str, image: QImage) -> None:
        """The pixels of a picture have come."""
        if photo_id in {photo.id for photo in self.photos.photos}:
            self.photos.set_image(photo_id, image)
        self.likely.set_image(photo_id, image)

    # --- saying what is wrong, and sending ---

    def focus_first(self) -> None:
        """Give the keyboard to the text."""
        self.text.setFocus()

    def tell(self, sentence: str) -> None:
        """Say why it was not taken."""
        self.message.say(sentence)
        self.message.setVisible(bool(sentence))
        self.state.setVisible(not sentence)

    @property
    def said(self) -> str:
        """Why it was not taken; empty for nothing."""
        return self.message.text()

    def submit(self, into: str = "", lead: str = "") -> None:
        """Register, or point at what is missing; `into` is the case it is the same as, `lead` that of its incident."""
        self.propose()
        values = {name: value for name, value in self.values().items() if value not in ("", None, False)}
        self.text.complain(not values.get("description"))
        if not values.get("description"):
            self.tell(_("还差：{what}").format(what=_("描述")))
            self.text.setFocus()
            return
        beside = {name: case_id for name, case_id in (("into", into), ("lead", lead)) if case_id}
        self.submitted.emit({"source": self.source.value} | values | beside)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submit()
        else:
            event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_mime(event.mimeData())
        event.acceptProposedAction()

    def take_mime(self, mime: Any) -> bool:
        """Take pictures that were dropped or pasted; False where there are none."""
        files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []
        if files:
            self.files_given.emit(files)
        elif mime.hasImage():
            self.image_given.emit(QImage(mime.imageData()))
        else:
            return False
        return True

    # --- what changed ---

    def _where_changed(self) -> None:
        if self._where.wants_ground:
            self.ground_asked.emit(*self._where.point)
        self._show_where()
        self._kin_quiet.start()
        self._tell_edit()

    def _show_where(self) -> None:
        self.where.say(self._where.words())
        self.where_warning.say(_("位置在辖区外：照样保留并标记") if self._where.outside else "")
        self.where_warning.setVisible(self._where.outside)
        self.card.say(self._where.card_words())
        self.card_box.setVisible(bool(self._where.card_words()))

    def _switch_urgent(self, on: bool) -> None:
        self.show_urgent(on)
        self.show_why()
        self._tell_edit()

    # --- what others have to look up ---

    def _go_on(self, field: Field) -> None:
        """Enter leads to the next row that is asked for; behind the last one it sends."""
        order = self.order_of_hands()
        place = order.index(field) + 1
        if place < len(order):
            order[place].setFocus()
        else:
            self.submit()

    def _ask_kin(self) -> None:
        said = self.values()
        where = self._where.args()
        new = Sighting(
            matter_id=said["matter_id"],
            lon=where.get("lon"),
            lat=where.get("lat"),
            address=said["address"],
            part_code=str(where.get("part_code", "")),
            place_id=str(where.get("place_id", "")),
            phone=said["reporter_phone"],
        )
        self.kin_asked.emit(new, str(said["description"]))

    def _ask_calls(self) -> None:
        digits = "".join(char for char in self.phone.read()["reporter_phone"] if char.isdigit())
        if len(digits) >= 7:
            self.calls_asked.emit(digits)
        else:
            self.calls.hide()

    def _tell_edit(self) -> None:
        self.tell("")
        self._tell_privacy()
        if self.is_urgent:
            said = self.values()
            limits = self._rules.report_limits.get(str(said.get("grade") or 4), self._rules.report_limits["4"])
            self.urgent.judge(said, self._sender, limits)
        self.edited.emit(self.draft())

    def _tell_privacy(self) -> None:
        phone = self.phone.read()["reporter_phone"]
        said = _("列表中显示为 {phone}").format(phone=masked_phone(phone)) if phone else ""
        if self.confidential.isChecked():
            said = _("已保密：列表和详情中不显示姓名与电话")
        self.privacy.say(said)
        self.privacy.setVisible(bool(said))

    def _connect(self) -> None:
        for field in (*self.fields(), *self.urgent.fields()):
            field.submitted.connect(partial(self._go_on, field))
        for field in self.fields():
            field.changed.connect(self._tell_edit)
        for timer, field in (
            (self._quiet, self.text), (self._quiet, self.address), (self._kin_quiet, self.address),
            (self._kin_quiet, self.matter), (self._kin_quiet, self.text), (self._calls_quiet, self.phone),
        ):  # fmt: skip
            field.changed.connect(timer.start)
        self.text.submitted.connect(self.propose)
        self.matter.changed.connect(self.show_why)
        self.grade.changed.connect(self.show_state)
        self.proposals.taken.connect(self.take_proposal)
        self.address.sought.connect(self.place_sought)
        self.address.taken.connect(partial(self.take_hit, by_hand=True))
        self.urgent.changed.connect(self._tell_edit)
        self.urgent_button.toggled.connect(self._switch_urgent)
        for box in (self.confidential, self.reward):
            box.toggled.connect(self._tell_edit)
        self.map_button.clicked.connect(self.map_asked)
        self.camera_button.clicked.connect(self.camera_asked)
        self.clear_button.clicked.connect(self.clear_place)
        self.file_button.clicked.connect(self.file_asked)
        self.likely.same.connect(self.submit)
        self.likely.part.connect(lambda lead: self.submit(lead=lead))
        self.likely.wanted.connect(self.photo_wanted)
        self.likely.looked.connect(self.focus_first)
        self.photos.wanted.connect(self.photo_wanted)
        self.send_button.clicked.connect(lambda: self.submit())
        self.back_button.clicked.connect(self.left)
        self.bind_keys()

    def _timer(self, interval_ms: int, act: Any) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval_ms)
        timer.timeout.connect(act)
        return timer
