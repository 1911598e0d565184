"""The broadcasts of the last month look like what the broadcast room itself writes down."""

from datetime import timedelta

from app.demo.announcements import past_broadcasts
from app.demo.city import City
from app.devices.speakers import ReceiptState
from app.domain.broadcast import MODES, RANK
from app.domain.clock import HALL_ZONE
from tests.app.demo.conftest import NOW


def test_each_broadcast_is_over_was_by_day_and_has_a_receipt_from_each_speaker(district: City) -> None:
    said = past_broadcasts(district)
    assert len(said) == 78
    known = {speaker.id for speaker in district.speakers}
    for each in said:
        assert each.state == "ended" and each.mode in MODES and each.priority in RANK and each.text
        assert NOW - timedelta(days=31) < each.started_at < each.ended_at < NOW
        assert 7 <= each.started_at.astimezone(HALL_ZONE).hour <= 20
        assert set(each.receipts) == set(each.speaker_ids) <= known
    states = {receipt["state"] for each in said for receipt in each.receipts.values()}
    assert "delivered" in states and states <= set(ReceiptState)


def test_the_same_city_has_said_the_same(district: City) -> None:
    assert past_broadcasts(district) == past_broadcasts(district)
