"""Stories of the microphone, in a process of their own (test_microphone.py): Qt asks for its sound server once."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.devices.audio.dsp import Halver
from app.devices.speakers import Call, Happened
from app.panes.broadcast.parts.microphone import Microphone
from tests.fakes.sound import Rig
from tests.fakes.street import likeness, played, speech, targets


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """The server that this process was started with; only its mouth is ours."""
    made = Rig(Path(os.environ["HALL_TEST_SOUND"]))
    made.speak_up()
    yield made
    made.stop()


def story_held_key_to_street_and_not_a_word_after_release(qtbot, rig, open_room):
    room, pane = open_room()
    room.ctx.selection.choose_speakers(("s0", "s1"))
    compose = pane.view.compose
    room.ctx.selection.speak_requested.emit()
    qtbot.waitUntil(lambda: compose.talk.button.isEnabled() and len(pane.speaking.microphone._before) > 0, timeout=8000)
    said = speech(1.6, 16000, seed=4)
    quiet = compose.talk.meter.level
    pressed = time.monotonic()
    qtbot.keyPress(compose.talk.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: any(s.last_at for s in room.farm.speakers["s0"]._streams.values()), timeout=3000)
    first = time.monotonic() - pressed
    rig.say(said)
    qtbot.waitUntil(lambda: compose.talk.meter.level > quiet + 20, timeout=3000)
    assert "正在播出" in pane.view.banner_text.text()
    qtbot.wait(1900)
    rig.say(speech(2.0, 16000, seed=8))
    qtbot.keyRelease(compose.talk.button, Qt.Key.Key_Space)
    released = time.monotonic()
    qtbot.waitUntil(lambda: bool(pane.view.air.model.rows()) and not pane.desk.running(), timeout=6000)
    stream = next(iter(room.farm.speakers["s0"]._streams.values()))
    assert stream.last_at - released < 0.06, "it went on after release"
    assert first < 0.3
    heard = played(room.farm, "s0")[0]
    assert likeness(Halver().process(said), heard) > 0.6  # cleaned and levelled by the voice chain
    assert [r.state for r in pane.view.air.model.rows()] == ["已送达", "已送达"]
    qtbot.waitUntil(lambda: room.store.reader.latest("broadcast", "started_at")[0].state == "ended", timeout=3000)
    assert room.store.reader.latest("broadcast", "started_at")[0].why == "released"


def story_microphone_to_street_unprocessed_is_the_same_sound(qtbot, rig, voice, street, told):
    farm = street(1)
    microphone = Microphone()
    microphone.open()
    qtbot.waitUntil(lambda: len(microphone._before) > 0, timeout=8000)
    voice.begin(Call("mic", "live", targets(farm), chime=False, clean=False))
    microphone.talk(lambda frame: voice.talk("mic", frame))
    said = speech(2.0, 16000, seed=2)
    rig.say(said)
    qtbot.wait(2400)
    microphone.close()
    voice.end("mic")
    told.wait(Happened.ENDED, "mic")
    assert likeness(Halver().process(said), played(farm, "s0")[0]) > 0.98


def story_a_microphone_that_goes_dead_stops_the_call_and_says_so(qtbot, rig, open_room):
    room, pane = open_room()
    room.ctx.selection.choose_speakers(("s0",))
    button = pane.view.compose.talk.button
    qtbot.waitUntil(lambda: button.isEnabled() and len(pane.speaking.microphone._before) > 0, timeout=8000)
    qtbot.keyPress(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(pane.desk.running()), timeout=2000)
    rig.silence()
    silent = time.monotonic()
    qtbot.waitUntil(lambda: not button.held, timeout=4000)
    assert time.monotonic() - silent < 10
    assert "麦克风没有声音" in pane.view.notice.text()
    qtbot.waitUntil(lambda: not pane.desk.running(), timeout=3000)
    qtbot.keyRelease(button, Qt.Key.Key_Space)
