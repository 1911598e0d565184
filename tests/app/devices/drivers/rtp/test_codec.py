"""The bytes of a speaker's line."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from app.devices.drivers.rtp import codec


@given(st.integers(0, 127), st.integers(0, 65535), st.integers(0, 2**32 - 1), st.binary(max_size=200), st.booleans())
def test_a_packet_survives_the_wire(kind, sequence, stamp, payload, marker):
    packet = codec.RtpPacket(kind, sequence, stamp, 77, payload, marker)
    assert codec.unpack_rtp(codec.pack_rtp(packet)) == packet


def test_the_header_is_the_one_of_rfc_3550():
    data = codec.pack_rtp(codec.RtpPacket(8, 1, 160, 0x01020304, b"\xd5" * 160, True))
    assert data[:12] == bytes.fromhex("80 88 0001 000000a0 01020304") and len(data) == 172


def test_contributors_extension_and_padding_are_skipped():
    head = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, 8, 5, 6, 7) + b"\0" * 8
    data = head + struct.pack("!HH", 0xBEDE, 1) + b"\0" * 4 + b"sound" + b"\0\0\3"
    packet = codec.unpack_rtp(data)
    assert packet is not None and packet.payload == b"sound"


@given(st.binary(max_size=64))
def test_rubbish_is_no_packet_and_no_crash(data):
    codec.unpack_rtp(data)
    codec.unpack_rtcp(data)
    codec.unpack_status(data)


@given(st.integers(-(2**23), 2**23 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_report_survives_the_wire(lost, highest, jitter):
    report = codec.ReceiverReport(9, 10, 0.25, lost, highest, jitter)
    ((kind, ssrc, blocks),) = codec.unpack_rtcp(codec.pack_receiver_report(report))
    assert (kind, ssrc, blocks) == (codec.RR, 9, [report])


def test_a_compound_of_report_and_goodbye_is_read_in_order():
    data = codec.pack_sender_report(5, 1_700_000_000.5, 160, 1, 160) + codec.pack_bye(5)
    assert [(kind, ssrc) for kind, ssrc, _ in codec.unpack_rtcp(data)] == [(codec.SR, 5), (codec.BYE, 5)]
    assert struct.unpack("!II", data[8:16]) == (1_700_000_000 + 2208988800, 1 << 31)


def test_a_status_survives_the_wire():
    status = codec.SpeakerStatus(123, True, 80)
    assert codec.unpack_status(codec.pack_status(status)) == status
