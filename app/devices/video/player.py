"""One watched stream: joins transport, ring and decoder, and says honestly how fresh its picture is."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Executor

from app.devices.drivers.rtsp.codec.parameter_sets import picture_size
from app.devices.drivers.rtsp.codec.rtp import AccessUnit, nal_units
from app.devices.drivers.rtsp.driver import RtspSession
from app.devices.ports import Frame, TileState
from app.devices.video.decoder import Decoder
from app.devices.video.libvlc import LibVlc
from app.devices.video.mpegts import TsMuxer
from app.devices.video.ring import Ring
from app.devices.video.stillness import StillnessWatch
from app.devices.video.transport import Stream

QUIET_S = 1.4
"""A picture is stale when no new coded picture came for this long."""
UNDECODED_S = 2.5
"""A picture is stale when coded pictures come but none was decoded for this long."""
NEVER_S = 8.0
"""After this long without a first picture the stream counts as undecodable."""


class StreamPlayer:
    """Keeps the Player protocol; made by the VideoService."""

    def __init__(self, libvlc: LibVlc, workers: Executor, wanted: tuple[int, int], caching_ms: int) -> None:
        self.stream: Stream | None = None
        self.ring = Ring()
        self._libvlc, self._workers, self._wanted, self._caching_ms = libvlc, workers, wanted, caching_ms
        self._session: RtspSession | None = None
        self._muxer: TsMuxer | None = None
        self._decoder: Decoder | None = None
        self._leaving: Decoder | None = None
        self._kept: Frame | None = None
        self._frozen_frame: Frame | None = None
        self._base = 0
        self._lock = threading.Lock()
        self._closed = False
        self._stillness = StillnessWatch()
        self._decoded = 0
        self._decoded_at = 0.0
        self._looked_at = 0.0
        self._key_at = 0.0
        self._opened_at = 0.0

    # -- called on the network thread ------------------------------------------------------------------------

    def opened(self, session: RtspSession) -> None:
        """A new connection: a new decoder with the first key picture; the last picture stays until then."""
        track = session.track
        with self._lock:
            self._session = session
            self._muxer = TsMuxer(track.codec, track.clock) if track else None
            self._opened_at = time.monotonic()
            old, self._decoder = self._decoder, None
            if old is not None:
                self._keep(old)
        self.ring.clear()
        self._retire(old)

    def unit(self, unit: AccessUnit) -> None:
        """One coded picture: into the ring, and into the decoder."""
        if self._muxer is None or self._closed:
            return
        if unit.key:
            self._key_at = time.monotonic()
        if self._decoder is None and unit.key:
            self._begin(unit)
        data = self._muxer.mux(unit.data, unit.ticks, unit.key)
        self.ring.add(data, unit.key)
        decoder = self._decoder
        if decoder is not None:
            decoder.pipe.write(data, unit.key)

    def _begin(self, unit: AccessUnit) -> None:
        track = self._session.track if self._session else None
        if track is None or self._libvlc.failure is not None:
            return
        size = picture_size(track.codec, (*nal_units(unit.data[:4096]), *track.parameter_sets))
        if size is None:
            return
        decoder = Decoder(self._libvlc, size, self._wanted, self._caching_ms)
        with self._lock:
            if self._closed:
                decoder.stop()
                return
            self._decoder = decoder
            self._decoded, self._decoded_at = 0, 0.0
            self._stillness.forget(time.monotonic())
        self._workers.submit(decoder.start)

    # -- called on the watching thread -----------------------------------------------------------------------

    def look(self, now: float) -> None:
        """Four times a second: has a new picture been decoded, and is it a different one?"""
        decoder = self._decoder
        if decoder is None:
            return
        decoded = decoder.decoded()
        if decoded > self._decoded:
            self._decoded, self._decoded_at = decoded, now
        lag = self._caching_ms / 1000 + 0.2
        key = self._key_at > self._looked_at - lag
        self._looked_at = now
        if decoder.displayed and self._stream_word() == "streaming":
            self._stillness.look(decoder.green(), now, key)

    # -- called from anywhere --------------------------------------------------------------------------------

    @property
    def state(self) -> TileState:
        """What may honestly be said about the picture now."""
        now = time.monotonic()
        if self._frozen_frame is not None:
            return TileState("paused", self._age(now))
        status = self.stream.status if self.stream else None
        if status is None:
            return TileState("connecting")
        if status.word == "streaming":
            return self._streaming(now, status.last_unit_at)
        word = status.word
        if word == "stalled":
            word = "stale" if self._has_picture() else "no_signal"
        return TileState(word, self._age(now), status.detail)

    def _streaming(self, now: float, last_unit_at: float) -> TileState:
        age = self._age(now)
        if not self._decoder_shows():
            return self._without_picture(now, age)
        if now - last_unit_at > QUIET_S:
            return TileState("stale", age, "rtsp.stalled")
        if self._stillness.frozen:
            return TileState("stale", now - self._stillness.since, "picture.frozen")
        if now - max(self._decoded_at, self._opened_at) > UNDECODED_S:
            return TileState("stale", age, "picture.undecoded")
        return TileState("live", age)

    def _without_picture(self, now: float, age: float | None) -> TileState:
        if self._libvlc.failure is not None:
            return TileState("no_signal", age, "player.missing")
        if now - self._opened_at > NEVER_S:
            return TileState("no_signal", age, "picture.undecoded")
        return TileState("connecting", age)

    def _age(self, now: float) -> float | None:
        if not self._has_picture():
            return None
        unit_at = self.stream.status.last_unit_at if self.stream else 0.0
        newest = max(self._decoded_at, unit_at) if self._decoded_at else unit_at
        if self._stillness.frozen:
            newest = min(newest, self._stillness.since)
        return max(0.0, now - newest)

    def _stream_word(self) -> str:
        return self.stream.status.word if self.stream else "connecting"

    def _has_picture(self) -> bool:
        return self._kept is not None or self._decoder_shows()

    def _decoder_shows(self) -> bool:
        # Another thread may take the decoder away between two looks at it.
        decoder = self._decoder
        return decoder is not None and decoder.displayed > 0

    def frame(self) -> Frame | None:
        """The newest picture; the last one of an earlier connection while the new one has none yet."""
        if self._frozen_frame is not None:
            return self._frozen_frame
        decoder = self._decoder
        if decoder is not None and decoder.displayed:
            return decoder.frame(self._base + decoder.displayed)
        return self._kept

    def snapshot(self) -> Frame | None:
        """A copy of the newest picture, safe to keep."""
        frame = self.frame()
        if frame is None:
            return None
        return Frame(memoryview(bytes(frame.data)), frame.width, frame.height, frame.stride, frame.number)

    def pause(self, paused: bool) -> None:
        """Hold the present picture while the stream, its ring and its state go on."""
        self._frozen_frame = self.snapshot() if paused else None

    def recent(self, seconds: float) -> bytes:
        """The last seconds as MPEG-TS, starting at a key frame."""
        return self.ring.recent(seconds)

    def retry_now(self) -> None:
        """Try the camera again at once, as when its password was corrected."""
        if self.stream is not None:
            self.stream.retry_now()

    @property
    def counters(self) -> tuple[int, int, int]:
        """(coded pictures received, pictures decoded, pictures displayed) of the present connection."""
        decoder = self._decoder
        units = self.stream.status.units if self.stream else 0
        return units, self._decoded, decoder.displayed if decoder else 0

    def close(self) -> None:
        """End the stream; the socket goes first, then the pipe, then the player on a worker."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            decoder, self._decoder = self._decoder, None
            self._leaving, self._kept, self._frozen_frame = decoder, None, None
        self.ring.clear()
        if self.stream is not None:
            self.stream.close(lambda: self._retire(decoder))
        else:
            self._retire(decoder)

    def finish(self) -> None:
        """After the network thread has ended: make sure the decoder is stopped too; safe to repeat."""
        self._retire(self._leaving)

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    def _keep(self, decoder: Decoder) -> None:
        frame = decoder.frame(self._base + decoder.displayed)
        if frame is not None:
            # A copy: the player may still write into its buffers until it has stopped.
            self._kept = Frame(memoryview(bytes(frame.data)), frame.width, frame.height, frame.stride, frame.number)
            self._base += decoder.displayed

    def _retire(self, decoder: Decoder | None) -> None:
        if decoder is None:
            return
        decoder.pipe.close_writer()
        self._leaving = None
        try:
            self._workers.submit(decoder.stop)
        except RuntimeError:
            # The pool is already shut: the service stops and waits for this one itself.
            decoder.stop()
