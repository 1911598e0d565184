"""A sound server of our own with one microphone, into which a test can speak."""

import fcntl
import os
import subprocess
import threading
import time
from pathlib import Path

import numpy as np


class Rig:
    """A PulseAudio of our own whose one microphone is a pipe we speak into."""

    def __init__(self, folder: Path) -> None:
        self.socket, self.pipe = folder / "sound.socket", folder / "mic.pipe"
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._said: list[np.ndarray] = []
        self._mouth = threading.Thread(target=self._breathe, name="mouth", daemon=True)

    def start(self) -> None:
        """Start the server."""
        modules = (
            f"module-native-protocol-unix socket={self.socket} auth-anonymous=1",
            f"module-pipe-source source_name=mic file={self.pipe} format=s16le rate=16000 channels=1",
            "module-null-sink sink_name=out",
        )
        command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--use-pid-file=no", "--system=no"]
        for each in modules:
            command += ["-L", each]
        env = {**os.environ, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder)}
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline, tick = time.monotonic() + 10, threading.Event()
        while not (self.socket.exists() and self.pipe.exists()):
            assert self.process.poll() is None and time.monotonic() < deadline, "PulseAudio did not start"
            tick.wait(0.02)

    def speak_up(self) -> None:
        """Begin to breathe into the microphone."""
        self._mouth.start()

    def say(self, sound: np.ndarray) -> None:
        """Speak 16 kHz sound into the microphone, in real time, from the next 10 ms on."""
        self._said.append(sound)

    def silence(self) -> None:
        """The microphone gives digital zeros from now on."""
        self._said.append(np.zeros(0, np.int16))

    def stop(self) -> None:
        """End what this object started."""
        self._stop.set()
        if self.process is not None:
            self.process.terminate()
            self.process.wait(5)
        if self._mouth.ident is not None:
            self._mouth.join(5)

    def _breathe(self) -> None:
        """10 ms at a time: what is to be said, else a little room noise."""
        dice = np.random.default_rng(7)
        out = os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK)
        fcntl.fcntl(out, fcntl.F_SETPIPE_SZ, 4096)
        now, at, sound, zeros = time.monotonic(), 0, np.zeros(0, np.int16), False
        while not self._stop.wait(max(0.0, now - time.monotonic())):
            now += 0.01
            if at >= sound.size and self._said:
                sound, at = self._said.pop(0), 0
                zeros = zeros or not sound.size
            block = sound[at : at + 160]
            at += 160
            if block.size < 160:
                room = np.zeros(160) if zeros else dice.standard_normal(160) * 8
                block = np.concatenate([block, room[block.size :].astype(np.int16)]).astype(np.int16)
            try:
                os.write(out, block.tobytes())
            except BlockingIOError:  # nobody listens just now
                continue
            except OSError:
                break
        os.close(out)
