"""Speakers to practise on: they answer, they fail when told to, and they run from a file."""

import json
import socket
import threading
import time
from pathlib import Path

from app.devices.drivers.rtp import codec
from app.devices.drivers.rtp.driver import RtpLine
from app.devices.drivers.rtp.simulator import Faults, SpeakerConfig, SpeakerFarm, run


def ask(port: int, question: bytes = codec.STATUS_QUESTION) -> codec.SpeakerStatus | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        sock.sendto(question, ("127.0.0.1", codec.status_port(port)))
        return codec.unpack_status(sock.recv(512))


def test_it_runs_from_a_file_and_tells_its_ports(tmp_path: Path):
    config = tmp_path / "speakers.json"
    speakers = [{"id": "a", "volume": 60}, {"id": "b", "faults": {"muted": True}}]
    config.write_text(json.dumps({"recordings": str(tmp_path / "r"), "speakers": speakers}))
    ready, stop, ports = threading.Event(), threading.Event(), {}

    def told(found: dict[str, int]) -> None:
        ports.update(found)
        ready.set()

    thread = threading.Thread(target=run, args=(str(config), told, stop))
    thread.start()
    assert ready.wait(5)
    assert ask(ports["a"]) == codec.SpeakerStatus(0, False, 60)
    assert ask(ports["b"]) == codec.SpeakerStatus(0, True, 80)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_it_is_broken_and_mended_from_outside(tmp_path: Path):
    with SpeakerFarm([SpeakerConfig("a")], tmp_path) as farm:
        port = farm.speakers["a"].config.port
        assert ask(port, b'{"set": {"muted": true}}') == codec.SpeakerStatus(0, True, 80)
        assert ask(port, b'{"set": {"muted": false}}') == codec.SpeakerStatus(0, False, 80)
        assert ask(port, b"rubbish") == codec.SpeakerStatus(0, False, 80)
        farm.change("a", offline=True)
        line = RtpLine("127.0.0.1")
        line.send(b"\x80\x08" + b"\0" * 170, [("127.0.0.1", port)])
        deadline, refused = time.monotonic() + 3, []
        while not refused and time.monotonic() < deadline:
            refused = line.hear().refused
        line.close()
        assert refused == [("127.0.0.1", port)]
        farm.change("a", offline=False)
        assert ask(port) == codec.SpeakerStatus(0, False, 80)


def test_a_dead_neighbour_costs_the_living_nothing(tmp_path: Path):
    configs = [SpeakerConfig("a"), SpeakerConfig("b", faults=Faults(offline=True))]
    with SpeakerFarm(configs, tmp_path) as farm:
        line = RtpLine("127.0.0.1")
        alive = ("127.0.0.1", farm.speakers["a"].config.port)
        for sequence in range(50):
            line.send(codec.pack_rtp(codec.RtpPacket(8, sequence, 0, 5, b"\xd5" * 160)), [("127.0.0.1", 9), alive])
        deadline, tick = time.monotonic() + 3, threading.Event()
        while time.monotonic() < deadline and (
            5 not in farm.speakers["a"]._streams or farm.speakers["a"]._streams[5].received < 50
        ):
            tick.wait(0.01)
        line.close()
        assert farm.speakers["a"]._streams[5].received == 50
