"""Hostile text is kept letter by letter and stands so at the other seat, on both databases."""

from typing import Any

HOSTILE = (
    '\'; drop table "case"; --',
    "<script>alert(1)</script>&amp;&#0;",
    '=HYPERLINK("http://x";"y")',
    "+86 \t@SUM(1+1)*cmd|' /C calc'!A0",
    "\u202e倒着写\u202c \u200f\u200b\ufeff",
    "e\u0301 \U0001f6a8 \U00020000 ﷽",
    "{{7*7}} ${x} %s %n \\x00 \\u0000",
    "第一行\r\n第二行\u2028第三行\x0b\x1b[31m",
    "长" * 8_000,
)


def rows(reply: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    blocks = [block for block in reply["changes"] if block["kind"] == kind]
    return [dict(zip(block["columns"], row, strict=True)) for block in blocks for row in block["rows"]]


def test_hostile_text_stands_at_the_other_seat_letter_by_letter(hall: Any) -> None:
    one, other = hall.seat("01", "wang"), hall.seat("02", "li")
    cursor = other.exchange()["cursor"]
    reports = [one.report(text) for text in HOSTILE]
    notes = [one.command("case.note", case_id, note=text) for (case_id, _), text in zip(reports, HOSTILE, strict=True)]
    told = one.exchange(*(command for _, command in reports), *notes)
    assert {receipt["outcome"] for receipt in told["receipts"]} == {"applied"}
    other.cursor = cursor
    heard = other.exchange()
    cases = {row["id"]: row["description"] for row in rows(heard, "case")}
    assert [cases[case_id] for case_id, _ in reports] == list(HOSTILE)
    assert sorted(row["note"] for row in rows(heard, "case_step") if row["action"] == "note") == sorted(HOSTILE)
    for (case_id, _), text in zip(reports, HOSTILE, strict=True):
        assert other.get(f"/api/v1/cases/{case_id}").json()["description"] == text
    found = other.get("/api/v1/cases", params={"q": HOSTILE[0]}).json()["items"]
    assert [case["description"] for case in found] == [HOSTILE[0]]


def test_a_pasted_nul_is_left_out_and_stops_nobody(hall: Any) -> None:
    """What the rules take out at the seat is taken out here too, so both show the same."""
    seat, other = hall.seat("01", "wang"), hall.seat("02", "li")
    case_id, report = seat.report("井盖\x00缺失")
    report["args"] |= {"reporter": "\x00", "media_ids": ["a\x00b"], "no\x00thing": {"\x00": ["\x00"]}}
    note = seat.command("case.note", case_id, note="\x00已\x00到场\x00")
    last = seat.command("case.claim", case_id)
    assert [r["outcome"] for r in seat.exchange(report, note, last)["receipts"]] == ["applied"] * 3
    heard = other.exchange()
    assert [row["description"] for row in rows(heard, "case") if row["id"] == case_id] == ["井盖缺失"]
    assert "已到场" in [row["note"] for row in rows(heard, "case_step")]


def test_whatever_a_rule_says_about_hostile_words_can_be_kept(hall: Any) -> None:
    """Refusals repeat what was asked: that, too, must fit every database."""
    seat = hall.seat()
    case_id, report = seat.report()
    odd = [
        seat.command("case.file", case_id, {"state": "accepted\x00"}, matter_id="x\x00" * 3_000),
        seat.command("case.dispatch", case_id, unit_id="\x00", limit_value=1e308, limit_unit="\x00"),
        seat.command("case.amend", case_id, {"description": "\x00"}, lon=1e300, lat=-1e300, grade=1e300),
        seat.command("media.add", "m-1", sha256="\x00", size=-1),
    ]
    receipts = seat.exchange(report, *odd)["receipts"]
    assert len(receipts) == 5 and receipts[0]["outcome"] == "applied"
    assert seat.exchange(*odd)["receipts"] == receipts[1:], "the outcome is kept as it was told"
