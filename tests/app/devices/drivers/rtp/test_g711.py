"""G.711 against the standard's own values."""

import numpy as np

from app.devices.drivers.rtp import g711


def test_the_values_of_the_standard():
    assert g711.from_alaw(bytes([0xD5, 0x55, 0xAA, 0x2A])).tolist() == [8, -8, 32256, -32256]
    assert g711.from_ulaw(bytes([0xFF, 0x7F, 0x80, 0x00])).tolist() == [0, 0, 32124, -32124]


def test_what_was_decoded_encodes_to_itself():
    codes = bytes(range(256))
    assert g711.to_alaw(g711.from_alaw(codes)) == codes
    same = g711.to_ulaw(g711.from_ulaw(codes))
    assert [i for i in range(256) if same[i] != i] in ([0x7F], [0xFF])  # two codes for silence


def test_every_sample_becomes_its_nearest_level():
    samples = np.arange(-32768, 32768).astype(np.int16)
    for encode, decode in ((g711.to_alaw, g711.from_alaw), (g711.to_ulaw, g711.from_ulaw)):
        levels = np.unique(decode(bytes(range(256)))).astype(int)
        error = np.abs(decode(encode(samples)).astype(int) - samples.astype(int))
        best = np.min(np.abs(samples.astype(int)[::97, None] - levels[None, :]), axis=1)
        assert np.array_equal(error[::97], best)
