"""Bytes of other systems as text: UTF-8, GB 18030, UTF-16 with or without a mark, and files glued from several."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SNIFFED = 4096
_NUL_SHARE = 0.05


def encoding_of(head: bytes, told: str) -> str:
    """Return the encoding of a file that begins with `head`; `auto` where it must be found line by line.

    A byte order mark is believed before what the mapping says: it is the file itself that speaks.
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return "auto" if name == "utf-8-sig" else name
    return told if told != "auto" else _by_zeros(head)


def _by_zeros(head: bytes) -> str:
    """UTF-16 without a mark betrays itself: the commas and digits in it leave every second byte zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = max(2, len(head) * _NUL_SHARE)
    if odd > least and odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > least and even > 4 * odd else "auto"


def lines(file: BinaryIO, told: str) -> Iterator[str]:
    """Yield the lines of a file as text, without byte order marks; line ends are kept."""
    name = encoding_of(file.read(_SNIFFED), told)
    file.seek(0)
    if codecs.lookup(name if name != "auto" else "utf-8").name.startswith(("utf-16", "utf-32")):
        source: Iterator[str] = iter(io.TextIOWrapper(file, name, "replace", newline=""))
    else:
        source = (decoded(line, name) for line in file)
    for line in source:
        # A mark in the middle comes from two files glued together.
        yield line.removeprefix("\ufeff")


def whole(data: bytes, told: str) -> str:
    """Return a whole file as text."""
    return "".join(lines(io.BytesIO(data), told))


def decoded(line: bytes, name: str) -> str:
    """Return a line as text. `auto` is UTF-8, else GB 18030, line by line: files glued from two systems exist."""
    if name != "auto":
        return line.decode(name, "replace")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")
