"""Plain reads for other programs: filtered, paged by key, and silent when nothing has changed."""

from datetime import timedelta
from typing import Any

from app.domain.camera import Camera
from app.domain.case import Case
from app.hub.loading import load


def test_pages_by_key_miss_nothing_and_repeat_nothing(hall: Any) -> None:
    now = hall.clock.now()
    cases = [Case(id=f"c{i:03d}", reported_at=now - timedelta(minutes=i // 3) if i % 10 else None) for i in range(100)]
    load(hall.database, "case", cases)
    seat, after, ids = hall.seat(), "", []
    while True:
        page = seat.get(f"/api/v1/cases?limit=7&after={after}").json()
        ids += [item["id"] for item in page["items"]]
        after = page["next"]
        if not after:
            break
    assert len(ids) == 100 and set(ids) == {case.id for case in cases}
    assert ids[0] == "c002" and ids[-1].endswith("0")  # newest first, those without a time last


def test_filters_narrow_and_lists_come_unfolded(hall: Any) -> None:
    cameras = [
        Camera(id=f"k{i}", no=f"{i:03d}", name=f"文三路{i}", lon=1, lat=2, ptz=i % 2 == 0, tags=("路口", "东"))
        for i in range(4)
    ]
    load(hall.database, "camera", cameras)
    seat = hall.seat()
    assert [c["id"] for c in seat.get("/api/v1/cameras?ptz=true").json()["items"]] == ["k0", "k2"]
    assert [c["id"] for c in seat.get("/api/v1/cameras?no=001&no=003").json()["items"]] == ["k1", "k3"]
    assert [c["id"] for c in seat.get("/api/v1/cameras?q=路3").json()["items"]] == ["k3"]
    one = seat.get("/api/v1/cameras/k0").json()
    assert one["tags"] == ["路口", "东"] and one["ptz"] is True
    assert seat.get("/api/v1/cameras?ptz=perhaps").json()["code"] == "field.invalid"


def test_time_filters_and_percent_signs(hall: Any) -> None:
    now = hall.clock.now()
    old = Case(id="old", reported_at=now - timedelta(days=2), description="100% 积水")
    load(hall.database, "case", [old, Case(id="new", reported_at=now)])
    seat = hall.seat()
    told = seat.get("/api/v1/cases?reported_at_from=2026-11-21T00:00:00.000Z").json()
    assert [c["id"] for c in told["items"]] == ["new"]
    assert [c["id"] for c in seat.get("/api/v1/cases?q=100%25").json()["items"]] == ["old"]
    assert seat.get("/api/v1/cases?q=%25x").json()["items"] == []


def test_what_has_not_changed_is_not_sent_again(hall: Any) -> None:
    seat = hall.seat()
    case_id, report = seat.report()
    seat.exchange(report)
    for path in ("/api/v1/cases", f"/api/v1/cases/{case_id}", f"/api/v1/cases/{case_id}/steps", "/api/v1/matters"):
        first = seat.get(path)
        again = seat.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b""), path
        if "matters" not in path:
            seat.exchange(seat.command("case.note", case_id, note="补充"))
            assert seat.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200, path
