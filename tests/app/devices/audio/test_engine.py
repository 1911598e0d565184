"""What the street hears: real packets to real receivers."""

import threading
import time
from pathlib import Path

import numpy as np

from app.devices.audio import VoiceService
from app.devices.audio.dsp import Halver
from app.devices.drivers.rtp import g711
from app.devices.drivers.rtp.simulator import Faults
from app.devices.speakers import Call, Happened, ReceiptState
from tests.fakes.street import likeness, played, read_wav, save_wav, speech, targets


def talk(voice: VoiceService, call_id: str, sound: np.ndarray) -> None:
    """Speak 16 kHz sound in real time, 20 ms by 20 ms."""
    clock, start = threading.Event(), time.monotonic()
    for i in range(sound.size // 320):
        clock.wait(max(0.0, start + i * 0.02 - time.monotonic()))
        voice.talk(call_id, sound[i * 320 : (i + 1) * 320].tobytes())


def heard_live(voice, street, told, speakers: int, clean: bool, wanted: float) -> float:
    """Speak until every speaker has what was said well enough: a machine too busy for it says it again."""
    said, worst = speech(1.4, 16000), 0.0
    for turn in range(5):
        farm, call = street(speakers), f"live-{clean}-{turn}"
        voice.begin(Call(call, "live", targets(farm), chime=False, clean=clean))
        talk(voice, call, said)
        voice.end(call)
        receipts = told.receipts(call)
        assert {r.state for r in receipts.values()} == {ReceiptState.DELIVERED}
        assert {r.level for r in receipts.values()} == {"playing"}
        told.wait(Happened.ENDED, call)
        worst = min(likeness(Halver().process(said), played(farm, speaker)[0]) for speaker in farm.speakers)
        if worst > wanted:
            break
    return worst


def test_a_live_announcement_is_heard(voice, street, told):
    assert heard_live(voice, street, told, 3, clean=False, wanted=0.98) > 0.98


def test_a_cleaned_voice_is_still_that_voice(voice, street, told):
    assert heard_live(voice, street, told, 1, clean=True, wanted=0.6) > 0.6


def test_a_phrase_reaches_every_speaker_bit_exact(voice, street, told, tmp_path: Path):
    farm = street(5)
    clip = save_wav(tmp_path / "phrase.wav", speech(0.7, 24000), 24000)
    voice.begin(Call("phrase-1", "phrase", targets(farm), chime=True, clip=clip, repeat=2, gap_s=0.2))
    ended = told.wait(Happened.ENDED, "phrase-1")
    assert ended.why == "finished" and ended.covered == 5 and ended.missed == ()
    assert ended.recording is not None and len(ended.sha256) == 64
    sent = g711.from_alaw(g711.to_alaw(read_wav(ended.recording)))
    for speaker in farm.speakers:
        heard = played(farm, speaker)[0]
        assert heard.size == sent.size and np.array_equal(heard, sent)


def test_a_ulaw_speaker_hears_the_same_call(voice, street, told, tmp_path: Path):
    farm = street(2)
    first, second = targets(farm)[0], targets(farm, "pcmu")[1]
    clip = save_wav(tmp_path / "phrase.wav", speech(0.6, 8000), 8000)
    voice.begin(Call("both", "phrase", (first, second), chime=False, clip=clip))
    ended = told.wait(Happened.ENDED, "both")
    sent = read_wav(ended.recording)
    assert np.array_equal(played(farm, "s0")[0], g711.from_alaw(g711.to_alaw(sent)))
    assert np.array_equal(played(farm, "s1")[0], g711.from_ulaw(g711.to_ulaw(sent)))


def test_every_fault_is_called_by_its_name(voice, street, told, tmp_path: Path):
    faults = {
        1: Faults(offline=True),
        2: Faults(loss=0.1),
        3: Faults(muted=True),
        4: Faults(no_rtcp=True, no_status=True),
        5: Faults(no_rtcp=True),
        6: Faults(no_status=True),
        7: Faults(loss=0.6),
    }
    farm = street(9, faults)
    clip = save_wav(tmp_path / "phrase.wav", speech(1.6, 8000), 8000)
    voice.begin(Call("faulty", "phrase", targets(farm), chime=False, clip=clip))
    receipts = told.receipts("faulty")
    assert {k: (r.state.value, r.detail) for k, r in receipts.items()} == {
        "s0": ("delivered", ""),
        "s1": ("failed", "unreachable"),
        "s2": ("degraded", "loss"),
        "s3": ("muted", "muted"),
        "s4": ("unconfirmed", "no_report"),
        "s5": ("delivered", ""),
        "s6": ("delivered", ""),
        "s7": ("failed", "loss"),
        "s8": ("delivered", ""),
    }
    assert 0.05 < (receipts["s2"].loss or 0) < 0.16
    assert receipts["s3"].playing is False and receipts["s3"].received
    assert receipts["s5"].received is None and receipts["s6"].playing is None
    ended = told.wait(Happened.ENDED, "faulty")
    assert ended.covered == 5 and set(ended.missed) == {"s1", "s3", "s4", "s7"}
    assert not [r for e in told.events for r in e.receipts if r.speaker_id == "s3" and r.state == ReceiptState.PLAYING]


def test_one_dead_speaker_does_not_stall_the_rest(voice, street, told, tmp_path: Path):
    farm = street(20, {i: Faults(offline=True) for i in range(0, 20, 4)})
    clip = save_wav(tmp_path / "phrase.wav", speech(0.8, 8000), 8000)
    voice.begin(Call("dead", "phrase", targets(farm), chime=False, clip=clip))
    ended = told.wait(Happened.ENDED, "dead")
    assert set(ended.missed) == {f"s{i}" for i in range(0, 20, 4)}
    sent = g711.from_alaw(g711.to_alaw(read_wav(ended.recording)))
    alive = [s for s in farm.speakers if s not in ended.missed]
    assert all(np.array_equal(played(farm, each)[0], sent) for each in alive)


def test_a_higher_call_interrupts_and_the_lower_one_returns(voice, street, told, tmp_path: Path):
    farm = street(2)
    music = save_wav(tmp_path / "music.wav", speech(2.0, 8000, seed=5), 8000)
    alarm = save_wav(tmp_path / "alarm.wav", speech(0.6, 8000, seed=9), 8000)
    voice.begin(Call("music", "phrase", targets(farm), priority="bgm", chime=False, clip=music))
    told.wait(Happened.ON_AIR, "music")
    voice.begin(Call("alarm", "phrase", targets(farm)[:1], priority="evacuation", chime=False, clip=alarm))
    taken = told.wait(Happened.TAKEN, "music")
    assert taken.by == "alarm" and taken.speaker_ids == ("s0",)
    assert told.wait(Happened.RETURNED, "music").speaker_ids == ("s0",)
    receipts = told.receipts("music")
    assert receipts["s0"].state == ReceiptState.BUSY and receipts["s0"].detail == "interrupted"
    assert receipts["s1"].state == ReceiptState.DELIVERED
    assert told.receipts("alarm")["s0"].state == ReceiptState.DELIVERED
    before, middle, after = played(farm, "s0", 3)
    said = read_wav(told.wait(Happened.ENDED, "alarm").recording)
    assert np.array_equal(middle, g711.from_alaw(g711.to_alaw(said)))
    assert before.size + after.size + middle.size <= played(farm, "s1")[0].size + 2 * 160


def test_a_warning_that_was_cut_off_is_said_again_from_its_start(voice, street, told, tmp_path: Path):
    farm = street(2)
    warning = save_wav(tmp_path / "warning.wav", speech(1.0, 8000, seed=3), 8000)
    voice.begin(Call("warning", "phrase", targets(farm), priority="emergency_clip", chime=False, clip=warning))
    told.wait(Happened.ON_AIR, "warning")
    voice.begin(Call("shout", "live", targets(farm)[:1], priority="emergency_live", chime=False))
    told.wait(Happened.TAKEN, "warning")
    talk(voice, "shout", speech(0.6, 16000))
    voice.end("shout")
    receipts = told.receipts("warning")
    assert {r.state for r in receipts.values()} == {ReceiptState.DELIVERED}
    whole = played(farm, "s1")[0]
    assert np.array_equal(played(farm, "s0", 3)[-1][-whole.size :], whole)


def test_equal_priority_does_not_interrupt(voice, street, told, tmp_path: Path):
    farm = street(1)
    first = save_wav(tmp_path / "first.wav", speech(0.8, 8000), 8000)
    voice.begin(Call("first", "phrase", targets(farm), priority="live", chime=False, clip=first))
    told.wait(Happened.ON_AIR, "first")
    voice.begin(Call("second", "phrase", targets(farm), priority="live", chime=False, clip=first, max_s=0.5))
    assert told.receipts("second")["s0"].state == ReceiptState.BUSY
    assert told.receipts("first")["s0"].state == ReceiptState.DELIVERED
    assert len(played(farm, "s0")) == 1


def test_nothing_is_sent_after_the_key_is_released(voice, street, told):
    farm = street(1)
    voice.begin(Call("ptt", "live", targets(farm), chime=False))
    talk(voice, "ptt", speech(0.6, 16000))
    voice.end("ptt")
    for _ in range(20):  # a stuck microphone goes on talking
        voice.talk("ptt", bytes(640))
    ended = told.wait(Happened.ENDED, "ptt")
    stream = next(iter(farm.speakers["s0"]._streams.values()))
    assert stream.received == ended.receipts[0].sent <= 34
    assert ended.seconds <= 0.7


def test_the_chime_comes_first_and_what_is_said_meanwhile_is_not_sent(voice, street, told):
    farm = street(1)
    begun = time.time()
    voice.begin(Call("chimed", "live", targets(farm), chime=True, clean=False))
    on_air = told.wait(Happened.ON_AIR, "chimed")
    assert on_air.at - begun < 0.1
    talk(voice, "chimed", speech(1.8, 16000))
    voice.end("chimed")
    told.wait(Happened.ENDED, "chimed")
    heard = played(farm, "s0")[0]
    assert 1.75 * 8000 <= heard.size <= 2.0 * 8000


def test_a_live_call_without_a_voice_ends_itself(voice, street, told):
    farm = street(1)
    voice.begin(Call("mute-mic", "live", targets(farm), chime=False))
    talk(voice, "mute-mic", speech(0.4, 16000))
    assert told.wait(Happened.ENDED, "mute-mic").why == "starved"


def test_no_call_lasts_longer_than_its_limit(voice, street, told, tmp_path: Path):
    farm = street(1)
    clip = save_wav(tmp_path / "long.wav", speech(5.0, 8000), 8000)
    voice.begin(Call("long", "phrase", targets(farm), chime=False, clip=clip, max_s=0.5))
    ended = told.wait(Happened.ENDED, "long")
    assert ended.why == "max_duration" and 0.4 < ended.seconds < 0.7


def test_a_file_that_is_no_sound_is_refused_by_name(voice, street, told, tmp_path: Path):
    farm = street(1)
    bad = tmp_path / "letter.txt"
    bad.write_text("no sound")
    voice.begin(Call("bad", "phrase", targets(farm), clip=bad))
    assert told.wait(Happened.REFUSED, "bad").why == "clip.unreadable"
    voice.begin(Call("gone", "phrase", targets(farm), clip=tmp_path / "gone.wav"))
    assert told.wait(Happened.REFUSED, "gone").why == "clip.missing"


def test_speakers_are_known_before_anybody_speaks(voice, street, told):
    farm = street(3, {1: Faults(offline=True), 2: Faults(muted=True)})
    voice.watch(targets(farm))
    found: dict[str, object] = {}

    def complete(event) -> bool:
        found.update((s.speaker_id, (s.online, s.muted)) for s in event.states)
        return len(found) == 3

    told.until(complete)
    assert found == {"s0": (True, False), "s1": (False, None), "s2": (True, True)}
