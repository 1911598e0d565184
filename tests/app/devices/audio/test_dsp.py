"""What the voice chain does to a voice."""

import numpy as np
import pytest

from app.devices.audio import chime, clips
from app.devices.audio.dsp import Halver, Limiter, Meter, VoiceChain
from app.domain.errors import Unavailable
from tests.fakes.street import save_wav, speech


def frames(sound: np.ndarray) -> list[np.ndarray]:
    return [sound[i : i + 320] for i in range(0, sound.size - 319, 320)]


def tone(hertz: float, level: float, seconds: float = 1.0) -> np.ndarray:
    t = np.arange(int(seconds * 16000)) / 16000
    return np.asarray(np.sin(2 * np.pi * hertz * t) * level * 32767, dtype=np.int16)


def test_nothing_passes_the_ceiling_and_soft_words_pass_untouched():
    limiter = Limiter()
    loud = np.concatenate([limiter.process(f) for f in frames(tone(440, 1.0))])
    assert np.abs(loud).max() <= 0.708 * 32767
    limiter = Limiter()
    soft = np.concatenate([limiter.process(f) for f in frames(tone(440, 0.3))])
    assert np.array_equal(soft[40:], tone(440, 0.3)[: soft.size - 40])


def test_halving_keeps_speech_and_removes_what_would_fold_back():
    def through(hertz: float) -> float:
        halver = Halver()
        out = np.concatenate([halver.process(f) for f in frames(tone(hertz, 0.5))])
        return float(np.sqrt(np.mean(out[200:].astype(float) ** 2)))

    reference = 0.5 * 32767 / np.sqrt(2)
    assert abs(through(1000) / reference - 1) < 0.02
    assert abs(through(3000) / reference - 1) < 0.05
    assert through(5000) < reference * 0.01


def test_a_whisper_is_lifted():
    chain = VoiceChain()
    whisper = (speech(4.0, 16000) * 0.05).astype(np.int16)
    out = np.concatenate([chain.process(f) for f in frames(whisper)])
    late = out[-8000:].astype(float)
    assert np.sqrt(np.mean(late**2)) > 2 * np.sqrt(np.mean(whisper[-16000:].astype(float) ** 2))


def test_the_meter_reads_decibels_and_sees_clipping():
    meter = Meter()
    for f in frames(tone(440, 0.5, 2.0)):
        level = meter.take(f)
    assert abs(level.rms - -9.0) < 0.5 and abs(level.peak - -6.0) < 0.3 and not level.clipped
    assert meter.take(np.full(320, 32767, np.int16)).clipped
    assert Meter().take(np.zeros(320, np.int16)).rms == -96.0


def test_the_chime_rises_and_is_soft():
    sound = chime.synthesise().astype(float)
    assert 11000 < sound.size < 13000 and np.abs(sound).max() < 0.4 * 32767

    def pitch(part: np.ndarray) -> float:
        return float(np.abs(np.fft.rfft(part * np.hanning(part.size))).argmax() * 8000 / part.size)

    assert pitch(sound[1000:3000]) < 900 < 1200 < pitch(sound[8000:10000])


def test_any_file_comes_at_the_same_loudness(tmp_path):
    levels = []
    for rate, gain in ((48000, 1.0), (24000, 0.1), (8000, 0.5)):
        sound = clips.load(save_wav(tmp_path / f"{rate}.wav", speech(2.0, rate) * gain, rate))
        assert abs(sound.size - 16000) < 20 and np.abs(sound).max() <= 0.72 * 32767
        levels.append(20 * np.log10(np.sqrt(np.mean((sound / 32768.0) ** 2))))
    assert max(levels) - min(levels) < 1.5


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(Unavailable) as fault:
        clips.load(save_wav(tmp_path / "empty.wav", np.zeros(0), 8000))
    assert fault.value.code == "clip.empty"
