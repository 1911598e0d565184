"""What goes out through Open311: narrowed, paged, with safe photos and without names; and who holds the keys."""

import io
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import requests
from PIL import Image

from app.domain.case import Case
from app.domain.media import Media
from app.domain.place import Place
from app.hub.loading import load
from tests.fakes.georeport import REQUEST, Client, case_of, faults, one_database, shaped


@pytest.fixture
def client(hall: Any) -> Client:
    return Client(hall)


def test_dates_and_ids_narrow_the_list_and_ninety_days_are_the_usual_span(hall: Any, client: Client) -> None:
    now = hall.clock.now()
    days = (0, 10, 89, 91, 200)
    load(hall.database, "case", [
        Case(id=f"c{d}", case_no=f"D{d}", source="internet", reported_at=now - timedelta(days=d)) for d in days
    ])  # fmt: skip

    def asked(**filters: str) -> list[str]:
        answer = client.get("requests.json", **filters)
        assert answer.status_code == 200, answer.text
        return [item["service_request_id"] for item in answer.json()]

    assert asked() == ["D0", "D10", "D89"]
    assert asked(start_date="2026-11-20T00:00:00Z") == ["D0"]
    assert asked(end_date="2026-10-01") == ["D89", "D91"]
    assert asked(start_date="2026-04-01", end_date="2026-08-24T00:00:00+08:00") == ["D91", "D200"]
    assert asked(service_request_id="D200,D0,nothing") == ["D0", "D200"]
    spaced = requests.get(f"{client.base}/requests.json?start_date=2026-11-20T00:00:00+08:00", timeout=30)
    assert [item["service_request_id"] for item in spaced.json()] == ["D0"]
    for wrong, what in (
        ({"start_date": "yesterday"}, "start_date"),
        ({"end_date": "2026-11-20T00:00:00"}, "zone"),
        ({"start_date": "2026-11-20", "end_date": "2026-11-01"}, "later"),
        ({"status": "half"}, "status"),
        ({"colour": "red"}, "colour"),
        ({"service_request_id": "\x00"}, "service_request_id"),
        ({"start_date": "9999-12-31T23:59:59-12:00"}, "start_date"),
        ({"start_date": "x" * 41}, "start_date"),
    ):
        answer = client.get("requests.xml", **wrong)
        assert answer.status_code == 400 and what in faults(answer)[0], wrong


@one_database
def test_at_most_a_thousand_are_returned(hall: Any, client: Client) -> None:
    now = hall.clock.now()
    load(hall.database, "case", [Case(id=f"c{k}", source="internet", reported_at=now) for k in range(1_010)])
    assert len(client.get("requests.json").json()) == 1_000


@one_database
def test_a_place_is_known_by_its_code(hall: Any, client: Client) -> None:
    cover: dict[str, Any] = {"name": "文三路污水井盖", "kind": "manhole", "lon": 120.15, "lat": 30.27}
    load(hall.database, "place", [Place(id="p1", code="3301060102000001", address="文三路", **cover)])
    number = client.post(address_id="3301060102000001").json()[0]["service_request_id"]
    case = case_of(hall, number)
    assert (case["lon"], case["lat"], case["part_code"]) == (120.15, 30.27, "3301060102000001")
    assert case["address"] == "文三路 文三路污水井盖" and case["description"] == "暴露垃圾"
    assert client.get(f"requests/{number}.json").json()[0]["address_id"] == "3301060102000001"


def picture(turned: bool = True) -> bytes:
    """A photo as a phone takes it: lying on its side, with the place and the owner's remarks in it."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6 if turned else 1
    exif[0x010E] = "secret remark"
    exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 35.0, 0.0), 3: "E", 4: (109.0, 29.0, 0.0)})
    Image.new("RGB", (64, 32), (200, 30, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_comes_in_parts_is_made_safe_and_goes_out_with_its_case(hall: Any, client: Client) -> None:
    fields = {"api_key": client.key, "service_code": "event-0102", "lat": "30", "long": "120", "description": "有照片"}
    header = {"Idempotency-Key": "one-photo"}

    def post(*files: tuple[str, bytes], **more: str) -> requests.Response:
        parts = [("media" if k else "media[]", file) for k, file in enumerate(files)]
        url = f"{client.base}/requests.json"
        return requests.post(url, data=fields | more, files=parts, headers=header, timeout=30)

    first, again = post(("a.jpg", picture()), ("b.jpg", picture(False))), post(("a.jpg", picture()))
    assert (first.status_code, again.status_code) == (201, 200), first.text
    number = first.json()[0]["service_request_id"]
    case = case_of(hall, number)
    assert again.json()[0]["service_request_id"] == number and case["photos"] == 2
    kept = hall.seat("99", "li").get(f"/api/v1/media?owner_id={case['id']}").json()["items"]
    assert {(m["mime"], m["stage"], m["operator"]) for m in kept} == {("image/jpeg", "before", "street-app")}
    (item,) = client.get(f"requests/{number}.json").json()
    shaped(item, REQUEST)
    got = requests.get(item["media_url"], timeout=30)
    assert got.headers["content-type"] == "image/jpeg" and b"secret" not in got.content
    with Image.open(io.BytesIO(got.content)) as shown:
        assert shown.size == (32, 64) and not shown.getexif()
    assert Xml.fromstring(client.get("requests.xml").content).findtext("request/media_url") == item["media_url"]
    load(hall.database, "case", [Case(id="inside", case_no="I", source="internet", reported_at=hall.clock.now())])
    load(hall.database, "media", [
        Media(id="unit-photo", owner_kind="case", owner_id="inside", name="a.jpg", mime="image/jpeg", size=1,
              sha256="0" * 64, taken_at=hall.clock.now(), seat="07")
    ])  # fmt: skip
    assert client.get("requests/I.json").json()[0]["media_url"] is None
    assert client.get("media/unit-photo").status_code == client.get("media/nothing").status_code == 404
    header["Idempotency-Key"] = "no photo at all"
    for file, word in ((b"<svg onload=alert(1)>", "media 1 is no picture"), (picture()[:400], "media 1 is damaged")):
        assert word in faults(post(("a.jpg", file)))[0]
    assert "service_code" in faults(post(("a.jpg", picture()), service_code="nothing"))[0]
    assert len(client.get("requests.json").json()) == 2, "what was refused has left no case behind"
    url = f"{client.base}/requests.json"
    whole = requests.Request("POST", url, data=fields, files={"media": picture()}).prepare()
    sort = {"Content-Type": whole.headers["Content-Type"]}
    broken = requests.post(url, data=whole.body[:-60], headers=sort, timeout=30)  # type: ignore[index]
    assert broken.status_code == 400 and "cut short" in faults(broken)[0]


def test_a_device_that_lost_the_answer_reports_once_a_day(hall: Any, client: Client) -> None:
    def numbers(**more: str) -> list[str]:
        told = {"lat": "30", "long": "120", "description": "同一条", **more}
        return [client.post(**told).json()[0]["service_request_id"] for _ in range(2)]

    assert len(set(numbers(device_id="phone-1"))) == 1
    assert len({*numbers(device_id="phone-1"), *numbers(account_id="a-1"), *numbers(device_id="phone-2")}) == 3
    assert numbers(device_id="phone-1", description="又一处")[0] != numbers(device_id="phone-1")[0]
    assert len(set(numbers())) == 2


@one_database
def test_pages_follow_one_another_and_names_in_texts_are_hidden(hall: Any, client: Client) -> None:
    now = hall.clock.now()
    load(hall.database, "case", [
        Case(id=f"c{k}", case_no=f"P{k}", source="internet", reported_at=now - timedelta(hours=k),
             description="联系人：王小明，车牌陕J12345", address="枣园3号楼") for k in range(5)
    ])  # fmt: skip
    pages = [client.get("requests.json", page=str(n), page_size="2").json() for n in (1, 2, 3, 4)]
    assert [[r["service_request_id"] for r in page] for page in pages] == [["P0", "P1"], ["P2", "P3"], ["P4"], []]
    assert (pages[0][0]["description"], pages[0][0]["address"]) == ("联系人：***，车牌***", "枣园3号楼")
    since = (now - timedelta(days=300)).isoformat()
    old = Case(id="old", case_no="O", source="internet", reported_at=now - timedelta(days=200), updated_at=now)
    load(hall.database, "case", [old])
    changed = client.get("requests.json", updated_after=since, updated_before=now.isoformat()).json()
    assert [r["service_request_id"] for r in changed] == ["O"]
    for wrong in ({"page": "0"}, {"page": "x"}, {"page_size": "1001"}, {"page_size": "-1"}):
        assert "is a number" in faults(client.get("requests.xml", **wrong))[0]


def test_the_administrator_makes_and_takes_back_keys(hall: Any) -> None:
    admin, wang = hall.seat("A", "admin"), hall.seat("01", "wang")
    url = f"{hall.url}/api/v1/keys"
    assert admin.get("/api/v1/keys").json() == [], "there is none by default"
    assert wang.http.put(f"{url}/app", json={}, timeout=30).status_code == 403
    made = admin.http.put(f"{url}/app", json={"source": "report_reward"}, timeout=30).json()
    assert made["source"] == "report_reward" and len(made["api_key"]) >= 40
    (listed,) = admin.get("/api/v1/keys").json()
    assert listed["name"] == "app" and made["api_key"] not in json.dumps(listed)
    fields = {"api_key": made["api_key"], "service_code": "event-0102", "lat": "30", "long": "120"}
    assert requests.post(f"{hall.url}/open311/v2/requests.json", data=fields, timeout=30).status_code == 201
    renewed = admin.http.put(f"{url}/app", json={}, timeout=30).json()["api_key"]
    assert requests.post(f"{hall.url}/open311/v2/requests.json", data=fields, timeout=30).status_code == 403
    fields["api_key"] = renewed
    assert requests.post(f"{hall.url}/open311/v2/requests.json", data=fields, timeout=30).status_code == 201
    assert admin.http.delete(f"{url}/app", timeout=30).status_code == 204
    assert admin.http.delete(f"{url}/app", timeout=30).status_code == 404
    assert admin.http.put(f"{url}/app", json={"source": "pigeon"}, timeout=30).status_code == 400
    told = [row["what"] for row in admin.get("/api/v1/audit").json()["items"]]
    assert told.count("key.made") == 2 and told.count("key.ended") == 1
