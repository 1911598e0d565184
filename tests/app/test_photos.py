"""Photos of real cameras and of nobody: upright, silent about where they were taken, and never half a file."""

import io
import json
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from app.domain.errors import Rejected
from app.photos import PhotoFacts, safe_bytes, safe_copy

RED, BLUE = (220, 30, 30), (30, 30, 220)
SECRETS = (b"SecretPhone", b"Exif", b"GPS", b"http://ns.adobe.com/xap", b"Photoshop", b"a private remark")


def scene() -> Image.Image:
    """A picture whose top left corner is red, the rest blue: one sees how it stands."""
    image = Image.new("RGB", (320, 240), BLUE)
    image.paste(RED, (0, 0, 160, 120))
    return image


def exif(orientation: int, **more: object) -> Image.Exif:
    found = Image.Exif()
    found[0x0112], found[0x010F] = orientation, "SecretPhone"
    found.get_ifd(0x8769).update({0x9003: "2026:11:20 08:30:15", **({0x9011: more["offset"]} if more else {})})
    found.get_ifd(0x8825).update({1: "N", 2: (36.0, 35.0, 7.2), 3: "E", 4: (109.0, 29.0, 23.28)})
    return found


def turned(orientation: int) -> Image.Image:
    """The scene as a camera held otherwise stores it."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    return scene().transpose(back[orientation]) if orientation in back else scene()


def jpeg(orientation: int = 1, **more: object) -> bytes:
    out = io.BytesIO()
    turned(orientation).save(out, "JPEG", quality=95, exif=exif(orientation, **more), comment=b"a private remark")
    data = out.getvalue()
    xmp = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>GPS</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM"
    extra = b"".join(struct.pack(">BBH", 0xFF, m, len(d) + 2) + d for m, d in ((0xE1, xmp), (0xED, iptc)))
    return data[:2] + extra + data[2:] + b"GPS trailer of a motion photo"


def stands(image: Image.Image) -> bool:
    bare = image.convert("RGB")
    corners = [bare.getpixel(at) for at in ((20, 20), (300, 20), (20, 220), (300, 220))]
    return bare.size == (320, 240) and [c[0] > 150 for c in corners] == [True, False, False, False]  # type: ignore[index]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_and_has_forgotten_its_camera(tmp_path: Path, orientation: int) -> None:
    (tmp_path / "in.jpg").write_bytes(jpeg(orientation))
    facts = safe_copy(tmp_path / "in.jpg", tmp_path / "out.jpg")
    data = (tmp_path / "out.jpg").read_bytes()
    assert facts == PhotoFacts(
        len(data), "image/jpeg", 320, 240, datetime(2026, 11, 20, 0, 30, 15, tzinfo=UTC), 109.4898, 36.5853333
    )
    with Image.open(io.BytesIO(data)) as image:
        assert stands(image) and not image.getexif() and "comment" not in image.info
    assert not [secret for secret in SECRETS if secret in data]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jpg", "out.jpg"]


def test_an_upright_photo_keeps_its_very_pixels() -> None:
    told = jpeg(1)
    with Image.open(io.BytesIO(told)) as before, Image.open(io.BytesIO(safe_bytes(told)[0])) as after:
        assert before.tobytes() == after.tobytes()
    assert safe_bytes(safe_bytes(told)[0])[0] == safe_bytes(told)[0]


def test_progressive_photos_and_colour_profiles_survive() -> None:
    out = io.BytesIO()
    scene().save(out, "JPEG", progressive=True, icc_profile=b"a profile" * 20, exif=exif(1))
    data, _ = safe_bytes(out.getvalue())
    with Image.open(io.BytesIO(data)) as image:
        assert stands(image) and image.info["icc_profile"] == b"a profile" * 20 and image.info.get("progressive")


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF", "BMP", "GIF"])
def test_other_formats_are_made_safe_too(form: str) -> None:
    out, told = io.BytesIO(), {}
    if form == "PNG":
        remarks = PngImagePlugin.PngInfo()
        remarks.add_itxt("Location", "SecretPhone GPS")
        told = {"pnginfo": remarks, "exif": exif(1)}
    elif form in ("WEBP", "TIFF"):
        told = {"exif": exif(1)}
    scene().save(out, form, **told)
    data, facts = safe_bytes(out.getvalue())
    assert facts.mime == ("image/png" if form == "PNG" else "image/jpeg")
    with Image.open(io.BytesIO(data)) as image:
        assert stands(image)
    assert not [secret for secret in SECRETS if secret in data]


def test_the_camera_s_own_zone_is_believed_and_nonsense_is_not() -> None:
    assert safe_bytes(jpeg(1, offset="+00:00"))[1].taken_at == datetime(2026, 11, 20, 8, 30, 15, tzinfo=UTC)
    for taken, gps in (
        ("0000:00:00 00:00:00", (0.0, 0.0, 0.0)),
        ("2099:01:01 00:00:00", (999.0, 0.0, 0.0)),
        ("x", (0.0, 0.0, 0.0)),
    ):
        found = Image.Exif()
        found.get_ifd(0x8769)[0x9003] = taken
        found.get_ifd(0x8825).update({1: "N", 2: gps, 3: "E", 4: gps})
        out = io.BytesIO()
        scene().save(out, "JPEG", exif=found)
        facts = safe_bytes(out.getvalue())[1]
        assert (facts.taken_at, facts.lon, facts.lat) == (None, None, None), taken


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo.unknown"),
        (b"<html>no picture</html>", "photo.unknown"),
        (jpeg()[:700], "photo.damaged"),
        (jpeg()[:-400], "photo.damaged"),
        (json.dumps({"a": 1}).encode(), "photo.unknown"),
    ],
    ids=["empty", "html", "head", "cut", "json"],
)
def test_what_is_no_whole_picture_is_refused_and_leaves_no_file(tmp_path: Path, data: bytes, code: str) -> None:
    (tmp_path / "in.jpg").write_bytes(data)
    with pytest.raises(Rejected) as no:
        safe_copy(tmp_path / "in.jpg", tmp_path / "out.jpg")
    assert no.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["in.jpg"]


def test_a_picture_too_large_for_this_machine_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(Rejected) as no:
        safe_bytes(out.getvalue())
    assert no.value.code == "photo.too_large"


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's own remarks on broken EXIF
@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, 4000), change=st.binary(min_size=1, max_size=6), orientation=st.sampled_from([1, 6]))
def test_a_photo_damaged_anywhere_is_made_safe_or_refused(place: int, change: bytes, orientation: int) -> None:
    told = jpeg(orientation)
    place %= len(told)
    try:
        data, facts = safe_bytes(told[:place] + change + told[place + len(change) :])
    except Rejected as no:
        assert no.code.startswith("photo.")
        return
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert (image.width, image.height, len(data)) == (facts.width, facts.height, facts.size)
        assert not image.getexif() and b"http://ns.adobe.com/xap" not in data
