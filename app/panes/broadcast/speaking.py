"""What the operator's hands do: hold the key, send, stop, listen again, try again."""

from PySide6.QtCore import QObject, Signal

from app.domain.broadcast import Broadcast
from app.domain.errors import Rejected, Unavailable
from app.panes.broadcast.parts.desk import Desk, OnAir, Request
from app.panes.broadcast.parts.microphone import Microphone
from app.panes.broadcast.parts.player import SeatPlayer
from app.panes.broadcast.picture import DRILL_WORDS, Picture
from app.panes.broadcast.rehearsal import needs_confirm
from app.panes.broadcast.view import BroadcastView
from app.qt.pane import PaneContext
from app.text import _
from app.words import refusal


class Speaking(QObject):
    """Turns key presses into calls of the desk. `moved` asks for the room to be painted again."""

    moved = Signal()

    def __init__(self, ctx: PaneContext, view: BroadcastView, desk: Desk, picture: Picture, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._view, self._desk, self._picture = ctx, view, desk, picture
        self.microphone = Microphone(self)
        self._player = SeatPlayer(self)
        self._live: OnAir | None = None
        self.case_id = ""
        self.microphone.lost.connect(self._microphone_lost)

    # microphone

    def listen(self, on: bool) -> None:
        """Open the microphone, so that a press is heard at once, or close it."""
        talk = self._view.compose.talk
        if not on:
            self.microphone.close()
            return
        try:
            talk.say(_("话筒：{name}").format(name=self.microphone.open()))
        except Unavailable as fault:
            talk.say(fault.what, fault=True)

    def press(self) -> None:
        """The key goes down: speak at once."""
        call = self._begin()
        if call is not None:
            self._live = call
            self.microphone.talk(self._desk.talk(call.id))
        self.moved.emit()

    def release(self, why: str = "released") -> None:
        """The key comes up: silence at once."""
        live, self._live = self._live, None
        self.microphone.hush()
        if live is not None:
            self._desk.stop(live.id, why)
        self._view.compose.talk.button.let_go()
        self.moved.emit()

    def ended(self, call_id: str) -> None:
        """A call is over; where it was the one being spoken into, the key is up again."""
        if self._live is not None and self._live.id == call_id and not self._live.running:
            self.release("stopped")

    # sending

    def send(self) -> None:
        """Send what is composed; ask once more where it cannot be taken back lightly."""
        compose = self._view.compose
        rehearsal = self._picture.rehearsal()
        if compose.mode == "live" or self._picture.refused(rehearsal):
            compose.focus_mode()
            return
        if needs_confirm(rehearsal, compose.priority.currentData(), compose.mode) and not compose.confirming:
            compose.confirm(True, rehearsal)
            return
        compose.confirm(False, rehearsal)
        self._begin()

    def play_phrase(self) -> None:
        """Play the phrase in hand to the speakers in hand."""
        if self._view.compose.mode != "phrase":
            self._view.compose.show_mode("phrase")
        self.send()

    def stop_all(self) -> None:
        """Everything of this seat falls silent."""
        self.release("stopped")
        self._desk.stop()

    def close(self) -> None:
        """Let go of microphone and headset."""
        self.microphone.close()
        self._player.stop()

    def _begin(self) -> OnAir | None:
        self._view.show_notice("")
        self._player.stop()
        answer = self._desk.begin(self._request())
        if isinstance(answer, Rejected):
            self._view.show_notice(refusal(answer.code))
            return None
        self._picture.call = answer
        self._view.show_account()
        return answer

    def _request(self) -> Request:
        compose = self._view.compose
        phrase = compose.phrases.phrase if compose.mode == "phrase" else None
        return Request(
            mode=compose.mode,
            priority=compose.priority.currentData(),
            speakers=self._picture.chosen,
            text=self._picture.words(),
            title=phrase.title if phrase else compose.speech.text[:24] if compose.mode == "speech" else "",
            phrase_id=phrase.id if phrase else "",
            chime=compose.chime.isChecked(),
            repeat=compose.repeat.value() if compose.mode != "live" else 1,
            drill=compose.drill.isChecked(),
            reason=compose.reason.text().strip(),
            case_id=self.case_id,
        )

    def _microphone_lost(self, code: str) -> None:
        self.release("starved")
        self._view.show_notice(refusal(code))

    # afterwards

    def retry(self, call_id: str, record: Broadcast | None) -> None:
        """Choose those that did not play it, with the same words ready to be sent again."""
        call = self._desk.calls.get(call_id)
        if call is not None and call.ended is not None:
            asked = call.request
            self._again(call.ended.missed, asked.mode, asked.text, asked.phrase_id, asked.priority)
        elif record is not None:
            missed = self._view.log.missed(record)
            self._again(missed, record.mode, record.text, record.phrase_id, record.priority)

    def _again(self, missed: tuple[str, ...], mode: str, text: str, phrase_id: str, priority: str) -> None:
        compose = self._view.compose
        compose.show_mode(mode)
        if mode == "phrase":
            compose.phrases.choose(phrase_id)
        elif mode == "speech":
            compose.speech.edit.setPlainText(text.removeprefix(DRILL_WORDS))
        compose.take_priority(priority)
        self._ctx.selection.choose_speakers(missed)
        compose.focus_mode()

    def replay(self, call_id: str, record: Broadcast | None) -> None:
        """Listen to a recording at the seat."""
        call = self._desk.calls.get(call_id)
        path = call.ended.recording if call is not None and call.ended is not None else None
        if path is None and record is not None and record.recording_media_id:
            path = self._ctx.profile.media / record.recording_media_id
        if path is None:
            return
        try:
            self._player.play(path)
        except Unavailable as fault:
            self._view.show_notice("。".join(filter(None, (fault.what, fault.remedy))))
