"""Open311 GeoReport v2 as clients of others speak it: reports in, requests out, nothing of the reporter told."""

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import requests
from sqlalchemy import select

from app.domain.case import Case
from app.domain.matter import Matter
from app.hub import keys
from app.hub.loading import load
from app.hub.tables import key as key_table
from tests.fakes.georeport import HOSTILE, REQUEST, SERVICE, Client, case_of, faults, one_database, shaped


@pytest.fixture
def client(hall: Any) -> Client:
    return Client(hall)


@one_database
def test_a_client_finds_its_way_from_discovery_to_the_services(hall: Any, client: Client) -> None:
    for form in ("json", "xml"):
        answer = client.get(f"discovery.{form}")
        assert answer.status_code == 200 and client.base in answer.text and "GeoReport_v2" in answer.text
    endpoint = client.get("discovery.json").json()["endpoints"][0]
    services = requests.get(f"{endpoint['url']}/services.json", timeout=30).json()
    shaped(services[0], SERVICE)
    assert (services[0]["service_code"], services[0]["type"]) == ("event-0102", "realtime")
    tree = Xml.fromstring(client.get("services.xml").content)
    assert tree.tag == "services" and [child.tag for child in tree] == ["service"]
    assert {child.tag for child in tree[0]} == SERVICE.keys() and tree[0].findtext("service_name") == "暴露垃圾"


@one_database
def test_a_service_says_what_a_reporter_should_know(hall: Any, client: Client) -> None:
    same: dict[str, Any] = {"kind": "event", "big_code": "09", "big_name": "其他"}
    told = Matter(id="event-0999", small_code="99", name="积水", filing_cond="深于 10 厘米", **same)
    off = Matter(id="event-0998", small_code="98", name="停用", enabled=False, **same)
    over = Matter(id="event-0997", small_code="97", name="过期", valid_to="2020-12-31", **same)
    load(hall.database, "matter", [told, off, over])
    definition = client.get("services/event-0999.json").json()
    assert definition["service_code"] == "event-0999" and definition["attributes"][0]["description"] == "深于 10 厘米"
    assert definition["attributes"][0]["variable"] is False
    tree = Xml.fromstring(client.get("services/event-0999.xml").content)
    assert tree.tag == "service_definition" and tree.findtext("attributes/attribute/datatype") == "text"
    assert [s["service_code"] for s in client.get("services.json").json()] == ["event-0102", "event-0999"]
    for unknown in ("event-0998", "event-0997", "nothing", "%00"):
        assert "not found" in faults(client.get(f"services/{unknown}.xml"))[0]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_report_becomes_a_case_with_its_reporter_and_goes_out_without(hall: Any, client: Client, form: str) -> None:
    seat = hall.seat("01", "wang")
    sent = client.post(
        form, lat="30.2741", long="120.1551", description="张伟反映：垃圾堆积，电话 138-0000-0000，a@b.cn",
        first_name="伟", last_name="张", phone="13800000000", address_string="文三路 1 号", jurisdiction_id="",
    )  # fmt: skip
    assert sent.status_code == 201, sent.text
    number = (
        sent.json()[0]["service_request_id"]
        if form == "json"
        else Xml.fromstring(sent.content).findtext("request/service_request_id")
    )
    case = case_of(hall, str(number))
    assert (case["source"], case["state"], case["matter_name"]) == ("internet", "reported", "暴露垃圾")
    assert (case["lon"], case["lat"], case["reporter"]) == (120.1551, 30.2741, "张伟")
    assert (case["reporter_phone"], case["address"]) == ("13800000000", "文三路 1 号")
    assert any(row[0] == case["id"] for b in seat.exchange()["changes"] if b["kind"] == "case" for row in b["rows"])
    out = client.get(f"requests/{number}.{form}")
    assert not any(secret in out.text for secret in ("张伟", "13800000000", "138-0000-0000", "a@b.cn"))
    assert "垃圾堆积" in out.text and "待受理" in out.text


@one_database
def test_requests_have_the_shape_of_the_standard_in_both_forms(hall: Any, client: Client) -> None:
    number = client.post(lat="30.1", long="120.2", description="路灯不亮").json()[0]["service_request_id"]
    (item,) = client.get(f"requests/{number}.json").json()
    shaped(item, REQUEST)
    assert (item["status"], item["lat"], item["long"]) == ("open", 30.1, 120.2)
    assert datetime.fromisoformat(item["requested_datetime"]).utcoffset() == timedelta(hours=8)
    tree = Xml.fromstring(client.get(f"requests/{number}.xml").content)
    assert tree.tag == "service_requests" and [child.tag for child in tree[0]] == list(REQUEST)
    assert tree[0].findtext("zipcode") == "" and tree[0].findtext("status") == "open"
    empty = client.get("requests.xml", service_code="nothing")
    assert empty.status_code == 200 and len(Xml.fromstring(empty.content)) == 0
    assert client.get("requests.json", service_code="nothing").json() == []


def test_every_state_is_open_or_closed_and_its_word_is_in_the_notes(hall: Any, client: Client) -> None:
    now = hall.clock.now()
    states = {"reported": "open", "handling": "open", "suspended": "open", "closed": "closed", "voided": "closed"}
    made = [
        Case(id=f"c-{state}", case_no=f"N-{state}", source="internet", state=state, reported_at=now, unit_name="水务局")
        for state in states
    ]
    load(hall.database, "case", made)
    told = {item["service_request_id"][2:]: item for item in client.get("requests.json").json()}
    assert {state: item["status"] for state, item in told.items()} == states
    assert told["suspended"]["status_notes"] == "挂账" and told["closed"]["agency_responsible"] == "水务局"
    open_ones = client.get("requests.json", status="open").json()
    assert {item["status"] for item in open_ones} == {"open"} and len(open_ones) == 3
    assert len(client.get("requests.json", status="open,closed").json()) == 5


def test_a_client_as_fixmystreet_sends_and_asks_again(hall: Any, client: Client) -> None:
    fields = {
        "jurisdiction_id": "city.example", "lat": "36.5", "long": "109.4", "email": "one@example.org",
        "description": "title:  坑洞\n\ndetail: 路面坑洞\n\nurl: http://www.example.org/report/7\n\nSubmitted\n",
        "first_name": "Some", "last_name": "Body", "media_url": "http://www.example.org/photo/7.full.jpeg",
        "attribute[easting]": "529025", "attribute[fixmystreet_id]": "7",
    }  # fmt: skip
    first, again = client.post("xml", **fields), client.post("xml", **fields)
    assert (first.status_code, again.status_code) == (201, 200) and first.content == again.content
    number = str(Xml.fromstring(first.content).findtext("request/service_request_id"))
    case = case_of(hall, number)
    assert "photo/7.full.jpeg" in case["description"] and "easting: 529025" in case["description"]
    assert case["source_no"] == "street-app:7" and case["reporter_phone"] == "one@example.org"
    listed = Xml.fromstring(
        client.get("requests.xml", jurisdiction_id="city.example", service_request_id=number).content
    )
    assert [child.findtext("service_request_id") for child in listed] == [number]
    token = Xml.fromstring(client.get(f"tokens/{case['id']}.xml").content)
    assert token.findtext("request/service_request_id") == number and token.findtext("request/token") == case["id"]


def test_one_idempotency_key_is_one_report_and_two_clients_do_not_meet(hall: Any, client: Client) -> None:
    other = Client(hall, "report_reward", "reward-app")
    header = {"Idempotency-Key": '"8e03978e-40d5-43e8-bc93-6894a57f9324"'}
    answers = [c.post(headers=header, lat="30", long="120", description="同一条") for c in (client, client, other)]
    assert [answer.status_code for answer in answers] == [201, 200, 201]
    numbers = [answer.json()[0]["service_request_id"] for answer in answers]
    assert numbers[0] == numbers[1] != numbers[2] and case_of(hall, numbers[2])["source"] == "report_reward"
    without = {
        client.post(lat="30", long="120", description="同一条").json()[0]["service_request_id"] for _ in range(2)
    }
    assert len(without) == 2


def test_without_a_key_nobody_reports_and_a_key_taken_back_opens_nothing(hall: Any, client: Client) -> None:
    for key, what in ((None, "not provided"), ("", "not provided"), ("guess", "not valid"), ("\x00", "not provided")):
        answer = client.post("xml", api_key=key, lat="30", long="120")
        assert answer.status_code == 403 and what in faults(answer)[0]
    with hall.database.write() as connection:
        keys.end(connection, "street-app", "", hall.clock.now())
    assert client.post(lat="30", long="120").status_code == 403
    assert client.get("requests.json", api_key=client.key).status_code == 403
    with hall.database.read() as connection:
        hashes = connection.execute(select(key_table.c.hash)).scalars().all()
    assert client.key not in hashes and len(hashes) == 1


@one_database
def test_every_wrong_field_is_named(hall: Any, client: Client) -> None:
    here = {"lat": "30", "long": "120"}
    for fields, words in (
        ({"service_code": None, **here}, ["service_code was not provided"]),
        ({}, ["a location was not provided"]),
        ({"lat": "30"}, ["long is no degree"]),
        ({"lat": "91", "long": "east"}, ["lat is no degree", "long is no degree"]),
        ({"lat": "nan", "long": "inf"}, ["lat is no degree", "long is no degree"]),
        ({"address_id": "nowhere"}, ["address_id 'nowhere' is not known"]),
        ({"media_url": "javascript:alert(1)", **here}, ["is no http address"]),
        ({"media_url": "http://[", **here}, ["is no http address"]),
        ({"description": "长" * 8_001, **here}, ["longer than 8000"]),
        ({"lat": "x", "media_url": "file:///etc/passwd"}, ["lat is no degree", "long is no", "is no http address"]),
    ):
        answer = client.post(**fields)
        told = faults(answer)
        assert answer.status_code == 400 and len(told) == len(words), told
        assert all(word in text for word, text in zip(words, told, strict=True)), told
    assert client.post(service_code="nothing", **here).status_code == 404
    assert client.post("pdf", **here).status_code == 404


@one_database
def test_bodies_that_are_no_form_are_refused(hall: Any, client: Client) -> None:
    url = f"{client.base}/requests.json"
    for body, sort in (
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"description=%FF%FE", "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(300)), "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ):
        answer = requests.post(url, data=body, headers={"Content-Type": sort}, timeout=30)
        assert answer.status_code == 400 and faults(answer)


def test_hostile_text_goes_in_whole_and_comes_out_as_text(hall: Any, client: Client) -> None:
    number = client.post(lat="30", long="120", description=HOSTILE, address_string=HOSTILE).json()[0]
    number = number["service_request_id"]
    assert case_of(hall, number)["description"] == HOSTILE == case_of(hall, number)["address"]
    assert client.get(f"requests/{number}.json").json()[0]["description"] == HOSTILE
    tree = Xml.fromstring(client.get(f"requests/{number}.xml").content)
    assert tree.findtext("request/description") == HOSTILE.replace("\x0b", "").replace("\x07", "")
    with_nul = client.post(lat="30", long="120", description="甲\x00乙").json()[0]["service_request_id"]
    assert case_of(hall, with_nul)["description"] == "甲乙"


def test_confidential_cases_stay_inside_and_only_a_key_sees_the_other_sources(hall: Any, client: Client) -> None:
    now = hall.clock.now()
    load(hall.database, "case", [
        Case(id="public", case_no="P", source="internet", reported_at=now),
        Case(id="hotline", case_no="H", source="hotline", reported_at=now, reporter="李四", address="李四家门口"),
        Case(id="secret", case_no="S", source="internet", reported_at=now, confidential=True),
    ])  # fmt: skip
    assert {r["service_request_id"] for r in client.get("requests.json").json()} == {"P"}
    mine = client.get("requests.json", api_key=client.key).json()
    assert {r["service_request_id"]: r["address"] for r in mine} == {"P": None, "H": "***家门口"}
    for hidden in ("H", "S", "secret"):
        assert client.get(f"requests/{hidden}.json").status_code == 404
    assert client.get("requests/S.json", api_key=client.key).status_code == 404


@one_database
def test_a_reporter_who_wants_it_kept_inside_is_heard(hall: Any, client: Client) -> None:
    for fields in ({"confidential": "true"}, {"attribute[confidential]": "是"}):
        number = client.post(lat="30", long="120", **fields).json()[0]["service_request_id"]
        assert case_of(hall, number)["confidential"] is True
        assert client.get(f"requests/{number}.json", api_key=client.key).status_code == 404


@one_database
def test_a_hall_that_has_given_no_key_shows_nothing_of_its_work(hall: Any) -> None:
    load(hall.database, "case", [Case(id="public", case_no="P", source="internet", reported_at=hall.clock.now())])
    base = f"{hall.url}/open311/v2"
    assert requests.get(f"{base}/requests.json", timeout=30).json() == []
    assert requests.get(f"{base}/requests/P.json", timeout=30).status_code == 404
    assert requests.get(f"{base}/services.json", timeout=30).json()
    client = Client(hall)
    assert [item["service_request_id"] for item in client.get("requests.json").json()] == ["P"]
