"""The sending end of the speakers' lines: one pair of sockets that fans a frame out to any number of speakers."""

import errno
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.devices.drivers.rtp import codec

Address = tuple[str, int]

_EXPEDITED: Final = 0xB8  # DSCP EF, as the TOS byte
_IP_RECVERR: Final = 11  # linux/in.h; Python names it only from 3.14
_BUFFER: Final = 8 << 20
_AT_ONCE: Final = 256
"""Datagrams read in one go, so that a flood of reports never delays the next frame."""


@dataclass(slots=True)
class Heard:
    """What came back since the last look, by the RTP address of the speaker it belongs to."""

    reports: list[tuple[Address, codec.ReceiverReport]] = field(default_factory=list)
    statuses: list[tuple[Address, codec.SpeakerStatus]] = field(default_factory=list)
    refused: list[Address] = field(default_factory=list)


class RtpLine:
    """Even port for sound, the next one for reports, a third for the status question. Never blocks."""

    def __init__(self, host: str = "0.0.0.0") -> None:
        self.sound, self.reports = _pair(host)
        self.status = _datagram(host, 0)
        for each in (self.sound, self.reports, self.status):
            each.setblocking(False)
            each.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, _EXPEDITED)
            if sys.platform == "linux":
                each.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
        self.sound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        for each in (self.reports, self.status):
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        self._refused: list[Address] = []

    @property
    def readable(self) -> list[socket.socket]:
        """The sockets worth waiting on."""
        return [self.reports, self.status]

    def send(self, packet: bytes, addresses: Iterable[Address]) -> None:
        """One packet to every address; a dead one never stalls the rest."""
        sendto = self.sound.sendto
        for address in addresses:
            try:
                sendto(packet, address)
            except OSError as fault:
                self._again(self.sound, packet, address, fault)

    def report(self, packet: bytes, address: Address) -> None:
        """One RTCP packet to the report port beside `address`."""
        self._try(self.reports, packet, (address[0], codec.rtcp_port(address[1])))

    def ask(self, address: Address) -> None:
        """Ask the speaker at `address` for its status."""
        self._try(self.status, codec.STATUS_QUESTION, (address[0], codec.status_port(address[1])))

    def hear(self) -> Heard:
        """Everything that came back."""
        heard = Heard()
        for data, source in _read(self.reports):
            for _, _, blocks in codec.unpack_rtcp(data):
                heard.reports.extend(((source[0], source[1] - 1), block) for block in blocks)
        for data, source in _read(self.status):
            said = codec.unpack_status(data)
            if said is not None:
                heard.statuses.append(((source[0], source[1] - 2), said))
        self._collect(self.sound, 0)
        self._collect(self.status, 2)
        self._collect(self.reports, None)
        heard.refused, self._refused = self._refused, []
        return heard

    def close(self) -> None:
        """Give the ports back."""
        for each in (self.sound, self.reports, self.status):
            each.close()

    def _try(self, sock: socket.socket, packet: bytes, address: Address) -> None:
        try:
            sock.sendto(packet, address)
        except OSError as fault:
            self._again(sock, packet, address, fault)

    def _again(self, sock: socket.socket, packet: bytes, address: Address, fault: OSError) -> None:
        """An earlier datagram's ICMP answer fails the next send, whoever it is for: take the answer and send again."""
        if fault.errno not in (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH):
            return
        offset = {id(self.sound): 0, id(self.status): 2}.get(id(sock))
        for _ in range(8):
            self._collect(sock, offset)
            try:
                sock.sendto(packet, address)
                return
            except OSError as again:
                if again.errno == errno.ENETUNREACH:
                    self._refused.append(address)
                    return

    def _collect(self, sock: socket.socket, offset: int | None) -> None:
        """Read the socket's error queue: whose port is closed. `offset` from there to the RTP port, None to forget."""
        if sys.platform != "linux":
            return
        for _ in range(_AT_ONCE):
            try:
                _, _, _, address = sock.recvmsg(0, 512, socket.MSG_ERRQUEUE)
            except OSError:
                return
            if offset is not None and address:
                self._refused.append((address[0], address[1] - offset))


def _read(sock: socket.socket) -> Iterable[tuple[bytes, Address]]:
    for _ in range(_AT_ONCE):
        try:
            yield sock.recvfrom(2048)
        except BlockingIOError:
            return
        except OSError:  # an ICMP answer to an earlier send; it is read from the error queue
            continue


def _datagram(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def _pair(host: str) -> tuple[socket.socket, socket.socket]:
    """Two neighbouring free ports, the first even."""
    for _ in range(200):
        first = _datagram(host, 0)
        port = first.getsockname()[1]
        if port % 2 == 0:
            try:
                return first, _datagram(host, port + 1)
            except OSError:
                pass
        first.close()
    raise OSError(errno.EADDRINUSE, "no pair of free ports for RTP")
