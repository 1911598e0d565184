"""Loudspeakers to practise on: real RTP receivers that play into WAV files, report back, and fail when told to."""

import json
import secrets
import selectors
import socket
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from app.devices.drivers.rtp import codec
from app.devices.drivers.rtp.receiver import JitterBuffer, Stream

_TICK_S: Final = 0.02
_REPORT_S: Final = 0.5
_SILENT_S: Final = 0.3
"""No packet for so long: it stopped."""
_CLOSE_S: Final = 0.8
_BUFFER: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a speaker. `loss` is the share of packets that vanish on the way to it."""

    offline: bool = False
    loss: float = 0.0
    muted: bool = False
    no_rtcp: bool = False
    no_status: bool = False


@dataclass(frozen=True, slots=True)
class SpeakerConfig:
    """One simulated speaker: sound on `port`, reports on the next, status on the one after."""

    id: str
    host: str = "127.0.0.1"
    port: int = 0
    volume: int = 80
    faults: Faults = field(default_factory=Faults)


class SimulatedSpeaker:
    """One speaker's three sockets and what it does with what comes in."""

    def __init__(self, config: SpeakerConfig, folder: Path, delay_s: float) -> None:
        self.config, self.folder = config, folder / config.id
        self._delay_s = delay_s
        self._own = secrets.randbits(32)
        self._streams: dict[int, Stream] = {}
        self._buffers: dict[int, JitterBuffer] = {}
        self._reply_to: dict[int, tuple[str, int]] = {}
        self._reported: dict[int, float] = {}
        self._file: wave.Wave_write | None = None
        self._path: Path | None = None
        self._file_of, self._wrote_at, self._played_at = 0, 0.0, 0.0
        self._count = 0
        self._dice = np.random.default_rng(len(config.id) + config.port)
        self.finished: list[Path] = []
        self.sockets: tuple[socket.socket, ...] = ()
        if not config.faults.offline:
            self._open()

    @property
    def playing(self) -> int:
        """The stream that comes out now, 0 when silent."""
        return self._file_of if time.monotonic() - self._played_at < _SILENT_S else 0

    def change(self, **faults: Any) -> None:
        """Break or mend the speaker while it runs (`offline` closes or opens its ports)."""
        before = self.config.faults
        self.config = replace(self.config, faults=replace(before, **faults))
        if self.config.faults.offline and not before.offline:
            self.close()
        elif before.offline and not self.config.faults.offline:
            self._open()

    def read(self, which: int, now: float) -> None:
        """Take everything that waits on socket `which`: 0 sound, 1 reports, 2 status."""
        for _ in range(64):
            try:
                data, source = self.sockets[which].recvfrom(2048)
            except OSError:
                return
            (self._sound, self._report, self._status)[which](data, source, now)

    def tick(self, now: float) -> None:
        """Play what is due and report."""
        for ssrc, buffer in self._buffers.items():
            for frame in buffer.due(now):
                self._play(ssrc, frame, now)
        for ssrc, stream in self._streams.items():
            fresh = stream.last_at > self._reported.get(ssrc, 0.0)
            pause = now - self._reported.get(ssrc, 0.0) >= _REPORT_S
            if fresh and (pause or now - stream.last_at > _SILENT_S):
                self._send_report(ssrc, now)
        if self._file is not None and now - self._wrote_at > _CLOSE_S:
            self._rotate(0)

    def close(self) -> None:
        """Close ports and files."""
        self._rotate(0)
        for each in self.sockets:
            each.close()
        self.sockets = ()

    def _open(self) -> None:
        self.sockets = _ports(self.config.host, self.config.port)
        self.config = replace(self.config, port=self.sockets[0].getsockname()[1])

    def _sound(self, data: bytes, source: tuple[str, int], now: float) -> None:
        packet = codec.unpack_rtp(data)
        if packet is None or self._dice.random() < self.config.faults.loss:
            return
        stream = self._streams.setdefault(packet.ssrc, Stream(packet.ssrc))
        buffer = self._buffers.setdefault(packet.ssrc, JitterBuffer(self._delay_s))
        self._reply_to[packet.ssrc] = (source[0], codec.rtcp_port(source[1]))
        buffer.put(stream.take(packet, now), packet, now)

    def _report(self, data: bytes, source: tuple[str, int], now: float) -> None:
        """A BYE is answered at the next tick, when the last sound has been read."""
        for kind, ssrc, _ in codec.unpack_rtcp(data):
            if kind == codec.BYE and ssrc in self._streams:
                self._reply_to[ssrc] = source
                self._reported[ssrc] = 0.0

    def _status(self, data: bytes, source: tuple[str, int], now: float) -> None:
        if self.config.faults.no_status:
            return
        if data != codec.STATUS_QUESTION:
            self._ordered(data)
        status = codec.SpeakerStatus(self.playing, self.config.faults.muted, self.config.volume)
        self.sockets[2].sendto(codec.pack_status(status), source)

    def _ordered(self, data: bytes) -> None:
        """`{"set": {"muted": true}}` breaks the speaker from outside."""
        try:
            faults = json.loads(data)["set"]
            self.change(**{k: v for k, v in faults.items() if k in ("loss", "muted", "no_rtcp", "no_status")})
        except (ValueError, KeyError, TypeError, AttributeError):
            return

    def _send_report(self, ssrc: int, now: float) -> None:
        self._reported[ssrc] = now
        if self.config.faults.no_rtcp or not self.sockets:
            return
        packet = codec.pack_receiver_report(self._streams[ssrc].report(self._own))
        self.sockets[1].sendto(packet, self._reply_to[ssrc])

    def _play(self, ssrc: int, frame: np.ndarray[tuple[int], np.dtype[np.int16]], now: float) -> None:
        if self._file_of != ssrc or self._file is None:
            self._rotate(ssrc)
        assert self._file is not None
        muted = self.config.faults.muted
        self._file.writeframesraw(np.zeros_like(frame).tobytes() if muted else frame.tobytes())
        self._wrote_at = self._played_at = now

    def _rotate(self, ssrc: int) -> None:
        """Close the file of the broadcast before, open one for the next (0: none)."""
        if self._file is not None and self._path is not None:
            self._file.close()
            self.finished.append(self._path.rename(self._path.with_suffix(".wav")))
            self._file = None
        if ssrc:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._count += 1
            self._path = (
                self.folder / f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{self._count:04d}-{ssrc:08x}.part"
            )
            self._file = wave.open(str(self._path), "wb")  # noqa: SIM115 - open as long as the broadcast lasts
            self._file.setnchannels(1)
            self._file.setsampwidth(2)
            self._file.setframerate(8000)
        self._file_of = ssrc


class SpeakerFarm:
    """Many simulated speakers behind one thread."""

    def __init__(self, configs: list[SpeakerConfig], folder: Path, delay_s: float = 0.06) -> None:
        self.speakers = {each.id: SimulatedSpeaker(each, folder, delay_s) for each in configs}
        self._selector = selectors.DefaultSelector()
        self._known: set[int] = set()
        self._stop: threading.Event = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.run, name="speakers", daemon=True)

    def __enter__(self) -> "SpeakerFarm":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def change(self, speaker_id: str, **faults: Any) -> None:
        """Break or mend one speaker."""
        with self._lock:
            self.speakers[speaker_id].change(**faults)

    def stop(self) -> None:
        """Close every port and file; the thread ends."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def stop_with(self, event: threading.Event) -> None:
        """Stop when `event` is set by somebody else."""
        self._stop = event

    def run(self) -> None:
        """Listen until `stop`."""
        due = time.monotonic()
        while not self._stop.is_set():
            with self._lock:
                self._register()
            for key, _ in self._selector.select(max(0.0, min(due - time.monotonic(), _TICK_S))):
                with self._lock:
                    speaker, which = key.data
                    speaker.read(which, time.monotonic())
            now = time.monotonic()
            if now >= due:
                due = max(due + _TICK_S, now)
                with self._lock:
                    for speaker in self.speakers.values():
                        speaker.tick(now)
        for speaker in self.speakers.values():
            speaker.close()
        self._selector.close()

    def _register(self) -> None:
        """Sockets come and go with the faults; a closed one leaves epoll by itself, its entry here is dropped."""
        current = {id(s) for speaker in self.speakers.values() for s in speaker.sockets}
        if current == self._known:
            return
        self._selector.close()
        self._selector = selectors.DefaultSelector()
        for speaker in self.speakers.values():
            for which, each in enumerate(speaker.sockets):
                self._selector.register(each, selectors.EVENT_READ, (speaker, which))
        self._known = current


def load_config(path: Path) -> tuple[list[SpeakerConfig], Path, float]:
    """Read `{"recordings", "delay_ms", "speakers": [{"id", "host", "port", "volume", "faults": {...}}]}`."""
    told = json.loads(path.read_text(encoding="utf-8"))
    configs = [
        SpeakerConfig(
            str(each["id"]),
            str(each.get("host", "127.0.0.1")),
            int(each.get("port", 0)),
            int(each.get("volume", 80)),
            Faults(**each.get("faults", {})),
        )
        for each in told["speakers"]
    ]
    return configs, Path(told["recordings"]), float(told.get("delay_ms", 60)) / 1000


def run(config_json_path: str, ready: Callable[[dict[str, int]], None], stop: threading.Event | None = None) -> None:
    """Play the speakers of a config file until interrupted or `stop` is set; `ready` gets the port of each by id."""
    configs, folder, delay_s = load_config(Path(config_json_path))
    farm = SpeakerFarm(configs, folder, delay_s)
    ready({each.config.id: each.config.port for each in farm.speakers.values()})
    if stop is not None:
        farm.stop_with(stop)
    farm.run()


def _ports(host: str, port: int) -> tuple[socket.socket, ...]:
    """Three neighbouring ports, the first even: `port`, or any free ones when it is 0."""
    for _ in range(500):
        made: list[socket.socket] = []
        try:
            for offset in range(3):
                sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                made.append(sock)
                sock.setblocking(False)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
                sock.bind((host, made[0].getsockname()[1] + offset if offset else port))
                if not offset and sock.getsockname()[1] % 2:
                    raise OSError("odd")
            return tuple(made)
        except OSError:
            for sock in made:
                sock.close()
            if port:
                raise
    raise OSError(f"no three neighbouring free ports on {host}")
