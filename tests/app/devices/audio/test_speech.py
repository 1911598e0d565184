"""Text becomes speech on this machine alone."""

import threading
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.devices.audio.speech import SpeechService
from app.domain.errors import Unavailable
from tests.fakes.street import read_wav

VOICES = Path("resources/voices").resolve()


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpeechService]:
    service = SpeechService(VOICES, tmp_path_factory.mktemp("speech"))
    yield service
    service.stop()


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_a_warning_is_spoken_sentence_by_sentence_and_remembered(speech):
    text = "请注意，18:30有雨。请回家。"
    assert speech.lacks() == "" and not speech.ready(text)
    parts = list(speech.sentences(text))
    assert len(parts) == 2 and 1.5 < seconds(parts[0]) < 6
    sound = read_wav(parts[0]).astype(float)
    assert np.sqrt(np.mean(sound**2)) > 300, "nothing is to be heard"
    assert speech.ready(text) and not speech.ready(text, "zm_yunjian")
    made = {p: p.stat().st_mtime_ns for p in parts}
    whole = speech.synthesise(text)
    assert abs(seconds(whole) - sum(map(seconds, parts))) < 0.01
    assert {p: p.stat().st_mtime_ns for p in speech.sentences(text)} == made
    assert (parts[0].parent / "jieba.cache").is_file(), "the segmenter keeps its cache where it is told"


def test_the_two_voices_differ(speech):
    assert read_wav(speech.synthesise("好。")).tobytes() != read_wav(speech.synthesise("好。", "zm_yunjian")).tobytes()


def test_two_hands_at_once_get_their_own_speech(speech):
    found: dict[str, Path] = {}

    def make(text: str) -> None:
        found[text] = speech.synthesise(text)

    threads = [threading.Thread(target=make, args=(text,)) for text in ("一。", "二。")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(110)
    assert len(set(found.values())) == 2


def test_on_a_machine_too_busy_to_answer_in_time_it_says_so_and_the_next_try_may_succeed(tmp_path: Path):
    hurried = SpeechService(VOICES, tmp_path / "speech", patience_s=0.0)
    try:
        with pytest.raises(Unavailable) as fault:
            hurried.synthesise("没有等到的话。")
        assert fault.value.code == "speech.slow" and fault.value.remedy
        hurried._patience_s = 100.0
        assert hurried.synthesise("等到了的话。").is_file()
    finally:
        hurried.stop()


def test_without_the_model_it_says_so_and_old_speech_still_plays(
    speech, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = speech.synthesise("请注意。")
    monkeypatch.setattr("app.devices.audio.kokoro._PARTS", ("no_such_package",))
    bare = SpeechService(VOICES, path.parent, tmp_path / "nothing")
    assert "模型" in bare.lacks()
    assert bare.synthesise("请注意。") == path
    with pytest.raises(Unavailable) as fault:
        bare.synthesise("没有说过的话。")
    assert fault.value.code == "speech.model_missing" and fault.value.remedy


def test_a_damaged_model_is_refused_by_name(tmp_path: Path):
    model = tmp_path / "model"
    model.mkdir()
    (model / "kokoro-v1.0.int8.onnx").write_bytes(b"not a network")
    service = SpeechService(VOICES, tmp_path / "speech", model)
    with pytest.raises(Unavailable) as fault:
        service.synthesise("请注意。")
    service.stop()
    assert "损坏" in str(fault.value)


def test_no_words_and_too_many_words(speech):
    with pytest.raises(Unavailable, match="没有可以朗读的文字"):
        speech.synthesise("。。！")
    with pytest.raises(Unavailable, match="文字过长"):
        list(speech.sentences("雨" * 2001))
