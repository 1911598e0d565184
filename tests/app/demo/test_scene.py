"""The city on the stage: loaded twice it is there once, devices are wired, the map is as the map room reads it."""

import io
import json
from pathlib import Path

from PIL import Image

from app.demo.basemap import write_base_map
from app.demo.city import City
from app.demo.photos import photo
from app.demo.scene import batches, camera_config, furnish, speaker_config
from app.devices.drivers.rtp.simulator import load_config
from app.devices.drivers.rtsp.simulator import SCENES, SimCamera
from app.hub.loading import load
from app.hub.schema import open_database


def test_a_city_loaded_twice_is_there_once_and_its_pictures_are_whole(county: City, tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'hub.db'}")
    media = tmp_path / "media"
    first = {}
    named = {}
    for kind, nouns in batches(county, media):
        first[kind] = first.get(kind, 0) + load(database, kind, nouns)
        named |= {noun.id: noun for noun in nouns} if kind == "media" else {}
    assert first["case"] == 6200 and first["area"] == len(county.areas)
    assert sum(load(database, kind, nouns) for kind, nouns in batches(county)) == 0
    database.close()
    assert named and all((media / name).stat().st_size == noun.size for name, noun in named.items())


def test_the_simulators_take_their_configuration(county: City, tmp_path: Path) -> None:
    cameras = [SimCamera(**told) for told in camera_config(county, "viewer", "made-up")["cameras"]]
    assert len(cameras) == 33 and sum(camera.ptz for camera in cameras) == 13
    assert {camera.scene for camera in cameras} <= {*SCENES, ""} and len({camera.kind for camera in cameras}) > 3
    file = tmp_path / "speakers.json"
    file.write_text(json.dumps(speaker_config(county, tmp_path / "wav", first_port=41000)), "utf-8")
    configs, folder, _ = load_config(file)
    assert [c.port for c in configs[:3]] == [41000, 41004, 41008] and folder == tmp_path / "wav"
    assert {c.id for c in configs} == {speaker.id for speaker in county.speakers}


def test_devices_are_wired_without_logins(county: City) -> None:
    ports = {speaker.id: 5000 + 4 * n for n, speaker in enumerate(county.speakers)}
    city = furnish(county, "rtsp://127.0.0.1:8554", "http://127.0.0.1:8580", "127.0.0.1", ports)
    assert all(c.url_main == f"rtsp://127.0.0.1:8554/{c.no}/main" and "@" not in c.url_sub for c in city.cameras)
    assert all(bool(c.ptz_url) == c.ptz for c in city.cameras)
    assert [s.port for s in city.speakers] == list(ports.values())


def test_the_base_map_keeps_the_map_room_s_contract(district: City, tmp_path: Path) -> None:
    size = write_base_map(district, tmp_path / "map" / "basemap.geojson")
    told = json.loads((tmp_path / "map" / "basemap.geojson").read_text("utf-8"))
    assert size < 5_000_000 and "虚构" in told["name"]
    kinds = {}
    for feature in told["features"]:
        kinds.setdefault(feature["properties"]["kind"], []).append(feature)
    assert set(kinds) == {"water", "park", "block", "building", "road", "rail", "boundary", "place"}
    assert 2_000 < len(kinds["building"]) < 40_000
    classes = {road["properties"]["class"] for road in kinds["road"]}
    assert classes == {"motorway", "primary", "secondary", "street"}
    assert all(road["properties"]["name"] and road["geometry"]["type"] == "LineString" for road in kinds["road"])
    assert all(
        b["properties"]["class"] in ("residential", "commercial", "industrial", "public") for b in kinds["block"]
    )
    assert all(p["geometry"]["type"] == "Point" and p["properties"]["name"] for p in kinds["place"])
    lons = [x for f in told["features"] for x, _ in _corners(f["geometry"]["coordinates"])]
    assert 109.3 < min(lons) < max(lons) < 109.7


def _corners(coordinates: list) -> list:
    if isinstance(coordinates[0], float):
        return [coordinates]
    return [corner for part in coordinates for corner in _corners(part)]


def test_photos_show_the_same_spot_with_and_without_the_trouble() -> None:
    for matter in ("event-0102", "part-0118", "event-0406", "part-0103"):
        before, after = (Image.open(io.BytesIO(photo(matter, stage, 1))) for stage in ("before", "after"))
        assert before.size == after.size == (640, 480)
        top = [image.crop((0, 0, 640, 40)).resize((1, 1)).getpixel((0, 0)) for image in (before, after)]
        assert max(abs(a - b) for a, b in zip(*top, strict=True)) < 6
        assert before.tobytes() != after.tobytes()
    assert photo("event-0102", "before", 0) != photo("event-0102", "before", 1)
