"""Measures the voice engine: pacing, loss, exactness, start and stop, beside ffmpeg and GStreamer in the same run."""

import hashlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import numpy as np

from app.bench.pa_ears import listen
from app.bench.report import Report, Row
from app.devices.audio import VoiceService, clips
from app.devices.drivers.rtp.g711 import FRAME_SAMPLES, Pcm, to_alaw
from app.devices.speakers import Call, CallEvent, Happened, Target

Say = Callable[[str], None]
_SECONDS: Final = 5.0
_ON_TIME_S: Final = 0.005
_SIZES: Final = (10, 100, 1000)
_PEER_MOST: Final = 100
"""Peers are not asked for more destinations than their command lines bear."""
Heard = dict[str, tuple[list[tuple[int, float]], str]]


@dataclass(frozen=True)
class Figures:
    """What one sender did for so many speakers. `cpu` is the share of one core, in percent."""

    speakers: int
    on_time: float
    lost: int
    exact: float
    cpu: float
    start_ms: float = 0.0
    after_ms: float = 0.0


def run(scale: float, say: Say) -> Report:
    """Speak 5 s to 10, 100 and 1000 speakers (times `scale`) and let the peers do the same where they are installed."""
    if sys.platform != "linux":
        say("the receivers of this bench need Linux")
        return Report("pa", "nothing: not Linux", ())
    sizes = tuple(dict.fromkeys(max(1, round(n * scale)) for n in _SIZES))
    with tempfile.TemporaryDirectory(prefix="hall-pa-") as folder:
        clip = _clip(Path(folder) / "clip.wav")
        rows: list[Row] = []
        with _engine(Path(folder)) as (voice, told):
            say("engine has real-time right" if told.realtime else f"engine has no real-time right: {told.detail}")
            for n in sizes:
                ours = _ours(voice, told, clip, n)
                say(_words("engine", ours))
                rows += _rows(ours, told.realtime)
                rows += _peer_rows(ours, clip, say)
    work = f"{_SECONDS:g} s of A-law, 20 ms frames, to {', '.join(map(str, sizes))} receivers on 127.20.0.0/16"
    return Report("pa", work, tuple(rows))


# ours


class _Told:
    """The engine's events, to be waited for."""

    def __init__(self) -> None:
        self.events: list[CallEvent] = []
        self._new = threading.Condition()

    def __call__(self, event: CallEvent) -> None:
        with self._new:
            self.events.append(event)
            self._new.notify_all()

    def wait(self, kinds: set[Happened], call_id: str = "") -> CallEvent:
        """The first event of these kinds of a call."""
        with self._new:
            found: list[CallEvent] = []

            def come() -> bool:
                found[:] = [e for e in self.events if e.kind in kinds and e.call_id == call_id]
                return bool(found)

            if not self._new.wait_for(come, 60):
                raise TimeoutError(f"no {kinds} of {call_id}")
            return found[0]

    @property
    def realtime(self) -> bool:
        """Whether the engine got its right."""
        return any(e.kind == Happened.READY for e in self.events)

    @property
    def detail(self) -> str:
        """Why it did not."""
        return next((e.detail for e in self.events if e.kind == Happened.NO_REALTIME), "")


@contextmanager
def _engine(folder: Path) -> Iterator[tuple[VoiceService, _Told]]:
    told = _Told()
    voice = VoiceService(folder / "recordings", told)
    voice.start()
    try:
        told.wait({Happened.READY, Happened.NO_REALTIME})
        yield voice, told
    finally:
        voice.stop()


def _ours(voice: VoiceService, told: _Told, clip: Path, n: int) -> Figures:
    voice.prepare(clip)
    with _ears() as (port, heard):
        call_id = f"bench-{n}"
        targets = tuple(Target(f"s{i}", address, port) for i, address in enumerate(_addresses(n)))
        pid = voice.process_id
        before, begun = _cpu_s(pid), time.time()
        voice.begin(Call(call_id, "phrase", targets, "test", chime=False, clip=clip))
        ended = told.wait({Happened.ENDED}, call_id)
        cpu = (_cpu_s(pid) - before) / max(ended.seconds, 0.02) * 100
        got = heard()
    frames = round(ended.seconds / 0.02)
    first = min(when for times, _ in got.values() for _, when in times)
    last = max(when for times, _ in got.values() for _, when in times)
    return Figures(
        speakers=n,
        on_time=_on_time(got),
        lost=n * frames - sum(len(times) for times, _ in got.values()),
        exact=sum(stamp == _fingerprint(clips.load(clip)) for _, stamp in got.values()) / n,
        cpu=cpu,
        start_ms=(first - begun) * 1000,
        after_ms=max(0.0, (last - first - (frames - 1) * 0.02) * 1000),
    )


def _rows(ours: Figures, realtime: bool) -> list[Row]:
    n = ours.speakers
    limit = "limit"
    many = n > 100
    return [
        Row(f"packets within 5 ms, {n} speakers", ours.on_time, "share", limit, None, ">= 0.999" if realtime else ""),
        Row(f"packets lost, {n} speakers", ours.lost, "packets", limit, None, "== 0"),
        Row(f"speakers bit-exact, {n} speakers", ours.exact, "share", limit, None, "== 1"),
        Row(f"engine cpu, {n} speakers", ours.cpu, "% of a core", limit, None, "<= 35" if many else "<= 8"),
        Row(f"begin to first packet, {n} speakers", ours.start_ms, "ms", limit, None, "<= 100"),
        Row(f"last packet after its time, {n} speakers", ours.after_ms, "ms", limit, None, "<= 40"),
    ]


# peers


def _peer_rows(ours: Figures, clip: Path, say: Say) -> list[Row]:
    rows: list[Row] = []
    n = min(ours.speakers, _PEER_MOST)
    if n != ours.speakers:
        return rows
    for name, command in (("ffmpeg", _ffmpeg), ("gst-launch-1.0", _gstreamer)):
        if shutil.which(name) is None:
            say(f"{name} is not installed: not compared")
            continue
        peer = _peer(command, clip, n)
        if peer is None:
            say(f"{name} sent nothing: not compared")
            continue
        say(_words(name, peer))
        rows.append(Row(f"packets within 5 ms, {n} speakers", ours.on_time, "share", name, peer.on_time, ">= 0.99"))
        rows.append(Row(f"cpu, {n} speakers", ours.cpu, "% of a core", name, peer.cpu, "<= 3"))
    return rows


def _peer(command: Callable[[Path, list[str], int], list[str]], clip: Path, n: int) -> Figures | None:
    with _ears() as (port, heard):
        sender = subprocess.Popen(
            command(clip, _addresses(n), port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        spent = 0.0
        deadline = time.monotonic() + _SECONDS * 4
        while sender.poll() is None and time.monotonic() < deadline:
            spent = max(spent, _cpu_s(sender.pid))
            time.sleep(0.02)
        if sender.poll() is None:
            sender.kill()
        sender.wait()
        got = heard()
    if not got:
        return None
    frames = round(_SECONDS / 0.02)
    lost = n * frames - sum(len(times) for times, _ in got.values())
    return Figures(n, _on_time(got), lost, 0.0, spent / _SECONDS * 100)


def _ffmpeg(clip: Path, addresses: list[str], port: int) -> list[str]:
    outputs = "|".join(rf"[f=rtp]rtp\://{a}\:{port}?pkt_size=172" for a in addresses)
    shaped = ["-af", "aresample=8000,asetnsamples=160", "-ac", "1", "-c:a", "pcm_alaw", "-map", "0:a"]
    return ["ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-i", str(clip), *shaped, "-f", "tee", outputs]


def _gstreamer(clip: Path, addresses: list[str], port: int) -> list[str]:
    clients = ",".join(f"{a}:{port}" for a in addresses)
    chain = f"filesrc location={clip} ! wavparse ! audioconvert ! audioresample ! audio/x-raw,rate=8000,channels=1"
    chain += " ! alawenc ! rtppcmapay min-ptime=20000000 max-ptime=20000000"
    return ["gst-launch-1.0", "-q", *f"{chain} ! multiudpsink sync=true clients={clients}".split()]


# measuring


@contextmanager
def _ears() -> Iterator[tuple[int, Callable[[], Heard]]]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    ear = context.Process(target=listen, args=(theirs, 0, 20.0), daemon=True)
    ear.start()
    theirs.close()
    try:
        yield int(ours.recv()), lambda: _collect(ours)
    finally:
        ear.join(timeout=5)
        if ear.is_alive():
            ear.terminate()
            ear.join()
        ours.close()


def _collect(pipe: Connection) -> Heard:
    found: Heard = pipe.recv()
    return found


def _on_time(got: Heard) -> float:
    """Share of packets that came within 5 ms of their 20 ms beat, the beat laid through the earliest packet."""
    late: list[float] = []
    for times, _ in got.values():
        first = times[0][0]
        drift = np.array([when - ((number - first) & 0xFFFF) * 0.02 for number, when in times])
        late.extend(drift - np.min(drift))
    return float(np.mean(np.array(late) <= _ON_TIME_S))


def _addresses(n: int) -> list[str]:
    return [f"127.20.{i // 250}.{i % 250 + 1}" for i in range(n)]


def _cpu_s(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fingerprint(sound: Pcm) -> str:
    padded = np.pad(sound, (0, -sound.size % FRAME_SAMPLES))
    return hashlib.sha256(to_alaw(padded)).hexdigest()


def _clip(path: Path) -> Path:
    """Speech-like sound: a gliding voice in syllables."""
    t = np.arange(int(_SECONDS * 8000)) / 8000
    phase = 2 * np.pi * np.cumsum(150 + 40 * np.sin(2 * np.pi * 0.7 * t)) / 8000
    voice = sum(np.sin(k * phase) / k for k in range(1, 10)) * np.clip(np.sin(2 * np.pi * 3.1 * t) + 0.3, 0, 1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((voice / np.abs(voice).max() * 9000).astype(np.int16).tobytes())
    return path


def _words(name: str, found: Figures) -> str:
    start = f", first packet after {found.start_ms:.0f} ms" if found.start_ms else ""
    return (
        f"{name}, {found.speakers} speakers: {found.on_time:.2%} within 5 ms, {found.lost} lost, "
        f"{found.cpu:.1f} % of a core{start}"
    )
